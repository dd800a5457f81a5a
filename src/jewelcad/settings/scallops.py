"""Scallops: arcs cut from the upper or the lower edge of a bezel's wall."""

from __future__ import annotations

import itertools
import math
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.settings.hollows import arch
from jewelcad.settings.lip import Lip
from jewelcad.settings.piercing import Cuts, Wall
from jewelcad.units import Mm
from jewelcad.workpiece import Stage

LAND = 0.3
"""mm of the finished upper edge between two arcs (a choice)."""
KEPT = 0.25
"""mm of lip left over the girdle under an arc (a choice)."""
SHARE = 0.5
"""Of the lip that arcs take off, unless asked for (a choice)."""
LEAST = 0.1
"""mm, the shallowest arc (a choice)."""
DIP = 0.1
"""mm by which arcs of the lower edge begin in the foot (a choice)."""


@part
class Scallops:
    """Arcs along an edge of the wall, evenly spaced, the same number on equal sides.

    At the upper edge they leave lobes that are rubbed over the crown; at the lower edge they leave
    feet on the floor and let light in from below.

    Parameters
    ----------
    count : how many arcs
    edge : upper or lower
    depth : of an arc; by default half of the lip, less where it would keep under 0.25 mm over the
        girdle (choices), or as high as the bearing allows
    land : metal left between two arcs where it is least: by default 0.3 mm of the lip's finished
        edge (a choice), or ``check.wire.error`` of a foot
    """

    count: Annotated[int, Range(2, 60), Suggest(6, 16, 1), "arcs"] = 8
    edge: Annotated[str, OneOf("upper", "lower"), "edge of the wall"] = "upper"
    depth: Annotated[Mm | None, Range(0.1, 10), "of an arc"] = None
    land: Annotated[Mm | None, Range(0.1, 5), "metal between arcs"] = None

    def of_lip(self, wall: Wall, lip: Lip, girdle: float, stage: Stage) -> Cuts:
        """What is cut from a lip, upright or rubbed over, whose girdle's middle lies at a height.

        Raises
        ------
        ParameterError
            If there is no room, or the arcs cannot stand evenly.
        """
        wide = self._width(wall, LAND)
        most = lip.length - KEPT
        deep = self._depth(most, min(SHARE * lip.length, most, wide / 2.0), wide)
        edge, lean, more = lip.length, 0.0, 0.0
        if stage == "set":
            edge = math.hypot(lip.reach, lip.height - lip.gem.girdle_top)
            lean, more = 90.0 - lip.slope, lip.dip - lip.reach
        shown, height = _valley(wide, deep, edge), girdle + lip.gem.girdle_top
        made = wall.cuts(self.count, wide) or ()  # `_width` saw that there are some
        return tuple(cut.prism(shown, height, lean, more) for cut in made)

    def of_foot(self, wall: Wall, floor: float, high: float) -> Cuts:
        """What is cut from a wall on its floor that may be pierced up to ``high``.

        Raises
        ------
        ParameterError
            If there is no room, or the arcs cannot stand evenly.
        """
        wide = self._width(wall, limit("check.wire.error").value)
        most = high - floor - limit("check.wall.error").value
        deep = self._depth(most, min(most, wide / 2.0), math.inf)
        made = wall.cuts(self.count, wide) or ()
        return tuple(cut.prism(arch(wide, deep + DIP, -DIP), floor) for cut in made)

    def _width(self, wall: Wall, land: float) -> float:
        wall.must_take(self.count, "Scallops.count")
        land = self.land or land
        wide = wall.widest(self.count, land)
        if wide < 2.0 * LEAST:
            raise ParameterError(
                f"Scallops.count = {self.count} arcs with {land:g} mm between them leaves no room "
                "for an arc. Choose fewer, or less land."
            )
        return math.floor(wide * 1e4) / 1e4

    def _depth(self, most: float, usual: float, wide: float) -> float:
        if most < LEAST:
            raise ParameterError(
                f"Scallops of the {self.edge} edge have no room: {max(most, 0.0):.2f} mm. "
                + ("Raise the bezel's girdle." if self.edge == "lower" else "Raise its lip.")
            )
        deep = self.depth or usual
        if deep > most + 1e-9:
            raise ParameterError(
                f"Scallops.depth = {deep:.2f} mm is more than the {most:.2f} mm that can be taken "
                f"from the {self.edge} edge. Choose less."
            )
        if deep > wide / 2.0 + 1e-9:
            raise ParameterError(
                f"Scallops.depth = {deep:.2f} mm is more than half of an arc's width, "
                f"{wide:.2f} mm. Choose fewer arcs, or less depth."
            )
        return round(deep, 4)


def _valley(width: float, depth: float, edge: float) -> Contour:
    """What an arc ``depth`` below an edge takes off, in (along, upwards)."""
    r, high = width / 2.0, edge + 1.0
    radius = (r * r + depth * depth) / (2.0 * depth)
    lean = math.asin(min(r / radius, 1.0))
    down = -math.pi / 2.0
    under = Arc((0.0, edge - depth + radius), radius, radius, down - lean, down + lean)
    sides = (under.end, (r, high), (-r, high), under.start)
    lines = (Line(a, b) for a, b in itertools.pairwise(sides))
    return Contour((under, *lines))
