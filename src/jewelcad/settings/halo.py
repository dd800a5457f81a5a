"""A halo: small round stones about the stone of a head, on a plate the head's claws pass through.

Its frame is the head's seat: the middle of the centre stone's girdle, table up. The plate follows
the girdle and is joined to the head by what stands in it: claws, or a bezel's wall. ``under`` the
girdle it is a hidden halo: a gallery of stones that look outwards.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.gems import Gem
from jewelcad.gems.outlines import Point
from jewelcad.geometry.contours import Arc, Contour, Line, polygon
from jewelcad.geometry.parallels import bends, clefts, filled, parallel
from jewelcad.geometry.rims import Less, plug, rim
from jewelcad.geometry.shapes import Shape, Turned
from jewelcad.layouts import Layout, around, upon
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit, prong_diameter
from jewelcad.settings.basket import soft
from jewelcad.settings.bead_row import RowBeads
from jewelcad.settings.beads import BESIDE, COVER, POST
from jewelcad.settings.bezel import Bezel
from jewelcad.settings.claw_head import ClawHead
from jewelcad.settings.grains import Grip
from jewelcad.settings.halo_rules import (
    must_clear_the_stone,
    must_leave_the_claws,
    must_part_the_beads,
)
from jewelcad.settings.micro_claws import MicroClaw
from jewelcad.settings.places import SHARP
from jewelcad.settings.plans import away, convex
from jewelcad.settings.plate_air import crescents, off_rail
from jewelcad.settings.prong import ProngHead
from jewelcad.settings.reach import middle, outside
from jewelcad.settings.seats import seats
from jewelcad.settings.sides import is_round, sides
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

AIR = 0.05
"""mm between the head's claws and the small stones' seats (a choice)."""
STEEP = 45.0
"""Degrees of leaning from which the plate is a band that does not reach in to the claws' middle."""
BRIDGED = 4.0
"""Radius, in widths of the stone, to which a cleft is filled: almost straight across (a choice)."""
CORNER = 0.15
"""mm, least rounding of the inner wall's corners (a choice)."""
EDGE = 0.12
"""mm, rounding of the plate's edges (``edge.radius``)."""
ROUNDS, PUSH = 16, 0.1
"""Steps in which a row finds room for its claws or beads, and the longest of them, mm; two are usual,
but farther out there may be other beads."""
DROPS = (0.3, 0.4, 0.5, 0.2)
"""mm by which the small girdles lie below the centre's, in the order of liking (choices)."""
STEP, TRIES = 0.05, 10
"""mm by which a plate is made to reach its rail or let down, and how often (choices)."""
LOOKS = 24
"""Places round the stone at which its room is measured."""


