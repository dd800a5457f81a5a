"""What a halo refuses: stones it cannot hold, a plate nothing carries, a row in the claws."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.reference.limits import limit
from jewelcad.settings import halo_plate as plate
from jewelcad.settings.bead_row import HELD
from jewelcad.settings.beads import BESIDE
from jewelcad.settings.reach import rods
from jewelcad.settings.sides import is_round, off_underside, sides

if TYPE_CHECKING:
    from jewelcad.settings.halo import Halo

LEAST = 3
"""Beads that hold a stone, at least (a choice: two let it tip)."""


def must_agree(halo: Halo) -> None:
    """Refuse what cannot be had together."""
    if not is_round(halo.melee):
        raise ParameterError(
            f"Halo.melee is a {halo.melee.cut}; micro-claws hold round stones. Give a round."
        )
    if not isinstance(halo.head.gem, Gem):
        raise ParameterError("Halo.head holds a stone without facets; a halo needs a Gem.")
    if halo.under and halo.rows > 1:
        raise ParameterError("Halo.rows: a hidden halo has one row. Leave rows out.")
    if halo.held == "beads" and halo.rows > 1:
        raise ParameterError(
            "Halo.rows: raised beads of two rows would run into each other. Hold more than one "
            "row by claws."
        )


def must_be_held_by_beads(halo: Halo) -> None:
    """Three beads a stone and no long stretch of its rim bare, and metal under every bead."""
    beads = halo.beads
    reach = max((beads.beside(s) for s in beads.spots if len(s.stones) == 1), default=0.0)
    if reach > beads.edge + 1e-9:
        raise ParameterError(
            f"Halo.edge = {beads.edge:g} mm is too narrow for beads beside the stones, which reach "
            f"{reach:.2f} mm from the girdles. Make it wider, or leave it out ({BESIDE:g} mm)."
        )
    for i in range(len(halo.stones)):
        bare = beads.bare(i)
        worst = max((length for _, length in bare), default=360.0)
        if len(bare) < LEAST or worst > HELD:
            raise ParameterError(
                f"Halo.held = beads: small stone {i} would have {len(bare)} beads and "
                f"{worst:.0f}° of its rim bare; {LEAST} beads and at most {HELD:g}° are asked, and "
                "there is no room for more. Take another size of stone or another gap between "
                "them, or hold them by claws."
            )


def must_carry_the_beads(halo: Halo) -> None:
    """No bead stands beside the plate, which keeps one section round a corner where it leans."""
    beads = halo.beads
    for spot in beads.spots:
        x, y, _ = spot.frame.origin
        over = plate.beyond(halo, (x, y)) + beads.beside(spot) - spot.off
        if over > plate.EDGE:
            raise ParameterError(
                f"Halo.held = beads: at a corner of this {halo.head.gem.cut} a bead would stand "
                f"{over:.2f} mm over the plate's edge; {plate.EDGE:g} mm is the most. Tilt the "
                "halo less, make its edge wider, or hold the small stones by claws."
            )


def must_stand_over_the_base(halo: Halo) -> None:
    """The plate stays over the head's foot."""
    floor = getattr(halo.head, "rim_height", halo.head.seat.origin[2] / 2)
    low = min(z for _, z in plate.corners(halo, *halo.fitted)) + halo.head.girdle_height_mm
    if low < floor:
        raise ParameterError(
            f"Halo.drop = {halo.low:.2f} mm puts the plate {floor - low:.2f} mm into the "
            "head's base. Drop the halo less, or raise the head's girdle_height."
        )


def must_leave_no_slot(halo: Halo) -> None:
    """Plate and rail are one, or so far apart that the gap casts."""
    if plate.grazes(halo, *halo.fitted):
        raise ParameterError(
            f"Halo.drop = {halo.low:.2f} mm leaves {plate.slot(halo, *halo.fitted):.2f} mm "
            f"between plate and rail; {limit('check.gap.error').value:g} mm is the least, or "
            f"{limit('overlap.merge').value:g} mm of overlap. Drop the halo more or less, tilt "
            "it less, or choose another thickness of the plate or height of the girdle."
        )


def must_be_carried(halo: Halo) -> None:
    """The head's claws reach into the plate."""
    bite = plate.carried(halo, *halo.fitted)
    if bite < limit("overlap.merge").value:
        raise ParameterError(
            f"Halo.drop = {halo.low:.2f} mm leaves {bite:.2f} mm of the claws in the plate; "
            f"{limit('overlap.merge').value:g} mm is the least. Drop the halo less."
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
