"""The surface of a mesh as places where a wall may begin or end: faces, sharp edges, sharp corners.

A face has one normal. At an edge the surface has those of both sides and all between them, so that
the wall under the bottom of a V-groove is seen; they are held in the narrowest cone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh, Points, kept

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

SMOOTH = math.radians(1.0)
"""Edges that bend less need no normals of their own: those between the faces lie within the angle a
chord may lean."""


BLUNT = math.radians(30.0)
"""An edge that stands out and bends at least so much is the end of a face, such as the rim of a
wall that tapers."""
TAPER = math.radians(18.0)
"""How far a chord may lean out of the normals there: a wall may taper so much (a choice; a little
more, and the sides of a pentagon would count as walls)."""
ALONG = math.radians(1.5)
"""How far a chord may lean along an edge: on a round rim the next chord of it takes over."""
FAN = 6
"""Most different normals around a corner that are held as they are."""
MANY = 20_000
"""Corners looked at together: bounds the memory."""


@dataclass(frozen=True, eq=False)
class Features:
    """Faces, sharp edges and sharp corners as (flat) triangles with cones of chords.

    Parameters
    ----------
    corners : (n, 3, 3); an edge repeats its last corner, a corner is three times the same
    axis : (n, 3) unit, middle of the normals
    reach : (n,) how far a chord may lean from the axis, radians
    reach_air : (n,) the same for chords through the air around
    along : (n, 3) unit along an edge, from whose normal plane a chord may lean by `ALONG`; nothing
        for faces and corners
    face : (n,) the triangle it is, or one beside it of the greatest kind
    angle : how far a chord may lean out of the normals of faces and corners, radians
    fan : (k, FAN, 3) the normals around corners that have few; others have the whole cone
    fan_of : (n,) row of ``fan``, -1 for none
    kind : (n,) of its triangle; of an edge or a corner the greatest of those beside it
    """

    corners: Points
    axis: Points
    reach: Floats
    reach_air: Floats
    along: Points
    face: Ids
    angle: float
    fan: Points
    fan_of: Ids
    kind: Ids

    def __len__(self) -> int:
        return len(self.corners)

    @property
    def turned(self) -> Features:
        """Those of the air around: they look the other way."""
        return replace(
            self, axis=-self.axis, reach=self.reach_air, reach_air=self.reach, fan=-self.fan
        )

    def allow(self, which: Ids, course: Points, blur: Floats | float = 0.0) -> NDArray[np.bool_]:
        """Whether chords may leave features inwards on a course (m, 3), or on one less than
        ``blur`` radians from it; for the end of a chord give its course back."""
        fair = self.leaning(which, course, blur)
        row = self.fan_of[which]
        look = np.flatnonzero(fair & (row >= 0))
        slack = (self.angle + np.broadcast_to(blur, fair.shape))[look]
        for part in (slice(k, k + MANY) for k in range(0, len(look), MANY)):
            off = _off_hull(-course[look[part]], self.fan[row[look[part]]])
            fair[look[part]] = off <= slack[part]
        return fair

    def leaning(self, which: Ids, course: Points, blur: Floats | float = 0.0) -> NDArray[np.bool_]:
        """As `allow`, of corners by their whole cones: quicker, and never less."""
        lean = np.arccos(np.clip(-dots(course, self.axis[which]), -1.0, 1.0))
        tilt = np.arcsin(np.clip(np.abs(dots(course, self.along[which])), 0.0, 1.0))
        fair: NDArray[np.bool_] = (lean <= self.reach[which] + blur) & (tilt <= ALONG + blur)
        return fair

    def opposed(self, one: Ids, two: Ids) -> NDArray[np.bool_]:
        """Whether any course may leave the one of two features and arrive at the other."""
        a, b = self.axis.take(one, axis=0), self.axis.take(two, axis=0)
        reach, other = self.reach.take(one), self.reach.take(two)
        fair: NDArray[np.bool_] = np.arccos(np.clip(-dots(a, b), -1.0, 1.0)) <= reach + other
        for side, lean, along in ((a, reach, two), (b, other, one)):
            tilt = dots(side, self.along.take(along, axis=0))
            tilt = np.arcsin(np.clip(np.abs(tilt), 0.0, 1.0))
            fair &= tilt <= lean + ALONG + 1e-9
        return fair

    def across(self, which: Ids) -> Iterator[tuple[Points, Floats]]:
        """Two directions square to the normals of features: along an edge, or any, and the other;
        with the sine of how far a chord may lean that way."""
        first, second, sines = self._frame
        yield first[which], sines[which, 0]
        yield second[which], sines[which, 1]

    @cached_property
    def _frame(self) -> tuple[Points, Points, Floats]:
        edge = dots(self.along, self.along) > 0.5
        off = np.where(np.abs(self.axis[:, :1]) < 0.6, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
        first = np.where(edge[:, None], self.along, unit(np.cross(self.axis, off)))
        sine = np.sin(np.minimum(self.reach, math.pi / 2.0))
        sines = np.stack([np.where(edge, math.sin(ALONG), sine), sine], axis=1)
        return first, unit(np.cross(self.axis, first)), sines


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
    return unit(crossed(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))


def unit(rows: Points) -> Points:
    """Rows made one long; nothing stays nothing."""
    made: Points = rows / np.maximum(lengths(rows), 1e-300)[:, None]
    return made


def lengths(rows: Points) -> Floats:
    """(n,) of rows: as `numpy.linalg.norm`, in a third of its time."""
    x, y, z = rows.T
    found: Floats = np.sqrt(x * x + y * y + z * z)
    return found


def crossed(a: Points, b: Points) -> Points:
    """(n, 3) products across of rows: as `numpy.cross`, in a third of its time."""
    found: Points = np.empty(np.broadcast_shapes(a.shape, b.shape))
    (ax, ay, az), (bx, by, bz) = a.T, b.T
    np.subtract(ay * bz, az * by, out=found[:, 0])
    np.subtract(az * bx, ax * bz, out=found[:, 1])
    np.subtract(ax * by, ay * bx, out=found[:, 2])
    return found


def lowest(rows: Points) -> Points:
    """Least of each row's three, (n, 3) or (n, 3, 3): `numpy.min` takes ten times as long."""
    found: Points = np.minimum(np.minimum(rows[:, 0], rows[:, 1]), rows[:, 2])
    return found


