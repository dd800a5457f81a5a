"""Meshes of bodies made of patches: structured, balanced, with the deviation measured.

Vertices are set a little off the surface so that flat triangles lie as much outside as inside:
the volume is kept to second order and the largest deviation drops by a third, for free.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import GeometryError
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.patches import Patch, Surface

Array = NDArray[np.float64]
LEAST_AROUND = 24
"""Sides of the roughest round: a claw stays round to the eye however coarse the tolerance."""
COARSEST_STEP = 4
"""Least number of steps along a curved patch."""
BALANCE = 2.0 / 3.0
"""Share of the sagitta by which vertices leave a curve so that a chord polygon keeps its area."""
ATTEMPTS = 6


def skin(patches: Sequence[Patch], tolerance: float, name: str, cyclic: bool) -> Mesh:
    """A closed mesh over patches that follow each other along v.

    Parameters
    ----------
    patches : each starts on the circle where the one before it ends
    tolerance : largest deviation from the surface, mm
    cyclic : the last patch ends where the first begins (a band); else the ends are poles

    Raises
    ------
    GeometryError
        If the tolerance cannot be reached.
    """
    budget = 0.7 * tolerance
    for _ in range(ATTEMPTS):
        around = _steps_around(patches, budget)
        steps = [_steps_along(p, budget) for p in patches]
        mesh = _mesh(patches, around, steps, name, cyclic)
        if mesh.deviation <= tolerance:
            return mesh
        budget *= 0.9 * tolerance / mesh.deviation
    raise GeometryError(
        f"{name} could not be meshed within {tolerance:g} mm ({mesh.deviation:.5f} mm remained). "
        "Ask for a coarser tolerance."
    )


def _steps_around(patches: Sequence[Patch], budget: float) -> int:
    """Steps around that keep every circle's sagitta within the budget.

    A multiple of twelve, so that a head of three, four or six claws meshes as evenly as it is.
    """
    trial, v = 64, np.linspace(0.0, 1.0, 9)
    worst = max(sagitta(partial(_across, p, v), trial) for p in patches)
    needed = trial * math.sqrt(worst / budget)
    return max(LEAST_AROUND, 12 * math.ceil(needed / 12))


def _steps_along(patch: Patch, budget: float) -> int:
    if patch.straight:
        return 1
    trial, u = 16, np.linspace(0.0, 1.0, 16, endpoint=False)
    worst = sagitta(lambda t: np.swapaxes(patch.points(u, t), 0, 1), trial)
    return max(COARSEST_STEP, math.ceil(trial * math.sqrt(worst / budget)))


def _across(patch: Patch, v: Array, u: Array) -> Array:
    return patch.points(u, v)


def sagitta(curve: Callable[[Array], Array], steps: int) -> float:
    """Largest distance between a chord's middle and the curve, ``steps`` chords from 0 to 1."""
    t = np.linspace(0.0, 1.0, 2 * steps + 1)
    p = curve(t)
    bow = p[1::2] - (p[:-1:2] + p[2::2]) / 2
    return float(np.linalg.norm(bow, axis=-1).max())


def _mesh(
    patches: Sequence[Patch], around: int, steps: Sequence[int], name: str, cyclic: bool
) -> Mesh:
    u = np.arange(around) / around
    grids = [
        _balanced(p, u, np.linspace(0.0, 1.0, n + 1)) for p, n in zip(patches, steps, strict=True)
    ]
    worst = max(_deviation(p, g, u) for p, g in zip(patches, grids, strict=True))
    rows = np.concatenate([np.swapaxes(g, 0, 1)[:-1] for g in grids])
    if not cyclic:
        rows = np.concatenate([rows, grids[-1][:, -1][None]])
    vertices, triangles = _joined(rows, cyclic)
    if signed_volume(vertices, triangles) < 0:
        triangles = triangles[:, ::-1]
    body = np.zeros(len(triangles), dtype=np.int32)
    return Mesh(vertices, np.ascontiguousarray(triangles), body, (name,), worst)


def _balanced(patch: Patch, u: Array, v: Array) -> Array:
    """Grid (len(u), len(v), 3) with vertices moved off the surface by the balance."""
    grid = patch.points(u, v)
    step = u[1] / 2
    bow = patch.points(u + step, v) - (grid + np.roll(grid, -1, axis=0)) / 2
    moved = grid + BALANCE * (bow + np.roll(bow, 1, axis=0)) / 2
    if not patch.straight:
        middle = (v[1:] + v[:-1]) / 2
        bow = patch.points(u, middle) - (grid[:, 1:] + grid[:, :-1]) / 2
        moved[:, 1:-1] += BALANCE * (bow[:, 1:] + bow[:, :-1]) / 2
        moved[:, 1:-1] += lean(np.concatenate([grid[-1:], grid, grid[:1]]))
    return moved


