"""Brilliants of any convex outline: table, stars, bezels, halves, mains, as on the round.

Construction. Each bezel touches the girdle at its station and slopes to its table corner. Two
neighbours cross in a ridge; the star's point lies on it. A half passes its star's point, its
station and the point between two stations: three points its neighbours share, so every meet point
is exact and each facet has its own slope. The pavilion mains meet in the culet; the lower halves
are made like the upper ones. On an ellipse of similar table this is the round, stretched.

``crown_angle`` and ``pavilion_angle`` are the slopes of the mains that lie nearest to the axis (at
the sides of an oval). ``spread`` says how far the others follow: 0 the table is the outline
made smaller about the culet, 100 all bezels have one slope.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.gems import shapes
from jewelcad.gems.fancy import FancyCut
from jewelcad.gems.outlines import GirdleOutline, Point
from jewelcad.gems.planes import Facet, girdle_facets, meet, sloped, through
from jewelcad.gems.stations import Layout, Station, layout
from jewelcad.params import OneOf, Range, part
from jewelcad.units import Deg, Percent


@part
class Brilliant(FancyCut):
    """Proportions of a brilliant; lengths in percent of the width.

    Use ``Gem.of``: the defaults of each cut are rows of ``cuts.csv``. The ranges are a choice.
    """

    table: Annotated[Percent, Range(10, 90), "table, share of the outline at the sides"]
    crown_angle: Annotated[Deg, Range(5, 60), "slope of the bezels at the sides"]
    pavilion_angle: Annotated[Deg, Range(5, 75), "slope of the mains at the sides"]
    star_length: Annotated[Percent, Range(1, 99), "stars, share of table edge to girdle"] = 50.0
    lower_half: Annotated[Percent, Range(1, 99), "lower halves, girdle to culet"] = 77.0
    spread: Annotated[Percent, Range(0, 100), "bezels' slopes: 0 similar table, 100 equal"] = 0.0
    culet: Annotated[Percent, Range(0, 30), "culet, share of the outline; 0 for a point"] = 0.0
    mains: Annotated[int, Range(3, 16), "bezels round the crown"] = 8
    dip: Annotated[Percent, Range(0, 5), "straight sides: girdle's edge lower at corners"] = 0.0
    pavilion: Annotated[
        str, OneOf("brilliant", "tips", "halves"), "tips: no mains at points; halves: no mains"
    ] = "brilliant"
    single: Annotated[bool, "single cut: bezels and mains only"] = False
    corner: Annotated[Percent | None, Range(5, 45), "radius of a cushion's corners"] = None
    bulge: Annotated[Deg | None, Range(1, 40), "half the turn of a side, where sides bulge"] = None

    @functools.cached_property
    def layout(self) -> Layout:
        """Where the facets touch the girdle."""
        dip = self.dip / 100.0
        return layout(self.outline_name, self.girdle_outline, self.ratio, self.mains, dip)

    def check(self) -> None:
        shapes.must_bend(self.name, self.outline_name, self.corner, self.bulge)
        super().check()

    @functools.cached_property
    def girdle_outline(self) -> GirdleOutline:
        """The girdle's curve at width 1."""
        return shapes.bent(self.outline_name, self.ratio, self.corner, self.bulge)

    @property
    def girdle_polygon(self) -> tuple[Point, ...]:
        return self.layout.polygon

    @property
    def crown_height(self) -> float:
        run = (100.0 - self.table) * self._inner
        low = self._fall(self.crown_angle) + 100.0 * self._nearest.drop
        return run * math.tan(math.radians(self.crown_angle)) - low

    @property
    def pavilion_depth(self) -> float:
        return self._apex * (1.0 - self.culet / 100.0)

    def angle_for(self, pavilion_depth: float) -> float:
        low = 100.0 * self._nearest.drop * (1.0 - self.culet / 100.0)
        deeper = (pavilion_depth + low) / (self.pavilion_depth + low)
        return math.degrees(math.atan(math.tan(math.radians(self.pavilion_angle)) * deeper))

    @property
    def culet_place(self) -> Point:
        return self.layout.culet

    @property
    def _apex(self) -> float:
        """Depth where the mains meet, %."""
        whole = 100.0 * self._inner * math.tan(math.radians(self.pavilion_angle))
        return whole - self._fall(self.pavilion_angle) - 100.0 * self._nearest.drop

    def _fall(self, angle: float) -> float:
        """How much lower a main meets the girdle than its neighbours' edges do, %.

        Only where no halves lie between the mains: the girdle is then thick at those edges.
        """
        if not self.single:
            return 0.0
        apart = math.pi / len(self.layout.mains)
        return 50.0 * (1.0 - math.cos(apart)) * math.tan(math.radians(angle))

    @functools.cached_property
    def _nearest(self) -> Station:
        """The main nearest to the axis."""
        mains = self.layout.mains[:-1] if self.layout.is_half else self.layout.mains
        return min(mains, key=lambda s: s.from_axis(self.layout.culet))

    @property
    def _inner(self) -> float:
        """From the axis to the nearest main."""
        return self._nearest.from_axis(self.layout.culet)

    # ---- facets at width 1 -------------------------------------------------------------------

    def _facets(self) -> Iterator[Facet]:
        top = (self.girdle / 2.0 + self.crown_height) / 100.0
        yield Facet("table", (0.0, 0.0, 1.0), top)
        yield from self._crown(top)
        yield from girdle_facets(self.girdle_polygon)
        yield from self._lower()
        if self.culet > 0.0:
            depth = (self.girdle / 2.0 + self.pavilion_depth) / 100.0
            yield Facet("culet", (0.0, 0.0, -1.0), depth)

    def _crown(self, top: float) -> Iterator[Facet]:
        mains, between = self.layout.mains, self.layout.between
        table = [self._table_corner(s) for s in mains]
        self._must_bulge(mains, table)
        bezels = [self._bezel(s, t, top) for s, t in zip(mains, table, strict=True)]
        sides = [gap for gap in self.layout.gaps if gap[0] in self.layout.sides]
        split = {main for gap in sides for main in gap}
        yield from (bezel for k, bezel in enumerate(bezels) if k not in split)
        if self.single:
            return
        tips: dict[int, Vector] = {}
        for k, j in self.layout.gaps:
            if (k, j) in sides:
                continue
            edge = table[k], table[j]
            star = self._star_point(bezels[k], bezels[j], edge, between[k], top)
            tips |= {main: star for main in (k, j) if main in split}
            yield through("star", (*edge[0], top), (*edge[1], top), star)
            yield from _halves("upper half", mains[k], between[k], mains[j], star, self._half)
        for gap in sides:
            ends = [((*table[i], top), tips[i], _edge_point(mains[i], self._half)) for i in gap]
            yield from _steps(*ends)

    def _must_bulge(self, mains: tuple[Station, ...], table: list[Point]) -> None:
        """Every bezel must reach the table: its corner is the farthest out in its direction."""
        for k, j in self.layout.gaps:
            for one, two in ((k, j), (j, k)):
                (nx, ny), (x, y), other = mains[one].normal, table[one], table[two]
                if (x - other[0]) * nx + (y - other[1]) * ny < 0.001:
                    raise ParameterError(
                        f"{self.name}: spread = {self.spread:g} % with a table of {self.table:g} % "
                        "leaves a bezel that does not reach the table. Lower spread, or choose a "
                        "larger table."
                    )

    @property
    def _half(self) -> float:
        return self.girdle / 200.0

    def _table_corner(self, station: Station) -> Point:
        """Towards the culet, and straight in by ``spread``."""
        share, even = 1.0 - self.table / 100.0, self.spread / 100.0
        share *= station.inset
        (x, y), (nx, ny), (cx, cy) = station.point, station.normal, self.layout.culet
        dx = (1.0 - even) * (x - cx) + even * self._inner * nx
        dy = (1.0 - even) * (y - cy) + even * self._inner * ny
        return (x - share * dx, y - share * dy)

    def _bezel(self, station: Station, corner: Point, top: float) -> Facet:
        nx, ny = station.normal
        low = (station.support, self._half - station.drop - self._fall(self.crown_angle) / 100.0)
        return sloped("bezel", station.normal, low, (corner[0] * nx + corner[1] * ny, top))

    def _star_point(
        self, a: Facet, b: Facet, edge: tuple[Point, Point], mid: Station | None, top: float
    ) -> Vector:
        """On the ridge of two bezels, ``star_length`` of the way from table edge to girdle."""
        high, low = _ridge(a, b, top), _ridge(a, b, self._half)
        end = mid.point if mid else low
        start, stop = _share(high, low, _on_edge(high, low, edge)), _share(high, low, end)
        share = start + self.star_length / 100.0 * (stop - start)
        if not 0.005 < share < 0.995:
            raise ParameterError(
                f"{self.name}: star_length = {self.star_length:g} % with a table of "
                f"{self.table:g} % leaves no star or no upper half. Bring star_length nearer to "
                "50 %, or choose a smaller table."
            )
        return _between(high, low, share, top, self._half)

    def _lower(self) -> Iterator[Facet]:
        mains, between = self.layout.mains, self.layout.between
        culet = (*self.layout.culet, -self._half - self._apex / 100.0)
        facets = [self._main(s, culet) for s in mains]
        yield from (f for f, s in zip(facets, mains, strict=True) if self._has_main(s))
        if self.single:
            return
        for k, j in self.layout.gaps:
            if k in self.layout.sides:
                ends = (_edge_point(mains[i], -self._half) for i in (k, j))
                yield through("pavilion side", culet, *ends)
                continue
            if self.pavilion == "halves":
                yield from _halves("lower half", mains[k], None, mains[j], culet, -self._half)
                continue
            point = self._half_point(facets[k], facets[j], between[k], culet)
            yield from _halves("lower half", mains[k], between[k], mains[j], point, -self._half)

    def _has_main(self, station: Station) -> bool:
        if self.layout.is_half:
            return station is not self.layout.mains[-1]
        if self.pavilion == "tips":
            return min(math.dist(station.point, c) for c in self.layout.outline.corners) > 1e-9
        return self.pavilion != "halves"

    def _main(self, station: Station, culet: Vector) -> Facet:
        nx, ny = station.normal
        fall = self._fall(self.pavilion_angle) / 100.0
        high = (station.support, -self._half + station.drop + fall)
        return sloped(
            "pavilion main", station.normal, high, (culet[0] * nx + culet[1] * ny, culet[2])
        )

    def _half_point(self, a: Facet, b: Facet, mid: Station | None, culet: Vector) -> Vector:
        """On the ridge of two mains, ``lower_half`` of the way from girdle to culet."""
        low, high = (culet[0], culet[1]), _ridge(a, b, -self._half)
        end = _share(low, high, mid.point) if mid else 1.0
        share = end * (1.0 - self.lower_half / 100.0)
        return _between(low, high, share, culet[2], -self._half)


