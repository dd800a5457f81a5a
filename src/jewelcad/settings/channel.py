"""A channel: stones in a row between two walls along a band, full, half or any part of it.

The part stands in the ring's own place: ``Ring(shank, Channel(shank, gem))``. At *cast* the walls
are upright, as far apart as the stones are wide, and end in a little ridge; under each stone its
seat is begun in the ledges. At *set* the ridge has been pressed over the stones' edges.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.geometry.contours import Arc, Contour, Line, Segment, polygon
from jewelcad.geometry.parallels import parallel, rounded
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
from jewelcad.settings.stretch import Row
from jewelcad.shanks import Shank
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, Stage, Workpiece

if TYPE_CHECKING:
    from jewelcad.gems.outlines import GirdleOutline
    from jewelcad.layouts import Layout

PRESS = 0.03
"""mm by which the walls at cast stand farther off than the seats: nothing only just touches."""
MARGIN = 0.05
"""mm of band beside each wall, so that a raised wall stands on it."""
EDGE = 0.15
"""mm, rounding of the walls' outer edges: a choice above Morris & Watson's 0.125 mm."""
HELD_AT = 0.98
"""Share of half a stone's length off its middle beyond which it is widest at its end (a choice)."""
LIP = 0.1
"""mm of metal over the crown where the pressed wall ends, at least (a choice)."""


