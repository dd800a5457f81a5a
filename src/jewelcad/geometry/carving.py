"""Cuts a part makes in itself, on the mesh path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jewelcad.frames import Frame
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.overlaps import solid_of


def carved(base: Mesh, cuts: Sequence[tuple[Mesh, Frame]], name: str) -> Mesh:
    """``base`` less every cut, one body called ``name``.

    Raises
    ------
    GeometryError
        If a mesh is not closed.
    """
    solid = solid_of(base)
    for cut, frame in cuts:
        solid -= solid_of(cut).transform(np.array(frame.matrix))
    raw = solid.to_mesh64()
    triangles = np.asarray(raw.tri_verts).astype(np.int32)
    vertices = np.asarray(raw.vert_properties)[:, :3].astype(np.float64)
    worst = max([base.deviation, *(cut.deviation for cut, _ in cuts)])
    return Mesh(vertices, triangles, np.zeros(len(triangles), np.int32), (name,), worst)
