"""Pockets: deep narrow room, where investment breaks off and resin or powder stays.

How deep a place lies is told by a ball of some width that rolls about outside: as far as it is from
the room that ball can fill. In a hole too narrow for the ball that is the depth of the hole, less
what of the ball dips into its mouth; in the corner between two walls at a right angle a fifth of
the ball's width. Of a hole right through it is half its length, of a bent one the straight way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import KDTree

from jewelcad.checks.chambers import MIDDLE, PITCH, room, shut
from jewelcad.checks.features import Floats
from jewelcad.geometry.mesh import Mesh

AROUND = np.ones((3, 3, 3), np.bool_)


@dataclass(frozen=True)
class Pocket:
    """A place a ball cannot come near.

    Parameters
    ----------
    depth : how far it is from the room the ball can fill, mm
    error : by how much ``depth`` may be off, mm
    place : the deepest place, mm
    """

    depth: float
    error: float
    place: tuple[float, float, float]


def pockets(mesh: Mesh, width: float, depth: float, pitch: float = PITCH) -> tuple[Pocket, ...]:
    """The places more than ``depth`` mm from where a ball of ``width`` mm can be, deepest first.

    All room the ball cannot fill and that hangs together counts as one. What is shut in is left out
    (see `chambers`).

    Raises
    ------
    GeometryError
        If the grid would be too large (see `voxels.grid`).
    """
    most = width / 2.0 - MIDDLE / 2.0 * pitch
    points, free, _ = room(mesh, most, pitch)
    outside = (free > most) & (shut(free, most)[0] == 0)
    # beyond the grid there is nothing but room
    away: Floats = ndimage.distance_transform_edt(~np.pad(outside, 1, constant_values=True))
    filled = ~points.metal & (away[1:-1, 1:-1, 1:-1] * pitch <= most)
    label, count = ndimage.label(~points.metal & ~filled, AROUND)
    found = []
    for k, box in zip(range(1, count + 1), ndimage.find_objects(label), strict=True):
        wide = tuple(slice(max(s.start - 1, 0), s.stop + 1) for s in box)
        own = label[wide] == k
        mouth = np.argwhere(ndimage.binary_dilation(own, AROUND) & filled[wide])
        if not len(mouth):
            continue
        inside = np.argwhere(own)
        deep = KDTree(mouth).query(inside)[0] * pitch
        if deep.max() > depth:
            at = inside[int(deep.argmax())] + [s.start for s in wide]
            x, y, z = points.places(at).tolist()
            found.append(Pocket(float(deep.max()), 2.0 * pitch, (x, y, z)))
    return tuple(sorted(found, key=lambda p: -p.depth))
