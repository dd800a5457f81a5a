"""A bezel: a wall all round the stone, rubbed over its crown.

Its frame is where it stands on the band: z = 0 at the band's crest, z out of the metal. The wall is
one turned body; the bearing and the stone's way in are cut by the seat.
"""

from __future__ import annotations

import math
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Arc, Contour, Line, Segment, polygon
from jewelcad.geometry.shapes import Turned
from jewelcad.params import Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.settings.foot import bowl, rounded_rim
from jewelcad.settings.seats import must_be_round, seat
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

EDGE = 0.15
"""mm, rounding of the lip's edges: a choice above Morris & Watson's 0.125 mm."""
PIERCING = 6.0
"""mm an opening reaches below the crest: through every band, short of its other side."""


@part
class Bezel(Part):
    """A round bezel for a round stone.

    Parameters
    ----------
    gem : the stone
    wall : thickness of the wall beside the girdle (a choice: 0.8 mm is what most casters take, and
        0.1 mm each side goes in finishing)
    lip : how much of the crown's height the rubbed-over lip covers (``bezel.lip``)
    bearing : width of the ledge under the girdle; by default a fifth of the girdle's radius, at
        least 0.4 mm (a choice)
    taper : of the outside, degrees from upright; 0 is straight
    girdle_height : of the girdle's middle over the band's crest; by default as low as the culet's
        room over the floor allows
    clearance : between stone and seat, each side (``seat.clearance``)
    opening : diameter of a hole under the stone, through floor and band into the finger
    sink : how deep the foot reaches into the band

    Raises
    ------
    ParameterError
        If the culet would stand on the floor, or wall, bearing or opening leave no metal.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> bezel = Bezel(Gem.round(6))
    >>> round(bezel.outer_radius, 2)
    3.85
    """

    gem: Stone
    wall: Annotated[Mm, Range(0.3, 3), Suggest(0.6, 1.2, 0.05), "wall beside the girdle"] = 0.8
    lip: Annotated[float, Range(0.2, 0.9), "share of the crown the lip covers"] = 0.625
    bearing: Annotated[Mm | None, Range(0.15, 5), "width of the ledge"] = None
    taper: Annotated[Deg, Range(0, 25), Suggest(0, 15, 1), "of the outside"] = 0.0
    girdle_height: Annotated[Mm | None, Range(0.5, 20), "girdle over the band's crest"] = None
    clearance: Annotated[Mm, Range(0, 0.3), "room between stone and seat"] = 0.05
    opening: Annotated[Mm | None, Range(0.5, 10), "hole through to the finger"] = None
    sink: Annotated[Mm, Range(0.2, 3), "depth of the foot in the band"] = 0.8

    part_name = "bezel"

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def ledge(self) -> float:
        """Width of the bearing, mm."""
        return self.bearing or max(0.4, 0.2 * self.gem.girdle_radius)

    @property
    def outer_radius(self) -> float:
        """Of the wall at the lip, mm."""
        return self.gem.girdle_radius + self.clearance + self.wall

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
        return self.girdle_height or self.least_girdle_height

    @property
    def seat(self) -> Frame:
        """Middle of the girdle, table up, in the bezel's frame."""
        return Frame().lifted(self.girdle_height_mm)

    @property
    def lip_height(self) -> float:
        """Where the finished lip ends on the crown, over the girdle's middle, mm."""
        return self.gem.girdle_top + self.lip * self.gem.crown_height

    @property
    def cast_height(self) -> float:
        """Top of the upright wall over the girdle's middle before rubbing over, mm.

        The lip lies along the crown when it is set, so upright it needs that length.
        """
        along = self.lip * self.gem.crown_height / math.sin(math.radians(self.gem.crown_angle))
        return self.gem.girdle_top + along

    def radius_at(self, height: float) -> float:
        """Outer radius at a height over the crest, mm; the taper begins at the girdle."""
        below = max(0.0, self.girdle_height_mm - height)
        return self.outer_radius - below * math.tan(math.radians(self.taper))

    @property
    def hollow(self) -> float:
        """Radius of the hollow under the bearing, mm."""
        return self.gem.girdle_radius - self.ledge

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        must_be_round(self.gem, "Bezel")
        if self.girdle_height_mm < self.least_girdle_height - 1e-9:
            raise ParameterError(
                f"Bezel.girdle_height = {self.girdle_height_mm:.2f} mm is too low for a "
                f"{self.gem.diameter:g} mm stone: its culet reaches {-self.gem.culet_z:.2f} mm "
                f"below the girdle and would stand on the floor. Raise girdle_height to "
                f"{self.least_girdle_height:.2f} mm, or choose a smaller stone."
            )
        if self.hollow < 0.3:
            raise ParameterError(
                f"Bezel.bearing = {self.ledge:.2f} mm leaves no hollow under a "
                f"{self.gem.diameter:g} mm stone. Choose at most "
                f"{self.gem.girdle_radius - 0.3:.2f} mm."
            )
        self._check_wall_below()
        if self.opening and self.opening > 2 * self._hollow_at(self.floor_height):
            raise ParameterError(
                f"Bezel.opening = {self.opening:.2f} mm is wider than the hollow over it, "
                f"{2 * self._hollow_at(self.floor_height):.2f} mm. Make it smaller."
            )

    def _check_wall_below(self) -> None:
        """The taper must leave the hollow's wall standing down to the floor."""
        left = self.radius_at(self.floor_height) - self._hollow_at(self.floor_height)
        least = limit("check.wall.error")
        if self._hollow_at(self.floor_height) < 0.15 or left < min(least.value, self.wall) - 1e-9:
            raise ParameterError(
                f"Bezel.taper = {self.taper:g}° over {self.girdle_height_mm:.2f} mm leaves no room "
                "for the hollow under the stone. Taper less, or lower the girdle."
            )

    def _hollow_at(self, height: float) -> float:
        """Radius of the hollow at a height: it follows the taper, mm."""
        return self.hollow - (self.outer_radius - self.radius_at(height))

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """The wall (metal), an opening if asked for, the seat, and the stone."""
        open_to = self.cast_height + 1.0
        return Workpiece(
            metal=[Body("wall", Turned(self._contour(stage)))],
            openings=[self._piercing()] if self.opening else [],
            seats=[seat(self.gem, stage, self.clearance, open_to).on(self.seat)],
            stones=[PlacedGem("stone", self.gem, self.seat)],
        )

    def _piercing(self) -> Body:
        r, top = (self.opening or 0.0) / 2, self.floor_height + 0.1
        bar = polygon([(0.0, -PIERCING), (r, -PIERCING), (r, top), (0.0, top)])
        return Body("opening", Turned(Contour(bar)))

    def _contour(self, stage: Stage) -> Contour:
        """Half section in (radius, height): foot, outside, lip, hollow, floor."""
        floor = (self._hollow_at(self.floor_height), self.floor_height)
        waist = self.floor_height
        foot = bowl(self.radius_at(waist), waist, self.sink)
        outside = [Line(foot[0].end, (self.outer_radius, self.girdle_height_mm))]
        lip = self._set_lip() if stage == "set" else self._cast_lip()
        ledge = (self.hollow, self.girdle_height_mm)
        inside = [Line(lip[-1].end, ledge)] if lip[-1].end != ledge else []
        return Contour(
            (
                *foot,
                *outside,
                *lip,
                *inside,
                Line(ledge, floor),
                Line(floor, (0.0, floor[1])),
                Line((0.0, floor[1]), (0.0, -self.sink)),
            )
        )

    def _cast_lip(self) -> list[Segment]:
        """The upright wall; inside it stands at the hollow's radius until the seat is cut."""
        top = self.girdle_height_mm + self.cast_height
        edge = min(EDGE, 0.4 * self.wall)
        inner = self.gem.girdle_radius + self.clearance - 2 * edge
        rim = rounded_rim((self.outer_radius, top), (min(inner, self.hollow), top), edge)
        wall = Line((self.outer_radius, self.girdle_height_mm), (self.outer_radius, top - edge))
        return [wall, *rim]

    def _set_lip(self) -> list[Segment]:
        """The wall rubbed over: a quarter ellipse from the girdle to the lip's edge."""
        reach = self.gem.crown_radius(self.lip_height)
        edge = 0.4 * self.wall
        top = self.girdle_height_mm + self.lip_height + edge
        over = Arc(
            (reach, self.girdle_height_mm),
            self.outer_radius - reach,
            top - self.girdle_height_mm,
            0.0,
            math.pi / 2,
        )
        down = Line((reach, top), (reach, self.girdle_height_mm))
        return [over, down, Line(down.end, (self.hollow, self.girdle_height_mm))]
