"""A prong head: claws that rise from a base, tied by rails, over a stone of any cut.

Its frame is where it stands on the band: z = 0 at the band's crest, z out of the metal, the stone's
length along x. Claws lean outwards with the pavilion, each in an upright plane square to the
girdle; heights and angles are known before anything is built (`claw_line`).
"""

from __future__ import annotations

import itertools
import math
from functools import cached_property
from itertools import pairwise
from typing import Annotated

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Contour
from jewelcad.geometry.parallels import parallel
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit, prong_diameter
from jewelcad.settings.basket import base, rail
from jewelcad.settings.claw_line import ClawLine, Taper
from jewelcad.settings.claws import APART, Claw, double, shelter, single
from jewelcad.settings.places import Place, places
from jewelcad.settings.seats import seats
from jewelcad.settings.sides import Side, sides
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

RAIL_OFF_STONE = 0.1
"""mm of air between a rail and the pavilion: a choice."""
SIDES_LOOKED_AT = 24
"""Places round a stone at which a rail's air is measured, beside the claws' own."""
Share = Annotated[float, Range(0.05, 0.9)]


@part
class ProngHead(Part):
    """A head of claws for a stone of any cut.

    What is left out is chosen from the stone's size, by `reference.limits` rows named here.

    Parameters
    ----------
    gem : the stone
    prongs : number of claws: one on each corner, the rest evenly; on a stone without corners the
        first half a step from the row's direction. By default six on a round stone, and what suits
        the corners of another (a choice)
    at : azimuths of the claws, degrees from the stone's length, instead of a number
    style : ``single`` or ``double`` wires
    shelter : corners are sheltered by a V; else by a plain claw
    prong_diameter : of a claw at the girdle (``prong.choice``, our interpolation over JewelCraft's)
    taper : tip over foot diameter (a choice)
    girdle_height : of the girdle's middle over the band's crest; by default as low as the culet's
        room over the base's floor allows
    base_diameter : width of the claws' middle lines at the crest (a choice: 0.55 of the stone's)
    rails : number of gallery rails; the uppermost just clears the pavilion
    rail_diameter : of the rails' wire
    seat_depth : share of the claw cut away at the girdle before setting (``seat.depth.cast``)
    clearance : of the seat, each side (``seat.clearance``)
    coverage : of girdle to table that the finished tip covers (``prong.coverage``); on a dome too
        steep for that, what a claw can be laid over (a choice; see `grip`)
    height : of the finished tip over the girdle, share of the crown (``prong.height``), or as above
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
    >>> len(ProngHead(Gem.pear(9, 6)).places)
    5
    """

    gem: Stone
    prongs: Annotated[int | None, Range(3, 16), Suggest(4, 8, 1), "number of claws"] = None
    at: Annotated[tuple[Deg, ...] | None, "azimuths of the claws"] = None
    style: Annotated[str, OneOf("single", "double"), "wires of a claw"] = "single"
    shelter: Annotated[bool, "a V on each sharp corner"] = True
    prong_diameter: Annotated[Mm | None, Range(0.35, 3), "claw at the girdle"] = None
    taper: Annotated[float, Range(0.5, 1), "tip over foot diameter"] = 0.8
    girdle_height: Annotated[Mm | None, Range(0.5, 20), "girdle over the band's crest"] = None
    base_diameter: Annotated[Mm | None, Range(0.8, 20), "width of the claws at the crest"] = None
    rails: Annotated[int, Range(0, 4), "gallery rails"] = 1
    rail_diameter: Annotated[Mm | None, Range(0.4, 3), "wire of the rails"] = None
    seat_depth: Annotated[Share, "share of the claw cut at the girdle"] = 0.25
    clearance: Annotated[Mm, Range(0, 0.3), "room between stone and seat"] = 0.05
    coverage: Annotated[Share | None, "share of girdle to table under the tip"] = None
    height: Annotated[Share | None, "tip over the girdle, share of the crown"] = None
    spare: Annotated[Mm, Range(0, 4), "spare length before setting"] = 1.25
    sink: Annotated[Mm, Range(0.2, 3), "depth of the base in the band"] = 0.8

    part_name = "head"

    # ---- claws ---------------------------------------------------------------------------------

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where the claws stand."""
        try:
            return tuple(places(self.gem.girdle_outline, self.prongs, self.at))
        except ParameterError as error:
            raise ParameterError(f"ProngHead for a {self.gem.cut}: {error}") from error

    @property
    def claw_diameter(self) -> float:
        """Diameter of a claw at the girdle, mm."""
        return self.prong_diameter or prong_diameter(self.gem.width).value

    @property
    def foot_diameter(self) -> float:
        """Diameter of a claw at the base's rim, mm."""
        return 2 * self.claw_diameter / (1 + self.taper)

    @property
    def _girdle_offset(self) -> float:
        """Of a claw's middle outside the girdle: ``seat_depth`` of the claw lies inside it."""
        return self.claw_diameter * (0.5 - self.seat_depth)

    @property
    def _inset(self) -> float:
        """Of the claws' middle inside the girdle's outline at the crest, mm."""
        wide = self.gem.width
        return (wide - (self.base_diameter or 0.55 * wide)) / 2.0

    def _line(self, spread: float, girdle_height: float) -> ClawLine:
        run = girdle_height - self.rim_height
        taper = Taper(
            self.foot_diameter, self.rim_height, self.claw_diameter, self.rim_height + run
        )
        return ClawLine(-self._inset * spread, self._girdle_offset, girdle_height, taper)

    @cached_property
    def line(self) -> ClawLine:
        """The middle line of a claw that stands on a side; on corners they lean more."""
        return self._line(1.0, self.girdle_height_mm)

    @property
    def lean(self) -> Deg:
        """Angle of the claws on the sides from upright, degrees."""
        return math.degrees(self.line.lean)

    # ---- heights -------------------------------------------------------------------------------

    @property
    def rim_height(self) -> float:
        """Top of the base over the band's crest, mm."""
        return 0.7 * self.foot_diameter

    @property
    def floor_height(self) -> float:
        """Floor of the base's hollow over the band's crest, mm."""
        return 0.35 * self.rim_height

    @property
    def least_girdle_height(self) -> float:
        """The lowest a girdle may lie, mm: the culet clears the base's floor."""
        room = 0.6 * limit("culet.clearance").value
        return max(self.floor_height + room - self.gem.culet_z, 1.5 * self.rim_height)

    @cached_property
    def girdle_height_mm(self) -> float:
        """Girdle's middle over the band's crest, mm."""
        if self.girdle_height:
            return self.girdle_height
        low, high = self.least_girdle_height, self.least_girdle_height + 10.0
        if self._rail_gap(low) >= limit("gallery.rail_gap").value:
            return low
        for _ in range(40):
            middle = (low + high) / 2
            enough = self._rail_gap(middle) >= limit("gallery.rail_gap").value
            low, high = (low, middle) if enough else (middle, high)
        return high

    @property
    def seat(self) -> Frame:
        """Middle of the girdle, table up, in the head's frame."""
        return Frame().lifted(self.girdle_height_mm)

    @cached_property
    def grip(self) -> tuple[float, float]:
        """Coverage and height of the finished tips: what was asked, else the trade's, else the
        nearest below at which every claw can be laid over the stone."""
        usual = limit("prong.coverage").value, limit("prong.height").value
        covers = [self.coverage] if self.coverage else [usual[0] * k / 8 for k in range(8, 0, -1)]
        heights = [self.height] if self.height else [usual[1] * k / 8 for k in range(8, 0, -1)]
        tries = sorted(itertools.product(covers, heights), key=lambda t: -(t[0] * t[1]))
        return next((t for t in tries if self._can_be_laid(*t)), tries[0])

    def _can_be_laid(self, coverage: float, height: float) -> bool:
        top = self.gem.girdle_top + height * self.gem.crown_height
        plain = [p for p in self.places if not self._sheltered(p)]
        return all(
            self._line(p.spread, self.girdle_height_mm).tip(Side.of(self.gem, p), coverage, top)
            for p in plain
        )

    @property
    def _finished_top(self) -> float:
        """Of a tip over the girdle's middle, mm."""
        return self.gem.girdle_top + self.grip[1] * self.gem.crown_height

    @property
    def _cast_top(self) -> float:
        """Top of the straight claws over the band's crest, mm."""
        return self.girdle_height_mm + self._finished_top + self.spare

    # ---- rails ---------------------------------------------------------------------------------

    @property
    def rail_wire(self) -> float:
        """Diameter of a rail's wire, mm: at least the least wire a caster takes."""
        return self.rail_diameter or max(limit("check.wire.error").value, 0.85 * self.claw_diameter)

    @cached_property
    def rail_heights(self) -> tuple[float, ...]:
        """Heights of the rails' wire over the band's crest, lowest first, mm."""
        low = self.rim_height - self.rail_wire / 2
        step = self._rail_gap(self.girdle_height_mm) + self.rail_wire
        return tuple(low + step * (i + 1) for i in range(self.rails))

    def _rail_gap(self, girdle_height: float) -> float:
        """Air between base, rails and each other with the girdle at a height, mm."""
        if not self.rails:
            return math.inf
        room = self._highest_rail(girdle_height) - (self.rim_height - self.rail_wire / 2)
        return room / self.rails - self.rail_wire

    def _highest_rail(self, girdle_height: float) -> float:
        """The height at which a rail just clears the pavilion, a notch's depth below; bisection."""
        need, line = self.rail_wire / 2 + RAIL_OFF_STONE, self._line(1.0, girdle_height)
        low, high = -20.0, girdle_height
        for _ in range(40):
            middle = (low + high) / 2
            inside, z = -line.at(middle), middle - girdle_height
            clear = all(side.under(inside, z) >= need for side in self._sides)
            low, high = (middle, high) if clear else (low, middle)
        return low - limit("seat.depth.cast").value * self.claw_diameter

    @cached_property
    def _sides(self) -> tuple[Side, ...]:
        """The stone from all round."""
        return sides(self.gem, SIDES_LOOKED_AT)

    @property
    def windows(self) -> int:
        """Openings one can see through between claws, rails and base; a double claw's wires stand
        apart too."""
        pairs = list(pairwise((*self.places, self.places[0])))
        tops = [z - self.rail_wire / 2 for z in self.rail_heights]
        between = sum(self._gap(a, b, z) > 0.0 for z in tops for a, b in pairs)
        if self.style != "double":
            return between
        wires = sum(not self._sheltered(p) for p in self.places)
        slits = sum(APART * self.claw_diameter > 2.0 * self.line.taper.radius(z) for z in tops)
        return between + wires * slits

    def _gap(self, a: Place, b: Place, height: float) -> float:
        """Air between neighbouring claws at a height, mm."""
        lines = [self._line(p.spread, self.girdle_height_mm) for p in (a, b)]
        ends = [p.at(line.at(height)) for p, line in zip((a, b), lines, strict=True)]
        wide = 2.0 * lines[0].taper.radius(height)
        return math.dist(*ends) - wide * (1.0 if self.style == "single" else 2.15)

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        if self.prongs is not None and self.at is not None:
            raise ParameterError("ProngHead was given prongs and at: leave one of them out.")
        if len(self.places) < 2:
            raise ParameterError(f"ProngHead.at = {self.at} is not enough claws: give 2 or more.")
        if self.girdle_height_mm < self.least_girdle_height - 1e-9:
            raise ParameterError(
                f"ProngHead.girdle_height = {self.girdle_height_mm:.2f} mm is too low for a "
                f"{self.gem.width:g} mm stone: its culet reaches {-self.gem.culet_z:.2f} mm "
                f"below the girdle and would stand on the base. Raise girdle_height to "
                f"{self.least_girdle_height:.2f} mm, or choose a smaller stone."
            )
        self._check_gaps()
        self._check_lean()
        self._check_rails()
        for place in self.places:
            self._tip(place)

    def _check_gaps(self) -> None:
        least, h = limit("check.gap.error"), self.girdle_height_mm
        gap = min(self._gap(a, b, h) for a, b in pairwise((*self.places, self.places[0])))
        if gap < least.value:
            raise ParameterError(
                f"ProngHead.prongs = {len(self.places)} claws of {self.claw_diameter:.2f} mm leave "
                f"{gap:.2f} mm between them at the girdle of a {self.gem.width:g} mm stone; "
                f"{least.value:g} mm is the least ({least.source}). Take fewer or thinner claws, "
                "or a larger stone."
            )

    def _check_lean(self) -> None:
        leans = [
            math.degrees(self._line(p.spread, self.girdle_height_mm).lean) for p in self.places
        ]
        if not 0.0 <= min(leans) <= max(leans) <= 55.0:
            raise ParameterError(
                f"ProngHead: the claws would lean {max(leans):.0f}° from upright; 0 to 55° can be "
                f"built. Change base_diameter ({self.gem.width - 2 * self._inset:.2f} mm) or "
                f"girdle_height ({self.girdle_height_mm:.2f} mm)."
            )
        try:
            self._path(self.rim_height)
        except GeometryError as error:
            raise ParameterError(
                f"ProngHead.base_diameter = {self.gem.width - 2 * self._inset:.2f} mm leaves "
                f"nothing of this {self.gem.cut}'s outline for the base. Make it wider."
            ) from error

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
        """Base and rails (metal), claws (prongs), the seat, and the stone."""
        foot = base(
            self._path(self.rim_height),
            self.foot_diameter,
            self.rim_height,
            self.floor_height,
            self.sink,
        )
        rails = [
            Body(f"rail[{i}]", rail(self._path(z), self.rail_wire, z))
            for i, z in enumerate(self.rail_heights)
        ]
        claws = [
            body
            for i, place in enumerate(self.places)
            for body in self._claw(f"prong[{i}]", place, stage)
        ]
        open_to = self._cast_top + 1.0 - self.girdle_height_mm
        rooms = seats(self.gem, stage, self.clearance, open_to)
        return Workpiece(
            metal=[Body("base", foot), *rails],
            prongs=claws,
            seats=[room.on(self.seat) for room in rooms],
            stones=[PlacedGem("stone", self.gem, self.seat)],
        )

    def _path(self, height: float) -> Contour:
        """Through the claws' middle lines at a height."""
        return parallel(self.gem.girdle_outline.contour(), self.line.at(height))

    def _sheltered(self, place: Place) -> bool:
        return self.shelter and place.turn > SHELTERED

    def _claw(self, name: str, place: Place, stage: Stage) -> list[Body]:
        line = self._line(place.spread, self.girdle_height_mm)
        start = line.length_to(self.rim_height) - self._drop
        if self._sheltered(place):
            claw = Claw(place, line, start, -self.claw_diameter / 2)
            return [*single(name, claw), self._shelter(name, place, stage)]
        bend, end = 0.0, 0.0
        if stage == "set":
            end, bend = self._tip(place)
        else:
            radius = line.taper.radius(self._cast_top)
            end = line.length_to(self._cast_top - radius * math.cos(line.lean)) - radius * 0.5
        style = single if self.style == "single" else double
        return list(style(name, Claw(place, line, start, end, bend)))

    @property
    def _drop(self) -> float:
        """How far below the rim a claw's foot begins, mm along the claw.

        Its dome then ends in the base and over the band's crest: it never grazes the band.
        """
        return 0.15 * self.foot_diameter

    def _shelter(self, name: str, place: Place, stage: Stage) -> Body:
        """The V over a corner, as high as the table is (GIA: 90 to 100 % of the crown)."""
        d, table = self.claw_diameter, Side.of(self.gem, place).table
        wall = SHELTER_WALL * d
        leg = min(self.grip[0] * table, 0.8 * d) / math.sin(place.turn / 2.0)
        leg = min(leg, self._room_beside(place) - wall)
        top = self.gem.girdle_top + SHELTER_HEIGHT * self.gem.crown_height
        top += self.spare if stage == "cast" else 0.0
        low = self.gem.girdle_bottom - wall - 0.3 * d
        height, edge = self.girdle_height_mm, 0.4 * wall
        return shelter(f"{name}/v", place, wall, leg, height + low, height + top, edge)

    def _room_beside(self, place: Place) -> float:
        """Half way to the nearest other claw, less half the least gap: a V ends there, mm."""
        others = [math.dist(p.point, place.point) for p in self.places if p != place]
        return (min(others) - limit("check.gap.error").value) / 2.0

    def _tip(self, place: Place) -> tuple[float, float]:
        """Where the set claw's bend begins and its angle; see `ClawLine.tip`."""
        if self._sheltered(place):
            return (0.0, 0.0)
        line = self._line(place.spread, self.girdle_height_mm)
        found = line.tip(Side.of(self.gem, place), self.grip[0], self._finished_top)
        if found is None:
            raise ParameterError(
                f"ProngHead: claws of {self.claw_diameter:.2f} mm cannot be laid over "
                f"{self.grip[0]:.0%} of this crown at {self.grip[1]:.0%} of its height. "
                "Change coverage, height, seat_depth or prong_diameter."
            )
        return found


SHELTER_WALL = 0.55
"""Thickness of a V beside the girdle, share of the claw's diameter (a choice)."""
SHELTERED = math.radians(65.0)
"""Turning of a corner above which a V shelters it; a blunter one takes a plain claw (a choice)."""
SHELTER_HEIGHT = 0.95
"""Height of a V over the girdle, share of the crown: the middle of GIA's 90 to 100 % (domain.md
§5.1)."""
