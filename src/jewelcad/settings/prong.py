"""A prong head: claws that rise from a base ring, tied by rails, over a stone.

Its frame is where it stands on the band: z = 0 at the band's crest, z out of the metal. Claws lean
outwards with the pavilion; in the half-plane of one claw everything is plain trigonometry, so
heights and angles are known before anything is built.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.geometry.shapes import Turned, Wire
from jewelcad.params import Range, Suggest, part
from jewelcad.reference.limits import limit, prong_diameter
from jewelcad.settings.foot import bowl, rounded_rim
from jewelcad.settings.seats import crown_height_at, distance_under, must_be_round, seat
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

EDGE = 0.15
"""mm, rounding of the base ring's rim: a choice above Morris & Watson's 0.125 mm."""
BEND = 1.35
"""Radius of a claw's bend over its own radius: as tight as round wire turns without folding."""
RAIL_OFF_STONE = 0.1
"""mm of air between a rail and the pavilion: a choice."""
Share = Annotated[float, Range(0.05, 0.9)]


@dataclass(frozen=True)
class ClawLine:
    """A claw's middle line in its half-plane: (radius, height over the band's crest)."""

    girdle: tuple[float, float]
    lean: float

    def at(self, height: float) -> float:
        """Radius at a height, mm."""
        return self.girdle[0] + (height - self.girdle[1]) * math.tan(self.lean)

    def length_to(self, height: float) -> float:
        """Way along the line from the girdle's height, mm; negative below."""
        return (height - self.girdle[1]) / math.cos(self.lean)


