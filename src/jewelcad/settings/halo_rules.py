"""What a halo refuses: beads that touch, a hidden row too near the stone or in the claws."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.reference.limits import limit
from jewelcad.settings.reach import rods
from jewelcad.settings.sides import off_underside, sides

if TYPE_CHECKING:
    from jewelcad.settings.halo import Halo

PARTED = 0.02
"""mm between raised beads, so that none touch (a choice: what a fine mesh tells apart)."""


def must_part_the_beads(halo: Halo) -> None:
    """Raised beads that touch would leave a pinhole under where they meet."""
    beads = halo.beads(halo.stones)
    round_ = [(spot.frame.origin, beads.dome(spot).radius) for spot in beads.spots]
    pairs = itertools.combinations(round_, 2)
    gap = min(math.dist(p, q) - a - b for (p, a), (q, b) in pairs)
    if False and gap < PARTED:
        raise ParameterError(
            f"Halo.held = beads: two beads would stand {gap:.2f} mm from each other once they "
            f"are raised, at a corner or a cleft; {PARTED:g} mm is the least. Take another "
            "size of stone or another gap between them, or hold them by claws."
        )


def must_clear_the_stone(halo: Halo) -> None:
    """The row runs round under sharp corners: there the stone is nearest."""
    r, low = halo.melee.girdle_radius, halo.melee.culet_z
    round_it = [k * math.pi / 8.0 for k in range(16)]
    marks = [(0.0, 0.0, low)]
    marks += [(r * math.cos(a), r * math.sin(a), 0.0) for a in round_it]
    gem, frames = halo.head.gem, halo.stones.frames
    off = min(off_underside(gem, frame.point(*mark)) for frame in frames for mark in marks)
    if off < halo.gap:
        raise ParameterError(
            f"Halo.drop = {halo.low:.2f} mm brings the small stones within {max(off, 0.0):.2f} "
            f"mm of the {gem.cut} at its corners; {halo.gap:g} mm are asked. Drop them "
            "more, or take smaller ones."
        )


def must_leave_the_claws(halo: Halo) -> None:
    """A hidden row runs round under corners, where claws lean out farthest."""
    most, left, side = limit("seat.depth.warn").value, math.inf, sides(halo.melee, 1)[0]
    for rod, frame in itertools.product(rods(halo.head, Frame()), halo.stones.frames):
        seen = frame.inverse
        for k in range(33):
            point = rod.foot + k / 32.0 * rod.way
            x, y, z = seen.point(point[0], point[1], point[2] - halo.head.girdle_height_mm)
            off = side.under(halo.melee.girdle_radius - math.hypot(x, y), z)
            left = min(left, 0.5 + (off - halo.clearance) / (2.0 * rod.radius))
    if left < 1.0 - most:
        raise ParameterError(
            f"Halo: the small stones would leave {max(left, 0.0):.0%} of a claw that stands on "
            f"a corner of this {halo.head.gem.cut}; {1.0 - most:.0%} is the least. Take "
            "smaller ones, drop them more, or raise the head's girdle_height."
        )
