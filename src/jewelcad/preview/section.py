"""A piece cut by a plane, for looking inside: closed halves and the cap between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.frames import Frame, Vector
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.scene import View
from jewelcad.preview.shading import face_normals

SECTIONS = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}
"""Named planes through the middle of the finger, by their normals."""

Section = str | Frame | Sequence[Sequence[float]]
"""A named plane, a frame (its xy plane), or (origin, normal)."""


def plane_of(section: Section, view: View) -> Frame:
    """The plane of a section as a frame whose z points at what is taken away.

    That is the half nearer to the camera, so the cut is seen. A plane seen edge on loses the
    half its normal points into.
    """
    frame = _frame(section)
    facing = float(np.dot(frame.z, view.axes[2]))
    if facing > -1e-9:
        return frame
    x, y, z = frame.z
    return Frame(frame.origin, frame.x, (-x, -y, -z))


def cut(mesh: Mesh, plane: Frame, what: str) -> tuple[Mesh | None, NDArray[np.bool_]]:
    """What is left below ``plane``, closed, and which of its triangles are the cap.

    Returns
    -------
    mesh, cap
        ``None`` and an empty mask when nothing is left.

    Raises
    ------
    GeometryError
        When the mesh is not closed.
    """
    normal, offset = np.array(plane.z), float(np.dot(plane.z, plane.origin))
    if (mesh.vertices @ normal - offset).max(initial=-np.inf) <= 1e-9:
        return mesh, _on_plane(mesh, normal, offset)
    solid = _solid(mesh, what).trim_by_plane((-normal).tolist(), -offset)
    kept = solid.to_mesh64()
    triangles = np.asarray(kept.tri_verts, dtype=np.int32)
    if not len(triangles):
        return None, np.zeros(0, dtype=bool)
    vertices = np.ascontiguousarray(np.asarray(kept.vert_properties)[:, :3], dtype=np.float64)
    half = replace(
        mesh, vertices=vertices, triangles=triangles, body=np.zeros(len(triangles), dtype=np.int32)
    )
    return half, _on_plane(half, normal, offset)


def _on_plane(mesh: Mesh, normal: NDArray[np.float64], offset: float) -> NDArray[np.bool_]:
    corners = mesh.corners
    flat, _ = face_normals(corners)
    near = np.abs(corners @ normal - offset).max(axis=1) < 1e-6
    return np.asarray(near & (flat @ normal > 0.5))


def _solid(mesh: Mesh, what: str) -> Any:
    import manifold3d

    solid = manifold3d.Manifold(
        manifold3d.Mesh64(
            vert_properties=np.ascontiguousarray(mesh.vertices, dtype=np.float64),
            tri_verts=np.ascontiguousarray(mesh.triangles, dtype=np.uint64),
        )
    )
    if solid.status() != manifold3d.Error.NoError:
        raise GeometryError(
            f"{what} cannot be cut for a section: its mesh of {len(mesh.triangles)} triangles is "
            f"not closed ({solid.status().name}). Look at it without a section."
        )
    return solid


def _frame(section: Section) -> Frame:
    if isinstance(section, Frame):
        return section
    if isinstance(section, str):
        if section not in SECTIONS:
            raise ParameterError(
                f"There is no section {section!r}; there are {', '.join(SECTIONS)}, a Frame, or "
                "(origin, normal)."
            )
        return _facing((0.0, 0.0, 0.0), SECTIONS[section])
    try:
        origin, normal = (_vector(v) for v in section)
        return _facing(origin, normal)
    except (TypeError, ValueError) as error:
        raise ParameterError(
            f"The section {section!r} is not a plane: write x, y or z, a Frame, or "
            "((x, y, z), (nx, ny, nz)) with a normal that has a length."
        ) from error


def _vector(values: Sequence[float]) -> Vector:
    x, y, z = (float(v) for v in values)
    if not all(math.isfinite(v) for v in (x, y, z)):
        raise ValueError("not finite")
    return (x, y, z)


def _facing(origin: Vector, normal: Vector) -> Frame:
    """A frame with this z, and an x that is never along it."""
    x = (1.0, 0.0, 0.0) if abs(normal[0]) < 0.7 * math.hypot(*normal) else (0.0, 1.0, 0.0)
    return Frame(origin, x, normal)
