"""Outlines in (r, z): hull and mitred offset, in closed form."""

from __future__ import annotations

import math

import pytest

from jewelcad.gems.profile import hull, offset, radius_at

CONE = ((0.0, -1.0), (1.0, 0.0), (0.0, 0.0))


def test_hull_drops_what_lies_inside_or_on_a_straight_line() -> None:
    points = [(0.0, -1.0), (0.5, -0.5), (0.2, -0.3), (1.0, 0.0), (0.3, 0.0)]
    assert hull(points) == CONE


def test_hull_reaches_the_axis_from_flats() -> None:
    assert hull([(0.2, -1.0), (1.0, 0.0), (0.4, 0.5)]) == (
        (0.0, -1.0),
        (0.2, -1.0),
        (1.0, 0.0),
        (0.4, 0.5),
        (0.0, 0.5),
    )


def test_offset_of_a_cone_is_a_larger_cone_with_sharp_corners() -> None:
    low, rim, top = offset(CONE, 0.1)
    assert low == pytest.approx((0.0, -1.0 - 0.1 * math.sqrt(2)))
    assert rim == pytest.approx((1.1 + 0.1 * math.sqrt(2), 0.1))
    assert top == pytest.approx((0.0, 0.1))


def test_offset_by_nothing_is_the_outline_itself() -> None:
    assert offset(CONE, 0.0) is CONE


def test_radius_at_takes_the_widest_of_a_flat_and_nothing_outside() -> None:
    assert radius_at(CONE, -0.25) == pytest.approx(0.75)
    assert radius_at(CONE, 0.0) == 1.0
    assert radius_at(CONE, 0.01) == 0.0
    assert radius_at(CONE, -1.01) == 0.0
