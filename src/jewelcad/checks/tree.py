"""Pairs of features that may be opposite sides of a thin wall, found by a tree over all of them.

The features lie in a tree of balanced halves, near and alike together; pairs of nodes are looked at
level by level, all of a level at once, and dropped as soon as their boxes are too far apart or no
chord between them can leave and arrive as it must.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Features, Floats, Ids, dots, unit
from jewelcad.geometry.mesh import Points

ALIKE = 0.5
"""mm that a turn of the normal by one radian counts when features are put near each other."""
CHUNK = 2_000_000
"""Pairs looked at together: bounds the memory."""


@dataclass(frozen=True, eq=False)
class Level:
    """Nodes of one level: boxes, cones of normals, and how far chords may lean from any."""

    low: Points
    high: Points
    axis: Points
    reach: Floats


def levels(made: Features) -> tuple[Ids, Ids, list[Level]]:
    """Order of the features in the tree, where the leaves begin in it (and its end), and the levels
    from the root to the leaves, which hold one feature or two."""
    n = len(made)
    depth = max(n, 1).bit_length() - 1
    place = np.concatenate([made.corners.mean(axis=1), ALIKE * made.axis], axis=1)
    order = np.arange(n)
    for k in range(depth):
        bounds = _bounds(n, k)
        owner = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        here = place[order]
        wide = np.maximum.reduceat(here, bounds[:-1]) - np.minimum.reduceat(here, bounds[:-1])
        key = here[np.arange(n), wide.argmax(axis=1)[owner]]
        order = order[np.lexsort((key, owner))]
    return order, _bounds(n, depth), [_level(made, order, _bounds(n, k)) for k in range(depth + 1)]


def _bounds(n: int, level: int) -> Ids:
    return (np.arange(2**level + 1, dtype=np.int64) * n) >> level


def _level(made: Features, order: Ids, bounds: Ids) -> Level:
    corners, axis, first = made.corners[order], made.axis[order], bounds[:-1]
    owner = np.repeat(np.arange(len(first)), np.diff(bounds))
    middle = unit(np.add.reduceat(axis, first))
    lean = np.arccos(np.clip(dots(axis, middle[owner]), -1.0, 1.0)) + made.reach[order]
    return Level(
        np.minimum.reduceat(corners.min(axis=1), first),
        np.maximum.reduceat(corners.max(axis=1), first),
        middle,
        np.maximum.reduceat(lean, first),
    )


def opposing(made: Features, most: float) -> tuple[Ids, Ids]:
    """Pairs of features, each pair once, between which a chord shorter than ``most`` mm may run.

    No pair that has one is left out; most that have none are.
    """
    order, bounds, tree = levels(made)
    one, two = np.zeros(1, np.int64), np.zeros(1, np.int64)
    for k, level in enumerate(tree):
        if k:
            one, two = _children(one, two)
        kept = [
            _may(level, one[c], two[c], most)
            for c in (slice(s, s + CHUNK) for s in range(0, len(one), CHUNK))
        ]
        keep = np.concatenate(kept) if kept else np.zeros(0, np.bool_)
        one, two = one[keep], two[keep]
    one, two = _members(order, bounds, one, two)
    turn = np.arccos(np.clip(-dots(made.axis[one], made.axis[two]), -1.0, 1.0))
    fair = turn <= made.reach[one] + made.reach[two]
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


def _may(level: Level, one: Ids, two: Ids, most: float) -> NDArray[np.bool_]:
    """Whether a chord shorter than ``most`` may run between two nodes."""
    low, high = level.low, level.high
    apart = np.maximum(np.maximum(low[two] - high[one], low[one] - high[two]), 0.0)
    near = dots(apart, apart) < most * most
    one, two = one[near], two[near]
    reach_one, reach_two = level.reach[one], level.reach[two]
    a, b = level.axis[one], level.axis[two]
    turn = np.arccos(np.clip(-dots(a, b), -1.0, 1.0))
    fair = turn <= reach_one + reach_two
    # the chord's direction lies within ``blur`` of that from middle to middle
    way = (low[two] + high[two] - low[one] - high[one]) / 2.0
    far = np.linalg.norm(way, axis=1)
    size = np.linalg.norm(high[one] - low[one], axis=1) + np.linalg.norm(
        high[two] - low[two], axis=1
    )
    clear = far > size / 2.0
    blur = np.arcsin(np.minimum(size / 2.0 / np.maximum(far, 1e-300), 1.0))
    course = way / np.maximum(far, 1e-300)[:, None]
    leaves = np.arccos(np.clip(-dots(course, a), -1.0, 1.0)) <= reach_one + blur
    comes = np.arccos(np.clip(dots(course, b), -1.0, 1.0)) <= reach_two + blur
    near[near] = fair & (~clear | (leaves & comes))
    return near
