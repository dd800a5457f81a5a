"""Places that touch: where they meet at an angle they are an edge or a corner, and no wall."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Features, Ids, unit
from jewelcad.geometry.mesh import Points

SLENDER = math.radians(10.0)
"""What meets at less is a wall that tapers off to nothing (a choice)."""


def meeting(made: Features, one: Ids, two: Ids) -> NDArray[np.bool_]:
    """Which pairs of features touch each other and meet there at no less than `SLENDER`."""
    gone = np.zeros(len(one), np.bool_)
    a, b = made.corners[one], made.corners[two]
    same = (a[:, :, None] == b[:, None]).all(axis=3)
    for k in np.flatnonzero(same.any(axis=(1, 2))).tolist():
        gone[k] = _angle(a[k], b[k], same[k]) >= SLENDER
    return gone


def _angle(a: Points, b: Points, same: NDArray[np.bool_]) -> float:
    """The angle at which two (flat) triangles meet, radians."""
    shared = np.unique(a[same.any(axis=1)], axis=0)
    mine = np.unique(a[~same.any(axis=1)], axis=0)
    other = np.unique(b[~same.any(axis=0)], axis=0)
    if not len(mine) or not len(other) or len(shared) > 2:
        return math.pi  # one lies on the other: no chord runs between them
    if len(shared) == 2:
        along = unit((shared[1] - shared[0])[None])[0]
        off = [p - shared[0] - np.dot(p - shared[0], along) * along for p in (mine[0], other[0])]
        return _between(*off)
    rays, others = mine - shared[0], other - shared[0]
    return min(_least(rays, others), _least(others, rays))


def _least(rays: Points, sector: Points) -> float:
    """The least angle from any of one or two rays to the sector between one or two others."""
    least = min(_between(r, s) for r in rays for s in sector)
    if len(sector) == 2:
        normal = np.cross(sector[0], sector[1])
        for ray in rays:
            foot = ray - np.dot(ray, normal) / max(np.dot(normal, normal), 1e-300) * normal
            in_it = np.dot(np.cross(sector[0], foot), normal) > 0.0
            if in_it and np.dot(np.cross(foot, sector[1]), normal) > 0.0:
                least = min(least, _between(ray, foot))
    return least


def _between(a: Points, b: Points) -> float:
    return math.atan2(float(np.linalg.norm(np.cross(a, b))), float(np.dot(a, b)))
