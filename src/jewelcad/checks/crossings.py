"""Where the surface of a mesh passes through itself, or lies on itself.

Slicers and casters guess what is metal there. Two triangles *cross* if each reaches through the
plane of the other by more than `DEEP` and they meet on a length of more than that; a surface
that passes through a triangle just along one of its own edges crosses it too. They *overlap* if one
lies in the plane of the other and they share ground more than `DEEP` wide: faces of two shells laid
together, a face drawn twice, a face folded back on its neighbour.

What is not told from a touch: surfaces that pass through each other just where an edge of one lies
along an edge of the other. Triangles without area are left out (`measure.degenerate` has them).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jewelcad.checks.boxes import Ids, overlapping
from jewelcad.checks.features import Floats, dots, highest, lowest, normals, unit
from jewelcad.checks.parts import side_by_side
from jewelcad.geometry.mesh import Mesh, Points

DEEP = 1e-5
"""mm. Half a dozen steps of float32 at 20 mm, so that a file's rounding crosses nothing; a
thousandth of what a wax printer resolves (a choice)."""
SLANT = 0.05
"""Sine of the angle between planes under which a pair is looked at in exact arithmetic."""
MOST_EXACT = 2000
"""Pairs looked at exactly (0.1 ms each); past so many, the rest is taken as seen."""
PART = 100_000
"""Pairs taken in hand at a time: bounds the memory."""


@dataclass(frozen=True)
class Crossing:
    """One place where the surface passes through itself: pairs that hang together.

    Parameters
    ----------
    length : of the curve along which it does, mm
    depth : how far the triangles reach through each other, mm; at most their own size
    place : on the curve, mm
    bodies : names of the bodies that cross there
    """

    length: float
    depth: float
    place: tuple[float, float, float]
    bodies: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Crossings:
    """All pairs of triangles that cross or overlap.

    Parameters
    ----------
    pairs : (k, 2) triangles that cross
    ends : (k, 2, 3) where the line on which they do begins and ends
    depth : (k,) how far they reach through each other, mm
    overlaps : (j, 2) triangles that lie on each other
    mesh : whose triangles they are
    """

    pairs: Ids
    ends: Points
    depth: Floats
    overlaps: Ids
    mesh: Mesh

    @property
    def length(self) -> float:
        """Of all curves along which the surface crosses itself, mm."""
        return float(np.linalg.norm(self.ends[:, 1] - self.ends[:, 0], axis=1).sum())

    def places(self) -> tuple[Crossing, ...]:
        """The places where the surface crosses itself, the longest curve first."""
        if not len(self.pairs):
            return ()
        group = _groups(self.pairs, len(self.mesh.triangles))[self.pairs[:, 0]]
        length = np.linalg.norm(self.ends[:, 1] - self.ends[:, 0], axis=1)
        found = []
        for label in np.unique(group).tolist():
            mine = np.flatnonzero(group == label)
            deepest = mine[int(np.argmax(self.depth[mine]))]
            x, y, z = self.ends[deepest].mean(axis=0).tolist()
            bodies = np.unique(self.mesh.body[self.pairs[mine]])
            names = tuple(dict.fromkeys(self.mesh.names[b] for b in bodies.tolist()))
            found.append(
                Crossing(float(length[mine].sum()), float(self.depth[deepest]), (x, y, z), names)
            )
        return tuple(sorted(found, key=lambda c: -c.length))


def crossings(mesh: Mesh) -> Crossings:
    """Where a mesh, closed or not, crosses or overlaps itself."""
    corners = mesh.corners
    low, high = lowest(corners), highest(corners)
    seen = _Seen(mesh)
    nothing = np.empty(0, np.int64)
    found = [seen.look((nothing, nothing))]
    for one, two in overlapping(low, high):
        starts = range(0, len(one), PART)
        found += side_by_side(seen.look, [(one[k : k + PART], two[k : k + PART]) for k in starts])
    return Crossings(
        np.concatenate([f.pairs for f in found]),
        np.concatenate([f.ends for f in found]),
        np.concatenate([f.depth for f in found]),
        np.concatenate([f.overlaps for f in found]),
        mesh,
    )


def _groups(pairs: Ids, count: int) -> NDArray[np.int32]:
    """(count,): the group each triangle belongs to, joined by pairs."""
    joined = coo_array((np.ones(len(pairs), np.int8), pairs.T), shape=(count, count))
    label: NDArray[np.int32] = connected_components(joined, directed=False)[1]
    return label


class _Seen:
    """A mesh whose pairs of triangles are looked at."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh, self.corners = mesh, mesh.corners
        self.first, self.normal = self.corners[:, 0].copy(), normals(self.corners)
        self.flat = dots(self.normal, self.normal) < 0.5
        self.beyond = _beyond(mesh)

    def look(self, pairs: tuple[Ids, Ids]) -> Crossings:
        """Those of the pairs that cross or overlap."""
        one, two = pairs
        sound = ~(self.flat[one] | self.flat[two])
        one, two = one[sound], two[sound]
        above = self._heights(one, two)
        kept = np.flatnonzero(_reaching(above))
        one, two, above = one.take(kept), two.take(kept), above.take(kept, axis=0)
        below = self._heights(two, one)
        fair = _reaching(below)
        one, two, above, below = one[fair], two[fair], above[fair], below[fair]
        level = highest(np.abs(above)) == 0.0, highest(np.abs(below)) == 0.0
        lying = level[0] | level[1]
        overlaps = self._lay(one[lying], two[lying], level[0][lying])
        crossed = self._cross(one[~lying], two[~lying], above[~lying], below[~lying])
        return Crossings(*crossed, overlaps, self.mesh)

    def _heights(self, plane: Ids, over: Ids) -> Floats:
        """(m, 3) of the corners of one triangle over the plane of another; little is nothing."""
        off = self.corners.take(over, axis=0) - self.first.take(plane, axis=0)[:, None]
        height: Floats = np.einsum("ijk,ik->ij", off, self.normal.take(plane, axis=0))
        height[np.abs(height) <= DEEP] = 0.0
        return height

    def _lay(self, one: Ids, two: Ids, first: NDArray[np.bool_]) -> Ids:
        """Pairs in one plane: they overlap unless a line along one of their sides parts them."""
        normal = self.normal[np.where(first, one, two)]
        a, b = self.corners[one], self.corners[two]
        over = np.ones(len(one), np.bool_)
        for side in (a, b):
            for k in range(3):
                across = unit(np.cross(normal, side[:, (k + 1) % 3] - side[:, k]))
                p, q = (np.einsum("ijk,ik->ij", t - side[:, k][:, None], across) for t in (a, b))
                share = np.minimum(highest(p), highest(q))
                share -= np.maximum(lowest(p), lowest(q))
                over &= share > DEEP
        return np.stack([one[over], two[over]], axis=1)

    def _cross(
        self, one: Ids, two: Ids, above: Floats, below: Floats
    ) -> tuple[Ids, Points, Floats]:
        """Pairs in two planes that cross, what both have of the line where the planes meet, and how
        deep."""
        rests = _depth(above) == 0.0, _depth(below) == 0.0
        fair = ~(rests[0] & rests[1])
        one, two, above, below = one[fair], two[fair], above[fair], below[fair]
        p, q = _line(self.corners[two], above), _line(self.corners[one], below)
        way_p, way_q = p[:, 1] - p[:, 0], q[:, 1] - q[:, 0]
        longer = dots(way_p, way_p) >= dots(way_q, way_q)
        course = unit(np.where(longer[:, None], way_p, way_q))
        base = np.where(longer[:, None], p[:, 0], q[:, 0])
        s, t = (np.einsum("ijk,ik->ij", side - base[:, None], course) for side in (p, q))
        start = np.maximum(s.min(axis=1), t.min(axis=1))
        end = np.minimum(s.max(axis=1), t.max(axis=1))
        depth = np.minimum(self._through(one, two, above), self._through(two, one, below))
        kept = (end - start > DEEP) & (depth > 0.0)
        kept[kept] = self._sure(one[kept], two[kept])
        along = np.stack([start, end], axis=1)[kept, :, None]
        ends = base[kept, None] + along * course[kept, None]
        return np.stack([one[kept], two[kept]], axis=1), ends, depth[kept]

    def _sure(self, one: Ids, two: Ids) -> NDArray[np.bool_]:
        """Whether pairs cross for sure. Needles that lie nearly in one plane seem to, by heights
        that were only rounded: of those an edge of one must pass through the other, exactly."""
        slant = np.linalg.norm(np.cross(self.normal[one], self.normal[two]), axis=1)
        sure: NDArray[np.bool_] = slant > SLANT
        doubtful = np.flatnonzero(~sure)
        sure[doubtful[MOST_EXACT:]] = True
        for k in doubtful[:MOST_EXACT].tolist():
            sure[k] = _pierced(self.corners[one[k]], self.corners[two[k]])
        return sure

    def _through(self, plane: Ids, over: Ids, height: Floats) -> Floats:
        """(m,) how far triangles reach through planes to the lesser side; one that rests on an
        edge goes on in the triangle beyond it, and counts if it is the lower of the two."""
        depth = _depth(height)
        rest = np.flatnonzero(depth == 0.0)
        lone = np.abs(height[rest]).argmax(axis=1)
        own = height[rest, lone]
        beyond = self.beyond[over[rest], lone]
        known = (beyond >= 0) & (own < 0.0)
        rest, own, beyond = rest[known], own[known], beyond[known]
        off = self.mesh.vertices[beyond] - self.corners[plane[rest], 0]
        other = dots(off, self.normal[plane[rest]])
        depth[rest] = np.where(other > DEEP, np.minimum(-own, other), 0.0)
        return depth


