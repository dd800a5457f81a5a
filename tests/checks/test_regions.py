"""Thin regions are found where they are, as large as they are; feather edges are told apart."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from known_walls import mesh, torus_shell
from manifold3d import CrossSection, Manifold
from scipy.spatial.transform import Rotation

from jewelcad.checks.map import wall_map
from jewelcad.checks.regions import feathers, regions

HOLES = ((3.0, 3.0, 0.5, 0.4), (7.5, 5.0, 0.9, 0.6))
"""Middle, radius and what is left under them, in a plate of 2 mm."""


def plate_with_holes():
    made = Manifold.cube((10.0, 8.0, 2.0))
    for x, y, radius, left in HOLES:
        made -= Manifold.cylinder(3.0, radius, radius, 48).translate((x, y, left))
    return mesh(made)


def ending(degrees):
    """A wall 5 mm wide that runs out into a sharp edge."""
    rise = 6.0 * math.tan(math.radians(degrees))
    return mesh(CrossSection([[(0.0, 0.0), (6.0, 0.0), (6.0, rise)]]).extrude(5.0))


def test_two_holes_are_two_regions_as_large_as_they_are():
    turn = Rotation.random(random_state=4).as_matrix()
    made = plate_with_holes()
    found = regions(wall_map(replace(made, vertices=made.vertices @ turn.T), 0.2), 0.8)
    assert len(found) == 2
    for region, (x, y, radius, left) in zip(found, HOLES, strict=True):
        assert region.least == pytest.approx(left, rel=1e-4)
        place, across = (np.array(p) @ turn for p in (region.place, region.opposite))
        assert math.hypot(place[0] - x, place[1] - y) < radius + 0.01
        assert np.linalg.norm(place - across) == pytest.approx(left, rel=1e-4)
        # floor and back are thin, and a little more of the back: what lies beside the rim
        beside = math.sqrt(left * (0.8 - left))
        low, high = (math.pi * (radius**2 + (radius + d) ** 2) for d in (0.0, beside + 0.1))
        assert low * 0.99 < region.area < high
        corners = np.array(region.high) - np.array(region.low)
        assert np.linalg.norm(corners) > 2.0 * radius * 0.8


def test_each_body_has_its_own_limit():
    """Two plates of 0.7 mm as two bodies: only that which should be thicker is thin."""
    parts = [Manifold.cube((4.0, 4.0, 0.7)).translate((x, 0, 0)) for x in (0.0, 6.0)]
    both = mesh(parts[0] + parts[1])
    right = (both.corners[:, :, 0].min(axis=1) > 5.0).astype(np.int32)
    both = replace(both, body=right, names=("left", "right"))
    found = wall_map(both, 0.5)
    assert regions(found, 0.69) == ()
    assert [r.body for r in regions(found, np.array([0.6, 0.8]))] == ["right"]
    (left,) = regions(found, np.array([0.8, 0.6]))
    assert (left.body, left.limit) == ("left", 0.8)
    assert left.area == pytest.approx(2.0 * 16.0, rel=0.01)


def test_a_wall_between_two_bodies_is_held_to_the_smaller_of_their_limits():
    made = mesh(Manifold.cube((4.0, 4.0, 0.7)))
    top = (made.corners[:, :, 2].min(axis=1) > 0.6).astype(np.int32)
    made = replace(made, body=top, names=("below", "above"))
    found = wall_map(made, 0.5)
    assert regions(found, np.array([0.6, 0.8])) == ()
    assert {r.body for r in regions(found, np.array([0.75, 0.8]))} == {"below", "above"}


def test_a_closed_shell_is_one_region():
    made = mesh(torus_shell(24)[0])
    (found,) = regions(wall_map(made, 0.5), 0.6)
    a, b, c = np.moveaxis(made.corners, 1, 0)
    assert found.area == pytest.approx(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2.0)
    assert len(found.triangles) == len(made.triangles)


@pytest.mark.parametrize("degrees", [12.0, 16.0, 30.0, 40.0])
def test_a_feather_edge_is_no_thin_wall(degrees):
    made = ending(degrees)
    (edge,) = feathers(made)
    assert edge.angle == pytest.approx(degrees)
    assert edge.length == pytest.approx(5.0)
    assert edge.place == pytest.approx((0.0, 0.0, 2.5))
    found = regions(wall_map(made, 0.3), 0.8)
    assert sum(r.area for r in found) < 0.05


def test_a_wall_that_closes_slowly_is_thin():
    (edge,) = feathers(ending(6.0))
    assert edge.angle == pytest.approx(6.0)
    (region,) = regions(wall_map(ending(6.0), 0.3), 0.5)
    long = 0.25 / math.tan(math.radians(3.0))
    assert region.area == pytest.approx(2.0 * 5.0 * long, rel=0.1)


def test_edges_of_60_degrees_are_no_feathers_unless_asked_for():
    made = ending(44.0)
    assert len(feathers(made)) == 1
    assert feathers(made, 43.0) == ()
    assert len(feathers(made, 60.0)) == 2
    assert feathers(mesh(Manifold.cube((1.0, 1.0, 1.0)))) == ()
