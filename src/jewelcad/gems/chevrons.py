"""The pavilion of princess and radiant: upper triangles, chevrons fanned from corners, four mains.

On the middle line of each side the facets make a convex profile: the triangle under the girdle,
steep, then the chevrons, flatter one by one, to the mains, which reach the culet. A chevron is a
pair of facets that fan out of the two ends of the side. Facets: 4 triangles, 8 for each chevron,
4 mains (``domain.md`` §2.3), and 4 more under the cut corners of a radiant.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from jewelcad.errors import ParameterError
from jewelcad.gems.planes import Facet, Point, through

CHEVRON_SLACK = 0.85
"""How near the last chevrons come to cutting a radiant's girdle, share (a choice)."""
KNEE = 0.62
"""How far in along a side's middle line the chevrons have become mains, share (a choice)."""
FIRST = 0.2
"""How far in the upper triangles reach, share (a choice)."""
CORNER_ROOM = 0.08
"""How far under a cut corner's edge the mains run, share of the depth (a choice)."""
CORNER_REACH = 0.07
"""How far in along x and y the facets under cut corners reach, share of the width (a choice)."""


def chevron_facets(
    size: Point, cut: float, edge: float, depth: float, steep: float, count: int
) -> Iterator[Facet]:
    """The facets under a rectangle.

    Parameters
    ----------
    size : half the length, half the width
    cut : along each side, of corners cut at 45°; 0 for none
    edge, depth : z of the girdle's lower edge; from there to the culet
    steep : rise of the upper triangles over run, on the width's middle line; those at the ends
        are flatter, as they have farther to go
    count : chevrons on each side
    """
    culet = (0.0, 0.0, edge - depth)
    rise = _main_rise(size, cut, depth)
    for axis in (0, 1):
        half, other = size[axis], size[1 - axis]
        slack = (other - cut) / half * (CHEVRON_SLACK if cut else 1.0)
        profile = _profile(depth, steep * min(size), count, rise * half, slack)
        for sign in (1.0, -1.0):
            yield from _side(axis, sign, half, other - cut, edge, profile)
    for sx in (1.0, -1.0):
        for sy in (1.0, -1.0):
            up = culet[2] + rise
            yield through("pavilion main", culet, (sx, 0.0, up), (0.0, sy, up))
            if cut:
                yield _under_corner((sx, sy), size, cut, edge, depth, rise)


def _main_rise(size: Point, cut: float, depth: float) -> float:
    """Rise of the mains' planes along a middle line.

    They pass a square corner, and run `CORNER_ROOM` under the edge of a cut one, parallel to it.
    """
    return depth / (size[0] + size[1] - cut) * (1.0 - (CORNER_ROOM if cut else 0.0))


def _profile(depth: float, steep: float, count: int, rise: float, slack: float) -> list[Point]:
    """(share in from the side, depth) where the facets change on a middle line.

    Chords of a parabola from the triangle's slope to that of a line which reaches the girdle's
    level ``slack`` outside the side: flatter, and a chevron would cut the girdle beside its corner.
    """
    knee = (KNEE, depth - rise * (1.0 - KNEE))
    tail = knee[1] / (KNEE + slack)
    least, most = knee[1] / KNEE * 1.02, (knee[1] - tail * (KNEE - FIRST)) / FIRST
    if not least <= steep <= 0.97 * most:
        raise ParameterError(
            f"The triangles under the girdle rise {steep:.3f} of the width to the "
            f"middle; chevrons fit between {least:.3f} and {0.97 * most:.3f} only. "
            f"{'Raise' if steep < least else 'Lower'} upper_angle, or change pavilion_angle."
        )
    first = (FIRST, steep * FIRST)
    turn = (knee[1] - tail * KNEE) / (steep - tail)
    control = (turn, steep * turn)
    return [_bezier(first, control, knee, k / count) for k in range(count + 1)]


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


def _under_corner(
    signs: Point, size: Point, cut: float, edge: float, depth: float, rise: float
) -> Facet:
    """Under a cut corner, down to where it meets the main, `CORNER_REACH` in."""
    (sx, sy), (half, other) = signs, size
    a = (sx * half, sy * (other - cut), edge)
    b = (sx * (half - cut), sy * other, edge)
    x, y = sx * (half - cut / 2.0 - CORNER_REACH), sy * (other - cut / 2.0 - CORNER_REACH)
    on_main = edge - depth + rise * (abs(x) + abs(y))
    return through("pavilion corner", a, b, (x, y, on_main))
