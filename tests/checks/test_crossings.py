"""Surfaces that pass through themselves are found, measured and told from those that do not."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_meshes import joined, seam, turned
from known_walls import SOLIDS, mesh
from manifold3d import Manifold

from jewelcad.checks.boxes import overlapping
from jewelcad.checks.crossings import DEEP, crossings
from jewelcad.geometry.mesh import Mesh

SEEDS = (0, 1, 2)
FEW = settings(derandomize=True, max_examples=40, deadline=None)
size = st.floats(0.3, 4.0)
place = st.floats(-3.0, 3.0)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 300])
def test_boxes_that_overlap_are_those_that_do(n):
    rng = np.random.default_rng(n)
    low = rng.uniform(0, 10, (n, 3))
    high = low + rng.exponential(1.0, (n, 3))
    truth = {
        (i, j)
        for i in range(n)
        for j in range(i + 1, n)
        if (low[i] <= high[j]).all() and (low[j] <= high[i]).all()
    }
    found = [
        (min(i, j), max(i, j))
        for one, two in overlapping(low, high)
        for i, j in zip(one.tolist(), two.tolist(), strict=True)
    ]
    assert len(found) == len(set(found))
    assert set(found) == truth


@pytest.mark.parametrize("name", SOLIDS)
def test_a_sound_solid_crosses_itself_nowhere(name):
    """Also after its corners were rounded to float32, as an STL does."""
    made = mesh(turned(SOLIDS[name](24)[0].translate((9.0, 5.0, 0.0)), 3))
    rounded = Mesh(
        made.vertices.astype(np.float32).astype(np.float64), made.triangles, made.body, made.names
    )
    for given_mesh in (made, rounded):
        found = crossings(given_mesh)
        assert (len(found.pairs), len(found.overlaps), found.length) == (0, 0, 0.0)
        assert found.places() == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_two_balls_cross_in_a_circle(seed):
    """5 mm balls 6 mm apart: a circle of radius 4, less the sag of 96 facets."""
    one, two = Manifold.sphere(5.0, 96), Manifold.sphere(5.0, 96).translate((6.0, 0.013, 0.007))
    found = crossings(joined(turned(one, seed), turned(two, seed)))
    (crossing,) = found.places()
    assert crossing.length == pytest.approx(2 * math.pi * 4.0, rel=2e-3)
    assert crossing.bodies == ("body 0", "body 1")
    assert math.dist(crossing.place, (0, 0, 0)) == pytest.approx(5.0, rel=2e-3)
    assert len(found.overlaps) == 0


@FEW
@given(
    a=st.tuples(size, size, size),
    b=st.tuples(size, size, size),
    off=st.tuples(place, place, place),
    seed=st.integers(0, 99),
    round_=st.booleans(),
)
def test_shells_cross_where_manifold_says_they_meet(a, b, off, seed, round_):
    """Convex solids cross just if they share metal and neither holds the other; as long as the
    seam of what they share."""
    one = turned(Manifold.cube(a, True), seed)
    other = Manifold.cylinder(b[0], b[1], b[2], 17, True) if round_ else Manifold.cube(b, True)
    two = turned(other, seed + 1).translate(off)
    found = crossings(joined(one, two))
    assert found.length == pytest.approx(seam(one, two), rel=1e-6, abs=1e-4)
    shared = (one ^ two).volume()
    held = shared > 0.999999 * min(one.volume(), two.volume())
    if shared > 1e-6:
        assert bool(len(found.pairs)) is not held


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("out", "crosses"), [(-2 * DEEP, 12.0), (2 * DEEP, 24.0)])
def test_a_peg_through_a_plate_and_one_that_stops_short(seed, out, crosses):
    """A square peg of 3 mm goes in at the back of a plate, and comes out by 0.00002 mm or not."""
    plate = Manifold.cube((10, 10, 2), True)
    peg = Manifold.cube((3, 3, 8), True).translate((0.1, 0.2, -3.0 + out))
    found = crossings(joined(turned(plate, seed), turned(peg, seed)))
    assert found.length == pytest.approx(crosses, rel=2e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_surface_that_passes_through_along_its_own_edge(seed):
    """The foot of a roof stands in a face, and goes on below it: a crossing; on it: none."""
    plate = Manifold.cube((10, 10, 1), True)
    ridge = Manifold.hull_points(
        [[x, y, z] for x in (-2, 2) for y, z in ((-1, 0.5), (1, 0.5), (0, 2))]
    )
    through = Manifold.hull_points(
        [[x, y, z] for x in (-2, 2) for y, z in ((-1.5, 0.5), (1.5, 0.5), (0, 2), (0, 0.1))]
    )
    touching = crossings(joined(turned(plate, seed), turned(ridge, seed)))
    assert len(touching.pairs) == 0
    assert len(touching.overlaps) > 0
    crossing = crossings(joined(turned(plate, seed), turned(through, seed)))
    assert crossing.length == pytest.approx(2 * (4 + 3), rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_shells_laid_together_overlap_and_do_not_cross(seed):
    one, two = Manifold.cube((1, 1, 1)), Manifold.cube((1, 1, 1)).translate((1, 0.25, 0))
    found = crossings(joined(turned(one, seed), turned(two, seed)))
    assert (len(found.pairs), len(found.overlaps) > 0) == (0, True)
    apart = crossings(joined(turned(one, seed), turned(two.translate((5 * DEEP, 0, 0)), seed)))
    assert (len(apart.pairs), len(apart.overlaps)) == (0, 0)


def test_a_face_folded_back_on_its_neighbour():
    vertices = np.array([[0, 0, 0], [2, 0, 0], [0, 2, 0], [0.5, 0.7, 0]], float)
    triangles = np.array([[0, 1, 2], [1, 0, 3]], np.int32)
    folded = Mesh(vertices, triangles, np.zeros(2, np.int32), ("it",))
    assert len(crossings(folded).overlaps) == 1
    vertices[3] = [0.5, -0.7, 0]
    assert len(crossings(folded).overlaps) == 0


def test_a_face_drawn_twice():
    made = mesh(Manifold.sphere(3.0, 24))
    twice = Mesh(
        made.vertices,
        np.concatenate([made.triangles, made.triangles[5:6]]),
        np.append(made.body, np.int32(0)),
        made.names,
    )
    assert crossings(twice).overlaps.tolist() in (
        [[5, len(made.triangles)]],
        [[len(made.triangles), 5]],
    )


def test_wires_of_one_shell_that_run_into_each_other():
    """A figure of eight whose strands pass 1.5 mm apart: a wire of 2 mm crosses itself, one of
    1.4 mm does not."""
    for diameter, crosses in ((2.0, True), (1.4, False)):
        assert bool(len(crossings(eight(diameter / 2.0)).pairs)) is crosses


def eight(r: float, n: int = 96, around: int = 16) -> Mesh:
    u = np.arange(n) / n * 2 * np.pi
    path = np.stack([9 * np.sin(u), 5 * np.sin(2 * u), 0.75 * np.cos(u)], axis=1)
    way = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    way /= np.linalg.norm(way, axis=1)[:, None]
    side = np.cross(way, [0, 0, 1.0])
    side /= np.linalg.norm(side, axis=1)[:, None]
    up = np.cross(side, way)
    v = np.arange(around) / around * 2 * np.pi
    rim = np.cos(v)[None, :, None] * side[:, None] + np.sin(v)[None, :, None] * up[:, None]
    vertices = (path[:, None] + r * rim).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(n), np.arange(around), indexing="ij")
    a, b = i * around + j, (i + 1) % n * around + j
    d, c = i * around + (j + 1) % around, (i + 1) % n * around + (j + 1) % around
    faces = np.concatenate([np.stack(t, -1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))]).astype(
        np.int32
    )
    return Mesh(vertices, faces, np.zeros(len(faces), np.int32), ("eight",))


def test_scale_and_a_triangle_without_area_change_nothing():
    one, two = Manifold.cube((4, 4, 4), True), Manifold.cube((2, 2, 8), True)
    small, large = (
        crossings(joined(turned(one, 1).scale((k,) * 3), turned(two, 1).scale((k,) * 3)))
        for k in (1.0, 5.0)
    )
    assert small.length == pytest.approx(16.0, rel=1e-9)
    assert large.length == pytest.approx(80.0, rel=1e-9)
    made = small.mesh
    needle = np.append(made.triangles, made.triangles[:1][:, [0, 0, 1]], axis=0)
    again = crossings(Mesh(made.vertices, needle, np.append(made.body, np.int32(0)), made.names))
    assert again.length == pytest.approx(16.0, rel=1e-9)


def test_three_hundred_thousand_triangles_in_seconds():
    many = Manifold.sphere(9.0, 780) - Manifold.cube((3, 3, 40), True)
    made = mesh(many)
    assert len(made.triangles) > 290_000
    start = time.process_time()
    assert len(crossings(made).pairs) == 0
    assert time.process_time() - start < 15.0
