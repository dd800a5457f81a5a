"""GLB: metal and stones with physical materials, for viewers and the web.

glTF is in metres with Y up. The coordinates stay millimetres in jewelcad's own axes (finger along
Y, twelve o'clock +Z); the one root node carries the scale and the turn, so what a viewer shows is
true to size and stands upright.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad import __version__, measure
from jewelcad.errors import ExportError, GeometryError
from jewelcad.export.gate import check_meant, check_mesh
from jewelcad.export.product import Colour, Product, Stone
from jewelcad.export.weld import welded
from jewelcad.geometry.mesh import Mesh

SCALE = 0.001
"""Metres to the millimetre."""

UPRIGHT = [SCALE, 0, 0, 0, 0, 0, -SCALE, 0, 0, SCALE, 0, 0, 0, 0, 0, 1]
"""Column by column: millimetres with Z up to metres with Y up."""

ROUNDED = 30.0
"""Neighbours less than so many degrees apart are shaded as one round surface."""

METAL, STONE = "metal", "stone"
"""What is written is called: a stone, if the product is one."""
FLOAT, UINT = 5126, 5125
VERTEX_BUFFER, INDEX_BUFFER = 34962, 34963


def write(product: Product, path: Path) -> None:
    """Write metal and stones as one binary glTF."""
    scene = _Scene()
    if not product.is_stone:
        material = _metal(product.alloy or METAL, product.colour)
        scene.add(METAL, product.settled, material, ROUNDED)
    else:
        stone = Stone(STONE, product.settled, product.colour, product.ior)
        scene.add(STONE, stone.mesh, _gem(stone), _smoothed(product.mesh))
    for stone in product.stones:
        scene.add(stone.name, stone.mesh, _gem(stone), _smoothed(stone.mesh))
    path.write_bytes(scene.packed(product))


def _metal(name: str, colour: Colour) -> dict[str, Any]:
    return {
        "name": name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*_linear(colour), 1.0],
            "metallicFactor": 1.0,
            "roughnessFactor": 0.12,
        },
    }


def _smoothed(stone: Mesh) -> float:
    """Facets stay flat; a stone whose mesh deviates from its surface is curved."""
    return ROUNDED if stone.deviation else 0.0


def _gem(stone: Stone) -> dict[str, Any]:
    material: dict[str, Any] = {
        "name": f"stone {'-'.join(f'{c:.3f}' for c in stone.colour)}",
        "pbrMetallicRoughness": {
            "baseColorFactor": [*_linear(stone.colour), 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.0,
        },
    }
    if stone.ior is not None:
        material["extensions"] = {
            "KHR_materials_ior": {"ior": stone.ior},
            "KHR_materials_transmission": {"transmissionFactor": 1.0},
        }
    return material


def _linear(colour: Colour) -> list[float]:
    """sRGB as the linear light glTF wants."""
    return [round(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4, 6) for c in colour]


class _Scene:
    """A glTF in the making: buffers, and the tables that point into them."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.meshes: list[dict[str, Any]] = []
        self.materials: list[dict[str, Any]] = []
        self.names: list[str] = []

    def add(self, name: str, mesh: Mesh, material: dict[str, Any], rounded: float) -> None:
        points, normals, triangles = shaded(mesh, rounded)
        if material not in self.materials:
            self.materials.append(material)
        extent = {"min": points.min(axis=0).tolist(), "max": points.max(axis=0).tolist()}
        attributes = {
            "POSITION": self._buffer(points, "VEC3", VERTEX_BUFFER, extent),
            "NORMAL": self._buffer(normals, "VEC3", VERTEX_BUFFER, {}),
        }
        indices = self._buffer(triangles.reshape(-1), "SCALAR", INDEX_BUFFER, {})
        part = {"attributes": attributes, "indices": indices}
        part["material"] = self.materials.index(material)
        self.meshes.append({"name": name, "primitives": [part]})
        self.names.append(name)

    def _buffer(self, array: NDArray[Any], kind: str, target: int, extent: dict[str, Any]) -> int:
        self.views.append(
            {
                "buffer": 0,
                "byteOffset": len(self.data),
                "byteLength": array.nbytes,
                "target": target,
            }
        )
        self.data += array.tobytes()
        self.accessors.append(
            {
                "bufferView": len(self.views) - 1,
                "componentType": UINT if array.dtype == np.uint32 else FLOAT,
                "count": len(array),
                "type": kind,
                **extent,
            }
        )
        return len(self.accessors) - 1

    def packed(self, product: Product) -> bytes:
        """The whole file: header, JSON, buffers."""
        text = json.dumps(self._tree(product), separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        size = 12 + 8 + len(text) + 8 + len(self.data)
        return b"".join(
            [
                struct.pack("<4sII", b"glTF", 2, size),
                struct.pack("<I4s", len(text), b"JSON") + text,
                struct.pack("<I4s", len(self.data), b"BIN\0") + bytes(self.data),
            ]
        )

    def _tree(self, product: Product) -> dict[str, Any]:
        count = len(self.names)
        nodes = [{"name": name, "mesh": i} for i, name in enumerate(self.names)]
        root = {"name": product.name, "matrix": UPRIGHT, "children": list(range(count))}
        used = sorted({key for m in self.materials for key in m.get("extensions", {})})
        tree = {
            "asset": {"version": "2.0", "generator": f"jewelcad {__version__}"},
            "scene": 0,
            "scenes": [{"name": product.name, "nodes": [count]}],
            "nodes": [*nodes, root],
            "meshes": self.meshes,
            "materials": self.materials,
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{"byteLength": len(self.data)}],
        }
        return tree | ({"extensionsUsed": used} if used else {})


