"""Thin regions of a piece: where they lie, how large they are, and what is an edge instead.

Faces that run together in an edge leave no thickness there, however sound the piece is: such a
feather edge is a matter of its own, by its angle and length. What runs out into one, or tapers more
than a wall may, belongs to no thin region.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from jewelcad.checks.balls import CONE
from jewelcad.checks.features import Edges, Floats, Ids, dots, edges, unit
from jewelcad.checks.map import Map
from jewelcad.checks.meeting import SLENDER
from jewelcad.checks.samples import SMOOTH
from jewelcad.geometry.mesh import Mesh, Points

Place = tuple[float, float, float]

NEAR = 0.3
"""How far an edge may lie from where the two sides of a wall would meet, as a share of the way
there, for the wall to run out into it (a choice)."""
ACCURACY = 0.02
"""How far a map's samples may be off, as a share of the thickness."""


@dataclass(frozen=True)
class Region:
    """Neighbouring samples of one body that are thinner than its limit.

    Parameters
    ----------
    least : mm, the thinnest sample
    limit : mm, what was asked there
    place, opposite : of the thinnest sample, and across from it, mm
    area : of the surface that is thin, mm²: both sides of a wall count
    low, high : box around the samples, mm
    body : its name
    sides : the triangles of the thinnest sample and across from it
    triangles : of the mesh, with at least one of the samples
    """

    least: float
    limit: float
    place: Place
    opposite: Place
    area: float
    low: Place
    high: Place
    body: str
    sides: tuple[int, int]
    triangles: tuple[int, ...]


@dataclass(frozen=True)
class Feather:
    """A chain of edges at which the metal is sharper than asked.

    Parameters
    ----------
    angle : through the metal, degrees, where it is sharpest
    length : of the chain, mm
    place : middle of its sharpest edge, mm
    bodies : names of the two bodies whose faces meet there
    """

    angle: float
    length: float
    place: Place
    bodies: tuple[str, str]


def limits(mesh: Mesh, limit: float | Floats) -> Floats:
    """(bodies,) the limit of each body from one for all or one for each, mm."""
    return np.broadcast_to(np.asarray(limit, np.float64), (len(mesh.names),))


def regions(
    found: Map, limit: float | Floats, kind: Ids | None = None, proved: Floats | None = None
) -> tuple[Region, ...]:
    """Thin regions, the thinnest (as a share of its limit) first.

    Parameters
    ----------
    found : the map
    limit : mm, for all or (bodies,) for each body of the mesh; between two bodies the smaller of
        their limits holds; with ``kind`` (k, k), from faces of one kind to those of another
    kind : (m,) of each triangle, 0 to k - 1
    proved : (k, k) mm, under which there is no wall between two kinds: what samples see thinner
        than that tapers, and is left out

    Samples of a body are neighbours within the map's spacing, and across a wall.
    """
    mesh, samples = found.mesh, found.samples
    body = mesh.body[samples.triangle].astype(np.int64)
    wall = found.wall
    if kind is None:
        each = limits(mesh, limit)
        asked = np.minimum(each[body], each[mesh.body[wall.face]])
    else:
        asked = np.asarray(limit, np.float64)[kind[samples.triangle], kind[wall.face]]
    asked = np.where(wall.face >= 0, asked, 0.0)
    is_thin = wall.wide < asked
    if kind is not None and proved is not None:
        is_thin &= wall.wide >= (1.0 - ACCURACY) * proved[kind[samples.triangle], kind[wall.face]]
    thin = np.flatnonzero(is_thin)
    thin = thin[~runs_out(found, thin)]
    if not len(thin):
        return ()
    group = _groups(samples.place[thin], wall.place[thin], body[thin], samples.spacing)
    made = []
    for members in np.split(np.argsort(group, kind="stable"), np.cumsum(np.bincount(group))[:-1]):
        own = thin[members]
        if not _straight(found, own).any():
            continue  # its sides close all over: the root of an edge
        worst = own[int(np.argmin(wall.wide[own] / asked[own]))]
        place = samples.place[own]
        made.append(
            Region(
                float(wall.wide[worst]),
                float(asked[worst]),
                _place(samples.place[worst]),
                _place(wall.place[worst]),
                float(samples.area[own].sum()),
                _place(place.min(axis=0)),
                _place(place.max(axis=0)),
                mesh.names[body[worst]],
                (int(samples.triangle[worst]), int(wall.face[worst])),
                tuple(np.unique(samples.triangle[own]).tolist()),
            )
        )
    return tuple(sorted(made, key=lambda region: region.least / region.limit))


def _straight(found: Map, which: Ids) -> NDArray[np.bool_]:
    """Whether the way across at samples leaves along the normal, as it does somewhere in a wall."""
    way = unit(found.wall.place[which] - found.samples.place[which])
    straight: NDArray[np.bool_] = -dots(way, found.samples.normal[which]) >= math.cos(SLENDER / 2.0)
    return straight


