"""Steps: ledges round the outside of a bezel, below its lip."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated

from jewelcad.geometry.contours import Arc, Line, Segment
from jewelcad.params import Range, Suggest, part
from jewelcad.units import Mm

EDGE = 0.125
"""mm, rounding of a ledge's edge (``edge.radius``)."""


@part
class Steps:
    """Ledges round a bezel: each stands out from the wall above it.

    Parameters
    ----------
    count : how many
    width : of each ledge (a choice)
    height : from one ledge down to the next (a choice)
    drop : of the highest below the girdle's lower edge, so that the lip above stays thin enough to
        be rubbed over (a choice)
    """

    count: Annotated[int, Range(1, 4), Suggest(1, 2, 1), "ledges"] = 1
    width: Annotated[Mm, Range(0.2, 2), Suggest(0.3, 0.6, 0.05), "of a ledge"] = 0.4
    height: Annotated[Mm, Range(0.3, 3), Suggest(0.4, 1, 0.1), "from ledge to ledge"] = 0.6
    drop: Annotated[Mm, Range(0, 5), "of the highest below the girdle"] = 0.0

    def ledges(self, girdle: float) -> tuple[float, ...]:
        """Their heights from the highest down, under a girdle's lower edge; mm."""
        return tuple(girdle - self.drop - k * self.height for k in range(self.count))

    def out(self, height: float, girdle: float) -> float:
        """How far the wall stands out at a height, mm."""
        return self.width * sum(height < ledge for ledge in self.ledges(girdle))

    def side(
        self, wall: Callable[[float], float], bottom: float, girdle: float
    ) -> tuple[Segment, ...]:
        """The outside from ``bottom`` to the highest ledge, in (outside the girdle, height).

        Parameters
        ----------
        wall : of the wall without steps, its distance outside at a height
        """
        made: list[Segment] = []
        z, edge = bottom, min(EDGE, 0.5 * self.width)
        for k, ledge in reversed(list(enumerate(self.ledges(girdle)))):
            foot = (wall(z) + (k + 1) * self.width, z)
            x = wall(ledge - edge) + (k + 1) * self.width
            over = Arc((x - edge, ledge - edge), edge, edge, 0.0, math.pi / 2.0)
            inner = (wall(ledge) + k * self.width, ledge)
            made += [Line(foot, over.start), over, Line(over.end, inner)]
            z = ledge
        return tuple(made)
