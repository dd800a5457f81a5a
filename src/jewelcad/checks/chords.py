"""Chords through the metal of a mesh: how far across it is, and what blocks them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Floats, Ids, unit
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.geometry.rays import rays_of

LIFT = 2e-5
"""mm by which a ray's start keeps off the surface it leaves: Embree counts in float32."""


class Chords:
    """A closed mesh whose chords are looked at."""

    def __init__(self, mesh: Mesh) -> None:
        self.rays = rays_of(mesh)

    def across(self, start: Points, course: Points) -> tuple[Ids, Floats]:
        """From places on the surface inwards: the triangle (-1 for none) and the way to it, mm."""
        hit = self.rays.met(start + LIFT * course, course)
        return hit, self.rays.way(start, course, hit)

    def in_metal(self, start: Points, end: Points) -> NDArray[np.bool_]:
        """Whether nothing is met between two places on the surface."""
        length = np.linalg.norm(end - start, axis=1)
        hit, reached = self.across(start, unit(end - start))
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
        hit = self.rays.met(start + LIFT * course, course)
        there = hit >= 0
        wall, plane = self.rays.corners[hit], self.rays.normal[hit]
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
