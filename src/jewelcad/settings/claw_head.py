"""What every head of claws has in common: its stone, where claws stand, their kind and grip.

A head's frame is where it stands on the band: z = 0 at the band's crest, z out of the metal, the
stone's length along x. What carries the claws is the affair of each head.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit, prong_diameter
from jewelcad.settings.claws import KINDS, Claw, Kind
from jewelcad.settings.claws.kind import NEVER
from jewelcad.settings.claws.round import upright
from jewelcad.settings.claws.shelter import SHELTER_WALL, relief, shelter
from jewelcad.settings.places import Place, places
from jewelcad.settings.seats import must_be_seated, seats
from jewelcad.settings.sides import Side
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

Share = Annotated[float, Range(0.05, 0.9)]
LEAST_KEPT = 0.2
"""Share of a claw below which the girdle all but comes through its back (a choice)."""
SHELTERED = math.radians(65.0)
"""Turning of a corner above which a V shelters it; a blunter one takes a plain claw (a choice)."""
SHELTER_HEIGHT = 0.95
"""Height of a V over the girdle, share of the crown: the middle of GIA's 90 to 100 % (domain.md
§5.1)."""
INTO_V = 0.65
"""Depth under the girdle at which the wire under a V ends in its dome, over the claw's diameter (a
choice): the dome dies away inside the V's foot and never grazes its walls."""
LEG = 0.9
"""Length of a V's walls along the girdle, over the claw's diameter (a choice)."""


