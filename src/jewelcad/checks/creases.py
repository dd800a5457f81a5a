"""Edges of a mesh that bend: how much, how long, where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh, Points

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Creases:
    """Edges of a closed mesh.

    Parameters
    ----------
    middle : (k, 3) of each edge, mm
    length : (k,) mm
    bend : (k,) degrees the surface turns there; above 0 outwards, under 0 into a corner
    triangle : (k,) one of its two
    ends : (k, 2) its vertices
    """

    middle: Points
    length: Floats
    bend: Floats
    triangle: Ids
    ends: Ids


def creases(mesh: Mesh, degrees: float) -> Creases:
    """The edges of a closed mesh that bend by at least so many degrees."""
    triangles = mesh.triangles.astype(np.int64)
    start, end = triangles.ravel(), np.roll(triangles, -1, axis=1).ravel()
    key = np.minimum(start, end) * len(mesh.vertices) + np.maximum(start, end)
    order = np.argsort(key, kind="stable")
    pair = order.reshape(-1, 2)
    one, two = pair[:, 0], pair[:, 1]
    corners = mesh.corners
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-300)[:, None]
    a, b = normal[one // 3], normal[two // 3]
    p, q = mesh.vertices[start[one]], mesh.vertices[end[one]]
    along = q - p
    length = np.linalg.norm(along, axis=1)
    turn = np.einsum("ij,ij->i", np.cross(a, b), along) / np.maximum(length, 1e-300)
    bend = np.degrees(np.arctan2(turn, np.einsum("ij,ij->i", a, b)))
    which = np.flatnonzero(np.abs(bend) >= degrees)
    return Creases(
        ((p + q) / 2.0)[which],
        length[which],
        bend[which],
        (one // 3)[which],
        np.stack([start[one], end[one]], axis=1)[which],
    )