def lean(grid: Array) -> Array:
    """How far to move the inner vertices of a grid for the lean of its diagonals.

    In a twisted cell one diagonal runs above the surface and the other below, by a twelfth of
    ``a - b + c - d`` on the mean; all cells are cut along a to c, so all err to one side.
    """
    cell = grid[:-1, :-1] - grid[1:, :-1] + grid[1:, 1:] - grid[:-1, 1:]
    mean = (cell[1:, 1:] + cell[:-1, 1:] + cell[1:, :-1] + cell[:-1, :-1]) / 4
    su, sv = grid[2:, 1:-1] - grid[:-2, 1:-1], grid[1:-1, 2:] - grid[1:-1, :-2]
    normal = np.cross(su, sv)
    square = np.maximum((normal * normal).sum(2), 1e-30)
    return np.asarray(-((mean * normal).sum(2) / square / 12)[..., None] * normal)


def _deviation(patch: Patch, grid: Array, u: Array) -> float:
    """Largest distance between the triangles and the patch: at corners, sides and middles.

    Corners on the patch's rims count in full: past a sharp edge no surface lies under the normal.
    """
    v = np.linspace(0.0, 1.0, grid.shape[1])
    right = np.roll(grid, -1, axis=0)
    a, b, c, d = grid[:, :-1], right[:, :-1], right[:, 1:], grid[:, 1:]
    du, dv = u[1], v[1]
    samples = (
        (0.0, 0.0, a),
        (0.5, 0.0, (a + b) / 2),
        (0.0, 0.5, (a + d) / 2),
        (0.5, 0.5, (a + c) / 2),
        (2 / 3, 1 / 3, (a + b + c) / 3),
        (1 / 3, 2 / 3, (a + c + d) / 3),
    )
    rims = float(np.linalg.norm((grid - patch.points(u, v))[:, [0, -1]], axis=2).max())
    return max(
        rims, *(off_surface(patch, u + fu * du, v[:-1] + fv * dv, p) for fu, fv, p in samples)
    )


def off_surface(patch: Surface, u: Array, v: Array, p: Array) -> float:
    """Largest distance of ``p`` from the patch near (u, v), along the surface's normal."""
    s, h = patch.points(u, v), 1e-6
    su = patch.points(u + h, v) - patch.points(u - h, v)
    sv = patch.points(u, np.minimum(v + h, 1.0)) - patch.points(u, np.maximum(v - h, 0.0))
    normal = np.cross(su, sv)
    length = np.linalg.norm(normal, axis=2)
    offset = p - s
    scale = np.linalg.norm(su, axis=2) * np.linalg.norm(sv, axis=2)
    plain = length > 1e-6 * np.maximum(scale, 1e-30)
    along_normal = np.abs((offset * normal).sum(2)) / np.where(plain, length, 1.0)
    return float(np.where(plain, along_normal, np.linalg.norm(offset, axis=2)).max())


def _joined(rows: Array, cyclic: bool) -> tuple[Array, NDArray[np.int32]]:
    """Vertices and triangles of rows of points; a row shrunk to a point becomes one vertex."""
    count, around = rows.shape[:2]
    poles = np.ptp(rows, axis=1).max(axis=1) < 1e-9
    index = np.arange(count * around).reshape(count, around)
    index[poles] = index[poles, :1]
    upper = np.roll(index, -1, axis=0) if cyclic else index[1:]
    lower = index if cyclic else index[:-1]
    a, b = lower, np.roll(lower, -1, axis=1)
    d, c = upper, np.roll(upper, -1, axis=1)
    triangles = np.concatenate([np.stack([a, b, c], 2), np.stack([a, c, d], 2)]).reshape(-1, 3)
    x, y, z = triangles.T
    triangles = triangles[(x != y) & (y != z) & (z != x)]
    used, compact = np.unique(triangles, return_inverse=True)
    return rows.reshape(-1, 3)[used], compact.reshape(-1, 3).astype(np.int32)


def signed_volume(vertices: Array, triangles: NDArray[np.int32]) -> float:
    a, b, c = (vertices[triangles[:, i]] for i in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)
