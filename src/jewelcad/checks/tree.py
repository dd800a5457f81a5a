"""Pairs of features that may be opposite sides of a thin wall, found by a tree over all of them.

The features lie in a tree of balanced halves, near and alike together; pairs of nodes are looked at
level by level, all of a level at once, and dropped as soon as their boxes are too far apart or no
chord between them can leave and arrive as it must.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Features, Floats, Ids, dots, unit
from jewelcad.geometry.mesh import Points

ALIKE = 0.5
"""mm that a turn of the normal by one radian counts when features are put near each other."""
APART = 0.5
"""mm that another kind counts."""
CHUNK = 250_000
"""Pairs looked at together: bounds the memory, and what lies in the processor's."""


@dataclass(frozen=True, eq=False)
class Level:
    """Nodes of one level.

    Parameters
    ----------
    middle, half : (n, 3) of their boxes
    size : (n,) from the middle to a corner
    axis, reach : of their cones of normals, and how far chords may lean from the axis, radians
    kinds : (n,) which kinds they hold: row of the table of limits
    limit : for each two sets of kinds, how long a chord may be to be of interest, mm
    """

    middle: Points
    half: Points
    size: Floats
    axis: Points
    reach: Floats
    kinds: Ids
    limit: Floats


def levels(made: Features, most: Floats) -> tuple[Ids, Ids, list[Level]]:
    """Order of the features in the tree, where the leaves begin in it (and its end), and the levels
    from the root to the leaves, which hold one feature or two."""
    n = len(made)
    depth = max(n, 1).bit_length() - 1
    lean = np.minimum(made.reach, math.pi / 2.0)
    place = np.column_stack(
        [made.corners.mean(axis=1), ALIKE * made.axis, ALIKE * lean, APART * made.kind]
    )
    order = np.arange(n)
    for k in range(depth):
        bounds = _bounds(n, k)
        owner = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        low = np.minimum.reduceat(place, bounds[:-1])
        wide = np.maximum.reduceat(place, bounds[:-1]) - low
        column = wide.argmax(axis=1)
        most_wide = np.maximum(wide.max(axis=1), 1e-300)
        first = low[np.arange(len(low)), column]
        share = (place[np.arange(n), column[owner]] - first[owner]) / most_wide[owner]
        turn = np.argsort(owner + 0.999 * share)
        order, place = order[turn], place[turn]
    return order, _bounds(n, depth), _levels(made, order, depth, most)


def _bounds(n: int, level: int) -> Ids:
    return (np.arange(2**level + 1, dtype=np.int64) * n) >> level


def _levels(made: Features, order: Ids, depth: int, most: Floats) -> list[Level]:
    n = len(order)
    corners, axis, reach = made.corners[order], made.axis[order], made.reach[order]
    low, high = corners.min(axis=1), corners.max(axis=1)
    held = np.int64(1) << made.kind[order]
    first = np.arange(n)  # of what low, high and held are of: features, then nodes below
    found = []
    for k in range(depth, -1, -1):
        bounds = _bounds(n, k)
        start = np.searchsorted(first, bounds[:-1])
        low, high = np.minimum.reduceat(low, start), np.maximum.reduceat(high, start)
        held = np.bitwise_or.reduceat(held, start)
        first = bounds[:-1]
        owner = np.repeat(np.arange(len(first)), np.diff(bounds))
        middle = unit(np.add.reduceat(axis, first))
        lean = np.arccos(np.clip(dots(axis, middle[owner]), -1.0, 1.0)) + reach
        half = (high - low) / 2.0
        sets, kinds = np.unique(held, return_inverse=True)
        found.append(
            Level(
                (low + high) / 2.0,
                half,
                np.linalg.norm(half, axis=1),
                middle,
                np.maximum.reduceat(lean, first),
                kinds,
                _limits(sets, most),
            )
        )
    return found[::-1]