def shaded(
    mesh: Mesh, rounded: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.uint32]]:
    """Points, unit normals and triangles for shading: vertices doubled along sharp edges.

    Parameters
    ----------
    rounded : neighbours less than so many degrees apart share their normal

    Returns
    -------
    (k, 3) float32 points and normals, (m, 3) uint32 triangles in the order of the mesh
    """
    fan = measure.smooth_corners(mesh, rounded)
    _, first = np.unique(fan, return_index=True)
    corners = mesh.corners
    one, two = np.roll(corners, -1, axis=1) - corners, np.roll(corners, 1, axis=1) - corners
    cross = np.cross(one, two)
    sine = np.linalg.norm(cross, axis=2)
    angle = np.arctan2(sine, (one * two).sum(axis=2))
    share = (cross / np.maximum(sine, 1e-300)[:, :, None] * angle[:, :, None]).reshape(-1, 3)
    normal: NDArray[np.float64] = np.stack(
        [np.bincount(fan, share[:, i]) for i in range(3)], axis=1
    )
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-300)
    points = mesh.vertices[mesh.triangles.reshape(-1)[first]]
    return (
        points.astype(np.float32),
        normal.astype(np.float32),
        fan.reshape(-1, 3).astype(np.uint32),
    )


def verify(product: Product, path: Path) -> int:
    """Read the file back and hold metal and stones to the gate; gives the metal's triangles."""
    found = read(path)
    what = f"{product.name}.glb, read back,"
    own = STONE if product.is_stone else METAL
    names = [own, *(stone.name for stone in product.stones)]
    if sorted(found) != sorted(names):
        raise GeometryError(
            f"{what} holds {', '.join(sorted(found))} where {', '.join(sorted(names))} were meant. "
            "Give every stone a name of its own."
        )
    check_mesh(found[own], product.allowed, what)
    check_meant(found[own], product.settled, what)
    for stone in product.stones:
        _check_stone(found[stone.name], stone, what)
    return len(found[own].triangles)


def _check_stone(found: Mesh, stone: Stone, what: str) -> None:
    meant, volume = measure.volume(stone.mesh), measure.volume(found)
    dust = measure.area(stone.mesh) * float(np.abs(stone.mesh.vertices).max()) * 2.0**-23
    if not measure.topology(found).closed or not abs(volume - meant) <= dust:
        raise GeometryError(
            f"{what} has stone {stone.name} of {volume:.4f} mm³ where {meant:.4f} mm³ was meant, "
            "or it is not closed. Please report the design."
        )


def read(path: Path) -> dict[str, Mesh]:
    """The meshes of a GLB by name, as trimesh reads them, in mm and jewelcad's axes.

    Raises
    ------
    ExportError
        If the file is not a GLB, or a node is not where jewelcad puts it.
    """
    import trimesh

    try:
        scene = trimesh.load_scene(str(path), file_type="glb", process=False)
    except (OSError, ValueError, KeyError, IndexError, TypeError, struct.error) as error:
        raise ExportError(f"{path} is not a whole GLB file: {error}. Write it again.") from error
    found = {}
    upright = np.array(UPRIGHT, dtype=float).reshape(4, 4).T
    for node in scene.graph.nodes_geometry:
        matrix, geometry = scene.graph[node]
        if not np.allclose(matrix, upright, rtol=0.0, atol=1e-12):
            raise ExportError(f"{path}: {node} is not in millimetres with Z up. Write it again.")
        read_in = scene.geometry[geometry]
        found[str(node)] = welded(read_in.vertices[read_in.faces].astype(np.float32), str(node))
    return found
