"""What all cuts but the round brilliant share: a name, an outline, a girdle that must not close."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Any

from jewelcad.errors import ParameterError
from jewelcad.gems import shapes
from jewelcad.gems.cut import Cut
from jewelcad.gems.outlines import GirdleOutline, Point
from jewelcad.gems.planes import facets_of, thinnest
from jewelcad.params import Range, part
from jewelcad.units import Percent

LEAST_GIRDLE = 0.01
"""Least thickness of the girdle anywhere, % (a choice: still a clean facet)."""


@part
class FancyCut(Cut):
    """A cut on one of the outlines of `shapes`; lengths in percent of the width."""

    name: Annotated[str, "name of the cut, a row of cuts.csv"]
    outline_name: Annotated[str, "outline of the girdle"]
    ratio: Annotated[float, Range(0.3, 8), "length over width"]
    girdle: Annotated[Percent, Range(0.1, 30), "girdle's thickness at its thick points"]

    def check(self) -> None:
        shapes.must_fit(self.name, self.outline_name, self.ratio)
        thin = 100.0 * thinnest(facets_of(self), self.girdle_polygon)
        if thin < LEAST_GIRDLE:
            least = self.girdle + LEAST_GIRDLE - thin
            raise ParameterError(
                f"{self.name}: girdle = {self.girdle:g} % closes between its thick points: the "
                f"facets over and under it take up to {self.girdle - thin:.2f} %. Raise girdle to "
                f"{least + 0.005:.2f} % or more."
            )

    def as_deep(self, depth: float) -> FancyCut:
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
        changed: Any = {"pavilion_angle": self.angle_for(below)}
        return replace(self, **changed)

    def angle_for(self, pavilion_depth: float) -> float:
        """The pavilion angle, degrees, that makes the pavilion so deep, % of the width."""
        raise NotImplementedError

    @property
    def girdle_outline(self) -> GirdleOutline:
        """The girdle's curve at width 1."""
        return shapes.OUTLINES[self.outline_name](self.ratio)

    @property
    def girdle_polygon(self) -> tuple[Point, ...]:
        """Corners of the girdle's flats, on the curve."""
        return self.girdle_outline.polygon()

    @property
    def culet_place(self) -> Point:
        """The lowest point in plan."""
        return (0.0, 0.0)