@part
class ClawHead(Part):
    """A stone held by claws; `ProngHead` and its like say what carries them.

    What is left out is chosen from the stone's size, by `reference.limits` rows named here.

    Parameters
    ----------
    gem : the stone
    prongs : number of claws: one on each corner, the rest evenly; on a stone without corners the
        first half a step from the row's direction. By default six on a round stone, and what suits
        the corners of another (a choice)
    at : azimuths of the claws, degrees from the stone's length, instead of a number
    claw : ``round`` wires, ``pointed`` like talons, flat ``tab`` or two-tipped ``fishtail``
    style : ``single`` or ``double``: two round or pointed wires side by side, clear of each other
        from foot to tip
    shelter : corners are sheltered by a V; else by a plain claw
    prong_diameter : of a wire at the girdle (``prong.choice``, our interpolation over JewelCraft's;
        a choice for double claws: two of as much metal as one, at least ``check.prong.error``)
    taper : tip over foot diameter (a choice)
    seat_depth : share of the claw cut away at the girdle before setting (``seat.depth.cast``)
    clearance : of the seat, each side (``seat.clearance``)
    coverage : of girdle to table that the finished tip covers (``prong.coverage``); on a dome too
        steep for that, what a claw can be laid over (a choice; see `grip`)
    height : of the finished tip over the girdle, share of the crown (``prong.height``; of a pointed
        claw its least), or as above
    spare : length of the claws over their finished height before setting
        (``prong.spare_length``)

    Raises
    ------
    ParameterError
        If the claws would meet, or the tip miss the stone.
    """

    gem: Stone
    prongs: Annotated[int | None, Range(3, 16), Suggest(4, 8, 1), "number of claws"] = None
    at: Annotated[tuple[Deg, ...] | None, "azimuths of the claws"] = None
    claw: Annotated[str, OneOf("round", "pointed", "tab", "fishtail"), "kind of claw"] = "round"
    style: Annotated[str, OneOf("single", "double"), "wires of a claw"] = "single"
    shelter: Annotated[bool, "a V on each sharp corner"] = True
    prong_diameter: Annotated[Mm | None, Range(0.35, 3), "claw at the girdle"] = None
    taper: Annotated[float, Range(0.5, 1), "tip over foot diameter"] = 0.8
    seat_depth: Annotated[Share, "share of the claw cut at the girdle"] = 0.25
    clearance: Annotated[Mm, Range(0, 0.3), "room between stone and seat"] = 0.05
    coverage: Annotated[Share | None, "share of girdle to table under the tip"] = None
    height: Annotated[Share | None, "tip over the girdle, share of the crown"] = None
    spare: Annotated[Mm, Range(0, 4), "spare length before setting"] = 1.25

    part_name = "head"

    # ---- what a head must say ------------------------------------------------------------------

    @property
    def girdle_height_mm(self) -> float:
        """Girdle's middle over the band's crest, mm."""
        raise NotImplementedError

    def claw_on(self, place: Place) -> Claw:
        """The claw that stands at a place."""
        raise NotImplementedError

    # ---- claws ---------------------------------------------------------------------------------

    @property
    def kind(self) -> Kind:
        return KINDS[self.claw]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where the claws stand."""
        try:
            return tuple(places(self.gem.girdle_outline, self.prongs, self.at))
        except ParameterError as error:
            raise ParameterError(f"{self._who} for a {self.gem.cut}: {error}") from error

    @property
    def _who(self) -> str:
        return type(self).__name__

    @property
    def claw_diameter(self) -> float:
        """Diameter of a claw, or of each wire of a double one, at the girdle, mm."""
        if self.prong_diameter:
            return self.prong_diameter
        usual = prong_diameter(self.gem.width).value
        if self.style == "single":
            return usual
        return max(math.sqrt(0.5) * usual, min(usual, limit("check.prong.error").value))

    @property
    def foot_diameter(self) -> float:
        """Diameter of a claw at its foot, mm."""
        return 2 * self.claw_diameter / (1 + self.taper)

    @property
    def girdle_offset(self) -> float:
        """Of a claw's middle outside the girdle: ``seat_depth`` of the claw lies inside it."""
        return self.claw_diameter * self.kind.deep * (0.5 - self.seat_depth)

    @property
    def seat(self) -> Frame:
        """Middle of the girdle, table up, in the head's frame."""
        return Frame().lifted(self.girdle_height_mm)

    @cached_property
    def grip(self) -> tuple[float, float]:
        """Coverage and height of the finished tips: what was asked, else the trade's, else the
        nearest at which every claw can be laid over the stone and half of it stays behind the
        girdle (``seat.depth.warn``; a talon keeps less)."""
        claws = [self.claw_on(p) for p in self.places if not self.sheltered(p)]
        tries = self.kind.grips(self.coverage, self.height)
        enough = 1.0 - limit("seat.depth.warn").value if self.kind.whole else LEAST_KEPT
        best = tries[0], NEVER
        for grip in tries:
            kept = min((self.kind.kept(claw, grip) for claw in claws), default=math.inf)
            if kept >= enough:
                return grip
            best = max(best, (grip, kept), key=lambda found: found[1])
        return best[0]

    def sheltered(self, place: Place) -> bool:
        """Whether a V stands there: on a sharp corner, and on the one or two points of a pear, a
        marquise or a heart."""
        points = [p for p in self.places if p.turn > 0.0]
        pointed = len(points) <= 2 and place in points
        return self.shelter and (place.turn > SHELTERED or pointed)

    @property
    def cast_top(self) -> float:
        """Top of the straight claws over the band's crest, mm."""
        finished = self.gem.girdle_top + self.grip[1] * self.gem.crown_height
        return self.girdle_height_mm + finished + self.spare

    @property
    def aside(self) -> float:
        """Of a double claw's wires, each from the claw's place, mm: their feet stand apart by the
        least gap that can be cast."""
        return (self.kind.wide(self.foot_diameter) + limit("check.gap.error").value) / 2.0

    def wires(self, place: Place) -> tuple[float, ...]:
        """Where the wires of the claw there stand along the girdle, mm from its place."""
        if self.style == "single" or self.sheltered(place):
            return (0.0,)
        return (-self.aside, self.aside)

    def gap(self, a: Place, b: Place, height: float) -> float:
        """Air between neighbouring claws at a height, mm: a leaning one is cut to an ellipse."""
        line = self.claw_on(a).line
        diameter = 2.0 * line.taper.radius(height)
        thick = self.kind.deep * diameter
        way = math.atan2(b.point[1] - a.point[1], b.point[0] - a.point[0])
        leaning = [
            math.tan(self.claw_on(p).line.lean)
            * (p.outward[0] * math.cos(way) + p.outward[1] * math.sin(way))
            for p in (a, b)
        ]
        half = (self.kind.wide(diameter, self.girdle_height_mm - height) - thick) / 2.0
        ends = (
            [
                p.frame(self.claw_on(p).line.at(height), 0.0).moved(y=wire + side).origin
                for wire in self.wires(p)
                for side in (-half, half)
            ]
            for p in (a, b)
        )
        cut = thick * sum(math.hypot(1.0, lean) for lean in leaning) / 2.0
        return min(itertools.starmap(math.dist, itertools.product(*ends))) - cut

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        must_be_seated(self._who, self.gem)
        if self.prongs is not None and self.at is not None:
            raise ParameterError(f"{self._who} was given prongs and at: leave one of them out.")
        if len(self.places) < 2:
            raise ParameterError(f"{self._who}.at = {self.at} is not enough claws: give 2 or more.")
        if self.style == "double" and self.claw not in ("round", "pointed"):
            raise ParameterError(
                f"{self._who}.claw = {self.claw} is broad already and cannot be double. Choose "
                "claw round or pointed, or style single."
            )

    def check_claws(self) -> None:
        """Refuse claws that meet, or cannot be laid over the stone."""
        least, h = limit("check.gap.error"), self.girdle_height_mm
        gap = min(self.gap(a, b, h) for a, b in pairwise((*self.places, self.places[0])))
        if gap < least.value:
            raise ParameterError(
                f"{self._who}.prongs = {len(self.places)} claws of {self.claw_diameter:.2f} mm "
                f"leave {gap:.2f} mm between them at the girdle of a {self.gem.width:g} mm stone; "
                f"{least.value:g} mm is the least ({least.source}). Take fewer or thinner claws, "
                "or a larger stone."
            )
        self._check_tips()
        claws = [self.claw_on(p) for p in self.places if not self.sheltered(p)]
        kept = min((self.kind.kept(claw, self.grip) for claw in claws), default=1.0)
        if NEVER < kept < LEAST_KEPT:
            raise ParameterError(
                f"{self._who}: {self.claw} claws laid over {self.grip[0]:.0%} of this crown keep "
                f"{max(kept, 0.0):.0%} of their {self.claw_diameter:.2f} mm behind the girdle; "
                f"{LEAST_KEPT:.0%} is the least. Lower coverage or seat_depth, or raise height."
            )
        if kept == NEVER:
            raise ParameterError(
                f"{self._who}: {self.claw} claws of {self.claw_diameter:.2f} mm cannot be laid "
                f"over {self.grip[0]:.0%} of this crown at {self.grip[1]:.0%} of its height. "
                "Change coverage, height, seat_depth, prong_diameter or the kind of claw."
            )

    def _check_tips(self) -> None:
        """Over a cleft claws lean towards each other: with their spare length they stay apart."""
        least, top = limit("check.gap.error"), self.cast_top
        ends = [
            [
                (tip.place.frame(tip.line.at(top), 0.0).moved(y=wire).origin, tip.line)
                for tip in self.kind.tips(self.claw_on(place))
                for wire in self.wires(place)
            ]
            for place in self.places
            if not self.sheltered(place)
        ]
        gap = min(
            (
                math.dist(p, q) - a.taper.radius(top) - b.taper.radius(top)
                for one, other in itertools.combinations(ends, 2)
                for (p, a), (q, b) in itertools.product(one, other)
            ),
            default=math.inf,
        )
        if gap < least.value:
            raise ParameterError(
                f"{self._who}.spare = {self.spare:g} mm brings the tips of two claws within "
                f"{max(gap, 0.0):.2f} mm of each other before they are set; {least.value:g} mm is "
                f"the least ({least.source}). Take less spare length, or fewer or thinner claws."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def held(self, stage: Stage) -> Workpiece:
        """Claws (prongs), seats and stone."""
        claws = [
            body
            for i, place in enumerate(self.places)
            for body in self._bodies(f"prong[{i}]", place, stage)
        ]
        open_to = self.cast_top + 1.0 - self.girdle_height_mm
        rooms = seats(self.gem, stage, self.clearance, open_to)
        drills = [
            relief(f"relief[{i}]", place, self._shelter_wall, self.girdle_height_mm)
            for i, place in enumerate(self.places)
            if self.sheltered(place)
        ]
        return Workpiece(
            prongs=claws,
            seats=[*(room.on(self.seat) for room in rooms), *drills],
            stones=[PlacedGem("stone", self.gem, self.seat)],
        )

    def _bodies(self, name: str, place: Place, stage: Stage) -> Iterator[Body]:
        claw = self.claw_on(place)
        if self.sheltered(place):
            yield upright(name, claw, -INTO_V * self.claw_diameter)
            yield self._shelter(name, place, stage)
            return
        grip = self.grip if stage == "set" else None
        for body in self.kind.bodies(name, claw, grip, self.cast_top):
            if self.style == "single":
                yield body
                continue
            for k, y in enumerate(self.wires(place)):
                yield Body(f"{name}/{'ab'[k]}", body.shape, body.frame.moved(y=y))

    @property
    def _shelter_wall(self) -> float:
        return SHELTER_WALL * self.claw_diameter

    def _shelter(self, name: str, place: Place, stage: Stage) -> Body:
        """The V over a corner, as high as the table is (GIA: 90 to 100 % of the crown)."""
        wall, table = self._shelter_wall, Side.of(self.gem, place).table / place.spread
        lip = min(self.grip[0] * table, wall)
        leg = min(LEG * self.claw_diameter / math.sin(place.turn / 2.0), self._room_beside(place))
        top = self.gem.girdle_top + SHELTER_HEIGHT * self.gem.crown_height
        top += self.spare if stage == "cast" else 0.0
        height = self.girdle_height_mm
        low = height - self._shelter_low
        return shelter(f"{name}/v", place, wall, lip, leg, low, height + top)

    @property
    def shelter_foot(self) -> float:
        """How far below the girdle's middle the V's reach, mm; 0 without any."""
        return self._shelter_low if any(map(self.sheltered, self.places)) else 0.0

    @property
    def _shelter_low(self) -> float:
        return 1.2 * self._shelter_wall - self.gem.girdle_bottom

    def _room_beside(self, place: Place) -> float:
        """Half way to the nearest other claw, less half the least gap and a wall, mm."""
        others = [math.dist(p.point, place.point) for p in self.places if p != place]
        return (min(others) - limit("check.gap.error").value) / 2.0 - self._shelter_wall
