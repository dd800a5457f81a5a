"""A ring becomes a scene: finished metal, stones in their places, colours from the tables."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from jewelcad.gems import Gem
from jewelcad.pieces import Ring
from jewelcad.preview import scene_of
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
