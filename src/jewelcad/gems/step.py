"""Step cuts: tiers of facets in rows along the sides of any convex outline.

A tier's level lines are those of the outline shrunk towards its keel: a segment for a long stone, a
point for a square or a triangle. All facets of a tier then meet their neighbours in straight
mitres from girdle to table and from girdle to keel, and corners taper to the keel's ends.

``crown_angle`` and ``pavilion_angle`` are the slopes of the middle tier along the sides nearest to
the keel; ``fan`` says how much steeper each tier is than the next one in.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.gems.chevrons import Chevrons
from jewelcad.gems.fancy import FancyCut
from jewelcad.gems.outlines import Arc, GirdleOutline, Line, Piece, Point
from jewelcad.gems.planes import Facet, girdle_facets, sloped
from jewelcad.gems.scissor import ScissorCrown
from jewelcad.params import OneOf, Range, part
from jewelcad.units import Deg, Percent

ARC_SIDES = 8
"""Facets in a row along an arc (a choice)."""

TAPER_REACH = 2.5
"""How far in from a tapered stone's narrow end its facets reach, share of half that end's width (a
choice: at twice as long as wide the stone weighs what the row of ``domain.md`` §2.4 says)."""

Side = tuple[Point, float]
"""Outward unit normal and support of a row of facets."""


@part
class StepCut(FancyCut):
    """Proportions of a step cut; lengths in percent of the width.

    Use ``Gem.of``: the defaults of each cut are rows of ``cuts.csv``. The ranges are a choice.
    """

    table: Annotated[Percent, Range(10, 95), "width of the table"]
    crown_angle: Annotated[Deg, Range(2, 70), "slope of the middle crown tier"]
    pavilion_angle: Annotated[Deg, Range(5, 75), "slope of the middle pavilion tier"]
    crown_steps: Annotated[int, Range(1, 8), "tiers of the crown"] = 3
    pavilion_steps: Annotated[int, Range(1, 8), "tiers of the pavilion"] = 3
    fan: Annotated[Deg, Range(0.5, 15), "each tier is this much steeper than the next one in"] = 6.0
    culet: Annotated[Percent, Range(0, 60), "width of a flat culet; 0 for a keel or a point"] = 0.0

    def check(self) -> None:
        for angle, steps in (
            (self.crown_angle, self.crown_steps),
            (self.pavilion_angle, self.pavilion_steps),
        ):
            reach = self.fan * (steps - 1) / 2.0
            if not (angle - reach > 1.0 and angle + reach < 85.0):
                raise ParameterError(
                    f"{self.name}: {steps} tiers fanned by {self.fan:g}° about {angle:g}° would "
                    "lie flat or stand upright. Lower fan or the number of tiers."
                )
        super().check()

    @property
    def crown_height(self) -> float:
        return 100.0 * self._crown[-1][1]

    @property
    def pavilion_depth(self) -> float:
        return 100.0 * self._pavilion[-1][1]

    def angle_for(self, pavilion_depth: float) -> float:
        reach, low, high = 1.0 - self.culet / 100.0, 1.0, 80.0
        for _ in range(60):
            angle = (low + high) / 2.0
            tiers = _profile(reach, self._inner, angle, self.pavilion_steps, self.fan)
            low, high = (angle, high) if 100.0 * tiers[-1][1] < pavilion_depth else (low, angle)
        return (low + high) / 2.0

    @property
    def culet_place(self) -> Point:
        (ax, ay), (bx, by) = self.keel
        return ((ax + bx) / 2.0, (ay + by) / 2.0)

    @functools.cached_property
    def keel(self) -> tuple[Point, Point]:
        """Ends of the segment the pavilion's tiers run to; equal, if it is a point."""
        return keel_of(self.outline_name, self.girdle_outline)

    @functools.cached_property
    def _sides(self) -> list[Side]:
        return sides_of(self.girdle_outline)

    @functools.cached_property
    def _inner(self) -> float:
        """From the keel to the nearest side."""
        return min(support - _core(n, self.keel) for n, support in self._sides)

    @functools.cached_property
    def _crown(self) -> list[Point]:
        reach = 1.0 - self.table / 100.0
        return _profile(reach, self._inner, self.crown_angle, self.crown_steps, self.fan)

    @functools.cached_property
    def _pavilion(self) -> list[Point]:
        reach = 1.0 - self.culet / 100.0
        return _profile(reach, self._inner, self.pavilion_angle, self.pavilion_steps, self.fan)

    # ---- facets at width 1 -------------------------------------------------------------------

    def _facets(self) -> Iterator[Facet]:
        g = self.girdle / 200.0
        yield Facet("table", (0.0, 0.0, 1.0), g + self.crown_height / 100.0)
        yield from self._upper()
        yield from girdle_facets(self.girdle_polygon)
        yield from self._lower()

    def _upper(self) -> Iterator[Facet]:
        yield from self._tiers("crown step", self._crown, self.girdle / 200.0, 1.0)

    def _lower(self) -> Iterator[Facet]:
        g = self.girdle / 200.0
        yield from self._tiers("pavilion step", self._pavilion, -g, -1.0)
        if self.culet > 0.0 or self.outline_name == "tapered":
            yield Facet("culet", (0.0, 0.0, -1.0), g + self._pavilion[-1][1])

    def _tiers(self, name: str, profile: list[Point], edge: float, up: float) -> Iterator[Facet]:
        keel = self.keel
        for k, (low, high) in enumerate(itertools.pairwise(profile)):
            for normal, support in self._sides:
                core = _core(normal, keel)
                levels = [
                    (support + share * (core - support), edge + up * z) for share, z in (low, high)
                ]
                yield sloped(f"{name} {k + 1}", normal, *levels)


