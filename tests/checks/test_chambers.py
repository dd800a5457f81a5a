"""Rooms whose drains are known, turned at random."""

from __future__ import annotations

import math

import pytest
from known_meshes import turned
from known_walls import mesh
from manifold3d import Manifold

from jewelcad.checks.chambers import ERROR, PITCH, chambers

SEEDS = (1,)


def bottle(drain: float, round_: bool = True) -> Manifold:
    """A ball of 8 mm with a hollow of 6 mm and one drain."""
    shell = Manifold.sphere(4.0, 48) - Manifold.sphere(3.0, 48)
    if not drain:
        return shell
    if round_:
        return shell - Manifold.cylinder(9.0, drain / 2, drain / 2, 32)
    return shell - Manifold.cube((drain, 2.0, 9.0), True).translate((0, 0, 4.5))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("drain", [0.8, 1.2, 1.6])
def test_a_drain_is_as_wide_as_drilled(seed, drain):
    """Found where 2 mm are asked; its width, the ball and the volume within what it says."""
    made = mesh(turned(bottle(drain), seed))
    (found,) = chambers(made, 2.0)
    assert found.error == ERROR * PITCH < 0.31
    assert found.drain == pytest.approx(drain, abs=found.error)
    assert found.ball == pytest.approx(6.0, abs=found.error)
    assert math.dist(found.place, (0, 0, 0)) < 0.4
    assert found.volume == pytest.approx(4 / 3 * math.pi * 27, rel=0.1)
    assert chambers(made, drain - found.error) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slot_is_as_wide_as_its_narrow_side(seed):
    (found,) = chambers(mesh(turned(bottle(1.0, round_=False), seed)), 2.0)
    assert found.drain == pytest.approx(1.0, abs=found.error)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sealed_hollow_and_one_that_just_passes(seed):
    (sealed,) = chambers(mesh(turned(bottle(0.0), seed)), 1.0)
    assert sealed.drain == 0.0
    assert chambers(mesh(turned(bottle(1.5 + ERROR * PITCH), seed)), 1.5) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_two_drains_count_by_the_wider(seed):
    made = bottle(0.8) - Manifold.cylinder(9.0, 0.7, 0.7, 32).rotate((90, 0, 0))
    (found,) = chambers(mesh(turned(made, seed)), 2.4)
    assert found.drain == pytest.approx(1.4, abs=found.error)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ring_and_an_open_back_trap_nothing(seed):
    band = Manifold.cylinder(3, 7, 7, 64) - Manifold.cylinder(9, 6, 6, 64, True)
    assert chambers(mesh(turned(band, seed)), 2.0) == ()
    bowl = Manifold.cube((8, 8, 5)) - Manifold.cube((6, 6, 5)).translate((1, 1, 1))
    assert chambers(mesh(turned(bowl, seed)), 2.0) == ()


def test_one_room_behind_another():
    """Two rooms in a row: the inner drains by 0.8 mm into the outer, that by 1.4 mm out."""
    block = Manifold.cube((6, 6, 14), True)
    made = block - Manifold.cube((4, 4, 4), True).translate((0, 0, -4))
    made -= Manifold.cube((4, 4, 4), True).translate((0, 0, 2.0))
    made -= Manifold.cylinder(9, 0.4, 0.4, 32, True).translate((0, 0, -1))
    made -= Manifold.cylinder(9, 0.7, 0.7, 32).translate((0, 0, 2))
    found = sorted(chambers(mesh(turned(made, 4)), 2.0), key=lambda c: c.drain)
    assert [c.drain for c in found] == pytest.approx([0.8, 1.4], abs=ERROR * PITCH)
