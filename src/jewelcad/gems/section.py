"""A stone cut upright, inwards from its girdle: what seats, bezels and claws follow. No numpy."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jewelcad.errors import ParameterError
from jewelcad.gems.planes import Facet, Point

Line = tuple[float, float]
"""Height at the outline, and rise for one unit inwards."""

SAME = 1e-9
"""Corners of a profile nearer than this, mm, are one (a choice, above rounding)."""
STEPS = 48
"""Chords of a dome's section: inside the true curve by 0.02 % of its height at most."""
TANGENTS = 24
"""Tangents to each curve of a dome's envelope: on a quarter circle their corners stand off by 0.1 %
of the radius at most."""


@dataclass(frozen=True)
class Section:
    """The stone's profile in an upright plane, from the outline inwards; mm.

    Parameters
    ----------
    start : on the girdle's outline, in plan
    inward : unit direction in plan
    crown, pavilion : corners (distance inwards, z) of the upper and the lower side, the first at
        the outline, the last where the pavilion is deepest and the crown highest
    """

    start: Point
    inward: Point
    crown: tuple[Point, ...]
    pavilion: tuple[Point, ...]

    @property
    def reach(self) -> float:
        """From the outline to where the pavilion is deepest and the crown highest, mm."""
        return self.pavilion[-1][0]

    @property
    def girdle(self) -> tuple[float, float]:
        """Lower and upper edge of the girdle here, z."""
        return self.pavilion[0][1], self.crown[0][1]

    def crown_z(self, distance: float) -> float:
        """Height of the upper side ``distance`` mm inside the outline."""
        return _height(self.crown, distance)

    def pavilion_z(self, distance: float) -> float:
        """Height of the lower side ``distance`` mm inside the outline."""
        return _height(self.pavilion, distance)


def section_of(facets: Sequence[Facet], start: Point, inward: Point) -> Section:
    """The section of the stone behind ``facets``, lengths in their unit."""
    over, under = [], []
    for facet in facets:
        (x, y, z), d = facet.normal, facet.distance
        if abs(z) > 1e-9:
            here = (d - x * start[0] - y * start[1]) / z
            rise = -(x * inward[0] + y * inward[1]) / z
            if z > 0.0:
                over.append((here, rise))
            else:
                under.append((-here, -rise))
    reach = max(_lowest(side, math.inf)[-1][0] for side in (over, under))
    below = _lowest(under, reach)
    return Section(start, inward, tuple(_lowest(over, reach)), tuple((d, -z) for d, z in below))


def _lowest(lines: Sequence[Line], reach: float) -> list[Point]:
    """Corners of the lower envelope of lines, up to ``reach`` or its top."""
    here, (a, b) = 0.0, min(lines)
    corners = [(0.0, a)]
    while True:
        lines = [line for line in lines if line[1] < b - 1e-12]
        step, slope = min([((c - a) / (b - s), s) for c, s in lines], default=(math.inf, 0.0))
        step = max(step, here)
        if step >= reach or (reach == math.inf and (b <= 1e-12 or step == math.inf)):
            end = here if reach == math.inf else reach
            if end > corners[-1][0] + SAME:
                corners.append((end, a + b * end))
            return corners
        if step > here + SAME:
            corners.append((step, a + b * step))
        here, a, b = step, a + b * step - slope * step, slope


def _height(profile: Sequence[Point], distance: float) -> float:
    last = profile[-1][0]
    if not -1e-12 <= distance <= last + 1e-9:
        raise ParameterError(
            f"A section reaches from 0 to {last:.4g} mm inside the outline; {distance:g} mm is not "
            "in it."
        )
    for (a, za), (b, zb) in pairwise(profile):
        if distance <= b:
            return za + (zb - za) * (distance - a) / (b - a)
    return profile[-1][1]


def least(value: Callable[[float], float], end: float) -> float:
    """Where a convex function is least between 0 and ``end``: the golden section's search."""
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    low, high = 0.0, end
    one, two = high - golden * (high - low), low + golden * (high - low)
    at_one, at_two = value(one), value(two)
    while high - low > SAME:
        if at_one < at_two:
            high, two, at_two = two, one, at_one
            one = high - golden * (high - low)
            at_one = value(one)
        else:
            low, one, at_one = one, two, at_two
            two = low + golden * (high - low)
            at_two = value(two)
    return (low + high) / 2.0
