"""Designs of dozens of stones, on the mesh path: sizes, sliders, presets; one to files."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from click.testing import CliRunner
from manifold3d import CrossSection, Manifold, Mesh64, OpType
from test_designs import FOLDER, MANY_STONES, ROWS, drawn

from jewelcad import RingSize, finish, load, measure
from jewelcad.cli import main

TOLERANCE = 0.02


def sweep(draws: int) -> list[tuple[str, dict[str, str]]]:
    rng = random.Random(20261122)
    return [(name, drawn(name, rng)) for name in MANY_STONES for _ in range(draws)]


def must_be_sound(piece, stage: str) -> None:
    """One closed piece with a handle for the finger and each opening; finger and stones free."""
    work = piece.workpiece(stage)
    mesh = finish.mesh(work, TOLERANCE)
    metal = _solid(mesh)
    assert len(metal.decompose()) == 1
    assert measure.genus(mesh) == piece.genus
    radius = piece.size.diameter / 2
    finger = Manifold.extrude(CrossSection.circle(radius - TOLERANCE, 720), 60.0)
    assert (metal ^ finger.translate((0, 0, -30)).rotate((90, 0, 0))).volume() == 0.0
    if stage == "cast":
        gems = {s.gem: _solid(s.gem.mesh()) for s in work.stones}
        placed = [gems[s.gem].transform(np.array(s.frame.matrix)) for s in work.stones]
        assert (metal ^ Manifold.batch_boolean(placed, OpType.Add)).volume() == 0.0


def _solid(mesh) -> Manifold:
    made = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
    assert made.status().name == "NoError"
    return made


@pytest.mark.parametrize("size", ["US 3", "US 13"])
@pytest.mark.parametrize("name", MANY_STONES)
def test_over_the_sizes(name, size):
    must_be_sound(load(FOLDER / f"{name}.py")(size=RingSize(size)), "cast")


@pytest.mark.parametrize(("name", "values"), sweep(2))
@pytest.mark.parametrize("stage", ["cast", "set"])
def test_over_the_sliders(name, values, stage):
    design = load(FOLDER / f"{name}.py")
    must_be_sound(design.make(design.read(values)), stage)


def test_over_many_more_sliders_each_is_a_part():
    """Two hundred draws inside the sliders: none is refused, and counts follow the layouts."""
    rng = random.Random(20261123)
    for name in (*ROWS, "shoulder_solitaire"):
        design = load(FOLDER / f"{name}.py")
        for _ in range(50):
            part = design.make(design.read(drawn(name, rng))).parts[-1]
            assert part.windows == len(part.row) > 1


def test_presets_are_parts():
    for name in MANY_STONES:
        design = load(FOLDER / f"{name}.py")
        for preset in design.presets.values():
            assert design(**preset).parts


def test_files_are_written(tmp_path):
    """The command line writes a file of the half eternity that passes its own gate."""
    words = ["build", str(FOLDER / "scalloped_eternity.py"), "--stone", "3"]
    done = CliRunner().invoke(main, [*words, "--out", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["genus"] > 8
    assert report["volume_mm3"]["mesh"] == pytest.approx(report["volume_mm3"]["exact"], rel=1e-3)