def _limits(sets: Ids, most: Floats) -> Floats:
    """The greatest limit between any kind of one set and any of another."""
    held = (sets[:, None] >> np.arange(len(most))) & 1 > 0
    one = np.where(held[:, :, None], most[None], 0.0).max(axis=1)
    found: Floats = np.where(held[None], one[:, None], 0.0).max(axis=2)
    return found


def opposing(made: Features, most: Floats) -> tuple[Ids, Ids]:
    """Pairs of features, each pair once, between which a chord shorter than ``most`` mm may run.

    No pair that has one is left out; most that have none are.

    Parameters
    ----------
    most : (k, k) symmetric, by the kinds of the two
    """
    order, bounds, tree = levels(made, most)
    one, two = np.zeros(1, np.int64), np.zeros(1, np.int64)
    for k, level in enumerate(tree):
        if k:
            one, two = _children(one, two)
        kept = [
            _may(level, one[c], two[c])
            for c in (slice(s, s + CHUNK) for s in range(0, len(one), CHUNK))
        ]
        keep = np.concatenate(kept) if kept else np.zeros(0, np.bool_)
        one, two = one[keep], two[keep]
    one, two = _members(order, bounds, one, two)
    fair = most[made.kind[one], made.kind[two]] > 0.0
    one, two = one[fair], two[fair]
    fair = made.opposed(one, two)
    return one[fair], two[fair]


def _children(one: Ids, two: Ids) -> tuple[Ids, Ids]:
    """Pairs of the halves; of a node with itself both halves with themselves and each other."""
    same = one == two
    a, b = one[~same], two[~same]
    c = one[same]
    first = [2 * a, 2 * a, 2 * a + 1, 2 * a + 1, 2 * c, 2 * c, 2 * c + 1]
    second = [2 * b, 2 * b + 1, 2 * b, 2 * b + 1, 2 * c, 2 * c + 1, 2 * c + 1]
    return np.concatenate(first), np.concatenate(second)


def _members(order: Ids, bounds: Ids, one: Ids, two: Ids) -> tuple[Ids, Ids]:
    """Pairs of features in pairs of leaves."""
    first, size = bounds[:-1], np.diff(bounds)
    found = []
    for i in (0, 1):
        for j in (0, 1):
            there = (i < size[one]) & (j < size[two]) & ((one != two) | (i < j))
            found.append((first[one[there]] + i, first[two[there]] + j))
    a, b = (np.concatenate(side) for side in zip(*found, strict=True))
    return order[a], order[b]


def _may(level: Level, one: Ids, two: Ids) -> NDArray[np.bool_]:
    """Whether a chord that is short enough may run between two nodes."""
    limit = level.limit[level.kinds[one], level.kinds[two]]
    way = level.middle[two] - level.middle[one]
    apart = np.maximum(np.abs(way) - level.half[one] - level.half[two], 0.0)
    keep = np.flatnonzero(dots(apart, apart) < limit * limit)
    one, two, way = one[keep], two[keep], way[keep]
    a, b = level.axis[one], level.axis[two]
    reach_one, reach_two = level.reach[one], level.reach[two]
    fair = np.flatnonzero(_within(-dots(a, b), reach_one + reach_two))
    # the chord's direction lies within ``blur`` of that from middle to middle
    keep, one, two, way, a, b = keep[fair], one[fair], two[fair], way[fair], a[fair], b[fair]
    far = np.sqrt(dots(way, way))
    size = level.size[one] + level.size[two]
    blur = np.where(far > size, np.arcsin(np.minimum(size / np.maximum(far, 1e-300), 1.0)), 9.0)
    far = np.maximum(far, 1e-300)
    good = _within(-dots(way, a) / far, reach_one[fair] + blur)
    good &= _within(dots(way, b) / far, reach_two[fair] + blur)
    found = np.zeros(len(limit), np.bool_)
    found[keep[good]] = True
    return found


def _within(cosine: Floats, angle: Floats) -> NDArray[np.bool_]:
    """Whether angles of these cosines are no greater, but for rounding."""
    found: NDArray[np.bool_] = cosine >= np.cos(np.minimum(angle, math.pi)) - 1e-12
    return found
