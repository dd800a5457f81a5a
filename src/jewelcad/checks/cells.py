"""Triangles cut into cells, across their longest edge: compiled for speed."""

from __future__ import annotations

import numpy as np

from jewelcad.checks.compiled import compiled
from jewelcad.checks.features import Floats, Ids
from jewelcad.geometry.mesh import Points

INWARD = (1.0 / 3.0, 0.05)
"""Where the middle of a cell may lie between its longest side and the corner over that: slivers
are covered by fewer cells from near the middle of the side."""
MOST = 5_000_000
"""Cells of one mesh: bounds the memory."""
DEPTH = 128
"""Cells of a triangle that may wait to be cut: each is half of the one before."""


def cells(
    corners: Points, normal: Points, chosen: Ids, spacing: float
) -> tuple[Points, Points, Floats, Ids]:
    """Cells no place of which is farther than half the spacing, mm, from the cell's middle.

    Of triangles (m, 3, 3) with normals at their corners (m, 3, 3), those of the ``chosen`` numbers:
    (n, 3) the middles of the cells, (n, 3) the normals there, not made one long, (n,) the part of
    the triangle each is, and (n,) the triangle's number. None at all if there are over `MOST`.
    """
    room = min(4 * len(chosen), MOST)
    while True:
        place, out = np.empty((room, 3)), np.empty((room, 3))
        part, owner = np.empty(room), np.empty(room, np.int64)
        n = _filled(corners, normal, chosen, spacing, place, out, part, owner)
        if n <= room or n > MOST:
            n = n if n <= MOST else 0
            return place[:n], out[:n], part[:n], owner[:n]
        room = n


@compiled
def _filled(
    corners: Points,
    normal: Points,
    chosen: Ids,
    spacing: float,
    place: Points,
    out: Points,
    part: Floats,
    owner: Ids,
) -> int:
    """How many cells there are, or one more than `MOST`; as many are put in place as have room."""
    share, size = np.zeros((DEPTH, 3, 3)), np.empty(DEPTH)
    at, middle = np.empty((3, 3)), np.empty(3)
    count, limit = 0, (spacing / 2.0) ** 2
    for t in chosen:
        for i in range(3):
            for j in range(3):
                share[0, i, j] = 1.0 if i == j else 0.0
        size[0], top = 1.0, 1
        while top:
            top -= 1
            side, reach = _cut(corners, t, share, top, at, middle)
            if reach > limit:
                _halved(share, size, top, side)
                top += 2
                continue
            if count < len(owner):
                for k in range(3):
                    place[count, k] = out[count, k] = 0.0
                    for j in range(3):
                        place[count, k] += middle[j] * corners[t, j, k]
                        out[count, k] += middle[j] * normal[t, j, k]
                part[count], owner[count] = size[top], t
            count += 1
            if count > MOST:
                return count
    return count


@compiled
def _cut(
    corners: Points, t: int, share: Floats, row: int, at: Floats, middle: Floats
) -> tuple[int, float]:
    """The longest side of a cell, and the square of how far it reaches from its ``middle``, mm²,
    which is put there as shares of the triangle's corners; ``at`` is room for its own."""
    for i in range(3):
        for k in range(3):
            at[i, k] = 0.0
            for j in range(3):
                at[i, k] += share[row, i, j] * corners[t, j, k]
    a, longest = 0, -1.0
    for i in range(3):
        square = 0.0
        for k in range(3):
            square += (at[(i + 1) % 3, k] - at[i, k]) ** 2
        if square > longest:
            a, longest = i, square
    b, c, best = (a + 1) % 3, (a + 2) % 3, np.inf
    for inward in INWARD:
        half, reach = (1.0 - inward) / 2.0, 0.0
        for i in range(3):
            square = 0.0
            for k in range(3):
                square += (half * (at[a, k] + at[b, k]) + inward * at[c, k] - at[i, k]) ** 2
            reach = max(reach, square)
        if reach < best:
            best = reach
            for j in range(3):
                middle[j] = half * (share[row, a, j] + share[row, b, j]) + inward * share[row, c, j]
    return a, best


@compiled
def _halved(share: Floats, size: Floats, row: int, side: int) -> None:
    """Put the halves of a cell, cut across a side, into its row and the next."""
    size[row] /= 2.0
    size[row + 1] = size[row]
    a, b = side, (side + 1) % 3
    for j in range(3):
        half = (share[row, a, j] + share[row, b, j]) / 2.0
        for i in range(3):
            share[row + 1, i, j] = share[row, i, j]
        share[row, b, j] = share[row + 1, a, j] = half
