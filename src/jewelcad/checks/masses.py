"""Heavy masses: the largest balls of metal.

A thick place freezes last and draws metal from its neighbours, or leaves a hole; it is hollowed, or
fed by a sprue of its own. How thick is told by the largest ball that fits in the metal there.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from jewelcad.checks.features import Floats
from jewelcad.checks.nearest import nearest
from jewelcad.checks.voxels import Grid, grid
from jewelcad.geometry.mesh import Mesh, Points

PITCH = 0.25
"""mm between the points of the grid the search begins on (a choice: the ball itself is measured on
the triangles)."""
FINE = 1e-4
"""mm; the ball's middle is moved about by no less."""
STARTS = 12
"""Points of the grid whose balls are measured before the best one is moved about."""
WAYS = np.concatenate([np.eye(3), -np.eye(3), list(itertools.product((-1.0, 1.0), repeat=3))])


@dataclass(frozen=True)
class Mass:
    """A place where a large ball fits in the metal.

    Parameters
    ----------
    diameter : of the ball found there, mm; it does fit in the mesh
    most : mm; no ball as large fits there: proved by the grid
    place : its middle, mm
    """

    diameter: float
    most: float
    place: tuple[float, float, float]


def masses(mesh: Mesh, limit: float, pitch: float = PITCH) -> tuple[Mass, ...]:
    """The places where a ball of more than ``limit`` mm fits in a closed mesh, the largest first.

    A place is all that hangs together where balls fit that are as large; its largest is told.

    Parameters
    ----------
    limit : mm; with 0 the largest ball of each body is found
    pitch : mm of the grid; a smaller one makes ``most`` sharper

    Raises
    ------
    GeometryError
        If the grid would be too large (see `voxels.grid`).
    """
    points = grid(mesh, pitch)
    deep = ndimage.distance_transform_edt(points.metal) * pitch
    room = math.sqrt(0.75) * pitch  # no place is farther from a point of the grid
    label, count = ndimage.label(deep > max(limit / 2.0 - room, 0.0), np.ones((3, 3, 3)))
    boxes = ndimage.find_objects(label)
    found = [_mass(mesh, points, deep, label, k + 1, boxes[k]) for k in range(count)]
    return tuple(sorted((m for m in found if m.diameter > limit), key=lambda m: -m.diameter))


def _mass(mesh: Mesh, points: Grid, deep: Floats, label: Floats, k: int, box: tuple) -> Mass:  # type: ignore[type-arg]
    """The largest ball about the points of one label."""
    own = np.where(label[box] == k, deep[box], 0.0)
    index = np.argwhere(own > 0.0)
    depth = own[tuple(index.T)]
    best = np.argsort(-depth, kind="stable")[:STARTS]
    starts = points.places(index[best] + [s.start for s in box])
    most = 2.0 * (float(depth.max()) + math.sqrt(0.75) * points.pitch)
    place, radius = _moved(mesh, starts, points.pitch)
    x, y, z = place.tolist()
    return Mass(2.0 * radius, most, (x, y, z))


def _moved(mesh: Mesh, starts: Points, pitch: float) -> tuple[Points, float]:
    """The middle and radius of the largest ball found about some places in metal."""
    corners = mesh.corners
    middle = starts[0]
    reach = float(np.linalg.norm(starts - middle, axis=1).max()) + 4.0 * pitch
    corners = _near(corners, middle, reach)
    room = _room(corners, starts)
    place, radius, step = starts[int(room.argmax())], float(room.max()), pitch
    corners = _near(corners, place, 4.0 * step)
    while step > FINE:
        tries = place + step * WAYS
        room = _room(corners, tries)
        if room.max() > radius + 0.01 * step:
            place, radius = tries[int(room.argmax())], float(room.max())
        else:
            step /= 2.0
            corners = _near(corners, place, 40.0 * step) if step < pitch / 16.0 else corners
    return place, float(_room(_near(mesh.corners, place, 0.0), place[None])[0])


def _near(corners: Points, place: Points, reach: float) -> Points:
    """The triangles that may be the nearest of some place within ``reach`` mm of one."""
    spheres = corners.mean(axis=1)
    size = np.linalg.norm(corners - spheres[:, None], axis=2).max(axis=1)
    way = np.linalg.norm(spheres - place, axis=1)
    least = float((way + size).min())
    near: Points = corners[way - size <= least + 2.0 * reach]
    return near


def _room(corners: Points, places: Points) -> Floats:
    """(n,): how far places are from the nearest triangle, mm."""
    found = np.empty(len(places))
    for k, place in enumerate(places):
        off = nearest(corners, np.broadcast_to(place, (len(corners), 3))) - place
        found[k] = np.sqrt(np.einsum("ij,ij->i", off, off).min())
    return found
