"""Quilts: bodies of smooth four-sided sheets that share their rims, meshed without a seam.

A sheet is a bicubic surface through a grid of points; its rims depend on the rim's points alone, so
two sheets with the same points along a rim share it exactly. A side may shrink to a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline, make_interp_spline
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from jewelcad.errors import GeometryError
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.skins import ATTEMPTS, BALANCE, lean, off_surface, sagitta, signed_volume

Array = NDArray[np.float64]
Ids = NDArray[np.int64]
SAME = 1e-6
"""mm: points of two sheets nearer than this are one."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A bicubic surface through a grid of points, over the unit square.

    Parameters
    ----------
    grid : (m, n, 3) mm, evenly spaced in u and v; two points along a side make it straight
    """

    grid: Array

    @cached_property
    def splines(self) -> tuple[tuple[Any, Any], Array]:
        """The splines along u and v, and the poles (m, n, 3)."""
        m, n = self.grid.shape[:2]
        first = make_interp_spline(np.linspace(0, 1, m), self.grid, k=min(3, m - 1))
        across = np.swapaxes(first.c, 0, 1)
        second = make_interp_spline(np.linspace(0, 1, n), across, k=min(3, n - 1))
        return (first, second), np.swapaxes(second.c, 0, 1)

    def points(self, u: Array, v: Array) -> Array:
        """Points (len(u), len(v), 3)."""
        (first, second), _ = self.splines
        u, v = np.clip(u, 0.0, 1.0), np.clip(v, 0.0, 1.0)
        rows = np.swapaxes(second(v), 0, 1)
        return np.asarray(BSpline(first.t, rows, first.k)(u))

    def rim(self, side: int, t: Array) -> Array:
        """Points along a side, counter-clockwise: v = 0, u = 1, v = 1, u = 0."""
        end = np.array([float(side in (1, 2))])
        back = t if side < 2 else 1 - t
        on = self.points(back, end) if side % 2 == 0 else self.points(end, back)
        return np.asarray(on.reshape(-1, 3))


def knitted(sheets: Sequence[Sheet], tolerance: float, name: str) -> Mesh:
    """A closed mesh of sheets, each a grid, neighbours in step along the rim they share.

    Raises
    ------
    GeometryError
        If the rims do not pair up, or the tolerance cannot be reached.
    """
    groups, flips = _order(sheets, name)
    budget = 0.7 * tolerance
    for _ in range(ATTEMPTS):
        steps = _steps(sheets, groups, budget)
        grids = [_balanced(s, nu, nv) for s, (nu, nv) in zip(sheets, steps, strict=True)]
        worst = max(_deviation(s, g) for s, g in zip(sheets, grids, strict=True))
        if worst <= tolerance:
            return _welded(grids, flips, name, worst)
        budget *= 0.9 * tolerance / worst
    raise GeometryError(
        f"{name} could not be meshed within {tolerance:g} mm ({worst:.5f} mm remained). "
        "Ask for a coarser tolerance."
    )


def _order(sheets: Sequence[Sheet], name: str) -> tuple[Ids, NDArray[np.bool_]]:
    """Which directions step together (sheets, 2), and which sheets face the other way."""
    t = np.linspace(0.0, 1.0, 5)
    rims = np.array([sheet.rim(side, t) for sheet in sheets for side in range(4)])
    real = np.flatnonzero(np.ptp(rims, axis=1).max(axis=1) > SAME)
    pairs = cKDTree(rims[real, 2]).query_pairs(SAME)
    links: list[tuple[int, int, bool]] = []
    for i, j in pairs:
        a, b = real[i], real[j]
        if np.abs(rims[a] - rims[b, ::-1]).max() < SAME:
            links.append((int(a), int(b), False))
        elif np.abs(rims[a] - rims[b]).max() < SAME:
            links.append((int(a), int(b), True))
    met = np.bincount([r for a, b, _ in links for r in (a, b)], minlength=len(rims))
    if (met[real] != 1).any():
        raise GeometryError(
            f"The sheets of {name} do not close: {int((met[real] != 1).sum())} rims without a "
            "partner. This is a fault of the part, not of your numbers: please report it."
        )
    count = len(sheets)
    ways = [(2 * (r // 4) + r % 2, 2 * (q // 4) + q % 2) for r, q, _ in links]
    _, groups = connected_components(_graph(ways, 2 * count), directed=False)
    return groups.reshape(count, 2).astype(np.int64), _flips(links, count)


def _graph(pairs: Any, count: int) -> Any:
    i, j = np.array(pairs).reshape(-1, 2).T
    return coo_array((np.ones(len(i)), (i, j)), shape=(count, count))


def _flips(links: Sequence[tuple[int, int, bool]], count: int) -> NDArray[np.bool_]:
    """Which sheets to turn over so that all face the same way as the first they hang on."""
    nodes = [
        (2 * (a // 4) + k, 2 * (b // 4) + (k ^ turned)) for a, b, turned in links for k in (0, 1)
    ]
    _, sides = connected_components(_graph(nodes, 2 * count), directed=False)
    return np.asarray(sides[0::2] != sides[0])


def _steps(sheets: Sequence[Sheet], groups: Ids, budget: float) -> list[tuple[int, int]]:
    """Steps along u and v of each sheet: the most that any sheet of the group needs."""
    need = np.ones(groups.max() + 1, dtype=int)
    for sheet, pair in zip(sheets, groups, strict=True):
        for way, group in enumerate(pair):
            size = sheet.grid.shape[way]
            if size > 2:
                bow = sagitta(partial(_lines, sheet, way), 16)
                need[group] = max(need[group], 2, int(np.ceil(16 * np.sqrt(bow / budget))))
    return [(int(need[a]), int(need[b])) for a, b in groups]


def _lines(sheet: Sheet, way: int, t: Array) -> Array:
    """Nine lines along u or v, (len(t), 9, 3)."""
    fixed = np.linspace(0.0, 1.0, 9)
    return np.swapaxes(sheet.points(fixed, t), 0, 1) if way else sheet.points(t, fixed)


def _balanced(sheet: Sheet, nu: int, nv: int) -> Array:
    """Grid (nu + 1, nv + 1, 3), vertices moved off the surface by the balance of `skins`.

    A rim's vertices move by the rim's own bow only, so both its sheets move them alike.
    """
    u, v = np.linspace(0, 1, nu + 1), np.linspace(0, 1, nv + 1)
    grid = sheet.points(u, v)
    moved = grid.copy()
    bow = sheet.points((u[1:] + u[:-1]) / 2, v) - (grid[1:] + grid[:-1]) / 2
    moved[1:-1] += BALANCE * (bow[1:] + bow[:-1]) / 2
    bow = sheet.points(u, (v[1:] + v[:-1]) / 2) - (grid[:, 1:] + grid[:, :-1]) / 2
    moved[:, 1:-1] += BALANCE * (bow[:, 1:] + bow[:, :-1]) / 2
    moved[1:-1, 1:-1] += lean(grid)
    return moved


def _deviation(sheet: Sheet, grid: Array) -> float:
    """Largest distance between the triangles and the sheet: at corners, sides and middles."""
    nu, nv = grid.shape[0] - 1, grid.shape[1] - 1
    u, v = np.linspace(0, 1, nu + 1), np.linspace(0, 1, nv + 1)
    a, b, c, d = grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]
    samples = (
        (0.5, 0.0, (a + b) / 2),
        (0.0, 0.5, (a + d) / 2),
        (0.5, 0.5, (a + c) / 2),
        (2 / 3, 1 / 3, (a + b + c) / 3),
        (1 / 3, 2 / 3, (a + c + d) / 3),
    )
    rims = np.linalg.norm(grid - sheet.points(u, v), axis=2)
    rims[1:-1, 1:-1] = 0.0
    return max(
        float(rims.max()),
        off_surface(sheet, u[1:-1], v[1:-1], grid[1:-1, 1:-1]) if min(nu, nv) > 1 else 0.0,
        *(off_surface(sheet, u[:-1] + fu / nu, v[:-1] + fv / nv, p) for fu, fv, p in samples),
    )


def _welded(grids: Sequence[Array], flips: NDArray[np.bool_], name: str, worst: float) -> Mesh:
    """All grids as one mesh: vertices on rims joined, triangles facing out."""
    starts = np.cumsum([0, *(g.shape[0] * g.shape[1] for g in grids)])
    vertices = np.concatenate([g.reshape(-1, 3) for g in grids])
    parts, rims = [], []
    for grid, start, flip in zip(grids, starts, flips, strict=False):
        index = start + np.arange(grid.shape[0] * grid.shape[1]).reshape(grid.shape[:2])
        a, b, c, d = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
        both = np.concatenate([np.stack([a, b, c], 2), np.stack([a, c, d], 2)]).reshape(-1, 3)
        parts.append(both[:, ::-1] if flip else both)
        rims += [index[0], index[-1], index[:, 0], index[:, -1]]
    edge = np.unique(np.concatenate(rims))
    pairs = np.array(sorted(cKDTree(vertices[edge]).query_pairs(SAME))).reshape(-1, 2)
    _, owner = connected_components(_graph(pairs, len(edge)), directed=False)
    first = np.full(owner.max() + 1, len(vertices))
    np.minimum.at(first, owner, edge)
    merged = np.arange(len(vertices))
    merged[edge] = first[owner]
    triangles = merged[np.concatenate(parts)]
    x, y, z = triangles.T
    triangles = triangles[(x != y) & (y != z) & (z != x)]
    used, compact = np.unique(triangles, return_inverse=True)
    vertices, triangles = vertices[used], compact.reshape(-1, 3).astype(np.int32)
    if signed_volume(vertices, triangles) < 0:
        triangles = np.ascontiguousarray(triangles[:, ::-1])
    return Mesh(vertices, triangles, np.zeros(len(triangles), np.int32), (name,), worst)
