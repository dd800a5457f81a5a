"""What planes enclose: a convex solid whose every face knows its tier. Needs numpy and scipy."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.frames import Vector

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Loop = tuple[int, ...]

SAME = 1e-7
"""Corners nearer than this share of the stone's size are one corner (a choice: above the last
digit, 1e-8, of published diagrams, whose planes meet no better, and far below any facet)."""


@dataclass(frozen=True, eq=False)
class Polyhedron:
    """A closed solid with planar faces.

    Parameters
    ----------
    vertices : (n, 3) float64, not to be written to
    faces : loops of indices into ``vertices``, counter-clockwise seen from outside
    tiers : for each face, the name of its tier
    normals : (faces, 3) float64, outward unit normals
    """

    vertices: Floats
    faces: tuple[Loop, ...]
    tiers: tuple[str, ...]
    normals: Floats

    def __post_init__(self) -> None:
        self.vertices.setflags(write=False)
        self.normals.setflags(write=False)

    @functools.cached_property
    def volume(self) -> float:
        """Enclosed volume, cubes of the unit of ``vertices`` (divergence theorem)."""
        a, b = (self.vertices[end] for end in _sides(self.faces))
        apex = np.repeat([face[0] for face in self.faces], [len(face) for face in self.faces])
        return float(np.einsum("ij,ij->", self.vertices[apex], np.cross(a, b)) / 6.0)

    @functools.cached_property
    def area(self) -> float:
        """Area of all faces, squares of the unit of ``vertices``."""
        a, b, c = np.moveaxis(self.vertices[self.triangles()], 1, 0)
        return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2.0)

    @property
    def edges(self) -> Ints:
        """Each edge once, (edges, 2): for n faces and v vertices, ``n + v - 2`` of them."""
        a, b = _sides(self.faces)
        return np.array(sorted(zip(a[a < b].tolist(), b[a < b].tolist(), strict=True)), np.int32)

    def triangles(self) -> Ints:
        """The faces as fans of triangles, (m, 3), sharing ``vertices``."""
        return self._fans[0]

    def triangle_faces(self) -> Ints:
        """For each triangle the index of its face, (m,)."""
        return self._fans[1]

    def count(self) -> Counter[str]:
        """How many faces each tier has."""
        return Counter(self.tiers)

    def scaled(self, factor: float) -> Polyhedron:
        """The same stone, ``factor`` times as large. Faces and triangles are shared."""
        larger = replace(self, vertices=self.vertices * factor)
        larger.__dict__["_fans"] = self._fans
        return larger

    @functools.cached_property
    def _fans(self) -> tuple[Ints, Ints]:
        loops = fanned(self.vertices, self.faces)
        owner = np.repeat(np.arange(len(loops), dtype=np.int32), [len(f) - 2 for f in loops])
        triangles = np.array(
            [(f[0], b, c) for f in loops for b, c in pairwise(f[1:])], dtype=np.int32
        )
        triangles.setflags(write=False)
        owner.setflags(write=False)
        return triangles, owner


def enclosed(planes: Iterable[tuple[str, Vector, float]]) -> Polyhedron:
    """The solid behind all ``planes`` (tier name, outward unit normal, distance above 0).

    A plane that cuts nothing, or touches in an edge or a corner only, gives no face.

    Raises
    ------
    ParameterError
        If the planes leave the solid open.
    GeometryError
        If the faces found do not close: a fault of this module.
    """
    given = list(planes)
    if len(given) < 4:
        raise _open(len(given))
    names, directions, distances = zip(*given, strict=True)
    normals, distance = np.array(directions), np.array(distances)
    points, on = _corners(normals, distance)
    points, on = _merged(points, on)
    points = _settled(points, on, normals, distance)
    kept = np.flatnonzero(on.sum(axis=0) >= 3)
    faces = _loops(points, on[:, kept], normals[kept])
    _must_close(faces, len(points))
    return Polyhedron(points, faces, tuple(names[k] for k in kept), normals[kept])


def _corners(normals: Floats, distance: Floats) -> tuple[Floats, Flags]:
    """Where planes meet, (n, 3), and which, (n, planes).

    A corner of more than three planes may come several times, each with some of them.
    """
    from scipy.spatial import HalfspaceIntersection, QhullError

    try:
        found = HalfspaceIntersection(np.column_stack([normals, -distance]), np.zeros(3))
    except QhullError as error:
        raise _open(len(normals)) from error
    if not (found.dual_equations[:, 3] < -1e-9 / distance.max()).all():
        raise _open(len(normals))
    points: Floats = found.intersections
    on = np.zeros((len(points), len(normals)), dtype=np.bool_)
    for row, members in zip(on, found.dual_facets, strict=True):
        row[members] = True
    return points, on


def _open(count: int) -> ParameterError:
    return ParameterError(
        f"A diagram of {count} planes leaves the stone open: they do not enclose it on all "
        "sides. Add the missing tier (often the girdle or the pavilion)."
    )


def _merged(points: Floats, on: Flags) -> tuple[Floats, Flags]:
    """One corner, their mean, on all their planes, for each cluster of coincident ones."""
    from scipy.spatial import cKDTree

    reach = SAME * float(np.abs(points).max())
    pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
    if not len(pairs):
        return points, on
    label = np.arange(len(points))
    while (label[pairs[:, 0]] != label[pairs[:, 1]]).any():  # each cluster takes its least number
        least = label[pairs].min(axis=1)
        np.minimum.at(label, pairs[:, 0], least)
        np.minimum.at(label, pairs[:, 1], least)
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    sizes = np.diff(starts, append=len(points))
    total = np.add.reduceat(points[order], starts)
    return total / sizes[:, None], np.logical_or.reduceat(on[order], starts)


def _settled(points: Floats, on: Flags, normals: Floats, distance: Floats) -> Floats:
    """The points moved to where their planes meet best (least squares), so faces are planar."""
    corner, plane = np.nonzero(on)
    starts = np.flatnonzero(np.diff(corner, prepend=-1))
    facing = normals[plane]
    miss = (points[corner] * facing).sum(axis=1) - distance[plane]
    squares = np.add.reduceat(facing[:, :, None] * facing[:, None, :], starts)
    step = np.linalg.solve(squares, np.add.reduceat(miss[:, None] * facing, starts)[:, :, None])
    return np.asarray(points - step[:, :, 0])


def _loops(points: Floats, on: Flags, normals: Floats) -> tuple[Loop, ...]:
    """Each plane's corners in order, counter-clockwise seen from outside."""
    face, corner = np.nonzero(on.T)
    starts = np.flatnonzero(np.diff(face, prepend=-1))
    sizes = np.diff(starts, append=len(face))
    middle = np.add.reduceat(points[corner], starts) / sizes[:, None]
    arm = points[corner] - middle[face]
    x = arm[starts]
    y = np.cross(normals, x)
    angle = np.arctan2((arm * y[face]).sum(axis=1), (arm * x[face]).sum(axis=1))
    order = corner[np.lexsort((angle, face))].tolist()
    return tuple(tuple(order[a : a + n]) for a, n in zip(starts, sizes, strict=True))


