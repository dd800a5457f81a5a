"""How far a stone's surface is from metal, measured on meshes from dense points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.shapes import Facetted
from jewelcad.workpiece import Body

Floats = NDArray[np.float64]


def block_around(stone: Any, margin: float = 1.0) -> Body:
    """A block of metal, ``margin`` mm larger than the stone on all sides."""
    low, high = (np.array(e) for e in stone.extents)
    signs = [(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1)]
    corners = np.where(np.array(signs) > 0, high + margin, low - margin)
    faces = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5))
    return Body("block", Facetted(tuple((x, y, z) for x, y, z in corners.tolist()), faces))


def points_on(mesh: Mesh, per_side: int = 4) -> Floats:
    """On every triangle: its corners, points on its edges and inside."""
    n = per_side
    shares = np.array([(i, j, n - i - j) for i in range(n + 1) for j in range(n + 1 - i)]) / n
    return np.unique((shares @ mesh.corners).reshape(-1, 3).round(12), axis=0)


def distances(points: Floats, mesh: Mesh) -> Floats:
    """Of each point from the nearest point of any triangle; exact, all against all."""
    found = np.full(len(points), np.inf)
    for triangle in mesh.corners:
        np.minimum(found, _from_triangle(points, *triangle), out=found)
    return found


def _from_triangle(p: Floats, a: Floats, b: Floats, c: Floats) -> Floats:
    """From the plane where the foot lies inside, else from the nearest side."""
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal)
    sides = ((a, b), (b, c), (c, a))
    inside = np.all([(p - s) @ np.cross(normal, e - s) >= 0.0 for s, e in sides], axis=0)
    edges = np.min([_from_segment(p, s, e) for s, e in sides], axis=0)
    return np.where(inside, np.abs((p - a) @ normal), edges)


def _from_segment(p: Floats, a: Floats, b: Floats) -> Floats:
    along = b - a
    share = np.clip((p - a) @ along / (along @ along), 0.0, 1.0)
    return np.asarray(np.linalg.norm(p - a - share[:, None] * along, axis=1))


def clearances(stone: Mesh, metal: Mesh) -> Floats:
    """From dense points of the stone's surface to the metal."""
    return distances(points_on(stone), metal)
