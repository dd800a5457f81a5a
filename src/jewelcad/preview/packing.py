"""A piece as one block of bytes that a browser draws: metal, stones, their light.

::

    "JWC1", uint32 length of the header, the header (JSON, padded with spaces), arrays

Everything is little endian, every array starts at a multiple of 4, and its place in the header
counts bytes from the start of the arrays. Millimetres, Z up, the finger along Y. Where facets meet
at a crease a vertex of the mesh is packed once for each of its normals, one after the other;
``fresh`` is 1 at the first of them, so a reader that needs the closed mesh has it (`unpacking`).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh
from jewelcad.preview import light, thickness
from jewelcad.preview.gemlight import BOUNCES, GLOOM, facets_of
from jewelcad.preview.shading import crease_normals, face_normals
from jewelcad.preview.staging import refraction
from jewelcad.reference.stones import Species, species

if TYPE_CHECKING:
    from jewelcad.gems import Stone
    from jewelcad.workpiece import PlacedGem

MAGIC = b"JWC1"
GRAIN = 2**-10
"""Normals nearer to each other than this are one normal at a vertex."""
LINES = {"B": 686.7, "D": 589.3, "G": 430.8}
"""nm, Fraunhofer's lines between which dispersion is told."""


@dataclass(frozen=True, eq=False)
class Packed:
    """The bytes, and for each of their triangles of metal its number in the mesh."""

    data: bytes
    order: NDArray[np.intp]


def packed(metal: Mesh, colour: str, stones: Sequence[PlacedGem] = ()) -> Packed:
    """A piece for the browser.

    Parameters
    ----------
    metal : closed mesh of the finished metal
    colour : reflectance of its alloy, ``#rrggbb``
    stones : what is set in it; equal stones are packed once
    """
    arrays = _Arrays()
    order = np.argsort(metal.body, kind="stable")
    meshes = {placed.gem: placed.gem.mesh() for placed in stones}
    places = {gem: number for number, gem in enumerate(meshes)}
    shown = [
        {"mesh": places[p.gem], "name": p.name, "matrix": _columns(p.frame.matrix), **_look(p.gem)}
        for p in stones
    ]
    header = {
        "metal": {
            "colour": colour,
            **arrays.surface(metal, crease_normals(metal), order),
            "bodies": _bodies(metal, order),
        },
        "stones": shown,
        "gems": [arrays.gem(mesh) for mesh in meshes.values()],
        "bounds": _bounds(metal, stones, meshes),
        "studio": _studio(),
        "map": {
            "stops": thickness.STOPS,
            "colours": thickness.COLOURS,
            "nothing": thickness.NOTHING,
        },
    }
    return Packed(arrays.after(header), order)


def _bodies(metal: Mesh, order: NDArray[np.intp]) -> list[dict[str, Any]]:
    """Each body that is left in the metal and its run of triangles."""
    which, start, count = np.unique(metal.body[order], return_index=True, return_counts=True)
    runs = zip(which.tolist(), start.tolist(), count.tolist(), strict=True)
    return [{"name": metal.names[i], "start": first, "count": n} for i, first, n in runs]


def _bounds(
    metal: Mesh, stones: Sequence[PlacedGem], meshes: dict[Stone, Mesh]
) -> list[list[float]]:
    """Least and greatest corner of everything."""
    boxes = [metal.vertices]
    for placed in stones:
        matrix = np.array(placed.frame.matrix)
        boxes.append(meshes[placed.gem].vertices @ matrix[:, :3].T + matrix[:, 3])
    points = np.concatenate(boxes)
    return [points.min(axis=0).tolist(), points.max(axis=0).tolist()]


def _columns(matrix: Any) -> list[float]:
    """A frame's three rows as sixteen numbers, column by column."""
    whole = np.vstack([np.array(matrix), [0.0, 0.0, 0.0, 1.0]])
    return [float(value) for value in whole.T.ravel()]


