"""Helpers for stones set into a band: the ring, its metal, and every stone in it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from manifold3d import CrossSection, Manifold
from setting_bench import genus, solid

from jewelcad import finish, geometry
from jewelcad.geometry.mesh import Mesh
from jewelcad.pieces import Ring
from jewelcad.seating import Seating, seatings
from jewelcad.workpiece import Part, Stage


@lru_cache(maxsize=32)
def metal(part: Part, stage: Stage, tolerance: float = 0.01) -> Mesh:
    """The finished ring of a part that knows its shank."""
    return finish.mesh(Ring(part.shank, part).workpiece(stage), tolerance)


def stones(part: Part, inside: bool = False) -> list[Manifold]:
    """Every stone where it sits; or its inside, shrunk by what a mesh of the metal may be off."""
    made = []
    for placed in part.build("cast").stones:
        body = solid(placed.gem.mesh())
        if inside:  # the nearest facet, the table, lies about a seventh of the width off the middle
            body = body.scale((1 - 7 * 0.01 / placed.gem.width,) * 3)
        made.append(body.transform(np.array(placed.frame.matrix)))
    return made


def must_be_sound(part: Part, stage: Stage, genus: int) -> None:
    """One closed shell of the counted genus, no stone in metal, nothing in the finger."""
    body = solid(metal(part, stage))
    (shell,) = body.decompose()
    assert shell.genus() == genus
    r = part.shank.bore_radius
    finger = Manifold.extrude(CrossSection.circle(r - 0.01, 360), 60.0)
    assert (body ^ finger.translate((0, 0, -30)).rotate((90, 0, 0))).volume() == 0.0
    for stone in stones(part, inside=stage == "set"):
        assert (body ^ stone).volume() == 0.0


def must_drop_in(part: Part, clearance: float) -> None:
    """At cast each stone comes straight in from above, and then stands its clearance off."""
    body = solid(metal(part, "cast"))
    for placed, stone in list(zip(part.build("cast").stones, stones(part), strict=True))[:3]:
        for lift in np.linspace(0.0, 1.5 * placed.gem.depth, 6):
            way = [float(lift * c) for c in placed.frame.z]
            assert (body ^ stone.translate(way)).volume() == 0.0
        assert body.min_gap(stone, 1.0) == pytest.approx(clearance, abs=0.015)


def must_hold(part: Part) -> None:
    """At set each stone touches metal, and cannot be lifted out."""
    body = solid(metal(part, "set"))
    for placed, stone in zip(part.build("set").stones, stones(part), strict=True):
        assert body.min_gap(stone, 1.0) < 0.01
        way = [0.05 * c for c in placed.frame.z]
        assert (body ^ stone.translate(way)).volume() > 1e-4


def must_agree(part: Part, stage: Stage) -> None:
    """Two independent ways through the bench formula: same genus, volume within 0.1 %."""
    exact = finish.exact(Ring(part.shank, part).workpiece(stage))
    mesh = metal(part, stage, 0.005)
    assert geometry.is_valid(exact)
    assert [geometry.genus(exact)] == genus(mesh)
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=1e-3)


def sitting(part: Part) -> tuple[Seating, ...]:
    """The seat report of every stone."""
    bench = Ring(part.shank, part).workpiece("set")
    return seatings(bench, metal(part, "cast"), metal(part, "set"))
