"""The stacking band: worn beside an engagement ring, giving way around its head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.geometry.shapes import Shape
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.shanks.laws import slope
from jewelcad.shanks.profiles import outline_points
from jewelcad.shanks.shank import Shank
from jewelcad.units import Mm
from jewelcad.workpiece import Workpiece

STATIONS = 120
STEEPEST = 1.2
"""Steepest run of the bow against the band, a choice: steeper, it would sit askew in the hand."""
POINT = 0.2
"""How round a wishbone's point is, share of the bow's spread (a choice)."""
LEAST, WIDEST = 12, 80.0
"""Degrees from the top within which a band gives way, at least and at most (a choice)."""
HEIGHTS = 24
"""Heights at which the side next to the other ring is looked at (a choice)."""
LOOKS = 0.5
"""Degrees between the places at which the other ring is looked at (a choice)."""


@dataclass(frozen=True)
class Bow:
    """How the side next to the other ring runs along the finger, mm: ``low``, and round the top,
    within ``spread`` degrees, up to ``depth`` more."""

    kind: str
    low: float
    depth: float
    spread: float

    def near(self, degrees: float) -> float:
        return self.low + self.depth * self.share(degrees)

    def share(self, degrees: float) -> float:
        """Of the depth, at an angle: 1 at the top, 0 and smooth from the spread on."""
        u = abs((degrees + 180.0) % 360.0 - 180.0) / self.spread
        if u >= 1.0:
            return 0.0
        if self.kind == "curve":
            return (1.0 - u * u) ** 3
        q = (math.hypot(u, POINT) - POINT) / (math.hypot(1.0, POINT) - POINT)
        return (1.0 - q) ** 3

    def steep(self, radius: float) -> float:
        """Steepest run against the plane of the ring, on a bore."""
        return max(abs(slope(self.near, a)) for a in range(91)) / radius

    def flows(self, radius: float, width: float) -> bool:
        """Whether the far side of a band so wide falls steadily from the top, without humps beside
        it: a band aslant is wider along the finger."""
        angles = [self.spread * k / 60 for k in range(61)]
        far = [self.near(a) + width * math.hypot(1.0, slope(self.near, a) / radius) for a in angles]
        return all(b <= a + 1e-6 for a, b in pairwise(far))


@part
class StackingBand(Shank):
    """A band that keeps one gap to the ring it is worn beside.

    Its frame is the other ring's: that ring lies in the middle of the world and this band on its
    +y side. Give ``other`` for a band that follows that very ring, whatever its head; else the head
    is taken as an upright cylinder, so every head that stays within its radius clears the band,
    and ``Frame().turned(180)`` gives the band of the other side.

    Parameters
    ----------
    beside : width of the other ring's band at its widest, mm
    head_radius : of the other ring's head where it is widest beside this band, mm
    other : the other ring on the bench, ``ring.workpiece("set")``, instead of these two. For the
        band of its other side turn it: ``.on(Frame().turned(180))``
    gap : least distance between the two rings, mm (a choice)
    bow : ``curve`` follows a round head, ``wishbone`` comes to a soft point

    Raises
    ------
    ParameterError
        If the head is narrower than the other band, or so wide that the bow would be too steep.
    """

    beside: Annotated[Mm, Range(0.8, 12), Suggest(1.4, 4, 0.1), "width of the other band"] = 2.2
    head_radius: Annotated[Mm, Range(0.8, 10), Suggest(1.5, 5, 0.1), "of the other head"] = 3.4
    other: Annotated[Workpiece | None, "the other ring itself"] = None
    gap: Annotated[Mm, Range(0.05, 2), Suggest(0.1, 0.5, 0.05), "between the rings"] = 0.2
    bow: Annotated[str, OneOf("curve", "wishbone"), "how the band gives way"] = "curve"

    def check(self) -> None:
        super().check()
        if self.other is None and self.head_radius < self.beside / 2:
            raise ParameterError(
                f"StackingBand.head_radius = {self.head_radius:g} mm lies inside the other band, "
                f"{self.beside:g} mm wide: there is nothing to give way to. Use Shank."
            )
        bow, askew = self._bow, False
        if self.other is not None:
            askew = not bow.flows(self.bore_radius, self.profile.width)
        if askew or bow.spread > WIDEST or bow.steep(self.bore_radius) > STEEPEST:
            what = f"head_radius = {self.head_radius:g} mm" if self.other is None else "other"
            raise ParameterError(
                f"StackingBand.{what} is too wide for a bore of {2 * self.bore_radius:.2f} mm: the "
                "band would bend away too steeply. Choose a smaller head, or a bow of the other "
                "kind."
            )

    @property
    def tapered(self) -> bool:
        return True

    def near(self, degrees: float) -> float:
        """Where the side next to the other ring lies along the finger, mm."""
        return self._bow.near(degrees)

    @property
    def spread(self) -> float:
        """Angle from the top within which the band gives way, degrees."""
        return self._bow.spread

    @property
    def depth(self) -> float:
        """How far the band gives way at the top, mm."""
        return self._bow.depth

    @cached_property
    def _bow(self) -> Bow:
        return self._beside_a_cylinder() if self.other is None else self._beside(self.other)

    def _beside_a_cylinder(self) -> Bow:
        """As gentle as the head."""
        out = max(self.head_radius - self.beside / 2, 0.2)
        wide = 9 if self.bow == "curve" else 12
        reach = self.head_radius + self.gap
        spread = math.degrees(math.sqrt(wide * out * reach) / self.bore_radius)
        angles = [spread * k / 120 for k in range(120)]
        need = [
            max(math.sqrt(max(reach**2 - x**2, 0.0)) - aside for aside, x, _ in self._side_at(a))
            for a in angles
        ]
        return self._deep_enough(self.beside / 2 + self.gap, spread, angles, need)

    def _beside(self, other: Workpiece) -> Bow:
        """The bow that lies closest to the other ring, of those that are fair."""
        if not other.metal:
            raise ParameterError("StackingBand.other has no metal. Give ring.workpiece('set').")
        fine = round(WIDEST / LOOKS)
        angles = [LOOKS * k for k in range(fine)]
        angles += [WIDEST + 4 * LOOKS * k for k in range(round((180 - WIDEST) / LOOKS / 4) + 1)]
        need = self._needed(other, angles)
        tries = []
        for spread in range(LEAST, int(WIDEST) + 1, 2):
            beyond = [n for a, n in zip(angles, need, strict=True) if a >= spread]
            tries.append(self._deep_enough(max(beyond), float(spread), angles, need))
        if max(bow.depth for bow in tries) <= 0.0:
            raise ParameterError(
                "StackingBand.other stands out nowhere beside this band: there is nothing to give "
                "way to. Use Shank."
            )
        radius, wide = self.bore_radius, self.profile.width
        fair = [b for b in tries if b.steep(radius) <= STEEPEST and b.flows(radius, wide)]
        return min(fair or tries, key=lambda bow: sum(bow.near(a) for a in angles[:fine]))

    def _needed(self, other: Workpiece, angles: Sequence[float]) -> list[float]:
        """Least `near` at each angle, on either side of the top, that keeps the gap."""
        import numpy as np

        from jewelcad.shanks.silhouette import reach

        sides = [self._side_at(a) for a in angles]
        places = np.array([(s * x, z) for side in sides for _, x, z in side for s in (1, -1)])
        found = reach(other, self.gap, places).reshape(len(angles), -1, 2).max(axis=2)
        aside = np.array([[a for a, _, _ in side] for side in sides])
        return [float(v) for v in (found - aside).max(axis=1)]

    def _deep_enough(
        self, low: float, spread: float, angles: Sequence[float], need: Sequence[float]
    ) -> Bow:
        """The least deep bow that keeps what is needed within its spread."""
        bow = Bow(self.bow, low, 1.0, spread)
        inside = [(bow.share(a), n) for a, n in zip(angles, need, strict=True) if a < spread]
        return Bow(self.bow, low, max((n - low) / s for s, n in inside if s > 0.0), spread)

    def _side_at(self, degrees: float) -> list[tuple[float, float, float]]:
        """Points of the near side at an angle: (inward from the near line, x, z)."""
        sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        scale = self.thickness(degrees) / self.profile.thickness
        radii = [(aside, self.bore_radius + out * scale) for aside, out in self._side]
        return [(aside, r * sin, r * cos) for aside, r in radii]

    @cached_property
    def _side(self) -> list[tuple[float, float]]:
        """Points of the near side of the section, the nearest at each of a few heights: (inward
        from the near line, outward)."""
        drawn = self.profile.drawn(self.profile.width, self.profile.thickness)
        half, step = self.profile.width / 2, self.profile.thickness / HEIGHTS
        nearest: dict[int, tuple[float, float]] = {}
        for x, y in outline_points(drawn, 16):
            level = round(y / step)
            nearest[level] = min(nearest.get(level, (math.inf, 0.0)), (x + half, y))
        return list(nearest.values())

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
