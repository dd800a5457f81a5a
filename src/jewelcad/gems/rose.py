"""Cuts without a crown and a pavilion: the rose over a flat base, the briolette all round.

Rose of 24 (``domain.md`` §2.3): six triangles about the point, the star, and eighteen round them.
Of 12: the star and six below; of 6: the six alone. On an oval it is stretched.

Briolette: rings of points on a drop, each turned half a step, with triangles between them, a fan
of them at the tip and one facet at the blunt end. With 8 sides and the usual rings 56 triangles, as
the standard one is drawn (github.com/vlad0007/polyhedron2, chapter 22). Its proportions are a
choice.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Self

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.gems import shapes
from jewelcad.gems.fancy import FancyCut
from jewelcad.gems.outlines import Point
from jewelcad.gems.planes import Facet, girdle_facets, through
from jewelcad.params import OneOf, Range, part
from jewelcad.units import Percent


@part
class Rose(FancyCut):
    """A rose cut; lengths in percent of the width. The base is the girdle's lower edge."""

    height: Annotated[Percent, Range(5, 100), "dome over the girdle"]
    star: Annotated[Percent, Range(10, 90), "star's points, share of the outline"] = 55.0
    star_height: Annotated[Percent, Range(10, 99), "their height, share of the dome's"] = 72.0
    facets: Annotated[int, OneOf(6, 12, 24), "how many over the girdle"] = 24

    table = 0.0
    crown_angle = 0.0
    pavilion_angle = 0.0

    @property
    def crown_height(self) -> float:
        return self.height

    @property
    def pavilion_depth(self) -> float:
        return 0.0

    def as_deep(self, depth: float) -> Self:
        return self.changed(height=depth - self.girdle)

    @property
    def girdle_polygon(self) -> tuple[Point, ...]:
        return self.girdle_outline.polygon(k / 12.0 for k in range(12))

    def _facets(self) -> Iterator[Facet]:
        for k in range(6):
            yield from self._sixth(60.0 * k)
        yield from girdle_facets(self.girdle_polygon)
        yield Facet("base", (0.0, 0.0, -1.0), self.girdle / 200.0)

    def _sixth(self, azimuth: float) -> Iterator[Facet]:
        top: Vector = (0.0, 0.0, (self.girdle / 2.0 + self.height) / 100.0)
        rim = [self._at(1.0, azimuth + 30.0 * k, 0.0) for k in range(-1, 3)]
        if self.facets == 6:
            yield through("rose facet", top, rim[1], rim[3])
            return
        a = self._at(self.star / 100.0, azimuth, self.star_height)
        b = self._at(self.star / 100.0, azimuth + 60.0, self.star_height)
        yield through("star", top, a, b)
        if self.facets == 12:
            yield through("rose facet", a, rim[1], rim[3])
            return
        yield through("rose facet", a, b, rim[2])
        yield through("rim facet", a, rim[0], rim[1])
        yield through("rim facet", a, rim[1], rim[2])

    def _at(self, share: float, azimuth: float, height: float) -> Vector:
        """On the outline made smaller, ``height`` % of the dome over the girdle."""
        a = math.radians(azimuth)
        z = (self.girdle / 2.0 + height / 100.0 * self.height) / 100.0
        return (share * self.ratio / 2.0 * math.cos(a), share * 0.5 * math.sin(a), z)


@part
class Briolette(FancyCut):
    """A drop faceted all round, its point up; the width is measured across its widest ring.

    The rings lie evenly above and below the widest one and shrink like a cosine, to nothing at the
    tip and to ``blunt`` at the lower end. Between two of them a triangle stands on each side of a
    ring and one hangs from each of the next; few rings on many sides keep them convex.
    """

    girdle: Annotated[Percent, Range(0, 0), "a briolette has none"] = 0.0
    height: Annotated[Percent, Range(60, 500), "point to blunt end"] = 150.0
    tip: Annotated[Percent, Range(30, 90), "share of the height over the widest ring"] = 72.0
    sides: Annotated[int, OneOf(8, 12, 16), "points of a ring"] = 8
    rings: Annotated[int, Range(1, 4), "rings between the widest one and the tip"] = 2
    blunt: Annotated[Percent, Range(10, 80), "facet at the blunt end, share of the width"] = 60.0

    table = 0.0
    crown_angle = 0.0
    pavilion_angle = 0.0

    def check(self) -> None:
        shapes.must_fit(self.name, self.outline_name, self.ratio)
        if 2 * (self.rings + 1) >= self.sides:
            raise ParameterError(
                f"{self.name}: {self.rings} rings over the widest one lie too close on "
                f"{self.sides} sides for triangles between them. Choose {self.sides // 2 - 2} "
                "rings or fewer, or more sides."
            )

    @property
    def crown_height(self) -> float:
        return self.height * self.tip / 100.0

    @property
    def pavilion_depth(self) -> float:
        return self.height - self.crown_height

    def as_deep(self, depth: float) -> Self:
        return self.changed(height=depth)

    def _facets(self) -> Iterator[Facet]:
        for k in range(-1, self.rings + 1):
            name = f"ring {k:+d}" if k else "widest ring"
            for j in range(self.sides):
                at = j + 0.5 * (k % 2)
                a, b = self._point(k, at), self._point(k, at + 1.0)
                above = self._point(k + 1, at + 0.5)
                yield through(name, a, b, above)
                if k < self.rings:
                    yield through(name, b, above, self._point(k + 1, at + 1.5))
        yield Facet("base", (0.0, 0.0, -1.0), self.pavilion_depth / 100.0)

    def _point(self, ring: int, place: float) -> Vector:
        """On a ring, ``place`` sides round from +x; the tip, for the last ring."""
        turn = 2.0 * math.pi / self.sides * place
        if ring < 0:
            share, z = self.blunt / 100.0, -self.pavilion_depth
        else:
            up = ring / (self.rings + 1)
            share, z = math.cos(math.pi / 2.0 * up), self.crown_height * up
        return (0.5 * share * math.cos(turn), 0.5 * share * math.sin(turn), z / 100.0)
