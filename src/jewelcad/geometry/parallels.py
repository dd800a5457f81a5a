"""Curves beside a closed outline of straight pieces and circular arcs; exact, no numpy.

Such outlines are closed under this: a straight piece moves, an arc changes its radius. Outside a
corner the parallel runs round it, inside one it is cut off; at a cleft the other way about. A piece
that vanishes on the way in leaves its neighbours to meet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jewelcad.errors import GeometryError
from jewelcad.geometry.contours import Arc, Contour, Line, Point, Segment, Spline

SAME = 1e-9
"""mm, points nearer than this are one."""
SMOOTH = 1e-6
"""Radians of turning below which two pieces meet without a corner: far above rounding."""


def parallel(outline: Contour, distance: float) -> Contour:
    """The curve ``distance`` mm outside an outline; inside it if negative.

    Raises
    ------
    GeometryError
        If nothing of the outline is left at that distance.
    """
    if distance == 0.0:
        return outline
    pieces = [p for p in _spread(outline, distance) if not _gone(p, distance)]
    while True:
        if len(pieces) < 2 and not _is_circle(pieces):
            raise GeometryError(f"Nothing of the outline is left {-distance:.3g} mm inside it.")
        pairs = list(zip(pieces, (*pieces[1:], *pieces[:1]), strict=True))
        ends = []
        for a, b in pairs:
            meeting = _meeting(a, b)
            if meeting is None:
                pieces.remove(min(a, b, key=lambda moved: length(moved.piece)))
                break
            ends.append(meeting)
        if len(ends) < len(pairs):
            continue
        made = [_trimmed(p, ends[k - 1], ends[k]) for k, p in enumerate(pieces)]
        worst = min(range(len(made)), key=lambda k: made[k][0])
        if made[worst][0] > SAME or len(made) == 1:
            return Contour(tuple(piece for _, piece in made))
        del pieces[worst]


def rounded(outline: Contour, radius: float) -> Contour:
    """The outline with its corners rounded to at least ``radius`` mm."""
    return parallel(parallel(outline, -radius), radius) if radius else outline


def filled(outline: Contour, radius: float) -> Contour:
    """The outline with its clefts filled to at least ``radius`` mm."""
    return parallel(parallel(outline, radius), -radius) if clefts(outline) else outline


def clefts(outline: Contour) -> bool:
    """Whether the outline turns inwards anywhere."""
    turns = any(isinstance(s, Arc) and s.last < s.first for s in outline.segments)
    return turns or any(bend < -SMOOTH for bend in bends(outline))


def bends(outline: Contour) -> list[float]:
    """Turning at the start of each piece, radians; negative at a cleft."""
    pieces = outline.segments
    found = []
    for before, after in zip((*pieces[-1:], *pieces[:-1]), pieces, strict=True):
        (ax, ay), (bx, by) = normal(before, 1.0), normal(after, 0.0)
        found.append(math.atan2(ax * by - ay * bx, ax * bx + ay * by))
    return found


def normal(piece: Segment, t: float) -> Point:
    """Outward unit normal of a straight piece or a circular arc at ``t`` from 0 to 1."""
    if isinstance(piece, Line):
        dx, dy = piece.end[0] - piece.start[0], piece.end[1] - piece.start[1]
        size = math.hypot(dx, dy)
        return (dy / size, -dx / size)
    if isinstance(piece, Arc):
        a, side = piece.first + t * (piece.last - piece.first), _side(piece)
        return (side * math.cos(a), side * math.sin(a))
    raise GeometryError("A spline has no exact parallel. Use straight pieces and arcs.")


def _side(arc: Arc) -> float:
    """1 for an arc that bulges outwards, -1 for one that bulges inwards."""
    return math.copysign(1.0, arc.last - arc.first)


@dataclass(frozen=True, slots=True)
class _Moved:
    """A piece moved aside, and where its own ends came to lie."""

    piece: Segment
    start: Point
    end: Point


def _spread(outline: Contour, distance: float) -> list[_Moved]:
    """All pieces moved aside, with an arc round each corner that opens."""
    made: list[_Moved] = []
    for piece, bend in zip(outline.segments, bends(outline), strict=True):
        if bend * distance > 0.0 and abs(bend) > SMOOTH:
            nx, ny = normal(piece, 0.0)
            last = math.atan2(ny, nx) + (0.0 if distance > 0.0 else math.pi)
            arc = Arc(piece.start, abs(distance), abs(distance), last - bend, last)
            made.append(_Moved(arc, arc.start, arc.end))
        moved = _aside(piece, distance)
        made.append(_Moved(moved, moved.start, moved.end))
    return made


def _aside(piece: Segment, distance: float) -> Segment:
    if isinstance(piece, Arc):
        radius = piece.rx + _side(piece) * distance
        return Arc(piece.centre, radius, radius, piece.first, piece.last)
    nx, ny = (distance * n for n in normal(piece, 0.0))
    (ax, ay), (bx, by) = piece.start, piece.end
    return Line((ax + nx, ay + ny), (bx + nx, by + ny))


def _gone(moved: _Moved, distance: float) -> bool:
    return isinstance(moved.piece, Arc) and moved.piece.rx < SAME


def _is_circle(pieces: Sequence[_Moved]) -> bool:
    return len(pieces) == 1 and math.dist(pieces[0].start, pieces[0].end) < SAME


def length(piece: Segment) -> float:
    """Of a straight piece or a circular arc, mm."""
    if isinstance(piece, Arc):
        return abs(piece.last - piece.first) * piece.rx
    return math.dist(piece.start, piece.end)


def _meeting(a: _Moved, b: _Moved) -> Point | None:
    """Where one piece hands over to the next; none if they never cross."""
    if math.dist(a.end, b.start) < SAME:
        return a.end
    middle = ((a.end[0] + b.start[0]) / 2.0, (a.end[1] + b.start[1]) / 2.0)
    found = _crossings(a.piece, b.piece)
    return min(found, key=lambda p: math.dist(p, middle), default=None)


def _crossings(a: Segment, b: Segment) -> list[Point]:
    """Where the straight lines or circles that carry two pieces cross."""
    if isinstance(a, Line) and isinstance(b, Line):
        (ux, uy), (vx, vy) = _run(a), _run(b)
        cross = ux * vy - uy * vx
        if abs(cross) < 1e-14:
            return []
        wx, wy = b.start[0] - a.start[0], b.start[1] - a.start[1]
        t = (wx * vy - wy * vx) / cross
        return [(a.start[0] + t * ux, a.start[1] + t * uy)]
    if isinstance(a, Arc) and isinstance(b, Arc):
        return _circles(a, b)
    line, arc = (a, b) if isinstance(a, Line) else (b, a)
    assert isinstance(line, Line)
    assert isinstance(arc, Arc)
    (ux, uy), size = _run(line), math.dist(line.start, line.end)
    ux, uy = ux / size, uy / size
    wx, wy = arc.centre[0] - line.start[0], arc.centre[1] - line.start[1]
    along, off = wx * ux + wy * uy, wx * uy - wy * ux
    return _pair(line.start, (ux, uy), along, arc.rx**2 - off**2)


def _run(line: Line) -> Point:
    return (line.end[0] - line.start[0], line.end[1] - line.start[1])


def _pair(origin: Point, unit: Point, along: float, square: float) -> list[Point]:
    """Points ``along`` a line, and as far to either side as the root of ``square``."""
    if square < -SAME:
        return []
    half = math.sqrt(max(square, 0.0))
    steps = (along - half, along + half)
    return [(origin[0] + s * unit[0], origin[1] + s * unit[1]) for s in steps]


def _circles(a: Arc, b: Arc) -> list[Point]:
    dx, dy = b.centre[0] - a.centre[0], b.centre[1] - a.centre[1]
    far = math.hypot(dx, dy)
    if far < SAME:
        return []
    ux, uy = dx / far, dy / far
    along = (far**2 + a.rx**2 - b.rx**2) / (2.0 * far)
    foot = (a.centre[0] + along * ux, a.centre[1] + along * uy)
    return _pair(foot, (-uy, ux), 0.0, a.rx**2 - along**2)


def _trimmed(moved: _Moved, start: Point, end: Point) -> tuple[float, Segment]:
    """What is left of a piece between two points, and its length; negative if it turned over."""
    piece = moved.piece
    if isinstance(piece, Line):
        ux, uy = _run(piece)
        size = math.hypot(ux, uy)
        left = ((end[0] - start[0]) * ux + (end[1] - start[1]) * uy) / size
        return left, Line(start, end)
    assert isinstance(piece, Arc)
    if start == moved.start and end == moved.end:
        return abs(piece.last - piece.first) * piece.rx, piece
    side = _side(piece)
    first = _angle(piece, start, piece.first)
    last = _angle(piece, end, piece.last)
    return side * (last - first) * piece.rx, Arc(piece.centre, piece.rx, piece.ry, first, last)


def _angle(arc: Arc, point: Point, near: float) -> float:
    """The angle of a point on an arc's circle, in the turn of ``near``."""
    a = math.atan2(point[1] - arc.centre[1], point[0] - arc.centre[0])
    return near + (a - near + math.pi) % (2.0 * math.pi) - math.pi


@lru_cache(maxsize=256)
def inradius(outline: Contour) -> float:
    """How far inside the outline something of it is left, mm; by halving."""
    low, high = 0.0, math.inf
    step = max(math.dist(p.start, p.at(0.5)) for p in outline.segments if not isinstance(p, Spline))
    while high - low > 1e-4 * max(low, 1e-3):
        trial = low + step if high == math.inf else (low + high) / 2.0
        try:
            parallel(outline, -trial)
            low = trial
        except GeometryError:
            high = trial
    return low
