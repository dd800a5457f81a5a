"""Which bodies poke into the finger; asked by both finishers, so they clear the same ones."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jewelcad.finish.meshed import meshed
from jewelcad.geometry.shapes import Shape
from jewelcad.workpiece import Body

COARSE = 0.02
"""mm, tolerance of the meshes this is asked of."""


def pokes_in(body: Body, finger: Body) -> bool:
    """Whether a body comes nearer to the finger's axis than the finger's surface.

    A body that is ``clear`` by construction never does. The finger's shape is a bar about its own
    z axis; its radius is read off its mesh. Bodies that only come near are cleared as well, which
    changes nothing.
    """
    if body.clear:
        return False
    bar, _ = _coarse(finger.shape)
    radius = np.hypot(bar[..., 0], bar[..., 1]).max() + COARSE
    place = finger.frame.inverse @ body.frame
    corners, reach = _coarse(body.shape)
    if math.hypot(*place.origin[:2]) - reach > radius:
        return False
    matrix = np.array(place.matrix)[:2]
    return bool(_nearest(corners @ matrix[:, :3].T + matrix[:, 3]).min() < radius)


@lru_cache(maxsize=512)
def _coarse(shape: Shape) -> tuple[NDArray[np.float64], float]:
    """Corners of a shape's triangles (m, 3, 3), and how far it reaches from its origin."""
    mesh = meshed(shape, COARSE)
    return mesh.vertices[mesh.triangles], float(np.linalg.norm(mesh.vertices, axis=1).max())


def _nearest(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each flat triangle's nearest side from the axis, (m,)."""
    start, end = corners, np.roll(corners, -1, axis=1)
    run = end - start
    square = np.maximum((run * run).sum(axis=2), 1e-30)
    t = np.clip(-(start * run).sum(axis=2) / square, 0.0, 1.0)
    return np.asarray(np.linalg.norm(start + t[..., None] * run, axis=2).min(axis=1))