def runs_out(found: Map, which: Ids) -> NDArray[np.bool_]:
    """Whether the wall at samples runs out into a sharp edge: its sides close by `SLENDER` or more,
    and where they would meet there is one."""
    radius = found.wall.wide[which] / 2.0
    start, end = found.samples.place[which], found.wall.place[which]
    middle = start - radius[:, None] * found.samples.normal[which]
    out = start + end - 2.0 * middle
    half = np.arcsin(np.clip(np.linalg.norm(out, axis=1) / (2.0 * radius), 0.0, 1.0))
    gone: NDArray[np.bool_] = half >= SLENDER / 2.0
    row = np.flatnonzero(gone)
    if len(row):
        apex = middle[row] + (radius[row] / np.sin(half[row]))[:, None] * unit(out[row])
        way = np.linalg.norm(apex - start[row], axis=1)
        gone[row] = _to_edges(found.mesh, apex) <= NEAR * way
    return gone


def _to_edges(mesh: Mesh, places: Points) -> Floats:
    """(n,) how far places are from the nearest edge that stands out, mm."""
    edge = edges(mesh)
    ends = mesh.vertices[edge.ends[edge.inside < math.pi - math.radians(SMOOTH)]]
    if not len(ends):
        return np.full(len(places), np.inf)
    step = max(float(np.median(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1))), 1e-3)
    count = np.ceil(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1) / step).astype(np.int64) + 1
    owner = np.repeat(np.arange(len(ends)), count)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    share = (nth / (count[owner] - 1))[:, None]
    tree = cKDTree((1.0 - share) * ends[owner, 0] + share * ends[owner, 1])
    _, near = tree.query(places, k=min(4, len(owner)))
    least = np.full(len(places), np.inf)
    for column in np.reshape(near, (len(places), -1)).T:
        a, b = ends[owner[column], 0], ends[owner[column], 1]
        run = b - a
        along = np.einsum("ij,ij->i", places - a, run) / np.maximum(
            np.einsum("ij,ij->i", run, run), 1e-300
        )
        foot = a + np.clip(along, 0.0, 1.0)[:, None] * run
        least = np.minimum(least, np.linalg.norm(places - foot, axis=1))
    return least


def _groups(place: Points, opposite: Points, body: Ids, spacing: float) -> Ids:
    """(n,) the group of each sample: those in the same or neighbouring boxes as wide as the
    spacing, and in the box across the wall, of the same body."""
    low = np.minimum(place.min(axis=0), opposite.min(axis=0)) - 2.0 * spacing
    size = ((np.maximum(place.max(axis=0), opposite.max(axis=0)) - low) // spacing).astype(int) + 3

    def key(box: Ids, of: Ids) -> Ids:
        flat: Ids = ((of * size[0] + box[:, 0]) * size[1] + box[:, 1]) * size[2] + box[:, 2]
        return flat

    box = ((place - low) // spacing).astype(np.int64)
    boxes, first, own = np.unique(key(box, body), return_index=True, return_inverse=True)
    one, two = [own], [own]
    steps = np.array(np.meshgrid(*[(-1, 0, 1)] * 3)).reshape(3, -1).T
    for step in steps[:13]:
        _link(boxes, key(box[first] + step, body[first]), np.arange(len(boxes)), one, two)
    across = ((opposite - low) // spacing).astype(np.int64)
    _link(boxes, key(across, body), own, one, two)
    joined = coo_array(
        (np.ones(sum(map(len, one)), np.int8), (np.concatenate(one), np.concatenate(two))),
        shape=(len(boxes), len(boxes)),
    )
    group: Ids = connected_components(joined, directed=False)[1].astype(np.int64)[own]
    return group


def _link(boxes: Ids, wanted: Ids, source: Ids, one: list[Ids], two: list[Ids]) -> None:
    """Tie each source to the box it wants, if there is one."""
    at = np.minimum(np.searchsorted(boxes, wanted), len(boxes) - 1)
    there = boxes[at] == wanted
    one.append(source[there])
    two.append(at[there])


def feathers(mesh: Mesh, angle: float = math.degrees(2.0 * CONE)) -> tuple[Feather, ...]:
    """Edges of a closed mesh at which the metal is sharper than ``angle`` (degrees), joined where
    they share a vertex; the longest first."""
    edge: Edges = edges(mesh)
    sharp = np.flatnonzero(edge.inside < math.radians(angle))
    if not len(sharp):
        return ()
    ends = edge.ends[sharp]
    start, end = mesh.vertices[ends[:, 0]], mesh.vertices[ends[:, 1]]
    length = np.linalg.norm(end - start, axis=1)
    count = len(mesh.vertices)
    joined = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), (count, count))
    chain = connected_components(joined, directed=False)[1][ends[:, 0]]
    made = []
    for one in np.unique(chain):
        own = np.flatnonzero(chain == one)
        worst = own[int(np.argmin(edge.inside[sharp[own]]))]
        a, b = (mesh.names[mesh.body[f]] for f in edge.faces[sharp[worst]])
        made.append(
            Feather(
                math.degrees(edge.inside[sharp[worst]]),
                float(length[own].sum()),
                _place((start[worst] + end[worst]) / 2.0),
                (a, b),
            )
        )
    return tuple(sorted(made, key=lambda feather: -feather.length))


def _place(row: Points) -> Place:
    x, y, z = (float(c) for c in row)
    return x, y, z
