"""A halo: small round stones about the stone of a head, on a plate the head's claws pass through.

Its frame is the head's seat: the middle of the centre stone's girdle, table up. The plate follows
the girdle and is joined to the head by what stands in it: claws, or a bezel's wall. ``under`` the
girdle it is a hidden halo: a gallery of stones that look outwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.parallels import filled
from jewelcad.geometry.shapes import Turned
from jewelcad.layouts import Layout
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit, prong_diameter
from jewelcad.settings import halo_plate, halo_row
from jewelcad.settings import halo_rules as rules
from jewelcad.settings.bead_row import RowBeads
from jewelcad.settings.beads import BESIDE
from jewelcad.settings.bezel import Bezel
from jewelcad.settings.claw_head import ClawHead
from jewelcad.settings.micro_claws import MicroClaw
from jewelcad.settings.prong import ProngHead
from jewelcad.settings.seats import seats
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

BRIDGED = 4.0
"""Radius, in widths of the stone, to which a cleft is filled: almost straight across (a choice)."""
DROPS = (0.3, 0.4, 0.5, 0.2)
"""mm by which the small girdles lie below the centre's, in the order of liking (choices)."""
STEP, TRIES = 0.05, 10
"""mm by which a hidden halo is let down, and how often (choices)."""


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
    held : what holds the small stones: shared micro-``claws``, or ``beads`` raised between them,
        and beside them where they have no room between
    edge : of the plate beyond the outermost girdles; by default 0.2 mm (a choice), under beads
        0.5 mm (Ganoksin)
    thickness : of the plate; by default as every caster takes it (``check.wall.warn``) and deeper
        than the small stones, less where the head asks for it (choices)
    claw_diameter : of the shared micro-claws; JewelCraft's preset, at least
        ``check.prong.micro.error``
    spare : length of claws or beads over the table before setting; by default 10 % of the stone
        (``prong.spare_length.share``)
    azure : hole under each stone, share of its width (the bench's half; none under the girdle)
    clearance : of the seats, each side (``seat.clearance``)

    Raises
    ------
    ParameterError
        If the plate would not meet the head's claws or would reach the band, or the small stones
        cannot be held.

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
        return self.fitted[0]

    @cached_property
    def fitted(self) -> tuple[float, float]:
        """Thickness of the plate and how far outside the outline its inner wall stands, mm."""
        return halo_plate.fitted(self)

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
        first = self.half + max(limit("gallery.rail_gap").value, room)
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
    def half(self) -> float:
        """From a small stone's middle to the plate's edge, mm."""
        usual = 0.2 if self.held == "claws" else BESIDE
        return self.melee.girdle_radius + (usual if self.edge is None else self.edge)

    # ---- where the stones stand ----------------------------------------------------------------

    @cached_property
    def stones(self) -> Layout:
        """The small stones, in the frame of the centre's girdle."""
        return halo_row.row(self)

    @cached_property
    def middles(self) -> tuple[float, float]:
        """Of the innermost and the outermost row from the outline, mm."""
        return halo_row.middles(self)

    @cached_property
    def beads(self) -> RowBeads:
        """The raised beads."""
        return halo_row.beads(self, self.stones)

    @property
    def windows(self) -> int:
        """Openings one can see through beside the plate, and the azures."""
        return halo_plate.windows(self) + len(self._azures())

    @cached_property
    def outline(self) -> Contour:
        """What the plate runs round: the girdle's outline, its cleft filled."""
        contour = self.head.gem.girdle_outline.contour()
        return filled(contour, BRIDGED * self.head.gem.width)

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        rules.must_agree(self)
        if self.held == "beads":
            rules.must_be_held_by_beads(self)
        rules.must_stand_over_the_base(self)
        if self.under:
            rules.must_clear_the_stone(self)
            rules.must_leave_the_claws(self)
        rules.must_leave_no_slot(self)
        if not self.under:
            rules.must_be_carried(self)
        if self.held == "beads" and not self.under:
            rules.must_carry_the_beads(self)

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Plate (metal), azures, micro-claws, seats and stones."""
        frames = self.stones.frames
        room = seats(self.melee, stage, self.clearance, self.claw.room_height + 0.1)
        return Workpiece(
            metal=[Body("plate", halo_plate.shape(self))],
            openings=self._azures(),
            prongs=self._held(stage),
            seats=[body.on(f) for f in frames for body in room],
            stones=[PlacedGem(f"stone[{i}]", self.melee, f) for i, f in enumerate(frames)],
        )

    def _held(self, stage: Stage) -> Iterable[Body]:
        row = self.stones
        if self.held == "claws":
            return self.claw.bodies(row.frames, row.pairs, stage)
        spots = enumerate(self.beads.spots)
        return [Body(f"bead[{k}]", self.beads.shape(s, stage), s.frame) for k, s in spots]

    def _azures(self) -> list[Body]:
        if self.under or not self.azure:
            return []
        r, cos = self.azure * self.melee.width / 2, math.cos(math.radians(self.tilt))
        low = -self.top_depth - self.plate - r * math.tan(math.radians(abs(self.tilt))) - 0.1
        bar = polygon([(0.0, low / cos), (r, low / cos), (r, 0.0), (0.0, 0.0)])
        hole = Turned(Contour(bar))
        return [Body(f"azure[{i}]", hole, f) for i, f in enumerate(self.stones.frames)]
