"""Which bodies poke into the finger; asked by both finishers, so they clear the same ones."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.shapes import Shape
from jewelcad.workpiece import Body

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

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
    bar = _coarse(finger.shape).vertices
    radius = np.hypot(bar[:, 0], bar[:, 1]).max()
    place = np.array((finger.frame.inverse @ body.frame).matrix)
    mesh = _coarse(body.shape)
    x, y, _ = (mesh.vertices @ place[:, :3].T + place[:, 3]).T
    corners = np.stack([x, y], axis=1)[mesh.triangles]
    return bool(_nearest(corners).min() < radius + COARSE)


@lru_cache(maxsize=512)
def _coarse(shape: Shape) -> Mesh:
    """Equal bodies are looked at once."""
    return shape.mesh(COARSE, "the body")


def _nearest(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each flat triangle's nearest side from the axis, (m,)."""
    start, end = corners, np.roll(corners, -1, axis=1)
    run = end - start
    square = np.maximum((run * run).sum(axis=2), 1e-30)
    t = np.clip(-(start * run).sum(axis=2) / square, 0.0, 1.0)
    return np.asarray(np.linalg.norm(start + t[..., None] * run, axis=2).min(axis=1))
