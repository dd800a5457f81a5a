"""A prong head: claws that rise from a base, tied by rails, over a stone of any cut.

Claws lean outwards with the pavilion, each in an upright plane square to the girdle; heights and
angles are known before anything is built (`claw_line`).
"""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import Annotated

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.geometry.contours import Contour
from jewelcad.geometry.parallels import parallel
from jewelcad.params import Range, part
from jewelcad.reference.limits import limit
from jewelcad.settings.basket import base, rail
from jewelcad.settings.claw_head import ClawHead
from jewelcad.settings.claw_line import ClawLine, Taper
from jewelcad.settings.claws import Claw
from jewelcad.settings.places import Place
from jewelcad.settings.sides import Side, sides
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Stage, Workpiece

RAIL_OFF_STONE = 0.1
"""mm of air between a rail and the pavilion: a choice."""
PINHOLE = 0.05
"""mm of air from claw to claw, or of overlap, at which an opening is no more than a pinhole (a
choice)."""
SIDES_LOOKED_AT = 24
"""Places round a stone at which a rail's air is measured, beside the claws' own."""


@part
class ProngHead(ClawHead):
    """A basket: claws on a base in the band, tied by rails.

    The stone and its claws are described at `ClawHead`.

    Parameters
    ----------
    girdle_height : of the girdle's middle over the band's crest; by default as low as the culet's
        room over the base's floor allows
    base_diameter : width of the claws' middle lines at the crest (a choice: 0.55 of the stone's)
    rails : number of gallery rails; the uppermost just clears the pavilion
    rail_diameter : of the rails' wire
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

    girdle_height: Annotated[Mm | None, Range(0.5, 20), "girdle over the band's crest"] = None
    base_diameter: Annotated[Mm | None, Range(0.8, 20), "width of the claws at the crest"] = None
    rails: Annotated[int, Range(0, 4), "gallery rails"] = 1
    rail_diameter: Annotated[Mm | None, Range(0.4, 3), "wire of the rails"] = None
    sink: Annotated[Mm, Range(0.2, 3), "depth of the base in the band"] = 0.8

    # ---- claws ---------------------------------------------------------------------------------

    @property
    def _inset(self) -> float:
        """Of the claws' middle inside the girdle's outline at the crest, mm."""
        wide = self.gem.width
        return (wide - (self.base_diameter or self._narrow * wide)) / 2.0

    @property
    def _narrow(self) -> float:
        """Width of the claws at the crest over the stone's, if none is asked."""
        return 0.55

    def _line(self, spread: float, girdle_height: float) -> ClawLine:
        run = girdle_height - self.rim_height
        taper = Taper(
            self.foot_diameter, self.rim_height, self.claw_diameter, self.rim_height + run
        )
        return ClawLine(-self._inset * spread, self.girdle_offset, girdle_height, taper)

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
        if self._rail_gap(low) >= self._air:
            return low
        for _ in range(40):
            middle = (low + high) / 2
            enough = self._rail_gap(middle) >= self._air
            low, high = (low, middle) if enough else (middle, high)
        return high

    @property
    def _air(self) -> float:
        """Least between base and rails, if no height is asked, mm."""
        return limit("gallery.rail_gap").value

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

    @property
    def gallery(self) -> tuple[float, float]:
        """Height over the band's crest of the uppermost rail's middle, and how far its outer edge
        reaches along the row, mm: where a cathedral's shoulders join it.

        Raises
        ------
        ParameterError
            If there is no rail.
        """
        if not self.rails:
            raise ParameterError(f"{self._who}.rails = 0: no gallery to join. Take a rail.")
        height = self.rail_heights[-1]
        reach = self.gem.girdle_outline.extents[1][0] + self.line.at(height)
        return height, reach + self.rail_wire / 2

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
        return self._off_the_v(
            low - limit("seat.depth.cast").value * self.claw_diameter, girdle_height
        )

    def _off_the_v(self, height: float, girdle_height: float) -> float:
        """The height of a rail, or lower where a slot too narrow to cast would stay between it and
        a V over a corner, in whatever metal, or the two would join by less than a seam; mm."""
        if not self.shelter_foot:
            return height
        foot, gap = girdle_height - self.shelter_foot, limit("check.gap.platinum.error").value
        air = foot - (height + self.rail_wire / 2)
        return height - (gap - air if -limit("overlap.merge").value < air < gap else 0.0)

    @cached_property
    def _sides(self) -> tuple[Side, ...]:
        """The stone from all round."""
        return sides(self.gem, SIDES_LOOKED_AT)

    @property
    def windows(self) -> int:
        """Openings one can see through between claws, rails and base, and between a double claw's
        wires."""
        between = sum(air > 0.0 for air in self._bays)
        return between + self.rails * sum(len(self.wires(p)) - 1 for p in self.places)

    @cached_property
    def _bays(self) -> tuple[float, ...]:
        """The most air from claw to claw in each bay between base and rails, mm; negative where
        the claws are one all the way up."""
        tops = [z - self.rail_wire / 2 for z in self.rail_heights]
        spans = zip((self.rim_height, *(z + self.rail_wire for z in tops)), tops, strict=False)
        pairs = list(pairwise((*self.places, self.places[0])))
        return tuple(max(self.gap(a, b, z) for z in span) for span in spans for a, b in pairs)

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        super().check()
        if self.girdle_height_mm < self.least_girdle_height - 1e-9:
            raise ParameterError(
                f"{self._who}.girdle_height = {self.girdle_height_mm:.2f} mm is too low for a "
                f"{self.gem.width:g} mm stone: its culet reaches {-self.gem.culet_z:.2f} mm "
                f"below the girdle and would stand on the base. Raise girdle_height to "
                f"{self.least_girdle_height:.2f} mm, or choose a smaller stone."
            )
        self._check_lean()
        self._check_rails()
        self.check_claws()

    def _check_lean(self) -> None:
        leans = [
            math.degrees(self._line(p.spread, self.girdle_height_mm).lean) for p in self.places
        ]
        if not 0.0 <= min(leans) <= max(leans) <= 55.0:
            raise ParameterError(
                f"{self._who}: the claws would lean {max(leans):.0f}° from upright; 0 to 55° can "
                f"be built. Change base_diameter ({self.gem.width - 2 * self._inset:.2f} mm) or "
                f"girdle_height ({self.girdle_height_mm:.2f} mm)."
            )
        try:
            self.path_at(self.rim_height)
        except GeometryError as error:
            raise ParameterError(
                f"{self._who}.base_diameter = {self.gem.width - 2 * self._inset:.2f} mm leaves "
                f"nothing of this {self.gem.cut}'s outline for the base. Make it wider."
            ) from error

    def _check_rails(self) -> None:
        least, gap = limit("gallery.rail_gap"), self._rail_gap(self.girdle_height_mm)
        if gap < least.value - 1e-9:
            raise ParameterError(
                f"{self._who}.rails = {self.rails} leave {gap:.2f} mm between rails; "
                f"{least.value:g} mm is the least ({least.source}). Take fewer or thinner "
                f"rails, or raise girdle_height ({self.girdle_height_mm:.2f} mm)."
            )
        pinhole = next((air for air in self._bays if abs(air) < PINHOLE), None)
        if pinhole is not None:
            raise ParameterError(
                f"{self._who}: two claws run together and leave a pinhole of "
                f"{max(pinhole, 0.0):.2f} mm under a rail, which does not cast. Change "
                f"base_diameter ({self.gem.width - 2 * self._inset:.2f} mm), girdle_height "
                f"({self.girdle_height_mm:.2f} mm) or prong_diameter."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Base and rails (metal), claws (prongs), the seat, and the stone."""
        rails = [
            Body(f"rail[{i}]", rail(self.path_at(z), self.rail_wire, z))
            for i, z in enumerate(self.rail_heights)
        ]
        return Workpiece(metal=[*self._foot(), *rails]) + self.held(stage)

    def _foot(self) -> list[Body]:
        """What the claws stand on."""
        path, top = self.path_at(self.rim_height), self.rim_height
        return [Body("base", base(path, self.foot_diameter, top, self.floor_height, self.sink))]

    def path_at(self, height: float) -> Contour:
        """Through the claws' middle lines at a height."""
        return parallel(self.gem.girdle_outline.contour(), self.line.at(height))

    def claw_on(self, place: Place) -> Claw:
        """Its dome ends in the base and over the band's crest: it never grazes the band."""
        line = self._line(place.spread, self.girdle_height_mm)
        start = line.length_to(self.rim_height) - 0.15 * self.foot_diameter
        return Claw(self.gem, place, line, start)
