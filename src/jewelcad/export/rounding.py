"""The mesh as files can hold it: on a grid, still closed, no triangle lost to rounding.

STL, 3MF and GLB hold float32. Rounding may make two vertices one or a sliver flat, and then a
closed solid is read back with cracks. So the rounding happens here, once, on a grid that float32
holds exactly, and is mended while the connections are still known.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jewelcad import measure
from jewelcad.errors import GeometryError
from jewelcad.geometry.mesh import Mesh, Points

GRID = 2.0**-16
"""Step of the grid, 0.000015 mm: float32 holds every multiple of it up to 256 mm exactly."""

FARTHEST = 256.0
"""Largest coordinate, mm, that keeps its place on the grid in float32."""

ROUNDING = GRID * 3.0**0.5 / 2.0
"""Farthest that going onto the grid moves a vertex, mm."""

ROUNDS = 6
"""Tries at mending; each may move the surface twice as far as the one before, at most 0.002 mm."""


def settled(mesh: Mesh) -> Mesh:
    """``mesh`` with vertices on the grid, different vertices in different places, none flat.

    Nearly always only the coordinates are rounded. Where that would lay two vertices of an edge in
    one place or flatten a triangle, short edges are collapsed by manifold; where two sheets of
    metal would touch in a vertex, that vertex moves inward by a few steps of the grid. Which body a
    triangle came from is not kept then.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or too far out, or the mesh cannot be settled so.
    """
    _check_range(mesh)
    moved = replace(mesh, vertices=_on_grid(mesh.vertices))
    for attempt in range(ROUNDS):
        if not len(_meeting(moved)) and not len(measure.degenerate(moved)):
            return moved
        moved = _mended(moved, 4.0 * GRID * 2**attempt)
    raise _unsettled(moved)


def _on_grid(vertices: Points) -> Points:
    rounded: Points = np.round(vertices / GRID) * GRID + 0.0
    return rounded


def _check_range(mesh: Mesh) -> None:
    if not len(mesh.triangles):
        raise GeometryError("There is no metal to write: the mesh has no triangle.")
    far = np.flatnonzero(~(np.abs(mesh.vertices) < FARTHEST).all(axis=1))
    if len(far):
        x, y, z = mesh.vertices[far[0]]
        raise GeometryError(
            f"{len(far)} vertices are not within {FARTHEST:g} mm of the middle, the first at "
            f"({x:g}, {y:g}, {z:g}). A piece of jewellery is smaller: check units and frames."
        )


def _meeting(mesh: Mesh) -> measure.Ids:
    """Indices of vertices in the place of another, those of lower index left out."""
    order = np.lexsort(mesh.vertices.T)
    same = (np.diff(mesh.vertices[order], axis=0) == 0).all(axis=1)
    meeting: measure.Ids = order[1:][same]
    return meeting


def _mended(mesh: Mesh, step: float) -> Mesh:
    """Edges shorter than ``step`` collapsed, then vertices that still meet moved inward."""
    from manifold3d import Error, Manifold, Mesh64

    solid = Manifold(Mesh64(mesh.vertices, mesh.triangles.astype(np.uint64), tolerance=GRID))
    if solid.status() != Error.NoError:
        raise _unsettled(mesh)
    raw = solid.simplify(step).to_mesh64()
    vertices = _on_grid(np.asarray(raw.vert_properties)[:, :3].astype(np.float64))
    triangles = np.asarray(raw.tri_verts).astype(np.int32)
    body = np.zeros(len(triangles), dtype=np.int32)
    mended = Mesh(vertices, triangles, body, mesh.names[:1], mesh.deviation + step)
    meeting = _meeting(mended)
    vertices[meeting] -= _outward(mended)[meeting] * step
    return replace(mended, vertices=_on_grid(vertices))


def _outward(mesh: Mesh) -> Points:
    """(n, 3) unit normals of the vertices."""
    a, b, c = np.moveaxis(mesh.corners, 1, 0)
    normal = np.zeros_like(mesh.vertices)
    for corner in range(3):
        np.add.at(normal, mesh.triangles[:, corner], np.cross(b - a, c - a))
    size: Points = np.linalg.norm(normal, axis=1, keepdims=True)
    return normal / np.maximum(size, 1e-300)


def _unsettled(mesh: Mesh) -> GeometryError:
    flat, meeting = measure.degenerate(mesh), _meeting(mesh)
    place = mesh.vertices[meeting[0]] if len(meeting) else mesh.corners[flat[0], 0]
    x, y, z = place
    return GeometryError(
        f"The mesh does not survive rounding to {GRID * 1000:.3f} µm: {len(meeting)} vertices "
        f"meet and {len(flat)} triangles become flat, the first at ({x:.4f}, {y:.4f}, {z:.4f}). "
        "Surfaces touch there without joining: let the parts overlap or part them by 0.01 mm."
    )
