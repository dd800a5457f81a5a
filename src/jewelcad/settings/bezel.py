"""A bezel: a wall all round the stone, rubbed over its crown.

Its frame is where it stands on the band: z = 0 at the band's crest, z out of the metal. The
wall follows the girdle; the bearing and the stone's way in are cut by the seat.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Arc, Contour, Line, Segment, polygon
from jewelcad.geometry.parallels import filled, inradius, parallel
from jewelcad.geometry.rims import Around, Less, plug, shifted
from jewelcad.geometry.shapes import Shape, Turned
from jewelcad.params import Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.settings.basket import bowl
from jewelcad.settings.seats import seats
from jewelcad.settings.sides import Side, sides
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

EDGE = 0.15
"""mm, rounding of the lip's edges: a choice above Morris & Watson's 0.125 mm."""
LAP = 0.05
"""mm by which the foot stands out under the wall (a choice: the kernel is quick where the wall
meets the foot's level top only)."""
LEAST_LIP = 0.2
"""Share of a dome over its edge that a lip covers at least, however high the edge (a choice)."""
LIP_EDGE = 0.35
"""Thickness of the finished lip's edge over the crown, share of the wall (a choice)."""
SIDES_LOOKED_AT = 16
"""Places round a stone at which its crown is looked at."""
PIERCING = 6.0
"""mm an opening reaches below the crest: through every band, short of its other side."""


@part
class Bezel(Part):
    """A bezel for a stone of any cut, its outline that of the stone.

    Parameters
    ----------
    gem : the stone
    wall : thickness of the wall beside the girdle (a choice: 0.8 mm is what most casters take, and
        0.1 mm each side goes in finishing)
    lip : how much of the crown's height the rubbed-over lip covers; by default ``bezel.lip``, and
        on a stone without a table a third of its height over the bearing (``bezel.lip.cabochon``)
    open : angle over which the wall is away on either side of the row, degrees; 0 for a full
        bezel. It is cut half way down to the floor (a choice)
    bearing : width of the ledge under the girdle; by default a tenth of the stone's width, at
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
        return self.girdle_height or self.least_girdle_height

    @property
    def seat(self) -> Frame:
        """Middle of the girdle, table up, in the bezel's frame."""
        return Frame().lifted(self.girdle_height_mm)

    @property
    def lip_height(self) -> float:
        """Where the finished lip ends on the crown, over the girdle's middle, mm."""
        top, crown = self.gem.girdle_top, self.gem.crown_height
        if self.lip:
            return top + self.lip * crown
        if self.gem.table:
            return top + limit("bezel.lip").value * crown
        bearing = self.gem.girdle_bottom
        third = bearing + limit("bezel.lip.cabochon").value * (self.gem.table_height - bearing)
        return max(third, top + LEAST_LIP * crown)

    @property
    def cast_height(self) -> float:
        """Top of the upright wall over the girdle's middle before rubbing over, mm.

        The lip lies along the crown when it is set, so upright it needs that length.
        """
        return self.gem.girdle_top + max(s.crown_length(self.lip_height) for s in self._sides)

    @property
    def open_from(self) -> float:
        """Height over the crest from which the wall of a half bezel is away, mm."""
        return (self.floor_height + self.girdle_height_mm + self.gem.girdle_bottom) / 2.0

    def outer_at(self, height: float) -> float:
        """Of the wall outside the girdle at a height over the crest, mm; the taper begins at the
        girdle."""
        below = max(0.0, self.girdle_height_mm - height)
        return self.outer - below * math.tan(math.radians(self.taper))

    def _hollow_at(self, height: float) -> float:
        """Of the hollow outside the girdle at a height, mm; negative, and it follows the taper."""
        return self.outer_at(height) - self.outer - self.ledge

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
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
        if room + self._hollow_at(self.floor_height) < 0.15:
            raise ParameterError(
                f"Bezel.taper = {self.taper:g}° over {self.girdle_height_mm:.2f} mm leaves no room "
                "for the hollow under the stone. Taper less, or lower the girdle."
            )
        if self.opening and self.opening > 2 * (room + self._hollow_at(self.floor_height)):
            raise ParameterError(
                f"Bezel.opening = {self.opening:.2f} mm is wider than the hollow over it, "
                f"{2 * (room + self._hollow_at(self.floor_height)):.2f} mm. Make it smaller."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Foot and wall (metal), an opening if asked for, the seat, and the stone."""
        rooms = seats(self.gem, stage, self.clearance, self.cast_height + 1.0)
        return Workpiece(
            metal=[Body("foot", self._foot()), Body("wall", self._wall(stage))],
            openings=[self._piercing()] if self.opening else [],
            seats=[room.on(self.seat) for room in rooms],
            stones=[PlacedGem("stone", self.gem, self.seat)],
        )

    def _piercing(self) -> Body:
        r, top = (self.opening or 0.0) / 2, self.floor_height + 0.1
        bar = polygon([(0.0, -PIERCING), (r, -PIERCING), (r, top), (0.0, top)])
        return Body("opening", Turned(Contour(bar)))

    @cached_property
    def _outline(self) -> Contour:
        """The girdle's, its cleft filled to what the wall can follow."""
        return filled(self.gem.girdle_outline.contour(), self.outer + EDGE)

    def _foot(self) -> Shape:
        """The bowl in the band; its level top is the floor of the hollow."""
        outer = parallel(self._outline, self.outer_at(self.floor_height) + LAP)
        return bowl(outer, self.floor_height, self.sink, 0.7 * LAP)

    def _wall(self, stage: Stage) -> Shape:
        """The wall from the foot up, hollow all through."""
        bottom, girdle = self.floor_height - 0.5 * LAP, self.girdle_height_mm
        low = self.outer_at(bottom)
        start = min(low, -self._lip_over if stage == "set" else 0.0)  # inside all of the profile
        side = Line((low, bottom), (self.outer, girdle))
        lip = self._set_lip() if stage == "set" else self._cast_lip()
        profile = [shifted(piece, -start) for piece in (side, *lip)]
        wall = plug(parallel(self._outline, start), profile)
        return Less(wall, (self._hollow(stage), *self._opened()))

    def _opened(self) -> Iterator[Shape]:
        """What is cut from the wall of a half bezel, on both sides of the row."""
        if not self.open:
            return
        half, far = math.radians(self.open) / 2.0, 4.0 * (self.gem.length + self.outer)
        x, y = far * math.sin(half), far * math.cos(half)
        low, top = self.open_from, self.girdle_height_mm + self.cast_height + 1.0
        for side in (1.0, -1.0):
            corners = [(0.0, 0.0), (side * x, side * y), (-side * x, side * y)]
            yield plug(Contour(polygon(corners)), [Line((0.0, low), (0.0, top))])

    def _hollow(self, stage: Stage) -> Shape:
        """Under the bearing it follows the taper; over it, it leaves what becomes the lip."""
        floor, girdle = self.floor_height, self.girdle_height_mm
        low, inner = self._hollow_at(floor), -self.ledge
        top, step = self.cast_height + EDGE, max(self.gem.girdle_bottom, -0.2)
        if stage == "set":
            inner, top = -self._lip_reach, self.lip_height + self.wall
            if inner > -self.ledge:  # the step lies in the stone
                step = (self.gem.girdle_bottom + self.lip_height) / 2.0
        path = parallel(self.gem.girdle_outline.contour(), min(low, inner))
        start = min(low, inner)
        profile = [
            Line((low, floor - LAP), (low, floor)),
            Line((low, floor), (-self.ledge, girdle + step)),
            Line((-self.ledge, girdle + step), (inner, girdle + step)),
            Line((inner, girdle + step), (inner, girdle + top)),
        ]
        kept = [p for p in profile if math.dist(p.start, p.end) > 1e-9]
        return plug(path, [shifted(p, -start) for p in kept])

    def _cast_lip(self) -> list[Segment]:
        """The upright wall; inside it stands at the hollow until the seat is cut."""
        top, edge = self.girdle_height_mm + self.cast_height, min(EDGE, 0.4 * self.wall)
        wall = Line((self.outer, self.girdle_height_mm), (self.outer, top - edge))
        over = Arc((self.outer - edge, top - edge), edge, edge, 0.0, math.pi / 2)
        return [wall, over]

    def _set_lip(self) -> list[Segment]:
        """The wall rubbed over: from the girdle a quarter ellipse to over the lip's edge."""
        low, over = self.girdle_height_mm, self._lip_over
        return [Arc((-over, low), self.outer + over, self._lip_top, 0.0, math.pi / 2)]

    @property
    def _lip_top(self) -> float:
        """Of the finished lip over the girdle's middle, mm."""
        return self.lip_height + LIP_EDGE * self.wall

    @cached_property
    def _lip_over(self) -> float:
        """How far inside the girdle the finished lip rises, mm; none where a corner is in the way:
        there its inner part is level."""
        reach = self._lip_reach
        return reach if reach < 0.9 * Around.of(self._outline).inner else 0.0

    @property
    def _lip_reach(self) -> float:
        """How far inside the girdle the lip ends: where the crown has its height, mm."""
        return min(side.crown_reach(self.lip_height) for side in self._sides)

    @cached_property
    def _sides(self) -> tuple[Side, ...]:
        """The stone from all round."""
        return sides(self.gem, SIDES_LOOKED_AT)
