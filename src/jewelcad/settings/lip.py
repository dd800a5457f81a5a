"""The lip of a bezel: upright as it is cast, rubbed over the crown when the stone is set.

Heights are over the girdle's middle, distances outside the girdle's outline; mm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from jewelcad.errors import ParameterError
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Arc, Contour, Line, Segment
from jewelcad.geometry.rims import Around
from jewelcad.reference.limits import limit
from jewelcad.settings.sides import Side, sides
from jewelcad.workpiece import Stage

EDGE = 0.15
"""mm, rounding of the lip's edges: a choice above Morris & Watson's 0.125 mm."""
LAP = 0.05
"""mm by which the foot stands out under the wall (a choice: the kernel is quick where the wall
meets the foot's level top only)."""
LEAST_LIP = 0.2
"""Share of a dome over its edge that a lip covers at least, however high the edge (a choice)."""
LIP_EDGE = 0.35
"""Thickness of the finished lip's edge over the crown, share of the wall (a choice)."""
SIDES_LOOKED_AT = 16
"""Places round a stone at which its crown is looked at."""


GAUGES = (24, 26, 28)


def strip_wall(gauge: int) -> float:
    """Wall of a bezel bent from strip, mm: 24, 26 (larger stones, and rings) or 28 gauge (cabochons
    up to some 30 mm), ``bezel.wall.*ga``; before burnishing.

    Raises
    ------
    ParameterError
        If no source names that gauge.

    Examples
    --------
    >>> strip_wall(26)
    0.4
    """
    if gauge not in GAUGES:
        raise ParameterError(
            f"No source names {gauge} gauge strip for bezels. Choose 24, 26 or 28, or give the "
            "wall in mm."
        )
    return limit(f"bezel.wall.{gauge}ga").value


@dataclass(frozen=True)
class Lip:
    """A lip over a stone.

    Parameters
    ----------
    gem : the stone
    outline : what the wall follows
    wall : its thickness
    outer : of its outside
    share : of the crown's height that is covered; None for the trade's
    """

    gem: Stone
    outline: Contour
    wall: float
    outer: float
    share: float | None = None

    @property
    def height(self) -> float:
        """Where the finished lip ends on the crown."""
        top, crown = self.gem.girdle_top, self.gem.crown_height
        if self.share:
            return top + self.share * crown
        if self.gem.table:
            return top + limit("bezel.lip").value * crown
        bearing = self.gem.girdle_bottom
        third = bearing + limit("bezel.lip.cabochon").value * (self.gem.table_height - bearing)
        return max(third, top + LEAST_LIP * crown)

    @property
    def length(self) -> float:
        """Of the lip over the girdle's upper edge: the same upright and along the crown."""
        return max(side.crown_length(self.height) for side in self.sides)

    @property
    def cast_height(self) -> float:
        """Top of the upright wall before rubbing over."""
        return self.gem.girdle_top + self.length

    @property
    def top(self) -> float:
        """Of the finished lip."""
        return self.height + LIP_EDGE * self.wall

    @property
    def reach(self) -> float:
        """How far inside the girdle the finished lip ends: where the crown has its height."""
        return min(side.crown_reach(self.height) for side in self.sides)

    @property
    def slope(self) -> float:
        """Of the crown under the finished lip, degrees from level."""
        return math.degrees(math.atan2(self.height - self.gem.girdle_top, self.reach))

    @property
    def dip(self) -> float:
        """How far the crown lies, on some side, under the plane of that slope."""
        s, c = (f(math.radians(self.slope)) for f in (math.sin, math.cos))
        top = self.gem.girdle_top
        marks = [self.reach * k / 8.0 for k in range(9)]
        return max(d * s - (side.crown_z(d) - top) * c for side in self.sides for d in marks)

    @cached_property
    def over(self) -> float:
        """How far inside the girdle the finished lip rises; none where a corner is in the way:
        there its inner part is level."""
        return self.reach if self.reach < 0.9 * Around.of(self.outline).inner else 0.0

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """The stone from all round."""
        return sides(self.gem, SIDES_LOOKED_AT)

    def profile(self, stage: Stage, girdle: float) -> list[Segment]:
        """Its outside upwards from ``girdle`` (height over the crest), at most to the axis' side of
        its top; inside it stands at the hollow until the seat is cut."""
        if stage == "set":  # a quarter ellipse to over the lip's edge
            return [Arc((-self.over, girdle), self.outer + self.over, self.top, 0.0, math.pi / 2)]
        top, edge = girdle + self.cast_height, min(EDGE, 0.4 * self.wall)
        wall = Line((self.outer, girdle), (self.outer, top - edge))
        return [wall, Arc((self.outer - edge, top - edge), edge, edge, 0.0, math.pi / 2)]

    def crest(self, stage: Stage, width: float) -> tuple[float, float]:
        """Where a row ``width`` mm wide lies on its edge: (outside the girdle, height)."""
        if stage == "cast":
            return self.outer - self.wall / 2.0, self.cast_height
        off = width / 2.0 - self.reach
        share = max(off + self.over, 0.0) / (self.outer + self.over)
        return off, self.top * math.sqrt(1.0 - share**2)
