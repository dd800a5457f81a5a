"""Claws and beads that stand between stones: upright before setting, domed over the crowns after.

Both are turned about the axis of a `Spot`, z = 0 at the girdles' height.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from jewelcad.errors import ParameterError
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.geometry.shapes import Turned
from jewelcad.settings.places import Place
from jewelcad.settings.sides import Side

FINE = 3
"""Decimals of mm to which sizes are rounded, so that equal grains are made once."""

SWELL = 1.15
"""Radius of a dome where it starts over that at which it meets the crown (a choice)."""
LEAST_RISE = 0.02
"""mm that a dome rises over where it meets the crown, at least (a choice)."""


@dataclass(frozen=True)
class Grip:
    """How far a finished grain reaches over a crown.

    Parameters
    ----------
    coverage : of girdle to table
    height : over the girdle, share of the crown
    """

    coverage: float
    height: float

    def top(self, gem: Stone) -> float:
        """Of the finished grain over the girdle's middle, mm."""
        return gem.girdle_top + self.height * gem.crown_height

    def inside(self, gem: Stone) -> float:
        """How far inside the girdle the grain ends on the crown, mm."""
        return self.coverage * side_of(gem).table

    def dome(self, gem: Stone, off: float) -> Dome:
        """The half ellipsoid about an axis ``off`` mm outside the girdle that meets the crown just
        where the coverage ends.

        Raises
        ------
        ParameterError
            If the crown is higher there than the grain.
        """
        reach, crown, top = self.inside(gem), side_of(gem).crown_z(self.inside(gem)), self.top(gem)
        if crown > top - LEAST_RISE:
            raise ParameterError(
                f"A grain of {self.height:.0%} of the crown's height cannot cover "
                f"{self.coverage:.0%} of it: the crown is higher there. Cover less or raise height."
            )
        share = math.sqrt(1.0 - 1.0 / SWELL**2)
        return Dome(SWELL * (off + reach), (crown - share * top) / (1.0 - share), top)


@dataclass(frozen=True)
class Dome:
    """Half an ellipsoid: its radius, and the heights it starts and ends at; mm."""

    radius: float
    low: float
    top: float


def side_of(gem: Stone) -> Side:
    """A round stone's profile, the same from all round."""
    return Side.of(gem, Place((gem.girdle_radius, 0.0), (1.0, 0.0)))


DRAFT = 0.02
"""By how much of its height a small post is narrower in radius at its end than at its root: a
little over 1°, as a pattern drawn from a mould has (a choice). Where posts and seats are cylinders
with parallel axes the kernel errs."""


def upright(radius: float, low: float, top: float, draft: float = 0.0) -> Turned:
    """A post with a round end, from ``low`` to ``top``; ``radius`` at its root."""
    foot, low, top = (round(v, FINE) for v in (radius, low, top))
    r = round(foot - draft * (top - foot - low), FINE)
    arc = Arc((0.0, top - r), r, r, 0.0, math.pi / 2.0)
    return _turned(((0.0, low), (foot, low), (r, top - r)), arc)


def domed(radius: float, low: float, dome: Dome, draft: float = 0.0) -> Turned:
    """A post from ``low`` that swells into a dome; ``radius`` at its root."""
    foot, low, radius, start, top = (
        round(v, FINE) for v in (radius, low, dome.radius, dome.low, dome.top)
    )
    high, post = top - start, round(foot - draft * (start - low), FINE)
    if post >= radius:
        points = ((0.0, low), (foot, low), (post, start - (post - radius) - 0.01), (radius, start))
        return _turned(points, Arc((0.0, start), radius, high, 0.0, math.pi / 2.0))
    arc = Arc((0.0, start), radius, high, -math.acos(post / radius), math.pi / 2.0)
    return _turned(((0.0, low), (foot if draft else arc.start[0], low), arc.start), arc)


def _turned(points: tuple[tuple[float, float], ...], arc: Arc) -> Turned:
    lines = (Line(a, b) for a, b in pairwise(points))
    return Turned(Contour((*lines, arc, Line(arc.end, points[0]))))
