"""Diagrams and what they enclose."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jewelcad.errors import ParameterError
from jewelcad.gems import Diagram, Tier
from jewelcad.gems.polyhedron import enclosed

TOP = Tier("top", 0.0, (0.0,), 1.0)
BOTTOM = Tier("bottom", 180.0, (0.0,), 1.0)
SIDES = Tier("side", 90.0, (0.0, 90.0, 180.0, 270.0), 1.0)


def test_a_cube() -> None:
    cube = Diagram((TOP, SIDES, BOTTOM)).polyhedron()
    assert cube.volume == pytest.approx(8.0, rel=1e-14)
    assert cube.area == pytest.approx(24.0, rel=1e-14)
    assert cube.count() == {"top": 1, "side": 4, "bottom": 1}
    assert len(cube.vertices) == 8
    assert len(cube.edges) == 12
    assert len(cube.triangles()) == len(cube.triangle_faces()) == 12


def test_faces_run_counter_clockwise_seen_from_outside() -> None:
    cube = Diagram((TOP, SIDES, BOTTOM)).polyhedron()
    for face, normal in zip(cube.faces, cube.normals, strict=True):
        a, b, c = cube.vertices[list(face[:3])]
        assert np.cross(b - a, c - b) @ normal > 0


def test_the_apex_of_many_facets_is_one_vertex() -> None:
    """A pyramid of 96 sides: at its apex 96 planes meet."""
    azimuths = tuple(360.0 / 96 * k for k in range(96))
    cone = Tier.through("side", 45.0, azimuths, radius=1.0, z=0.0)
    base = Tier("base", 180.0, (0.0,), 0.2)
    pyramid = Diagram((cone, base)).polyhedron()
    assert len(pyramid.vertices) == 97
    assert pyramid.vertices[:, 2].max() == pytest.approx(1.0, abs=1e-14)
    section = 96 * math.tan(math.pi / 96) * 1.2**2
    assert pyramid.volume == pytest.approx(section * 1.2 / 3.0, rel=1e-12)


def test_a_plane_that_only_touches_gives_no_facet() -> None:
    touching = Tier.through("bevel", 45.0, (0.0,), radius=1.0, z=1.0)
    beyond = Tier("beyond", 0.0, (0.0,), 2.0)
    cube = Diagram((TOP, SIDES, BOTTOM, touching, beyond)).polyhedron()
    assert cube.count() == {"top": 1, "side": 4, "bottom": 1}
    assert len(cube.vertices) == 8


def test_scaling_shares_faces_and_triangles() -> None:
    cube = Diagram((TOP, SIDES, BOTTOM)).polyhedron()
    large = cube.scaled(3.0)
    assert large.faces is cube.faces
    assert large.triangles() is cube.triangles()
    assert large.volume == pytest.approx(27 * cube.volume, rel=1e-14)
    assert large.area == pytest.approx(9 * cube.area, rel=1e-14)


def test_vertices_cannot_be_written_to() -> None:
    cube = Diagram((TOP, SIDES, BOTTOM)).polyhedron()
    with pytest.raises(ValueError, match="read-only"):
        cube.vertices[0, 0] = 9.0


@pytest.mark.parametrize(
    "tiers",
    [
        (),
        (TOP,),
        (TOP, BOTTOM),
        (SIDES,),
        (TOP, SIDES),
        (SIDES, BOTTOM),
        (Tier("girdle", 90.0, (0.0, 120.0, 240.0), 1.0), Tier("main", 130.0, (0.0, 120.0), 1.0)),
    ],
    ids=lambda tiers: "+".join(t.name for t in tiers) or "nothing",
)
def test_an_open_diagram_is_refused(tiers: tuple[Tier, ...]) -> None:
    with pytest.raises(ParameterError, match=r"leaves the stone open.*Add the missing tier"):
        Diagram(tiers).polyhedron()


@pytest.mark.parametrize("distance", [0.0, -0.1, math.nan, math.inf])
def test_a_plane_through_the_centre_is_refused(distance: float) -> None:
    with pytest.raises(ParameterError, match=r"Tier 'main' lies .* Give it a distance above 0"):
        Diagram((Tier("main", 130.0, (0.0,), distance),))


def test_gemcads_standard_round_brilliant() -> None:
    """GemCad's guide: 73 planes, 57 vertices; volume 1.67262 in the file's unit (issue 3)."""

    def index(*first: int) -> tuple[float, ...]:
        return tuple(sorted({(i + 12 * k) % 96 * 3.75 for i in first for k in range(8)}))

    halves, mains, stars = index(3, 9), index(0), index(6)
    stone = Diagram(
        (
            Tier("girdle", 90.0, halves, 1.02653281),
            Tier("lower half", 180 - 42.5, halves, 0.61819401),
            Tier("pavilion main", 180 - 41.5, mains, 0.61701256),
            Tier("upper half", 34.0, halves, 0.68444470),
            Tier("bezel", 28.0, mains, 0.60896430),
            Tier("star", 16.0, stars, 0.50613241),
            Tier("table", 0.0, (0.0,), 0.36450932),
        )
    ).polyhedron()
    assert len(stone.faces) == 73
    assert len(stone.vertices) == 57
    assert stone.volume == pytest.approx(1.67262, abs=5e-6)


def test_planes_are_taken_from_any_iterable() -> None:
    assert enclosed(Diagram((TOP, SIDES, BOTTOM)).planes()).volume == pytest.approx(8.0)
