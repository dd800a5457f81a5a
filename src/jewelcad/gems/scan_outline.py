"""A convex polygon as a girdle's outline: sides where it is straight, arcs where it is round.

Sharp turns are corners, long sides lines; what lies between becomes pairs of circular arcs that
touch each other and their neighbours without a kink. Needs numpy.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.gems.outlines import Arc, GirdleOutline, Line, Piece, Point

Floats = NDArray[np.float64]

CORNER, NOISY_CORNER = math.radians(20.0), math.radians(32.0)
"""Turning, within `CLOSE` of the width, that is a corner (a choice: an outline drawn with 20 flats
is round)."""
CLOSE = 0.012
LONG = 0.12
"""Sides longer than this share of the width are straight (a choice: a circle of 27 flats has
none)."""
SAME = 2e-6
"""Corners nearer than this share of the width are one."""


@dataclass(frozen=True)
class Fit:
    """An outline and how far it and the polygon lie apart at most."""

    outline: GirdleOutline
    deviation: float


def fitted(ring: Floats, noise: float) -> Fit:
    """The outline along a convex polygon, (n, 2) counter-clockwise."""
    width = float(np.ptp(ring, axis=0).min())
    ring = _thinned(ring, max(SAME * width, 3.0 * noise))
    within = max(2e-4 * width, 1.5 * noise)
    nodes = _corners_and_sides(ring, width, NOISY_CORNER if noise else CORNER)
    pieces: list[Piece] = []
    for run in _runs(ring, nodes):
        pieces += run if isinstance(run, list) else _arcs(run, within)
    outline = GirdleOutline(tuple(pieces))
    return Fit(outline, _deviation(outline, ring))


def _thinned(ring: Floats, reach: float) -> Floats:
    """Without corners nearer than ``reach`` to the one before, and those on a straight line."""
    kept = [ring[0]]
    for k in range(1, len(ring)):
        after = ring[(k + 1) % len(ring)]
        if np.linalg.norm(ring[k] - kept[-1]) > reach and _bulge(kept[-1], ring[k], after) > SAME:
            kept.append(ring[k])
    if np.linalg.norm(kept[0] - kept[-1]) <= reach and len(kept) > 3:
        kept.pop()
    return np.array(kept)


def _bulge(a: Floats, b: Floats, c: Floats) -> float:
    """How far b lies off the line from a to c, share of that."""
    (ux, uy), (vx, vy) = b - a, c - a
    return float(abs(ux * vy - uy * vx) / (vx * vx + vy * vy))


def _turns(ring: Floats) -> Floats:
    """Exterior angle at each corner."""
    a, b = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    found: Floats = np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(axis=1))
    return found


def _corners_and_sides(ring: Floats, width: float, sharp: float) -> tuple[list[bool], list[bool]]:
    """For each corner whether it is one; for each side from it whether it is straight."""
    turns, count = _turns(ring), len(ring)
    sides = np.linalg.norm(np.roll(ring, -1, axis=0) - ring, axis=1)
    straight = (sides > LONG * width).tolist()
    corner = []
    for k in range(count):
        near = turns[k]
        j, gone = k, float(sides[k])
        while gone < CLOSE * width:
            j = (j + 1) % count
            near, gone = near + turns[j], gone + float(sides[j])
        j, gone = k, float(sides[k - 1])
        while gone < CLOSE * width:
            j -= 1
            near, gone = near + turns[j], gone + float(sides[j - 1])
        own = turns[k] > 0.5 * near or near == turns[k]
        corner.append(bool(near > sharp and own))
    return corner, straight


@dataclass(frozen=True)
class Run:
    """Corners of a round stretch, and the directions it starts and ends in (none: free)."""

    points: Floats
    first: float | None
    last: float | None
    closed: bool = False


def _runs(ring: Floats, nodes: tuple[list[bool], list[bool]]) -> Iterator[Any]:
    """Lines, and round stretches between corners or lines."""
    corner, straight = nodes
    count = len(ring)
    ends = [k for k in range(count) if corner[k] or straight[k] or straight[k - 1]]
    if not ends:
        yield Run(np.vstack([ring, ring[:1]]), None, None, closed=True)
        return
    for k, j in zip(ends, [*ends[1:], ends[0] + count], strict=True):
        if straight[k]:
            yield [Line(_point(ring[k]), _point(ring[(k + 1) % count]))]
            continue
        points = ring[np.arange(k, j + 1) % count]
        first = None if corner[k] else _direction(ring[k - 1], ring[k])
        last = ring[(j + 1) % count]
        after = None if corner[j % count] else _direction(ring[j % count], last)
        yield Run(points, first, after)


def _point(p: Floats) -> Point:
    return (float(p[0]), float(p[1]))


def _direction(a: Floats, b: Floats) -> float:
    return math.atan2(b[1] - a[1], b[0] - a[0])


def _arcs(run: Run, within: float) -> list[Piece]:
    """Arcs along a stretch, as few as stay ``within`` of its corners."""
    points, count = run.points, len(run.points)
    if count == 2:
        return [Line(_point(points[0]), _point(points[1]))]
    heading = _headings(run)
    pieces: list[Piece] = []
    k = 0
    while k < count - 1:
        j = _farthest(points, heading, k, within)
        pieces += _pair(points[k], points[j], heading[k], heading[j])
        k = j
    return pieces


def _headings(run: Run) -> list[float]:
    """Direction of the curve at each corner: of the circle through it and its neighbours."""
    p = run.points
    chords = [_direction(a, b) for a, b in pairwise(p)]
    chords = list(np.unwrap(chords))
    sizes = np.linalg.norm(np.diff(p, axis=0), axis=1)
    inner = [
        a + (b - a) * s / (s + t)
        for a, b, s, t in zip(chords, chords[1:], sizes, sizes[1:], strict=False)
    ]
    if run.closed:
        turn = chords[0] + 2.0 * math.pi - chords[-1]
        start = chords[0] - turn * float(sizes[0] / (sizes[-1] + sizes[0]))
        return [start, *inner, start + 2.0 * math.pi]
    first = _near_to(run.first, chords[0]) if run.first is not None else 2 * chords[0] - inner[0]
    last = _near_to(run.last, chords[-1]) if run.last is not None else 2 * chords[-1] - inner[-1]
    return [min(first, chords[0]), *inner, max(last, chords[-1])]


def _near_to(angle: float, other: float) -> float:
    return angle + 2.0 * math.pi * round((other - angle) / (2.0 * math.pi))


def _farthest(points: Floats, heading: list[float], k: int, within: float) -> int:
    """The last corner that one pair of arcs from ``k`` reaches, near enough to those between."""
    best = k + 1
    for j in range(k + 2, min(k + 40, len(points))):
        if heading[j] - heading[k] > math.pi / 2.0:
            break
        pair = _pair(points[k], points[j], heading[k], heading[j])
        if not pair or any(_off(pair, p) > within for p in points[k + 1 : j]):
            break
        best = j
    return best


def _pair(a: Floats, b: Floats, first: float, last: float) -> list[Piece]:
    """Two arcs from a to b that leave and arrive in the given directions; they touch where the
    curve runs along the chord."""
    chord = _near_to(_direction(a, b), (first + last) / 2.0)
    one, two = chord - first, last - chord
    size = float(np.linalg.norm(b - a))
    if one < 1e-9 or two < 1e-9:
        return [Line(_point(a), _point(b))]
    # the incentre of the triangle between chord and end tangents
    share = math.sin(two / 2.0) / math.sin((one + two) / 2.0)
    reach = size * share * 1.0
    meet = a + reach * np.array([math.cos(chord - one / 2.0), math.sin(chord - one / 2.0)])
    return [_arc(a, meet, first, one), _arc(meet, b, chord, two)]


def _arc(a: Floats, b: Floats, heading: float, turn: float) -> Arc:
    """The arc from a to b that starts along ``heading`` and turns left by ``turn``."""
    radius = float(np.linalg.norm(b - a)) / (2.0 * math.sin(turn / 2.0))
    start = heading - math.pi / 2.0
    centre = (float(a[0]) - radius * math.cos(start), float(a[1]) - radius * math.sin(start))
    return Arc(centre, radius, radius, start, start + turn)


def _off(pieces: list[Piece], p: Floats) -> float:
    """Distance of a point from arcs, as their circles have it where they face it."""
    found = math.inf
    for piece in pieces:
        if isinstance(piece, Line):
            nx, ny = piece.normal(0.0)
            off = abs((p[0] - piece.start[0]) * nx + (p[1] - piece.start[1]) * ny)
            found = min(found, off)
            continue
        x, y = float(p[0]) - piece.centre[0], float(p[1]) - piece.centre[1]
        angle = (math.atan2(y, x) - piece.start) % (2.0 * math.pi)
        if angle <= piece.turn + 1e-6 or angle >= 2.0 * math.pi - 1e-6:
            found = min(found, abs(math.hypot(x, y) - piece.rx))
    return found


def _deviation(outline: GirdleOutline, ring: Floats) -> float:
    """Largest distance between the outline's own points and the polygon, either way."""
    curve = np.array([p.at(s) for p in outline.pieces for s in np.arange(8) / 8.0])
    return max(_apart(ring, curve), _apart(curve, ring))


def _apart(points: Floats, ring: Floats) -> float:
    """Largest distance of points from a polygon's sides."""
    start, side = ring, np.roll(ring, -1, axis=0) - ring
    length = np.maximum((side**2).sum(axis=1), 1e-300)
    arm = points[:, None, :] - start
    share = np.clip((arm * side).sum(axis=2) / length, 0.0, 1.0)
    gap = np.linalg.norm(arm - share[:, :, None] * side, axis=2)
    return float(gap.min(axis=1).max())