@part
class Channel(Part):
    """Stones in a row between two walls.

    Parameters
    ----------
    shank : the band; equally thick where the channel lies, best with a flat profile
    gem : every stone of the row; round, princess, baguette, square, oval or any cut that is the
        same to both walls
    gap : between the girdles (trade: 0.2 to 0.4 on a curve)
    arc, centre : part of the band that is set and its middle, degrees; 360 is full
    turn : of the stones about their own axes, degrees; 90 sets baguettes across
    cover : of the stones' width, by both walls together (Heart of Gold: 10 to 15 %)
    wall : thickness beside the stones (a choice: 0.8 mm is what most casters take)
    height : of the finished walls over the band's crest; 0 cuts the channel into the band
    proud : of the tables over the finished walls; by default none, or as far under them as leaves
        0.1 mm of metal over the crown (a choice)
    depth : of the channel, share of the stone's depth (Weishaar: 0.75 to 1)
    floor : ``flat``, or ``curved`` where it meets the walls
    under : ``closed``, ``drilled`` round under each stone, or windows of the stones' shape with
        ``bars`` between them
    opening : size of these, share of the stone's; by default 0.66 (JewelCraft), or less, so that
        0.6 mm of metal stay between them at the finger
    clearance : between stone and seat, each side, before setting (``seat.clearance``)
    culet_clearance : metal from culet and floor to the finger (``culet.clearance``)

    Raises
    ------
    ParameterError
        If the band is too thin, too narrow or tapers under the channel, or walls, lip or openings
        leave no metal.

    Examples
    --------
    >>> from jewelcad.reference.ring_sizes import RingSize
    >>> from jewelcad.shanks import flat
    >>> band = Shank(RingSize("US 7"), flat(4, thickness=2.0))
    >>> channel = Channel(band, Gem.round(2.0), arc=180)
    >>> len(channel.layout), round(channel.cover_mm, 3)
    (14, 0.125)
    """

    shank: Shank
    gem: Gem
    gap: Annotated[Mm, Range(0.1, 3), Suggest(0.15, 0.4, 0.05), "between girdles"] = 0.2
    arc: Annotated[Deg, Range(20, 360), "part of the band that is set"] = 360.0
    centre: Annotated[Deg, Range(-180, 180), "middle of the part, from the top"] = 0.0
    turn: Annotated[Deg, Range(-180, 180), "of the stones"] = 0.0
    cover: Annotated[float, Range(0.05, 0.2), Suggest(0.1, 0.15, 0.01), "both walls"] = 0.125
    wall: Annotated[Mm, Range(0.6, 3), Suggest(0.7, 1.2, 0.05), "wall beside the stones"] = 0.8
    height: Annotated[Mm, Range(0, 4), "walls over the band's crest"] = 0.0
    proud: Annotated[Mm | None, Range(-1, 1), "tables over the walls"] = None
    depth: Annotated[float, Range(0.5, 1.2), "share of the stone's depth"] = 0.9
    floor: Annotated[str, OneOf("flat", "curved"), "bottom of the channel"] = "flat"
    under: Annotated[str, OneOf("closed", "drilled", "bars"), "under the stones"] = "drilled"
    opening: Annotated[float | None, Range(LEAST_OPENING, 0.8), "share of the stone"] = None
    clearance: Annotated[Mm, Range(0, 0.2), "room between stone and seat"] = 0.05
    culet_clearance: Annotated[Mm, Range(0.2, 3), "culet to finger"] = 0.5

    part_name = "channel"

    # ---- numbers, mm ---------------------------------------------------------------------------

    @cached_property
    def half(self) -> float:
        """Half the stone across the band."""
        from jewelcad.layouts.places import half_along

        return half_along(self.gem, self.turn + 90.0)

    @property
    def cover_mm(self) -> float:
        """How far each wall reaches over the stone."""
        return self.cover * self.half

    @property
    def band_width(self) -> float:
        """The least width of a band for this channel."""
        return 2.0 * (self.half + self._outer + MARGIN)

    @property
    def band_thickness(self) -> float:
        """The least thickness of a band for this channel."""
        low = min(self.gem.culet_z, self._floor)
        return self.culet_clearance - low + self._top - self.height

    @property
    def girdle_radius(self) -> float:
        """Of the girdles' middle from the finger's axis."""
        thick = self.shank.thickness(self.centre)
        return self.shank.bore_radius + thick + self.height - self._top

    @cached_property
    def layout(self) -> Layout:
        """The stones on their girdle frames."""
        from jewelcad.layouts import eternity

        return eternity(
            self.shank,
            self.gem,
            gap=self.gap,
            arc=self.arc,
            centre=self.centre,
            sunk=self._top - self.height,
            turn=self.turn,
        )

    @property
    def windows(self) -> int:
        """Holes through to the finger."""
        return 0 if self.under == "closed" else len(self.layout)

    @property
    def spare(self) -> float:
        """Height of the ridge at cast: just the metal that is pressed over the stones."""
        girdle = self.gem.girdle_top
        beside = self._wide * (self._top - self._ledge)
        over = self.cover_mm * (self._top - (girdle + self._crown) / 2.0)
        return (beside + over) / self.wall

    @cached_property
    def opening_share(self) -> float:
        """Size of the openings, share of the stone's."""
        if self.opening is not None:
            return self.opening
        over = self._opening_along(1.0) - opening_length(self.shank, self.layout)
        return min(limit("opening.share").value, 1.0 - over / self.gem.width)

    @property
    def proud_mm(self) -> float:
        """Of the tables over the finished walls."""
        if self.proud is not None:
            return self.proud
        return min(0.0, self.gem.table_height - self._crown - LIP)

    # Heights over the girdle's middle, and distances outside the stone's outline.

    @property
    def _top(self) -> float:
        """Finished wall."""
        return self.gem.table_height - self.proud_mm

    @property
    def _ledge(self) -> float:
        return self.gem.girdle_bottom - self.clearance

    @property
    def _floor(self) -> float:
        return min(self._top - self.depth * self.gem.depth, self._ledge - LIP)

    @property
    def _wide(self) -> float:
        """Inside of the wall at cast."""
        return self.clearance + PRESS

    @property
    def _outer(self) -> float:
        return self._wide + self.wall

    @cached_property
    def _crown(self) -> float:
        """Height of the crown where the pressed wall ends."""
        return self.gem.section(90.0 - self.turn).crown_z(self.cover_mm)

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        must_be_seated("Channel", self.gem)
        self._must_suit()
        self._must_not_tip()
        self._must_fit_the_band()
        lip = self._top - self._crown
        if lip < LIP - 1e-9:
            raise ParameterError(
                f"Channel: the walls would end {lip:.2f} mm over the crown, and {LIP:g} mm are "
                f"the least. Lower proud to {self.proud_mm - LIP + lip:.2f} mm, or cover less of "
                "the stones."
            )
        if len(self.layout) < 2:
            raise ParameterError(
                f"Channel.arc = {self.arc:g}° has room for one stone only; a channel needs 2. "
                "Choose a longer arc or smaller stones."
            )
        self._must_leave_bars()

    def _must_suit(self) -> None:
        outline, near = self.gem.girdle_outline, 90.0 - self.turn
        uneven = max(
            abs(_reach(outline, near + a) - _reach(outline, near + 180.0 - a)) for a in (-50, 0, 50)
        )
        if not outline.is_convex or uneven > 1e-6 * self.half:
            raise ParameterError(
                f"Channel.gem: a {self.gem.cut} turned by {self.turn:g}° is not the same to both "
                "walls. Turn it by 90°, or choose a round, princess, baguette, square or oval."
            )

    def _must_not_tip(self) -> None:
        from jewelcad.layouts.places import half_along

        if abs(self._widest) > HELD_AT * half_along(self.gem, self.turn):
            raise ParameterError(
                f"Channel.gem: straight walls hold a {self.gem.cut} turned by {self.turn:g}° "
                "at one end only, and it tips. Choose a baguette, a square or another cut that is "
                "widest nearer its middle, or set it in claws or a bezel."
            )

    def _must_fit_the_band(self) -> None:
        must_carry("Channel", self.shank, self.centre, self.arc, self.band_width)
        thick = self.shank.thickness(self.centre)
        if thick < self.band_thickness - 1e-9:
            raise ParameterError(
                f"Channel: the band is {thick:.2f} mm thick; a {self.gem.width:g} mm "
                f"{self.gem.cut} needs {self.band_thickness:.2f} mm, so that "
                f"{self.culet_clearance:g} mm stay between culet or floor and the finger. Make the "
                "band thicker, raise height, or choose smaller stones."
            )

    def _must_leave_bars(self) -> None:
        if self.under == "closed":
            return
        step = step_at_bore(self.shank, self.layout)
        bar = step - self._opening_along(self.opening_share)
        must_leave_bars("Channel", self.opening_share, bar)

    def _opening_along(self, share: float) -> float:
        """Length of an opening along the row."""
        from jewelcad.layouts.places import half_along

        if self.under == "drilled":
            return share * self.gem.width
        return 2.0 * half_along(self.gem, self.turn) - (1.0 - share) * self.gem.width

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Raised walls (metal), the channel and what lies under it (openings), seats, stones."""
        stones = self.layout.frames
        openings = [Body("groove", self._row.body(self._groove(stage)))]
        if self.under != "closed":
            openings += drilled(self._under(), stones)
        own = Workpiece(metal=self._walls(stage), openings=openings)
        return own + in_seats(self.gem, stones, stage, self.clearance)

    @cached_property
    def _row(self) -> Row:
        ends = self.layout.frames[0], self.layout.frames[-1]
        outline = self.gem.girdle_outline.contour()
        ends_of_it = ends if self.arc < 360.0 else None
        return Row(outline, self.half, self.girdle_radius, ends_of_it, self._widest)

    @property
    def _widest(self) -> float:
        """Along the row from a stone's middle to where it is widest, in the middle of a side."""
        a = math.radians(self.turn)
        sides = (self.gem.girdle_outline.facing(90.0 - self.turn + s) for s in (-1e-4, 1e-4))
        return sum(x * math.cos(a) - y * math.sin(a) for x, y in sides) / 2.0

    def _groove(self, stage: Stage) -> list[Segment]:
        """The channel's side: at cast with a ledge, at set the pressed wall."""
        low, foot, top = -self.cover_mm, self._floor, self._top + self.spare + ABOVE
        bend = 0.8 * min(self.half + low, self._ledge - foot) if self.floor == "curved" else 0.0
        made: list[Segment] = []
        if bend:
            made.append(Arc((low - bend, foot + bend), bend, bend, -math.pi / 2.0, 0.0))
        if stage == "set":
            return [*made, Line((low, foot + bend), (low, top))]
        ledge, wide = self._ledge, self._wide
        return [
            *made,
            Line((low, foot + bend), (low, ledge)),
            Line((low, ledge), (wide, ledge)),
            Line((wide, ledge), (wide, top)),
        ]

    def _walls(self, stage: Stage) -> list[Body]:
        """What stands over the band: the ridge before pressing, and raised walls."""
        top = self._top + (self.spare if stage == "cast" else 0.0)
        inner, outer = self._surface(-self.cover_mm), self._surface(self._outer)
        if top - inner < 1e-6:
            return []
        edge = min(EDGE, 0.4 * self.wall)
        low = (outer + self.shank.bore_radius - self.girdle_radius) / 2.0
        side: list[Segment] = [
            Line((self._outer, low), (self._outer, top - edge)),
            Arc((self._outer - edge, top - edge), edge, edge, 0.0, math.pi / 2.0),
        ]
        return [Body("walls", self._row.body(side))]

    def _surface(self, distance: float) -> float:
        """The lower of both sides of the band at a distance outside the stone; over the girdle."""
        across = self.half + distance
        origins, _ = self.shank.surface_poses([self.centre] * 2, [-across, across])
        return min(math.hypot(o[0], o[2]) for o in origins.tolist()) - self.girdle_radius

    def _under(self) -> Shape:
        low, high = self.shank.bore_radius - self.girdle_radius - ABOVE, self._floor + LIP / 2.0
        if self.under == "drilled":
            r = self.opening_share * self.gem.width / 2.0
            return Turned(Contour(polygon([(0.0, low), (r, low), (r, high), (0.0, high)])))
        inset = (1.0 - self.opening_share) * self.gem.width / 2.0
        window = rounded(parallel(self.gem.girdle_outline.contour(), -inset), EDGE)
        return plug(window, [Line((0.0, low), (0.0, high))])


def _reach(outline: GirdleOutline, azimuth: float) -> float:
    """How far an outline reaches in a direction, degrees."""
    (x, y), a = outline.facing(azimuth), math.radians(azimuth)
    return x * math.cos(a) + y * math.sin(a)
