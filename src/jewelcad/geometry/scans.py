"""Closed triangle meshes from somewhere else: STL, PLY and OBJ files that nobody vouches for.

trimesh reads them; what it makes of a file is believed only once it is finite, closed, one body and
of a likely size. Needs numpy and scipy.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import ParameterError
from jewelcad.files import bounded

Points = NDArray[np.float64]
Indices = NDArray[np.int32]

KINDS = ("stl", "ply", "obj")
UNITS = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "inch": 25.4, "µm": 0.001}
MOST_BYTES, MOST_TRIANGLES = 50_000_000, 500_000
"""What a file may hold (a choice: a scanned stone has 10,000 to 200,000 triangles)."""
SMALLEST, LARGEST = 0.3, 100.0
"""Size of a stone over all, mm (a choice): beyond, the unit is another one."""
SAME = 1e-6
"""Corners nearer than this share of the size are one (a choice: ten times what STL's numbers
tell apart)."""


def closed_mesh(path: str | Path, unit: str = "mm") -> tuple[Points, Indices]:
    """Corners in mm and triangles, outward, of the one closed body in a file.

    Parameters
    ----------
    path : an STL, PLY or OBJ file
    unit : of its numbers: ``mm``, ``cm``, ``m``, ``inch`` or ``µm``; only OBJ and PLY comments ever
        say it, STL never

    Raises
    ------
    ParameterError
        If the file cannot be read or is not one closed body of a stone's size.
    """
    path = Path(path)
    if unit not in UNITS:
        raise ParameterError(f"unit = {unit!r} is not one of {', '.join(UNITS)}.")
    points, triangles = _read(path)
    if not len(triangles):
        raise ParameterError(f"{path.name} holds no triangles. Export the stone again.")
    if not np.isfinite(points).all() or np.abs(points).max() > 1e9:
        raise ParameterError(
            f"{path.name} has corners that are no places (NaN, endless or beyond 1e9). Export the "
            "stone again."
        )
    points = points * UNITS[unit]
    size = float(np.ptp(points[triangles.ravel()], axis=0).max())
    if not SMALLEST <= size <= LARGEST:
        raise ParameterError(
            f"{path.name} is {size:.4g} mm in size, and stones are {SMALLEST:g} to {LARGEST:g} mm. "
            f"If its numbers are not in {unit}, say so: unit='inch', or one of {', '.join(UNITS)}."
        )
    points, triangles = _welded(points, triangles, SAME * size)
    _must_close(path.name, points, triangles)
    volume = volume_of(points, triangles)
    if abs(volume) < 1e-4 * size**3:
        raise ParameterError(
            f"{path.name} is flat: {abs(volume):.3g} mm³ at a size of {size:.4g} mm. Export the "
            "whole stone, all its sides."
        )
    return points, triangles if volume > 0.0 else triangles[:, ::-1].copy()


def volume_of(points: Points, triangles: Indices) -> float:
    """Enclosed volume; below 0 if the mesh is inside out."""
    middle = points.mean(axis=0)
    a, b, c = np.moveaxis(points[triangles] - middle, 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def _read(path: Path) -> tuple[Points, Indices]:
    kind = path.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise ParameterError(f"{path.name!r} is no {', '.join(KINDS)} file. Export one of them.")
    data = bounded(path, MOST_BYTES, "Export fewer triangles.")
    _must_be_bounded(path.name, kind, data)
    try:
        return _parsed(kind, data)
    except ParameterError:
        raise
    except Exception as error:  # whatever a foreign reader meets in a broken file
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise ParameterError(
            f"{path.name} cannot be read as {kind.upper()}: {why}. Export the stone again."
        ) from error


def _must_be_bounded(name: str, kind: str, data: bytes) -> None:
    """A reader must not make room for what a file only claims."""
    claims = [0]
    if kind == "ply":
        head, _, _ = data[:65536].partition(b"end_header")
        claims = [int(n[:18]) for n in re.findall(rb"element\s+\S+\s+(\d+)", head)]
    elif kind == "obj":
        claims = [data.count(b"\nf")]
    if max(claims, default=0) > MOST_TRIANGLES:
        raise ParameterError(
            f"{name} claims {max(claims):,} corners or triangles; {MOST_TRIANGLES:,} are the most. "
            "Export fewer triangles."
        )
    if kind == "ply" and sum(claims) > len(data):
        raise ParameterError(f"{name} is cut off: it holds less than it claims. Export it again.")


def _parsed(kind: str, data: bytes) -> tuple[Points, Indices]:
    import trimesh

    with np.errstate(all="ignore"):
        found: Any = trimesh.load_mesh(
            BytesIO(data), file_type=kind, process=False, skip_materials=True
        )
        points = np.array(found.vertices, dtype=np.float64).reshape(-1, 3)
        triangles = np.array(found.faces, dtype=np.int64).reshape(-1, 3)
    if len(triangles) > MOST_TRIANGLES or len(points) > 3 * MOST_TRIANGLES:
        raise ParameterError(
            f"The mesh has {len(triangles):,} triangles; {MOST_TRIANGLES:,} are the most. Export "
            "fewer."
        )
    if len(triangles) and not 0 <= triangles.min() <= triangles.max() < len(points):
        raise ValueError("triangles of corners that are not there")
    return points, triangles.astype(np.int32)


def _welded(points: Points, triangles: Indices, reach: float) -> tuple[Points, Indices]:
    """Corners nearer than ``reach`` made one, and triangles that have shrunk to a line left out."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    places, first = np.unique(points, axis=0, return_inverse=True)
    corners = first.reshape(-1)[triangles]
    pairs = cKDTree(places).query_pairs(reach, output_type="ndarray")
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(places),) * 2)
    count, label = connected_components(links, directed=False)
    corner = np.zeros(count, dtype=np.int64)
    corner[label[::-1]] = np.arange(len(places))[::-1]  # the first of each
    corners = label[corners]
    a, b, c = corners.T
    corners = corners[(a != b) & (b != c) & (c != a)]
    used, renamed = np.unique(corners, return_inverse=True)
    return places[corner[used]], renamed.reshape(-1, 3).astype(np.int32)


def _must_close(name: str, points: Points, triangles: Indices) -> None:
    """Every side is met once, the other way round; one body; no hole through it."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(points)
    if len(triangles) < 4:
        raise ParameterError(f"{name} holds no body. Export the whole stone.")
    start, end = triangles.ravel().astype(np.int64), np.roll(triangles, -1, axis=1).ravel()
    one, other = np.sort(start * n + end), np.sort(end * np.int64(n) + start)
    if (one[1:] == one[:-1]).any():
        raise ParameterError(
            f"{name} has triangles that look different ways, or more than two on one edge. Make "
            "its normals agree in the scanner's or mesh program, and export it again."
        )
    if not np.array_equal(one, other):
        gaps = len(np.setdiff1d(other, one))
        raise ParameterError(
            f"{name} is open: {gaps} edges have a triangle on one side only. Close its holes in "
            "the scanner's or mesh program, and export it again."
        )
    bodies = connected_components(coo_matrix((np.ones(len(start)), (start, end)), shape=(n, n)))[0]
    if bodies > 1:
        raise ParameterError(f"{name} holds {bodies} bodies. Leave only the stone in it.")
    if n - len(start) // 2 + len(triangles) != 2:
        raise ParameterError(
            f"{name} has a hole through it. Drilled stones are not read; close the hole first."
        )
