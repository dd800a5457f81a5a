"""``jewelcad check``: files of known walls pass, fail by the known amount, or are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from cli_shelf import refused
from manifold3d import Manifold

DESIGNS = Path(__file__).parents[2] / "designs"


def written(solid: Manifold, path: Path) -> Path:
    """By another program than ours."""
    raw = solid.to_mesh64()
    vertices = np.asarray(raw.vert_properties)[:, :3]
    trimesh.Trimesh(vertices, np.asarray(raw.tri_verts), process=False).export(path)
    return path


@pytest.fixture
def plate(shelf: Path) -> Path:
    return written(Manifold.cube((8, 6, 0.7)), shelf / "plate.stl")


def test_a_thin_wall_is_named_with_its_amount(plate: Path, run: Any):
    result = run("check", "plate.stl")
    assert result.exit_code == 1
    assert "JC103 thin-wall 0.700 mm < 0.8 mm at (" in result.output
    told = json.loads(run("check", "plate.stl", "--json").stdout)
    assert told["wall"]["lower"] <= 0.7 <= told["wall"]["upper"]
    assert told["wall"]["upper"] - told["wall"]["lower"] < 0.003
    p, q = np.array(told["wall"]["witness"])
    assert float(np.linalg.norm(p - q)) == pytest.approx(0.7, rel=1e-3)
    assert [(f["code"], f["level"], f["limit"]) for f in told["findings"]] == [
        ("JC103", "error", 0.8)
    ]


def test_a_wall_that_just_passes_is_proved(plate: Path, run: Any):
    result = run("check", "plate.stl", "--wall", "0.69")
    assert result.exit_code == 0
    assert "no wall is thinner than 0.69 mm (proved of the mesh)" in result.output
    whole = run("check", "plate.stl", "--wall", "0.69", "--thinnest")
    assert whole.exit_code == 0
    assert "the thinnest wall is 0.699 to 0.700 mm" in whole.output


def test_our_own_band_passes(shelf: Path, run: Any):
    run("build", str(DESIGNS / "plain_band.py"), "--out", "here", "--quick")
    result = run("check", "here/plain_band.stl")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plate.stl", "--wall", "nan"), "not a finite number"),
        (("plate.stl", "--wall", "0"), "wall = 0 mm is below 0.05 mm"),
        (("none.stl",), "none.stl"),
        (("band.py",), "band.py"),
    ],
)
def test_a_bad_word(plate: Path, run: Any, words: tuple[str, ...], said: str):
    result = run("check", *words)
    assert result.exit_code in (2, 3)
    assert said in result.output
    assert "Traceback" not in result.output


def test_an_open_file_and_one_inside_out_are_refused(shelf: Path, run: Any):
    box = trimesh.creation.box((3, 3, 3))
    trimesh.Trimesh(box.vertices, box.faces[:-1], process=False).export(shelf / "open.stl")
    box.invert()
    box.export(shelf / "inside_out.stl")
    refused(run("check", "open.stl"), "open.stl is not closed: 3 open edges", code=3)
    refused(run("check", "inside_out.stl"), "is inside out", code=3)
