"""Pairs of features that may be opposite sides of a thin wall, found by a tree over all of them.

The features lie in a tree of balanced halves, near and alike together; pairs of nodes are looked at
level by level, all of a level at once, and dropped as soon as their boxes are too far apart or no
chord between them can leave and arrive as it must.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Features, Floats, Ids, dots, highest, lowest, unit
from jewelcad.checks.pairs import middles
from jewelcad.checks.parts import side_by_side
from jewelcad.geometry.mesh import Points

ALIKE = 0.5
"""mm that a turn of the normal by one radian counts when features are put near each other."""
APART = 0.5
"""mm that another kind counts."""
CHUNK = 250_000
"""Pairs looked at together: bounds the memory, and what lies in the processor's."""
SHORT = 32
"""Numbers in a row up to which rows are quicker halved together than each by itself."""
EMPTY = -10.0
"""Reach of what is not there, radians: anything less than a turn and a half below nothing."""
ROUNDING = 3e-8
"""Radians by which an arc cosine may be off."""


@dataclass(frozen=True, eq=False)
class Level:
    """Nodes of one level.

    Parameters
    ----------
    middle, half : (n, 3) of their boxes
    size : (n,) from the middle to a corner
    axis, reach : of their cones of normals, and how far chords may lean from the axis, radians
    kinds : (n,) which kinds they hold: row of ``sets``
    sets : the different sets of kinds, a bit for each kind
    """

    middle: Points
    half: Points
    size: Floats
    axis: Points
    reach: Floats
    kinds: Ids
    sets: Ids

    @property
    def turned(self) -> Level:
        """That of the air around: its normals look the other way."""
        return replace(self, axis=-self.axis)


