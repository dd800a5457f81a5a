"""A bezel: a wall all round the stone, rubbed over its crown.

Its frame is where it stands on the band: z = 0 at the band's crest, z out of the metal. The
wall follows the girdle; the bearing and the stone's way in are cut by the seat.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Contour, Line, Segment, polygon
from jewelcad.geometry.parallels import bends, filled, inradius, parallel
from jewelcad.geometry.rims import plug, shifted
from jewelcad.geometry.shapes import Carved, Shape, Turned
from jewelcad.geometry.walks import Spot
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.settings.basket import bowl
from jewelcad.settings.hollows import Hollows
from jewelcad.settings.lip import EDGE, Lip
from jewelcad.settings.millegrain import Millegrain
from jewelcad.settings.piercing import Wall
from jewelcad.settings.scallops import Cuts, Scallops
from jewelcad.settings.seats import seats
from jewelcad.settings.steps import Steps
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

LAP = 0.05
"""mm by which the foot stands out under the wall (a choice: the kernel is quick where the wall
meets the foot's level top only)."""
BROW = 0.25
"""mm of the ledge's edge under the bearing over a gallery (a choice; not 0.2, at which windows
under a usual rail would just touch the slope below it)."""
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
        0.1 mm each side goes in finishing)
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
        return self._lip.height

    @property
    def cast_height(self) -> float:
        """Top of the upright wall over the girdle's middle before rubbing over, mm.

        The lip lies along the crown when it is set, so upright it needs that length.
        """
        return self._lip.cast_height

    @property
    def open_from(self) -> float:
        """Height over the crest from which the wall of a half bezel is away, mm."""
        return (self.floor_height + self.girdle_height_mm + self.gem.girdle_bottom) / 2.0

    def outer_at(self, height: float) -> float:
        """Of the wall outside the girdle at a height over the crest, mm, with its steps."""
        stepped = self.steps.out(height, self._bearing_height) if self.steps else 0.0
        return self._tapered(height) + stepped

    @property
    def _outermost(self) -> float:
        """Of the wall outside the girdle at most, mm."""
        return self.outer + (self.steps.count * self.steps.width if self.steps else 0.0)

    def _tapered(self, height: float) -> float:
        """Of the wall above the steps, carried down; the taper begins at the girdle."""
        below = max(0.0, self.girdle_height_mm - height)
        return self.outer - below * math.tan(math.radians(self.taper))

    @property
    def _bearing_height(self) -> float:
        """Of the girdle's lower edge over the crest, mm."""
        return self.girdle_height_mm + self.gem.girdle_bottom

    @property
    def _bearing_foot(self) -> float:
        """Of the bearing's inner edge over the crest, mm."""
        lows = [side.pavilion_z(self.ledge) for side in self._lip.sides]
        return self.girdle_height_mm + min(lows) - self.clearance

    @property
    def _pierced_to(self) -> float:
        """Height over the crest up to which the wall may be pierced: clear of the bearing, of steps
        and of what is away from a half bezel; mm."""
        marks = [self._bearing_foot]
        marks += self.steps.ledges(self._bearing_height) if self.steps else ()
        return min([*marks, self.open_from] if self.open else marks)

    def _hollow_at(self, height: float) -> float:
        """Of the hollow outside the girdle at a height under the bearing, mm; at most 0. It follows
        the taper; where the wall is pierced it leaves no more than the wall."""
        ledge = 0.0 if self._is_gallery else self.ledge
        return self._tapered(height) - self.outer - ledge

    @property
    def _is_gallery(self) -> bool:
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
        if self._at_corners() < 0.5 * self.wall:
            raise ParameterError(
                f"Bezel.taper = {self.taper:g}° runs in under the girdle and leaves "
                f"{self._at_corners():.2f} mm of wall at the stone's corner, less than half of the "
                f"wall's {self.wall:g} mm. Taper less, lower the girdle, or choose a thicker wall."
            )
        self._must_agree()
        for stage in ("cast", "set"):
            self._cuts(stage)
            self._beads(stage)

    def _must_agree(self) -> None:
        """Refuse what cannot be had together."""
        lower = self.scallops is not None and self.scallops.edge == "lower"
        upper = self.scallops is not None and not lower
        on_lip = self.millegrain is not None and self.millegrain.on == "lip"
        clashes = {
            "girdle_height and stance='high' both say how high the stone stands. Give one": (
                self.girdle_height and self.stance == "high"
            ),
            "hollows and scallops of the lower edge take the same metal. Choose one": (
                self.hollows and lower
            ),
            "scallops of the upper edge need a lip all round. Leave out open, or scallop the lower "
            "edge": upper and self.open,
            "millegrain runs along a whole lip. Leave out the scallops, or put it on a step": (
                upper and on_lip
            ),
            "millegrain on a step needs steps=Steps(...)": (
                self.millegrain and not on_lip and not self.steps
            ),
        }
        for clash, there in clashes.items():
            if there:
                raise ParameterError(f"Bezel: {clash}.")
        lowest = min(self.steps.ledges(self._bearing_height)) if self.steps else math.inf
        if lowest < self.floor_height + EDGE:
            raise ParameterError(
                f"Bezel.steps: the lowest ledge would lie {lowest:.2f} mm over the crest, below "
                f"the foot's {self.floor_height + EDGE:.2f} mm. Choose fewer or lower steps, or "
                "raise the girdle."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Foot and wall (metal), an opening if asked for, the seat, and the stone."""
        rooms = seats(self.gem, stage, self.clearance, self.cast_height + 1.0)
        beads = [Body(f"bead[{k}]", *bead) for k, bead in enumerate(self._beads(stage))]
        return Workpiece(
            metal=[Body("foot", self._foot()), Body("wall", self._wall(stage)), *beads],
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
        return filled(self.gem.girdle_outline.contour(), self._outermost + LAP + EDGE)

    def _foot(self) -> Shape:
        """The bowl in the band; its level top is the floor of the hollow."""
        outer = parallel(self._outline, self.outer_at(self.floor_height) + LAP)
        return bowl(outer, self.floor_height, self.sink, 0.7 * LAP)

    @cached_property
    def _lip(self) -> Lip:
        return Lip(self.gem, self._outline, self.wall, self.outer, self.lip)

    def _wall(self, stage: Stage) -> Shape:
        """The wall from the foot up, hollow all through."""
        rows = self._outside(stage)
        over = self._lip.over if stage == "set" else 0.0
        start = min(-over, *(row.start[0] for row in rows))  # inside all of the profile
        wall = plug(parallel(self._outline, start), [shifted(row, -start) for row in rows])
        return Carved(wall, ((self._hollow(stage), Frame()), *self._opened(), *self._cuts(stage)))

    def _outside(self, stage: Stage) -> list[Segment]:
        """The wall's outside from the foot up, in (outside the girdle, height over the crest)."""
        bottom, girdle = self.floor_height - 0.5 * LAP, self.girdle_height_mm
        rows: list[Segment] = []
        if self.steps:
            rows += self.steps.side(self._tapered, bottom, self._bearing_height)
            bottom = rows[-1].end[1]
        rows.append(Line((self._tapered(bottom), bottom), (self.outer, girdle)))
        return [*rows, *self._lip.profile(stage, girdle)]

    def _at_corners(self) -> float:
        """Wall left outside the seat on the stone's sharpest corner, mm: a taper that runs in under
        the girdle rounds it off."""
        under = max(0.0, -min(row.start[0] for row in self._outside("cast")))
        turn = max(0.0, *bends(self._outline))
        spread = 1.0 / math.cos(turn / 2.0)
        return self.outer + under - (self.clearance + under) * spread

    def _cuts(self, stage: Stage) -> Cuts:
        """What hollows and scallops take from the wall."""
        floor, high = self.floor_height, self._pierced_to
        hollow, outline = self.gem.girdle_outline.contour(), self._outline
        low = Wall(hollow, outline, self._hollow_at(floor), self._outermost)
        made: Cuts = self.hollows.cuts(low, floor, high) if self.hollows else ()
        if self.scallops and self.scallops.edge == "lower":
            made += self.scallops.of_foot(low, floor, high)
        elif self.scallops:
            lip = Wall(hollow, outline, -self._lip.reach, self.outer)
            made += self.scallops.of_lip(lip, self._lip, self.girdle_height_mm, stage)
        return made

    def _beads(self, stage: Stage) -> Cuts:
        """The beads of a row, where there is a wall under them."""
        grain, girdle, outline = self.millegrain, self.girdle_height_mm, self._outline
        if grain is None:
            return ()
        if grain.on == "step" and self.steps:
            height = self.steps.ledges(self._bearing_height)[0]
            row = grain.row(parallel(outline, self._tapered(height) + self.steps.width / 2.0))
        else:
            ends = {s: self._lip.crest(s, grain.diameter) for s in ("cast", "set")}
            row = grain.row(parallel(self.gem.girdle_outline.contour(), ends["set"][0]))
            if stage == "cast":
                row = grain.again(len(row), parallel(outline, ends["cast"][0]))
            height = girdle + ends[stage][1]
        return tuple(grain.beads(self._standing(row, height), height))

    def _standing(self, row: Sequence[Spot], height: float) -> list[Spot]:
        """Places whose beads stand wholly on the wall of a half bezel."""
        if not self.open or self.millegrain is None or height < self.open_from:
            return list(row)
        c, s = (f(math.radians(self.open) / 2.0) for f in (math.cos, math.sin))
        room = self.millegrain.diameter / 2.0
        return [spot for spot in row if c * abs(spot[0][0]) - s * abs(spot[0][1]) >= room]

    def _opened(self) -> Cuts:
        """What is cut from the wall of a half bezel, on both sides of the row."""
        if not self.open:
            return ()
        half, far = math.radians(self.open) / 2.0, 4.0 * (self.gem.length + self.outer)
        x, y = far * math.sin(half), far * math.cos(half)
        low, top = self.open_from, self.girdle_height_mm + self.cast_height + 1.0
        wedges = ([(0.0, 0.0), (side * x, side * y), (-side * x, side * y)] for side in (1.0, -1.0))
        up = [Line((0.0, low), (0.0, top))]
        return tuple((plug(Contour(polygon(corners)), up), Frame()) for corners in wedges)

    def _hollow(self, stage: Stage) -> Shape:
        """Under the bearing it follows the taper; over it, it leaves what becomes the lip."""
        floor, girdle = self.floor_height, self.girdle_height_mm
        low, inner = self._hollow_at(floor), -self.ledge
        top, step = self.cast_height + EDGE, max(self.gem.girdle_bottom, -0.2)
        if stage == "set":
            inner, top = -self._lip.reach, self.lip_height + self.wall
            if inner > -self.ledge:  # the step lies in the stone
                step = (self.gem.girdle_bottom + self.lip_height) / 2.0
        profile = [
            Line((low, floor - LAP), (low, floor)),
            *self._under_bearing(girdle + step),
            Line((-self.ledge, girdle + step), (inner, girdle + step)),
            Line((inner, girdle + step), (inner, girdle + top)),
        ]
        kept = [p for p in profile if math.dist(p.start, p.end) > 1e-9]
        start = min(p.start[0] for p in kept)
        path = parallel(self.gem.girdle_outline.contour(), start)
        return plug(path, [shifted(p, -start) for p in kept])

    def _under_bearing(self, top: float) -> list[Line]:
        """The hollow's side from the floor to the ledge, which a gallery leaves on a slope of 45°
        from below."""
        floor, foot = self.floor_height, self._bearing_foot - BROW
        low, ledge = (self._hollow_at(floor), floor), (-self.ledge, top)
        if not self._is_gallery:
            return [Line(low, ledge)]
        z = max(foot - self.ledge, floor + BROW)
        brow = (min(self._hollow_at(z), foot - z - self.ledge), z)
        return [Line(low, brow), Line(brow, (-self.ledge, foot)), Line((-self.ledge, foot), ledge)]
