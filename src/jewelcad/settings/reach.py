"""How far a head reaches beside its stone: what rows and halos next to it must keep clear of."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.layouts.places import half_along
from jewelcad.settings.bezel import Bezel
from jewelcad.settings.claws.shelter import SHELTER_WALL
from jewelcad.settings.prong import ProngHead


def outside(head: ProngHead | Bezel, z: float) -> float:
    """How far a head reaches outside its stone's outline at ``z`` over the girdle, mm."""
    height = head.girdle_height_mm + z
    if isinstance(head, Bezel):
        return head.outer_at(height)
    spreads = {p.spread for p in head.places}
    lines = [head._line(spread, head.girdle_height_mm) for spread in spreads]
    wires = [line.at(height) + line.taper.radius(height) for line in lines]
    beside_it = z > head.gem.girdle_bottom - head.claw_diameter and len(spreads) > 1
    return max(*wires, SHELTER_WALL * head.claw_diameter if beside_it else -math.inf)


def middle(head: ProngHead | Bezel, z: float, bite: float) -> float:
    """How far outside the outline the middle of the least leaning claw stands, mm; of a bezel the
    place ``bite`` mm inside its wall's outer face."""
    height = head.girdle_height_mm + z
    if isinstance(head, Bezel):
        return head.outer_at(height) - bite
    return head.line.at(height)


def along(head: ProngHead | Bezel, turn: float, half: float) -> float:
    """How far a head reaches at its girdle in a direction, within ``half`` mm to either side; mm.

    Parameters
    ----------
    turn : of the head about its own axis, degrees; the direction lies at 0
    """
    stone = max(half_along(head.gem, turn), half_along(head.gem, turn + 180.0))
    if isinstance(head, Bezel):
        return stone + outside(head, 0.0)
    height, found = head.girdle_height_mm, [stone]
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    for place in head.places:
        line = head._line(place.spread, height)
        x, y = place.at(line.at(height))
        wide = line.taper.radius(height) / math.cos(line.lean)
        wide *= 1.0 if head.style == "single" else 2.15
        if abs(s * x + c * y) < half + wide:
            found.append(abs(c * x - s * y) + wide)
    return max(found)


@dataclass(frozen=True)
class Rod:
    """A straight claw before setting: from foot to tip, as thick as at its thicker end; mm."""

    foot: NDArray[np.float64]
    way: NDArray[np.float64]
    radius: float

    def air(self, other: Rod) -> float:
        """Between two rods, mm; each in turn takes its nearest place to the other."""
        t = 0.5
        for _ in range(30):
            s = self._nearest(other.foot + t * other.way)
            t = other._nearest(self.foot + s * self.way)
        apart = self.foot + s * self.way - other.foot - t * other.way
        return float(np.linalg.norm(apart)) - self.radius - other.radius

    def _nearest(self, point: NDArray[np.float64]) -> float:
        share = float((point - self.foot) @ self.way / (self.way @ self.way))
        return min(max(share, 0.0), 1.0)


def rods(head: object, frame: Frame) -> list[Rod]:
    """The claws of a head on a frame, as cast; a bezel has none."""
    if not isinstance(head, ProngHead):
        return []
    low, high, found = head.rim_height, head._cast_top, []
    for place in head.places:
        line = head._line(place.spread, head.girdle_height_mm)
        ends = [np.array(frame.point(*place.at(line.at(h)), h)) for h in (low, high)]
        found.append(Rod(ends[0], ends[1] - ends[0], max(map(line.taper.radius, (low, high)))))
    return found


def air(one: object, at: Frame, other: object, at_other: Frame) -> float:
    """Between the claws of two heads as cast, mm; infinite where one has none."""
    pairs = [(a, b) for a in rods(one, at) for b in rods(other, at_other)]
    return min((a.air(b) for a, b in pairs), default=math.inf)
