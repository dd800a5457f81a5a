"""Where claws stand round a stone: on its corners, then evenly, or where the designer says."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems.outlines import GirdleOutline, Point
from jewelcad.geometry.contours import Contour, Segment
from jewelcad.geometry.parallels import bends, length, normal

SHARP = math.radians(50.0)
"""Turning from which a corner needs a claw of its own: a heart's point and a hexagon's corner do,
an octagon's does not (a choice)."""
CUT = math.radians(20.0)
"""Least turning at both ends of a short side that makes it a cut corner (a choice)."""
FARTHEST = 0.2
"""Most share of the way round from claw to claw on stones with one or two corners (a choice: five
claws on a pear, six on a marquise)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claw stands on the girdle's outline, in plan.

    Parameters
    ----------
    point : on the outline
    outward : unit direction away from the stone; at a corner halfway between its sides
    turn : of the corner, radians; 0 on a side
    """

    point: Point
    outward: Point
    turn: float = 0.0

    @property
    def spread(self) -> float:
        """How many times as far a corner lies from a parallel's as its sides do."""
        return 1.0 / math.cos(self.turn / 2.0)

    def at(self, offset: float) -> Point:
        """The point ``offset`` mm outside the outline."""
        (x, y), (nx, ny) = self.point, self.outward
        return (x + offset * nx, y + offset * ny)

    def frame(self, offset: float, height: float) -> Frame:
        """There, x outwards and z up."""
        return Frame((*self.at(offset), height), (*self.outward, 0.0))


def places(outline: GirdleOutline, count: int | None, at: Sequence[float] | None) -> list[Place]:
    """The claws' places, counter-clockwise from the row's direction (+x).

    Parameters
    ----------
    count : number of claws; None for what suits the outline
    at : azimuths in degrees instead of a number

    Raises
    ------
    ParameterError
        If so many claws cannot stand evenly, or leave a corner bare.
    """
    if at is not None:
        return sorted((_facing(outline, azimuth) for azimuth in at), key=_azimuth)
    fixed = _corners(outline.contour())
    if count is None:
        count = _usual(outline, fixed)
    if count < len(fixed):
        raise ParameterError(
            f"prongs = {count} leave a corner of this stone bare: it has {len(fixed)}. Choose "
            f"prongs = {len(fixed)} or more, or say where they stand with at=(...)."
        )
    shares = _even(count) if not fixed else _shared(fixed, count)
    start = _start(outline) if not fixed else 0.0
    added = [_on_side(outline, (start + share) % 1.0) for share in shares]
    return sorted([*(place for _, place in fixed), *added], key=_azimuth)


def _azimuth(place: Place) -> float:
    x, y = place.point
    return round(math.degrees(math.atan2(y, x)) % 360.0, 6) % 360.0


def _facing(outline: GirdleOutline, azimuth: float) -> Place:
    """Where a ray from the middle leaves; a corner within half a degree takes the claw."""
    for _, place in _corners(outline.contour()):
        if abs((_azimuth(place) - azimuth + 180.0) % 360.0 - 180.0) < 0.5:
            return place
    return Place(*outline.at(outline.toward(azimuth)))


def _on_side(outline: GirdleOutline, t: float) -> Place:
    return Place(outline.point(t), outline.normal(t))


def _start(outline: GirdleOutline) -> float:
    """Share of the length at which the outline crosses the row's direction."""
    u = outline.toward(0.0)
    pieces, k = outline.pieces, math.floor(u) % len(outline.pieces)
    before = sum(p.length for p in pieces[:k])
    share = u - math.floor(u)
    low, high = 0.0, pieces[k].length
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if pieces[k].share(middle) < share else (low, middle)
    return (before + low) / outline.length


@lru_cache(maxsize=64)
def _corners(contour: Contour) -> list[tuple[float, Place]]:
    """Places that must have a claw, with the share of the length: sharp corners and cut ones."""
    pieces, turns = contour.segments, bends(contour)
    lengths = [length(p) for p in pieces]
    ends = list(itertools.accumulate(lengths, initial=0.0))
    found = []
    for k, (piece, turn) in enumerate(zip(pieces, turns, strict=True)):
        after = turns[(k + 1) % len(pieces)]
        neighbours = min(lengths[k - 1], lengths[(k + 1) % len(pieces)])
        if turn >= SHARP:
            (ax, ay), (bx, by) = normal(pieces[k - 1], 1.0), normal(piece, 0.0)
            size = math.hypot(ax + bx, ay + by)
            outward = ((ax + bx) / size, (ay + by) / size)
            found.append((ends[k] / ends[-1], Place(piece.start, outward, turn)))
        elif CUT < turn < SHARP and CUT < after < SHARP and lengths[k] < 0.999 * neighbours:
            middle = (ends[k] + lengths[k] / 2.0) / ends[-1]
            found.append((middle, _middle_of(piece)))
    return found


def _middle_of(piece: Segment) -> Place:
    """Half way along a straight cut corner."""
    (ax, ay), (bx, by) = piece.start, piece.end
    return Place(((ax + bx) / 2.0, (ay + by) / 2.0), normal(piece, 0.5))


def is_circle(outline: GirdleOutline) -> bool:
    """Whether an outline is a circle about the origin."""
    reach = outline.extents[1][0]
    return abs(outline.length - 2.0 * math.pi * reach) < 1e-6 * outline.length


def _usual(outline: GirdleOutline, fixed: Sequence[tuple[float, Place]]) -> int:
    """Six claws on a round stone, four on another without corners; the rest by its corners."""
    if not fixed:
        return 6 if is_circle(outline) else 4
    count = len(fixed)
    while count < 12 and len(fixed) < 3:
        try:
            if _widest(fixed, _shared(fixed, count)) <= FARTHEST + 1e-9:
                break
        except ParameterError:
            pass
        count += 1
    return count


def _widest(fixed: Sequence[tuple[float, Place]], shares: Sequence[float]) -> float:
    marks = sorted([*(s for s, _ in fixed), *(s % 1.0 for s in shares)])
    return max((b - a) % 1.0 or 1.0 for a, b in zip(marks, (*marks[1:], marks[0]), strict=True))


def _even(count: int) -> list[float]:
    """Half a step from the row's direction, then evenly."""
    return [(k + 0.5) / count for k in range(count)]


def _shared(fixed: Sequence[tuple[float, Place]], count: int) -> list[float]:
    """Shares of the claws between the corners: the widest gaps first, equal ones together."""
    starts = [share for share, _ in fixed]
    gaps = [(b - a) % 1.0 or 1.0 for a, b in zip(starts, (*starts[1:], starts[0]), strict=True)]
    more, left = [0] * len(gaps), count - len(fixed)
    while left:
        widths = [gap / (n + 1) for gap, n in zip(gaps, more, strict=True)]
        widest = [k for k, w in enumerate(widths) if w > max(widths) - 1e-6]
        if len(widest) > left:
            raise ParameterError(
                f"prongs = {count} cannot stand evenly round this stone: {left} are left for "
                f"{len(widest)} equal sides. Choose {count - left} or "
                f"{count - left + len(widest)}, or say where they stand with at=(...)."
            )
        for k in widest:
            more[k] += 1
        left -= len(widest)
    return [
        a + gap * (j + 1) / (n + 1)
        for a, gap, n in zip(starts, gaps, more, strict=True)
        for j in range(n)
    ]