@part
class Halo(Part):
    """Small round stones about the stone of a head.

    Parameters
    ----------
    head : the head or bezel whose stone is surrounded
    melee : the small round stone
    rows : how many halos, one about the other
    gap : between small stones (a choice between ``stone.gap`` and JewelCraft's 0.2)
    tilt : how far the stones lean outwards
    drop : of their girdles below the centre's (a choice: the centre stands a little proud)
    under : a hidden halo, below the girdle
    held : what holds the small stones: shared micro-``claws``, or ``beads`` raised between them
    edge : of the plate beyond the outermost girdles; by default 0.2 mm (a choice), under beads
        0.5 mm (Ganoksin)
    thickness : of the plate; by default just deeper than the small stones (a choice)
    claw_diameter : of the shared micro-claws; JewelCraft's preset, at least
        ``check.prong.micro.error``
    spare : length of claws or beads over the table before setting; by default 10 % of the stone
        (``prong.spare_length.share``)
    azure : hole under each stone, share of its width (the bench's half; none under the girdle)
    clearance : of the seats, each side (``seat.clearance``)

    Raises
    ------
    ParameterError
        If the plate would not meet the head's claws, or would reach the band.

    Examples
    --------
    >>> halo = Halo(ProngHead(Gem.oval(8, 6)), Gem.round(1.3))
    >>> halo.stones.report.count
    20
    """

    head: ProngHead | Bezel
    melee: Gem
    rows: Annotated[int, Range(1, 4), Suggest(1, 2, 1), "rows of small stones"] = 1
    gap: Annotated[Mm, Range(0.05, 1), Suggest(0.1, 0.2, 0.01), "between small stones"] = 0.15
    tilt: Annotated[Deg, Range(-30, 45), "leaning outwards of a halo"] = 0.0
    drop: Annotated[Mm | None, Range(-1, 10), "girdles below the centre's"] = None
    under: Annotated[bool, "a hidden halo"] = False
    held: Annotated[str, OneOf("claws", "beads"), "what holds the small stones"] = "claws"
    edge: Annotated[Mm | None, Range(0, 2), "of the plate beyond the girdles"] = None
    thickness: Annotated[Mm | None, Range(0.5, 4), "of the plate"] = None
    claw_diameter: Annotated[Mm | None, Range(0.25, 1.5), "of a micro-claw"] = None
    spare: Annotated[Mm | None, Range(0, 2), "claws or beads over the table before"] = None
    azure: Annotated[float, Range(0, 0.7), "hole under a stone, share of its width"] = 0.5
    clearance: Annotated[Mm, Range(0, 0.2), "between stone and seat"] = 0.05

    part_name = "halo"

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def claw(self) -> MicroClaw:
        """The micro-claw all stones share."""
        usual = max(prong_diameter(self.melee.width).value, limit("check.prong.micro.error").value)
        return MicroClaw(self.melee, self.claw_diameter or usual, self.top_depth, self.spare)

    @property
    def top_depth(self) -> float:
        """Of the plate's top under the small girdles' middle, mm: no thin wall stands beside
        them."""
        return self.clearance - self.melee.girdle_bottom

    @property
    def plate(self) -> float:
        """Thickness of the plate, mm."""
        return self._fitted[0]

    @cached_property
    def _fitted(self) -> tuple[float, float]:
        """Thickness of the plate and how far outside the outline its inner wall stands, mm.

        A plate that would almost touch the uppermost rail is as much thicker, or reaches as much
        farther in or less far, as joins the two or parts them, if that is to be had.
        """
        if self.under:
            return self._thin, self._back
        z = -self.low - self.top_depth
        clear, half = self._clear_of_stone(z), z - self._thin / 2
        start = max(middle(self.head, half, self._bite), clear)
        far = max(outside(self.head, half) - limit("overlap.merge").value, start)
        thick = [self._thin + STEP * k for k in range(1 if self.thickness else TRIES)]
        inner = [start + STEP * k for k in range(-TRIES, TRIES)]
        inner = [start, *(d for d in inner if clear <= d <= far)]
        tries = sorted(itertools.product(thick, inner), key=lambda t: t[0] + abs(t[1] - start))
        return next((t for t in tries if not self._grazes(*t)), tries[0])

    def _grazes(self, plate: float, inner: float) -> bool:
        """Whether a plate leaves a slot too narrow to cast beside the uppermost rail, or joins it
        by less than a seam."""
        return self._slot(plate, inner) < limit("check.gap.error").value

    def _slot(self, plate: float, inner: float) -> float:
        """The narrowest air between a plate and the uppermost rail, mm; negative where they are
        one by less than a seam."""
        off = self._off_rail(plate, inner)
        if off > -limit("overlap.merge").value:
            return off
        return min(self._crescents(plate, inner), default=math.inf)

    @property
    def _thin(self) -> float:
        """Thickness of a plate that just holds the small stones, mm."""
        deep = self.melee.pavilion_depth + self.clearance + 0.1
        bite = self._bite if self.under else 0.0
        return self.thickness or max(limit("check.wall.error").value, deep + bite)

    @property
    def lean(self) -> float:
        """Of the small stones from upright, degrees."""
        return 90.0 if self.under else self.tilt

    @cached_property
    def low(self) -> float:
        """Of the first row's girdles below the centre's, mm; by default the first of `DROPS`, or
        under the girdle the highest, at which the plate goes well with the head."""
        if self.drop is not None:
            return self.drop
        if not self.under:
            return next(filter(self._goes_with, DROPS), DROPS[0])
        foot = self.head.shelter_foot if isinstance(self.head, ClawHead) else 0.0
        room = foot + limit("check.gap.error").value + self.head.gem.girdle_bottom
        first = self._half + max(limit("gallery.rail_gap").value, room)
        first -= self.head.gem.girdle_bottom
        drops = [first + STEP * k for k in range(TRIES)]
        return next(filter(self._goes_with, drops), first)

    def _goes_with(self, drop: float) -> bool:
        try:
            replace(self, drop=drop)
        except ParameterError:
            return False
        return True

    @property
    def _half(self) -> float:
        """From a small stone's middle to the plate's edge, mm."""
        usual = 0.2 if self.held == "claws" else BESIDE
        return self.melee.girdle_radius + (usual if self.edge is None else self.edge)

    @property
    def _bite(self) -> float:
        """How far the plate reaches into the head's claws, mm (twice ``overlap.merge``)."""
        return 2 * limit("overlap.merge").value

    # ---- where the stones stand ----------------------------------------------------------------

    @cached_property
    def stones(self) -> Layout:
        """The small stones, in the frame of the centre's girdle."""
        if self.under:
            return upon(convex(self._line), self.melee, self.gap, self.lean, self.low)
        beside = self._beside
        for _ in range(ROUNDS):
            found = around(
                self.head.gem,
                self.melee,
                gap=self.gap,
                rows=self.rows,
                tilt=self.tilt,
                drop=self.low,
                beside=beside,
            )
            lack = self._lack(found)
            if lack <= 0.0:
                break
            beside += min(lack, PUSH) + 1e-3
        return found

    def _lack(self, found: Layout) -> float:
        """How much farther out the row must stand for its micro-claws to clear the head's, mm."""
        corners = self.head.gem.girdle_outline.polygon()
        return max(
            outside(self.head, z) + room - away(corners, (x, y))
            for (x, y, z), room in self._tips(found)
        )

    def _tips(self, found: Layout) -> Iterator[tuple[Vector, float]]:
        """Where claws or beads end before setting, and how far from there the head's claws stay:
        clear of them once set, and by a gap that casts before."""
        claw, gap = self.claw, limit("check.gap.error").value
        if self.held == "beads":
            beads = self.beads(found)
            for spot in beads.spots:
                set_ = beads.dome(spot).radius
                yield spot.frame.lifted(claw.room_height).origin, max(AIR + set_, gap + POST * set_)
            return
        room = max(AIR + claw.widest, gap + claw.diameter / 2)
        for i, j in found.pairs:
            for stand in claw.between(found.frames[i], found.frames[j]):
                yield stand.lifted(claw.room_height).origin, room

    def beads(self, row: Layout) -> RowBeads:
        """The raised beads of a row."""
        return RowBeads(row, Grip(COVER, limit("prong.height").hi or 0.0), self.spare)

    @property
    def _beside(self) -> float:
        """Least way from the outline to a middle at which the seats leave the claws alone, mm."""
        a, wide = math.radians(self.tilt), self.melee.girdle_radius + self.clearance
        up = self.claw.room_height + 0.1
        rows = [up * k / 8 for k in range(-4, 9)]
        return max(
            outside(self.head, wide * math.sin(a) + v * math.cos(a) - self.low)
            + AIR + wide * math.cos(a) - v * math.sin(a)
            for v in rows
        )  # fmt: skip

    @cached_property
    def _middles(self) -> tuple[float, float]:
        """Of the innermost and the outermost row from the outline, mm."""
        if self.under:
            middle = self._back + self.plate + self.top_depth
            return middle, middle
        corners = self.head.gem.girdle_outline.polygon()
        starts = [0, *(i + 1 for i, j in self.stones.pairs if j <= i)][: self.rows]
        ends = [*starts[1:], len(self.stones)]
        far = [
            min(away(corners, f.origin[:2]) for f in self.stones.frames[a:b])
            for a, b in zip(starts, ends, strict=True)
        ]
        return far[0], far[-1]

    @property
    def windows(self) -> int:
        """Openings one can see through between plate, claws and uppermost rail, and the azures;
        where the plate lies on the rail only those round its clefts and corners, and the
        azures."""
        pierced = len(self._azures())
        if isinstance(self.head, Bezel):
            return pierced
        if self._off_rail(*self._fitted) < 0.0:
            return pierced + len(self._crescents(*self._fitted))
        return pierced + sum(len(self.head.wires(place)) for place in self.head.places)

    def _off_rail(self, plate: float, inner: float) -> float:
        """Air between a plate and the uppermost rail, mm; negative where they are one."""
        if isinstance(self.head, Bezel) or not self.head.rails:
            return math.inf
        return off_rail(self.head, self._corners(plate, inner), EDGE)

    def _crescents(self, plate: float, inner: float) -> list[float]:
        """Widths of the openings between a plate and a rail that else are one, mm."""
        outline = self.head.gem.girdle_outline.contour()
        cornered = clefts(outline) or any(bend >= SHARP for bend in bends(outline))
        if isinstance(self.head, Bezel) or not cornered:
            return []
        heights = [z + self.head.girdle_height_mm for _, z in self._corners(plate, inner)]
        return crescents(self.head, self._wall(inner), min(heights) + EDGE, max(heights) - EDGE)

    # ---- the plate -----------------------------------------------------------------------------

    @cached_property
    def _outline(self) -> Contour:
        contour = self.head.gem.girdle_outline.contour()
        return filled(contour, BRIDGED * self.head.gem.width)

    @property
    def _back(self) -> float:
        """Of a hidden halo's inner face outside the outline, mm."""
        return outside(self.head, -self.low) - self._bite

    @cached_property
    def _line(self) -> Contour:
        """Through the middles of a hidden halo's stones."""
        inner = soft(parallel(self._outline, self._back), self._half)
        return parallel(inner, self.plate + self.top_depth)

    def _clear_of_stone(self, z: float) -> float:
        """How far outside the outline metal at ``z`` must stay, mm; negative under the girdle."""
        need, (low, high) = self.clearance + AIR, (-self.head.gem.width / 2, 1.0)
        around_it = sides(self.head.gem, LOOKS)
        if z >= self.head.gem.girdle_bottom:
            return need
        for _ in range(30):
            middle = (low + high) / 2
            free = all(side.under(-middle, z) >= need for side in around_it)
            low, high = (low, middle) if free else (middle, high)
        return high

    def _corners(self, plate: float, inner: float) -> tuple[Point, ...]:
        """Of the plate's section in (outside the outline, height over the centre's girdle)."""
        a = math.radians(self.lean)
        (first, last), (cos, sin) = self._middles, (math.cos(a), math.sin(a))

        def place(u: float, v: float) -> Point:
            return (first + u * cos + v * sin, v * cos - u * sin - self.low)

        top, floor = -self.top_depth, -self.top_depth - plate
        if self.under:
            ends = (-self._half, self._half)
            return tuple(place(u, v) for v, u in ((floor, ends[0]), (floor, ends[1]),
                                                   (top, ends[1]), (top, ends[0])))  # fmt: skip
        out = (last - first) / cos + self._half
        wall = [(inner, place(0.0, v)[1] + (place(0.0, v)[0] - inner) * math.tan(a))
                 for v in (floor, top)]  # fmt: skip
        return (wall[0], place(out, floor), place(out, top), wall[1])

    def _wall(self, start: float) -> Contour:
        """The plate's inner wall from above, so far outside the outline."""
        path = parallel(self._outline, start)
        if self.under or start < CORNER:
            return soft(path, self._half if self.under else CORNER)
        return path

    def _plate(self) -> Shape:
        start = self._fitted[1]
        path = self._wall(start)
        if not self.under and start < CORNER:
            sharp = any(bend >= SHARP for bend in bends(self._outline))
            if sharp and not self.lean:  # a band that leans keeps one section all round
                return self._cornered(path)
        section = Contour(polygon(self._corners(*self._fitted), EDGE))
        return rim(path, section.moved(-start, 0.0))

    def _cornered(self, path: Contour) -> Shape:
        """A plate whose inner wall runs inside the outline's corners: outside it goes round them
        as the stones do."""
        (inner, low), outer_low, outer_high, (_, high) = self._corners(*self._fitted)
        at = max(inner, 0.0)
        section = polygon([(at, low), outer_low, outer_high, (at, high)], [0.0, EDGE, EDGE, 0.0])
        side = section[1:-2]  # floor and top are level
        hole = (
            Line((EDGE, low - EDGE), (EDGE, low)),
            Arc((EDGE, low + EDGE), EDGE, EDGE, -math.pi / 2.0, -math.pi),
            Line((0.0, low + EDGE), (0.0, high - EDGE)),
            Arc((EDGE, high - EDGE), EDGE, EDGE, math.pi, math.pi / 2.0),
            Line((EDGE, high), (EDGE, high + EDGE)),
        )
        return Less(plug(self._outline, side), (plug(path, hole),))

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        if not is_round(self.melee):
            raise ParameterError(
                f"Halo.melee is a {self.melee.cut}; micro-claws hold round stones. Give a round."
            )
        if not isinstance(self.head.gem, Gem):
            raise ParameterError("Halo.head holds a stone without facets; a halo needs a Gem.")
        if self.under and self.rows > 1:
            raise ParameterError("Halo.rows: a hidden halo has one row. Leave rows out.")
        if self.held == "beads" and self.rows > 1:
            raise ParameterError(
                "Halo.rows: raised beads of two rows would run into each other. Hold more than one "
                "row by claws."
            )
        if self.held == "beads":
            must_part_the_beads(self)
        floor = getattr(self.head, "rim_height", self.head.seat.origin[2] / 2)
        low = min(z for _, z in self._corners(*self._fitted)) + self.head.girdle_height_mm
        if low < floor:
            raise ParameterError(
                f"Halo.drop = {self.low:.2f} mm puts the plate {floor - low:.2f} mm into the "
                "head's base. Drop the halo less, or raise the head's girdle_height."
            )
        if self.under:
            must_clear_the_stone(self)
            must_leave_the_claws(self)
        if self._grazes(*self._fitted):
            raise ParameterError(
                f"Halo.drop = {self.low:.2f} mm leaves {self._slot(*self._fitted):.2f} mm "
                f"between plate and rail; {limit('check.gap.error').value:g} mm is the least, or "
                f"{limit('overlap.merge').value:g} mm of overlap. Drop the halo more or less, tilt "
                "it less, or choose another thickness of the plate or height of the girdle."
            )
        if self.under:
            return
        z = -self.low - self.top_depth - self._thin / 2
        bite = outside(self.head, z) - self._fitted[1]
        if bite < limit("overlap.merge").value:
            raise ParameterError(
                f"Halo.drop = {self.low:.2f} mm leaves {bite:.2f} mm of the claws in the plate; "
                f"{limit('overlap.merge').value:g} mm is the least. Drop the halo less."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Plate (metal), azures, micro-claws, seats and stones."""
        frames = self.stones.frames
        room = seats(self.melee, stage, self.clearance, self.claw.room_height + 0.1)
        return Workpiece(
            metal=[Body("plate", self._plate())],
            openings=self._azures(),
            prongs=self._held(stage),
            seats=[body.on(f) for f in frames for body in room],
            stones=[PlacedGem(f"stone[{i}]", self.melee, f) for i, f in enumerate(frames)],
        )

    def _held(self, stage: Stage) -> Iterable[Body]:
        row = self.stones
        if self.held == "claws":
            return self.claw.bodies(row.frames, row.pairs, stage)
        beads = self.beads(row)
        spots = enumerate(beads.spots)
        return [Body(f"bead[{k}]", beads.shape(spot, stage), spot.frame) for k, spot in spots]

    def _azures(self) -> list[Body]:
        if self.under or not self.azure:
            return []
        r, cos = self.azure * self.melee.width / 2, math.cos(math.radians(self.tilt))
        low = -self.top_depth - self.plate - r * math.tan(math.radians(abs(self.tilt))) - 0.1
        bar = polygon([(0.0, low / cos), (r, low / cos), (r, 0.0), (0.0, 0.0)])
        hole = Turned(Contour(bar))
        return [Body(f"azure[{i}]", hole, f) for i, f in enumerate(self.stones.frames)]
