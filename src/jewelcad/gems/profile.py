"""Outlines in the half-plane (r, z): r mm from a stone's axis, z mm over its girdle plane.

An outline runs from the axis below to the axis above, convex, its inside on the left. No numpy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]
Outline = tuple[Point, ...]


def hull(points: Iterable[Point]) -> Outline:
    """The least convex outline around ``points`` however they turn about the axis."""
    given = sorted(set(points))
    low, high = min(z for _, z in given), max(z for _, z in given)
    chain: list[Point] = []
    for point in sorted({(0.0, low), *given}, key=lambda p: (p[1], p[0])):
        _turn_left(chain, point)
    _turn_left(chain, (0.0, high))
    return tuple(chain)


def _turn_left(chain: list[Point], point: Point) -> None:
    """Add ``point``, dropping what no longer bulges (or lies on a straight line)."""
    if chain and chain[-1] == point:
        return
    while len(chain) > 1:
        (ar, az), (br, bz) = chain[-2], chain[-1]
        ur, uz, vr, vz = br - ar, bz - az, point[0] - br, point[1] - bz
        if ur * vz - uz * vr > 1e-12 * math.hypot(ur, uz) * math.hypot(vr, vz):
            break
        chain.pop()
    chain.append(point)


def offset(outline: Outline, distance: float) -> Outline:
    """The outline moved outwards by ``distance`` mm, with mitred corners."""
    if distance == 0.0:
        return outline
    lines = [_moved(a, b, distance) for a, b in pairwise(outline)]
    axis = ((0.0, 0.0), (0.0, 1.0))
    return tuple(_meet(a, b) for a, b in pairwise([axis, *lines, axis]))


_Line = tuple[Point, Point]
"""A point and a direction."""


def _moved(a: Point, b: Point, distance: float) -> _Line:
    along = (b[0] - a[0], b[1] - a[1])
    length = math.hypot(*along)
    out = (along[1] / length * distance, -along[0] / length * distance)
    return (a[0] + out[0], a[1] + out[1]), along


def _meet(first: _Line, second: _Line) -> Point:
    """Where two lines that are not parallel meet."""
    (pr, pz), (ur, uz) = first
    (qr, qz), (vr, vz) = second
    t = ((qr - pr) * vz - (qz - pz) * vr) / (ur * vz - uz * vr)
    return (pr + t * ur, pz + t * uz)


def radius_at(outline: Sequence[Point], z: float) -> float:
    """How far the outline reaches from the axis at height ``z`` mm; 0 above and below it."""
    reach = 0.0
    for (ar, az), (br, bz) in pairwise(outline):
        if az <= z <= bz:
            here = max(ar, br) if az == bz else ar + (br - ar) * (z - az) / (bz - az)
            reach = max(reach, here)
    return reach
