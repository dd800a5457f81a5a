"""Where the facets of a brilliant touch the girdle: its mains, and the points between them.

A main touches the girdle at a `Station` and its level lines run along the outline there; two halves
meet at the point between two mains. Mains are counter-clockwise, the first looks to +x.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from itertools import pairwise

from jewelcad.gems import shapes
from jewelcad.gems.outlines import GirdleOutline, Point
from jewelcad.gems.planes import meet

TABLE_CORNER = 1.2
"""How much farther in than its sides the corners of a princess's table lie (a choice)."""


@dataclass(frozen=True, slots=True)
class Station:
    """A place on the girdle, width 1.

    Parameters
    ----------
    point : in plan
    normal : outward unit normal of the facet's level lines
    u : its place on the outline (see `GirdleOutline.at`)
    drop : how far below the girdle's thick points its edge lies there
    inset : how much farther in its table corner lies than the table's share says
    """

    point: Point
    normal: Point
    u: float
    drop: float = 0.0
    inset: float = 1.0

    @property
    def support(self) -> float:
        """How far out along its normal it lies."""
        return self.point[0] * self.normal[0] + self.point[1] * self.normal[1]

    def from_axis(self, axis: Point) -> float:
        """From an axis in plan to its main's level line."""
        return self.support - axis[0] * self.normal[0] - axis[1] * self.normal[1]


@dataclass(frozen=True)
class Layout:
    """Mains and the points between them, ``between[k]`` after ``mains[k]`` (or None: one half).

    ``culet`` is where the pavilion mains meet in plan; ``sides`` are the gaps where facets run
    along a straight side in place of star and halves: two above, one below. Of a heart there is
    only the half with y above 0, from point to cleft.
    """

    outline: GirdleOutline
    mains: tuple[Station, ...]
    between: tuple[Station | None, ...]
    culet: Point = (0.0, 0.0)
    is_half: bool = False
    sides: tuple[int, ...] = ()

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Pairs of neighbouring mains."""
        count = len(self.mains)
        return [(k, (k + 1) % count) for k in range(count - 1 if self.is_half else count)]

    @functools.cached_property
    def polygon(self) -> tuple[Point, ...]:
        """The girdle's corners; all stations are among them."""
        stations = [*self.mains, *(s for s in self.between if s)]
        return self.outline.polygon(s.u for s in stations)


@functools.lru_cache(maxsize=64)
def layout(outline: str, curve: GirdleOutline, ratio: float, mains: int, dip: float) -> Layout:
    """The layout of a brilliant on ``curve``, of the named outline."""
    if outline == "heart":
        return _heart(curve)
    if outline == "marquise":
        return _smooth(
            curve, [*_on(curve, 0.25, 0.5, 0.75), *_on(curve, 1.25, 1.5, 1.75)], (0.0, 1.0)
        )
    if outline == "pear":
        places = _on(curve, 0.5, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5)
        return _smooth(curve, places, (0.0,), (shapes.pear_middle(ratio), 0.0))
    if outline == "bulged triangle":
        return _smooth(curve, _on(curve, 0.5, 1.5, 2.5), (0.0, 1.0, 2.0), _triangle_middle(ratio))
    if outline == "cushion":
        return _smooth(curve, _on(curve, *(k + 0.5 for k in range(8))))
    if outline == "half-moon":
        return _half_moon(curve)
    if outline == "rectangle":
        return _square(curve, dip)
    if curve.corners:
        return _straight(curve, dip)
    return _smooth(curve, _on(curve, *(k / mains for k in range(mains))))


HEART_CULET = 0.4
"""Where a heart's culet lies, share of the way from cleft to point (a choice)."""
HEART_TABLE = 0.6
HEART_BACK = 1.0
"""How much farther in than their share a heart's table corners over the cleft and next to it lie
(a choice): so the bezels at the cleft are no walls."""


