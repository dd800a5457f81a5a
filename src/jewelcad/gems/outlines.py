"""The girdle's outline as a closed exact curve: straight pieces and arcs, counter-clockwise.

Plan of a stone seen from the table, x along its length, origin in the middle of its length and
width. A piece is a `Line` or an `Arc` of a circle or an ellipse; where two meet at an angle is a
corner. Places on the outline have a parameter t, the share of the length from the first piece's
start, 0 to 1. No numpy.
"""

from __future__ import annotations

import functools
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError

if TYPE_CHECKING:
    from jewelcad.geometry.contours import Contour

Point = tuple[float, float]

STEP = math.radians(3.75)
"""Most turning of an arc from one corner of the polygon to the next: 96 flats round a circle (a
choice; 96 is the cutters' usual index gear)."""
CORNER = 1e-7
"""Least turning, radians, that makes a corner (a choice: far above rounding)."""
CHORD = 2e-3
"""mm, how far arcs may leave an ellipse they stand for (a choice: a fifth of a print's layer)."""
GAUSS = ((-0.9061798459386640, 0.2369268850561891), (-0.5384693101056831, 0.4786286704993665),
         (0.0, 0.5688888888888889), (0.5384693101056831, 0.4786286704993665),
         (0.9061798459386640, 0.2369268850561891))  # fmt: skip
"""Nodes and weights of Gauss and Legendre's rule of five points."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight piece."""

    start: Point
    end: Point
    turn = 0.0

    def at(self, share: float) -> Point:
        """The point at ``share`` of the piece, 0 to 1."""
        (ax, ay), (bx, by) = self.start, self.end
        return (ax + share * (bx - ax), ay + share * (by - ay))

    def normal(self, share: float) -> Point:
        """Outward unit normal."""
        dx, dy = self.end[0] - self.start[0], self.end[1] - self.start[1]
        return (dy / self.length, -dx / self.length)

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end)

    def share(self, length: float) -> float:
        """The share of the piece that is ``length`` long."""
        return length / self.length

    def grown(self, distance: float) -> Line:
        nx, ny = (distance * n for n in self.normal(0.0))
        (ax, ay), (bx, by) = self.start, self.end
        return Line((ax + nx, ay + ny), (bx + nx, by + ny))

    def scaled(self, factor: float) -> Line:
        (ax, ay), (bx, by) = self.start, self.end
        return Line((ax * factor, ay * factor), (bx * factor, by * factor))

    def stops(self) -> Iterator[float]:
        """Shares where the normal looks along x or y, other than the ends."""
        yield from ()