def highest(rows: Points) -> Points:
    """Greatest of each row's three, (n, 3) or (n, 3, 3)."""
    found: Points = np.maximum(np.maximum(rows[:, 0], rows[:, 1]), rows[:, 2])
    return found


def dots(a: Points, b: Points) -> Floats:
    """(n,) products of rows."""
    found: Floats = np.einsum("ij,ij->i", a, b)
    return found


@kept
def edges(mesh: Mesh) -> Edges:
    """All edges of a closed mesh with the angle of the metal at them."""
    t = mesh.triangles.astype(np.int64)
    start, end = t.ravel(), np.roll(t, -1, axis=1).ravel()
    key = np.minimum(start, end) * (int(start.max(initial=0)) + 1) + np.maximum(start, end)
    order = np.argsort(2 * key + (start > end))  # of a closed mesh every edge has two sides
    one, two = order[0::2], order[1::2]
    faces = np.stack([one // 3, two // 3], axis=1)
    normal = normals(mesh.corners)
    a, b = normal.take(faces[:, 0], axis=0), normal.take(faces[:, 1], axis=0)
    across = crossed(a, b)
    bend = np.arctan2(lengths(across), dots(a, b))
    ends = mesh.vertices.take(end[one], axis=0), mesh.vertices.take(start[one], axis=0)
    along = ends[0] - ends[1]
    inside = math.pi - np.where(dots(across, along) >= 0.0, bend, -bend)
    return Edges(np.stack([start[one], end[one]], axis=1), faces, inside)


def features(mesh: Mesh, found: Edges, angle: float, kind: Ids) -> Features:
    """Faces, and the edges and corners at which the surface is not smooth.

    A chord may lean by ``angle`` (radians) out of the normals; by `TAPER` at edges that stand out.
    ``kind`` (m,) is any small number of each triangle.
    """
    corners, normal = mesh.corners, normals(mesh.corners)
    sharp = np.abs(found.inside - math.pi) > SMOOTH
    ends, beside = found.ends[sharp], found.faces[sharp]
    bend = math.pi - found.inside[sharp]
    a, b = normal[beside[:, 0]], normal[beside[:, 1]]
    middle = unit(a + b)
    half = np.arccos(np.clip(dots(a, middle), -1.0, 1.0))
    tips = _tips(mesh, normal, angle, kind)
    flat, faces = len(tips.vertex), np.arange(len(corners))
    flat_reach = np.full(len(corners), angle)
    reach, reach_air = (
        np.concatenate([flat_reach, half + np.where(out, TAPER, angle), tips.reach])
        for out in (bend > BLUNT, bend < -BLUNT)
    )
    return Features(
        np.concatenate(
            [
                corners,
                mesh.vertices[ends][:, [0, 1, 1]],
                np.repeat(mesh.vertices[tips.vertex][:, None], 3, axis=1),
            ]
        ),
        np.concatenate([normal, middle, tips.axis]),
        reach,
        reach_air,
        np.concatenate(
            [
                np.zeros((len(corners), 3)),
                unit(mesh.vertices[ends[:, 1]] - mesh.vertices[ends[:, 0]]),
                np.zeros((flat, 3)),
            ]
        ),
        np.concatenate([faces, _greatest(beside, kind), tips.face]),
        angle,
        tips.fan,
        np.concatenate([np.full(len(corners) + len(ends), -1), tips.row]),
        np.concatenate([kind, kind[beside].max(axis=1), kind[tips.face]]),
    )


def _greatest(beside: Ids, kind: Ids) -> Ids:
    """Of each row of triangles the one of the greatest kind."""
    chosen: Ids = beside[np.arange(len(beside)), kind[beside].argmax(axis=1)]
    return chosen


@dataclass(frozen=True, eq=False)
class _Tips:
    """Vertices at which the surface is not flat: as in `Features`."""

    vertex: Ids
    axis: Points
    reach: Floats
    face: Ids
    fan: Points
    row: Ids


def _tips(mesh: Mesh, normal: Points, angle: float, kind: Ids) -> _Tips:
    count = len(mesh.vertices)
    owner, face = mesh.triangles.astype(np.int64).ravel(), np.repeat(np.arange(len(normal)), 3)
    each = np.repeat(normal, 3, axis=0)
    axis = unit(np.stack([np.bincount(owner, column, count) for column in each.T], axis=1))
    spread = np.zeros(count)
    away = np.arccos(np.clip(dots(each, axis.take(owner, axis=0)), -1.0, 1.0))
    np.maximum.at(spread, owner, away)
    tip = np.flatnonzero(spread > SMOOTH)
    beside = np.zeros(count, np.int64)
    order = np.argsort(kind[face].astype(np.int16), kind="stable")  # the greatest is written last
    beside[owner[order]] = face[order]
    fan, row = _fans(tip, owner, each, count)
    return _Tips(tip, axis[tip], spread[tip] + angle, beside[tip], fan, row)


def _fans(tip: Ids, owner: Ids, normal: Points, count: int) -> tuple[Points, Ids]:
    """The different normals around each vertex, where there are few; and the row of each."""
    where = np.full(count, -1)
    where[tip] = np.arange(len(tip))
    mine = where[owner] >= 0
    key = where[owner[mine]]
    for column in np.rint(normal[mine] * 500.0).astype(np.int64).T:
        key = key * 1001 + column + 500
    _, first = np.unique(key, return_index=True)
    tips, normals_ = where[owner[mine]][first], normal[mine][first]
    sizes = np.bincount(tips, minlength=len(tip))
    few = sizes <= FAN
    row = np.where(few, np.cumsum(few) - 1, -1)
    place = np.arange(len(tips)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    fan = np.zeros((int(few.sum()), FAN, 3))
    last = normals_[np.cumsum(sizes) - 1]
    fan[:] = last[few][:, None]
    kept = few[tips]
    fan[row[tips[kept]], place[kept]] = normals_[kept]
    return fan, row


PAIRS = np.array([(i, j) for j in range(FAN) for i in range(j)])
TRIPLES = np.array([(i, j, k) for k in range(FAN) for j in range(k) for i in range(j)])


def _off_hull(way: Points, fan: Points) -> Floats:
    """(m,) angle of each direction (m, 3) off all that lies between the normals (m, FAN, 3)."""
    off = np.arccos(np.clip(np.einsum("ij,ikj->ik", way, fan), -1.0, 1.0)).min(axis=1)
    a, b = fan[:, PAIRS[:, 0]], fan[:, PAIRS[:, 1]]
    pole = np.cross(a, b)
    size = np.linalg.norm(pole, axis=2)
    pole /= np.maximum(size, 1e-300)[..., None]
    foot = way[:, None] - np.einsum("ij,ikj->ik", way, pole)[..., None] * pole
    between = (np.einsum("ikj,ikj->ik", np.cross(a, foot), pole) >= 0) & (
        np.einsum("ikj,ikj->ik", np.cross(foot, b), pole) >= 0
    )
    to_arc = np.arcsin(np.clip(np.abs(np.einsum("ij,ikj->ik", way, pole)), 0.0, 1.0))
    to_arc = np.where(
        between & (size > 1e-9) & (np.einsum("ij,ikj->ik", way, foot) > 0), to_arc, 9.0
    )
    off = np.minimum(off, to_arc.min(axis=1))
    a, b, c = (fan[:, TRIPLES[:, k]] for k in range(3))
    turn = np.sign(np.einsum("ikj,ikj->ik", np.cross(a, b), c))
    inside = turn != 0.0
    for p, q in ((a, b), (b, c), (c, a)):
        inside &= np.einsum("ikj,ij->ik", np.cross(p, q), way) * turn >= 0.0
    return np.where(inside.any(axis=1), 0.0, off)
