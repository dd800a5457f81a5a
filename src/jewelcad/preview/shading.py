"""Normals that keep curved metal smooth and true creases sharp."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh

Floats = NDArray[np.float64]


def face_normals(corners: Floats) -> tuple[Floats, Floats]:
    """Unit normals (m, 3) and areas (m,) of triangles given by their corners (m, 3, 3)."""
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(cross, axis=1)
    return cross / np.maximum(length, 1e-300)[:, None], length / 2


@lru_cache(maxsize=4)
def crease_normals(mesh: Mesh, crease: float = 30.0) -> Floats:
    """A normal for each corner of each triangle, (m, 3, 3).

    At a vertex a triangle is smoothed with those neighbours whose planes turn by less than
    ``crease`` degrees from its own, weighted by their angle there and their area, so the slivers
    that booleans leave do not spoil the polish.
    """
    corners = mesh.corners
    flat, area = face_normals(corners)
    weight = _corner_angles(corners) * area[:, None]
    order = np.argsort(mesh.triangles.ravel(), kind="stable")
    vertex = mesh.triangles.ravel()[order]
    face = order // 3
    pull = flat[face] * weight.ravel()[order][:, None]
    total = pull.copy()
    limit = np.cos(np.radians(crease))
    for way in (1, -1):  # corners of one vertex stand side by side: walk along them
        mine, step = np.arange(len(order)), 0
        while len(mine):
            step += way
            mine = mine[(mine + step >= 0) & (mine + step < len(order))]
            mine = mine[vertex[mine] == vertex[mine + step]]
            alike = np.einsum("ij,ij->i", flat[face[mine]], flat[face[mine + step]]) > limit
            total[mine[alike]] += pull[mine[alike] + step]
    length = np.linalg.norm(total, axis=1, keepdims=True)
    total = np.where(length > 1e-12, total / np.maximum(length, 1e-300), flat[face])
    normals = np.empty_like(total)
    normals[order] = total
    normals.setflags(write=False)  # kept for the next picture of the same mesh
    return normals.reshape(-1, 3, 3)


def _corner_angles(corners: Floats) -> Floats:
    """The angle of each triangle at each of its corners, (m, 3) radians."""
    angles = np.empty(corners.shape[:2])
    for i in range(3):
        a = corners[:, (i + 1) % 3] - corners[:, i]
        b = corners[:, (i + 2) % 3] - corners[:, i]
        sine = np.linalg.norm(np.cross(a, b), axis=1)
        angles[:, i] = np.arctan2(sine, np.einsum("ij,ij->i", a, b))
    return angles
