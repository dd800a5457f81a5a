"""Along a closed outline of straight pieces and arcs, by its length: stretches between corners,
places on them, and how far beside it a point lies. No numpy."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache

from jewelcad.errors import GeometryError
from jewelcad.geometry.contours import Arc, Contour, Line, Point, Segment
from jewelcad.geometry.parallels import bends, length, normal

Spot = tuple[Point, Point]
"""A point of an outline and its outward unit normal there."""
BLUNT = math.radians(20.0)
"""Least turning of a corner that parts two stretches (a choice)."""


def stretches(outline: Contour) -> list[tuple[Segment, ...]]:
    """The outline cut at its outward corners; one stretch if it has none, from where +x leaves."""
    pieces, turns = outline.segments, bends(outline)
    starts = [k for k, turn in enumerate(turns) if turn > BLUNT]
    if not starts:
        return [_from_x(pieces)]
    ends = (*starts[1:], starts[0] + len(pieces))
    twice = (*pieces, *pieces)
    return [twice[a:b] for a, b in zip(starts, ends, strict=True)]


def run(stretch: Sequence[Segment]) -> float:
    """Length of a stretch, mm."""
    return sum(map(length, stretch))


def spot(stretch: Sequence[Segment], way: float) -> Spot:
    """The place ``way`` mm along a stretch."""
    for piece in stretch[:-1]:
        if way < length(piece):
            return _on(piece, way)
        way -= length(piece)
    return _on(stretch[-1], way)


def dealt(lengths: Sequence[float], count: int) -> list[int] | None:
    """How many of ``count`` things each stretch takes so that they stand as evenly as they can;
    None if equal stretches cannot have equally many."""
    more, left = [0] * len(lengths), count
    while left:
        widths = [size / (n + 1) for size, n in zip(lengths, more, strict=True)]
        widest = [k for k, w in enumerate(widths) if w > max(widths) * (1.0 - 1e-6)]
        if len(widest) > left:
            return None
        for k in widest:
            more[k] += 1
        left -= len(widest)
    return more


@lru_cache(maxsize=256)
def spread(outline: Contour, count: int) -> tuple[Spot, ...] | None:
    """Places in the middles of ``count`` equal cells between the corners; None if they cannot be
    dealt evenly."""
    parts = stretches(outline)
    lengths = [run(part) for part in parts]
    counts = dealt(lengths, count)
    if counts is None:
        return None
    return tuple(
        spot(part, size * (j + 0.5) / n)
        for part, size, n in zip(parts, lengths, counts, strict=True)
        for j in range(n)
    )


def distance(outline: Contour, point: Point) -> float:
    """How far outside the outline a point lies, mm; negative inside. Parallels are its levels."""
    feet = [(*_foot(piece, point), k) for k, piece in enumerate(outline.segments)]
    far, foot, t, k = min(feet)
    nx, ny = normal(outline.segments[k], t)
    if t in (0.0, 1.0):  # at a corner both sides count
        beside = outline.segments[k - 1 if t == 0.0 else (k + 1) % len(outline.segments)]
        mx, my = normal(beside, 1.0 - t)
        nx, ny = nx + mx, ny + my
    return math.copysign(far, (point[0] - foot[0]) * nx + (point[1] - foot[1]) * ny)


def nearest(stretch: Sequence[Segment], point: Point) -> float:
    """The way along a stretch to where it comes nearest to a point, mm."""
    feet = [_foot(piece, point) for piece in stretch]
    k = min(range(len(feet)), key=lambda i: feet[i][0])
    return run(stretch[:k]) + feet[k][2] * length(stretch[k])


def _foot(piece: Segment, point: Point) -> tuple[float, Point, float]:
    """Distance of the nearest point of a piece, that point, and its share."""
    if isinstance(piece, Arc):
        side = 1.0 if piece.last > piece.first else -1.0
        a = math.atan2(point[1] - piece.centre[1], point[0] - piece.centre[0])
        t = side * (a - piece.first) % math.tau / abs(piece.last - piece.first)
        if t > 1.0:
            t = min((0.0, 1.0), key=lambda end: math.dist(piece.at(end), point))
    else:
        assert isinstance(piece, Line)
        (ax, ay), (bx, by) = piece.start, piece.end
        dx, dy = bx - ax, by - ay
        t = ((point[0] - ax) * dx + (point[1] - ay) * dy) / (dx * dx + dy * dy)
        t = min(max(t, 0.0), 1.0)
    foot = piece.at(t)
    return math.dist(foot, point), foot, t


def _on(piece: Segment, way: float) -> Spot:
    t = min(way / length(piece), 1.0)
    assert isinstance(piece, Line | Arc)
    return piece.at(t), normal(piece, t)


def _from_x(pieces: Sequence[Segment]) -> tuple[Segment, ...]:
    """A closed run of pieces begun where it crosses +x upwards, if it does within a piece."""
    for k, piece in enumerate(pieces):
        assert isinstance(piece, Line | Arc)
        (ax, ay), (bx, by) = piece.start, piece.end
        if ay < -1e-9 and by > 1e-9 and ax + bx > 0.0:
            low, high = 0.0, 1.0
            for _ in range(60):
                t = (low + high) / 2.0
                low, high = (t, high) if piece.at(t)[1] < 0.0 else (low, t)
            before, after = parted(piece, [low])
            return (after, *pieces[k + 1 :], *pieces[:k], before)
    return tuple(pieces)


def parted(piece: Segment, shares: Sequence[float]) -> list[Segment]:
    """A piece cut at rising shares of it.

    Raises
    ------
    GeometryError
        If a spline is to be cut.
    """
    if not shares:
        return [piece]
    marks = itertools.pairwise([0.0, *shares, 1.0])
    if isinstance(piece, Line):
        return [Line(piece.at(a), piece.at(b)) for a, b in marks]
    if isinstance(piece, Arc):
        c, rx, ry, turn = piece.centre, piece.rx, piece.ry, piece.last - piece.first
        return [Arc(c, rx, ry, piece.first + a * turn, piece.first + b * turn) for a, b in marks]
    raise GeometryError("A spline is not cut. Use straight pieces and arcs.")


def share_at(piece: Segment, x: float) -> float | None:
    """The share of a piece at an ``x`` that it passes once; None if it does not.

    Raises
    ------
    GeometryError
        If the piece is a spline.
    """
    if not isinstance(piece, Line | Arc):
        raise GeometryError("A spline is not cut. Use straight pieces and arcs.")
    low, high = 0.0, 1.0
    down = piece.end[0] < piece.start[0]
    if not min(piece.start[0], piece.end[0]) <= x <= max(piece.start[0], piece.end[0]):
        return None
    for _ in range(60):
        t = (low + high) / 2.0
        low, high = (t, high) if (piece.at(t)[0] > x) == down else (low, t)
    return low
