"""The stacking band: worn beside an engagement ring, giving way around its head."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.geometry.shapes import Shape
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.shanks.laws import slope
from jewelcad.shanks.profiles import outline_points
from jewelcad.shanks.shank import Shank
from jewelcad.units import Mm

STATIONS = 120
STEEPEST = 1.2
"""Steepest run of the bow against the band, a choice: steeper, it would sit askew in the hand."""
POINT = 0.2
"""How round a wishbone's point is, share of the bow's spread (a choice)."""


@part
class StackingBand(Shank):
    """A band that keeps one gap to the ring it is worn beside.

    Its frame is the other ring's: that ring lies in the middle of the world and this band on its
    +y side; ``Frame().turned(180)`` gives the band of the other side. The head is taken as an
    upright cylinder, so every head that stays within its radius clears the band.

    Parameters
    ----------
    beside : width of the other ring's band at its widest, mm
    head_radius : of the other ring's head where it is widest beside this band, mm
    gap : least distance between the two rings, mm (a choice)
    bow : ``curve`` follows a round head, ``wishbone`` comes to a soft point

    Raises
    ------
    ParameterError
        If the head is narrower than the other band, or so wide that the bow would be too steep.
    """

    beside: Annotated[Mm, Range(0.8, 12), Suggest(1.4, 4, 0.1), "width of the other band"] = 2.2
    head_radius: Annotated[Mm, Range(0.8, 10), Suggest(1.5, 5, 0.1), "of the other head"] = 3.4
    gap: Annotated[Mm, Range(0.05, 2), Suggest(0.1, 0.5, 0.05), "between the rings"] = 0.2
    bow: Annotated[str, OneOf("curve", "wishbone"), "how the band gives way"] = "curve"

    def check(self) -> None:
        super().check()
        if self.head_radius < self.beside / 2:
            raise ParameterError(
                f"StackingBand.head_radius = {self.head_radius:g} mm lies inside the other band, "
                f"{self.beside:g} mm wide: there is nothing to give way to. Use Shank."
            )
        steep = max(abs(self._run(a)) for a in range(0, 91, 1))
        if self.spread > 80.0 or steep > STEEPEST:
            raise ParameterError(
                f"StackingBand.head_radius = {self.head_radius:g} mm is too wide for a bore of "
                f"{2 * self.bore_radius:.2f} mm: the band would bend away too steeply. Choose a "
                "smaller head, or a bow of the other kind."
            )

    @property
    def tapered(self) -> bool:
        return True

    @property
    def spread(self) -> float:
        """Angle from the top within which the band gives way, degrees: as gentle as the head."""
        out = max(self.head_radius - self.beside / 2, 0.2)
        wide = 9 if self.bow == "curve" else 12
        return math.degrees(
            math.sqrt(wide * out * (self.head_radius + self.gap)) / self.bore_radius
        )

    def near(self, degrees: float) -> float:
        """Where the side next to the other ring lies along the finger, mm."""
        return self.beside / 2 + self.gap + self.depth * self._share(degrees)

    @cached_property
    def depth(self) -> float:
        """How far the band gives way at the top, mm; bisection on the gap to the head."""
        low, high = 0.0, 2 * self.head_radius + 2.0
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if self._clear(middle) < self.gap else (low, middle)
        return high

    def _share(self, degrees: float) -> float:
        """Of the depth, at an angle: 1 at the top, 0 and smooth from the spread on."""
        u = abs((degrees + 180.0) % 360.0 - 180.0) / self.spread
        if u >= 1.0:
            return 0.0
        if self.bow == "curve":
            return (1.0 - u * u) ** 3
        q = (math.hypot(u, POINT) - POINT) / (math.hypot(1.0, POINT) - POINT)
        return (1.0 - q) ** 3

    def _clear(self, depth: float) -> float:
        """Least distance of the near side from the head's cylinder with the bow so deep, mm."""
        least = math.inf
        for k in range(121):
            a = self.spread * k / 120
            y = self.beside / 2 + self.gap + depth * self._share(a)
            sin, scale = math.sin(math.radians(a)), self.thickness(a) / self.profile.thickness
            for aside, out in self._side:
                x = (self.bore_radius + out * scale) * sin
                least = min(least, math.hypot(x, y + aside))
        return least - self.head_radius

    @cached_property
    def _side(self) -> list[tuple[float, float]]:
        """Points of the near side of the section: (inward from the near line, outward)."""
        drawn = self.profile.drawn(self.profile.width, self.profile.thickness)
        half = self.profile.width / 2
        near = [(x + half, y) for x, y in outline_points(drawn, 16) if x < 0]
        return [(a, y) for a, y in near if a < 0.25]

    def _run(self, degrees: float) -> float:
        """Steepness of the band against the plane of the ring."""
        return slope(self.near, degrees) / self.bore_radius

    def width(self, degrees: float = 180.0) -> float:
        """Along the finger: more where the band runs aslant, so that it keeps its own width."""
        return super().width(degrees) * math.hypot(1.0, self._run(degrees))

    def across(self, degrees: float) -> float:
        return self.near(degrees) + self.width(degrees) / 2

    @cached_property
    def _shape(self) -> Shape:
        return self._swept(STATIONS)
