"""Places all over the surface of a mesh, none of it farther than a stated way from one.

Triangles are cut across their longest edge until no point of a cell is farther from the cell's
middle than half the spacing: a disc of the spacing's width, wherever it lies on the surface, holds
such a middle or belongs to a cell whose middle is that near. Every triangle has one cell at least.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad import measure
from jewelcad.checks.cells import MOST, cells
from jewelcad.checks.features import Floats, Ids, dots, normals, unit
from jewelcad.errors import ParameterError
from jewelcad.geometry.mesh import Mesh, Points

SMOOTH = 25.0
"""Degrees by which neighbouring facets of one smooth surface may bend (a choice: circles of 16
facets and more are smooth)."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Middles of cells that cover the surface.

    Parameters
    ----------
    place : (n, 3) mm
    normal : (n, 3) outward unit normals of the smooth surface the facets stand for
    triangle : (n,) the triangle each lies in, in rising order
    area : (n,) of the cells, mm²: together the whole surface
    spacing : mm; no place of the surface is farther than half of it from the middle of its cell
    """

    place: Points
    normal: Points
    triangle: Ids
    area: Floats
    spacing: float

    def __len__(self) -> int:
        return len(self.place)


def cover(mesh: Mesh, spacing: float, only: NDArray[np.bool_] | None = None) -> Samples:
    """Samples of which one lies within half the ``spacing`` (mm) of every place of the surface, or
    of the triangles (m,) that are ``only`` asked for.

    Raises
    ------
    ParameterError
        If the spacing is not above nothing, or so small that there would be over `MOST` cells.
    """
    if not spacing > 0.0:
        raise ParameterError(f"spacing = {spacing:g} mm covers no surface. Choose 0.1 to 1 mm.")
    chosen = np.arange(len(mesh.triangles)) if only is None else np.flatnonzero(only)
    area = np.linalg.norm(_crossed(mesh.corners), axis=1) / 2.0
    if float(area.sum()) > MOST * spacing**2 or math.isnan(spacing):
        raise _too_small(spacing, float(area.sum()))
    place, normal, part, owner = cells(mesh.corners, _smooth(mesh), chosen, spacing)
    if len(chosen) and not len(owner):
        raise _too_small(spacing, float(area.sum()))
    return Samples(place, unit(normal), owner, part * area[owner], spacing)


def _too_small(spacing: float, area: float) -> ParameterError:
    return ParameterError(
        f"spacing = {spacing:g} mm means over {MOST:,} samples on {area:.0f} mm² of surface. "
        f"Choose {math.sqrt(area / 1e5):.2g} mm or more."
    )


def _crossed(corners: Points) -> Points:
    made: Points = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return made


def _smooth(mesh: Mesh) -> Points:
    """(m, 3, 3) the normal at every corner: that of the facets it is smooth with, each by the
    angle it has there."""
    corners = mesh.corners
    ahead, back = (unit_rows(np.roll(corners, -k, axis=1) - corners) for k in (1, 2))
    angle = np.arccos(np.clip(np.einsum("ijk,ijk->ij", ahead, back), -1.0, 1.0)).ravel()
    group = measure.smooth_corners(mesh, SMOOTH)
    own = np.repeat(normals(corners), 3, axis=0)
    count = int(group.max(initial=-1)) + 1
    made = np.stack([np.bincount(group, angle * own[:, k], count) for k in range(3)], axis=1)
    turned = unit(made.astype(np.float64))[group]
    lost = dots(turned, own) < math.cos(math.radians(2.0 * SMOOTH))  # of slivers and folds
    turned[lost] = own[lost]
    return turned.reshape(-1, 3, 3)


def unit_rows(rows: Points) -> Points:
    """(m, k, 3) made one long."""
    made: Points = unit(rows.reshape(-1, 3)).reshape(rows.shape)
    return made
