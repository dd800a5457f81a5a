"""What a setting asks of a stone, without a solid: outline, sections, frame, extents."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from jewelcad.frames import Frame, Vector
from jewelcad.gems.cut import Cut

if TYPE_CHECKING:
    from jewelcad.gems.outlines import GirdleOutline, Point
    from jewelcad.gems.planes import Facet
    from jewelcad.gems.section import Section


class Holding:
    """The questions of settings to a `Gem`; all lengths in mm, in the gem's own frame."""

    proportions: Cut
    width: float

    @functools.cached_property
    def girdle_outline(self) -> GirdleOutline:
        """The girdle's curve seen from the table; exact."""
        return self.proportions.girdle_outline.scaled(self.width)

    @property
    def corners(self) -> tuple[Point, ...]:
        """Where the girdle's outline turns at once; none on a round or an oval."""
        return self.girdle_outline.corners

    @property
    def extents(self) -> tuple[Vector, Vector]:
        """Least and largest x, y and z."""
        (ax, ay), (bx, by) = self.girdle_outline.extents
        cut, w = self.proportions, self.width / 100.0
        below, above = cut.girdle / 2.0 + cut.pavilion_depth, cut.girdle / 2.0 + cut.crown_height
        return (ax, ay, -below * w), (bx, by, above * w)

    @property
    def culet(self) -> Vector:
        """The lowest point, or the middle of the keel."""
        x, y = self.proportions.culet_place
        return (x * self.width, y * self.width, self.extents[0][2])

    @property
    def girdle_frame(self) -> Frame:
        """Middle of the girdle plane: z through the table, x along the length."""
        return Frame()

    def girdle_at(self, t: float) -> Frame:
        """On the outline at share ``t`` of its length: x outwards, y along it, z up."""
        (x, y), (nx, ny) = self.girdle_outline.point(t), self.girdle_outline.normal(t)
        return Frame((x, y, 0.0), (nx, ny, 0.0), (0.0, 0.0, 1.0))

    def section_at(self, t: float) -> Section:
        """The section at share ``t`` of the outline's length, square to the outline."""
        (x, y), (nx, ny) = self.girdle_outline.point(t), self.girdle_outline.normal(t)
        return self._section((x, y), (-nx, -ny))

    def section(self, azimuth: float) -> Section:
        """The section along the ray from the middle at ``azimuth`` degrees.

        Examples
        --------
        >>> from jewelcad.gems import Gem
        >>> side = Gem.oval(8, 6).section(90)
        >>> [round(side.pavilion_z(d), 3) for d in (0.0, 1.0, 3.0)]
        [-0.12, -0.959, -2.637]
        """
        a = math.radians(azimuth)
        start = self.girdle_outline.at(self.girdle_outline.toward(azimuth))[0]
        inward = (-math.cos(a), -math.sin(a))
        return self._section(start, inward)

    def _section(self, start: Point, inward: Point) -> Section:
        mirrored = start[1] < 0.0 and not self.girdle_outline.is_convex
        from jewelcad.gems.section import section_of

        return section_of(_facets(self.proportions, self.width, mirrored), start, inward)


@functools.lru_cache(maxsize=64)
def _facets(cut: Cut, width: float, mirrored: bool = False) -> tuple[Facet, ...]:
    from jewelcad.gems.planes import Facet, facets_of

    side = -1.0 if mirrored else 1.0
    return tuple(Facet(n, (x, side * y, z), d * width) for n, (x, y, z), d in facets_of(cut))
