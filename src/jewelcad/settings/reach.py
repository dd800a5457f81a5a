"""How far a head reaches beside its stone: what rows and halos next to it must keep clear of."""

from __future__ import annotations

import math

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
        wide = line.taper.radius(height) * (1.0 if head.style == "single" else 2.15)
        if abs(s * x + c * y) < half + wide:
            found.append(abs(c * x - s * y) + wide)
    return max(found)
