"""Girdles in space and how far apart they are.

A girdle is the stone's outline, exact, as thick as the girdle's thick points; of a pearl it is the
whole ball. Its distance from
another is found for many pairs at once by the method of Gilbert, Johnson and Keerthi (1988), which
asks only for the farthest point of a body in a direction; a girdle answers that by formula. An
outline with a cleft counts as if the cleft were filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.gems import Pearl, Stone
from jewelcad.gems.outlines import Arc

Array = NDArray[np.float64]
Index = NDArray[np.intp]

NEAR = 1e-9
"""mm between the lower and the upper bound at which a distance is known."""
TURNS = 200
"""Most steps; a distance that is not known by then is given by its lower bound."""
_PAIRS = np.array(list(combinations(range(4), 2)))
_TRIPLES = np.array(list(combinations(range(4), 3)))
_KEPT = np.array([(i, i, i) for i in range(4)] + [(i, j, j) for i, j in _PAIRS] + [*_TRIPLES])
"""Which corners carry the nearest point, in the order `_nearest` tries them."""


class Girdles:
    """The girdles of many stones in one place.

    Parameters
    ----------
    gems : one stone each
    origins, axes : (n, 3) mm and (n, 3, 3), rows x, y and z of the girdle frames
    """

    def __init__(self, gems: Sequence[Stone], origins: Array, axes: Array) -> None:
        self.gems, self.origins, self.axes = gems, origins, axes
        kinds = {id(gem): gem for gem in gems}
        number = {key: i for i, key in enumerate(kinds)}
        self._kind = np.array([number[id(gem)] for gem in gems], dtype=np.intp)
        each = list(kinds.values())
        self._heights = np.array([(gem.girdle_bottom, gem.girdle_top) for gem in each])
        pieces = [gem.girdle_outline.pieces for gem in each]
        self._corners = _padded([[p.at(0.0) for p in row] for row in pieces])
        arcs = [[_arc(p) for p in row if isinstance(p, Arc)] for row in pieces]
        self._arcs = _padded([row or [_NO_ARC] for row in arcs])
        self.radius = np.array([gem.girdle_radius for gem in each])[self._kind]
        """Of the least ball about each girdle's middle, without its thickness, mm."""
        balls = [gem.diameter / 2.0 if isinstance(gem, Pearl) else 0.0 for gem in each]
        self._balls = np.array(balls)
        self.half_height = np.abs(self._heights).max(axis=1)[self._kind]

    @classmethod
    def of(cls, gems: Sequence[Stone], frames: Sequence[Frame]) -> Girdles:
        """The girdles of stones on their girdle frames."""
        axes = np.array([(f.x, f.y, f.z) for f in frames], dtype=float).reshape(-1, 3, 3)
        return cls(gems, np.array([f.origin for f in frames], dtype=float).reshape(-1, 3), axes)

    def farthest(self, which: Index, way: Array) -> Array:
        """The point of each girdle that lies farthest in its direction, (m, 3)."""
        axes, kind = self.axes[which], self._kind[which]
        local = np.einsum("nij,nj->ni", axes, way)
        flat, n = local[:, None, :2], np.arange(len(which))
        corners, (x, y, rx, ry, start, turn, beside) = (
            self._corners[kind],
            np.moveaxis(self._arcs[kind], 2, 0),
        )
        angle = np.arctan2(ry * flat[..., 1], rx * flat[..., 0])
        size = np.maximum(np.hypot(flat[..., 0], flat[..., 1]), 1e-300)
        on_arc = np.stack(
            [
                x + rx * np.cos(angle) + beside * flat[..., 0] / size,
                y + ry * np.sin(angle) + beside * flat[..., 1] / size,
            ],
            axis=2,
        )
        reach = np.where((angle - start) % (2 * np.pi) <= turn, (on_arc * flat).sum(2), -np.inf)
        points = np.concatenate([corners, on_arc], axis=1)
        best = np.concatenate([(corners * flat).sum(2), reach], axis=1).argmax(axis=1)
        height = self._heights[kind, (local[:, 2] > 0).astype(int)]
        place = np.column_stack([points[n, best], height])
        ball = self._balls[kind][:, None]
        long = np.maximum(np.linalg.norm(local, axis=1), 1e-300)[:, None]
        place = np.where(ball > 0.0, ball * local / long, place)
        return np.asarray(self.origins[which] + np.einsum("ni,nij->nj", place, axes))


def gap(gem: Stone, frame: Frame, other: Stone, other_frame: Frame) -> float:
    """Distance between two girdles on their girdle frames, mm; 0 where they touch or overlap.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> stone = Gem.round(2.0)
    >>> round(gap(stone, Frame(), stone, Frame(origin=(2.1, 0, 0))), 6)
    0.1
    """
    both = Girdles.of([gem, other], [frame, other_frame])
    return float(gaps(both, np.array([0]), np.array([1]))[0])