@dataclass(frozen=True, slots=True)
class Arc:
    """A piece of an ellipse (a circle, if both radii are equal), or of the curve beside one.

    Parameters
    ----------
    centre : of the ellipse
    rx, ry : its radii along x and y
    start, end : eccentric angles, radians; counter-clockwise, so ``start < end``
    beside : how far outside the ellipse the curve runs
    """

    centre: Point
    rx: float
    ry: float
    start: float
    end: float
    beside: float = 0.0

    @property
    def turn(self) -> float:
        return self.end - self.start

    def _angle(self, share: float) -> float:
        return self.start + share * (self.end - self.start)

    def at(self, share: float) -> Point:
        """The point at ``share`` of the eccentric angle, 0 to 1."""
        a = self._angle(share)
        x, y = self.centre[0] + self.rx * math.cos(a), self.centre[1] + self.ry * math.sin(a)
        if self.beside:
            nx, ny = self.normal(share)
            return (x + self.beside * nx, y + self.beside * ny)
        return (x, y)

    def normal(self, share: float) -> Point:
        """Outward unit normal."""
        a = self._angle(share)
        nx, ny = self.ry * math.cos(a), self.rx * math.sin(a)
        size = math.hypot(nx, ny)
        return (nx / size, ny / size)

    @property
    def length(self) -> float:
        if self.rx == self.ry:
            return (self.rx + self.beside) * self.turn
        return _steps(self)[-1]

    def between(self, a: float, b: float) -> float:
        """Length from share ``a`` to share ``b``, near each other."""
        middle, half = (a + b) / 2.0, (b - a) / 2.0
        return half * sum(w * self._speed(middle + n * half) for n, w in GAUSS)

    def _speed(self, share: float) -> float:
        """Length for one unit of share."""
        a = self._angle(share)
        base = math.hypot(self.rx * math.sin(a), self.ry * math.cos(a))
        bend = self.rx * self.ry / base**2  # turning of the normal for one radian of ``a``
        return (base + self.beside * bend) * self.turn

    def share(self, length: float) -> float:
        """The share of the piece that is ``length`` long."""
        if self.rx == self.ry:
            return length / self.length
        ends = _steps(self)
        k = min(max(bisect_right(ends, length), 1), len(ends) - 1)
        start = share = (k - 1) / (len(ends) - 1)
        for _ in range(8):
            step = (ends[k - 1] + self.between(start, share) - length) / self._speed(share)
            share -= step
            if abs(step) < 1e-15:
                break
        return share

    def grown(self, distance: float) -> Arc:
        if self.rx == self.ry:
            return replace(self, rx=self.rx + distance, ry=self.ry + distance)
        return replace(self, beside=self.beside + distance)

    def scaled(self, factor: float) -> Arc:
        x, y = self.centre
        return Arc(
            (x * factor, y * factor), self.rx * factor, self.ry * factor, self.start, self.end,
            self.beside * factor,
        )  # fmt: skip

    def stops(self) -> Iterator[float]:
        """Shares where the normal looks along x or y, other than the ends."""
        quarter = math.pi / 2.0
        for k in range(math.ceil(self.start / quarter), math.floor(self.end / quarter) + 1):
            share = (k * quarter - self.start) / self.turn
            if 1e-9 < share < 1.0 - 1e-9:
                yield share


@functools.lru_cache(maxsize=256)
def _steps(arc: Arc) -> tuple[float, ...]:
    """Lengths from an arc's start to the ends of equal small steps of its angle."""
    count = max(1, math.ceil(arc.turn / 0.2))
    parts = (arc.between(k / count, (k + 1) / count) for k in range(count))
    return tuple(accumulate(parts, initial=0.0))


Piece = Line | Arc


