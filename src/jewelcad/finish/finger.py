"""Which bodies poke into the finger; asked by both finishers, so they clear the same ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    bar = finger.shape.mesh(COARSE, finger.name).vertices
    radius = np.hypot(bar[:, 0], bar[:, 1]).max()
    place = np.array((finger.frame.inverse @ body.frame).matrix)
    mesh = body.shape.mesh(COARSE, body.name)
    x, y, _ = (mesh.vertices @ place[:, :3].T + place[:, 3]).T
    corners = np.stack([x, y], axis=1)[mesh.triangles]
    return bool(_nearest(corners).min() < radius + COARSE)


def _nearest(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each flat triangle's nearest side from the axis, (m,)."""
    start, end = corners, np.roll(corners, -1, axis=1)
    run = end - start
    square = np.maximum((run * run).sum(axis=2), 1e-30)
    t = np.clip(-(start * run).sum(axis=2) / square, 0.0, 1.0)
    return np.asarray(np.linalg.norm(start + t[..., None] * run, axis=2).min(axis=1))
