"""How far a head reaches beside its stone: what rows, halos and heads next to it must keep off."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.geometry.contours import Contour
from jewelcad.geometry.walks import run, spot, stretches
from jewelcad.layouts.places import half_along
from jewelcad.settings.bezel import Bezel
from jewelcad.settings.claw_head import ClawHead
from jewelcad.settings.claws.shelter import SHELTER_WALL
from jewelcad.settings.prong import ProngHead

STEP = 0.1
"""mm from place to place along a rail: two rails 0.2 mm apart are told within 0.005 mm."""


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
    """Between the metal of two heads as cast: claws, rails and rims, mm; infinite where one has
    none."""
    first, second = rods(one, at), rods(other, at_other)
    round_first, round_second = rims(one, at), rims(other, at_other)
    found = [a.air(b) for a in first for b in second]
    found += [b.air(a) for a in first for b in round_second]
    found += [a.air(b) for a in round_first for b in second]
    found += [a.air(b) for a in round_first for b in round_second]
    return min(found, default=math.inf)


@dataclass(frozen=True)
class Rim:
    """A closed wire, or the upper edge of a base: places on its middle line, (n, 3) mm."""

    points: NDArray[np.float64]
    radius: float

    def air(self, other: Rim | Rod) -> float:
        """From the wire to a rod or another wire, mm."""
        if isinstance(other, Rod):
            share = (self.points - other.foot) @ other.way / (other.way @ other.way)
            near = other.foot + np.clip(share, 0.0, 1.0)[:, None] * other.way
            least = ((self.points - near) ** 2).sum(axis=1).min()
        else:
            least = ((self.points[:, None] - other.points) ** 2).sum(axis=2).min()
        return math.sqrt(least) - self.radius - other.radius


def rims(head: object, frame: Frame) -> list[Rim]:
    """The rails of a basket and the rim of its base, on a frame; other heads have none here."""
    if not isinstance(head, ProngHead):
        return []
    rotation, origin = np.column_stack([frame.x, frame.y, frame.z]), np.array(frame.origin)
    return [Rim(points @ rotation.T + origin, radius) for points, radius in _rims(head)]


@lru_cache(maxsize=32)
def _rims(head: ProngHead) -> list[tuple[NDArray[np.float64], float]]:
    wires = [(head.path_at(z), z, head.rail_wire / 2) for z in head.rail_heights]
    wires.append((head.path_at(head.rim_height), head.rim_height / 2, head.foot_diameter / 2))
    return [(_on(path, z), radius) for path, z, radius in wires]


def _on(path: Contour, z: float) -> NDArray[np.float64]:
    """Places along a path, `STEP` mm apart at most; in fours, to mirror as it does."""
    found = [
        (*spot(stretch, run(stretch) * k / count)[0], z)
        for stretch in stretches(path)
        for count in [4 * math.ceil(run(stretch) / STEP / 4)]
        for k in range(count)
    ]
    return np.array(found)
