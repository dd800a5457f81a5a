"""Curves beside an outline: as far as they say, and as long and wide as Steiner's formulas."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelcad.errors import GeometryError
from jewelcad.gems import shapes
from jewelcad.geometry.contours import Arc, Contour, Line, polygon
from jewelcad.geometry.parallels import bends, clefts, filled, inradius, length, parallel, rounded

SQUARE = Contour(polygon([(3.0, -3.0), (3.0, 3.0), (-3.0, 3.0), (-3.0, -3.0)]))
FAMILIES = sorted(shapes.OUTLINES)


def contour(name: str, width: float = 6.0) -> Contour:
    low, high = shapes.LIMITS.get(name, (1.0, 3.0))
    return shapes.OUTLINES[name](min(max(1.4, low), high)).scaled(width).contour()


def area(outline: Contour) -> float:
    """By Green's theorem: chords, and the segment of a circle over each arc."""
    total = 0.0
    for piece in outline.segments:
        (ax, ay), (bx, by) = piece.start, piece.end
        total += (ax * by - ay * bx) / 2.0
        if isinstance(piece, Arc):
            turn = piece.last - piece.first
            total += piece.rx**2 * (turn - math.sin(turn)) / 2.0
    return total


def around(outline: Contour) -> float:
    return sum(length(piece) for piece in outline.segments)


def off(outline: Contour, x: float, y: float) -> float:
    """Distance of a point from an outline, piece by piece."""
    found = []
    for piece in outline.segments:
        ends = [math.dist((x, y), piece.start), math.dist((x, y), piece.end)]
        if isinstance(piece, Arc):
            a = math.atan2(y - piece.centre[1], x - piece.centre[0])
            low, high = sorted((piece.first, piece.last))
            a = low + (a - low) % (2 * math.pi)
            if a <= high:
                ends.append(abs(math.dist((x, y), piece.centre) - piece.rx))
        else:
            (ax, ay), (bx, by) = piece.start, piece.end
            run = math.dist(piece.start, piece.end)
            t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / run**2
            if 0.0 <= t <= 1.0:
                ends.append(abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / run)
        found.append(min(ends))
    return min(found)


@pytest.mark.parametrize("name", [n for n in FAMILIES if n != "heart"])
@settings(derandomize=True, max_examples=15, deadline=None)
@given(distance=st.floats(0.05, 3.0))
def test_outside_a_convex_outline_steiner_holds(name, distance):
    """Length grows by 2 π d, area by L d + π d²: true of every convex figure."""
    outline = contour(name)
    grown = parallel(outline, distance)
    assert around(grown) == pytest.approx(around(outline) + 2 * math.pi * distance, abs=1e-9)
    more = around(outline) * distance + math.pi * distance**2
    assert area(grown) == pytest.approx(area(outline) + more, abs=1e-8)


@pytest.mark.parametrize("name", FAMILIES)
@settings(derandomize=True, max_examples=10, deadline=None)
@given(share=st.floats(0.05, 0.9))
def test_every_point_inside_is_just_as_far(name, share):
    """No point of the inner curve is nearer to the outline, or farther, than asked."""
    outline = contour(name)
    distance = share * inradius(outline)
    for piece in parallel(outline, -distance).segments:
        for t in (0.0, 0.3, 0.5, 0.9):
            assert off(outline, *piece.at(t)) == pytest.approx(distance, abs=1e-7)


@pytest.mark.parametrize("name", FAMILIES)
def test_in_and_out_again_rounds_the_corners_only(name):
    """Rounded outlines lie inside their original, have no sharp corner, and rounding again changes
    nothing."""
    outline = filled(contour(name), 0.6)
    soft = rounded(outline, 0.6)
    assert max(bends(soft)) < 1e-6
    assert area(soft) <= area(outline) + 1e-9
    assert area(rounded(soft, 0.6)) == pytest.approx(area(soft), abs=1e-6)


def test_inradius_of_known_figures():
    """A square's is half its side, a circle's its radius, a slim rectangle's half its width."""
    circle = Contour((Arc((0.0, 0.0), 2.5, 2.5, 0.0, 2 * math.pi),))
    slim = Contour(polygon([(5.0, -1.0), (5.0, 1.0), (-5.0, 1.0), (-5.0, -1.0)]))
    assert inradius(SQUARE) == pytest.approx(3.0, abs=1e-3)
    assert inradius(circle) == pytest.approx(2.5, abs=1e-3)
    assert inradius(slim) == pytest.approx(1.0, abs=1e-3)


def test_cut_corners_vanish_on_the_way_in():
    """An octagon cut from a square is a square again where the cuts are used up."""
    octagon = contour("emerald")
    assert len(octagon.segments) == 8
    deep = parallel(octagon, -0.9 * inradius(octagon))
    assert len(deep.segments) == 4
    assert all(isinstance(p, Line) for p in deep.segments)


def test_too_far_inside_is_refused():
    with pytest.raises(GeometryError, match="Nothing of the outline is left"):
        parallel(SQUARE, -3.2)


def test_a_heart_has_a_cleft_until_it_is_filled():
    """Filled, no turn inwards is tighter than asked."""
    heart = contour("heart")
    assert clefts(heart)
    soft = filled(heart, 0.8)
    turns_in = [p for p in soft.segments if isinstance(p, Arc) and p.last < p.first]
    assert turns_in
    assert min(p.rx for p in turns_in) == pytest.approx(0.8, abs=1e-9)
    assert min(bends(soft)) > -1e-6
