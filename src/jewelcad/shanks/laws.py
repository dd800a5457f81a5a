"""Laws: how a width or thickness runs from station to station around the finger.

Quintic pieces with slopes held so that each piece is monotone and the whole has a continuous
curvature: polished metal shows a break in curvature as a line of light.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence


class SmoothLaw:
    """A value over an angle from the top (0°) to the base (180°), mirrored beyond.

    Monotone between stations, flat at top and base, twice continuously differentiable.

    Parameters
    ----------
    stations : (angle in degrees, value), rising angles from 0 to 180
    """

    def __init__(self, stations: Sequence[tuple[float, float]]) -> None:
        self.angles = [a for a, _ in stations]
        self.values = [v for _, v in stations]
        self.slopes = self._slopes()

    def _slopes(self) -> list[float]:
        """Slopes by the harmonic mean of the neighbours' secants: none where the value turns."""
        pairs = list(zip(self.angles, self.values, strict=True))
        secants = [(v1 - v0) / (a1 - a0) for (a0, v0), (a1, v1) in itertools.pairwise(pairs)]
        inner = [
            2 * s0 * s1 / (s0 + s1) if s0 * s1 > 0 else 0.0
            for s0, s1 in itertools.pairwise(secants)
        ]
        return [0.0, *inner, 0.0]

    def __call__(self, degrees: float) -> float:
        angle = abs((degrees + 180.0) % 360.0 - 180.0)
        i = min(bisect_right(self.angles, angle) - 1, len(self.angles) - 2)
        a0, a1 = self.angles[i], self.angles[i + 1]
        v0, v1 = self.values[i], self.values[i + 1]
        t, span = (angle - a0) / (a1 - a0), a1 - a0
        m0, m1 = self.slopes[i] * span, self.slopes[i + 1] * span
        ease = eased(t)
        leave = t - t**3 * (6 - 8 * t + 3 * t * t)
        arrive = -(t**3) * (4 - 7 * t + 3 * t * t)
        return v0 + (v1 - v0) * ease + m0 * leave + m1 * arrive

    def slope(self, degrees: float) -> float:
        """Change per degree, towards larger angles."""
        return math.radians(slope(self, degrees))


def slope(law: Callable[[float], float], degrees: float) -> float:
    """Change of a law per radian, towards larger angles."""
    h = 1e-4
    return math.degrees((law(degrees + h) - law(degrees - h)) / (2 * h))


def eased(share: float) -> float:
    """From 0 to 1 as ``share`` does, level and without curvature at both ends."""
    t = min(max(share, 0.0), 1.0)
    return t**3 * (10 - 15 * t + 6 * t * t)
