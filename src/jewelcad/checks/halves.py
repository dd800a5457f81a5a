"""Faces and edges in a tree of halves, as arrays for compiled code."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from jewelcad.checks.features import Floats, Ids, unit
from jewelcad.geometry.mesh import Points

LEAF = 4
"""Triangles in the smallest node."""
ALIKE = 0.2
"""mm that a turn of the normal by one radian counts when what is alike is put together."""


class Halves(NamedTuple):
    """A tree over triangles: node i has the halves 2 i and 2 i + 1; node 1 is the whole.

    Attributes
    ----------
    box : (2 k, 6) middle and half the size of each node's box, mm; of empty ones far away
    cone : (2 k, 5) of the normals in it: axis, unit; cosine and sine of how far off it they are
    row : (k LEAF,) which triangle is in each slot, -1 for none
    """

    box: Floats
    cone: Floats
    row: Ids


def halves(corners: Points, axis: Points, spread: Floats) -> Halves:
    """The tree over triangles (m, 3, 3) whose normals lie as far as (m,) ``spread`` about (m, 3)
    ``axis``, radians."""
    m = len(corners)
    depth = max(-(-m // LEAF) - 1, 0).bit_length()
    low, high = corners.min(axis=1), corners.max(axis=1)
    place = np.hstack([(low + high) / 2.0, ALIKE * axis, ALIKE * spread[:, None]])
    order = _order(place, depth)
    there = order < m
    which = np.where(there, order, 0)
    axis, spread = axis[which], np.where(there, spread[which], -math.pi)
    leaves = (-1, LEAF, 3)
    low = np.where(there[:, None], low[which], np.inf).reshape(leaves).min(axis=1)
    high = np.where(there[:, None], high[which], -np.inf).reshape(leaves).max(axis=1)
    total = np.where(there[:, None], axis, 0.0).reshape(leaves).sum(axis=1)
    box, cone = np.zeros((2 << depth, 6)), np.zeros((2 << depth, 5))
    for k in range(depth, -1, -1):
        nodes = slice(1 << k, 2 << k)
        with np.errstate(invalid="ignore"):
            box[nodes, :3], box[nodes, 3:] = (low + high) / 2.0, (high - low) / 2.0
        box[nodes][~np.isfinite(low[:, 0])] = (1e30, 1e30, 1e30, 0.0, 0.0, 0.0)
        cone[nodes, :3] = unit(total)
        lean = np.einsum("ijk,ik->ij", axis.reshape(1 << k, -1, 3), cone[nodes, :3])
        off = np.arccos(np.clip(lean, -1.0, 1.0)) + spread.reshape(lean.shape)
        most = np.clip(off.max(axis=1), 0.0, math.pi)
        cone[nodes, 3], cone[nodes, 4] = np.cos(most), np.sin(most)
        low, high = np.minimum(low[::2], low[1::2]), np.maximum(high[::2], high[1::2])
        total = total[::2] + total[1::2]
    return Halves(box, cone, np.where(there, order, -1))


def _order(place: Points, depth: int) -> Ids:
    """Rows of places in the order of a tree of so many levels; numbers over theirs for none."""
    slots = LEAF << depth
    rows = np.full((place.shape[1], slots), np.nan, np.float32)  # nothing sorts behind all
    rows[:, : len(place)] = place.T
    order = np.arange(slots)
    for k in range(depth):
        nodes, size = 1 << k, slots >> k
        blocks = rows.reshape(-1, nodes, size)
        wide = np.fmax.reduce(blocks, axis=2) - np.fmin.reduce(blocks, axis=2)
        column = np.nan_to_num(wide).argmax(axis=0)
        turn = np.argpartition(blocks[column, np.arange(nodes)], size // 2, axis=1)
        turn = (turn + np.arange(0, slots, size)[:, None]).ravel()
        order, rows = order[turn], np.take(rows, turn, axis=1)
    return order
