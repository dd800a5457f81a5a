"""A ring becomes a scene: finished metal, stones in their places, colours from the tables."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from jewelcad.gems import Cabochon, Gem, Pearl
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.shapes import Turned
from jewelcad.pieces import Ring
from jewelcad.preview import scene_of
from jewelcad.preview.scene import Scene
from jewelcad.preview.staging import stone_view
from jewelcad.preview.stills import picture_of
from jewelcad.preview.stones import traceable
from jewelcad.reference.alloys import alloy
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Shank, half_round
from jewelcad.workpiece import PlacedGem, Workpiece


def test_a_ring_is_staged_set_or_cast() -> None:
    shank = Shank(RingSize("US 6.5"), profile=half_round(2.4, thickness=1.8))
    seat = shank.top.lifted(3.0)
    stone = Workpiece(stones=[PlacedGem("stone", Gem.round(6.5, species="ruby"), seat)])
    ring = Ring(shank, stone, alloy="platinum 950")
    scene = scene_of(ring, tolerance=0.05, title="Ruby")
    (view,) = scene.stones
    assert scene.metal_colour == alloy("platinum 950").colour
    assert view.refraction == pytest.approx(1.766)
    girdle = np.ptp(view.mesh.vertices[:, :2], axis=0)
    assert girdle == pytest.approx(6.5, rel=1e-3)
    top = shank.bore_radius + 1.8
    assert view.mesh.vertices[:, 2].max() > top + 3.0 > scene.metal.vertices[:, 2].max()
    assert not scene_of(ring, "cast", metal=scene.metal).stones


def test_importing_preview_loads_nothing_heavy() -> None:
    code = (
        "import sys, jewelcad.preview as p; p.__all__\n"
        "print([m for m in ('numpy', 'pyvista', 'vtkmodules', 'OCP') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_curved_and_opaque_stones_are_not_shown_as_cut_glass() -> None:
    stones = (
        Gem.round(4),
        Cabochon.round(1.0, species="ruby"),
        Pearl(7),
        Gem.round(3, species="jadeite"),
    )
    views = [stone_view(PlacedGem(f"{i}", stone)) for i, stone in enumerate(stones)]
    refraction = [view.refraction for view in views]
    assert refraction == [pytest.approx(2.418), pytest.approx(1.766), None, None]
    assert [view.mesh.deviation > 0 for view in views] == [False, True, True, False]
    scene = Scene(views[2].mesh, tuple(views))
    assert list(traceable(scene)) == [0]


def test_an_opaque_stone_hides_what_is_behind_it() -> None:
    """Over gold or over platinum, the middle of a lapis bead is the same dark blue."""
    plate = Turned(Contour(polygon([(0.0, -6.0), (8.0, -6.0), (8.0, -5.0), (0.0, -5.0)])))
    bead = stone_view(PlacedGem("stone", Pearl(10.0, species="lapis lazuli")))
    middles = []
    for metal in ("18k yellow", "platinum 950"):
        scene = Scene(plate.mesh(0.05, "plate"), (bead,), alloy(metal).colour)
        picture = np.asarray(picture_of(scene, view="top", size=(160, 160)))
        middles.append(picture[75:85, 75:85, :3].reshape(-1, 3).mean(axis=0))
    assert middles[0] == pytest.approx(middles[1], abs=1.0)
    red, green, blue = middles[0]
    assert blue > 1.3 * green > 0.0
    assert green > red
