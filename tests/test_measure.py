"""Measures against shapes whose answers are formulas."""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from jewelcad import measure
from jewelcad.errors import GeometryError
from jewelcad.geometry.mesh import Mesh

sys.path.insert(0, str(Path(__file__).parent / "export"))
from known_shapes import (
    box,
    expected_torus,
    inside_out,
    joined,
    mesh_of,
    sagitta,
    sphere,
    torus,
    tube,
)


def without(mesh: Mesh, *dropped: int) -> Mesh:
    kept = np.delete(mesh.triangles, dropped, axis=0)
    return Mesh(mesh.vertices, kept, mesh.body[: len(kept)], mesh.names)


def test_box_is_its_sides_multiplied() -> None:
    mesh = box(2, 3, 4, at=(100, 50, -7))
    assert measure.volume(mesh) == pytest.approx(24, rel=1e-12)
    assert measure.area(mesh) == pytest.approx(52, rel=1e-12)
    assert measure.bounds(mesh) == ((100, 50, -7), (102, 53, -3))
    assert measure.volume(inside_out(mesh)) == pytest.approx(-24, rel=1e-12)


def test_bounds_leave_unused_vertices_out() -> None:
    mesh = box(1, 1, 1)
    stray = Mesh(np.vstack([mesh.vertices, [9, 9, 9]]), mesh.triangles, mesh.body, mesh.names)
    assert measure.bounds(stray) == ((0, 0, 0), (1, 1, 1))


@pytest.mark.parametrize(("nu", "nv"), [(24, 12), (96, 32), (200, 100)])
def test_torus_has_the_volume_of_pappus_within_its_chords(nu: int, nv: int) -> None:
    mesh, known = torus(nu=nu, nv=nv), expected_torus(nu=nu, nv=nv)
    off = known.volume - measure.volume(mesh)
    assert 0 < off < known.area * sagitta(9, 1, nu, nv)


def test_torus_is_one_closed_shell_of_genus_one() -> None:
    found = measure.topology(torus())
    assert (found.closed, found.components, found.genus, len(found.pinched)) == (True, 1, 1, 0)


@pytest.mark.parametrize(
    ("mesh", "shells", "genus"),
    [
        (box(1, 1, 1), 1, 0),
        (joined(box(1, 1, 1), box(1, 1, 1, at=(3, 0, 0))), 2, 0),
        (joined(torus(), torus(4, 1)), 2, 2),
        (joined(sphere(3, 3), inside_out(sphere(2, 3))), 2, 0),
        (tube(8, 9, 2), 1, 1),
    ],
)
def test_shells_and_handles_are_counted(mesh: Mesh, shells: int, genus: int) -> None:
    assert (measure.components(mesh), measure.genus(mesh)) == (shells, genus)


def test_touching_in_a_point_is_two_shells_and_a_pinch() -> None:
    pair = joined(box(1, 1, 1), box(1, 1, 1, at=(1, 1, 1)))
    triangles = pair.triangles.copy()
    triangles[triangles == 8] = 7  # the least corner of the second is the last of the first
    found = measure.topology(Mesh(pair.vertices, triangles, pair.body, pair.names))
    assert (found.closed, found.components, found.genus) == (True, 2, 0)
    assert found.pinched.tolist() == [[1, 1, 1]]


def test_a_missing_triangle_opens_three_edges() -> None:
    mesh = box(2, 2, 2)
    found = measure.topology(without(mesh, 0))
    a, b, c = mesh.corners[0]
    assert not found.closed
    assert sorted(found.open.tolist()) == sorted(p.tolist() for p in ((a + b) / 2, (b + c) / 2,
                                                                      (a + c) / 2))  # fmt: skip
    with pytest.raises(GeometryError, match="not closed \\(3 open"):
        measure.genus(without(mesh, 0))


def test_a_turned_triangle_turns_three_edges() -> None:
    mesh = box(2, 2, 2)
    triangles = mesh.triangles.copy()
    triangles[3] = triangles[3, ::-1]
    found = measure.topology(Mesh(mesh.vertices, triangles, mesh.body, mesh.names))
    assert (len(found.open), len(found.crowded), len(found.turned)) == (0, 0, 3)


