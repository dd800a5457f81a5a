"""The surface of a mesh as places where a wall may begin or end: faces, sharp edges, sharp corners.

A face has one normal. At an edge the surface has those of both sides and all between them, so that
the wall under the bottom of a V-groove is seen; they are held in the narrowest cone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh, Points

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

SMOOTH = math.radians(20.0)
"""Edges that bend less are taken for the facets of a smooth surface: their normals lie within the
angle a wall is looked for about the faces beside them."""


@dataclass(frozen=True, eq=False)
class Features:
    """Faces, sharp edges and sharp corners as (flat) triangles with cones of chords.

    Parameters
    ----------
    corners : (n, 3, 3); an edge repeats its last corner, a corner is three times the same
    axis : (n, 3) unit, middle of the normals
    reach : (n,) how far a chord may lean from the axis, radians
    along : (n, 3) unit along an edge, from whose normal plane a chord may lean by ``angle``; nothing
        for faces and corners
    face : (n,) the triangle it is, or one beside it
    """

    corners: Points
    axis: Points
    reach: Floats
    along: Points
    face: Ids
    angle: float

    def __len__(self) -> int:
        return len(self.corners)

    def allow(self, which: Ids, course: Points, blur: Floats | float = 0.0) -> NDArray[np.bool_]:
        """Whether chords may leave features inwards on a course (m, 3), or on one less than
        ``blur`` radians from it; for the end of a chord give its course back."""
        lean = np.arccos(np.clip(-dots(course, self.axis[which]), -1.0, 1.0))
        tilt = np.arcsin(np.clip(np.abs(dots(course, self.along[which])), 0.0, 1.0))
        fair: NDArray[np.bool_] = lean <= self.reach[which] + blur
        return fair & (tilt <= self.angle + blur)


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges of a closed mesh.

    Parameters
    ----------
    ends : (k, 2) vertices
    faces : (k, 2) triangles on both sides
    inside : (k,) angle through the metal from face to face, radians: under pi where it is convex
    """

    ends: Ids
    faces: Ids
    inside: Floats


def normals(corners: Points) -> Points:
    """(n, 3) outward unit normals of triangles."""
    return unit(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))


def unit(rows: Points) -> Points:
    """Rows made one long; nothing stays nothing."""
    made: Points = rows / np.maximum(np.linalg.norm(rows, axis=1), 1e-300)[:, None]
    return made


def dots(a: Points, b: Points) -> Floats:
    """(n,) products of rows."""
    found: Floats = np.einsum("ij,ij->i", a, b)
    return found


def edges(mesh: Mesh) -> Edges:
    """All edges of a closed mesh with the angle of the metal at them."""
    t = mesh.triangles.astype(np.int64)
    start, end = t.ravel(), np.roll(t, -1, axis=1).ravel()
    key = np.minimum(start, end) * (int(start.max(initial=0)) + 1) + np.maximum(start, end)
    order = np.lexsort((start, key))  # of a closed mesh every edge has two sides
    one, two = order[0::2], order[1::2]
    faces = np.stack([one // 3, two // 3], axis=1)
    normal = normals(mesh.corners)
    a, b = normal[faces[:, 0]], normal[faces[:, 1]]
    across = np.cross(a, b)
    bend = np.arctan2(np.linalg.norm(across, axis=1), dots(a, b))
    along = mesh.vertices[end[one]] - mesh.vertices[start[one]]
    inside = math.pi - np.where(dots(across, along) >= 0.0, bend, -bend)
    return Edges(np.stack([start[one], end[one]], axis=1), faces, inside)


def features(mesh: Mesh, found: Edges, angle: float) -> Features:
    """Faces, and the edges and corners at which the surface is not smooth.

    A chord may lean by ``angle`` (radians) from the normal of a face, or from a normal of a hollow
    edge or corner; at an edge or corner that stands out it keeps within the normals.
    """
    corners, normal = mesh.corners, normals(mesh.corners)
    sharp = np.abs(found.inside - math.pi) > SMOOTH
    ends, beside = found.ends[sharp], found.faces[sharp]
    hollow = found.inside[sharp] > math.pi
    a, b = normal[beside[:, 0]], normal[beside[:, 1]]
    middle = unit(a + b)
    half = np.arccos(np.clip(dots(a, middle), -1.0, 1.0))
    tip, tip_axis, tip_reach, tip_face = _tips(mesh, normal, found, sharp, angle)
    return Features(
        np.concatenate(
            [
                corners,
                mesh.vertices[ends][:, [0, 1, 1]],
                np.repeat(mesh.vertices[tip][:, None], 3, axis=1),
            ]
        ),
        np.concatenate([normal, middle, tip_axis]),
        np.concatenate([np.full(len(corners), angle), half + angle * hollow, tip_reach]),
        np.concatenate(
            [
                np.zeros((len(corners), 3)),
                unit(mesh.vertices[ends[:, 1]] - mesh.vertices[ends[:, 0]]),
                np.zeros((len(tip), 3)),
            ]
        ),
        np.concatenate([np.arange(len(corners)), beside[:, 0], tip_face]),
        angle,
    )


def _tips(
    mesh: Mesh, normal: Points, found: Edges, sharp: NDArray[np.bool_], angle: float
) -> tuple[Ids, Points, Floats, Ids]:
    """Vertices at which sharp edges end or three of them meet, and the tips of cones; with all
    normals around them."""
    count = len(mesh.vertices)
    owner, face = mesh.triangles.astype(np.int64).ravel(), np.repeat(np.arange(len(normal)), 3)
    axis = np.zeros((count, 3))
    np.add.at(axis, owner, normal[face])
    axis = unit(axis)
    spread = np.zeros(count)
    away = np.arccos(np.clip(dots(normal[face], axis[owner]), -1.0, 1.0))
    np.maximum.at(spread, owner, away)
    meets = np.bincount(found.ends[sharp].ravel(), minlength=count)
    stands = np.zeros(count, np.bool_)  # some edge there stands out
    stands[found.ends[found.inside < math.pi - 1e-6].ravel()] = True
    tip = np.flatnonzero((spread > SMOOTH) & (meets != 2))
    beside = np.zeros(count, np.int64)
    beside[owner] = face
    return tip, axis[tip], spread[tip] + angle * ~stands[tip], beside[tip]
