"""The room a stone without facets needs: its body swollen by a clearance.

From each point of the stone to the nearest metal it is the clearance; edges of the stone have a
rounded groove over them. A heart is swollen in its halves, which shrink to one point and so are
convex; over the valley at its cleft the room is wider. Needs manifold.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from manifold3d import Manifold
from numpy.typing import NDArray

from jewelcad.geometry.shapes import Facetted

if TYPE_CHECKING:
    from jewelcad.gems.stone import Stone

FINENESS = 0.03
"""Deviation of the stone's mesh over the clearance (a choice: 1.5 µm for the usual 0.05 mm)."""
FINEST = 5e-4
"""mm, finest deviation asked of a mesh."""
TURN = math.radians(12.0)
"""Most turning from flat to flat of the groove over an edge: flats then lie 0.6 % too near."""

Floats = NDArray[np.float64]


@functools.lru_cache(maxsize=64)
def swollen(stone: Stone, clearance: float) -> Facetted:
    """The stone with its surface ``clearance`` mm farther out.

    Equal stones share the shape.
    """
    corners = stone.mesh(max(FINENESS * clearance, FINEST)).corners
    steps, places = _steps(corners)
    points = places + clearance * steps
    if stone.girdle_outline.is_convex:
        body = Manifold.hull_points(points)
    else:
        upper, lower = (points[side * places[:, 1] > -1e-9] for side in (1.0, -1.0))
        body = Manifold.hull_points(upper) + Manifold.hull_points(lower)
    raw = body.to_mesh64()
    vertices = np.asarray(raw.vert_properties)[:, :3].tolist()
    faces = np.asarray(raw.tri_verts).tolist()
    return Facetted(tuple((x, y, z) for x, y, z in vertices), tuple((a, b, c) for a, b, c in faces))


def _steps(corners: Floats) -> tuple[Floats, Floats]:
    """Unit steps outwards, and from where: of triangles (m, 3, 3), and over edges and corners."""
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.linalg.norm(across, axis=1)
    corners, normals = corners[size > 1e-12], across[size > 1e-12]
    normals = normals / np.linalg.norm(normals, axis=1)[:, None]
    bridges = [*_edges(corners, normals), *_tips(corners, normals)]
    steps = [np.repeat(normals, 3, axis=0), *(step for step, _ in bridges)]
    places = [np.broadcast_to(place, step.shape) for step, place in bridges]
    return np.concatenate(steps), np.concatenate([corners.reshape(-1, 3), *places])


def _edges(corners: Floats, normals: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Steps over the ends of sharp edges, from one face's normal to the other's."""
    _, label = np.unique(corners.reshape(-1, 3).round(9), axis=0, return_inverse=True)
    ends = label.reshape(-1, 3)
    owner: dict[tuple[int, int], int] = {}
    for k, (a, b, c) in enumerate(ends.tolist()):
        for i, j, place in ((a, b, 0), (b, c, 1), (c, a, 2)):
            other = owner.pop((j, i), None)
            if other is None:
                owner[i, j] = k
                continue
            if (corners[other].mean(axis=0) - corners[k][0]) @ normals[k] > 1e-9:
                continue  # a valley
            angle = math.acos(max(-1.0, min(1.0, float(normals[k] @ normals[other]))))
            if angle > TURN:
                arc = _between(normals[k], normals[other], angle)
                yield arc, corners[k][place]
                yield arc, corners[k][(place + 1) % 3]


def _tips(corners: Floats, normals: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Steps over sharp corners, where three faces or more turn away."""
    places, label = np.unique(corners.reshape(-1, 3).round(9), axis=0, return_inverse=True)
    order = np.argsort(label, kind="stable")
    facing = normals[order // 3]
    starts = np.searchsorted(label[order], np.arange(len(places) + 1))
    for k, place in enumerate(places):
        apart = _apart(facing[starts[k] : starts[k + 1]])
        for three in itertools.combinations(apart, 3):
            sums = _SHARES @ np.array(three)
            yield sums / np.linalg.norm(sums, axis=1)[:, None], place


_SHARES = np.array([(i, j, 8 - i - j) for i in range(9) for j in range(9 - i)]) / 8.0
"""Of three normals, for directions between them."""


def _apart(normals: Floats) -> list[Floats]:
    """Those that differ by more than `TURN` from the ones before."""
    if (normals @ normals[0] > math.cos(TURN)).all():
        return []
    kept: list[Floats] = []
    for n in normals:
        if all(float(n @ other) < math.cos(TURN) for other in kept):
            kept.append(n)
    return kept


def _between(a: Floats, b: Floats, angle: float) -> Floats:
    """Unit vectors from ``a`` to ``b``, no farther apart than `TURN`, without the ends."""
    t = np.linspace(0.0, 1.0, math.ceil(angle / TURN) + 1)[1:-1, None]
    return np.asarray((np.sin((1.0 - t) * angle) * a + np.sin(t * angle) * b) / math.sin(angle))
