"""Pairs of triangles between which the shortest chord is looked for, and how they are halved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Floats, Ids, dots
from jewelcad.geometry.mesh import Points

NOTHING = 1e-9
"""mm of a chord's way that is only rounding of float64."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of (parts of) features: corners (m, 3, 3), feature numbers, least length of a chord."""

    a: Points
    b: Points
    one: Ids
    two: Ids
    least: Floats

    def __len__(self) -> int:
        return len(self.one)

    def take(self, which: Any) -> Pairs:
        return Pairs(
            self.a[which], self.b[which], self.one[which], self.two[which], self.least[which]
        )

    @staticmethod
    def together(parts: list[Pairs]) -> Pairs:
        columns = zip(*((p.a, p.b, p.one, p.two, p.least) for p in parts), strict=True)
        return Pairs(*(np.concatenate(c) for c in columns))


def halves(pairs: Pairs) -> Pairs:
    """Each pair as two: the larger side is cut across its longest edge.

    An edge of the surface is a triangle with two corners in one place; its halves are such again,
    or a half would be looked at over and over.
    """
    size = [(np.roll(side, -1, axis=1) - side) for side in (pairs.a, pairs.b)]
    longest = [np.linalg.norm(s, axis=2) for s in size]
    first = longest[0].max(axis=1) >= longest[1].max(axis=1)
    cut = np.where(first[:, None, None], pairs.a, pairs.b)
    rest = np.where(first[:, None, None], pairs.b, pairs.a)
    edge = np.where(first[:, None], *longest).argmax(axis=1)
    row = np.arange(len(cut))
    i, j, k = edge, (edge + 1) % 3, (edge + 2) % 3
    start, end, third = cut[row, i], cut[row, j], cut[row, k]
    middle = (start + end) / 2.0
    half = [
        np.stack([a, b, np.where((third == other).all(axis=1)[:, None], middle, third)], axis=1)
        for a, b, other in ((start, middle, end), (middle, end, start))
    ]
    parts = [
        Pairs(
            np.where(first[:, None, None], h, rest),
            np.where(first[:, None, None], rest, h),
            pairs.one,
            pairs.two,
            pairs.least,
        )
        for h in half
    ]
    return Pairs.together(parts)


def middles(corners: Points) -> Points:
    """(m, 3) of triangles (m, 3, 3)."""
    found: Points = (corners[:, 0] + corners[:, 1] + corners[:, 2]) / 3.0
    return found


def shadow(corners: Points, line: Points) -> tuple[Floats, Floats]:
    """From where to where triangles (m, 3, 3) lie along as many unit directions."""
    a, b, c = (dots(corners[:, k], line) for k in range(3))
    return np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)


def radius(corners: Points, middle: Points) -> Floats:
    """(m,) how far the farthest corner of each triangle is from its middle."""
    off = [corners[:, k] - middle for k in range(3)]
    a, b, c = (dots(o, o) for o in off)
    found: Floats = np.sqrt(np.maximum(np.maximum(a, b), c))
    return found


def between_edges(
    a: Points, b: Points, along: Points, other: Points, least: Floats, lean: float
) -> NDArray[np.bool_]:
    """Whether chords from parts of edges to parts of others can be nearly square to both.

    Where edges lie askew, such a chord can only run about square to both their directions: its
    shadow on that line is nearly as long as itself.

    Parameters
    ----------
    a, b : (m, 3, 3) the parts
    along, other : (m, 3) unit, the directions of the edges; nothing for what is no edge
    least : (m,) mm, chords are no shorter
    lean : sine of how far a chord may lean along an edge
    """
    line = np.cross(along, other)
    turn = np.sqrt(dots(line, line))
    fair = np.ones(len(a), np.bool_)
    askew = np.flatnonzero(turn > 2.0 * lean)
    turn = turn[askew]
    straight = np.sqrt(1.0 - np.minimum(turn, 1.0) ** 2)
    in_plane = lean**2 + (lean * (1.0 + straight) / turn) ** 2
    share = np.sqrt(np.maximum(1.0 - in_plane, 0.0))
    line = line[askew] / turn[:, None]
    (low_a, high_a), (low_b, high_b) = shadow(a[askew], line), shadow(b[askew], line)
    most = np.maximum(high_b - low_a, high_a - low_b)
    fair[askew] = most >= share * least[askew] - NOTHING
    return fair
