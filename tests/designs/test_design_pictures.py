"""Every design is pictured, and its picture is the same twice, pixel by pixel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jewelcad import load
from jewelcad.preview import scene_of, view_named
from jewelcad.preview.stills import Shot, developed

FOLDER = Path(__file__).parents[2] / "designs"
COARSE = 0.05
"""mm: what is asked here does not need a fine mesh."""


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_a_design_is_pictured_the_same_twice(name: str):
    design = load(FOLDER / f"{name}.py")
    scene = scene_of(design.make(design.values({})), "set", COARSE)
    shot = Shot(view_named("three-quarter"))
    first, second = (np.asarray(picture) for picture in developed(scene, [shot, shot], (64, 48)))
    assert np.array_equal(first, second)
    assert first.std() > 10
