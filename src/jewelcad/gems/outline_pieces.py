"""Pieces of a girdle's outline: straight lines and arcs of circles and ellipses, exact.

A place on a piece is its share, 0 to 1: of a line's length, of an arc's eccentric angle. No numpy.
"""

from __future__ import annotations

import functools
import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

Point = tuple[float, float]

STEP = math.radians(3.75)
"""Most turning of an arc from one corner of the polygon to the next: 96 flats round a circle (a
choice; 96 is the cutters' usual index gear)."""
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


def chords(piece: Piece, shares: list[float]) -> Iterator[Point]:
    """Points from each share up to, not including, the next."""
    for a, b in pairwise(shares):
        if b - a < 1e-9:
            continue
        count = max(1, math.ceil((b - a) * piece.turn / STEP - 1e-9))
        yield from (piece.at(a + (b - a) * k / count) for k in range(count))


def facing(arc: Arc, dx: float, dy: float) -> Point | None:
    """The point of the arc whose normal looks along (dx, dy)."""
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
    """`crossing` of a plain ellipse: a quadratic."""
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


def crossing(piece: Piece, centre: Point, ray: Point) -> float | None:
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