FANS = 32
"""Corners of a large face that are tried for its fan, at least (a choice: its cost is linear)."""


def fanned(vertices: Floats, faces: tuple[Loop, ...]) -> tuple[Loop, ...]:
    """The faces, each from the corner whose fan has the largest smallest triangle."""
    turned, sizes = list(faces), np.array([len(face) for face in faces])
    for n in set(sizes[sizes > 4].tolist()):  # all faces of one size at once
        members = np.flatnonzero(sizes == n)
        loops = np.array([faces[k] for k in members])
        starts = np.arange(0, n, max(1, n // FANS))
        turns = loops[:, (starts[:, None] + np.arange(n)) % n]
        fans = vertices[turns]
        arms = fans[:, :, 1:] - fans[:, :, :1]
        across = np.cross(arms[:, :, :-1], arms[:, :, 1:])
        whole = across[:, 0].sum(axis=1)  # signed: a heart's table may turn in at the cleft
        areas = np.einsum("ftic,fc->fti", across, whole)
        best = areas.min(axis=2).argmax(axis=1)
        for k, loop in zip(members, turns[np.arange(len(best)), best].tolist(), strict=True):
            turned[k] = tuple(loop)
    return tuple(turned)


def _sides(faces: Sequence[Loop]) -> tuple[Ints, Ints]:
    """Start and end of every face's sides, in its direction."""
    start = np.fromiter(chain.from_iterable(faces), dtype=np.int32)
    last = np.cumsum([len(face) for face in faces]) - 1
    end = np.roll(start, -1)
    end[last] = start[np.append(0, last[:-1] + 1)]
    return start, end


def _must_close(faces: tuple[Loop, ...], corners: int) -> None:
    """Every side is met once, backwards, by a neighbour, and Euler's count is a ball's."""
    start, end = (side.astype(np.int64) for side in _sides(faces))
    there, back = np.sort(start * corners + end), np.sort(end * corners + start)
    closed = bool((np.diff(there) > 0).all() and (there == back).all())
    if not closed or corners - len(start) // 2 + len(faces) != 2:
        raise GeometryError(
            f"A diagram's {len(faces)} faces and {corners} corners do not close to one solid. "
            "Two of its corners may all but coincide: change a tier's distance a little, and "
            "please report the diagram."
        )
