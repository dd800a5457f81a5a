"""The curve a dome follows: one conic from the edge, share 1, up to the top, share 0, height 1."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

from jewelcad.gems.outline_pieces import GAUSS
from jewelcad.geometry.domes import Curve

PANELS = 12
"""Of the quadrature, five nodes each: right to 1e-12 for the fullest conic."""


@dataclass(frozen=True, slots=True)
class Conic:
    """A conic whose tangents, at the edge and level at the top, meet at share ``aim``.

    Parameters
    ----------
    aim : 1 leaves the edge upright; less leans in
    rho : how near it comes to that corner, 0 to 1: its middle's share of the way there from the
        chord; √2 - 1 is a quarter of an ellipse if ``aim`` is 1, 1/2 a parabola
    """

    aim: float
    rho: float

    @property
    def weight(self) -> float:
        return self.rho / (1.0 - self.rho)

    def curve(self, low: float, top: float) -> Curve:
        """From height ``low`` to ``top``."""
        return Curve.bend((1.0, low), (self.aim, top), (0.0, top), self.weight)

    def height(self, share: float) -> float:
        """Its height where the share is ``share``: a quadratic for its parameter."""
        s, w = min(max(share, 0.0), 1.0), self.weight
        # (1-t)² (1-s) + 2 w t (1-t) (aim-s) - t² s = 0, for the ratio k = t / (1-t)
        half = w * (self.aim - s)
        root = math.sqrt(half * half + s * (1.0 - s))
        if s == 0.0:
            return 1.0
        k = (half + root) / s if half >= 0.0 else (1.0 - s) / (root - half)
        return k * (2.0 * w + k) / (1.0 + 2.0 * w * k + k * k)

    def mean_square(self) -> float:
        """∫ share² over the height."""
        return _mean_square(self)


@functools.lru_cache(maxsize=64)
def conic(aim: float, rho: float) -> Conic:
    return Conic(aim, rho)


@functools.lru_cache(maxsize=64)
def _mean_square(conic: Conic) -> float:
    """By Gauss and Legendre's rule over the parameter t."""
    whole = 2 * PANELS
    return sum(
        w / whole * _slice(conic, (2 * k + 1 + n) / whole) for k in range(PANELS) for n, w in GAUSS
    )


def _slice(conic: Conic, t: float) -> float:
    """share² dz/dt."""
    u, w, a = 1.0 - t, conic.weight, conic.aim
    whole = u * u + 2.0 * w * t * u + t * t
    share = (u * u + 2.0 * w * a * t * u) / whole
    rise = 2.0 * u * (w * u + t) / whole**2  # the slope of 1 - u² / whole
    return share * share * rise
