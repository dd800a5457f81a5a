"""A half stone joined with its mirror image. Needs numpy."""

from __future__ import annotations

import numpy as np

from jewelcad.gems.polyhedron import Floats, Loop, Polyhedron

ON_AXIS = 1e-9
"""Nearer to the plane than this, of a stone 1 wide, is on it (a choice, above rounding)."""


def joined(half: Polyhedron, raised: float) -> Polyhedron:
    """``half``, which lies ``raised`` too low in y, and its image in the plane y = 0, as one.

    The face called ``join`` goes; faces that cross the plane square to it become one.
    """
    points = half.vertices + np.array([0.0, raised, 0.0])
    on = np.abs(points[:, 1]) < ON_AXIS
    points[on, 1] = 0.0
    image = np.arange(len(points))
    image[~on] = len(points) + np.arange(int((~on).sum()))
    faces: list[Loop] = []
    tiers: list[str] = []
    normals: list[Floats] = []
    for loop, tier, normal in zip(half.faces, half.tiers, half.normals, strict=True):
        if tier == "join":
            continue
        both = _one(loop, image) if abs(normal[1]) < ON_AXIS else _two(loop, image)
        for k, face in enumerate(both):
            faces.append(face)
            tiers.append(tier)
            normals.append(normal * [1.0, -1.0 if k else 1.0, 1.0])
    vertices = np.vstack([points, points[~on] * [1.0, -1.0, 1.0]])
    return Polyhedron(vertices, tuple(faces), tuple(tiers), np.array(normals))


def _two(loop: Loop, image: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[Loop]:
    """A face and its image."""
    return [loop, tuple(int(image[k]) for k in reversed(loop))]


def _one(loop: Loop, image: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[Loop]:
    """A face that ends on the plane, with its image across it."""
    fixed = [int(image[k]) == k for k in loop]
    if sum(fixed) != 2:
        return _two(loop, image)
    start = next(k for k in range(len(loop)) if fixed[k] and fixed[k - 1])
    turned = loop[start:] + loop[:start]
    return [turned + tuple(int(image[k]) for k in reversed(turned[1:-1]))]
