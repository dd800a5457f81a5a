"""The pavilion of princess and radiant: upper triangles, chevrons fanned from corners, four mains.

On the middle line of each side the facets make a convex profile: the triangle under the girdle,
steep, then the chevrons, flatter one by one, to the mains, which reach the culet. A chevron is a
pair of facets that fan out of the two ends of the side. Facets: 4 triangles, 8 for each chevron,
4 mains (``domain.md`` §2.3), 4 more under the cut corners of a radiant, and 2 along a keel.

A long stone may have a keel: two facets take off the tip in which the mains would meet.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from jewelcad.errors import ParameterError
from jewelcad.gems.planes import Facet, Point, through

CHEVRON_SLACK = 0.85
"""How near the last chevrons come to cutting a radiant's girdle, share (a choice)."""
CORNER_ROOM = 0.08
"""How far under a cut corner's edge the mains run, share of the depth (a choice)."""
CORNER_REACH = 0.07
"""How far in along x and y the facets under cut corners reach, share of the width (a choice)."""


@dataclass(frozen=True)
class Chevrons:
    """The facets under a rectangle, the culet or the keel in its middle.

    Parameters
    ----------
    name : of the stone's cut, for refusals
    size : half the length, half the width
    cut : along each side, of corners cut at 45°; 0 for none
    edge, depth : z of the girdle's lower edge; from there to the culet
    steep : rise of the upper triangles over run, on the width's middle line; those at the ends
        are flatter, as they have farther to go
    count : chevrons on each side
    reach : how far in along a middle line the triangles and the last chevrons go, shares
    keel : half its length
    """

    name: str
    size: Point
    cut: float
    edge: float
    depth: float
    steep: float
    count: int
    reach: tuple[float, float]
    keel: float = 0.0

    def facets(self) -> Iterator[Facet]:
        """All of them.

        Raises
        ------
        ParameterError
            If chevrons do not fit between the triangles and the mains, or the keel is too long.
        """
        for axis in (0, 1):
            half, other = self.size[axis], self.size[1 - axis]
            slack = (other - self.cut) / half * (CHEVRON_SLACK if self.cut else 1.0)
            profile = self._profile(self.steep * min(self.size), self._rise * half, slack)
            for sign in (1.0, -1.0):
                yield from _side(axis, sign, half, other - self.cut, self.edge, profile)
        for sx in (1.0, -1.0):
            for sy in (1.0, -1.0):
                yield self._main(sx, sy)
                if self.cut:
                    yield self._under_corner(sx, sy)
        if self.keel > 0.0:
            yield from self._along_keel()

    @property
    def _rise(self) -> float:
        """Rise of the mains' planes along a middle line.

        They pass a square corner, and run `CORNER_ROOM` under the edge of a cut one, parallel to
        it; and they pass the ends of the keel.
        """
        whole = sum(self.size) - self.cut
        return self.depth / (whole - self.keel) * (1.0 - (CORNER_ROOM if self.cut else 0.0))

    @property
    def _tip(self) -> float:
        """z where the mains meet, below a keel."""
        return self.edge - self.depth - self._rise * self.keel

    def _main(self, sx: float, sy: float) -> Facet:
        up = self._tip + self._rise
        return through("pavilion main", (0.0, 0.0, self._tip), (sx, 0.0, up), (0.0, sy, up))

    def _along_keel(self) -> Iterator[Facet]:
        """From the keel's line to the mains' ridge, half way from its end to the chevrons."""
        chevrons = (1.0 - self.reach[1]) * self.size[1]
        if self.keel >= 0.9 * chevrons:
            raise ParameterError(
                f"{self.name}: keel = {200.0 * self.keel:.4g} % of the width does not fit: its "
                "facets would reach the chevrons. Lower chevron_reach, or choose keel = "
                f"{180.0 * chevrons:.4g} % or less."
            )
        y, z = (self.keel + chevrons) / 2.0, self.edge - self.depth
        ridge = self._tip + self._rise * y
        for sign in (1.0, -1.0):
            ends = (self.keel, 0.0, z), (-self.keel, 0.0, z)
            yield through("keel facet", *ends, (0.0, sign * y, ridge))

    def _under_corner(self, sx: float, sy: float) -> Facet:
        """Under a cut corner, down to where it meets the main, `CORNER_REACH` in."""
        (half, other), cut = self.size, self.cut
        a = (sx * half, sy * (other - cut), self.edge)
        b = (sx * (half - cut), sy * other, self.edge)
        x, y = half - cut / 2.0 - CORNER_REACH, other - cut / 2.0 - CORNER_REACH
        on_main = self._tip + self._rise * (x + y)
        return through("pavilion corner", a, b, (sx * x, sy * y, on_main))

    def _profile(self, steep: float, rise: float, slack: float) -> list[Point]:
        """(share in from the side, depth) where the facets change on a middle line.

        Chords of a parabola from the triangle's slope to that of a line which reaches the girdle's
        level ``slack`` outside the side: flatter, and a chevron would cut the girdle beside its
        corner.
        """
        first, last = self.reach
        knee = (last, self.edge - self._tip - rise * (1.0 - last))
        tail = knee[1] / (last + slack)
        least, most = knee[1] / last * 1.02, (knee[1] - tail * (last - first)) / first
        if not least <= steep <= 0.97 * most:
            fits = [math.degrees(math.atan(r / min(self.size))) for r in (least, 0.97 * most)]
            raise ParameterError(
                f"{self.name}: upper_angle = {math.degrees(math.atan(self.steep)):.4g}° leaves no "
                f"room for chevrons between the triangles under the girdle and the mains; at this "
                f"length and depth {fits[0]:.1f} to {fits[1]:.1f}° does. "
                f"{'Raise' if steep < least else 'Lower'} upper_angle, or change pavilion_angle or "
                "the reach of triangles and chevrons."
            )
        start = (first, steep * first)
        turn = (knee[1] - tail * last) / (steep - tail)
        control = (turn, steep * turn)
        return [_bezier(start, control, knee, k / self.count) for k in range(self.count + 1)]


def _bezier(a: Point, b: Point, c: Point, s: float) -> Point:
    u = 1.0 - s
    x, y = (u * u * p + 2.0 * u * s * q + s * s * r for p, q, r in zip(a, b, c, strict=True))
    return (x, y)


def _side(
    axis: int, sign: float, half: float, end: float, edge: float, profile: list[Point]
) -> Iterator[Facet]:
    """The triangle and the chevrons of one side."""

    def place(out: float, along: float, z: float) -> tuple[float, float, float]:
        return (sign * out, along, z) if axis == 0 else (along, sign * out, z)

    middle = [place(half * (1.0 - s), 0.0, edge - d) for s, d in profile]
    left, right = place(half, -end, edge), place(half, end, edge)
    yield through("pavilion triangle", left, right, middle[0])
    for k, (a, b) in enumerate(itertools.pairwise(middle)):
        yield through(f"chevron {k + 1}", left, a, b)
        yield through(f"chevron {k + 1}", right, a, b)
