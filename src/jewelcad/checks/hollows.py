"""Edges that stand into the metal, such as the bottom of a V-groove: they stop a ball themselves.

No ray meets an edge but by chance, so places along the sharp ones are looked up in a k-d tree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jewelcad.checks.features import Edges, Floats, Ids, dots, edges, normals, unit
from jewelcad.checks.nearest import nearest
from jewelcad.checks.samples import SMOOTH
from jewelcad.geometry.mesh import Mesh, Points

SETTLED = 1e-5
"""Share of the thickness by which a step must better it to be worth another."""
SLACK = 0.05
"""How far a ball may lean over a face beside the edge that stops it, radians."""
SHALLOW = 0.002
"""How deep a triangle may reach into the ball it stops, as a share of the radius."""
AROUND = 1.15
"""Places a little outside a ball are looked at too: the edge between them may be inside."""
SIZES = (1.0, 0.5, 0.25)
"""Balls that are looked into for edges, as shares of the one known."""


@dataclass(frozen=True, eq=False)
class Found:
    """What stops the balls: how wide they are, where, and by which triangle."""

    wide: Floats
    place: Points
    face: Ids

    def better(self, other: Found, rows: Ids, fair: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Take over into rows what is fair and smaller; which of it was worth it."""
        known = self.wide[rows]
        take = fair & (other.wide < known)
        self.put(rows[take], other.take(take))
        gain: NDArray[np.bool_] = take & (other.wide < known * (1.0 - SETTLED))
        return gain

    def take(self, which: Ids | NDArray[np.bool_]) -> Found:
        return Found(self.wide[which], self.place[which], self.face[which])

    def put(self, which: Ids, other: Found) -> None:
        self.wide[which], self.place[which] = other.wide, other.place
        self.face[which] = other.face

    @staticmethod
    def none(start: Points) -> Found:
        return Found(np.full(len(start), np.inf), start.copy(), np.full(len(start), -1))

    @staticmethod
    def together(parts: tuple[Found, ...]) -> Found:
        columns = zip(*((p.wide, p.place, p.face) for p in parts), strict=True)
        return Found(*(np.concatenate(c) for c in columns))


class Hollows:
    """The edges of a mesh at which the metal is hollow.

    Attributes
    ----------
    sharp : (m,) whether triangles have an edge that is not smooth, hollow or not
    """

    def __init__(self, mesh: Mesh, step: float) -> None:
        self.corners = mesh.corners
        found = edges(mesh)
        self.into, self.hollow = _beyond(mesh, found)
        self.sharp = np.zeros(len(mesh.triangles), np.bool_)
        self.sharp[found.faces[np.abs(found.inside - math.pi) > math.radians(SMOOTH)]] = True
        sharp = found.inside > math.pi + math.radians(SMOOTH)
        ends = mesh.vertices[found.ends[sharp]]
        count = np.ceil(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1) / step).astype(np.int64)
        edge = np.repeat(np.arange(len(ends)), count)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        share = ((nth + 0.5) / count[edge])[:, None]  # no end is two edges'
        self.place: Points = (1.0 - share) * ends[edge, 0] + share * ends[edge, 1]
        self.face = found.faces[sharp, 0][edge]
        self.tree = cKDTree(self.place) if len(edge) else None

    def within(self, start: Points, inward: Points, wide: Floats) -> list[Found]:
        """The places on sharp edges nearest to the middle of balls of a few sizes up to ``wide``
        that touch the surface at ``start``, where one lies in the ball."""
        made: list[Found] = []
        if self.tree is None:
            return made
        some = np.isfinite(wide)
        for size in SIZES:
            radius = size * wide[some] / 2.0
            middle = start[some] + radius[:, None] * inward[some]
            gap, which = self.tree.query(
                middle, distance_upper_bound=float(radius.max(initial=0.0))
            )
            there = gap < radius
            row = np.flatnonzero(some)[there]
            found = Found.none(start)
            place = self.place[which[there]]
            way = place - start[row]
            found.wide[row] = dots(way, way) / np.maximum(dots(way, inward[row]), 1e-12)
            found.place[row], found.face[row] = place, self.face[which[there]]
            made.append(found)
        return made

    def stop(self, face: Ids, place: Points, middle: Points) -> NDArray[np.bool_]:
        """Whether balls about ``middle`` are stopped by an edge of their triangle there: the place
        lies on one at which the metal is hollow, and is as near as any of the triangle and of the
        one beyond."""
        a, into = self.corners[face], self.into[face]
        run, off = np.roll(a, -1, axis=1) - a, place[:, None] - a
        square = np.maximum(np.einsum("ijk,ijk->ij", run, run), 1e-300)
        share = np.clip(np.einsum("ijk,ijk->ij", off, run) / square, 0.0, 1.0)
        on = np.linalg.norm(off - share[..., None] * run, axis=2) < 1e-7
        out = place - middle
        radius = np.linalg.norm(out, axis=1)
        near = np.linalg.norm(nearest(a, middle) - middle, axis=1)
        clear = np.einsum("ijk,ik->ij", into, out) >= -SLACK * radius[:, None]
        stop: NDArray[np.bool_] = (on & self.hollow[face]).any(axis=1)
        stop &= (~on | clear).all(axis=1) & (near >= (1.0 - SHALLOW) * radius)
        return stop


def _beyond(mesh: Mesh, found: Edges) -> tuple[Points, NDArray[np.bool_]]:
    """Of the edge after each corner of the triangles: (m, 3, 3) the way from it into the triangle
    beyond, square to the edge and one long, and (m, 3) whether the metal is hollow there."""
    into = np.zeros((len(mesh.triangles), 3, 3))
    hollow = np.zeros((len(mesh.triangles), 3), np.bool_)
    normal = normals(mesh.corners)
    along = unit(mesh.vertices[found.ends[:, 1]] - mesh.vertices[found.ends[:, 0]])
    for side in (0, 1):
        face = found.faces[:, side]
        start = found.ends[:, side]  # each side runs along the edge the other way
        row, corner = np.nonzero(mesh.triangles[face] == start[:, None])
        way = np.cross(normal[found.faces[:, 1 - side]], along) * (1.0 if side else -1.0)
        into[face[row], corner] = way[row]
        hollow[face[row], corner] = found.inside[row] > math.pi + 1e-6
    return into, hollow
