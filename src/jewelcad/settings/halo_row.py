"""Where the small stones of a halo stand: clear of the head's claws with all that holds them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.layouts import Layout, around, upon
from jewelcad.reference.limits import limit
from jewelcad.settings.bead_row import RowBeads
from jewelcad.settings.beads import COVER, POST
from jewelcad.settings.grains import Grip
from jewelcad.settings.halo_plate import back, line
from jewelcad.settings.plans import away, convex
from jewelcad.settings.reach import outside

if TYPE_CHECKING:
    from jewelcad.settings.halo import Halo

AIR = 0.05
"""mm between the head's claws and the small stones' seats (a choice)."""
ROUNDS, PUSH = 16, 0.1
"""Steps in which a row finds room for what holds it; two are usual. The longest step of one held by
beads, mm: farther out other beads may hold it."""


def row(halo: Halo) -> Layout:
    """In the frame of the centre's girdle.

    Raises
    ------
    ParameterError
        If nowhere near the centre there is room beside the head for what holds the stones.
    """
    if halo.under:
        return upon(convex(line(halo)), halo.melee, halo.gap, halo.lean, halo.low)
    out, most = _beside(halo), PUSH if halo.held == "beads" else math.inf
    for _ in range(ROUNDS):
        found = around(
            halo.head.gem,
            halo.melee,
            gap=halo.gap,
            rows=halo.rows,
            tilt=halo.tilt,
            drop=halo.low,
            beside=out,
        )
        need = _lack(halo, found)
        if need <= 0.0:
            return found
        out += min(need, most) + 1e-3
    raise ParameterError(
        f"Halo: what holds the small stones would stand {need:.2f} mm too near the head, even with "
        f"the stones' middles {out:.2f} mm from the {halo.head.gem.cut}. Take smaller stones or "
        "slimmer claws, or tilt the halo less."
    )


def beads(halo: Halo, found: Layout) -> RowBeads:
    """Those raised for a row."""
    edge = halo.half - halo.melee.girdle_radius
    return RowBeads(found, Grip(COVER, limit("prong.height").hi or 0.0), halo.spare, edge)


def _lack(halo: Halo, found: Layout) -> float:
    """How much farther out the row must stand for what holds it to clear the head, mm."""
    corners = halo.head.gem.girdle_outline.polygon()
    return max(
        outside(halo.head, z) + room - away(corners, (x, y))
        for (x, y, z), room in _tips(halo, found)
    )


def _tips(halo: Halo, found: Layout) -> Iterator[tuple[Vector, float]]:
    """Where claws or beads end before setting, and how far from there the head's claws stay:
    clear of them once set, and by a gap that casts before."""
    claw, gap = halo.claw, limit("check.gap.warn").value
    if halo.held == "beads":
        row_beads = beads(halo, found)
        for spot in row_beads.spots:
            set_ = row_beads.dome(spot).radius
            yield spot.frame.lifted(claw.room_height).origin, max(AIR + set_, gap + POST * set_)
        return
    room = max(AIR + claw.widest, gap + claw.diameter / 2)
    for i, j in found.pairs:
        for stand in claw.between(found.frames[i], found.frames[j]):
            yield stand.lifted(claw.room_height).origin, room


def _beside(halo: Halo) -> float:
    """Least way from the outline to a middle at which the seats leave the claws alone, mm."""
    a, wide = math.radians(halo.tilt), halo.melee.girdle_radius + halo.clearance
    up = halo.claw.room_height + 0.1
    rows = [up * k / 8 for k in range(-4, 9)]
    return max(
        outside(halo.head, wide * math.sin(a) + v * math.cos(a) - halo.low)
        + AIR + wide * math.cos(a) - v * math.sin(a)
        for v in rows
    )  # fmt: skip


def middles(halo: Halo) -> tuple[float, float]:
    """Of the innermost and the outermost row from the outline, mm."""
    if halo.under:
        middle = back(halo) + halo.plate + halo.top_depth
        return middle, middle
    corners = halo.head.gem.girdle_outline.polygon()
    starts = [0, *(i + 1 for i, j in halo.stones.pairs if j <= i)][: halo.rows]
    ends = [*starts[1:], len(halo.stones)]
    far = [
        min(away(corners, f.origin[:2]) for f in halo.stones.frames[a:b])
        for a, b in zip(starts, ends, strict=True)
    ]
    return far[0], far[-1]
