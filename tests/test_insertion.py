"""A stone goes in from above, or not: by the body it sweeps on its way down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from manifold3d import Manifold, Mesh64

from jewelcad import finish
from jewelcad.frames import Frame
from jewelcad.gems import Cabochon, Gem, Pearl, Stone
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.shapes import Turned
from jewelcad.seating import insertion
from jewelcad.seating.way_in import way_down
from jewelcad.settings import Bezel, Hollows, Millegrain, ProngHead, Scallops, Steps
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

CUTS = ["round", "oval", "pear", "cushion", "marquise", "princess", "heart", "emerald"]
CUTS += ["trillion", "hexagon", "kite"]
STONES: dict[str, Stone] = {
    name: Gem.of(name, width=5.0)
    for name in (
        [
            "round",
            "oval",
            "pear",
            "cushion",
            "marquise",
            "princess",
            "heart",
            "emerald",
            "trillion",
            "hexagon",
            "kite",
        ]
    )
} | {"cabochon": Cabochon.of("oval", 8, 6), "pearl": Pearl(6.0)}

KINDS = {
    "plain": lambda n: {},
    "tapered": lambda n: {"taper": 8.0},
    "half": lambda n: {"open": 80.0},
    "gallery": lambda n: {"stance": "high", "hollows": Hollows(n, "arch", post=0.5)},
    "scalloped": lambda n: {"scallops": Scallops(n, land=0.1)},
    "beaded": lambda n: {"steps": Steps(), "millegrain": Millegrain(bead=0.3)},
}
COUNTS = {"trillion": 6, "hexagon": 6, "heart": 6}
"""How many windows or arcs stand evenly round an outline; 8 round the others."""


def solid(mesh) -> Manifold:
    return Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))


@pytest.mark.parametrize("name", STONES)
def test_the_way_is_the_stone_and_a_prism_on_its_shadow(name):
    """V + H A, for every stone; of a convex one also the hull of both ends."""
    mesh = STONES[name].mesh()
    stone, way = solid(mesh), solid(way_down(mesh, 7.0))
    assert way.genus() == 0
    assert way.volume() == pytest.approx(stone.volume() + 7.0 * stone.project().area(), rel=1e-6)
    hull = Manifold.batch_hull([stone, stone.translate((0.0, 0.0, 7.0))]).volume()
    assert (way.volume() == pytest.approx(hull, rel=1e-3)) == (name != "heart")


def told(part: Part, stage: Stage = "cast", frame: Frame | None = None):
    work = part.build(stage).on(frame or Frame())
    (placed,) = work.stones
    return insertion(placed, finish.mesh(work, 0.01))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CUTS)
def test_every_bezel_takes_its_stone_from_above(name, kind):
    """Proved on the casting, with the room that was asked for on the whole way."""
    bezel = Bezel(STONES[name], **KINDS[kind](COUNTS.get(name, 8)))
    found = told(bezel)
    assert found.proved
    assert found.room == pytest.approx(bezel.clearance, abs=0.012)


@pytest.mark.parametrize("name", ["round", "pear", "princess", "heart", "cabochon"])
def test_a_closed_lip_lets_no_stone_in(name):
    """Rubbed over, the lip covers a ring of the crown all the way up: that much is in the way."""
    bezel = Bezel(STONES[name])
    closed = told(bezel, "set")
    assert not closed.proved
    assert closed.room == 0.0
    assert closed.blocked > 0.5 * bezel.wall * STONES[name].girdle_outline.length * 0.1


def test_a_larger_stone_does_not_go_in():
    """A twentieth of a millimetre is the clearance: a stone a little more than that too wide
    catches, one a little less does not."""
    work = Bezel(Gem.round(6.0)).build()
    metal = finish.mesh(work, 0.005)
    for width, fits in ((6.06, True), (6.14, False)):
        assert insertion(replace(work.stones[0], gem=Gem.round(width)), metal).proved == fits


def test_metal_high_above_is_in_the_way():
    """The seated stone touches nothing, yet a lid over it bars its way, by just what it shadows."""
    work = Bezel(Gem.round(5.0)).build()
    outline = [(0.0, 9.0), (2.6, 9.0), (2.6, 3.0), (3.4, 3.0), (3.4, 9.5), (0.0, 9.5)]
    lid = Body("lid", Turned(Contour(polygon(outline))))
    found = insertion(work.stones[0], finish.mesh(work + Workpiece(metal=[lid]), 0.005))
    assert not found.proved
    shadow = solid(Gem.round(5.0).mesh()).project().area()
    assert found.blocked == pytest.approx(0.5 * shadow, rel=2e-3)


def test_where_the_setting_stands_is_all_the_same():
    tilted = Frame((3.0, -2.0, 11.0), (0.6, 0.8, 0.0), (-0.48, 0.36, 0.8))
    bezel = Bezel(STONES["pear"])
    assert told(bezel, frame=tilted).room == pytest.approx(told(bezel).room, abs=1e-9)


@pytest.mark.parametrize("name", ["round", "pear", "emerald", "pearl"])
def test_upright_claws_let_the_stone_in_and_bent_ones_hold_it(name):
    head = ProngHead(STONES[name])
    assert told(head).blocked == 0.0
    assert not told(head, "set").proved


def test_a_stone_alone_has_all_the_room():
    ring = Turned(Contour(polygon([(9.0, 0.0), (10.0, 0.0), (10.0, 1.0), (9.0, 1.0)])))
    found = insertion(
        PlacedGem("stone", Gem.round(6.0)), finish.mesh(Workpiece(metal=[Body("hoop", ring)]), 0.01)
    )
    assert found.proved
    assert found.room == 1.0
