"""A tulip head: no basket, claws that flow out of one foot and open under the stone."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.geometry.contours import Contour
from jewelcad.geometry.limbs import Station, flowing
from jewelcad.geometry.parallels import parallel
from jewelcad.geometry.walks import distance
from jewelcad.params import Range, part
from jewelcad.reference.limits import limit
from jewelcad.settings.basket import base
from jewelcad.settings.claw_head import ClawHead
from jewelcad.settings.claw_line import ClawLine, Taper
from jewelcad.settings.claws import Claw
from jewelcad.settings.places import Place
from jewelcad.settings.sides import Side
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Stage, Workpiece

UPRIGHT = 0.6
"""Depth under the girdle from which a claw runs straight, over its diameter (a choice)."""
UNDER_V = 0.6
"""More of the same under a V, whose walls it should meet upright (a choice)."""
NECK = 0.5
"""Least of a claw that a stone's pavilion may leave on its way, share of its diameter: what the
trade leaves at the girdle (``seat.depth.warn``)."""


@part
class TulipHead(ClawHead):
    """Claws that flow out of one foot and stand nearly upright at the girdle.

    The stone and its claws are described at `ClawHead`; claws are round or pointed.

    Parameters
    ----------
    girdle_height : of the girdle's middle over the band's crest; by default as low as the culet's
        room over the foot allows
    foot_width : of the claws' middle lines where they rise (a choice: 0.3 of the stone's)
    opening : elevation at which they leave the foot, degrees from level (a choice)
    lean : outwards from upright at the girdle, degrees (a choice)
    sink : how deep the foot reaches into the band

    Raises
    ------
    ParameterError
        If the claws would meet, miss the stone or be cut through by it, or the culet hit the foot.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> TulipHead(Gem.round(6.5)).windows
    0
    """

    girdle_height: Annotated[Mm | None, Range(0.5, 20), "girdle over the band's crest"] = None
    foot_width: Annotated[Mm | None, Range(0.8, 20), "width of the foot"] = None
    opening: Annotated[Deg, Range(0, 80), "of the claws at the foot, from level"] = 48.0
    lean: Annotated[Deg, Range(0, 30), "of the claws at the girdle, from upright"] = 6.0
    sink: Annotated[Mm, Range(0.2, 3), "depth of the foot in the band"] = 0.8

    # ---- heights -------------------------------------------------------------------------------

    @property
    def rim_height(self) -> float:
        """Top of the foot over the band's crest, mm."""
        return 0.7 * self.foot_diameter

    @property
    def floor_height(self) -> float:
        """Floor of the foot's hollow over the band's crest, mm."""
        return 0.35 * self.rim_height

    @property
    def least_girdle_height(self) -> float:
        """The lowest a girdle may lie, mm: the culet clears the foot, and claws have room to
        turn upright."""
        room = 0.6 * limit("culet.clearance").value
        turn = self.rim_height + (UPRIGHT + UNDER_V + 1.0) * self.claw_diameter
        return max(self.floor_height + room - self.gem.culet_z, turn)

    @cached_property
    def girdle_height_mm(self) -> float:
        return self.girdle_height or self.least_girdle_height

    @property
    def windows(self) -> int:
        """Openings closed all round: none between claws that only meet in the foot."""
        return 0

    # ---- claws ---------------------------------------------------------------------------------

    @property
    def _inset(self) -> float:
        """Of the claws' middle inside the girdle's outline at the foot, mm."""
        return (self.gem.width - (self.foot_width or self._narrow * self.gem.width)) / 2.0

    @property
    def _narrow(self) -> float:
        """Width of the foot over the stone's, if none is asked."""
        return 0.3

    def _line(self, height: float) -> ClawLine:
        """Near the girdle, its middle at a height."""
        slope = math.tan(math.radians(self.lean))
        taper = Taper(self.foot_diameter, self.rim_height, self.claw_diameter, height)
        return ClawLine(self.girdle_offset - slope * height, self.girdle_offset, height, taper)

    def claw_on(self, place: Place) -> Claw:
        return self._flow(place, self.girdle_height_mm)

    def _flow(self, place: Place, height: float) -> Claw:
        """A claw with the girdle at a height."""
        straight = UPRIGHT + (UNDER_V if self.sheltered(place) else 0.0)
        line, start = self._line(height), -straight * self.claw_diameter
        stem = flowing(self._root(place), line.station(start))
        return Claw(self.gem, place, line, start, (stem,))

    def _root(self, place: Place) -> Station:
        """Where a claw rises, in its own frame; its ball ends in the foot, over the crest."""
        up = math.radians(self.opening)
        height = self.rim_height - 0.15 * self.foot_diameter
        point = (-self._inset * place.spread, 0.0, height)
        return Station(point, (math.cos(up), 0.0, math.sin(up)), self.foot_diameter / 2.0)

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        super().check()
        if not self.kind.curves:
            raise ParameterError(
                f"{self._who}.claw = {self.claw} cannot be bent along a curve. Choose round or "
                "pointed."
            )
        if self.girdle_height_mm < self.least_girdle_height - 1e-9:
            raise ParameterError(
                f"{self._who}.girdle_height = {self.girdle_height_mm:.2f} mm is too low for a "
                f"{self.gem.width:g} mm stone: its culet would stand on the foot, or the claws "
                f"have no room to turn. Raise it to {self.least_girdle_height:.2f} mm."
            )
        try:
            foot = self._foot_path()
        except GeometryError as error:
            raise ParameterError(
                f"{self._who}.foot_width = {self.gem.width - 2 * self._inset:.2f} mm leaves "
                f"nothing of this {self.gem.cut}'s outline for the foot. Make it wider."
            ) from error
        for place in self.places:
            self._check_foot(foot, place)
            self._check_neck(place)
        self.check_claws()

    def _check_foot(self, foot: Contour, place: Place) -> None:
        """A claw rises from the foot's rim: the foot of a tapering outline has fewer corners."""
        off = distance(foot, place.at(-self._inset * place.spread))
        if off > self.foot_diameter - limit("overlap.merge").value:
            raise ParameterError(
                f"{self._who}.foot_width = {self.gem.width - 2 * self._inset:.2f} mm leaves the "
                f"foot {off:.2f} mm short of where a claw of this {self.gem.cut} rises. Make it "
                "wider, or take a ProngHead."
            )

    def _check_neck(self, place: Place) -> None:
        """A claw keeps its strength where the pavilion's seat cuts it."""
        claw, outline = self.claw_on(place), self.gem.girdle_outline
        for station in claw.stem[0][1:-1]:
            x, y, z = claw.frame.point(*station.point)
            (px, py), (nx, ny) = outline.at(outline.toward(math.degrees(math.atan2(y, x))))
            side = Side.of(self.gem, Place((px, py), (nx, ny)))
            inside = (px - x) * nx + (py - y) * ny
            cut = station.radius - side.under(inside, z - self.girdle_height_mm)
            if cut > 2.0 * station.radius * (1.0 - NECK):
                raise ParameterError(
                    f"{self._who}: the stone would cut {cut:.2f} mm into a claw of "
                    f"{2 * station.radius:.2f} mm below its girdle; {1 - NECK:.0%} is the most. "
                    f"Raise girdle_height ({self.girdle_height_mm:.2f} mm), lower opening "
                    f"({self.opening:g}°), or widen the foot."
                )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """The foot (metal), claws (prongs), the seat, and the stone."""
        wire, top = self.foot_diameter, self.rim_height
        foot = base(self._foot_path(), wire, top, self.floor_height, self.sink)
        return Workpiece(metal=[Body("base", foot)]) + self.held(stage)

    def _foot_path(self) -> Contour:
        """Through the claws' middle lines where they rise."""
        return parallel(self.gem.girdle_outline.contour(), -self._inset)
