"""A bezel: a wall all round the stone, rubbed over its crown.

Its frame is where it stands on the band: z = 0 at the band's crest, z out of the metal. The
wall follows the girdle; the bearing and the stone's way in are cut by the seat.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.parallels import filled, inradius
from jewelcad.geometry.shapes import Turned
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.settings.bezel_trim import beads, cuts, must_agree
from jewelcad.settings.bezel_wall import at_corners, foot, wall
from jewelcad.settings.hollows import Hollows
from jewelcad.settings.lip import EDGE, LAP, Lip
from jewelcad.settings.millegrain import Millegrain
from jewelcad.settings.scallops import Scallops
from jewelcad.settings.seats import must_be_seated, seats
from jewelcad.settings.steps import Steps
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

HIGH = 0.25
"""How much higher than a low one a high bezel stands, share of the stone's width (a choice)."""
PIERCING = 6.0
"""mm an opening reaches below the crest: through every band, short of its other side."""


@part
class Bezel(Part):
    """A bezel for a stone of any cut, its outline that of the stone.

    Parameters
    ----------
    gem : the stone
    wall : thickness of the wall beside the girdle (a choice: 0.8 mm is what most casters take, and
        0.1 mm each side goes in finishing); `strip_wall` gives that of strip
    lip : how much of the crown's height the rubbed-over lip covers; by default ``bezel.lip``, and
        on a stone without a table a third of its height over the bearing (``bezel.lip.cabochon``)
    open : angle over which the wall is away on either side of the row, degrees; 0 for a full
        bezel. It is cut half way down to the floor (a choice)
    bearing : width of the ledge under the girdle; by default a tenth of the stone's width, at
        least 0.4 mm (a choice)
    taper : of the outside, degrees from upright; 0 is straight
    girdle_height : of the girdle's middle over the band's crest; by default what ``stance`` says
    stance : low, as low as the culet's room over the floor allows, or high, by a quarter of the
        stone's width higher (a choice)
    clearance : between stone and seat, each side (``seat.clearance``)
    opening : diameter of a hole under the stone, through floor and band into the finger
    sink : how deep the foot reaches into the band
    steps : ledges round the outside
    hollows : windows through the wall below the bearing
    scallops : arcs along an edge of the wall
    millegrain : a row of beads along the lip or a step

    Raises
    ------
    ParameterError
        If the culet would stand on the floor, wall, bearing or opening leave no metal, or there is
        no room for what adorns the wall.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> bezel = Bezel(Gem.round(6))
    >>> round(bezel.outer, 2)
    0.85
    """

    gem: Stone
    wall: Annotated[Mm, Range(0.3, 3), Suggest(0.6, 1.2, 0.05), "wall beside the girdle"] = 0.8
    lip: Annotated[float | None, Range(0.2, 0.9), "share of the crown the lip covers"] = None
    open: Annotated[Deg, Range(0, 120), Suggest(0, 110, 5), "of a half bezel, each side"] = 0.0
    bearing: Annotated[Mm | None, Range(0.15, 5), "width of the ledge"] = None
    taper: Annotated[Deg, Range(0, 25), Suggest(0, 15, 1), "of the outside"] = 0.0
    girdle_height: Annotated[Mm | None, Range(0.5, 20), "girdle over the band's crest"] = None
    clearance: Annotated[Mm, Range(0, 0.3), "room between stone and seat"] = 0.05
    opening: Annotated[Mm | None, Range(0.5, 10), "hole through to the finger"] = None
    sink: Annotated[Mm, Range(0.2, 3), "depth of the foot in the band"] = 0.8
    stance: Annotated[str, OneOf("low", "high"), "how high the stone stands"] = "low"
    steps: Steps | None = None
    hollows: Hollows | None = None
    scallops: Scallops | None = None
    millegrain: Millegrain | None = None

    part_name = "bezel"

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def ledge(self) -> float:
        """Width of the bearing, mm."""
        return self.bearing or max(0.4, 0.1 * self.gem.width)

    @property
    def outer(self) -> float:
        """Of the wall at the lip outside the girdle, mm."""
        return self.clearance + self.wall

    @property
    def floor_height(self) -> float:
        """Floor of the hollow under the stone over the band's crest, mm (a choice)."""
        return 0.3

    @property
    def least_girdle_height(self) -> float:
        """The lowest a girdle may lie: the culet clears the floor, mm."""
        return self.floor_height + 0.6 * limit("culet.clearance").value - self.gem.culet_z

    @property
    def girdle_height_mm(self) -> float:
        """Girdle's middle over the band's crest, mm."""
        high = HIGH * self.gem.width if self.stance == "high" else 0.0
        return self.girdle_height or self.least_girdle_height + high

    @property
    def seat(self) -> Frame:
        """Middle of the girdle, table up, in the bezel's frame."""
        return Frame().lifted(self.girdle_height_mm)

    @property
    def lip_height(self) -> float:
        """Where the finished lip ends on the crown, over the girdle's middle, mm."""
        return self.lip_shape.height

    @property
    def cast_height(self) -> float:
        """Top of the upright wall over the girdle's middle before rubbing over, mm.

        The lip lies along the crown when it is set, so upright it needs that length.
        """
        return self.lip_shape.cast_height

    @property
    def open_from(self) -> float:
        """Height over the crest from which the wall of a half bezel is away, mm."""
        return (self.floor_height + self.girdle_height_mm + self.gem.girdle_bottom) / 2.0

    def outer_at(self, height: float) -> float:
        """Of the wall outside the girdle at a height over the crest, mm, with its steps."""
        stepped = self.steps.out(height, self.bearing_height) if self.steps else 0.0
        return self.tapered_at(height) + stepped

    @property
    def outermost(self) -> float:
        """Of the wall outside the girdle at most, mm."""
        return self.outer + (self.steps.count * self.steps.width if self.steps else 0.0)

    def tapered_at(self, height: float) -> float:
        """Of the wall above the steps, carried down; the taper begins at the girdle."""
        below = max(0.0, self.girdle_height_mm - height)
        return self.outer - below * math.tan(math.radians(self.taper))

    @property
    def bearing_height(self) -> float:
        """Of the girdle's lower edge over the crest, mm."""
        return self.girdle_height_mm + self.gem.girdle_bottom

    @property
    def bearing_foot(self) -> float:
        """Of the bearing's inner edge over the crest, mm."""
        lows = [side.pavilion_z(self.ledge) for side in self.lip_shape.sides]
        return self.girdle_height_mm + min(lows) - self.clearance

    @property
    def pierced_to(self) -> float:
        """Height over the crest up to which the wall may be pierced: clear of the bearing, of steps
        and of what is away from a half bezel; mm."""
        marks = [self.bearing_foot]
        marks += self.steps.ledges(self.bearing_height) if self.steps else ()
        return min([*marks, self.open_from] if self.open else marks)

    def hollow_at(self, height: float) -> float:
        """Of the hollow outside the girdle at a height under the bearing, mm; at most 0. It follows
        the taper; where the wall is pierced it leaves no more than the wall."""
        ledge = 0.0 if self.is_gallery else self.ledge
        return self.tapered_at(height) - self.outer - ledge

    @property
    def is_gallery(self) -> bool:
        """Whether light comes in under the bearing, so that the wall there is no thicker than it
        must be."""
        lower = self.scallops is not None and self.scallops.edge == "lower"
        return self.hollows is not None or lower

    @property
    def windows(self) -> int:
        """Ways through its metal: hollows, arcs over the floor, and the opening under the stone."""
        lower = self.scallops.count if self.scallops and self.scallops.edge == "lower" else 0
        return lower + (self.hollows.count if self.hollows else 0) + bool(self.opening)

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        must_be_seated("Bezel", self.gem)
        if self.girdle_height_mm < self.least_girdle_height - 1e-9:
            raise ParameterError(
                f"Bezel.girdle_height = {self.girdle_height_mm:.2f} mm is too low for a "
                f"{self.gem.width:g} mm stone: its culet reaches {-self.gem.culet_z:.2f} mm "
                f"below the girdle and would stand on the floor. Raise girdle_height to "
                f"{self.least_girdle_height:.2f} mm, or choose a smaller stone."
            )
        room = inradius(self.gem.girdle_outline.contour())
        if room - self.ledge < 0.3:
            raise ParameterError(
                f"Bezel.bearing = {self.ledge:.2f} mm leaves no hollow under a "
                f"{self.gem.width:g} mm stone. Choose at most {room - 0.3:.2f} mm."
            )
        if room + self.hollow_at(self.floor_height) < 0.15:
            raise ParameterError(
                f"Bezel.taper = {self.taper:g}° over {self.girdle_height_mm:.2f} mm leaves no room "
                "for the hollow under the stone. Taper less, or lower the girdle."
            )
        if self.opening and self.opening > 2 * (room + self.hollow_at(self.floor_height)):
            raise ParameterError(
                f"Bezel.opening = {self.opening:.2f} mm is wider than the hollow over it, "
                f"{2 * (room + self.hollow_at(self.floor_height)):.2f} mm. Make it smaller."
            )
        corner = at_corners(self)
        if corner < 0.5 * self.wall:
            raise ParameterError(
                f"Bezel.taper = {self.taper:g}° runs in under the girdle and leaves "
                f"{corner:.2f} mm of wall at the stone's corner, less than half of the "
                f"wall's {self.wall:g} mm. Taper less, lower the girdle, or choose a thicker wall."
            )
        must_agree(self)
        for stage in ("cast", "set"):
            cuts(self, stage)
            beads(self, stage)

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Foot and wall (metal), an opening if asked for, the seat, and the stone."""
        rooms = seats(self.gem, stage, self.clearance, self.cast_height + 1.0)
        row = [Body(f"bead[{k}]", *bead) for k, bead in enumerate(beads(self, stage))]
        return Workpiece(
            metal=[Body("foot", foot(self)), Body("wall", wall(self, stage)), *row],
            openings=[self._piercing()] if self.opening else [],
            seats=[room.on(self.seat) for room in rooms],
            stones=[PlacedGem("stone", self.gem, self.seat)],
        )

    def _piercing(self) -> Body:
        r, top = (self.opening or 0.0) / 2, self.floor_height + 0.1
        bar = polygon([(0.0, -PIERCING), (r, -PIERCING), (r, top), (0.0, top)])
        return Body("opening", Turned(Contour(bar)))

    @cached_property
    def outline(self) -> Contour:
        """The girdle's, its cleft filled to what the wall can follow."""
        return filled(self.gem.girdle_outline.contour(), self.outermost + LAP + EDGE)

    @cached_property
    def lip_shape(self) -> Lip:
        return Lip(self.gem, self.outline, self.wall, self.outer, self.lip)
