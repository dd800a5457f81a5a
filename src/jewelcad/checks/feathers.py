"""Feather edges: where two faces run together in an edge or a point, told apart from thin walls.

Near such an edge any two points across it are as near each other as one likes, and that is no wall.
A chord belongs to an edge if both its ends lie on the faces that meet there, not farther from the
edge than `SLENDER` times its own length. A wedge slenderer than that is a wall that tapers off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Edges, Features, Floats, Ids, dots, unit
from jewelcad.geometry.mesh import Mesh, Points

SLENDER = 3.0
"""Of its length, how far from its edge a chord may lie and still be the edge's; a wedge of less than
19.5° is a wall. A choice."""
ALIKE = math.cos(math.radians(20.0))
"""Faces that run on from those at the edge are turned from them by less than 20°."""
TURNED = 5.0
"""mm that a turn of a normal by one radian counts when the edge of two faces is searched."""
STEP = 0.05
"""mm between places on the edges that are searched for the nearest."""


@dataclass(frozen=True, eq=False)
class Feathers:
    """Edges whose faces run together at less than twice the angle walls are looked for.

    Parameters
    ----------
    start, end : (k, 3)
    one, two : (k, 3) normals of the faces that meet there
    inside : (k,) angle of the metal, radians
    """

    start: Points
    end: Points
    one: Points
    two: Points
    inside: Floats

    @classmethod
    def of(cls, mesh: Mesh, found: Edges, normal: Points, angle: float) -> Feathers:
        sharp = found.inside < 2.0 * angle
        ends = mesh.vertices[found.ends[sharp]]
        one, two = (normal[found.faces[sharp, k]] for k in (0, 1))
        return cls(ends[:, 0], ends[:, 1], one, two, found.inside[sharp])

    def __len__(self) -> int:
        return len(self.start)

    def own(
        self, a: Points, b: Points, normal_a: Points, normal_b: Points, length: Floats
    ) -> NDArray[np.bool_]:
        """Which pairs of triangles (m, 3, 3) hold no chord but edges' own.

        ``length`` is what any chord between them has at least.
        """
        if not len(self):
            return np.zeros(len(a), np.bool_)
        middle = (a.mean(axis=1) + b.mean(axis=1)) / 2.0
        edge, alike = self._of(middle, normal_a, normal_b)
        start, run = self.start[edge], self.end[edge] - self.start[edge]
        share = np.clip(dots(middle - start, run) / np.maximum(dots(run, run), 1e-300), 0.0, 1.0)
        foot = start + share[:, None] * run
        most = SLENDER * length
        for side in (a, b):
            alike &= np.linalg.norm(side - foot[:, None], axis=2).max(axis=1) <= most
        return alike

    def meet_at(self, place: Points, normal_a: Points, normal_b: Points) -> Floats:
        """The angle of the edge through each place at which two such faces meet; nan without."""
        found = np.full(len(place), np.nan)
        if not len(self) or not len(place):
            return found
        edge, alike = self._of(place, normal_a, normal_b)
        near = np.minimum(
            np.linalg.norm(place - self.start[edge], axis=1),
            np.linalg.norm(place - self.end[edge], axis=1),
        )
        return np.where(alike & (near == 0.0), self.inside[edge], np.nan)

    def _of(
        self, place: Points, normal_a: Points, normal_b: Points
    ) -> tuple[Ids, NDArray[np.bool_]]:
        """The nearest edge at which faces with such normals meet, and whether they are alike."""
        query = np.concatenate([place, TURNED * normal_a, TURNED * normal_b], axis=1)
        owner, tree = self._tree
        at = tree.query(query)[1]
        edge = owner[at]
        same = at < len(owner) // 2
        one = np.where(same[:, None], self.one[edge], self.two[edge])
        two = np.where(same[:, None], self.two[edge], self.one[edge])
        return edge, (dots(normal_a, one) > ALIKE) & (dots(normal_b, two) > ALIKE)

    @cached_property
    def _tree(self) -> tuple[Ids, Any]:
        """Places along the edges with the normals on both sides, one way and the other."""
        from scipy.spatial import cKDTree

        steps = np.ceil(np.linalg.norm(self.end - self.start, axis=1) / STEP).astype(int) + 1
        owner = np.repeat(np.arange(len(self)), steps)
        number = np.arange(len(owner)) - np.repeat(np.cumsum(steps) - steps, steps)
        share = (number / np.maximum(steps - 1, 1)[owner])[:, None]
        place = self.start[owner] + share * (self.end - self.start)[owner]
        one, two = TURNED * self.one[owner], TURNED * self.two[owner]
        ways = [np.concatenate([place, *sides], axis=1) for sides in ((one, two), (two, one))]
        return np.tile(owner, 2), cKDTree(np.concatenate(ways))


def meeting(made: Features, feathers: Feathers, one: Ids, two: Ids) -> NDArray[np.bool_]:
    """Which pairs of features touch each other and meet there at no less than a wedge's angle.

    They have no chord of their own: whatever runs between them belongs to the edge or point where
    they meet.
    """
    gone = np.zeros(len(one), np.bool_)
    a, b = made.corners[one], made.corners[two]
    same = (a[:, :, None] == b[:, None]).all(axis=3)
    touching = np.flatnonzero(same.any(axis=(1, 2)))
    corner = same[touching].any(axis=2).argmax(axis=1)
    angle = feathers.meet_at(
        a[touching, corner], made.axis[one[touching]], made.axis[two[touching]]
    )
    for k in np.flatnonzero(np.isnan(angle)).tolist():
        pair = touching[k]
        angle[k] = _angle(a[pair], b[pair], same[pair])
    gone[touching] = angle >= math.asin(1.0 / SLENDER)
    return gone


def _angle(a: Points, b: Points, same: NDArray[np.bool_]) -> float:
    """The angle at which two (flat) triangles meet, radians."""
    shared = np.unique(a[same.any(axis=1)], axis=0)
    mine = np.unique(a[~same.any(axis=1)], axis=0)
    other = np.unique(b[~same.any(axis=0)], axis=0)
    if not len(mine) or not len(other) or len(shared) > 2:
        return math.pi  # one lies on the other: no chord runs between them
    if len(shared) == 2:
        along = unit((shared[1] - shared[0])[None])[0]
        off = [p - shared[0] - np.dot(p - shared[0], along) * along for p in (mine[0], other[0])]
        return _between(*off)
    rays, others = mine - shared[0], other - shared[0]
    return min(_least(rays, others), _least(others, rays))


def _least(rays: Points, sector: Points) -> float:
    """The least angle from any of one or two rays to the sector between one or two others."""
    least = min(_between(r, s) for r in rays for s in sector)
    if len(sector) == 2:
        normal = np.cross(sector[0], sector[1])
        for ray in rays:
            foot = ray - np.dot(ray, normal) / max(np.dot(normal, normal), 1e-300) * normal
            in_it = np.dot(np.cross(sector[0], foot), normal) > 0.0
            if in_it and np.dot(np.cross(foot, sector[1]), normal) > 0.0:
                least = min(least, _between(ray, foot))
    return least


def _between(a: Points, b: Points) -> float:
    return math.atan2(float(np.linalg.norm(np.cross(a, b))), float(np.dot(a, b)))