def _pierced(a: Points, b: Points) -> bool:
    """Whether an edge of either of two triangles meets the other, in exact arithmetic."""
    one, two = ([[Fraction(float(c)) for c in corner] for corner in t] for t in (a, b))
    return any(_meets(p, q) for p, q in ((one, two), (two, one)))


def _meets(edges: list[list[Fraction]], plane: list[list[Fraction]]) -> bool:
    a, b, c = plane
    normal = _cross(_less(b, a), _less(c, a))
    height = [_dot(_less(corner, a), normal) for corner in edges]
    for k in range(3):
        u, v, hu, hv = edges[k], edges[(k + 1) % 3], height[k], height[(k + 1) % 3]
        if hu * hv > 0 or hu == hv:
            continue
        way = [x + hu / (hu - hv) * (y - x) for x, y in zip(u, v, strict=True)]
        turns = [
            _dot(_cross(_less(plane[(i + 1) % 3], plane[i]), _less(way, plane[i])), normal)
            for i in range(3)
        ]
        if min(turns) >= 0:
            return True
    return False


def _less(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    return [x - y for x, y in zip(a, b, strict=True)]


def _cross(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def _dot(a: list[Fraction], b: list[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), start=Fraction(0))


def _reaching(height: Floats) -> NDArray[np.bool_]:
    """Which triangles reach both sides of a plane, or have an edge in it."""
    a, b, c = (height == 0.0).T
    fair: NDArray[np.bool_] = (_depth(height) > 0.0) | (a & b) | (b & c) | (c & a)
    return fair


def _depth(height: Floats) -> Floats:
    """(m,) how far triangles reach to that side of a plane to which they reach less."""
    depth: Floats = np.maximum(np.minimum(highest(height), -lowest(height)), 0.0)
    return depth


def _line(corners: Points, height: Floats) -> Points:
    """(m, 2, 3) where triangles that reach a plane begin and end in it.

    The two sides that end in it run from the corner that lies alone on its side of it.
    """
    side = np.sign(height)
    other = np.roll(side, -1, axis=1), np.roll(side, -2, axis=1)
    alone = (side != 0.0) & (side * other[0] <= 0.0) & (side * other[1] <= 0.0)
    lone, row = alone.argmax(axis=1), np.arange(len(side))
    ends = []
    for k in (1, 2):
        far = (lone + k) % 3
        h, g = height[row, lone], height[row, far]
        share = h / (h - g)
        ends.append(corners[row, lone] + share[:, None] * (corners[row, far] - corners[row, lone]))
    return np.stack(ends, axis=1)


def _beyond(mesh: Mesh) -> Ids:
    """(m, 3): opposite each corner, across the edge it looks at, the vertex of the next triangle;
    -1 where the edge has not just two triangles."""
    t = mesh.triangles.astype(np.int64)
    start, end = np.roll(t, -1, axis=1).ravel(), np.roll(t, -2, axis=1).ravel()
    key = np.minimum(start, end) * (int(t.max(initial=0)) + 1) + np.maximum(start, end)
    order = np.argsort(key, kind="stable")
    fresh = np.diff(key[order], prepend=-1) != 0
    first = np.flatnonzero(fresh)
    two = first[np.diff(first, append=len(order)) == 2]
    one, other = order[two], order[two + 1]
    found = np.full(len(start), -1, np.int64)
    found[one], found[other] = t.ravel()[other], t.ravel()[one]
    return found.reshape(-1, 3)
