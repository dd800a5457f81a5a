"""What a browser draws is what was made: the packed piece is read back as the page reads it."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from jewelcad import finish, measure
from jewelcad.frames import Frame
from jewelcad.gems import Cabochon, Gem, Pearl
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.packing import MAGIC, Packed, packed, shared_corners
from jewelcad.preview.shading import crease_normals
from jewelcad.preview.staging import stone_view
from jewelcad.preview.unpacking import unpacked
from jewelcad.reference import RingSize, species
from jewelcad.settings import ProngHead
from jewelcad.shanks import Shank, half_round
from jewelcad.workpiece import PlacedGem, Workpiece


@dataclass(frozen=True)
class Read:
    """A packed piece as a reader of its format sees it."""

    header: dict[str, Any]
    body: bytes

    def floats(self, place: dict[str, int], width: int) -> NDArray[np.float32]:
        return np.frombuffer(self.body, "<f4", place["count"], place["offset"]).reshape(-1, width)

    def triangles(self, place: dict[str, int]) -> NDArray[np.uint32]:
        return np.frombuffer(self.body, "<u4", place["count"], place["offset"]).reshape(-1, 3)


def read(data: bytes) -> Read:
    magic, length = struct.unpack_from("<4sI", data)
    assert magic == MAGIC
    assert length % 4 == 0
    return Read(json.loads(data[8 : 8 + length]), data[8 + length :])


@pytest.fixture(scope="module")
def bench() -> Workpiece:
    shank = Shank(RingSize("US 6.5"), profile=half_round(2.2, thickness=1.8))
    head = ProngHead(Gem.round(6.5), prongs=6).on(shank.top)
    return shank.build("set") + head.build("set")


@pytest.fixture(scope="module")
def metal(bench: Workpiece) -> Mesh:
    return finish.mesh(bench, 0.05)


@pytest.fixture(scope="module")
def whole(bench: Workpiece, metal: Mesh) -> Packed:
    return packed(metal, "#e6c36a", bench.stones)


def test_the_metal_comes_back_triangle_by_triangle(whole: Packed, metal: Mesh) -> None:
    found = read(whole.data)
    surface = found.header["metal"]
    corners = found.floats(surface["positions"], 3)[found.triangles(surface["triangles"])]
    assert np.array_equal(corners, metal.corners[whole.order].astype(np.float32))
    normals = found.floats(surface["normals"], 3)[found.triangles(surface["triangles"])]
    assert np.abs(normals - crease_normals(metal)[whole.order]).max() < 2**-10
    assert np.array_equal(np.sort(whole.order), np.arange(len(metal.triangles)))


def test_a_window_of_our_own_has_the_closed_metal_back(
    bench: Workpiece, whole: Packed, metal: Mesh
) -> None:
    found = unpacked(whole.data)
    back = found.scene.metal
    assert np.array_equal(back.corners, metal.corners[whole.order].astype(np.float32))
    assert measure.topology(back).closed
    assert measure.topology(back).genus == measure.topology(metal).genus
    owner = np.array(metal.names)[metal.body[whole.order]]
    assert np.array_equal(np.array(back.names)[back.body], owner)
    assert np.abs(found.normals - crease_normals(metal)[whole.order]).max() < 2**-10
    (stone,), (meant,) = found.scene.stones, [stone_view(placed) for placed in bench.stones]
    assert (stone.name, stone.colour, stone.refraction) == (
        meant.name,
        meant.colour,
        meant.refraction,
    )
    assert stone.dispersion == pytest.approx(meant.dispersion)
    assert measure.topology(stone.mesh).closed
    assert measure.volume(stone.mesh) == pytest.approx(measure.volume(meant.mesh), rel=1e-6)
    np.testing.assert_allclose(measure.bounds(stone.mesh), measure.bounds(meant.mesh), atol=1e-5)


def test_a_body_is_one_run_of_triangles(whole: Packed, metal: Mesh) -> None:
    bodies = read(whole.data).header["metal"]["bodies"]
    owner = np.array(metal.names)[metal.body[whole.order]]
    told = np.concatenate([[b["name"]] * b["count"] for b in bodies])
    assert np.array_equal(owner, told)
    assert [b["start"] for b in bodies] == np.cumsum([0, *(b["count"] for b in bodies)])[
        :-1
    ].tolist()
    assert len({b["name"] for b in bodies}) == len(bodies)


def test_a_brilliant_is_the_room_within_its_facets(whole: Packed) -> None:
    found = read(whole.data)
    (gem,) = found.header["gems"]
    planes = found.floats(gem["planes"], 4).astype(float)
    points = found.floats(gem["positions"], 3).astype(float)
    room = planes[:, 3] - points @ planes[:, :3].T
    assert room.min() > -1e-4  # no corner outside a facet
    assert np.abs(room).min(axis=0).max() < 1e-4  # and every facet carries corners
    assert np.linalg.norm(planes[:, :3], axis=1) == pytest.approx(1.0, abs=1e-5)
    assert len(planes) == len(Gem.round(6.5).polyhedron.faces)


def test_equal_stones_are_packed_once_and_stand_in_their_places() -> None:
    stones = [
        PlacedGem("row[0]", Gem.round(1.5)),
        PlacedGem("row[1]", Gem.round(1.5), Frame(origin=(3, 0, 0)).turned(30)),
        PlacedGem("pearl", Pearl(7), Frame(origin=(0, 9, 0))),
    ]
    found = read(packed(_ball(), "#cccccc", stones).data)
    shown = found.header["stones"]
    assert [s["mesh"] for s in shown] == [0, 0, 1]
    assert len(found.header["gems"]) == 2
    for stone, entry in zip(stones, shown, strict=True):
        matrix = np.array(entry["matrix"]).reshape(4, 4).T
        assert matrix[:3] == pytest.approx(np.array(stone.frame.matrix))
        assert matrix[3].tolist() == [0, 0, 0, 1]
    low, high = found.header["bounds"]
    assert high[1] == pytest.approx(9 + 3.5, abs=0.01)
    assert low[0] == pytest.approx(-3.5, abs=0.01)


def test_light_is_not_traced_through_what_is_curved_or_opaque() -> None:
    stones = [PlacedGem("cab", Cabochon.round(4.0, species="ruby")), PlacedGem("pearl", Pearl(7))]
    found = read(packed(_ball(), "#cccccc", stones).data).header
    assert [gem["planes"] for gem in found["gems"]] == [None, None]
    assert all(gem["deviation"] > 0 for gem in found["gems"])
    assert len(found["gems"]) == 2
    ruby, pearl = found["stones"]
    assert ruby["refraction"] == pytest.approx(1.766)
    assert pearl["refraction"] is pearl["indices"] is None


@pytest.mark.parametrize("name", ["diamond", "moissanite", "ruby"])
def test_fire_is_the_dispersion_of_the_table(name: str) -> None:
    found = read(packed(_ball(), "#cccccc", [PlacedGem("s", Gem.round(2, species=name))]).data)
    red, green, blue = found.header["stones"][0]["indices"]
    assert blue - red == pytest.approx(species(name).dispersion)
    assert green == pytest.approx(species(name).refractive_index)
    assert red < green < blue
    assert blue - green > green - red  # glass bends the more, the shorter the wave


def test_the_same_piece_is_the_same_bytes(bench: Workpiece, metal: Mesh, whole: Packed) -> None:
    assert packed(metal, "#e6c36a", bench.stones).data == whole.data


def test_corners_that_differ_are_kept_apart() -> None:
    triangles = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32)
    flat = np.array([[[0.0, 0, 1]] * 3, [[0.0, 1, 0]] * 3])
    kept, normals, back = shared_corners(triangles, flat)
    assert len(kept) == 6
    assert np.array_equal(kept[back], triangles)
    assert np.array_equal(normals[back], flat)
    assert len(shared_corners(triangles, np.ones((2, 3, 3)))[0]) == 4


def _ball() -> Mesh:
    return Pearl(2).mesh(0.1)