def _heart(curve: GirdleOutline) -> Layout:
    """Mains of the upper half: at the point, on the side, two on the lobe, at the cleft."""
    cleft, tip = curve.pieces[1].at(1.0)[0], curve.pieces[0].at(0.0)[0]
    culet = (cleft + HEART_CULET * (tip - cleft), 0.0)
    end = Station((cleft, 0.0), curve.pieces[1].normal(1.0), 2.0, 0.0, HEART_TABLE)
    back = Station(*curve.at(1.55), 1.55, 0.0, HEART_BACK)
    point = Station((tip, 0.0), (1.0, 0.0), 0.0)
    mains = [point, *_on(curve, 0.55, 1.2), back, end]
    between = [_between(curve, a, b, culet) for a, b in pairwise(mains)]
    return Layout(curve, tuple(mains), tuple(between), culet, is_half=True)


def _half_moon(curve: GirdleOutline) -> Layout:
    """Mains at the corners and four on the arc; facets along the straight side."""
    return replace(_smooth(curve, _on(curve, 0.2, 0.4, 0.6, 0.8), (0.0, 1.0)), sides=(5,))


def _triangle_middle(ratio: float) -> Point:
    """Equally far from all three sides of the triangle of the corners, as a cutter centres it."""
    a, b, c = shapes.bulged_triangle(ratio).corners
    x, y, z = math.dist(b, c), math.dist(c, a), math.dist(a, b)
    return ((x * a[0] + y * b[0] + z * c[0]) / (x + y + z), 0.0)


def _on(curve: GirdleOutline, *places: float) -> list[Station]:
    return [Station(*curve.at(u), u) for u in places]


def _corner(curve: GirdleOutline, u: float, drop: float = 0.0, inset: float = 1.0) -> Station:
    """A main at a corner looks half way between the normals on both sides of it."""
    k = int(u)
    (ax, ay), (bx, by) = curve.pieces[k - 1].normal(1.0), curve.pieces[k].normal(0.0)
    size = math.hypot(ax + bx, ay + by)
    return Station(curve.pieces[k].at(0.0), ((ax + bx) / size, (ay + by) / size), u, drop, inset)


def _smooth(
    curve: GirdleOutline,
    places: list[Station],
    corners: tuple[float, ...] = (),
    culet: Point = (0.0, 0.0),
) -> Layout:
    """Halves meet where the ridge between two mains, seen from the culet, crosses the outline."""
    mains = sorted([*places, *(_corner(curve, u) for u in corners)], key=lambda s: s.u)
    between = [_between(curve, a, b, culet) for a, b in zip(mains, _next(mains), strict=True)]
    return Layout(curve, tuple(mains), tuple(between), culet)


def _next(stations: list[Station]) -> list[Station]:
    return stations[1:] + stations[:1]


def _between(curve: GirdleOutline, a: Station, b: Station, culet: Point) -> Station:
    x, y = meet((a.normal, a.support), (b.normal, b.support))
    u = curve.toward(math.degrees(math.atan2(y - culet[1], x - culet[0])), culet)
    return Station(*curve.at(u), u)


def _square(curve: GirdleOutline, dip: float) -> Layout:
    """Mains at corners, ``dip`` below those in the middle of the sides; one half between."""
    middles = _on(curve, 0.5, 1.5, 2.5, 3.5)
    corners = [_corner(curve, float(k), dip, TABLE_CORNER) for k in (1, 2, 3, 0)]
    mains = [s for pair in zip(middles, corners, strict=True) for s in pair]
    return Layout(curve, tuple(mains), (None,) * len(mains))


def _straight(curve: GirdleOutline, dip: float) -> Layout:
    """Mains at the corners, ``dip`` below the points in the middle of the sides, where halves meet.

    A Flanders is drawn so: on a straight side its two halves need a point between them that stands
    out, and that is the girdle's thick one.
    """
    count = len(curve.pieces)
    mains = [_corner(curve, float(k), dip) for k in range(count)]
    return Layout(curve, tuple(mains), tuple(_on(curve, *(k + 0.5 for k in range(count)))))