@part
class Radiant(StepCut):
    """A crown of a step and crossed facets (see `scissor`), or of steps alone, over a pavilion of
    chevrons; corners cut."""

    chevrons: Annotated[int, Range(1, 6), "chevrons of each side"] = 3
    upper_angle: Annotated[Deg, Range(30, 85), "slope of the triangles under the long sides"] = 62.0
    triangle_reach: Annotated[Percent, Range(5, 60), "triangles, share of the way in"] = 32.0
    chevron_reach: Annotated[Percent, Range(40, 90), "chevrons, share of the way in"] = 75.0
    crown: Annotated[str, OneOf("scissor", "step"), "crossed facets over a step, or steps"] = (
        "scissor"
    )

    @property
    def crown_height(self) -> float:
        return super().crown_height if self._scissor is None else 100.0 * self._scissor.height

    @property
    def pavilion_depth(self) -> float:
        return 50.0 * math.tan(math.radians(self.pavilion_angle)) * (1.0 - self.culet / 100.0)

    def angle_for(self, pavilion_depth: float) -> float:
        steep = math.tan(math.radians(self.pavilion_angle)) * pavilion_depth / self.pavilion_depth
        return math.degrees(math.atan(steep))

    @functools.cached_property
    def _corner_cut(self) -> float:
        return 0.5 - self.girdle_outline.pieces[0].at(1.0)[1]

    @functools.cached_property
    def _scissor(self) -> ScissorCrown | None:
        if self.crown == "step":
            return None
        size, edge = (self.ratio / 2.0, 0.5), self.girdle / 200.0
        return ScissorCrown(self.name, size, self._corner_cut, edge, self.table, self.crown_angle)

    def _upper(self) -> Iterator[Facet]:
        yield from super()._upper() if self._scissor is None else self._scissor.facets()

    def _lower(self) -> Iterator[Facet]:
        g = self.girdle / 200.0
        depth = 0.5 * math.tan(math.radians(self.pavilion_angle))
        size, steep = (self.ratio / 2.0, 0.5), math.tan(math.radians(self.upper_angle))
        reach = self.triangle_reach / 100.0, self.chevron_reach / 100.0
        yield from Chevrons(
            self.name, size, self._corner_cut, -g, depth, steep, self.chevrons, reach
        ).facets()
        if self.culet > 0.0:
            yield Facet("culet", (0.0, 0.0, -1.0), g + self.pavilion_depth / 100.0)


def _core(normal: Point, keel: tuple[Point, Point]) -> float:
    """Support of the keel."""
    return max(normal[0] * x + normal[1] * y for x, y in keel)


def _profile(reach: float, inner: float, angle: float, steps: int, fan: float) -> list[Point]:
    """(share of the way in, height) from the girdle, along sides ``inner`` from the keel."""
    out, z = [(0.0, 0.0)], 0.0
    for k in range(steps):
        slope = angle + fan * ((steps - 1) / 2.0 - k)
        z += reach / steps * inner * math.tan(math.radians(slope))
        out.append((reach * (k + 1) / steps, z))
    return out


def sides_of(outline: GirdleOutline) -> list[Side]:
    """The rows of facets: each straight side, and chords of an arc."""
    return [side for piece in outline.pieces for side in _rows(piece)]


def _rows(piece: Piece) -> Iterator[Side]:
    count = ARC_SIDES if isinstance(piece, Arc) else 1
    for k in range(count):
        line = Line(piece.at(k / count), piece.at((k + 1) / count))
        (nx, ny), (x, y) = line.normal(0.0), line.start
        yield (nx, ny), nx * x + ny * y


def keel_of(name: str, outline: GirdleOutline) -> tuple[Point, Point]:
    """Where the sides' planes end: the points on the axis farthest from all sides."""
    if name == "half-moon":
        return (0.0, 0.0), (0.0, 0.0)
    (low, _), (high, _) = outline.extents
    if name == "tapered":
        narrow = outline.corners[1][1]
        return (low + 0.5, 0.0), (max(low + 0.5, high - TAPER_REACH * narrow), 0.0)
    sides = sides_of(outline)
    most = _deepest(sides)
    return (_first(sides, low, high, most), 0.0), (_first(sides, high, low, most), 0.0)


def _deepest(sides: list[Side]) -> float:
    """Largest distance of a point on the axis from its nearest side.

    Going along the axis some sides come nearer, others recede; it is the least distance at which
    one of each is met, or that of a side along the axis.
    """
    level = [s for (nx, _), s in sides if nx == 0.0]
    nearer = [(nx, s) for (nx, _), s in sides if nx > 0.0]
    farther = [(-nx, s) for (nx, _), s in sides if nx < 0.0]
    return min(level + [(a * t + b * s) / (a + b) for a, s in farther for b, t in nearer])


def _first(sides: list[Side], start: float, end: float, most: float) -> float:
    """Where, coming from ``start``, the distance first is ``most``: exact, on straight lines."""
    inward = 1.0 if end > start else -1.0
    reached = start
    for (nx, _), support in sides:
        if nx * inward < -1e-9:
            reached = inward * max(inward * reached, inward * (support - most) / nx)
    return reached