@dataclass(frozen=True)
class GirdleOutline:
    """A closed curve of ``pieces``, counter-clockwise, each starting where the last one ends.

    Examples
    --------
    >>> circle = GirdleOutline((Arc((0.0, 0.0), 3.0, 3.0, 0.0, 2 * math.pi),))
    >>> circle.offset(0.5).extents
    ((-3.5, -3.5), (3.5, 3.5))
    """

    pieces: tuple[Piece, ...]

    # ---- places ------------------------------------------------------------------------------

    def point(self, t: float) -> Point:
        """The point at share ``t`` of the length."""
        piece, share = self._where(t)
        return piece.at(share)

    def normal(self, t: float) -> Point:
        """Outward unit normal at ``t``; at a corner, of the piece that starts there."""
        piece, share = self._where(t)
        return piece.normal(share)

    def tangent(self, t: float) -> Point:
        """Unit tangent at ``t``, counter-clockwise."""
        nx, ny = self.normal(t)
        return (-ny, nx)

    @functools.cached_property
    def length(self) -> float:
        return self._ends[-1]

    @functools.cached_property
    def _ends(self) -> tuple[float, ...]:
        return tuple(accumulate(piece.length for piece in self.pieces))

    def _where(self, t: float) -> tuple[Piece, float]:
        along = (t % 1.0) * self.length
        k = min(bisect_right(self._ends, along), len(self.pieces) - 1)
        start = self._ends[k - 1] if k else 0.0
        return self.pieces[k], min(max(self.pieces[k].share(along - start), 0.0), 1.0)

    def at(self, u: float) -> tuple[Point, Point]:
        """Point and normal at ``u``: piece number plus share of the piece."""
        k = math.floor(u) % len(self.pieces)
        share = u - math.floor(u)
        return self.pieces[k].at(share), self.pieces[k].normal(share)

    def facing(self, azimuth: float) -> Point:
        """The point that lies farthest in direction ``azimuth``, degrees."""
        dx, dy = math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth))
        ends = [piece.at(0.0) for piece in self.pieces]
        inner = (_facing(p, dx, dy) for p in self.pieces if isinstance(p, Arc))
        return max([*ends, *(p for p in inner if p)], key=lambda p: p[0] * dx + p[1] * dy)

    def toward(self, azimuth: float, centre: Point = (0.0, 0.0)) -> float:
        """The place ``u`` where a ray from ``centre`` inside, at ``azimuth`` degrees, leaves."""
        a = math.radians(azimuth)
        for k, piece in enumerate(self.pieces):
            share = _crossing(piece, centre, (math.cos(a), math.sin(a)))
            if share is not None:
                return k + min(share, 1.0 - 1e-15)
        return self._end_near(centre, (math.cos(a), math.sin(a)))

    def _end_near(self, centre: Point, ray: Point) -> float:
        """The piece whose start the ray meets, where rounding leaves it between two pieces."""
        arms = [(x - centre[0], y - centre[1]) for x, y in (p.at(0.0) for p in self.pieces)]
        ahead = [k for k, (x, y) in enumerate(arms) if x * ray[0] + y * ray[1] > 0.0]
        off = {k: abs(arms[k][1] * ray[0] - arms[k][0] * ray[1]) for k in ahead}
        nearest = min(ahead, key=off.__getitem__, default=-1)
        if nearest < 0 or off[nearest] > 1e-9 * self.length:
            raise ParameterError(
                f"({centre[0]:g}, {centre[1]:g}) mm does not lie inside the outline."
            )
        return float(nearest)

    # ---- the whole -----------------------------------------------------------------------------

    @functools.cached_property
    def corners(self) -> tuple[Point, ...]:
        """Where the outline turns at once."""
        return tuple(self.pieces[k].at(0.0) for k in self._sharp)

    @functools.cached_property
    def _sharp(self) -> tuple[int, ...]:
        """Numbers of the pieces that start at a corner."""
        return tuple(k for k in range(len(self.pieces)) if abs(self._bend(k)) > CORNER)

    def _bend(self, k: int) -> float:
        """Turning, radians, from the piece before into piece ``k``; negative at a cleft."""
        (ax, ay), (bx, by) = self.pieces[k - 1].normal(1.0), self.pieces[k].normal(0.0)
        return math.atan2(ax * by - ay * bx, ax * bx + ay * by)

    @property
    def is_convex(self) -> bool:
        return all(self._bend(k) > -CORNER for k in range(len(self.pieces)))

    @functools.cached_property
    def extents(self) -> tuple[Point, Point]:
        """Least and largest x and y."""
        low_x, low_y = self.facing(180.0)[0], self.facing(270.0)[1]
        return (low_x, low_y), (self.facing(0.0)[0], self.facing(90.0)[1])

    def scaled(self, factor: float) -> GirdleOutline:
        return GirdleOutline(tuple(piece.scaled(factor) for piece in self.pieces))

    def offset(self, distance: float) -> GirdleOutline:
        """The curve ``distance`` mm outside this one, round about its corners; exact.

        Raises
        ------
        ParameterError
            If the distance is negative or the outline has a cleft (see the heart's halves).
        """
        if not (math.isfinite(distance) and distance >= 0.0):
            raise ParameterError(
                f"offset distance = {distance:g} mm is not 0 or more. Inside the outline use the "
                "stone's section."
            )
        if not self.is_convex:
            raise ParameterError("An outline with a cleft has no offset: offset its halves.")
        return self if distance == 0.0 else GirdleOutline(tuple(self._grown(distance)))

    def _grown(self, distance: float) -> Iterator[Piece]:
        for k, piece in enumerate(self.pieces):
            if k in self._sharp:
                nx, ny = self.pieces[k - 1].normal(1.0)
                start = math.atan2(ny, nx)
                yield Arc(piece.at(0.0), distance, distance, start, start + self._bend(k))
            yield piece.grown(distance)

    def contour(self, tolerance: float = CHORD) -> Contour:
        """The curve as straight pieces and circular arcs, which have exact parallels.

        Parameters
        ----------
        tolerance : how far arcs may leave an ellipse, mm; circles are exact
        """
        return _contour(self, tolerance)

    def polygon(self, stops: Iterable[float] = ()) -> tuple[Point, ...]:
        """Corners on the curve: ends of pieces, extremes, ``stops`` and what the arcs need."""
        marks: list[set[float]] = [{0.0, 1.0, *piece.stops()} for piece in self.pieces]
        for u in stops:
            marks[math.floor(u) % len(self.pieces)].add(u - math.floor(u))
        return tuple(
            point
            for piece, shares in zip(self.pieces, marks, strict=True)
            for point in _chords(piece, sorted(shares))
        )


