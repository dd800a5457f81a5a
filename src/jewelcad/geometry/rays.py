"""Rays against a mesh: Embree says which triangle is met, float64 says where."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh, Points, kept

Ids = NDArray[np.int64]


class Rays:
    """A mesh ready for rays: in Embree as float32 about its own middle, here as float64.

    Parameters
    ----------
    mesh : with at least one triangle

    Attributes
    ----------
    corners, normal : of every triangle, (m, 3, 3) and (m, 3)
    size : twice the area of every triangle, (m,)
    """

    def __init__(self, mesh: Mesh) -> None:
        from embreex.mesh_construction import TriangleMesh
        from embreex.rtcore_scene import EmbreeScene

        self.corners = mesh.corners
        cross = np.cross(
            self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0]
        )
        self.size = np.linalg.norm(cross, axis=1)
        self.normal = cross / np.maximum(self.size, 1e-300)[:, None]
        self._middle = (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2.0
        self._scene: Any = EmbreeScene()
        local = (mesh.vertices - self._middle).astype(np.float32)
        TriangleMesh(scene=self._scene, vertices=local, indices=mesh.triangles.astype(np.int32))

    def met(self, start: Points, ray: Points) -> Ids:
        """(n,): the first triangle each ray meets, -1 for none. Starts and directions (n, 3)."""
        if not len(start):
            return np.empty(0, np.int64)
        local = (start - self._middle).astype(np.float32)
        return np.asarray(self._scene.run(local, ray.astype(np.float32)), dtype=np.int64)

    def way(self, start: Points, ray: Points, triangle: Ids) -> NDArray[np.float64]:
        """(n,): how far each start is from its triangle's plane along its unit ray, mm."""
        met = self.normal[triangle]
        off = np.einsum("ij,ij->i", self.corners[triangle, 0] - start, met)
        along = np.einsum("ij,ij->i", ray, met)
        return np.asarray(off / np.where(np.abs(along) < 1e-12, 1e-12, along))


@kept
def rays_of(mesh: Mesh) -> Rays:
    """A mesh ready for rays, made ready once."""
    return Rays(mesh)
