"""Closed outlines in a plane, exact: lines, arcs of circles and ellipses, splines through points.

Plain arithmetic, no kernel: profiles of bands live in (across, outward), profiles of turned parts
in (radius, height). A contour runs counter-clockwise, metal on its left.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from jewelcad.errors import ParameterError

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A straight piece."""

    start: Point
    end: Point

    def at(self, t: float) -> Point:
        """The point at ``t`` from 0 to 1."""
        (x0, y0), (x1, y1) = self.start, self.end
        return (x0 + t * (x1 - x0), y0 + t * (y1 - y0))


@dataclass(frozen=True, slots=True)
class Arc:
    """A piece of an ellipse with axes along x and y; a circle when ``rx == ry``.

    Angles in radians of the ellipse's parameter; ``last < first`` runs clockwise.
    """

    centre: Point
    rx: float
    ry: float
    first: float
    last: float

    def at(self, t: float) -> Point:
        """The point at ``t`` from 0 to 1."""
        a = self.first + t * (self.last - self.first)
        return (self.centre[0] + self.rx * math.cos(a), self.centre[1] + self.ry * math.sin(a))

    @property
    def start(self) -> Point:
        return self.at(0.0)

    @property
    def end(self) -> Point:
        return self.at(1.0)


@dataclass(frozen=True, slots=True)
class Spline:
    """A smooth cubic through points; closed when the first point is also the last.

    ``knots`` are where on the curve the points lie: chord lengths, unless the points were
    stretched, for a stretched curve keeps the knots it was drawn with.
    """

    points: tuple[Point, ...]
    knots: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.knots:
            steps = map(math.dist, self.points, self.points[1:])
            object.__setattr__(self, "knots", tuple(itertools.accumulate(steps, initial=0.0)))

    @property
    def start(self) -> Point:
        return self.points[0]

    @property
    def end(self) -> Point:
        return self.points[-1]

    @property
    def closed(self) -> bool:
        return self.points[0] == self.points[-1]


Segment = Line | Arc | Spline


@dataclass(frozen=True, slots=True)
class Contour:
    """A closed outline; each segment starts where the one before it ends."""

    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        ends = (*self.segments[-1:], *self.segments[:-1])
        for before, after in zip(ends, self.segments, strict=True):
            if math.dist(before.end, after.start) > 1e-9:
                raise ParameterError(
                    f"The outline is open by {math.dist(before.end, after.start):.4g} mm at "
                    f"({after.start[0]:g}, {after.start[1]:g}). Let each piece start where the one "
                    "before it ends."
                )

    def moved(self, dx: float, dy: float) -> Contour:
        return self.scaled(1.0, 1.0, dx, dy)

    def scaled(self, sx: float, sy: float, dx: float = 0.0, dy: float = 0.0) -> Contour:
        """Stretched by positive ``sx`` and ``sy``, then moved."""

        def place(p: Point) -> Point:
            return (p[0] * sx + dx, p[1] * sy + dy)

        made: list[Segment] = []
        for s in self.segments:
            match s:
                case Line(start, end):
                    made.append(Line(place(start), place(end)))
                case Arc(centre, rx, ry, first, last):
                    made.append(Arc(place(centre), rx * sx, ry * sy, first, last))
                case Spline(points, knots):
                    made.append(Spline(tuple(map(place, points)), knots))
        return Contour(tuple(made))


def polygon(points: Sequence[Point], radii: Sequence[float] | float = 0.0) -> tuple[Segment, ...]:
    """A closed polygon, each corner rounded by its radius (mm), starting after the first corner.

    Raises
    ------
    ParameterError
        If a rounding is longer than the side it must fit on.
    """
    count = len(points)
    each = [radii] * count if isinstance(radii, int | float) else list(radii)
    corners = [
        _corner(points[i - 1], points[i], points[(i + 1) % count], each[i]) for i in range(count)
    ]
    pieces: list[Segment] = []
    for i in range(count):
        here, there = corners[i], corners[(i + 1) % count]
        start, end = here[-1].end if here else points[i], points[(i + 1) % count]
        end = there[0].start if there else end
        full = math.dist(points[i], points[(i + 1) % count])
        used = math.dist(points[i], start) + math.dist(end, points[(i + 1) % count])
        if used > full + 1e-12:
            raise ParameterError(
                f"A side of {full:.3g} mm cannot hold roundings that need {used:.3g} mm. "
                "Choose a smaller edge radius."
            )
        pieces.append(Line(start, end))
        pieces.extend(there)
    return tuple(p for p in pieces if math.dist(p.start, p.end) > 1e-9)


def _corner(before: Point, corner: Point, after: Point, radius: float) -> list[Arc]:
    """The arc that rounds a corner, none for radius 0."""
    if radius <= 0:
        return []
    a = math.atan2(corner[1] - before[1], corner[0] - before[0])
    b = math.atan2(after[1] - corner[1], after[0] - corner[0])
    turn = (b - a + math.pi) % (2 * math.pi) - math.pi
    side = math.copysign(1.0, turn)
    reach = radius * math.tan(abs(turn) / 2)
    start = (corner[0] - reach * math.cos(a), corner[1] - reach * math.sin(a))
    centre = (start[0] - side * radius * math.sin(a), start[1] + side * radius * math.cos(a))
    first = a - side * math.pi / 2
    return [Arc(centre, radius, radius, first, first + turn)]


def own(points: Sequence[Point], smooth: bool) -> Contour:
    """An outline through a designer's own points, counter-clockwise whatever way they run.

    Raises
    ------
    ParameterError
        If there are fewer than three different points, or the outline crosses itself.
    """
    ring = [(float(x), float(y)) for x, y in points]
    ring = [p for i, p in enumerate(ring) if math.dist(p, ring[i - 1]) > 1e-9]
    if len(ring) < 3 or not all(math.isfinite(c) for p in ring for c in p):
        raise ParameterError(
            f"An outline needs at least 3 different finite points; got {len(ring)}. Add points."
        )
    crossing = _crossing(ring)
    if crossing:
        raise ParameterError(
            f"The outline crosses itself: side {crossing[0]} meets side {crossing[1]}. "
            "Order the points around the outline."
        )
    if signed_area(ring) < 0:
        ring.reverse()
    if smooth:
        return Contour((Spline((*ring, ring[0])),))
    return Contour(polygon(ring))


def signed_area(ring: Sequence[Point]) -> float:
    """Area of a polygon, positive when it runs counter-clockwise."""
    return (
        sum(ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1] for i in range(len(ring))) / 2
    )


def _crossing(ring: Sequence[Point]) -> tuple[int, int] | None:
    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    n = len(ring)
    for i in range(n):
        a, b = ring[i], ring[(i + 1) % n]
        for j in range(i + 2, n if i else n - 1):
            c, d = ring[j], ring[(j + 1) % n]
            if side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0:
                return i, j
    return None
