"""``jewelcad check``: files of known walls pass, fail by the known amount, or are refused."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import trimesh
from manifold3d import Manifold

from jewelcad.checks.pictures import picture
from jewelcad.checks.table import CHECKS
from jewelcad.reference.profiles import profiles

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
    result = run("check", "plate.stl", "--profile", "materialise")
    assert result.exit_code == 1
    assert "error: JC103 thin-wall 0.70 mm < 0.8 over" in result.output
    told = json.loads(run("check", "plate.stl", "--json", "--profile", "materialise").stdout)
    assert told["wall"]["lower"] <= 0.7 <= told["wall"]["upper"]
    assert told["wall"]["upper"] - told["wall"]["lower"] < 0.003
    p, q = np.array(told["wall"]["witness"])
    assert float(np.linalg.norm(p - q)) == pytest.approx(0.7, rel=1e-3)
    found = [(f["code"], f["level"], f["limit"]) for f in told["findings"] if f["code"] == "JC103"]
    assert found == [("JC103", "error", 0.8)]
    assert not told["passed"]


def test_a_warning_fails_strictly_only(plate: Path, run: Any):
    """0.7 mm is between lost wax's 0.6 for an error and 0.8 for a warning."""
    assert "warning: JC103" in run("check", "plate.stl").output
    assert run("check", "plate.stl").exit_code == 0
    strict = run("check", "plate.stl", "--strict")
    assert strict.exit_code == 1
    assert "FAIL JC103" in strict.output


def test_a_wall_that_just_passes_is_proved(plate: Path, run: Any):
    result = run("check", "plate.stl", "--least-wall", "0.69", "--strict", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["wall"]["lower"] >= 0.69
    whole = json.loads(run("check", "plate.stl", "--thinnest", "--json").stdout)
    assert 0.698 <= whole["wall"]["lower"] <= 0.7 <= whole["wall"]["upper"] <= 0.701


def test_our_own_band_passes(shelf: Path, run: Any):
    run("build", str(DESIGNS / "plain_band.py"), "--out", "here", "--quick")
    result = run("check", "here/plain_band.stl")
    assert result.exit_code == 0, result.output


THIN = """
from jewelcad import Ring, allow, design, Mm, Suggest
from jewelcad.shanks import Shank, flat

@design()
def thin(thickness: Mm = 0.9):
    return Ring(Shank("US 7", flat(3.0, thickness)){allowed})
"""


def test_a_script_is_checked_with_its_parameters_and_zones(shelf: Path, run: Any):
    (shelf / "thin.py").write_text(THIN.format(allowed=""))
    result = run("check", "thin.py", "--json")
    found = [f for f in json.loads(result.stdout)["findings"] if f["code"] == "JC103"]
    assert [(f["level"], f["part"], f["limit"]) for f in found] == [("error", "shank", 1.0)]
    assert found[0]["value"] == pytest.approx(0.9, abs=0.002)
    assert result.exit_code == 1
    assert run("check", "thin.py", "--thickness", "1.3").exit_code == 0


def test_a_reason_lets_a_finding_be_and_stays_in_the_report(shelf: Path, run: Any):
    leave = ', allow("JC103", part="shank", reason="a stacking band, worn with others")'
    (shelf / "thin.py").write_text(THIN.format(allowed=leave))
    result = run("check", "thin.py")
    assert result.exit_code == 0
    assert "allowed error: JC103 thin-wall 0.90 mm < 1" in result.output
    assert "allowed: a stacking band, worn with others" in result.output
    thick = run("check", "thin.py", "--thickness", "1.5")
    assert "allow('JC103', part='shank') allows nothing" in thick.output


def test_junit_holds_a_case_for_each_check(shelf: Path, run: Any):
    (shelf / "thin.py").write_text(THIN.format(allowed=""))
    run("check", "thin.py", "--junit", "out.xml")
    suite = ElementTree.parse(shelf / "out.xml").getroot()
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert suite.get("failures") == "1"
    assert cases["JC103 thin-wall"].find("failure") is not None
    assert cases["JC101 open-mesh"].find("failure") is None
    assert len(cases) == int(suite.get("tests", "0")) > 5


def test_the_page_is_by_itself(shelf: Path, run: Any):
    (shelf / "thin.py").write_text(THIN.format(allowed=""))
    run("check", "thin.py", "--html", "out.html")
    text = (shelf / "out.html").read_text(encoding="utf-8")
    assert "JC103" in text
    sketches = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', text)
    assert picture("JC103") in [b64decode(sketch).decode() for sketch in sketches]
    assert "//" not in text.replace("https://morrisandwatson.com", "").split("<body>")[0]


@pytest.mark.parametrize("code", ["JC103", "thin-wall"])
def test_a_check_is_explained(run: Any, code: str):
    told = run("check", "--explain", code)
    assert told.exit_code == 0
    assert "JC103 thin-wall" in told.output
    assert "branch and bound" in told.output.lower()


def test_a_check_is_pictured(shelf: Path, run: Any):
    assert run("check", "--explain", "JC103", "--picture", "wall.svg").exit_code == 0
    assert (shelf / "wall.svg").read_text(encoding="utf-8") == picture("JC103")
    assert run("check", "--explain", "all", "--picture", "wall.svg").exit_code == 2
    assert run("check", "--picture", "wall.svg").exit_code == 2


def test_every_check_is_explained_and_every_profile_listed(run: Any):
    told = run("check", "--explain", "all").output
    for check in CHECKS:
        assert check.code in told
        assert len(check.explanation) > 100
    listed = run("check", "--profiles").output
    for name in profiles():
        assert name in listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plate.stl", "--least-wall", "nan"), "not a finite number"),
        (("plate.stl", "--least-wall", "0"), "wall = 0 mm is below 0.05 mm"),
        (("none.stl",), "none.stl"),
        (("missing.py",), "missing.py"),
    ],
)
def test_a_bad_word(plate: Path, run: Any, words: tuple[str, ...], said: str):
    result = run("check", *words)
    assert result.exit_code in (2, 3)
    assert said in result.output
    assert "Traceback" not in result.output


def test_an_open_file_and_one_inside_out_fail(shelf: Path, run: Any):
    """What needs an inside is not verified, and says so."""
    box = trimesh.creation.box((3, 3, 3))
    trimesh.Trimesh(box.vertices, box.faces[:-1], process=False).export(shelf / "open.stl")
    box.invert()
    box.export(shelf / "inside_out.stl")
    result = run("check", "open.stl")
    assert result.exit_code == 1
    assert "3 edges have a triangle on one side only" in result.output
    assert "not verified: the mesh is not closed" in result.output
    result = run("check", "inside_out.stl")
    assert result.exit_code == 1
    assert "It is inside out: its volume is -27.000 mm³" in result.output
