"""Metal and air on a grid of points: for what is asked of room rather than of surfaces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.boxes import Ids
from jewelcad.errors import GeometryError
from jewelcad.geometry.mesh import Mesh, Points

Bools = NDArray[np.bool_]

MOST = 60_000_000
"""Points of a grid: about 1 GB."""
PART = 2_000_000
"""Columns under triangles worked out together: bounds the memory."""
ASKEW = np.array([0.4142135623730951, 0.5772156649015329, 0.7182818284590452])
"""Where in its cell a point lies, in shares of the pitch: edges of a drawing seldom do."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Points of a grid that lie in metal.

    Parameters
    ----------
    metal : (i, j, k) whether each point lies in metal; the outermost layers on all sides do not
    start : of point (0, 0, 0), mm
    pitch : from point to point, mm
    """

    metal: Bools
    start: Points
    pitch: float

    def places(self, index: NDArray[np.integer]) -> Points:
        """(n, 3) in mm of points (n, 3)."""
        made: Points = self.start + self.pitch * index
        return made


def grid(mesh: Mesh, pitch: float) -> Grid:
    """A grid of points over a closed mesh, with a layer of air around.

    A point is metal where the surface goes round it, once or more.

    Parameters
    ----------
    pitch : mm from point to point

    Raises
    ------
    GeometryError
        If there would be more than `MOST` points.
    """
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    shape = tuple(int(n) + 4 for n in np.ceil((high - low) / pitch))
    if np.prod(np.array(shape, float)) > MOST:
        raise GeometryError(
            f"A grid of {pitch:g} mm over the piece has {np.prod(shape):,} points, more than "
            f"{MOST:,}. Look at it on a coarser one."
        )
    start = low + (ASKEW - 2.0) * pitch
    steps = np.zeros(shape, np.int8)
    corners = (mesh.corners - start) / pitch
    for which in _shares(corners):
        column, height, turn = _met(corners[which])
        # a surface that looks up ends metal above it, one that looks down begins it
        layer = np.clip(np.ceil(height).astype(np.int64), 0, shape[2] - 1)
        np.add.at(steps, (column[:, 0], column[:, 1], layer), turn)
    around = np.cumsum(steps, axis=2, dtype=np.int8)
    return Grid(around > 0, start, pitch)


def _spans(corners: Points) -> tuple[Ids, Ids]:
    """First column under each triangle's box and how many, (m, 2) each."""
    flat = corners[:, :, :2]
    first = np.ceil(flat.min(axis=1)).astype(np.int64)
    return first, np.maximum(np.floor(flat.max(axis=1)).astype(np.int64) - first + 1, 0)


def _shares(corners: Points) -> list[Ids]:
    """Triangles in parts that have so many columns together."""
    work = np.cumsum(_spans(corners)[1].prod(axis=1))
    if not len(work):
        return []
    cuts = np.searchsorted(work, np.arange(PART, work[-1], PART), side="right")
    return [p for p in np.split(np.arange(len(corners)), np.unique(cuts)) if len(p)]


def _met(corners: Points) -> tuple[Ids, NDArray[np.float64], NDArray[np.int8]]:
    """Columns (n, 2) that pass through triangles, how high, and 1 where it looks down, else -1."""
    first, count = _spans(corners)
    total = count.prod(axis=1)
    owner = np.repeat(np.arange(len(corners)), total)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(total) - total, total)
    column = first[owner] + np.stack(np.divmod(nth, np.maximum(count[owner, 1], 1)), axis=1)
    a, b, c = (corners[owner, k] for k in range(3))
    areas = [_area(p, q, column) for p, q in ((b, c), (c, a), (a, b))]
    up = (areas[0] > 0) & (areas[1] > 0) & (areas[2] > 0)
    down = (areas[0] < 0) & (areas[1] < 0) & (areas[2] < 0)
    size = areas[0] + areas[1] + areas[2]
    hit = (up | down) & (size != 0.0)
    height = sum(s[hit] * p[hit, 2] for s, p in zip(areas, (a, b, c), strict=True)) / size[hit]
    turn = np.where(up[hit], -1, 1).astype(np.int8)
    return column[hit], np.asarray(height), turn


def _area(p: Points, q: Points, column: Ids) -> NDArray[np.float64]:
    """(n,): the turn from p to q about columns; of q to p it is just the other sign, and never
    nothing, so that a column on an edge meets one of its two triangles."""
    swap = (p[:, 0] > q[:, 0]) | ((p[:, 0] == q[:, 0]) & (p[:, 1] > q[:, 1]))
    s, e = np.where(swap[:, None], q, p), np.where(swap[:, None], p, q)
    found = (s[:, 0] - column[:, 0]) * (e[:, 1] - column[:, 1])
    found -= (s[:, 1] - column[:, 1]) * (e[:, 0] - column[:, 0])
    found[found == 0.0] = 1e-300
    turned: NDArray[np.float64] = np.where(swap, -found, found)
    return turned
