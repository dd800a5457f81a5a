"""Pairs of boxes that overlap, by a tree over them: the first step of any test of all with all.

The boxes are put in the order of a curve that fills space, so that neighbours in it lie near each
other; halves of the order, and halves of those, are the tree. Pairs of its nodes are looked at
level by level, all of a level at once, from the whole down to single boxes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Points

Ids = NDArray[np.int64]

LEAF = 4
"""Boxes in the smallest node (measured: 2 and 8 are slower)."""
CHUNK = 500_000
"""Pairs of nodes looked at together: bounds the memory."""


def overlapping(low: Points, high: Points) -> Iterator[tuple[Ids, Ids]]:
    """Pairs of boxes (n, 3), all finite, that overlap or touch; each pair once, in parts."""
    n = len(low)
    if n < 2:
        return
    order = np.argsort(_along_curve((low + high) / 2.0), kind="stable")
    depth = max(-(-n // LEAF) - 1, 0).bit_length()
    size = LEAF << depth
    lows, highs = np.full((3, size), np.inf), np.full((3, size), -np.inf)
    lows[:, :n], highs[:, :n] = low[order].T, high[order].T
    tree = [(lows, highs)]
    for step in (LEAF, *[2] * depth):
        lows, highs = tree[-1]
        tree.append((lows.reshape(3, -1, step).min(axis=2), highs.reshape(3, -1, step).max(axis=2)))
    yield from _down(tree, depth, np.zeros(1, np.int64), np.zeros(1, np.int64), order)


def _down(
    tree: list[tuple[Points, Points]], level: int, one: Ids, two: Ids, order: Ids
) -> Iterator[tuple[Ids, Ids]]:
    """From pairs of nodes of a level to pairs of boxes; a long list of pairs in parts."""
    while level:
        if len(one) > CHUNK:
            for k in range(0, len(one), CHUNK):
                yield from _down(tree, level, one[k : k + CHUNK], two[k : k + CHUNK], order)
            return
        one, two = _children(one, two, 2)
        one, two = _near(tree[level], one, two)
        level -= 1
    for k in range(0, len(one), CHUNK // 4):
        a, b = _near(
            tree[0], *_children(one[k : k + CHUNK // 4], two[k : k + CHUNK // 4], LEAF, True)
        )
        if len(a):
            yield order[a], order[b]


def _children(one: Ids, two: Ids, parts: int, last: bool = False) -> tuple[Ids, Ids]:
    """Pairs of the parts of nodes; of a node with itself every pair of parts once, and of the last
    parts none with itself."""
    i, j = np.indices((parts, parts)).reshape(2, -1)
    same = one == two
    half = i < j if last else i <= j
    a = [(parts * one[~same, None] + i).ravel(), (parts * one[same, None] + i[half]).ravel()]
    b = [(parts * two[~same, None] + j).ravel(), (parts * two[same, None] + j[half]).ravel()]
    return np.concatenate(a), np.concatenate(b)


def _near(level: tuple[Points, Points], one: Ids, two: Ids) -> tuple[Ids, Ids]:
    """The pairs whose boxes overlap or touch."""
    low, high = level
    for lows, highs in zip(low, high, strict=True):
        kept = (lows.take(one) <= highs.take(two)) & (lows.take(two) <= highs.take(one))
        kept = np.flatnonzero(kept)
        one, two = one.take(kept), two.take(kept)
    return one, two


def _along_curve(places: Points) -> Ids:
    """Where along Morton's curve each place (n, 3) lies."""
    least = places.min(axis=0)
    wide = max(float(np.ptp(places, axis=0).max()), 1e-300)
    cell = np.minimum((places - least) / wide * (1 << 21), (1 << 21) - 1).astype(np.uint64)
    for shift, mask in (
        (32, 0x1F00000000FFFF),
        (16, 0x1F0000FF0000FF),
        (8, 0x100F00F00F00F00F),
        (4, 0x10C30C30C30C30C3),
        (2, 0x1249249249249249),
    ):
        cell = (cell | (cell << np.uint64(shift))) & np.uint64(mask)
    code: NDArray[np.uint64] = (
        cell[:, 0] | (cell[:, 1] << np.uint64(1)) | (cell[:, 2] << np.uint64(2))
    )
    return code.astype(np.int64)