SIDE_RISE = 0.08
"""How far the edge between the two facets of a straight side stands out over the straight line
from table to girdle, share of the crown's height (a choice)."""


def _steps(*ends: tuple[Vector, Vector, Vector]) -> Iterator[Facet]:
    """Two facets along a straight side; the edge between them splits the bezels at its ends.

    Each end is its table corner, the point of the star next to it and its girdle corner.
    """
    folds = []
    for high, tip, low in ends:
        x, y, z = ((a + b) / 2.0 for a, b in zip(high, low, strict=True))
        fold = (x, y, z + SIDE_RISE * (high[2] - low[2]))
        yield through("bezel", high, tip, fold)
        yield through("bezel", fold, tip, low)
        folds.append(fold)
    yield through("crown side", ends[0][0], ends[1][0], folds[0])
    yield through("crown side", ends[0][2], ends[1][2], folds[0])


def _halves(
    name: str, a: Station, mid: Station | None, b: Station, point: Vector, edge: float
) -> Iterator[Facet]:
    first, last = _edge_point(a, edge), _edge_point(b, edge)
    if mid is None:
        yield through(name, point, first, last)
        return
    middle = _edge_point(mid, edge)
    yield through(name, point, first, middle)
    yield through(name, point, middle, last)


def _edge_point(station: Station, edge: float) -> Vector:
    """On the girdle's upper or lower edge."""
    return (*station.point, edge - math.copysign(station.drop, edge))


def _ridge(a: Facet, b: Facet, z: float) -> Point:
    """Where two facets cross at height ``z``."""
    return meet(_level(a, z), _level(b, z))


def _level(facet: Facet, z: float) -> tuple[Point, float]:
    nx, ny, nz = facet.normal
    size = math.hypot(nx, ny)
    return (nx / size, ny / size), (facet.distance - nz * z) / size


def _on_edge(start: Point, end: Point, edge: tuple[Point, Point]) -> Point:
    """Where the line from ``start`` to ``end`` crosses the line of the table's edge."""
    (ax, ay), (bx, by) = edge
    return meet(_line(start, end), _line((ax, ay), (bx, by)))


def _line(a: Point, b: Point) -> tuple[Point, float]:
    size = math.dist(a, b)
    n = ((b[1] - a[1]) / size, (a[0] - b[0]) / size)
    return n, n[0] * a[0] + n[1] * a[1]


def _share(start: Point, end: Point, point: Point) -> float:
    """How far along from ``start`` to ``end`` the foot of ``point`` lies."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    return ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)


def _between(a: Point, b: Point, share: float, za: float, zb: float) -> Vector:
    return (
        a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), za + share * (zb - za)
    )  # fmt: skip
