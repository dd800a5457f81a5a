"""A trellis head: claws that cross in pairs beneath the stone, woven like wires."""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.limbs import Station
from jewelcad.params import Range, part
from jewelcad.reference.limits import limit
from jewelcad.settings.places import Place
from jewelcad.settings.tulip import TulipHead
from jewelcad.units import Deg

TALLEST = 0.4
"""Height a trellis may add to a tulip's for its crossings, over the stone's width (a choice)."""
WEAVE = 0.3
"""How far outside the other one claw of a crossing rises, over its diameter (a choice): they are
woven as wires are, and never pierce each other middle through middle."""


@part
class TrellisHead(TulipHead):
    """Four claws that cross in pairs beneath the stone, on either side of its length.

    Each rises on the foot where its mirror image across the stone's length should. The stone is
    alike on both halves of its length.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> TrellisHead(Gem.round(6.5), prongs=4).windows
    2
    """

    opening: Annotated[Deg, Range(0, 80), "of the claws at the foot, from level"] = 66.0

    @property
    def windows(self) -> int:
        """One under each crossing."""
        return 2

    @property
    def _narrow(self) -> float:
        return 0.7

    @cached_property
    def least_girdle_height(self) -> float:
        """As for a tulip, and high enough that one sees through beneath the crossings and every
        claw rises all its way."""
        low = super().least_girdle_height
        high, least = low + TALLEST * self.gem.width, limit("check.opening.error").value
        for _ in range(40):
            middle = (low + high) / 2.0
            enough = min(self._opening(p, middle) for p in self.places) >= least
            enough = enough and min(self._rise(p, middle) for p in self.places) >= 0.0
            low, high = (low, middle) if enough else (middle, high)
        return high

    def _rise(self, place: Place, height: float) -> float:
        """The least slope of a claw's stem, upwards over its way; below 0 it sags."""
        return min(station.along[2] for station in self._flow(place, height).stem[0])

    def _opening(self, place: Place, height: float) -> float:
        """Air under a claw where it crosses its partner, over the foot, mm: the lowest point that
        its surface has there."""
        claw = self._flow(place, height)
        below = math.inf
        for a, b in pairwise(claw.stem[0]):
            for side in (-1.0, 0.0, 1.0):
                (x, z), (u, w) = (_underside(claw.frame, s, side) for s in (a, b))
                if (x < 0.0) != (u < 0.0):
                    below = min(below, z + (w - z) * x / (x - u))
        return below - self.rim_height

    def _partner(self, place: Place) -> Place:
        """The place mirrored across the stone's length."""
        (x, y), (nx, ny) = place.point, place.outward
        return Place((-x, y), (-nx, ny), place.turn)

    def _root(self, place: Place) -> Station:
        there = self._partner(place)
        weave = WEAVE * self.claw_diameter if place.point[0] * place.point[1] > 0.0 else 0.0
        x, y = there.at(weave - self._inset * there.spread)
        height = self.rim_height - 0.15 * self.foot_diameter
        back = place.frame(0.0, 0.0).inverse
        gx, gy = place.at(0.0)
        size, up = math.hypot(gx - x, gy - y), math.radians(self.opening)
        way = ((gx - x) / size * math.cos(up), (gy - y) / size * math.cos(up), math.sin(up))
        return Station(back.point(x, y, height), back.vector(*way), self.foot_diameter / 2.0)

    def check(self) -> None:
        there = [p.point for p in self.places]
        alike = all(
            min(math.dist(self._partner(p).point, q) for q in there) < 1e-6
            and min(map(abs, p.point)) > self.claw_diameter
            for p in self.places
        )
        if len(self.places) != 4 or not alike:
            raise ParameterError(
                f"{self._who} crosses four claws in pairs, each the mirror of the other across the "
                f"stone's length; this {self.gem.cut} has {len(self.places)} "
                f"{'that are not' if not alike else ''}. Give prongs = 4 and a stone alike on both "
                "halves of its length, or take a TulipHead."
            )
        self._check_feet()
        super().check()
        if min(self._rise(place, self.girdle_height_mm) for place in self.places) < -1e-6:
            raise ParameterError(
                f"{self._who}: claws that cross under a {self.gem.cut} of {self.gem.length:g} by "
                f"{self.gem.width:g} mm would sag on their way to the girdle at "
                f"{self.girdle_height_mm:.2f} mm. Lower opening ({self.opening:g}°), raise "
                "girdle_height, or take a TulipHead."
            )
        least, height = limit("check.opening.error"), self.girdle_height_mm
        air = min(self._opening(place, height) for place in self.places)
        if air < least.value - 1e-6:
            raise ParameterError(
                f"{self._who}: the claws cross {air:.2f} mm over the foot; {least.value:g} mm is "
                f"the least opening ({least.source}). Widen the foot (foot_width), raise opening "
                f"({self.opening:g}°) or girdle_height, or take thinner claws."
            )

    def _check_feet(self) -> None:
        feet = [p.at(-self._inset * p.spread) for p in self.places]
        gap = 2.0 * min(abs(x) for x, _ in feet) - self.foot_diameter
        if gap < limit("check.gap.error").value:
            raise ParameterError(
                f"{self._who}: claws of {self.foot_diameter:.2f} mm leave {gap:.2f} mm between "
                f"their feet under the crossing; {limit('check.gap.error')} is the least. Widen "
                "the foot (foot_width), or take thinner claws or a larger stone."
            )


def _underside(frame: Frame, station: Station, side: float) -> tuple[float, float]:
    """(x, z) of a point under a limb at a station: straight below, or 30° to a side of that."""
    x, _, z = frame.point(*station.point)
    u, v, w = frame.vector(*station.along)
    level = math.hypot(u, v)
    down, aside = math.cos(math.radians(30.0 * side)), math.sin(math.radians(30.0 * side))
    return (
        x + station.radius * (down * u * w / level - aside * v / level),
        z - station.radius * down * level,
    )
