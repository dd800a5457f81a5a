"""Thin metal beside thick: solids whose ratio is known, one over the limit and one just under."""

from __future__ import annotations

from itertools import pairwise

import pytest
from known_meshes import turned
from known_walls import mesh
from manifold3d import Manifold

from jewelcad.checks.map import wall_map
from jewelcad.checks.sections import steepest

SEEDS = (0, 1)


def stepped(thick: float, thin: float) -> Manifold:
    """A plate that is thinner on one half."""
    return Manifold.cube((6, 6, thick)) + Manifold.cube((6, 6, thin)).translate((5.9, 0, 0))


def tapered(thick: float, thin: float, over: float) -> Manifold:
    """The same with a ramp between."""
    ends = [(0.0, thick), (6.0, thick), (6.0 + over, thin), (12.0 + over, thin)]
    parts = [
        Manifold.hull_points(
            [[x, y, z * h] for x, h in (a, b) for y in (0.0, 6.0) for z in (0.0, 1.0)]
        )
        for a, b in pairwise(ends)
    ]
    return parts[0] + parts[1] + parts[2]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ratio", [2.6, 3.0])
def test_a_step_has_the_ratio_of_its_sides(seed, ratio):
    made = wall_map(mesh(turned(stepped(0.9 * ratio, 0.9), seed)), 0.4)
    found = steepest(made, 2.5)
    assert found is not None
    assert found.ratio == pytest.approx(ratio, rel=0.01)
    assert (found.thick, found.thin) == pytest.approx((0.9 * ratio, 0.9), rel=0.01)
    assert steepest(made, ratio * 1.01) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_not_abrupt(seed):
    """A step of 2.4, a long ramp of 3, and a thin plate near a thick one with air between."""
    for solid in (
        stepped(2.16, 0.9),
        tapered(2.7, 0.9, 9.0),
        Manifold.cube((6, 6, 3)) + Manifold.cube((6, 6, 0.8)).translate((0, 0, 3.2)),
    ):
        assert steepest(wall_map(mesh(turned(solid, seed)), 0.4), 2.5) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pin_on_a_ball(seed):
    """A pin of 1 mm on a ball of 5 mm."""
    solid = Manifold.sphere(2.5, 48) + Manifold.cylinder(8.0, 0.5, 0.5, 32)
    found = steepest(wall_map(mesh(turned(solid, seed)), 0.4), 2.5)
    assert found is not None
    assert found.ratio == pytest.approx(5.0, rel=0.03)
