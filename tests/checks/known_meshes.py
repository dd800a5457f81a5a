"""Meshes made of closed solids, turned at random, and what manifold3d says of them."""

from __future__ import annotations

import numpy as np
from known_walls import mesh
from manifold3d import Manifold

from jewelcad.geometry.mesh import Mesh


def turned(solid: Manifold, seed: int) -> Manifold:
    rng = np.random.default_rng(seed)
    return solid.rotate(rng.uniform(0.0, 360.0, 3).tolist())


def joined(*solids: Manifold) -> Mesh:
    """Solids as shells of one mesh, none cut by another."""
    return together(*map(mesh, solids))


def together(*meshes: Mesh) -> Mesh:
    first = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    return Mesh(
        np.concatenate([m.vertices for m in meshes]),
        np.concatenate([m.triangles + n for m, n in zip(meshes, first, strict=False)]),
        np.repeat(np.arange(len(meshes), dtype=np.int32), [len(m.triangles) for m in meshes]),
        tuple(f"body {k}" for k in range(len(meshes))),
    )


def inside_out(given: Mesh) -> Mesh:
    return Mesh(given.vertices, given.triangles[:, ::-1].copy(), given.body, given.names)


def seam(one: Manifold, two: Manifold) -> float:
    """Length of the edges of what both share where a face of one meets a face of the other, mm."""
    one, two = one.as_original(), two.as_original()
    raw = (one ^ two).to_mesh64()
    faces = np.asarray(raw.tri_verts).astype(np.int64)
    points = np.asarray(raw.vert_properties)[:, :3]
    runs = np.diff(np.asarray(raw.run_index)) // 3
    origin = np.repeat(np.asarray(raw.run_original_id), runs)
    start, end = faces.ravel(), np.roll(faces, -1, axis=1).ravel()
    length = 0.0
    sides = zip(start.tolist(), end.tolist(), strict=True)
    face_of = {side: k // 3 for k, side in enumerate(sides)}
    for (s, e), face in face_of.items():
        if s < e and origin[face] != origin[face_of[e, s]]:
            length += float(np.linalg.norm(points[s] - points[e]))
    return length
