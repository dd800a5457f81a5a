"""What all cuts but the round brilliant share: a name, an outline, a girdle that must not close."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.gems import shapes
from jewelcad.gems.cut import Cut
from jewelcad.gems.diagram import Diagram
from jewelcad.gems.outlines import GirdleOutline, Point
from jewelcad.gems.planes import Facet, diagram_of, facets_of, thinnest
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
        half = [p for p in self.girdle_polygon if p[1] > -1e-9]  # the other is its image
        thin = 100.0 * thinnest(facets_of(self), half)
        if thin < LEAST_GIRDLE:
            least = self.girdle + LEAST_GIRDLE - thin
            raise ParameterError(
                f"{self.name}: girdle = {self.girdle:g} % closes between its thick points: the "
                f"facets over and under it take up to {self.girdle - thin:.2f} %. Raise girdle to "
                f"{least + 0.005:.2f} % or more."
            )

    def _facets(self) -> Iterator[Facet]:
        """The facets at width 1."""
        raise NotImplementedError

    def planes(self) -> tuple[Facet, ...]:
        return tuple(self._facets())

    def diagram(self) -> Diagram:
        return diagram_of(facets_of(self))

    @functools.cached_property
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