def test_a_fin_crowds_an_edge() -> None:
    mesh = box(2, 2, 2)
    fin = np.vstack([mesh.triangles, [0, 1, 7]])
    found = measure.topology(mesh_of(mesh.vertices, fin))
    assert not found.closed
    assert len(found.crowded) >= 1


def test_degenerate_and_duplicate_triangles_are_named() -> None:
    points = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (2, 0, 0)]
    mesh = mesh_of(points, [(0, 1, 2), (0, 1, 1), (0, 1, 3), (2, 0, 1), (1, 0, 2)])
    assert measure.degenerate(mesh).tolist() == [1, 2]
    assert measure.duplicates(mesh).tolist() == [3, 4]


def test_nothing_is_nothing() -> None:
    empty = mesh_of(np.empty((0, 3)), np.empty((0, 3)))
    assert measure.volume(empty) == measure.area(empty) == measure.components(empty) == 0
    assert not len(measure.degenerate(empty))
    assert not len(measure.duplicates(empty))
    assert measure.wall_sample(empty) is None
    for needs in (measure.bounds, measure.bore):
        with pytest.raises(GeometryError, match="no triangle"):
            needs(empty)


def test_bore_of_a_tube_is_between_its_chords() -> None:
    assert measure.bore(tube(8.66, 10, 3, n=256)) == pytest.approx(
        2 * 8.66 * math.cos(math.pi / 256), abs=1e-9
    )


def test_bore_of_a_torus_is_its_throat() -> None:
    assert 16 - 2 * sagitta(9, 1, 96, 32) <= measure.bore(torus()) <= 16


def test_bore_sees_the_inside_of_a_triangle() -> None:
    ring = tube(8, 9, 2)
    bar = box(30, 1, 1, at=(-15, 0, 3))  # its corners and edges ends are far out
    assert measure.bore(joined(ring, bar)) == pytest.approx(6, abs=1e-12)
    plate = box(40, 1, 40, at=(-21, 0, -22))
    assert measure.bore(joined(ring, plate)) == 0


def test_wall_of_a_plate() -> None:
    wall = measure.wall_sample(box(10, 20, 1.0))
    assert wall is not None
    assert wall.value == pytest.approx(1.0, rel=1e-4)
    assert wall.body == "box"


def test_wall_of_a_tube_and_a_hollow_ball_within_a_hundredth() -> None:
    for mesh, known in (
        (tube(8, 8.5, 4), 0.5),
        (joined(sphere(5), inside_out(sphere(4.3))), 0.7),
    ):
        wall = measure.wall_sample(mesh, 50_000)
        assert wall is not None
        assert wall.value == pytest.approx(known, rel=0.01)


def test_wall_says_which_body_and_where() -> None:
    thin = box(5, 5, 0.4, at=(20, 0, 0))
    thin = Mesh(thin.vertices, thin.triangles, thin.body, ("head/prong[2]",))
    wall = measure.wall_sample(joined(box(10, 10, 3), thin), 20_000)
    assert wall is not None
    assert (wall.body, wall.value) == ("head/prong[2]", pytest.approx(0.4, rel=1e-4))
    assert 20 <= wall.place[0] <= 25


def test_wall_is_the_same_for_the_same_seed() -> None:
    assert measure.wall_sample(torus(), 5000, 7) == measure.wall_sample(torus(), 5000, 7)


def test_a_tetrahedron_has_no_opposite_sides() -> None:
    points = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
    mesh = mesh_of(points, [(0, 1, 2), (0, 3, 1), (0, 2, 3), (1, 3, 2)])
    assert measure.volume(mesh) == pytest.approx(8 / 3)
    assert measure.wall_sample(mesh, 2000) is None


def test_wall_sample_is_quick() -> None:
    mesh = torus(nu=240, nv=64)
    start = time.perf_counter()
    measure.wall_sample(mesh, 100_000)
    assert time.perf_counter() - start < 2.0  # 0.2 s on an idle core; the machine is shared


def test_corners_are_smooth_on_a_torus_and_sharp_on_a_box() -> None:
    ring, cube = torus(), box(1, 1, 1)
    assert len(np.unique(measure.smooth_corners(ring, 30))) == len(ring.vertices)
    assert len(np.unique(measure.smooth_corners(cube, 30))) == 24
