"""Photographs: light obeys its laws in the stones, and a picture is the same twice."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jewelcad.errors import JewelcadError, ParameterError
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview import photo
from jewelcad.preview.camera import standpoint
from jewelcad.preview.darkroom import Darkroom, Stand
from jewelcad.preview.scene import Scene, StoneView, view_named
from jewelcad.reference.alloys import alloy

if not os.environ.get("CI"):
    pytest.importorskip("mitsuba")
    pytest.importorskip("mitsuba_oidn")

SMALL = (40, 30)


def block(size: tuple[float, float, float], lift: float = 0.0) -> Mesh:
    from manifold3d import Manifold

    raw = Manifold.cube(size, True).translate((0, 0, lift)).to_mesh64()
    triangles = np.asarray(raw.tri_verts).astype(np.int32)
    body = np.zeros(len(triangles), np.int32)
    return Mesh(np.asarray(raw.vert_properties)[:, :3].astype(float), triangles, body, ("block",))


def ring(metal: str = "18k yellow") -> Scene:
    stone = StoneView("stone", block((3, 3, 3), 3.0), "#ffffff", 2.418, 0.044)
    return Scene(block((8, 3, 3)), (stone,), alloy(metal).colour, alloy=alloy(metal))


def room(scene: Scene, view: str = "top", size: tuple[int, int] = SMALL) -> Darkroom:
    seen = view_named(view)
    stand = Stand(*standpoint(seen, scene.points, size), seen, size)
    return Darkroom(photo.mitsuba(), scene, stand)


def in_white(scene: Scene) -> Darkroom:
    """The scene's stones in even light of 1 from everywhere, and nothing else."""
    made = room(scene)
    bare = {key: made.fixed[key] for key in ("type", "sensor", "integrator")}
    even = {"type": "constant", "radiance": {"type": "rgb", "value": 1.0}}
    made.fixed = {**bare, "integrator": {**bare["integrator"], "rr_depth": 40}, "room": even}
    return made


def test_a_clear_stone_in_even_light_cannot_be_seen():
    """Nothing is swallowed and nothing added, whatever way light takes: 1 everywhere."""
    scene = Scene(block((1, 1, 1), -50), (StoneView("s", block((9, 7, 3)), "#ffffff", 1.5),))
    light = in_white(scene).taken(589.3, 64, 0)
    assert light.mean() == pytest.approx(1.0, abs=0.01)


def test_a_coloured_plate_swallows_light_as_beers_law_says():
    """A plate in even light: R + (1 - R)² t / (1 - R t), with R by Fresnel and t = exp(-a d)."""
    wide, thick, index = 60.0, 3.0, 1.5
    colour = "#4080c0"
    plate = StoneView("s", block((wide, wide, thick)), colour, index)
    made = in_white(Scene(block((1, 1, 1), -1e-3), (plate,)))
    light = made.taken(589.3, 400, 1)[12:18, 16:24].reshape(-1, 3).mean(axis=0)
    linear = np.array([((c / 255 + 0.055) / 1.055) ** 2.4 for c in (0x40, 0x80, 0xC0)])
    size = np.sqrt(2 * wide**2 + thick**2)
    t = linear ** (thick / size)
    r = ((index - 1) / (index + 1)) ** 2
    assert light == pytest.approx(r + (1 - r) ** 2 * t / (1 - r * t), abs=0.01)


def test_a_photograph_is_the_same_twice_and_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(photo.QUALITIES, "draft", (3, 4))
    told: list[tuple[int, int]] = []
    first = photo.photograph(
        ring(), tmp_path / "a.png", size=SMALL, progress=lambda *t: told.append(t)
    )
    second = photo.photograph(ring(), tmp_path / "b.png", size=SMALL)
    other = photo.photograph(ring(), tmp_path / "c.png", size=SMALL, seed=1)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert first.read_bytes() == second.read_bytes() != other.read_bytes()
    with Image.open(first) as picture:
        assert (picture.size, picture.mode) == (SMALL, "RGB")
        assert np.asarray(picture).std() > 10


def test_gold_is_yellow_platinum_grey_and_only_a_dispersive_stone_has_fire():
    """Colour of the metal's pixels; and of the stone's, with its dispersion and without."""
    spread = {}
    for metal in ("18k yellow", "platinum 950"):
        made = room(ring(metal), "front")
        light = photo.exposed(made, 3, 8, 0)
        metal_only = made.guides(2, 0)[1][..., 1] < -0.9
        tint = light[metal_only & (made.silhouette(2, 0)[..., 0] == 0)].mean(axis=0)
        spread[metal] = tint[0] / tint[2]
    assert spread["18k yellow"] > 1.2 * spread["platinum 950"]
    scene = ring("platinum 950")
    dull = replace(scene, stones=(replace(scene.stones[0], dispersion=0.0),))
    colour = []
    for each in (scene, dull):
        made = room(each, "high")
        light = photo.exposed(made, 6, 8, 0)[made.silhouette(4, 0)[..., 0] == 1]
        colour.append(np.ptp(light / light.mean(axis=1, keepdims=True), axis=1).mean())
    assert colour[0] > 2 * colour[1]


def test_the_silhouette_is_where_the_stone_is():
    made = room(ring(), "front", (60, 60))
    share = made.silhouette(16, 0)[..., 0]
    assert set(np.unique(share)) >= {0.0, 1.0}
    rows, columns = np.nonzero(share > 0.5)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=2), "a cube from the front"
    assert rows.max() < 40, "it lies above the metal"


def test_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ParameterError, match="no quality 'fine'; there are draft, good, best"):
        photo.photo_of(ring(), quality="fine")
    with pytest.raises(ParameterError, match="aperture of -1 mm"):
        photo.photo_of(ring(), aperture=-1)
    monkeypatch.setitem(sys.modules, "mitsuba", None)
    with pytest.raises(JewelcadError, match=r"pip install 'jewelcad\[render\]'"):
        photo.photo_of(ring(), size=SMALL)


def test_bright_light_keeps_its_order_and_never_turns_dark():
    ramp = np.linspace(0, 20, 200)[None, :, None].repeat(3, axis=2)
    shown = np.asarray(photo.developed(ramp), dtype=int)[0, :, 0]
    assert (np.diff(shown) >= 0).all()
    assert shown[0] == 0
    assert shown[-1] == 255
