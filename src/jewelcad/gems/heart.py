"""The heart: a half brilliant from the point to the cleft, joined with its mirror image.

The half with y above 0 is convex, so it is a diagram like any other, closed by an upright plane on
the axis. Facets that cross the axis square to it (table, bezel and main under the point) are one
facet with their image; the two halves meet in a valley at the cleft. Facets (``domain.md`` §2.3):
octagon table, 8 stars, 9 bezels (two at the cleft), 16 upper and 16 lower halves, 7 mains.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jewelcad.gems.brilliant import Brilliant
from jewelcad.gems.diagram import Diagram
from jewelcad.gems.outlines import Point
from jewelcad.gems.planes import Facet, diagram_of, facets_of
from jewelcad.params import part

if TYPE_CHECKING:
    from jewelcad.gems.polyhedron import Polyhedron

INSIDE = 0.2
"""Where the half's own origin lies, y at width 1: inside it, as a diagram must."""


@part
class Heart(Brilliant):
    """Proportions of a heart; see `Brilliant`."""

    @property
    def girdle_polygon(self) -> tuple[Point, ...]:
        """Corners of the half's girdle, from the point to the cleft."""
        found = [p for p in self.layout.polygon if p[1] > 1e-12]
        return (self.layout.mains[0].point, *found, self.layout.mains[-1].point)

    def planes(self) -> tuple[Facet, ...]:
        """Those of the half, without the chord from cleft to point that its polygon ends with."""
        return tuple(f for f in self._facets() if f.normal[1] > -1.0 + 1e-12)

    def diagram(self) -> Diagram:
        """The planes of the half and of the join, seen from a point inside the half."""
        return diagram_of(self._half_stone(0.0))

    def polyhedron(self, grown: float = 0.0) -> Polyhedron:
        """As of every cut; the halves grow, the join between them stays where it is."""
        from jewelcad.gems.mirror import joined
        from jewelcad.gems.polyhedron import enclosed

        return joined(enclosed(self._half_stone(grown)), INSIDE)

    def _half_stone(self, grown: float) -> Iterator[Facet]:
        for name, normal, distance in facets_of(self):
            yield Facet(name, normal, distance + grown - INSIDE * normal[1])
        yield Facet("join", (0.0, -1.0, 0.0), INSIDE)
