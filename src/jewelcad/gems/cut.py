"""What every cut tells of itself. Lengths are percent of the stone's width, as the trade has it."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from jewelcad.gems import profile

if TYPE_CHECKING:
    from jewelcad.gems.diagram import Diagram
    from jewelcad.gems.outlines import GirdleOutline
    from jewelcad.gems.planes import Facet
    from jewelcad.gems.polyhedron import Polyhedron


class Cut:
    """Proportions of one kind of stone; a frozen part, so equal cuts share their geometry.

    A cut offers the numbers below and its `diagram` at width 1. `volume` and `outline` come from
    the polyhedron unless the cut knows a formula, which then answers without numpy.
    """

    name: str
    ratio: float
    """Length over width."""

    table: float
    """Width of the table, % of the width."""
    girdle: float
    """Thickness of the girdle at its thick points, % of the width."""
    crown_angle: float
    """Slope of the crown's main facets, degrees."""
    pavilion_angle: float
    """Slope of the pavilion's main facets, degrees."""

    @property
    def crown_height(self) -> float:
        """From the girdle's thick points up to the table, % of the width."""
        raise NotImplementedError

    @property
    def pavilion_depth(self) -> float:
        """From the girdle's thick points down to the culet, % of the width."""
        raise NotImplementedError

    @property
    def depth(self) -> float:
        """Culet to table, % of the width."""
        return self.crown_height + self.girdle + self.pavilion_depth

    def diagram(self) -> Diagram:
        """The planes of the stone at width 1."""
        raise NotImplementedError

    def planes(self) -> tuple[Facet, ...]:
        """All planes of the stone at width 1; of a heart, those of its half with y above 0."""
        from jewelcad.gems.planes import Facet

        return tuple(Facet(*plane) for plane in self.diagram().planes())

    def polyhedron(self) -> Polyhedron:
        """The stone at width 1; ask `unit_polyhedron`, which keeps it."""
        return self.diagram().polyhedron()

    @property
    def girdle_outline(self) -> GirdleOutline:
        """The girdle's curve at width 1; round, unless the cut says otherwise."""
        from jewelcad.gems.shapes import oval

        return oval(1.0)

    @property
    def culet_place(self) -> tuple[float, float]:
        """The lowest point in plan at width 1."""
        return (0.0, 0.0)

    @property
    def volume(self) -> float:
        """Volume at width 1."""
        return unit_polyhedron(self).volume

    @property
    def outline(self) -> profile.Outline:
        """The convex outline, in (r, z) at width 1, that contains the stone however it turns."""
        corners = unit_polyhedron(self).vertices.tolist()
        return profile.hull((round(math.hypot(x, y), 12), round(z, 12)) for x, y, z in corners)


@functools.lru_cache(maxsize=64)
def unit_polyhedron(cut: Cut) -> Polyhedron:
    """The stone at width 1, made once for equal proportions."""
    return cut.polyhedron()