def gaps(girdles: Girdles, first: Index, second: Index) -> Array:
    """Distance of each pair of girdles, (m,) mm; 0 where they touch or overlap."""
    result = np.zeros(len(first))
    todo = np.arange(len(first))
    v = girdles.origins[first] - girdles.origins[second]
    v = np.where(np.linalg.norm(v, axis=1)[:, None] > 0, v, (1.0, 0.0, 0.0))
    corners = _difference(girdles, first, second, v)[:, None].repeat(4, axis=1)
    v = corners[:, 0]
    for _ in range(TURNS):
        size = np.linalg.norm(v, axis=1)
        new = _difference(girdles, first[todo], second[todo], v)
        least = (v * new).sum(axis=1) / np.maximum(size, 1e-300)
        result[todo] = np.maximum(least, 0.0)
        done = (size - least < NEAR) | (size < NEAR)
        result[todo[done]] = size[done] * (size[done] >= NEAR)
        if done.all():
            break
        todo, corners, new = todo[~done], corners[~done], new[~done]
        corners[:, 3] = new
        v, corners = _nearest(corners)
    return result


def _difference(girdles: Girdles, first: Index, second: Index, v: Array) -> Array:
    """The corner of the bodies' difference farthest against ``v``."""
    return girdles.farthest(first, -v) - girdles.farthest(second, v)


def _nearest(corners: Array) -> tuple[Array, Array]:
    """The point of each tetrahedron (n, 4, 3) nearest to the origin, and the corners it needs.

    Every side is tried; of the feet that lie inside their side the nearest is right.
    """
    n = np.arange(len(corners))
    a, b = corners[:, _PAIRS[:, 0]], corners[:, _PAIRS[:, 1]]
    on_edge, inside_edge = _on_edges(a, b - a)
    a, b, c = (corners[:, _TRIPLES[:, k]] for k in range(3))
    on_face, inside_face = _on_faces(a, b - a, c - a)
    feet = np.concatenate([corners, on_edge, on_face], axis=1)
    inside = np.concatenate([np.ones((len(n), 4), bool), inside_edge, inside_face], axis=1)
    best = np.where(inside, (feet * feet).sum(2), np.inf).argmin(axis=1)
    nearest = feet[n, best]
    nearest[_holds_origin(corners)] = 0.0
    kept = corners[n[:, None], _KEPT[best]]
    return nearest, np.concatenate([kept, kept[:, :1]], axis=1)


def _on_edges(a: Array, side: Array) -> tuple[Array, NDArray[np.bool_]]:
    square = (side * side).sum(2)
    t = -(a * side).sum(2) / np.maximum(square, 1e-300)
    return a + t[..., None] * side, (t > 0) & (t < 1) & (square > 0)


def _on_faces(a: Array, b: Array, c: Array) -> tuple[Array, NDArray[np.bool_]]:
    bb, bc, cc = (b * b).sum(2), (b * c).sum(2), (c * c).sum(2)
    ab, ac = (a * b).sum(2), (a * c).sum(2)
    det = bb * cc - bc * bc
    firm = det > 1e-14 * bb * cc
    det = np.where(firm, det, 1.0)
    s, t = (bc * ac - cc * ab) / det, (bc * ab - bb * ac) / det
    foot = a + s[..., None] * b + t[..., None] * c
    return foot, firm & (s > 0) & (t > 0) & (s + t < 1)


def _holds_origin(corners: Array) -> NDArray[np.bool_]:
    """Whether the origin lies inside the tetrahedron."""
    a, sides = corners[:, 0], corners[:, 1:] - corners[:, :1]
    det = np.linalg.det(sides)
    scale = np.linalg.norm(sides, axis=2).prod(axis=1)
    firm = np.abs(det) > 1e-12 * np.maximum(scale, 1e-300)
    share = np.linalg.solve(
        np.where(firm[:, None, None], np.swapaxes(sides, 1, 2), np.eye(3)), -a[..., None]
    )[..., 0]
    return np.asarray(firm & (share > 0).all(axis=1) & (share.sum(axis=1) < 1))


_NO_ARC = (0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0)


def _arc(arc: Arc) -> tuple[float, ...]:
    return (*arc.centre, arc.rx, arc.ry, arc.start, arc.turn, arc.beside)


def _padded(rows: Sequence[Sequence[Sequence[float]]]) -> Array:
    """Rows of equal length, the short ones filled with their last entry."""
    most = max(len(row) for row in rows)
    return np.array([[*row, *[row[-1]] * (most - len(row))] for row in rows], dtype=float)
