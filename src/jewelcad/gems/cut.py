"""What every cut tells of itself. Lengths are percent of the stone's width, as the trade has it."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

from jewelcad.errors import ParameterError
from jewelcad.gems import profile
from jewelcad.params import specs_of, validated

if TYPE_CHECKING:
    from typing import Self

    from jewelcad.gems.diagram import Diagram
    from jewelcad.gems.outlines import GirdleOutline
    from jewelcad.gems.planes import Facet
    from jewelcad.gems.polyhedron import Polyhedron


UNCOUNTED = ("girdle", "base")
"""Tiers that are not counted among a stone's facets: the girdle's flats, a rose's flat base."""


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

    def as_deep(self, depth: float) -> Self:
        """The cut made ``depth`` % of its width deep: the pavilion angle follows.

        Raises
        ------
        ParameterError
            If crown and girdle alone are deeper.
        """
        below = depth - self.crown_height - self.girdle
        if not (math.isfinite(below) and below > 0.0):
            raise ParameterError(
                f"{self.name}: a depth of {depth:.4g} % of the width leaves nothing for the "
                f"pavilion: crown and girdle take {self.crown_height + self.girdle:.2f} %. Raise "
                "depth, or lower crown_angle."
            )
        return self.changed(pavilion_angle=self.angle_for(below))

    def changed(self, **values: Any) -> Self:
        """The cut with other ``values``, told by its own name if they cannot be."""
        from dataclasses import replace

        cut: Any = self
        kind: type = type(self)
        checked = validated(self.name, specs_of(kind), values, partial=True)
        other: Self = replace(cut, **checked)
        return other

    def angle_for(self, pavilion_depth: float) -> float:
        """The pavilion angle, degrees, that makes the pavilion so deep, % of the width."""
        raise NotImplementedError

    def diagram(self) -> Diagram:
        """The planes of the stone at width 1."""
        raise NotImplementedError

    def planes(self) -> tuple[Facet, ...]:
        """All planes of the stone at width 1; of a heart, those of its half with y above 0."""
        from jewelcad.gems.planes import Facet

        return tuple(Facet(*plane) for plane in self.diagram().planes())

    def polyhedron(self, grown: float = 0.0) -> Polyhedron:
        """The stone at width 1, every facet moved outwards by ``grown``.

        Ask `unit_polyhedron` for the stone itself: it is kept.
        """
        from jewelcad.gems.planes import facets_of
        from jewelcad.gems.polyhedron import enclosed

        return enclosed((name, normal, d + grown) for name, normal, d in facets_of(self))

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
        import numpy as np

        x, y, z = unit_polyhedron(self).vertices.T
        corners = np.round(np.column_stack([np.hypot(x, y), z]), 12)
        return profile.hull((r, z) for r, z in corners.tolist())


@functools.lru_cache(maxsize=64)
def unit_polyhedron(cut: Cut) -> Polyhedron:
    """The stone at width 1, made once for equal proportions."""
    return cut.polyhedron()
