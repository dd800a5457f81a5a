"""Holes whose depth is known, turned at random."""

from __future__ import annotations

import math

import pytest
from known_meshes import turned
from known_walls import mesh
from manifold3d import Manifold

from jewelcad.checks.chambers import PITCH
from jewelcad.checks.pockets import pockets

SEEDS = (0, 1)
BLOCK = Manifold.cube((8, 8, 5), True)


def dips(ball: float, hole: float) -> float:
    """How deep a ball lies in the mouth of a round hole."""
    return ball / 2.0 - math.sqrt(ball**2 - hole**2) / 2.0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("hole", "depth"), [(0.8, 2.0), (0.6, 3.0)])
def test_a_blind_hole_is_as_deep_as_drilled(seed, hole, depth):
    drill = Manifold.cylinder(9.0, hole / 2, hole / 2, 24).translate((1, 0.5, 2.5 - depth))
    made = mesh(turned(BLOCK - drill, seed))
    truth = depth - dips(1.4, hole)
    (found,) = pockets(made, 1.4, 1.0)
    assert found.error == 2 * PITCH
    assert found.depth == pytest.approx(truth, abs=found.error)
    assert pockets(made, 1.4, truth + found.error) == ()
    assert pockets(made, hole - 0.3, 1.0) == ()


def test_a_hole_right_through_is_half_as_deep():
    made = mesh(turned(BLOCK - Manifold.cylinder(9.0, 0.4, 0.4, 24, True), 3))
    (found,) = pockets(made, 1.4, 1.0)
    assert found.depth == pytest.approx(2.5 - dips(1.4, 0.8), abs=found.error)
    assert math.dist(found.place, (0, 0, 0)) < 3 * PITCH


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slot_is_as_deep_as_sawn(seed):
    slot = Manifold.cube((9, 0.6, 3), True).translate((0, 0, 2.5))
    (found,) = pockets(mesh(turned(BLOCK - slot, seed)), 1.2, 0.8)
    assert found.depth == pytest.approx(1.5 - dips(1.2, 0.6), abs=found.error)


def test_corners_and_a_ring_have_no_pockets():
    """In a corner of three walls a ball of 1 mm stays (sqrt 3 - 1) / 2 away."""
    made = BLOCK - Manifold.cube((4, 4, 4), True).translate((0, 0, 2.5))
    (*corners,) = pockets(mesh(made), 1.0, 0.1)
    truth = (math.sqrt(3) - 1) / 2
    assert max(c.depth for c in corners) == pytest.approx(truth, abs=2 * PITCH)
    assert pockets(mesh(made), 1.0, truth + 2 * PITCH) == ()
    band = Manifold.cylinder(3, 8, 8, 64) - Manifold.cylinder(9, 7, 7, 64, True)
    assert pockets(mesh(band), 1.0, 0.3) == ()
