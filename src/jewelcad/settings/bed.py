"""A bed: what every stone of a layout takes from a band, and what it leaves of it.

Seats open upwards, openings through to the finger; refused when stones would lie too deep, too near
the band's edge, or their openings would run together.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Protocol, runtime_checkable

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem, Stone
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.shapes import Turned
from jewelcad.layouts import Layout
from jewelcad.reference.limits import limit
from jewelcad.settings.seats import seats
from jewelcad.settings.sides import is_round
from jewelcad.workpiece import Body, PlacedGem, Stage, Workpiece

CLEARANCE, LEAST_CLEARANCE = 0.01, 0.03
"""Room between stone and seat, share of the stone's width: JewelCraft's cutter (domain.md §5.5);
and mm at least (a choice: small stones of one size differ as much as larger ones)."""
BRIDGE = 0.2
"""mm of metal left between two openings at the finger, at least (a choice)."""
THROUGH = 1.0
"""mm an opening reaches into the finger's room."""


@runtime_checkable
class Band(Protocol):
    """What a bed asks of a shank."""

    @property
    def bore_radius(self) -> float:
        """Half the inner diameter, mm."""

    def width(self, degrees: float) -> float:
        """Along the finger at an angle from the top, mm."""


def bed(row: Layout, band: Band, stage: Stage, opening: float, top: float) -> Workpiece:
    """Seats, openings and stones, each under its number.

    Parameters
    ----------
    opening : diameter of the openings, share of the stone; 0 for none
    top : height over the girdles to which seats are open, mm
    """
    openings, rooms, stones = [], [], []
    for i, (gem, frame) in enumerate(row.stones):
        (room,) = seats(gem, stage, clearance(gem.width), top)
        rooms.append(Body(f"seat[{i}]", room.shape, frame))
        stones.append(PlacedGem(f"stone[{i}]", gem, frame))
        low = round(height_over_bore(frame.origin, band) + THROUGH, 3)
        if stage == "set":
            openings.append(Body(f"opening[{i}]", _drill(gem, opening, low, top), frame))
        elif opening:
            openings.append(Body(f"opening[{i}]", _hole(gem, opening, low), frame))
    return Workpiece(openings=openings, seats=rooms, stones=stones)


def clearance(width: float) -> float:
    """Between a stone of that width and its seat, each side, mm."""
    return max(CLEARANCE * width, LEAST_CLEARANCE)


@lru_cache(maxsize=512)
def _hole(gem: Stone, opening: float, low: float) -> Turned:
    """The hole under a stone, up into its seat."""
    r, floor = opening * gem.width / 2, 0.5 * gem.girdle_bottom
    return Turned(Contour(polygon([(0.0, -low), (r, -low), (r, floor), (0.0, floor)])))


@lru_cache(maxsize=512)
def _drill(gem: Stone, opening: float, low: float, top: float) -> Turned:
    """The hole under a stone and its way in from above, which no band may close once it is set.

    The way in is a little wider than the stone and narrower than its seat.
    """
    hole, wide = opening * gem.width / 2, gem.girdle_radius + 0.5 * clearance(gem.width)
    floor = 0.5 * gem.girdle_bottom
    foot = [(0.0, -low), (hole, -low), (hole, floor)] if opening else [(0.0, floor)]
    return Turned(Contour(polygon([*foot, (wide, floor), (wide, top), (0.0, top)])))


def height_over_bore(point: tuple[float, float, float], band: Band) -> float:
    """Of a point of the ring, mm."""
    return math.hypot(point[0], point[2]) - band.bore_radius


def must_bed(owner: str, row: Layout, band: object, opening: float) -> Band:
    """Refuse stones that are not round, lie too deep, too near each other or run together.

    Raises
    ------
    ParameterError
        What, how much, and what to do.
    """
    if not isinstance(band, Band):
        raise ParameterError(
            f"{owner}.band is a {type(band).__name__}: give the Shank of the ring."
        )
    if not len(row):
        raise ParameterError(f"{owner}.row holds no stones.")
    other = next((gem for gem in row.gems if not isinstance(gem, Gem) or not is_round(gem)), None)
    if other is not None:
        raise ParameterError(
            f"{owner} holds round stones, whose rims leave room for it between them; a {other.cut} "
            "does not. Set it in claws, a bezel or a channel."
        )
    gap = row.report.tightest[2] if row.report.tightest else math.inf
    room = 2 * max(clearance(gem.width) for gem in row.gems)
    if gap <= room:
        raise ParameterError(
            f"{owner}: stones lie {gap:.3f} mm apart and their seats need {room:.3f} mm. Ask the "
            "layout for a larger gap."
        )
    _must_clear_finger(owner, row, band)
    if opening:
        _must_leave_bridges(owner, row, band, opening)
    return band


def _must_clear_finger(owner: str, row: Layout, band: Band) -> None:
    least = limit("culet.clearance")
    deepest, gem = min(
        ((height_over_bore(f.point(0.0, 0.0, g.culet_z), band), g) for g, f in row.stones),
        key=lambda found: found[0],
    )
    if deepest < least.value - 1e-9:
        raise ParameterError(
            f"{owner}: the culet of a {gem.width:g} mm stone lies {deepest:.2f} mm over the finger;"
            f" {least.value:g} mm is the least ({least.source}). Make the band "
            f"{least.value - deepest:.2f} mm thicker, sink the row less, or choose smaller stones."
        )


def _must_leave_bridges(owner: str, row: Layout, band: Band, opening: float) -> None:
    for i, j in row.pairs:
        drills = [opening * row.gems[k].width / 2 for k in (i, j)]
        ends = [
            row.frames[k].point(0.0, 0.0, -height_over_bore(row.frames[k].origin, band))
            for k in (i, j)
        ]
        left = math.dist(*ends) - sum(drills)
        if left < BRIDGE:
            raise ParameterError(
                f"{owner}.opening = {opening:g} leaves {left:.2f} mm of metal between the openings "
                f"of stones {i} and {j} at the finger; {BRIDGE:g} mm is the least. Choose smaller "
                "openings, or a larger gap."
            )