def ordered(made: Features) -> Ids:
    """Features in the tree's order: pairs of them are its leaves, -1 where there is none.

    Halves of the order, and halves of those, are the nodes; each is cut where its features differ
    most.
    """
    n = len(made)
    depth = max(n, 1).bit_length() - 1
    slots = 2 << depth
    lean = np.minimum(made.reach, math.pi / 2.0)
    place = np.column_stack(
        [middles(made.corners), ALIKE * made.axis, ALIKE * lean, APART * made.kind]
    )
    rows = np.full((place.shape[1], slots), np.nan, np.float32)  # nothing sorts behind all
    rows[:, :n] = (place - place.mean(axis=0)).T
    order = np.full(slots, -1)
    order[:n] = np.arange(n)
    for k in range(depth):
        nodes, size = 1 << k, slots >> k
        blocks = rows.reshape(-1, nodes, size)
        wide = _reduced(np.fmax, blocks) - _reduced(np.fmin, blocks)
        column = np.nan_to_num(wide).argmax(axis=0)
        turn = np.argpartition(blocks[column, np.arange(nodes)], size // 2, axis=1)
        turn = (turn + np.arange(0, slots, size)[:, None]).ravel()
        order, rows = order[turn], np.take(rows, turn, axis=1)
    return order


def _reduced(of: np.ufunc, blocks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Along the last axis, of a length that is a power of two: quick for short ones too."""
    while 1 < blocks.shape[-1] <= SHORT:
        blocks = of(blocks[..., ::2], blocks[..., 1::2])
    found: NDArray[np.float32] = of.reduce(blocks, axis=-1)
    return found


def levels(made: Features, order: Ids) -> list[Level]:
    """The levels of a tree from the root to the leaves.

    Their cones hold all chords through metal, and turned all through the air around.
    """
    there = order >= 0
    which = np.where(there, order, 0)
    corners = made.corners.take(which, axis=0)
    low = np.where(there[:, None], lowest(corners), np.inf)
    high = np.where(there[:, None], highest(corners), -np.inf)
    held = np.where(there, np.int64(1) << made.kind.take(which), 0)
    widest = np.maximum(made.reach, made.reach_air)
    axis, reach = made.axis.take(which, axis=0), np.where(there, widest.take(which), EMPTY)
    found = []
    while len(held) > 1:
        low, high = np.minimum(low[::2], low[1::2]), np.maximum(high[::2], high[1::2])
        held = held[::2] | held[1::2]
        axis, reach = _cones(axis[::2], reach[::2], axis[1::2], reach[1::2])
        half = np.where(held[:, None] > 0, (high - low) / 2.0, 0.0)
        middle = np.where(held[:, None] > 0, low + half, 0.0)
        sets, kinds = np.unique(np.asarray(held, np.int64), return_inverse=True)
        size = np.linalg.norm(half, axis=1)
        found.append(Level(middle, half, size, axis, reach, kinds, sets))
    return found[::-1]


def _cones(a: Points, reach_a: Floats, b: Points, reach_b: Floats) -> tuple[Points, Floats]:
    """The narrowest cones that hold two each, as axis and reach."""
    apart = np.arccos(np.clip(dots(a, b), -1.0, 1.0))
    reach = np.maximum((apart + reach_a + reach_b) / 2.0, np.maximum(reach_a, reach_b))
    turn = np.clip(reach - reach_a, 0.0, apart)[:, None]  # from a towards b
    turn = np.where((reach <= reach_b)[:, None], apart[:, None], turn)
    across = unit(b - dots(a, b)[:, None] * a)
    axis = unit(np.cos(turn) * a + np.sin(turn) * across)
    axis = np.where((dots(axis, axis) > 0.5)[:, None], axis, a)  # of opposite ones any will do
    lean = [np.arccos(np.clip(dots(axis, side), -1.0, 1.0)) for side in (a, b)]
    return axis, np.maximum(lean[0] + reach_a, lean[1] + reach_b) + ROUNDING


def _limits(sets: Ids, most: Floats) -> Floats:
    """The greatest limit between any kind of one set and any of another."""
    held = (sets[:, None] >> np.arange(len(most))) & 1 > 0
    one = np.where(held[:, :, None], most[None], 0.0).max(axis=1)
    found: Floats = np.where(held[None], one[:, None], 0.0).max(axis=2)
    return found


def opposing(
    made: Features, most: Floats, order: Ids | None = None, tree: list[Level] | None = None
) -> tuple[Ids, Ids]:
    """Pairs of features, each pair once, between which a chord shorter than ``most`` mm may run.

    No pair that has one is left out; most that have none are.

    Parameters
    ----------
    most : (k, k) symmetric, by the kinds of the two
    order : `ordered` of features that lie and face as these do, where it is known
    tree : `levels` of that order, where they are known
    """
    order = ordered(made) if order is None else order
    tree = levels(made, order) if tree is None else tree
    one, two = np.zeros(1, np.int64), np.zeros(1, np.int64)
    for k, level in enumerate(tree):
        if k:
            one, two = _children(one, two)
        limits = _limits(level.sets, most)
        keep = np.flatnonzero(_all_may(level, limits, one, two))
        one, two = one.take(keep), two.take(keep)
    one, two = _children(one, two)
    one, two = order[one], order[two]
    fair = (one != two) & (one >= 0) & (two >= 0)
    one, two = one[fair], two[fair]
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


def _all_may(level: Level, limits: Floats, one: Ids, two: Ids) -> NDArray[np.bool_]:
    """`_may` in parts."""
    parts = [slice(k, k + CHUNK) for k in range(0, max(len(one), 1), CHUNK)]
    return np.concatenate(side_by_side(lambda p: _may(level, limits, one[p], two[p]), parts))


def _may(level: Level, limits: Floats, one: Ids, two: Ids) -> NDArray[np.bool_]:
    """Whether a chord that is short enough may run between two nodes."""
    limit = limits[level.kinds.take(one), level.kinds.take(two)]
    way = level.middle.take(two, axis=0) - level.middle.take(one, axis=0)
    apart = np.abs(way) - level.half.take(one, axis=0) - level.half.take(two, axis=0)
    apart = np.maximum(apart, 0.0)
    keep = np.flatnonzero(dots(apart, apart) < limit * limit)
    one, two = one.take(keep), two.take(keep)
    a, b = level.axis.take(one, axis=0), level.axis.take(two, axis=0)
    reach_one, reach_two = level.reach.take(one), level.reach.take(two)
    fair = np.flatnonzero(_within(-dots(a, b), reach_one + reach_two))
    # the chord's direction lies within ``blur`` of that from middle to middle
    keep, one, two = (row.take(fair) for row in (keep, one, two))
    way, a, b = way.take(keep, axis=0), a.take(fair, axis=0), b.take(fair, axis=0)
    far = np.sqrt(dots(way, way))
    size = level.size.take(one) + level.size.take(two)
    blur = np.where(far > size, np.arcsin(np.minimum(size / np.maximum(far, 1e-300), 1.0)), 9.0)
    far = np.maximum(far, 1e-300)
    good = _within(-dots(way, a) / far, reach_one.take(fair) + blur)
    good &= _within(dots(way, b) / far, reach_two.take(fair) + blur)
    found = np.zeros(len(limit), np.bool_)
    found[keep[good]] = True
    return found


def _within(cosine: Floats, angle: Floats) -> NDArray[np.bool_]:
    """Whether angles of these cosines are no greater, but for rounding."""
    found: NDArray[np.bool_] = cosine >= np.cos(np.minimum(angle, math.pi)) - 1e-12
    return found
