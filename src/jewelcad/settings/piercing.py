"""Piercing a wall that follows an outline: prisms square to it, evenly spaced, posts between."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.contours import Contour, Line, Point
from jewelcad.geometry.parallels import parallel
from jewelcad.geometry.rims import plug
from jewelcad.geometry.shapes import Shape
from jewelcad.geometry.walks import Spot, distance, run, spread

Cuts = tuple[tuple[Shape, Frame], ...]
"""Shapes and where they lie."""
STEP = 0.05
"""mm in which a prism is lengthened until it is through (a choice)."""
BEYOND = 0.15
"""mm by which a prism ends in the open (a choice: the kernel errs where faces all but touch)."""


@dataclass(frozen=True)
class Wall:
    """A wall in plan.

    Parameters
    ----------
    hollow : outline the inside is parallel to
    outline : outline the outside is parallel to
    inner, outer : how far outside them the wall's faces lie, mm; negative inside
    """

    hollow: Contour
    outline: Contour
    inner: float
    outer: float

    def cuts(self, count: int, width: float) -> tuple[Cut, ...] | None:
        """Evenly spaced cuts through the wall; None if one cannot get through."""
        found = [self._cut(place, width / 2.0) for place in self._places(count)]
        made = tuple(cut for cut in found if cut is not None)
        return made if made and len(made) == len(found) else None

    def _places(self, count: int) -> tuple[Spot, ...]:
        """Evenly spaced inside, where posts are least; seen from the hollow's outline."""
        inside = spread(parallel(self.hollow, self.inner), count) or ()
        off = -self.inner
        return tuple(((x + off * nx, y + off * ny), (nx, ny)) for (x, y), (nx, ny) in inside)

    def _cut(self, place: Spot, half: float) -> Cut | None:
        deep = self._through(place, half, self.hollow, self.inner, -1.0)
        out = self._through(place, half, self.outline, self.outer, 1.0)
        return None if deep is None or out is None else Cut(place, half, deep, out)

    def _through(
        self, place: Spot, half: float, outline: Contour, level: float, way: float
    ) -> float | None:
        """How far in (``way`` -1) or out (1) a cut is just through, from the outline, mm; None if
        it is not, or has no room beyond."""
        low = way * level

        def through(reach: float) -> bool:
            ends = (Cut(place, half, 0.0, 0.0).at(way * reach, s) for s in (-half, 0.0, half))
            return all(way * (distance(outline, end) - level) > -1e-9 for end in ends)

        steps = (low + k * STEP for k in range(math.ceil((2.0 * half + 1.0) / STEP)))
        high = next((reach for reach in steps if through(reach)), None)
        if high is None or not through(high + BEYOND):
            return None
        low = max(low, high - STEP)
        for _ in range(10):
            middle = (low + high) / 2.0
            low, high = (low, middle) if through(middle) else (middle, high)
        return high

    def must_take(self, count: int, what: str) -> None:
        """Refuse a number that cannot stand evenly between the outline's corners.

        Raises
        ------
        ParameterError
            Naming the nearest numbers that can.
        """
        if not self._places(count):
            near = [n for n in range(1, 2 * count + 9) if self._places(n)]
            near.sort(key=lambda n: (abs(n - count), n))
            raise ParameterError(
                f"{what} = {count} cannot stand evenly round this stone: equal sides take equal "
                f"numbers. Choose {near[0]} or {near[1]}."
            )

    def widest(self, count: int, post: float) -> float:
        """The widest cuts that leave ``post`` mm between any two; 0 if there is no room, mm."""
        return _widest(self, count, round(post, 6))


@dataclass(frozen=True)
class Cut:
    """A cut through a wall in plan.

    Parameters
    ----------
    place : on the outline
    half : of its width, mm
    deep, out : how far inwards and outwards from the outline it is just through, mm
    """

    place: Spot
    half: float
    deep: float
    out: float

    def at(self, off: float, side: float) -> Point:
        """The point ``off`` mm outside the outline and ``side`` mm along it."""
        (x, y), (nx, ny) = self.place
        return (x + off * nx - side * ny, y + off * ny + side * nx)

    def flank(self, side: float) -> tuple[Point, Point]:
        return self.at(-self.deep, side * self.half), self.at(self.out, side * self.half)

    def prism(
        self, window: Contour, height: float, lean: float = 0.0, more: float = 0.0
    ) -> tuple[Shape, Frame]:
        """A window carried through the wall, and where.

        Parameters
        ----------
        window : in (along the outline, upwards)
        height : where the window's origin lies, over the crest, mm
        lean : of its way outwards, degrees upwards
        more : mm added to how far it reaches inwards
        """
        (x, y), (nx, ny) = self.place
        c, s = math.cos(math.radians(lean)), math.sin(math.radians(lean))
        frame = Frame((x, y, height), (-ny, nx, 0.0), (c * nx, c * ny, s))
        low, high = (round(v, 3) for v in (-self.deep - more - BEYOND, self.out + BEYOND))
        return plug(window, [Line((0.0, low), (0.0, high))]), frame


@lru_cache(maxsize=256)
def _widest(wall: Wall, count: int, post: float) -> float:
    inside = [cut.at(wall.inner, 0.0) for cut in wall.cuts(count, 1e-3) or ()]
    pairs = itertools.pairwise((*inside, *inside[:1]))
    round_ = run(parallel(wall.hollow, wall.inner).segments)
    low, high = 0.0, min((math.dist(a, b) for a, b in pairs if a != b), default=round_)
    for _ in range(16):
        middle = (low + high) / 2.0
        cuts = wall.cuts(count, middle)
        if cuts is not None and least_post(cuts) >= post:
            low = middle
        else:
            high = middle
    return low


def least_post(cuts: tuple[Cut, ...]) -> float:
    """Least metal between neighbouring cuts, mm; 0 where they meet, unbounded for one alone."""
    if len(cuts) < 2:
        return math.inf
    pairs = itertools.pairwise((*cuts, cuts[0]))
    return min(_between(a.flank(1.0), b.flank(-1.0)) for a, b in pairs)


def _between(a: tuple[Point, Point], b: tuple[Point, Point]) -> float:
    """Least distance of two straight pieces."""

    def cross(o: Point, p: Point, q: Point) -> float:
        return (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])

    if cross(*a, b[0]) * cross(*a, b[1]) < 0.0 and cross(*b, a[0]) * cross(*b, a[1]) < 0.0:
        return 0.0
    return min(_to(p, line) for p, line in ((a[0], b), (a[1], b), (b[0], a), (b[1], a)))


def _to(p: Point, line: tuple[Point, Point]) -> float:
    (ax, ay), (bx, by) = line
    dx, dy = bx - ax, by - ay
    t = ((p[0] - ax) * dx + (p[1] - ay) * dy) / (dx * dx + dy * dy)
    t = min(max(t, 0.0), 1.0)
    return math.hypot(p[0] - ax - t * dx, p[1] - ay - t * dy)