@functools.lru_cache(maxsize=256)
def _contour(outline: GirdleOutline, tolerance: float) -> Contour:
    from jewelcad.geometry import contours
    from jewelcad.geometry.biarcs import arcs_along

    made: list[contours.Segment] = []
    for piece in outline.pieces:
        if isinstance(piece, Line):
            made.append(contours.Line(piece.start, piece.end))
        elif piece.rx == piece.ry:
            r = piece.rx + piece.beside
            made.append(contours.Arc(piece.centre, r, r, piece.start, piece.end))
        else:
            made.extend(arcs_along(piece.at, piece.normal, piece.turn, tolerance))
    return contours.Contour(tuple(made))


def _chords(piece: Piece, shares: list[float]) -> Iterator[Point]:
    """Points from each share up to, not including, the next."""
    for a, b in pairwise(shares):
        if b - a < 1e-9:
            continue
        count = max(1, math.ceil((b - a) * piece.turn / STEP - 1e-9))
        yield from (piece.at(a + (b - a) * k / count) for k in range(count))


def _facing(arc: Arc, dx: float, dy: float) -> Point | None:
    angle = math.atan2(arc.ry * dy, arc.rx * dx)
    share = (angle - arc.start) % (2.0 * math.pi) / arc.turn
    return arc.at(share) if share <= 1.0 else None


def _root(of: Callable[[float], float], low: float, high: float) -> float:
    """Where ``of`` rises from 0, between ``low`` (not above 0) and ``high`` (above): Illinois."""
    below, above, side = of(low), of(high), 0
    for _ in range(60):
        middle = (low * above - high * below) / (above - below)
        value = of(middle)
        if value > 0.0:
            below, side = (below / 2.0 if side > 0 else below), 1
            high, above = middle, value
        else:
            above, side = (above / 2.0 if side < 0 else above), -1
            low, below = middle, value
        if abs(value) < 1e-16 or high - low < 1e-16:
            break
    return high if abs(value) > 1e-16 else middle


def _leaving(arc: Arc, centre: Point, ray: Point) -> float | None:
    """`_crossing` of a plain ellipse: a quadratic."""
    x, y = (centre[0] - arc.centre[0]) / arc.rx, (centre[1] - arc.centre[1]) / arc.ry
    u, v = ray[0] / arc.rx, ray[1] / arc.ry
    a, b, c = u * u + v * v, x * u + y * v, x * x + y * y - 1.0
    square = b * b - a * c
    if square <= 0.0:
        return None
    for t in ((math.sqrt(square) - b) / a, (-math.sqrt(square) - b) / a):
        angle = math.atan2(y + t * v, x + t * u)
        if t > 0.0 and u * math.cos(angle) + v * math.sin(angle) > 0.0:
            turned = (angle - arc.start) % (2.0 * math.pi)
            share = 0.0 if turned > 2.0 * math.pi - 1e-12 else turned / arc.turn
            if share < 1.0 - 1e-12:
                return share
    return None


def _crossing(piece: Piece, centre: Point, ray: Point) -> float | None:
    """Share of the piece where the ray leaves, seen from a centre about which angles only grow."""
    if isinstance(piece, Arc) and not piece.beside:
        return _leaving(piece, centre, ray)

    def side(share: float) -> float:
        x, y = piece.at(share)
        return ray[0] * (y - centre[1]) - ray[1] * (x - centre[0])

    def ahead(share: float) -> bool:
        x, y = piece.at(share)
        return ray[0] * (x - centre[0]) + ray[1] * (y - centre[1]) > 0.0

    marks = [k / 8.0 for k in range(9)] if piece.turn else [0.0, 1.0]
    for (low, before), (high, after) in pairwise([(mark, side(mark)) for mark in marks]):
        if before <= 0.0 < after and (ahead(low) or ahead(high)):
            return _root(side, low, high)
    return None
