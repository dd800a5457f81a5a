"""Chambers: room in a piece that what fills it cannot leave, or only through a narrow drain.

Resin, powder or investment must come out of a hollow. A chamber is told by balls: one of the width
of the drain fits in it and cannot get out, and one that is clearly wider fits in it too. Its drain
is as wide as the widest ball that can get out.

Balls move from point to point of a grid. A way a ball of some width can go has points of the grid
beside it, at most sqrt(3)/2 of the pitch off, where one narrower by sqrt(3) times the pitch has
room; and between two neighbours that have room, a ball narrower by one pitch has. So the grid's
answer has an error, and it is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import KDTree

from jewelcad.checks.cells import cells
from jewelcad.checks.features import Floats
from jewelcad.checks.voxels import Bools, Grid, grid
from jewelcad.errors import GeometryError
from jewelcad.geometry.mesh import Mesh, Points

PITCH = 0.2
"""mm between the points of the grid (a choice). Walls must be thicker than twice that to hold."""
MIDDLE, ERROR = (math.sqrt(3.0) - 1.0) / 2.0, (math.sqrt(3.0) + 1.0) / 2.0 + 0.15
"""Pitches by which a way is wider than the grid says, and by which it may be more or less; with
what the specks on the surface leave out."""
SPECK = 0.5
"""Pitches between the specks of the surface from which room is measured: it is off by a quarter
of one at most, where the surface itself is."""
ABOUT = 0.02
"""Share by which room may be told too large, for speed."""
STEPS = 12
"""Halvings of the drain's width."""


@dataclass(frozen=True)
class Chamber:
    """Room within a piece.

    Parameters
    ----------
    drain : width of the widest ball that gets out, mm; 0 if there is no way out at all
    error : by how much ``drain`` and ``ball`` may be off, mm
    ball : width of the largest ball that fits in it, mm
    volume : of the room that balls as wide as the limit can reach, mm³
    place : the middle of that ball, mm
    """

    drain: float
    error: float
    ball: float
    volume: float
    place: tuple[float, float, float]


def chambers(mesh: Mesh, drain: float, pitch: float = PITCH) -> tuple[Chamber, ...]:
    """The chambers of a closed mesh whose drains are narrower than ``drain`` mm, the largest first.

    Only room for a ball wider than ``drain`` by twice the pitch counts: little is lost in smaller
    room, and the grid would see some where there is none.

    Raises
    ------
    GeometryError
        If the grid would be too large (see `voxels.grid`).
    """
    most = drain / 2.0 - MIDDLE / 2.0 * pitch
    points, free, surface = room(mesh, most, pitch)
    inner, count = shut(free, most)
    if count:
        _measure(free, points, surface, (0.0, most))
    found = []
    for k in range(1, count + 1):
        own = np.where(inner == k, free, 0.0)
        deepest = tuple(int(i) for i in np.unravel_index(int(own.argmax()), own.shape))
        ball = 2.0 * own[deepest] + MIDDLE * pitch
        if ball < drain + 2.0 * pitch:
            continue
        width = 2.0 * _width(free, deepest, most)
        width += MIDDLE * pitch if width else 0.0
        volume = _grown(inner == k, most / pitch, ~points.metal) * pitch**3
        x, y, z = points.places(np.array(deepest)).tolist()
        found.append(Chamber(width, ERROR * pitch, float(ball), volume, (x, y, z)))
    return tuple(sorted(found, key=lambda c: -c.volume))


def room(mesh: Mesh, radius: float, pitch: float) -> tuple[Grid, Floats, Any]:
    """A grid, the room about each of its points of air, mm, and specks of the surface.

    The room is good where it is about ``radius``, too large where it is less.
    """
    points = grid(mesh, pitch)
    free: Floats = ndimage.distance_transform_edt(~points.metal) * pitch
    specks = specks_of(mesh.corners, SPECK * pitch)
    surface = KDTree(specks, compact_nodes=False, balanced_tree=False)  # four times as soon built
    # the way to a point of metal is no shorter than that to the surface, and not much longer
    _measure(free, points, surface, (radius, radius + 2.0 * pitch))
    return points, free, surface


def _measure(free: Floats, points: Grid, surface: Any, between: tuple[float, float]) -> None:
    """Put the way to the surface in place of that to metal, where that is between two, mm."""
    close = np.argwhere((free > between[0]) & (free <= between[1]))
    free[tuple(close.T)] = surface.query(points.places(close), eps=ABOUT)[0]


def specks_of(corners: Points, size: float) -> Points:
    """Places on triangles, none of which has a place farther than half the ``size`` from one.

    Raises
    ------
    GeometryError
        If they would be too many.
    """
    found, _, _, owner = cells(corners, corners, np.arange(len(corners)), size)
    if len(corners) and not len(owner):
        raise GeometryError(f"The surface is too large to be looked at every {size:.2g} mm.")
    return found


def shut(free: Floats, radius: float) -> tuple[NDArray[np.int32], int]:
    """The room where a ball fits but cannot get out: labels from 1, 0 elsewhere; and how many."""
    label, count = ndimage.label(free > radius)
    out = np.zeros(count + 1, np.bool_)
    for axis in range(3):
        for end in (0, -1):
            out[np.take(label, end, axis=axis)] = True
    out[0] = True
    new = np.where(out, 0, np.cumsum(~out))
    return new[label].astype(np.int32), int((~out).sum())


def _width(free: Floats, start: tuple[int, ...], most: float) -> float:
    """Half the width of the widest ball that gets out from a point; one of ``most`` does not."""
    least = 0.0
    if shut(free, least)[0][start]:
        return 0.0
    for _ in range(STEPS):
        middle = (least + most) / 2.0
        if shut(free, middle)[0][start]:
            most = middle
        else:
            least = middle
    return (least + most) / 2.0


def _grown(room: Bools, steps: float, air: Bools) -> int:
    """Points of air within so many steps of a room."""
    wide = math.ceil(steps) + 1
    index = np.argwhere(room)
    low = np.maximum(index.min(axis=0) - wide, 0)
    high = index.max(axis=0) + wide + 1
    box = tuple(slice(a, b) for a, b in zip(low.tolist(), high.tolist(), strict=True))
    near = ndimage.distance_transform_edt(~room[box]) <= steps
    return int((near & air[box]).sum())
