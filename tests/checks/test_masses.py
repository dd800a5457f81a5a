"""The largest balls of metal in solids whose largest balls are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from known_meshes import turned
from known_walls import ball, mesh
from manifold3d import Manifold

from jewelcad import measure
from jewelcad.checks.masses import masses
from jewelcad.checks.voxels import grid
from jewelcad.errors import GeometryError

SEEDS = (0, 1)


def cone() -> tuple[Manifold, float]:
    """3 mm radius, 4 mm high: of its section, a triangle of sides 5, 5, 6, the inscribed circle
    has a radius of 1.5; 200 facets lie within by 0.0004 mm."""
    return Manifold.cylinder(4.0, 3.0, 0.0, 200), 3.0


def corner() -> tuple[Manifold, float]:
    """Of a corner of a cube, legs of 6 mm: r = 6 / (3 + sqrt 3)."""
    made = Manifold.hull_points([[0, 0, 0], [6, 0, 0], [0, 6, 0], [0, 0, 6]])
    return made, 2 * 6.0 / (3.0 + math.sqrt(3.0))


def with_hole() -> tuple[Manifold, float]:
    """A block of 6 x 6 x 8 with a hole of 1 mm along its middle: the ball lies in a corner, where
    (3 - r) sqrt 2 = r + 0.5."""
    made = Manifold.cube((6, 6, 8), True) - Manifold.cylinder(9, 0.5, 0.5, 64, True)
    return made, 2 * (3 * math.sqrt(2) - 0.5) / (1 + math.sqrt(2))


KNOWN = {
    "plate": lambda: (Manifold.cube((8, 7, 1.6)), 1.6),
    "cube": lambda: (Manifold.cube((5, 5, 5)), 5.0),
    "ball": lambda: (ball(3.0, 40)[0], 6.0 - 2 * ball(3.0, 40)[1]),
    "rod": lambda: (Manifold.cylinder(9.0, 1.0, 1.0, 64), 2.0 * math.cos(math.pi / 64)),
    "cone": cone,
    "corner": corner,
    "with a hole": with_hole,
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", KNOWN)
def test_a_known_ball(name, seed):
    solid, truth = KNOWN[name]()
    made = mesh(turned(solid, seed))
    (found,) = masses(made, 0.9 * truth)
    assert found.diameter == pytest.approx(truth, abs=0.002)
    assert found.diameter <= truth + 1e-9 or name in ("ball", "cone")  # facets bulge a little
    assert truth <= found.most <= truth + 4 * 0.25
    assert masses(made, 1.001 * truth) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_two_masses_on_a_wire(seed):
    wire = Manifold.cylinder(20.0, 0.6, 0.6, 24, True)
    small, large = Manifold.cube((3, 3, 3), True), Manifold.cube((4, 4, 4), True)
    made = wire + small.translate((0, 0, 8)) + large.translate((0, 0, -8))
    found = masses(mesh(turned(made, seed)), 2.0)
    assert [m.diameter for m in found] == pytest.approx([4.0, 3.0], abs=0.002)
    assert math.dist(found[0].place, found[1].place) == pytest.approx(
        16.0, abs=0.25
    )  # it dips into the wire
    assert len(masses(mesh(turned(made, seed)), 3.5)) == 1


def test_a_hollow_is_no_mass():
    """A ball of 8 mm with a wall of 1 mm: no ball of 1.2 mm fits."""
    made = Manifold.sphere(4.0, 64) - Manifold.sphere(3.0, 64)
    assert masses(mesh(made), 1.2) == ()


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("pitch", [0.4, 0.15])
def test_a_grid_has_the_volume_of_the_solid(seed, pitch):
    """Points of metal times the cell, off by no more than a share of the surface; also where
    shells overlap and where a grid plane lies along a face."""
    solid = turned(Manifold.cube((9, 6, 4), True) - Manifold.cylinder(9, 1, 1, 40, True), seed)
    if not seed:
        solid = Manifold.cube((6, 6, 4)) - Manifold.cube((2, 2, 8)).translate((2, 2, 0))
    made = mesh(solid)
    points = grid(made, pitch)
    assert int(points.metal.sum()) * pitch**3 == pytest.approx(
        solid.volume(), abs=(0.1 if seed else 0.5) * pitch * measure.area(made)
    )
    shell = np.ones_like(points.metal)
    shell[1:-1, 1:-1, 1:-1] = False
    assert not points.metal[shell].any()


def test_a_grid_too_fine_is_refused():
    with pytest.raises(GeometryError, match="points, more than"):
        grid(mesh(Manifold.cube((20, 20, 20))), 0.01)
