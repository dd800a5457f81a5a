"""One claw in its upright plane: where it runs, and how its tip lies over the crown.

The plane goes through the claw's place, square to the girdle's outline; distances are counted
outwards from the outline, heights from the band's crest. Everything is plain trigonometry.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jewelcad.geometry.limbs import Station
from jewelcad.settings.sides import Side

BEND = 1.35
"""Radius of a claw's bend over its own radius: as tight as round wire turns without folding."""
TIGHTEST = 1.05
"""Least such radius for which the inside of a bend does not fold."""
BENDS = 10
"""Steps a bend is drawn with: exact to 0.1 µm."""


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
class Tip:
    """How a set claw ends: the circle that leads from its line over the stone, and on straight.

    Parameters
    ----------
    way : along the claw's line from the girdle's height, at which the bend begins, mm
    bend : its angle, degrees
    turn_radius : of the middle line, mm
    reach : straight length beyond the bend, mm
    radius : of the ball it ends in, mm
    """

    way: float
    bend: float
    turn_radius: float
    reach: float
    radius: float

    def thick(self, start: float, gone: float) -> float:
        """Radius of the claw ``gone`` mm past the bend's beginning, where it is ``start``."""
        t = gone / (self.turn_radius * math.radians(self.bend) + self.reach)
        return start + (self.radius - start) * t**3 * (4.0 - 3.0 * t)


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

    def tip(self, side: Side, coverage: float, top: float) -> Tip | None:
        """The round tip: a bend whose ball touches the finished height, and meets the crown where
        the coverage ends. None if there is no such bend.

        Parameters
        ----------
        coverage : of girdle to table
        top : finished height over the girdle's middle, mm
        """
        found: Tip | None = None
        for _ in range(30):
            radius = self.radius(found.way if found else 0.0)
            ball = _ball(side, coverage, top, radius)
            found = self._bend_into(ball, radius) if ball else None
            if found is None:
                return None
        return found

    def _bend_into(self, ball: tuple[float, float], radius: float) -> Tip | None:
        sin, cos, turn = math.sin(self.lean), math.cos(self.lean), BEND * radius
        out, up = -ball[0] - self.girdle, ball[1]
        forth, inward = out * sin + up * cos, -out * cos + up * sin
        square = turn**2 - (inward - turn) ** 2
        if square < 0.0:
            return None
        way = forth - math.sqrt(square)
        angle = math.degrees(math.atan2(forth - way, turn - inward))
        return Tip(way, angle, turn, 0.0, radius) if 5.0 < angle < 150.0 else None

    def into(
        self, end: tuple[float, float], slope: float, bend: float, radius: float
    ) -> Tip | None:
        """The tip that ends in a ball, coming from outside up a slope.

        Parameters
        ----------
        end : the ball's middle, (distance outside the outline, height over the girdle's middle), mm
        slope : of the last stretch, radians from level, rising inwards
        bend : radius of the bend over the claw's, made tighter if it must, but no fold
        radius : of the ball, mm
        """
        turn = math.pi / 2.0 - slope + self.lean
        sin, cos, out = math.sin(self.lean), math.cos(self.lean), end[0] - self.girdle
        whole = math.cos(self.lean - slope)
        corner = (out * math.sin(slope) + end[1] * math.cos(slope)) / whole
        last = (sin * end[1] - cos * out) / whole
        half = math.tan(turn / 2.0)
        wire = self.radius(corner)
        turn_radius = min(bend * wire, last / half)
        if turn_radius < TIGHTEST * wire:
            return None
        used = turn_radius * half
        return Tip(corner - used, math.degrees(turn), turn_radius, last - used, radius)

    def behind(self, tip: Tip, height: float) -> float:
        """Metal from the outline at a height over the girdle's middle to the claw's back, mm."""
        sin, cos, turn = math.sin(self.lean), math.cos(self.lean), tip.turn_radius
        up, inward = height * cos - self.girdle * sin, self.girdle * cos + height * sin
        if up <= tip.way:
            return inward + self.radius(up)
        forth, across = up - tip.way, turn - inward
        angle = min(math.atan2(forth, across), math.radians(tip.bend))
        wire = tip.thick(self.radius(tip.way), turn * angle)
        return turn + wire - math.hypot(forth, across)

    # ---- stations, in the frame of the claw: x outwards from the outline, z up from the crest ----

    def station(self, way: float) -> Station:
        sin, cos = math.sin(self.lean), math.cos(self.lean)
        point = (self.girdle + way * sin, 0.0, self.height + way * cos)
        return Station(point, (sin, 0.0, cos), self.radius(way))

    def straight(self, start: float, end: float) -> tuple[Station, ...]:
        return (self.station(start), self.station(end))

    def over(self, tip: Tip) -> tuple[tuple[Station, ...], ...]:
        """Round the bend and along the straight end, thinning smoothly to the ball."""
        start, turn = self.station(tip.way), math.radians(tip.bend)
        round_it, r = tip.turn_radius * turn, tip.turn_radius
        middle = (
            start.point[0] - r * math.cos(self.lean),
            start.point[2] + r * math.sin(self.lean),
        )

        bend = []
        for k in range(BENDS + 1):
            a = self.lean - turn * k / BENDS
            point = (middle[0] + r * math.cos(a), 0.0, middle[1] - r * math.sin(a))
            along = (math.sin(a), 0.0, math.cos(a))
            bend.append(Station(point, along, tip.thick(start.radius, round_it * k / BENDS)))
        if tip.reach < 1e-6:
            return (tuple(bend),)
        (x, _, z), (dx, _, dz) = bend[-1].point, bend[-1].along
        end = [bend[-1]]
        for k in range(1, BENDS + 1):
            gone = tip.reach * k / BENDS
            point = (x + gone * dx, 0.0, z + gone * dz)
            end.append(Station(point, bend[-1].along, tip.thick(start.radius, round_it + gone)))
        return (tuple(bend), tuple(end))


def _ball(side: Side, coverage: float, top: float, radius: float) -> tuple[float, float] | None:
    """Centre of the tip's ball: (distance inside the outline, height over the girdle's middle)."""
    reach = coverage * side.table
    rise = side.crown_z(reach) - (top - radius)
    if abs(rise) >= radius:
        return None
    return (reach - math.sqrt(radius**2 - rise**2), top - radius)