@part
class ProngHead(Part):
    """A head of round claws for a round stone.

    What is left out is chosen from the stone's size, by `reference.limits` rows named here.

    Parameters
    ----------
    gem : the stone
    prongs : number of claws, evenly spaced; the first half a step from the row's direction
    prong_diameter : of a claw at the girdle (``prong.choice``, our interpolation over JewelCraft's)
    taper : tip over foot diameter (a choice)
    girdle_height : of the girdle's middle over the band's crest; by default as low as the culet's
        room over the base ring's floor allows
    base_diameter : of the circle of the claws' middle lines at the crest (a choice: 0.55 of girdle)
    rails : number of gallery rails; the uppermost just clears the pavilion
    rail_diameter : of the rails' wire
    seat_depth : share of the claw cut away at the girdle before setting (``seat.depth.cast``)
    clearance : of the seat, each side (``seat.clearance``)
    coverage : of girdle to table that the finished tip covers (``prong.coverage``)
    height : of the finished tip over the girdle, share of the crown (``prong.height``)
    spare : length of the claws over their finished height before setting
        (``prong.spare_length``)
    sink : how deep the base reaches into the band

    Raises
    ------
    ParameterError
        If the claws would meet, the culet hit the base, a rail the stone, or the tip miss it.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> round(ProngHead(Gem.round(6.5)).girdle_height_mm, 2)
    3.47
    """

    gem: Stone
    prongs: Annotated[int, Range(3, 16), Suggest(4, 8, 1), "number of claws"] = 6
    prong_diameter: Annotated[Mm | None, Range(0.35, 3), "claw at the girdle"] = None
    taper: Annotated[float, Range(0.5, 1), "tip over foot diameter"] = 0.8
    girdle_height: Annotated[Mm | None, Range(0.5, 20), "girdle over the band's crest"] = None
    base_diameter: Annotated[Mm | None, Range(0.8, 20), "circle of the claws at the crest"] = None
    rails: Annotated[int, Range(0, 4), "gallery rails"] = 1
    rail_diameter: Annotated[Mm | None, Range(0.4, 3), "wire of the rails"] = None
    seat_depth: Annotated[Share, "share of the claw cut at the girdle"] = 0.25
    clearance: Annotated[Mm, Range(0, 0.3), "room between stone and seat"] = 0.05
    coverage: Annotated[Share, "share of girdle to table under the tip"] = 0.40
    height: Annotated[Share, "tip over the girdle, share of the crown"] = 0.70
    spare: Annotated[Mm, Range(0, 4), "spare length before setting"] = 1.25
    sink: Annotated[Mm, Range(0.2, 3), "depth of the base in the band"] = 0.8

    part_name = "head"

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def claw_diameter(self) -> float:
        """Diameter of a claw at the girdle, mm."""
        return self.prong_diameter or prong_diameter(self.gem.diameter).value

    @property
    def rail_wire(self) -> float:
        """Diameter of a rail's wire, mm: at least the least wire a caster takes."""
        return self.rail_diameter or max(limit("check.wire.error").value, 0.85 * self.claw_diameter)

    @property
    def foot_diameter(self) -> float:
        """Diameter of a claw at the base ring's rim, mm."""
        return 2 * self.claw_diameter / (1 + self.taper)

    @property
    def rim_height(self) -> float:
        """Top of the base ring over the band's crest, mm."""
        return 0.7 * self.foot_diameter

    @property
    def floor_height(self) -> float:
        """Floor of the base ring's hollow over the band's crest, mm."""
        return 0.35 * self.rim_height

    @cached_property
    def girdle_height_mm(self) -> float:
        """Girdle's middle over the band's crest, mm."""
        if self.girdle_height:
            return self.girdle_height
        low, high = self.least_girdle_height, self.least_girdle_height + 10.0
        if self._rail_gap(low) >= limit("gallery.rail_gap").value:
            return low
        for _ in range(60):
            middle = (low + high) / 2
            enough = self._rail_gap(middle) >= limit("gallery.rail_gap").value
            low, high = (low, middle) if enough else (middle, high)
        return high

    @property
    def least_girdle_height(self) -> float:
        """The lowest a girdle may lie, mm: the culet clears the base ring's floor."""
        room = 0.6 * limit("culet.clearance").value
        return self.floor_height + room - self.gem.culet_z

    @property
    def seat(self) -> Frame:
        """Middle of the girdle, table up, in the head's frame."""
        return Frame().lifted(self.girdle_height_mm)

    @cached_property
    def line(self) -> ClawLine:
        """The claws' middle line."""
        return self._line(self.girdle_height_mm)

    def _line(self, girdle_height: float) -> ClawLine:
        top = (self._girdle_radius, girdle_height)
        base = (self.base_diameter or 0.55 * self.gem.diameter) / 2
        return ClawLine(top, math.atan2(top[0] - base, top[1]))

    @property
    def lean(self) -> Deg:
        """Angle of the claws from upright, degrees."""
        return math.degrees(self.line.lean)

    @property
    def _girdle_radius(self) -> float:
        """Radius of the claws' middle at the girdle: ``seat_depth`` of each lies inside it."""
        return self.gem.girdle_radius + self.claw_diameter * (0.5 - self.seat_depth)

    @cached_property
    def rail_heights(self) -> tuple[float, ...]:
        """Heights of the rails' wire over the band's crest, lowest first, mm."""
        low = self.rim_height - self.rail_wire / 2
        step = self._rail_gap(self.girdle_height_mm) + self.rail_wire
        return tuple(low + step * (i + 1) for i in range(self.rails))

    def _rail_gap(self, girdle_height: float) -> float:
        """Air between base ring, rails and each other with the girdle at a height, mm."""
        if not self.rails:
            return math.inf
        room = self._highest_rail(girdle_height) - (self.rim_height - self.rail_wire / 2)
        return room / self.rails - self.rail_wire

    def _highest_rail(self, girdle_height: float) -> float:
        """The height at which a rail just clears the pavilion, a notch's depth below; bisection."""
        need, line = self.rail_wire / 2 + RAIL_OFF_STONE, self._line(girdle_height)
        low, high = -20.0, girdle_height
        for _ in range(60):
            middle = (low + high) / 2
            off = distance_under(self.gem, line.at(middle), middle - girdle_height)
            low, high = (middle, high) if off >= need else (low, middle)
        return low - limit("seat.depth.cast").value * self.claw_diameter

    @property
    def windows(self) -> int:
        """Openings one can see through between claws, rails and base ring."""
        tops = [z - self.rail_wire / 2 for z in self.rail_heights]
        return sum(self.prongs for z in tops if self._gap(z) > 0)

    def _gap(self, height: float) -> float:
        """Air between neighbouring claws at a height, mm."""
        chord = 2 * self.line.at(height) * math.sin(math.pi / self.prongs)
        return chord - self._diameter(height)

    def _diameter(self, height: float) -> float:
        """Claw diameter at a height, mm: linear from the rim to the girdle."""
        run = self.girdle_height_mm - self.rim_height
        share = (height - self.rim_height) / run
        return self.foot_diameter + (self.claw_diameter - self.foot_diameter) * share

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        must_be_round(self.gem, "ProngHead")
        if self.girdle_height_mm < self.least_girdle_height - 1e-9:
            raise ParameterError(
                f"ProngHead.girdle_height = {self.girdle_height_mm:.2f} mm is too low for a "
                f"{self.gem.diameter:g} mm stone: its culet reaches {-self.gem.culet_z:.2f} mm "
                f"below the girdle and would stand on the base. Raise girdle_height to "
                f"{self.least_girdle_height:.2f} mm, or choose a smaller stone."
            )
        least = limit("check.gap.error")
        gap = self._gap(self.girdle_height_mm)
        if gap < least.value:
            raise ParameterError(
                f"ProngHead.prongs = {self.prongs} claws of {self.claw_diameter:.2f} mm leave "
                f"{gap:.2f} mm between them at the girdle of a {self.gem.diameter:g} mm stone; "
                f"{least.value:g} mm is the least ({least.source}). Take fewer or thinner claws, "
                "or a larger stone."
            )
        self._check_lean()
        self._check_rails()
        self._tip()

    def _check_lean(self) -> None:
        if not 0.0 <= self.lean <= 55.0:
            raise ParameterError(
                f"ProngHead: the claws would lean {self.lean:.0f}° from upright; 0 to 55° can be "
                f"built. Change base_diameter ({2 * self.line.at(0.0):.2f} mm) or girdle_height "
                f"({self.girdle_height_mm:.2f} mm)."
            )

    def _check_rails(self) -> None:
        least, gap = limit("gallery.rail_gap"), self._rail_gap(self.girdle_height_mm)
        if gap < least.value - 1e-9:
            raise ParameterError(
                f"ProngHead.rails = {self.rails} leave {gap:.2f} mm between rails; "
                f"{least.value:g} mm is the least ({least.source}). Take fewer or thinner "
                f"rails, or raise girdle_height ({self.girdle_height_mm:.2f} mm)."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Base ring and rails (metal), claws (prongs), the seat, and the stone."""
        wire = self._wire(stage)
        step = 360.0 / self.prongs
        foot = Frame((self.line.at(self.rim_height), 0.0, self.rim_height)).tilted(self.lean)
        claws = [
            Body(f"prong[{i}]", wire, Frame().turned((i + 0.5) * step) @ foot.lifted(-self._drop))
            for i in range(self.prongs)
        ]
        rails = [Body(f"rail[{i}]", Turned(self._ring(z))) for i, z in enumerate(self.rail_heights)]
        open_to = self._cast_top + 1.0 - self.girdle_height_mm
        return Workpiece(
            metal=[Body("base", Turned(self._base())), *rails],
            prongs=claws,
            seats=[seat(self.gem, stage, self.clearance, open_to).on(self.seat)],
            stones=[PlacedGem("stone", self.gem, self.seat)],
        )

    @property
    def _drop(self) -> float:
        """How far below the rim a claw's foot begins, mm along the claw.

        Its dome then ends in the base ring and over the band's crest: it never grazes the band.
        """
        return 0.15 * self.foot_diameter

    @property
    def _finished_top(self) -> float:
        return self.girdle_height_mm + self.gem.girdle_top + self.height * self.gem.crown_height

    @property
    def _cast_top(self) -> float:
        """Top of the straight claws over the band's crest, mm."""
        return self._finished_top + self.spare

    def _wire(self, stage: Stage) -> Wire:
        start = self.line.length_to(self.rim_height) - self._drop
        if stage == "set":
            end, bend = self._tip()
            return self._tapered(start, end, BEND * self._radius(end), bend)
        radius = self._diameter(self._cast_top) / 2
        end = self.line.length_to(self._cast_top - radius * math.cos(self.line.lean)) - radius * 0.5
        return self._tapered(start, end, 0.0, 0.0)

    def _tapered(self, start: float, end: float, bend_radius: float, bend: float) -> Wire:
        """A wire between two ways along the claw's line, as thick as `_diameter` says."""
        return Wire(self._radius(start), self._radius(end), end - start, bend_radius, bend)

    def _radius(self, way: float) -> float:
        return self._diameter(self.girdle_height_mm + way * math.cos(self.line.lean)) / 2

    def _tip(self) -> tuple[float, float]:
        """Where the set claw's bend begins (way along its line) and its angle in degrees.

        The tip ends in a ball that touches the finished height, and meets the crown where the
        coverage ends; the bend is the circle that leads from the claw's line into it.
        """
        way = angle = 0.0
        for _ in range(30):
            radius = self._radius(way)
            found = self._bend_into(self._ball(radius), BEND * radius)
            if found is None:
                raise ParameterError(
                    f"ProngHead: claws of {self.claw_diameter:.2f} mm cannot be laid over "
                    f"{self.coverage:.0%} of this crown at {self.height:.0%} of its height. "
                    "Change coverage, height, seat_depth or prong_diameter."
                )
            way, angle = found
        return way, angle

    def _ball(self, radius: float) -> tuple[float, float]:
        """Centre of the tip's ball: (radius, height over the girdle's middle)."""
        gem = self.gem
        reach = gem.girdle_radius - self.coverage * (gem.girdle_radius - gem.table / 2)
        on_crown = crown_height_at(gem, reach)
        top = gem.girdle_top + self.height * gem.crown_height
        rise = on_crown - (top - radius)
        if abs(rise) >= radius:
            return (math.inf, 0.0)
        return (reach + math.sqrt(radius**2 - rise**2), top - radius)

    def _bend_into(
        self, ball: tuple[float, float], bend_radius: float
    ) -> tuple[float, float] | None:
        if not math.isfinite(ball[0]):
            return None
        sin, cos = math.sin(self.line.lean), math.cos(self.line.lean)
        dr, dz = ball[0] - self._girdle_radius, ball[1]
        forth, inward = dr * sin + dz * cos, -dr * cos + dz * sin
        square = bend_radius**2 - (inward - bend_radius) ** 2
        if square < 0:
            return None
        way = forth - math.sqrt(square)
        angle = math.degrees(math.atan2(forth - way, bend_radius - inward))
        return (way, angle) if 5.0 < angle < 150.0 else None

    def _ring(self, height: float) -> Contour:
        """A rail's section: a circle on the claws' middle line."""
        centre, r = (self.line.at(height), height), self.rail_wire / 2
        quarters = [i * math.pi / 2 for i in range(5)]
        return Contour(tuple(Arc(centre, r, r, a, b) for a, b in itertools.pairwise(quarters)))

    def _base(self) -> Contour:
        """The base ring: a bowl in the band, a rim on the claws' circle, a hollow to the floor."""
        top, middle, half = self.rim_height, self.line.at(self.rim_height), self.foot_diameter / 2
        outer, inner = middle + half, middle - half
        shoulder = top - EDGE
        if inner < 2 * EDGE:
            lid = Arc((outer - EDGE, shoulder), EDGE, EDGE, 0.0, math.pi / 2)
            closing = (Line(lid.end, (0.0, top)), Line((0.0, top), (0.0, -self.sink)))
            return Contour((*bowl(outer, shoulder, self.sink), lid, *closing))
        floor = (0.75 * inner, self.floor_height)
        return Contour(
            (
                *bowl(outer, shoulder, self.sink),
                *rounded_rim((outer, top), (inner, top), EDGE),
                Line((inner, shoulder), floor),
                Line(floor, (0.0, floor[1])),
                Line((0.0, floor[1]), (0.0, -self.sink)),
            )
        )
