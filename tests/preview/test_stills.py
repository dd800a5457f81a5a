"""Still pictures: what is asked for is on them, and they are made without a window."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jewelcad.errors import ExportError, GeometryError, ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.gemlight import brilliance, entered, facets_of
from jewelcad.preview.scene import VIEWS, Scene, StoneView
from jewelcad.preview.section import cut, plane_of
from jewelcad.preview.shading import crease_normals
from jewelcad.preview.stills import contact_sheet, picture_of, render
from jewelcad.preview.studio import CAP_COLOUR, mesh_edges

SMALL = (160, 120)


def mesh_of(vertices: np.ndarray, triangles: np.ndarray) -> Mesh:
    body = np.zeros(len(triangles), dtype=np.int32)
    return Mesh(np.asarray(vertices, float), np.asarray(triangles, np.int32), body, ("body",))


def torus(radius: float = 9.0, wire: float = 1.0, around: int = 64, across: int = 24) -> Mesh:
    """A round-wire ring: the finger along Y."""
    i, j = np.meshgrid(np.arange(around), np.arange(across), indexing="ij")
    a, b = 2 * np.pi * i / around, 2 * np.pi * j / across
    out = radius + wire * np.cos(b)
    points = np.stack([out * np.sin(a), wire * np.sin(b), out * np.cos(a)], axis=-1).reshape(-1, 3)
    k = [((i + u) % around * across + (j + v) % across).ravel() for u, v in np.ndindex(2, 2)]
    triangles = np.concatenate([np.stack([k[0], k[3], k[1]], 1), np.stack([k[0], k[2], k[3]], 1)])
    return mesh_of(points, triangles)


def octahedron(radius: float = 3.0, height: float = 12.0) -> Mesh:
    points = radius * np.array(
        [[1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]
    )
    around = [(i, (i + 1) % 4) for i in range(4)]
    triangles = [(a, b, 4) for a, b in around] + [(b, a, 5) for a, b in around]
    return mesh_of(points + np.array([0, 0, height]), triangles)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(torus(), (StoneView("stone", octahedron()),), title="Test ring")


def test_a_picture_has_the_size_asked_for_shows_something_and_is_the_same_twice(
    scene: Scene, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = render(scene, tmp_path / "new folder" / "a.png", size=SMALL)
    second = render(scene, tmp_path / "b.png", size=SMALL)
    with Image.open(first) as picture:
        assert (picture.size, picture.mode) == (SMALL, "RGB")
        assert np.asarray(picture).std() > 20
    assert first.read_bytes() == second.read_bytes()
    assert [p.name for p in first.parent.iterdir()] == ["a.png"], "nothing is left beside it"
    assert capfd.readouterr() == ("", ""), "VTK's messages are no business of the user"


@pytest.mark.parametrize("view", VIEWS)
def test_the_piece_stands_whole_in_the_picture_in_every_view(scene: Scene, view: str) -> None:
    alpha = np.asarray(picture_of(scene, view, SMALL, transparent=True))[..., 3]
    rows, columns = np.nonzero(alpha)
    for used, there in ((rows, SMALL[1]), (columns, SMALL[0])):
        assert 0 < used.min() < used.max() < there - 1
    used = max(np.ptp(rows) / SMALL[1], np.ptp(columns) / SMALL[0])
    assert used > (0.6 if VIEWS[view].on_axis else 0.75), "and fills it"


def test_gold_is_yellow_and_platinum_is_grey(scene: Scene) -> None:
    metal = {}
    for name, colour in {"gold": "#e6c36a", "platinum": "#dcdde0"}.items():
        bare = replace(scene, stones=(), metal_colour=colour)
        pixels = np.asarray(picture_of(bare, "front", SMALL, transparent=True), dtype=float)
        metal[name] = pixels[pixels[..., 3] == 255][:, :3]
    red, green, blue = metal["gold"].mean(axis=0)
    assert red > green > 1.3 * blue
    assert np.ptp(metal["platinum"].mean(axis=0)) < 8
    assert metal["gold"][:, 0].max() > 235, "bright reflections"
    assert metal["gold"][:, 0].min() < 120, "and dark ones"


def test_transparent_has_no_paper_and_no_shadow(scene: Scene) -> None:
    picture = picture_of(scene, "three-quarter", SMALL, transparent=True)
    alpha = np.asarray(picture)[..., 3]
    assert picture.mode == "RGBA"
    assert set(alpha[:, 0]) == {0}
    assert (alpha == 255).mean() > 0.05


def capped(picture: Image.Image) -> int:
    return int((np.abs(np.asarray(picture, int)[..., :3] - CAP_COLOUR).max(axis=-1) < 25).sum())


def test_a_section_shows_the_cut_metal(scene: Scene) -> None:
    assert capped(picture_of(scene, "front", SMALL)) == 0
    ring = capped(picture_of(scene, "front", SMALL, section="y"))
    two_discs = capped(picture_of(scene, "side", SMALL, section="x"))
    assert ring > 5 * two_discs > 0
    lower = Frame((0.0, 0.0, -9.0))
    assert capped(picture_of(scene, "top", SMALL, section=lower)) > 0
    pair = ((0.0, 0.0, -9.0), (0.0, 0.0, 1.0))
    same = (picture_of(scene, "top", SMALL, section=s).tobytes() for s in (lower, pair))
    assert next(same) == next(same)


def test_a_cut_leaves_a_closed_half_with_its_cap() -> None:
    whole = torus()
    half, cap = cut(whole, plane_of("y", VIEWS["front"]), "The metal")
    assert half is not None
    assert half.vertices[:, 1].min() >= -1e-9, "the half before the camera is gone"
    edges = np.concatenate([half.triangles[:, [i, (i + 1) % 3]] for i in range(3)])
    assert {tuple(e) for e in edges} == {tuple(e[::-1]) for e in edges}
    assert half.corners[cap][..., 1] == pytest.approx(0.0, abs=1e-6)
    a, b, c = half.corners[cap].transpose(1, 0, 2)
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2
    inscribed = 64 * np.sin(2 * np.pi / 64) / 2  # area of the 64-gon in the unit circle
    assert area == pytest.approx(inscribed * (10**2 - 8**2), rel=1e-9)
    assert cut(whole, Frame((0, 0, -50)), "The metal")[0] is None
    assert cut(whole, Frame((0, 0, 50)), "The metal")[0] is whole


def test_a_mesh_that_is_not_closed_is_not_cut() -> None:
    whole = torus()
    broken = replace(whole, triangles=whole.triangles[5:], body=whole.body[5:])
    with pytest.raises(GeometryError, match=r"The metal cannot be cut .* not closed"):
        picture_of(Scene(broken), "front", SMALL, section="y")


def test_a_contact_sheet_holds_every_tile(scene: Scene, tmp_path: Path) -> None:
    tile, sheet = (120, 90), tmp_path / "sheet.png"
    contact_sheet(scene, sheet, views=("front", "top"), sections=("y",), tile=tile, columns=2)
    with Image.open(sheet) as picture:
        assert picture.size == (2 * 120 + 2, 30 + 2 * 90 + 2)
        assert capped(picture) > 50


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"view": "frnt"}, "three-quarter, top, front, side, back, .*Did you mean front"),
        ({"size": (0, 100)}, "0 x 100 pixels"),
        ({"size": (100_000, 100)}, "16 to 4096"),
        ({"size": (1.5, 100)}, "width and height"),
        ({"size": (100,)}, "width and height"),
        ({"section": "q"}, "no section 'q'; there are x, y, z"),
        ({"section": ((0, 0, 0), (0, 0, 0))}, "normal that has a length"),
        ({"section": ((0, 0, 0), (0, 0, float("nan")))}, "not a plane"),
        ({"section": 5}, "not a plane"),
    ],
)
def test_what_cannot_be_pictured_is_refused(
    scene: Scene, tmp_path: Path, wrong: dict[str, object], message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        render(scene, tmp_path / "x.png", **wrong)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_scene_refuses_colours_and_metal_that_cannot_be() -> None:
    with pytest.raises(ParameterError, match="'gold' is not a colour"):
        Scene(torus(), metal_colour="gold")
    with pytest.raises(ParameterError, match="nothing to picture"):
        Scene(mesh_of(np.zeros((0, 3)), np.zeros((0, 3))))
    with pytest.raises(ParameterError, match=r"refraction = 0\.9"):
        StoneView("stone", octahedron(), refraction=0.9)


def test_a_file_that_cannot_be_written_says_so(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ExportError, match="was not written"):
        render(scene, tmp_path / "file" / "x.png", size=(16, 16))


def test_without_opengl_the_error_says_what_to_install(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("EGL is Linux's way")
    code = (
        "from jewelcad.errors import JewelcadError\n"
        "from jewelcad.preview.window import offscreen\n"
        "try:\n    offscreen((16, 16)).__enter__()\n"
        "except JewelcadError as error:\n    print(error)\n"
    )
    hidden = os.environ | {"__EGL_VENDOR_LIBRARY_DIRS": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=hidden, capture_output=True, text=True, check=True
    )
    assert "apt-get install libegl1" in done.stdout
    assert done.stderr == ""


def test_creases_stay_sharp_and_curves_smooth() -> None:
    stone = octahedron()
    flat = np.cross(
        stone.corners[:, 1] - stone.corners[:, 0], stone.corners[:, 2] - stone.corners[:, 0]
    )
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    assert crease_normals(stone) == pytest.approx(np.repeat(flat[:, None], 3, axis=1))
    ring = torus()
    true = ring.corners.copy()
    level = np.hypot(true[..., 0], true[..., 2])
    true[..., 0] *= 1 - 9 / level
    true[..., 2] *= 1 - 9 / level
    assert np.einsum("ijk,ijk->ij", crease_normals(ring), true).min() > np.cos(np.radians(3))


def test_an_octahedron_shows_twelve_edges() -> None:
    assert mesh_edges(octahedron()).n_cells == 12
    assert mesh_edges(torus(), most=100) is None


def test_a_stone_in_an_even_white_sky_is_white() -> None:
    """Energy is kept: colourless stone, light 1 from everywhere, so light 1 is seen."""
    facets = facets_of(octahedron())
    assert facets is not None
    assert len(facets.depths) == 8
    x, y = np.mgrid[-1:1:9j, -1:1:9j].reshape(2, -1)
    origins = np.stack([x + 0.01, y + 0.013, np.full_like(x, 50.0)], axis=1)
    rays = np.broadcast_to([0.0, 0.0, -1.0], origins.shape)
    distance, facet, hit = entered(facets, origins, rays)
    assert hit.all()
    points = origins + distance[:, None] * rays
    assert np.abs(points - [0, 0, 12]).sum(axis=1) == pytest.approx(3.0, abs=1e-4)
    sky = np.ones((8, 16, 3), dtype=np.float32)
    light = brilliance(facets, points, rays, facet, sky, np.eye(3), 1.54, (1.0, 1.0, 1.0))
    assert light.max() <= 1.0001
    assert light.min() > 0.6


def test_a_round_wire_is_not_taken_for_a_faceted_stone() -> None:
    assert facets_of(torus()) is None
    concave = octahedron()
    concave.vertices[4, 2] = 10.0
    assert facets_of(concave) is None


def test_each_tile_of_a_sheet_is_the_picture_taken_alone(scene: Scene, tmp_path: Path) -> None:
    sheet = contact_sheet(
        replace(scene, title=""), tmp_path / "s.png", views=("top", "three-quarter"),
        sections=(), tile=SMALL, columns=2,
    )  # fmt: skip
    alone = np.asarray(picture_of(scene, "three-quarter", SMALL))
    with Image.open(sheet) as picture:
        tile = np.asarray(picture)[:, SMALL[0] + 2 :]
    assert np.array_equal(tile[30:], alone[30:]), "below the label"
