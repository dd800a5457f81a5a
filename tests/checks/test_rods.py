"""Holes and wires of known widths and lengths, turned at random, are told as they are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_meshes import turned as askew
from known_walls import mesh
from manifold3d import Manifold

from jewelcad.checks.gap import turned
from jewelcad.checks.rods import Rod, rods

ENDS = 0.05
"""Of its width by which a rod's length may be off at both ends."""


def cube(x: float, y: float, z: float) -> Manifold:
    return Manifold.cube((x, y, z), True)


def drilled(width: float, deep: float, sides: int, plate: float = 2.0) -> Manifold:
    drill = Manifold.cylinder(deep + 1.0, width / 2.0, width / 2.0, sides)
    return cube(6, 6, plate) - drill.translate((0.3, 0.2, plate / 2.0 - deep))


def holes(solid: Manifold, limit: float = 0.6) -> tuple[Rod, ...]:
    return rods(turned(mesh(solid)), limit, 20.0)


def across(width: float, sides: int) -> Any:
    """Between the sides of a polygon with its corners on a circle; with an odd number of sides what
    lies across is a corner or beside it."""
    sag = width / 2.0 * (1.0 - math.cos(math.pi / sides))
    return pytest.approx(width - 2.0 * sag, abs=1e-4 + (sag if sides % 2 else 0.0))


@settings(deadline=None, max_examples=15)
@given(
    st.floats(0.15, 0.55),
    st.sampled_from([4, 5, 6, 9, 16, 33, 64]),
    st.floats(0.4, 1.7),
    st.integers(0, 2**31),
)
def test_a_drilled_hole_has_its_width_and_depth(width: float, sides: int, deep: float, seed: int):
    (hole,) = holes(askew(drilled(width, deep, sides), seed))
    assert hole.width == across(width, sides)
    assert hole.length == pytest.approx(deep, abs=ENDS * width + 1e-3)
    assert hole.shut == 1


@pytest.mark.parametrize("plate", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("sides", [7, 32, 128])
def test_a_hole_through_a_plate_is_as_long_as_the_plate_is_thick(plate: float, sides: int):
    (hole,) = holes(askew(drilled(0.4, plate + 1.0, sides, plate), sides))
    assert hole.width == across(0.4, sides)
    assert hole.length == pytest.approx(plate, abs=ENDS * 0.4)
    assert hole.shut == 0


def test_two_holes_side_by_side_are_two():
    plate = cube(6, 6, 1)
    drill = Manifold.cylinder(3, 0.2, 0.2, 32, True)
    found = holes(plate - drill - drill.translate((0.5, 0, 0)))
    assert [hole.shut for hole in found] == [0, 0]
    assert math.dist(found[0].place, found[1].place) == pytest.approx(0.5, abs=0.01)


def test_a_countersunk_hole_is_as_wide_as_its_throat():
    """Two cones that meet in a sharp edge: no wall of the hole is square to the way across."""
    cone = Manifold.cylinder(1.1, 0.2, 1.3, 48)
    (hole,) = holes(askew(cube(6, 6, 2) - cone - cone.rotate((180, 0, 0)), 5))
    assert hole.width == pytest.approx(0.4, abs=1e-3)


def test_what_is_long_across_is_a_slot_and_no_hole():
    def slot(broad: float) -> Manifold:
        return cube(6, 6, 1) - cube(0.3, broad, 4)

    assert len(holes(slot(0.8))) == 1
    assert holes(slot(1.2)) == ()


def test_grooves_gaps_dents_and_the_bore_of_a_ring_are_no_holes():
    ring = Manifold.cylinder(3, 10, 10, 96, True) - Manifold.cylinder(9, 8.5, 8.5, 96, True)
    ball = Manifold.sphere(0.25, 24).translate((10.05, 0, 0))
    groove = cube(0.3, 30, 0.3).translate((0, 0, 1.5))
    claw = cube(0.6, 0.6, 3).translate((0, 0, 3))
    assert holes(ring - groove - ball + claw.translate((9.2, 0, 0))) == ()


def test_a_bent_hole_is_followed():
    """A quarter turn of radius 2 mm, drilled out of a block."""
    bend = Manifold.revolve(
        Manifold.cylinder(1, 0.2, 0.2, 24).slice(0.5).translate((2.0, 0.0)), 96, 90.0
    )
    (hole,) = holes(askew(cube(8, 8, 2) - bend, 3))
    assert hole.length == pytest.approx(math.pi, rel=0.03)


def post(width: float, high: float) -> Manifold:
    return cube(6, 6, 2) + Manifold.cylinder(high + 1.0, width / 2.0, width / 2.0, 48)


@pytest.mark.parametrize("seed", range(4))
def test_a_post_is_held_at_one_end_and_a_bridge_at_two(seed: int):
    (pin,) = rods(mesh(askew(post(0.8, 5.0), seed)), 1.0, 20.0)
    assert pin.width == across(0.8, 48)
    assert pin.length == pytest.approx(5.0, abs=ENDS * 0.8)
    assert pin.shut == 1
    banks = cube(2, 6, 6).translate((-4, 0, 0)) + cube(2, 6, 6).translate((4, 0, 0))
    wire = Manifold.cylinder(8, 0.4, 0.4, 48, True).rotate((0, 90, 0))
    (bridge,) = rods(mesh(askew(banks + wire, seed)), 1.0, 20.0)
    assert bridge.length == pytest.approx(6.0, abs=ENDS * 0.8)
    assert bridge.shut == 0


def test_plates_and_their_rims_and_corners_are_no_rods():
    assert rods(mesh(askew(cube(8, 8, 0.5), 1)), 1.0, 20.0) == ()
    assert rods(mesh(askew(cube(8, 8, 0.5) - cube(4, 4, 1), 2)), 1.0, 20.0, slender=5.0) == ()


def test_triangles_that_are_left_out_bear_no_rods():
    pin = mesh(post(0.8, 5.0))
    only = np.zeros(len(pin.triangles), np.bool_)
    assert rods(pin, 1.0, 20.0, only) == ()
