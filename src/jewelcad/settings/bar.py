"""Bars: stones in a row held by upright bars across the band, one between each two, open beside.

The part stands in the ring's own place: ``Ring(shank, Bars(shank, gem))``. At *cast* the stones
come in from above between upright bars; at *set* their spare tops are spread over the stones.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.geometry.contours import Arc, Contour, Line, Segment, polygon
from jewelcad.geometry.parallels import parallel
from jewelcad.geometry.rims import plug
from jewelcad.geometry.shapes import Shape, Turned
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.settings.on_band import (
    ABOVE,
    LEAST_OPENING,
    drilled,
    in_seats,
    must_carry,
    must_leave_bars,
    opening_length,
    step_at_bore,
)
from jewelcad.settings.seats import must_be_seated
from jewelcad.settings.stretch import degrees_of
from jewelcad.shanks import Shank
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, Stage, Workpiece

if TYPE_CHECKING:
    from jewelcad.layouts import Layout

EDGE = 0.15
"""mm, rounding of the bars' tops: a choice above Morris & Watson's 0.125 mm."""
GRIP = 0.08
"""mm a bar reaches over a stone and stands over its crown there, at least (a choice)."""
COVER = 0.15
"""Share of a stone two bars cover by default."""
MARGIN = 0.05
"""mm of band beside the ends of the bars."""


@part
class Bars(Part):
    """Stones in a row between upright bars.

    Parameters
    ----------
    shank : the band; equally thick where the row lies
    gem : every stone of the row
    gap : between the girdles: what a bar keeps between its two seats
    bar : thickness of a bar along the row; by default two bars cover 15 % of a stone, as the walls
        of a channel do (Heart of Gold: 10 to 15 %)
    length : of a bar across the band, share of the stone (a choice)
    arc, centre : part of the band that is set and its middle, degrees; 360 is full
    turn : of the stones about their own axes, degrees; 90 sets baguettes across
    lip : height of the finished bars, share of the crown; 1 is level with the table (a choice)
    rise : girdle over the band's crest; by default six tenths of the culet's depth (a choice), or
        what the culet needs
    spare : height of the bars at cast over the finished ones; by default a tenth of the stone's
        width (gemwares, for prongs)
    under : ``closed``, or ``drilled`` under each stone
    opening : diameter of that hole, share of the stone's width; by default 0.66 (JewelCraft), or
        less, so that 0.6 mm of metal stay between them at the finger
    clearance : between stone and seat, each side, before setting (``seat.clearance``)
    culet_clearance : metal from the culet to the finger (``culet.clearance``)

    Raises
    ------
    ParameterError
        If the band is too thin, too narrow or tapers under the row, or bars are too thin or reach
        too little over the stones.

    Examples
    --------
    >>> from jewelcad.reference.ring_sizes import RingSize
    >>> from jewelcad.shanks import flat
    >>> bars = Bars(Shank(RingSize("US 7"), flat(3)), Gem.round(2.0))
    >>> len(bars.layout), len(bars.frames)
    (8, 9)
    """

    shank: Shank
    gem: Gem
    gap: Annotated[Mm, Range(0.1, 3), Suggest(0.45, 0.8, 0.05), "between girdles"] = 0.5
    bar: Annotated[Mm | None, Range(0.4, 3), "thickness of a bar"] = None
    length: Annotated[float, Range(0.4, 1.2), "of a bar, share of the stone"] = 0.9
    arc: Annotated[Deg, Range(20, 360), "part of the band that is set"] = 120.0
    centre: Annotated[Deg, Range(-180, 180), "middle of the part, from the top"] = 0.0
    turn: Annotated[Deg, Range(-180, 180), "of the stones"] = 0.0
    lip: Annotated[float, Range(0.4, 1.2), "height of the bars, share of the crown"] = 1.0
    rise: Annotated[Mm | None, Range(-2, 6), "girdle over the band's crest"] = None
    spare: Annotated[Mm | None, Range(0, 1), "height of the bars before setting"] = None
    under: Annotated[str, OneOf("closed", "drilled"), "under the stones"] = "drilled"
    opening: Annotated[float | None, Range(LEAST_OPENING, 0.8), "share of the stone"] = None
    clearance: Annotated[Mm, Range(0, 0.2), "room between stone and seat"] = 0.05
    culet_clearance: Annotated[Mm, Range(0.2, 3), "culet to finger"] = 0.5

    part_name = "bars"

    # ---- numbers, mm ---------------------------------------------------------------------------

    @property
    def least_rise(self) -> float:
        """The lowest a girdle may lie over the crest: the culet clears the finger."""
        return self.culet_clearance - self.gem.culet_z - self.shank.thickness(self.centre)

    @property
    def rise_mm(self) -> float:
        """Girdle's middle over the band's crest."""
        if self.rise is not None:
            return self.rise
        return max(-0.6 * self.gem.culet_z, self.least_rise)

    @property
    def girdle_radius(self) -> float:
        """Of the girdles' middle from the finger's axis."""
        return self.shank.bore_radius + self.shank.thickness(self.centre) + self.rise_mm

    @property
    def neck(self) -> float:
        """What a bar keeps between its two seats before setting, at its thinnest."""
        return self.gap - 2.0 * self.clearance

    @cached_property
    def bar_mm(self) -> float:
        """Thickness of a bar along the row."""
        return self.bar or self.gap + 2.0 * (max(COVER * self._half_along, GRIP) + self._lag)

    @property
    def grip(self) -> float:
        """How far a bar reaches over each of its stones, where it meets the crown."""
        return (self.bar_mm - self.gap) / 2.0 - self._lag

    @cached_property
    def _lag(self) -> float:
        """How much farther from a bar's middle the crown lies than the girdle does: round a finger
        the stones lean away from it."""
        lean = math.atan2(
            self._half_along + self.gap / 2.0, self.girdle_radius + self.gem.girdle_bottom
        )
        crown = self.gem.section(-self.turn).crown_z(COVER * self._half_along)
        return (crown - self.gem.girdle_bottom) * math.sin(lean)

    @cached_property
    def layout(self) -> Layout:
        """The stones on their girdle frames; an arc has room for the bars at its ends too."""
        from jewelcad.layouts import eternity

        end = math.degrees((self.gap + self.bar_mm) / 2.0 / self.girdle_radius)
        return eternity(
            self.shank,
            self.gem,
            gap=self.gap,
            arc=self.arc if self.arc >= 360.0 else max(self.arc - 2.0 * end, 10.0),
            centre=self.centre,
            sunk=-self.rise_mm,
            turn=self.turn,
        )

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Where the bars stand: at the girdles' height, z out of the finger."""
        stones = [degrees_of(frame) for frame in self.layout.frames]
        first = stones[0] - self._half_step
        count = len(stones) + (self.arc < 360.0)
        angles = (first + 2.0 * self._half_step * k for k in range(count))
        return tuple(Frame().tilted(a).lifted(self.girdle_radius) for a in angles)

    @property
    def windows(self) -> int:
        """Holes through to the finger."""
        return 0 if self.under == "closed" else len(self.layout)

    @cached_property
    def opening_share(self) -> float:
        """Diameter of the holes, share of the stone's width."""
        if self.opening is not None:
            return self.opening
        longest = opening_length(self.shank, self.layout)
        return min(limit("opening.share").value, longest / self.gem.width)

    @property
    def _half_step(self) -> float:
        """From a stone to the bar beside it, degrees."""
        step = math.degrees(step_at_bore(self.shank, self.layout) / self.shank.bore_radius)
        return step / 2.0

    @cached_property
    def _half_along(self) -> float:
        from jewelcad.layouts.places import half_along

        return half_along(self.gem, self.turn)

    @cached_property
    def _half_across(self) -> float:
        from jewelcad.layouts.places import half_along

        return half_along(self.gem, self.turn + 90.0)

    @property
    def _span(self) -> float:
        """Length of a bar across the band."""
        return 2.0 * self.length * self._half_across

    @property
    def _top(self) -> float:
        """Of the finished bars over the girdles' middle, in the bars' frames: they stand between
        stones that lean away from them."""
        lip = self.gem.girdle_top + self.lip * self.gem.crown_height
        lean = math.radians(self._half_step)
        return lip * math.cos(lean) + self._half_along * math.sin(lean)

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        must_be_seated("Bars", self.gem)
        if not self.gem.girdle_outline.is_convex:
            raise ParameterError(f"Bars.gem: a {self.gem.cut} has a cleft. Choose another cut.")
        must_carry("Bars", self.shank, self.centre, self.arc, self._span + 2.0 * MARGIN)
        if self.rise_mm < self.least_rise - 1e-9:
            raise ParameterError(
                f"Bars.rise = {self.rise_mm:.2f} mm leaves {self._culet_to_finger:.2f} mm from the "
                f"culet to the finger, and {self.culet_clearance:g} mm are asked for. Raise it to "
                f"{self.least_rise:.2f} mm, or make the band thicker."
            )
        self._must_hold()
        if len(self.layout) < 2:
            raise ParameterError(
                f"Bars.arc = {self.arc:g}° has room for one stone only; a row needs 2. Choose a "
                "longer arc or smaller stones."
            )
        if self.under == "drilled":
            hole = self.opening_share * self.gem.width
            step = step_at_bore(self.shank, self.layout)
            must_leave_bars("Bars", self.opening_share, step - hole)

    @property
    def _culet_to_finger(self) -> float:
        return self.girdle_radius + self.gem.culet_z - self.shank.bore_radius

    def _must_hold(self) -> None:
        least = limit("check.prong.micro.error").value
        if self.neck < least - 1e-9:
            raise ParameterError(
                f"Bars.gap = {self.gap:g} mm leaves a neck of {self.neck:.2f} mm in a bar between "
                f"its two seats; {least:g} mm are the least. Make gap "
                f"{least + 2 * self.clearance:.2f} mm or more."
            )
        if self.grip < GRIP - 1e-9:
            raise ParameterError(
                f"Bars.bar = {self.bar_mm:g} mm reaches {self.grip:.2f} mm over a stone, and "
                f"{GRIP:g} mm are the least. Make bar {self.gap + 2 * (GRIP + self._lag):.2f} mm "
                "or more."
            )
        over = self.gem.section(-self.turn).crown_z(self.grip)
        lip = self.gem.girdle_top + self.lip * self.gem.crown_height - over
        if lip < GRIP:
            raise ParameterError(
                f"Bars.lip = {self.lip:g} ends the bars {lip:.2f} mm over the crown; {GRIP:g} mm "
                "are the least. Make lip larger, or bar thinner."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Bars (prongs), holes under the stones (openings), seats, and the stones."""
        upright, stones = self._bar(stage), self.layout.frames
        own = Workpiece(
            prongs=[Body(f"bar[{k}]", upright, frame) for k, frame in enumerate(self.frames)],
            openings=drilled(self._hole(), stones[: self.windows]),
        )
        return own + in_seats(self.gem, stones, stage, self.clearance)

    def _bar(self, stage: Stage) -> Shape:
        """From the middle of the band's metal up, its plan and its top rounded."""
        x, y = self.bar_mm / 2.0, self._span / 2.0
        plan = polygon([(-x, -y), (x, -y), (x, y), (-x, y)], 0.9 * min(x, y))
        edge = min(EDGE, 0.3 * self.bar_mm)
        spare = self.spare if self.spare is not None else self._gemwares
        top = self._top + (spare if stage == "cast" else 0.0)
        side: list[Segment] = [
            Line((edge, self._foot), (edge, top - edge)),
            Arc((0.0, top - edge), edge, edge, 0.0, math.pi / 2.0),
        ]
        return plug(parallel(Contour(plan), -edge), side)

    @property
    def _gemwares(self) -> float:
        return limit("prong.spare_length.share").value * self.gem.width

    @property
    def _foot(self) -> float:
        """Half way from the band's surface at the bars' ends to the finger, over the girdle."""
        y = self._span / 2.0
        origins, _ = self.shank.surface_poses([self.centre] * 2, [-y, y])
        surface = min(math.hypot(o[0], o[2]) for o in origins.tolist())
        return (surface + self.shank.bore_radius) / 2.0 - self.girdle_radius

    def _hole(self) -> Shape:
        r = self.opening_share * self.gem.width / 2.0
        low, high = self.shank.bore_radius - self.girdle_radius - ABOVE, -self.rise_mm + ABOVE / 2.0
        return Turned(Contour(polygon([(0.0, low), (r, low), (r, high), (0.0, high)])))
