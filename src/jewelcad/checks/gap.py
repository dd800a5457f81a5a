"""The narrowest gap: the wall's proof turned inside out.

A *gap* is a chord through air that leaves one place of the surface and arrives at another within an
angle of both normals: a slot, a hole, the room between two claws or between two shells. What two
sides that run together in an edge leave between them, at 10 degrees and more, is a groove and no
gap; a groove with a floor is as wide as its floor where its sides lean by up to 18 degrees.
"""

from __future__ import annotations

import math

import numpy as np

from jewelcad.checks.surface import alike
from jewelcad.checks.wall import Bracket, thinnest_of
from jewelcad.geometry.mesh import Mesh, kept


def narrowest(mesh: Mesh, enough: float = math.inf) -> Bracket:
    """The narrowest gap of a closed mesh, between which two figures it lies, and where.

    Parameters
    ----------
    mesh : closed and oriented; its ``deviation`` widens the bracket as in `wall.thinnest`
    enough : mm; wider gaps are not looked at, and then ``lower`` is at least ``enough`` less the
        deviation
    """
    return thinnest_of(alike(mesh).air, np.array([[enough]]))[0, 0]


@kept
def turned(mesh: Mesh) -> Mesh:
    """The mesh of the air around: every triangle looks the other way."""
    faces = np.ascontiguousarray(mesh.triangles[:, ::-1])
    return Mesh(mesh.vertices, faces, mesh.body, mesh.names, mesh.deviation)
