"""One claw in its upright plane: where it runs, and how its tip lies over the crown.

The plane goes through the claw's place, square to the girdle's outline; distances are counted
outwards from the outline, heights from the band's crest. Everything is plain trigonometry.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jewelcad.settings.sides import Side

BEND = 1.35
"""Radius of a claw's bend over its own radius: as tight as round wire turns without folding."""


@dataclass(frozen=True)
class Taper:
    """A claw's diameter, linear over the height: ``foot`` at ``low``, ``top`` at ``high``; mm."""

    foot: float
    low: float
    top: float
    high: float

    def radius(self, height: float) -> float:
        share = (height - self.low) / (self.high - self.low)
        return (self.foot + (self.top - self.foot) * share) / 2.0


@dataclass(frozen=True)
class ClawLine:
    """A claw's middle line.

    Parameters
    ----------
    base : distance outside the outline at the band's crest, mm; negative inside
    girdle : the same at the girdle's middle
    height : of the girdle's middle
    taper : diameters
    """

    base: float
    girdle: float
    height: float
    taper: Taper

    @property
    def lean(self) -> float:
        """Outwards from upright, radians."""
        return math.atan2(self.girdle - self.base, self.height)

    def at(self, height: float) -> float:
        """Distance outside the outline at a height, mm."""
        return self.base + (self.girdle - self.base) * height / self.height

    def length_to(self, height: float) -> float:
        """Way along the line from the girdle's height, mm; negative below."""
        return (height - self.height) / math.cos(self.lean)

    def radius(self, way: float) -> float:
        """Of the claw at a way along its line from the girdle's height, mm."""
        return self.taper.radius(self.height + way * math.cos(self.lean))

    def tip(self, side: Side, coverage: float, top: float) -> tuple[float, float] | None:
        """Where the set claw's bend begins (way along its line) and its angle in degrees.

        The tip ends in a ball that touches the finished height, and meets the crown where the
        coverage ends; the bend is the circle that leads from the claw's line into it. None if
        there is no such circle.

        Parameters
        ----------
        coverage : of girdle to table
        top : finished height over the girdle's middle, mm
        """
        found: tuple[float, float] | None = (0.0, 0.0)
        for _ in range(30):
            assert found is not None
            radius = self.radius(found[0])
            ball = _ball(side, coverage, top, radius)
            found = self._bend_into(ball, BEND * radius) if ball else None
            if found is None:
                return None
        return found

    def _bend_into(
        self, ball: tuple[float, float], bend_radius: float
    ) -> tuple[float, float] | None:
        sin, cos = math.sin(self.lean), math.cos(self.lean)
        out, up = -ball[0] - self.girdle, ball[1]
        forth, inward = out * sin + up * cos, -out * cos + up * sin
        square = bend_radius**2 - (inward - bend_radius) ** 2
        if square < 0.0:
            return None
        way = forth - math.sqrt(square)
        angle = math.degrees(math.atan2(forth - way, bend_radius - inward))
        return (way, angle) if 5.0 < angle < 150.0 else None


def _ball(side: Side, coverage: float, top: float, radius: float) -> tuple[float, float] | None:
    """Centre of the tip's ball: (distance inside the outline, height over the girdle's middle)."""
    reach = coverage * side.table
    rise = side.crown_z(reach) - (top - radius)
    if abs(rise) >= radius:
        return None
    return (reach - math.sqrt(radius**2 - rise**2), top - radius)
