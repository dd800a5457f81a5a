"""How stones fit the cast metal: how near they come to it, and what of them lies in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from manifold3d import Error, Manifold, Mesh64
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, cKDTree

from jewelcad.errors import GeometryError
from jewelcad.gems import Stone
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.workpiece import PlacedGem

NEAR = 1.0
"""mm, farthest a clearance is looked for (a choice; a stone farther from metal floats)."""
USUAL = 0.1
"""mm within which metal is looked for first: it is there, and far quicker to find."""
FLAKE = 1e-7
"""mm of metal under a triangle that is looked at by itself: how far a clearance may be off."""
SIDES = np.array([[0, 1, 2], [1, 0, 3], [2, 1, 3], [0, 2, 3]])
"""Triangles of a flake, by its corners: the lowest comes last."""


def fits(
    cast: Mesh, stones: Sequence[PlacedGem], in_the_way: Sequence[Manifold]
) -> list[tuple[float, float]]:
    """Clearance (mm) and overlap (mm³) of every stone.

    Parameters
    ----------
    in_the_way : of the cast metal, what lies in every stone's way down: all its overlap does
    """
    skin = Skin(cast)
    found = []
    for placed, body, metal in zip(stones, bodies_of(stones), in_the_way, strict=True):
        shared = metal if metal.is_empty() else metal ^ body
        clear = skin.gap(placed) if shared.is_empty() else 0.0
        found.append((clear, float(shared.volume())))
    return found


class Skin:
    """The surface of metal, from which stones outside of it keep apart.

    Only what lies near a stone is looked at: so its triangles become bodies of their own, flakes as
    thin as `FLAKE`.
    """

    def __init__(self, metal: Mesh) -> None:
        self.corners = metal.corners
        self.low, self.high = (f(self.corners, axis=1).T.copy() for f in (np.min, np.max))
        self.tree = cKDTree(metal.vertices[np.unique(metal.triangles)])

    def gap(self, placed: PlacedGem) -> float:
        """Least distance to a stone, mm; `NEAR` if there is nothing nearer.

        No farther than from vertex to vertex, so only triangles within that are looked at, as seen
        from the stone.
        """
        there, back = np.array(placed.frame.matrix), np.array(placed.frame.inverse.matrix)
        points = placed.gem.mesh().vertices @ there[:, :3].T + there[:, 3]
        ways, _ = self.tree.query(points, distance_upper_bound=NEAR)
        reach = min(float(ways.min()) + FLAKE, NEAR)
        near = self._near(points.min(axis=0) - reach, points.max(axis=0) + reach)
        near = near @ back[:, :3].T + back[:, 3]
        near = near[_within(near, _hull(placed.gem), reach)]
        if not len(near):
            return reach
        return min(float(_flakes(near).min_gap(_solid(placed.gem), reach)), reach)

    def _near(self, low: Points, high: Points) -> Points:
        """The triangles (m, 3, 3) whose boxes meet a box."""
        found = np.arange(len(self.corners))
        for axis in range(3):
            fair = self.low[axis].take(found) <= high[axis]
            fair &= self.high[axis].take(found) >= low[axis]
            found = found[fair]
        return self.corners.take(found, axis=0)


def _within(corners: Points, planes: Points, reach: float) -> NDArray[np.bool_]:
    """Which triangles (m, 3, 3) are no farther than ``reach`` mm over that plane (k, 4) which their
    middle is farthest over."""
    x, y, z = corners.mean(axis=1).T[:, :, None]
    a, b, c, d = planes.T
    most = planes[(x * a + y * b + z * c + d).argmax(axis=1)]
    over = np.einsum("ikj,ij->ik", corners, most[:, :3]) + most[:, 3:]
    near: NDArray[np.bool_] = over.min(axis=1) <= reach
    return near


@lru_cache(maxsize=64)
def _hull(gem: Stone) -> Points:
    """The planes (k, 4) a stone lies behind: outward unit normals, and how far the origin is over
    each, mm."""
    planes: Points = ConvexHull(gem.mesh().vertices).equations
    return planes[np.unique(planes.round(9), axis=0, return_index=True)[1]]


@lru_cache(maxsize=64)
def _solid(gem: Stone) -> Manifold:
    """A stone as a solid in its own frame."""
    return body_of(gem.mesh())


def _flakes(corners: Points) -> Manifold:
    """Triangles (m, 3, 3) as so many bodies under them."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    normal = np.cross(b - a, c - a)
    size = np.linalg.norm(normal, axis=1)[:, None]
    under = (a + b + c) / 3.0 - FLAKE * normal / np.maximum(size, 1e-300)
    points = np.concatenate([corners, under[:, None]], axis=1).reshape(-1, 3)
    faces = 4 * np.arange(len(corners))[:, None, None] + SIDES
    made = Manifold(Mesh64(points, faces.reshape(-1, 3).astype(np.uint64)))
    if made.status() != Error.NoError:
        raise GeometryError(f"The metal near a stone cannot be looked at ({made.status().name}).")
    return made


def gap(metal: Manifold, body: Manifold) -> float:
    """Least distance, mm; `NEAR` if there is nothing nearer."""
    near = float(metal.min_gap(body, USUAL))
    return near if near < USUAL else min(float(metal.min_gap(body, NEAR)), NEAR)


def bodies_of(
    stones: Sequence[PlacedGem], solid: Callable[[Stone], Manifold] = _solid
) -> list[Manifold]:
    """Stones, or what else there is for each, as solids in their places; each made once."""
    made = {gem: solid(gem) for gem in dict.fromkeys(placed.gem for placed in stones)}
    return [made[placed.gem].transform(np.array(placed.frame.matrix)) for placed in stones]


def body_of(mesh: Mesh) -> Manifold:
    """A mesh as a solid."""
    return Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
