"""Corners read from a file, as vertices that triangles share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh, Points


def welded(corners: NDArray[np.floating], name: str) -> Mesh:
    """A mesh of (m, 3, 3) corners: equal coordinates become one vertex, and nothing else."""
    points: Points = corners.reshape(-1, 3).astype(np.float64) + 0.0
    order = np.lexsort(points.T)
    fresh = np.ones(len(points), dtype=bool)
    fresh[1:] = (np.diff(points[order], axis=0) != 0).any(axis=1)
    index = np.empty(len(points), dtype=np.int32)
    index[order] = np.cumsum(fresh) - 1
    triangles = index.reshape(-1, 3)
    body = np.zeros(len(triangles), dtype=np.int32)
    return Mesh(points[order][fresh], triangles, body, (name,))