def _look(gem: Stone) -> dict[str, Any]:
    kind = species(gem.species)
    index = refraction(kind)
    indices = None if index is None else _indices(kind, index)
    return {"colour": kind.colour, "refraction": index, "indices": indices}


def _indices(kind: Species, index: float) -> list[float]:
    """Refractive indices for red, green and blue, by Cauchy's law through lines B and G.

    Three colours stand for the whole spectrum, so red and blue are taken at its ends; a species
    whose dispersion nobody tells has none.
    """
    slope = (kind.dispersion or 0.0) / (LINES["G"] ** -2 - LINES["B"] ** -2)
    return [index + slope * (LINES[line] ** -2 - LINES["D"] ** -2) for line in ("B", "D", "G")]


def _studio() -> dict[str, Any]:
    return {
        "table": light.TABLE,
        "horizon": light.HORIZON,
        "ceiling": light.CEILING,
        "boxes": [asdict(box) for box in light.BOXES],
        "sparks": [asdict(box) for box in light.SPARKS],
        "bounces": BOUNCES,
        "gloom": GLOOM,
    }


class _Arrays:
    """Arrays one after the other, and where each is."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.length = 0

    def add(self, array: NDArray[Any], kind: str) -> dict[str, int]:
        place = {"offset": self.length, "count": int(array.size)}
        data = np.ascontiguousarray(array, dtype=kind).tobytes()
        self.parts.append(data + bytes(-len(data) % 4))
        self.length += len(self.parts[-1])
        return place

    def surface(
        self, mesh: Mesh, normals: NDArray[np.float64], order: NDArray[np.intp]
    ) -> dict[str, Any]:
        """A mesh with a normal at each corner: corners that look alike become one vertex."""
        points, turned, triangles = shared_corners(mesh.triangles[order], normals[order])
        return {
            "positions": self.add(mesh.vertices[points], "<f4"),
            "normals": self.add(turned, "<f4"),
            "fresh": self.add(np.diff(points, prepend=-1) > 0, "u1"),
            "triangles": self.add(triangles, "<u4"),
        }

    def gem(self, mesh: Mesh) -> dict[str, Any]:
        """A stone in its own frame; facetted and convex, with the planes light is traced by."""
        curved = mesh.deviation > 0.0
        normals = crease_normals(mesh) if curved else np.repeat(_flat(mesh)[:, None], 3, axis=1)
        facets = None if curved else facets_of(mesh)
        planes = None
        if facets is not None:
            away = facets.depths + facets.normals @ facets.centre
            planes = self.add(np.column_stack([facets.normals, away]), "<f4")
        surface = self.surface(mesh, normals, np.arange(len(mesh.triangles)))
        return {**surface, "planes": planes, "deviation": mesh.deviation}

    def after(self, header: dict[str, Any]) -> bytes:
        """The whole: magic, header, arrays."""
        text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        return b"".join([MAGIC, struct.pack("<I", len(text)), text, *self.parts])


def _flat(mesh: Mesh) -> NDArray[np.float64]:
    return face_normals(mesh.corners)[0]


def shared_corners(
    triangles: NDArray[np.int32], normals: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.intp]]:
    """Corners at one vertex whose normals agree, as one.

    Parameters
    ----------
    triangles : (m, 3) vertices
    normals : (m, 3, 3) of their corners

    Returns
    -------
    the vertex and the normal of each corner kept, (k,) and (k, 3), and (m, 3) which one each is
    """
    step = np.rint((normals.reshape(-1, 3) + 1.0) / GRAIN).astype(np.int64)  # 12 bits each
    mark = triangles.ravel().astype(np.int64)
    for axis in range(3):
        mark = (mark << 12) | step[:, axis]
    _, first, back = np.unique(mark, return_index=True, return_inverse=True)
    kept = triangles.ravel()[first].astype(np.intp)
    return kept, normals.reshape(-1, 3)[first], back.reshape(-1, 3)
