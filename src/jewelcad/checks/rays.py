"""Rays through the metal of a mesh: how far across, and what blocks a chord."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Floats, Ids, dots, normals, unit
from jewelcad.geometry.mesh import Mesh, Points

LIFT = 2e-5
"""mm by which a ray's start keeps off the surface it leaves: Embree counts in float32."""


class Rays:
    """A closed mesh, ready for rays: float64 here, float32 about its own middle in Embree."""

    def __init__(self, mesh: Mesh) -> None:
        from embreex.mesh_construction import TriangleMesh
        from embreex.rtcore_scene import EmbreeScene

        self.corners = mesh.corners
        self.normal = normals(self.corners)
        self.middle = (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2.0
        self.scene: Any = EmbreeScene()
        local = (mesh.vertices - self.middle).astype(np.float32)
        TriangleMesh(scene=self.scene, vertices=local, indices=mesh.triangles.astype(np.int32))

    def across(self, start: Points, course: Points) -> tuple[Ids, Floats]:
        """From places on the surface inwards: the triangle (-1 for none) and the way to it, mm."""
        hit = self._hit(start + LIFT * course, course)
        plane = self.normal[hit]
        along = dots(course, plane)
        safe = np.where(np.abs(along) > 1e-12, along, 1.0)
        length = dots(self.corners[hit, 0] - start, plane) / safe
        return np.where(along > 1e-12, hit, -1), length

    def in_metal(self, start: Points, end: Points) -> NDArray[np.bool_]:
        """Whether nothing is met between two places on the surface."""
        way = end - start
        length = np.linalg.norm(way, axis=1)
        course = unit(way)
        hit = self._hit(start + LIFT * course, course)
        plane = self.normal[hit]
        along = dots(course, plane)
        safe = np.where(np.abs(along) > 1e-12, along, 1.0)
        reached = dots(self.corners[hit, 0] - start, plane) / safe
        clear: NDArray[np.bool_] = (hit < 0) | (reached >= length - 2.0 * LIFT)
        return clear

    def blocked(self, a: Points, b: Points) -> NDArray[np.bool_]:
        """Pairs of triangles (m, 3, 3) of which every chord is proved to pass through one triangle
        of the mesh, and so to leave the metal on its way.

        All nine chords from corner to corner pass through it; then, by convexity, so do all.
        """
        if not len(a):
            return np.zeros(0, np.bool_)
        start, end = a.mean(axis=1), b.mean(axis=1)
        course = unit(end - start)
        hit = self._hit(start + LIFT * course, course)
        there = hit >= 0
        wall, plane = self.corners[hit], self.normal[hit]
        height = [np.einsum("ijk,ik->ij", side - wall[:, :1], plane) for side in (a, b)]
        apart: NDArray[np.bool_] = there & (
            ((height[0].max(axis=1) < 0) & (height[1].min(axis=1) > 0))
            | ((height[0].min(axis=1) > 0) & (height[1].max(axis=1) < 0))
        )
        which = np.flatnonzero(apart)
        if not len(which):
            return apart
        ha, hb = (np.abs(h[which]) for h in height)
        crossing = (
            hb[:, None, :, None] * a[which][:, :, None] + ha[:, :, None, None] * b[which][:, None]
        ) / (ha[:, :, None] + hb[:, None])[..., None]
        inside = np.ones(len(which), np.bool_)
        for k in range(3):
            p, q = wall[which, k], wall[which, (k + 1) % 3]
            inward = np.cross(plane[which], q - p)
            off = np.einsum("ijkl,il->ijk", crossing - p[:, None, None], inward)
            inside &= (off > 0).all(axis=(1, 2))
        apart[which] = inside
        return apart

    def _hit(self, start: Points, course: Points) -> Ids:
        local = (start - self.middle).astype(np.float32)
        return np.asarray(self.scene.run(local, course.astype(np.float32))).astype(np.int64)
