"""How far a head reaches beside its stone: what rows, halos and heads next to it must keep off."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.layouts.places import half_along
from jewelcad.settings.bezel import Bezel
from jewelcad.settings.claw_head import ClawHead
from jewelcad.settings.claws.shelter import SHELTER_WALL
from jewelcad.settings.prong import ProngHead


def outside(head: ClawHead | Bezel, z: float) -> float:
    """How far a head reaches outside its stone's outline at ``z`` over the girdle, mm."""
    height = head.girdle_height_mm + z
    if isinstance(head, Bezel):
        return head.outer_at(height)
    lines = {p.spread: head.claw_on(p).line for p in head.places}.values()
    wires = [line.at(height) + head.kind.deep * line.taper.radius(height) for line in lines]
    beside_it = z > head.gem.girdle_bottom - head.claw_diameter and len(wires) > 1
    return max(*wires, SHELTER_WALL * head.claw_diameter if beside_it else -math.inf)


def middle(head: ProngHead | Bezel, z: float, bite: float) -> float:
    """How far outside the outline the middle of the least leaning claw stands, mm; of a bezel the
    place ``bite`` mm inside its wall's outer face."""
    height = head.girdle_height_mm + z
    if isinstance(head, Bezel):
        return head.outer_at(height) - bite
    return head.line.at(height)


def along(head: ClawHead | Bezel, turn: float, half: float) -> float:
    """How far a head reaches at its girdle in a direction, within ``half`` mm to either side; mm.

    Parameters
    ----------
    turn : of the head about its own axis, degrees; the direction lies at 0
    """
    stone = max(half_along(head.gem, turn), half_along(head.gem, turn + 180.0))
    if isinstance(head, Bezel):
        return stone + outside(head, 0.0)
    sheltered = any(map(head.sheltered, head.places))
    turned, found = Frame().turned(turn), [stone + SHELTER_WALL * head.claw_diameter * sheltered]
    for rod in rods(head, turned):
        x, y, _ = rod.at_girdle
        if abs(y) < half + rod.radius:
            found.append(abs(x) + rod.radius)
    return max(found)


@dataclass(frozen=True)
class Rod:
    """A straight claw before setting: from foot to tip, as thick as at its thickest; mm.

    Parameters
    ----------
    at_girdle : its middle at the girdle's height, from the stone's middle
    """

    foot: NDArray[np.float64]
    way: NDArray[np.float64]
    at_girdle: NDArray[np.float64]
    radius: float

    def air(self, other: Rod) -> float:
        """Between two rods, mm; each in turn takes its nearest place to the other."""
        t = 0.5
        for _ in range(12):
            s = self._nearest(other.foot + t * other.way)
            t = other._nearest(self.foot + s * self.way)
        apart = self.foot + s * self.way - other.foot - t * other.way
        return float(np.linalg.norm(apart)) - self.radius - other.radius

    def _nearest(self, point: NDArray[np.float64]) -> float:
        share = float((point - self.foot) @ self.way / (self.way @ self.way))
        return min(max(share, 0.0), 1.0)


def rods(head: object, frame: Frame) -> list[Rod]:
    """The claws of a head on a frame, as cast; a bezel has none."""
    if not isinstance(head, ClawHead):
        return []
    found, girdle = [], head.girdle_height_mm
    for place in head.places:
        claw = head.claw_on(place)
        line, lean = claw.line, math.cos(claw.line.lean)
        low, top = line.height + claw.start * lean, head.cast_top
        foot, tip, middle = (
            np.array(frame.point(*place.at(line.at(h)), h)) for h in (low, top, girdle)
        )
        wide = head.kind.wide(2.0 * max(map(line.taper.radius, (low, top))))
        wide += 2.0 * max(head.wires(place))
        seat = np.array((frame @ head.seat).origin)
        found.append(Rod(foot, tip - foot, middle - seat, wide / lean / 2.0))
    return found


def air(one: object, at: Frame, other: object, at_other: Frame) -> float:
    """Between the claws of two heads as cast, mm; infinite where one has none."""
    pairs = [(a, b) for a in rods(one, at) for b in rods(other, at_other)]
    return min((a.air(b) for a, b in pairs), default=math.inf)
