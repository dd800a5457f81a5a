"""Smooth curves as circular arcs: two for each stretch, without a kink, within a tolerance."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

from jewelcad.geometry.contours import Arc, Line, Point, Segment

MOST_PARTS = 512
SAME = 1e-9
"""Distance of two arcs' centres over their radius below which they are of one circle."""
STRAIGHT = 1e-9
"""Sagitta over chord below which an arc is a straight line."""


def arcs_along(
    at: Callable[[float], Point], normal: Callable[[float], Point], turn: float, tolerance: float
) -> list[Segment]:
    """Arcs along a curve from 0 to 1 that bulges outwards, within ``tolerance``, without a kink.

    Parameters
    ----------
    at, normal : point and outward unit normal
    turn : how far the normal turns, radians
    """
    quarters = max(1, math.ceil(turn / (math.pi / 2.0) - 1e-9))
    for parts in itertools.count(quarters, quarters):  # as many a quarter: an ellipse's stay alike
        marks = [k / parts for k in range(parts + 1)]
        made = [
            piece
            for a, b in itertools.pairwise(marks)
            for piece in _two(at(a), normal(a), at(b), normal(b))
        ]
        if parts >= MOST_PARTS or _worst(made, at, parts) <= tolerance:
            return _joined(made)
    raise AssertionError("counting does not end")


def _joined(pieces: list[Segment]) -> list[Segment]:
    """Neighbouring arcs of one circle as one, as on either side of an ellipse's vertex."""
    made: list[Segment] = []
    for piece in pieces:
        last = made[-1] if made else None
        if (
            isinstance(piece, Arc)
            and isinstance(last, Arc)
            and math.dist(piece.centre, last.centre) < SAME * piece.rx
        ):
            made[-1] = replace(last, last=last.last + piece.last - piece.first)
        else:
            made.append(piece)
    return made


def _two(p: Point, n: Point, q: Point, m: Point) -> list[Segment]:
    """Two arcs from p to q that leave and arrive square to the normals, equal tangents long."""
    t, s = (-n[1], n[0]), (-m[1], m[0])
    vx, vy = q[0] - p[0], q[1] - p[1]
    sx, sy = t[0] + s[0], t[1] + s[1]
    dot = vx * sx + vy * sy
    bend = 2.0 * (1.0 - (t[0] * s[0] + t[1] * s[1]))
    square = vx * vx + vy * vy
    if bend < 1e-14:
        return [Line(p, q)]
    reach = (math.sqrt(dot * dot + bend * square) - dot) / bend
    a = (p[0] + reach * t[0], p[1] + reach * t[1])
    b = (q[0] - reach * s[0], q[1] - reach * s[1])
    middle = ((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0)
    return [_arc(p, n, middle), _arc_back(q, m, middle)]


def _arc(start: Point, n: Point, end: Point) -> Segment:
    radius = _radius(start, n, end)
    centre = (start[0] - radius * n[0], start[1] - radius * n[1])
    return _between(centre, radius, start, end)


def _arc_back(end: Point, n: Point, start: Point) -> Segment:
    radius = _radius(end, n, start)
    centre = (end[0] - radius * n[0], end[1] - radius * n[1])
    return _between(centre, radius, start, end)


def _radius(p: Point, n: Point, q: Point) -> float:
    """Of the circle through both points, square to ``n`` at the first."""
    dx, dy = q[0] - p[0], q[1] - p[1]
    return (dx * dx + dy * dy) / (-2.0 * (dx * n[0] + dy * n[1]))


def _between(centre: Point, radius: float, start: Point, end: Point) -> Segment:
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    turn = (math.atan2(end[1] - centre[1], end[0] - centre[0]) - first) % (2.0 * math.pi)
    return Arc(centre, radius, radius, first, first + turn)


def _worst(pieces: list[Segment], at: Callable[[float], Point], parts: int) -> float:
    """Largest distance of points of the curve from the arcs of their stretch."""
    worst = 0.0
    per = len(pieces) // parts
    for k in range(parts):
        here = pieces[per * k : per * (k + 1)]
        for share in (0.15, 0.3, 0.5, 0.7, 0.85):
            point = at((k + share) / parts)
            off = [abs(math.dist(point, p.centre) - p.rx) for p in here if isinstance(p, Arc)]
            worst = max(worst, min(off, default=0.0))
    return worst
