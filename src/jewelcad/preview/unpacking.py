"""A packed piece read back: the scene of it, with its normals, for a window of our own."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.packing import MAGIC
from jewelcad.preview.scene import Scene, StoneView

HEAD = struct.Struct("<4sI")


@dataclass(frozen=True, eq=False)
class Unpacked:
    """A piece to be drawn.

    Parameters
    ----------
    scene : its metal closed, its triangles in the order they were packed in
    normals : of each corner of each triangle of the metal, (m, 3, 3)
    """

    scene: Scene
    normals: NDArray[np.float32]


def unpacked(data: bytes) -> Unpacked:
    """The piece in a block of bytes that `packing.packed` made."""
    magic, length = HEAD.unpack_from(data)
    assert magic == MAGIC
    header = json.loads(data[HEAD.size : HEAD.size + length])
    read = _Reader(data[HEAD.size + length :])
    metal, normals = read.surface(header["metal"])
    gems = [read.surface(gem)[0] for gem in header["gems"]]
    stones = tuple(_stone(told, gems[told["mesh"]]) for told in header["stones"])
    return Unpacked(Scene(metal, stones, header["metal"]["colour"]), normals)


def _stone(told: dict[str, Any], gem: Mesh) -> StoneView:
    matrix = np.array(told["matrix"]).reshape(4, 4).T
    vertices = gem.vertices @ matrix[:3, :3].T + matrix[:3, 3]
    mesh = Mesh(vertices, gem.triangles, gem.body, gem.names, gem.deviation)
    spread = told["indices"][-1] - told["indices"][0] if told["indices"] else 0.0
    return StoneView(told["name"], mesh, told["colour"], told["refraction"], spread)


class _Reader:
    """Arrays by their places in a header."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def array(self, place: dict[str, int], kind: str) -> NDArray[Any]:
        return np.frombuffer(self.body, kind, place["count"], place["offset"])

    def surface(self, told: dict[str, Any]) -> tuple[Mesh, NDArray[np.float32]]:
        """The mesh as it was before its creases were opened, and the normals of its corners."""
        fresh = self.array(told["fresh"], "u1").astype(bool)
        triangles = self.array(told["triangles"], "<u4").reshape(-1, 3)
        points = self.array(told["positions"], "<f4").reshape(-1, 3)
        turned = self.array(told["normals"], "<f4").reshape(-1, 3)
        vertex = (np.cumsum(fresh) - 1).astype(np.int32)
        bodies = told.get("bodies") or [{"name": "", "count": len(triangles)}]
        body = np.repeat(np.arange(len(bodies)), [one["count"] for one in bodies])
        mesh = Mesh(
            points[fresh].astype(np.float64),
            vertex[triangles],
            body.astype(np.int32),
            tuple(one["name"] for one in bodies),
            told.get("deviation", 0.0),
        )
        return mesh, turned[triangles]
