"""Meshes of bodies that follow an outline: vertices on the surface, deviation bounded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from manifold3d import Manifold, Mesh64, triangulate
from numpy.typing import NDArray

from jewelcad.geometry.contours import Arc, Segment
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.patches import along
from jewelcad.geometry.rims import Plug, Rim, balance, chords

Array = NDArray[np.float64]
Indices = NDArray[np.int32]


def plugged(body: Plug, tolerance: float, name: str) -> Mesh:
    """A closed mesh of a plug; its deviation is an upper bound."""
    rows, off_rows = _polyline(body.profile, tolerance / 2.0)
    grid, index, off_ring = _grid(body, rows, tolerance / 2.0)
    sides = _strips(index)
    low, high = _cap(grid[0], index[0]), _cap(grid[-1], index[-1])
    triangles = np.concatenate([sides, low[:, ::-1], high])
    return _mesh(grid.reshape(-1, 3), triangles, name, off_rows + off_ring)


def ringed(body: Rim, tolerance: float, name: str) -> Mesh:
    """A closed mesh of a ring; its deviation is an upper bound."""
    rows, off_rows = _polyline(body.section.segments, tolerance / 2.0)
    grid, index, off_ring = _grid(body, rows[:-1], tolerance / 2.0)
    triangles = _strips(np.concatenate([index, index[:1]]))
    return _mesh(grid.reshape(-1, 3), triangles, name, off_rows + off_ring)


def less(body: Any, tools: Sequence[Any], tolerance: float, name: str) -> Mesh:
    """A body's mesh with its tools cut from it."""
    meshes = [shape.mesh(tolerance, name) for shape in (body, *tools)]
    first, *others = (
        Manifold(Mesh64(np.array(m.vertices), m.triangles.astype(np.uint64))) for m in meshes
    )
    for other in others:
        first -= other
    raw = first.to_mesh64()
    vertices = np.asarray(raw.vert_properties)[:, :3].astype(np.float64)
    triangles = np.asarray(raw.tri_verts).astype(np.int32)
    return _mesh(vertices, triangles, name, max(m.deviation for m in meshes))


def _polyline(segments: Sequence[Segment], budget: float) -> tuple[Array, float]:
    """Points (n, 2) along segments, ends included, and the largest bow of their chords."""
    parts, worst = [np.array([segments[0].start])], 0.0
    for segment in segments:
        if not isinstance(segment, Arc):
            parts.append(along(segment, np.ones(1)))
            continue
        turn, radius = abs(segment.last - segment.first), max(segment.rx, segment.ry)
        count = max(2, chords(turn, radius, budget))
        worst = max(worst, radius * (1.0 - math.cos(turn / count / 2.0)))
        points = along(segment, np.arange(1, count + 1) / count)
        points[:-1] += (balance(turn / count) - 1.0) * (points[:-1] - segment.centre)
        parts.append(points)
    return np.concatenate(parts), worst


def _grid(body: Plug | Rim, rows: Array, budget: float) -> tuple[Array, NDArray[np.int64], float]:
    """Points (rows, around, 3), their numbers, and the bow of chords; a corner's fan is one point
    where a row lies on the outline."""
    places, normals, worst = body.around.sampled(float(rows[:, 0].max()), budget)
    grid = np.empty((len(rows), len(places), 3))
    grid[..., :2] = places + rows[:, :1, None] * normals
    grid[..., 2] = rows[:, 1:]
    index = np.arange(grid.shape[0] * grid.shape[1]).reshape(grid.shape[:2])
    same = np.linalg.norm(places - np.roll(places, 1, axis=0), axis=1) < 1e-12
    for row in np.flatnonzero(np.abs(rows[:, 0]) < 1e-12):
        index[row] = _shared(index[row], same)
    return grid, index, worst


def _shared(index: NDArray[np.int64], same: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Numbers with each run of equal places given the number of its first, round the seam too."""
    shared = index.copy()
    start = int(np.flatnonzero(~same)[0])
    for k in (np.arange(len(index)) + start) % len(index):
        if same[k]:
            shared[k] = shared[k - 1]
    return shared


def _strips(index: NDArray[np.int64]) -> Indices:
    a, d = index[:-1], index[1:]
    b, c = np.roll(a, -1, axis=1), np.roll(d, -1, axis=1)
    both = np.concatenate([np.stack([a, b, c], 2), np.stack([a, c, d], 2)]).reshape(-1, 3)
    x, y, z = both.T
    return np.asarray(both[(x != y) & (y != z) & (z != x)], dtype=np.int32)


def _cap(row: Array, index: NDArray[np.int64]) -> Indices:
    """Triangles over one closed row of points, seen from above."""
    keep = index != np.roll(index, 1)
    found = np.asarray(triangulate([row[keep, :2]]))
    return np.asarray(index[keep][found], dtype=np.int32)


def _mesh(vertices: Array, triangles: Indices, name: str, deviation: float) -> Mesh:
    used, compact = np.unique(triangles, return_inverse=True)
    body = np.zeros(len(triangles), dtype=np.int32)
    return Mesh(vertices[used], compact.reshape(-1, 3).astype(np.int32), body, (name,), deviation)
