"""Outlines: closed, counter-clockwise, rounded where asked; bad ones refused with words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelcad.errors import ParameterError
from jewelcad.geometry.contours import Arc, Contour, Line, Spline, own, polygon, signed_area
from jewelcad.geometry.patches import along

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]


def followed(contour: Contour, steps: int = 64) -> np.ndarray:
    """Points once around the outline."""
    v = np.linspace(0, 1, steps, endpoint=False)
    return np.concatenate([along(s, v) for s in contour.segments])


def area(contour: Contour, steps: int = 4000) -> float:
    return signed_area([tuple(p) for p in followed(contour, steps).tolist()])


def test_an_arc_is_a_piece_of_its_ellipse() -> None:
    """Every point satisfies (x/rx)² + (y/ry)² = 1, and `along` agrees with `at`."""
    arc = Arc((1.0, 2.0), 3.0, 1.5, 0.3, -2.0)
    v = np.linspace(0, 1, 17)
    p = along(arc, v)
    assert np.allclose(((p - [1, 2]) / [3, 1.5] ** np.array(1.0)) ** 2 @ [1, 1], 1.0)
    assert np.allclose(p, [arc.at(t) for t in v])
    assert arc.start == arc.at(0.0)
    assert arc.end == pytest.approx((1 + 3 * math.cos(-2.0), 2 + 1.5 * math.sin(-2.0)))


def test_a_spline_goes_through_its_points_smoothly_even_where_it_closes() -> None:
    """Closed: tangent and curvature at the end are those at the start."""
    points = ((1.0, 0.0), (0.0, 1.2), (-1.0, 0.0), (0.0, -0.9), (1.0, 0.0))
    p = along(Spline(points), np.linspace(0, 1, 100_001))
    for q in points:
        assert np.linalg.norm(p - q, axis=1).min() < 1e-4
    first, last = np.diff(p[:3], axis=0), np.diff(p[-3:], axis=0)
    assert np.allclose(first[0], last[1], rtol=1e-3)
    assert np.allclose(np.diff(first, axis=0), np.diff(last, axis=0), atol=1e-12)


@pytest.mark.parametrize("radius", [0.0, 0.1, 1.0, 2.0])
def test_a_rounded_square_loses_four_times_r2_less_a_quarter_circle(radius: float) -> None:
    """Area a² - (4 - π) r², up to the radius that leaves no straight side."""
    c = Contour(polygon(SQUARE, radius))
    assert area(c) == pytest.approx(16 - (4 - math.pi) * radius**2, rel=1e-6)


def test_each_corner_takes_its_own_radius() -> None:
    """Only the corner with a radius is rounded; its arc touches both sides."""
    c = Contour(polygon(SQUARE, [0.0, 0.0, 1.5, 0.0]))
    (arc,) = (s for s in c.segments if isinstance(s, Arc))
    assert arc.centre == pytest.approx((2.5, 2.5))
    assert (arc.start, arc.end) == (pytest.approx((4.0, 2.5)), pytest.approx((2.5, 4.0)))


def test_a_hollow_corner_is_rounded_from_outside() -> None:
    """An L's inner corner gains what its outer corners lose: a² rule with one sign turned."""
    ell = [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0), (2.0, 4.0), (0.0, 4.0)]
    c = Contour(polygon(ell, 0.5))
    assert area(c) == pytest.approx(12 - (5 - 1) * (1 - math.pi / 4) * 0.25, rel=1e-6)


def test_a_rounding_too_large_says_how_much_room_there_is() -> None:
    with pytest.raises(ParameterError, match=r"side of 4 mm cannot hold roundings that need 4\.2"):
        polygon(SQUARE, 2.1)


def test_an_open_outline_says_where_and_by_how_much() -> None:
    """The gap and its place are in the message."""
    pieces = (Line((0, 0), (1, 0)), Line((1, 0), (1, 1)), Line((1, 1), (0, 0.25)))
    with pytest.raises(ParameterError, match=r"open by 0\.25 mm at \(0, 0\)"):
        Contour(pieces)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.floats(0.2, 5), st.floats(0.2, 5), st.floats(-3, 3), st.floats(-3, 3))
def test_stretching_multiplies_the_area_and_moves_every_point(
    sx: float, sy: float, dx: float, dy: float
) -> None:
    """Lines, arcs and splines alike follow the affine map; the area grows by sx sy."""
    spline = Spline(((0.0, 0.0), (-0.5, -0.5), (-1.0, -0.2), (-2.0, 1.0)))
    pieces = (Line((1, 0), (1, 1)), Arc((0, 1), 1.0, 2.0, 0, math.pi / 2))
    c = Contour((*pieces, Line((0, 3), (-2, 1)), Spline(spline.points[::-1]), Line((0, 0), (1, 0))))
    arcs_and_lines = Contour(polygon(SQUARE, 0.7))
    got = followed(arcs_and_lines.scaled(sx, sy, dx, dy))
    assert np.allclose(got, followed(arcs_and_lines) * [sx, sy] + [dx, dy])
    assert area(c.moved(dx, dy), 200) == pytest.approx(area(c, 200))
    even = c.scaled(sx, sx)
    assert area(even, 200) == pytest.approx(area(c, 200) * sx * sx)


@pytest.mark.parametrize("smooth", [False, True])
def test_clockwise_points_are_turned_about(smooth: bool) -> None:
    """Metal lies on the left whatever way the designer clicked."""
    assert area(own(SQUARE[::-1], smooth)) == pytest.approx(area(own(SQUARE, smooth)), rel=1e-6)
    assert area(own(SQUARE[::-1], smooth)) > 0


def test_repeated_points_are_one() -> None:
    """Closing the outline oneself, or clicking twice, changes nothing."""
    for twice in ([*SQUARE, SQUARE[0]], [SQUARE[0], *SQUARE]):
        assert set(own(twice, False).segments) == set(own(SQUARE, False).segments)


@pytest.mark.parametrize(
    "points",
    [[(0, 0), (1, 0)], [(0, 0), (1, 0), (1, 0)], [(0, 0), (1, 0), (math.nan, 1)]],
    ids=["two", "two different", "nan"],
)
def test_too_few_points_are_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ParameterError, match="at least 3 different finite points"):
        own(points, False)


@pytest.mark.parametrize("smooth", [False, True])
def test_an_outline_that_crosses_itself_names_the_sides(smooth: bool) -> None:
    with pytest.raises(ParameterError, match=r"crosses itself: side 0 meets side 2\. Order"):
        own([(0, 0), (1, 1), (1, 0), (0, 1)], smooth)
