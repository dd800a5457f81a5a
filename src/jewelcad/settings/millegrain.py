"""Millegrain: a row of beads along an edge of a bezel."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.geometry.shapes import Shape, Turned
from jewelcad.geometry.walks import Spot, run, spot, stretches
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.units import Mm

SPACED = 1.2
"""Pitch over a bead's diameter, unless asked for (a choice)."""
GAP = 0.03
"""mm between two beads at least, so that each stays a bead (a choice)."""


@part
class Millegrain:
    """A row of beads, each half sunk in the edge it stands on.

    On the lip they are as many when it stands upright as when it is rubbed over, so they stand
    farther apart in the casting: the finished edge is the shorter one.

    Parameters
    ----------
    bead : diameter; by default ``check.embossed_line.warn``
    pitch : from bead to bead along the finished edge; made to fit a whole number between corners.
        By default 1.2 beads (a choice)
    on : lip, or the highest step of a stepped bezel, which the setter's tool leaves alone
    """

    bead: Annotated[Mm | None, Range(0.15, 2), Suggest(0.3, 0.6, 0.05), "diameter"] = None
    pitch: Annotated[Mm | None, Range(0.2, 4), "from bead to bead"] = None
    on: Annotated[str, OneOf("lip", "step"), "where the row lies"] = "lip"

    @property
    def diameter(self) -> float:
        """Of a bead, mm."""
        return self.bead or limit("check.embossed_line.warn").value

    def row(self, edge: Contour) -> tuple[Spot, ...]:
        """Places on a finished edge: on its corners, then evenly between.

        Raises
        ------
        ParameterError
            If two beads would run into each other.
        """
        pitch = self.pitch or SPACED * self.diameter
        if pitch < self.diameter + GAP:
            raise ParameterError(
                f"Millegrain.pitch = {pitch:g} mm is less than {self.diameter + GAP:.2f} mm, which "
                f"beads of {self.diameter:g} mm need to stay apart. Choose a larger pitch or "
                "smaller beads."
            )
        found: list[Spot] = []
        for stretch in stretches(edge):
            size = run(stretch)
            most = math.floor(0.999 * size / (self.diameter + GAP))
            count = max(1, min(round(size / pitch), most))
            found += [spot(stretch, size * k / count) for k in range(count)]
        self._must_part(found)
        return tuple(found)

    def again(self, count: int, edge: Contour) -> tuple[Spot, ...]:
        """As many places on another edge, evenly all round."""
        whole = [piece for stretch in stretches(edge) for piece in stretch]
        size = run(whole)
        found = [spot(whole, size * k / count) for k in range(count)]
        self._must_part(found)
        return tuple(found)

    def _must_part(self, row: Sequence[Spot]) -> None:
        pairs = itertools.pairwise((*row, row[0]))
        least = min((math.dist(a[0], b[0]) for a, b in pairs), default=math.inf)
        if len(row) < 3 or least < self.diameter + GAP:
            raise ParameterError(
                f"Millegrain: {len(row)} beads of {self.diameter:g} mm would lie {least:.3f} mm "
                f"apart, nearer than {self.diameter + GAP:.2f} mm. Choose a larger pitch or "
                "smaller beads."
            )

    def beads(self, row: Sequence[Spot], height: float) -> Iterator[tuple[Shape, Frame]]:
        """The beads, each about its place at a height, turned outwards."""
        r = self.diameter / 2.0
        ball = Turned(
            Contour((Arc((0.0, 0.0), r, r, -math.pi / 2, math.pi / 2), Line((0.0, r), (0.0, -r))))
        )
        for (x, y), (nx, ny) in row:
            yield ball, Frame((x, y, height), (nx, ny, 0.0))
