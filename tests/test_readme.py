"""Every code block of the README does what it says.

The making of the environment in the first two blocks is run for real by ``.ci/run``; here the
commands behind it run in the environment at hand.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from jewelcad.reference.profiles import profile

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
SCRIPTS = [body for kind, body in BLOCKS if kind == "python"]
COMMANDS = [
    line.removeprefix("$ ")
    for kind, body in BLOCKS
    if kind == "console"
    for line in body.splitlines()
    if line.startswith("$ ")
]
SET_UP = ("python3 -m venv .venv && .venv/bin/pip install -q -e ",)


def run(command: str, folder: Path) -> str:
    words = shlex.split(command)
    assert words[0] == ".venv/bin/jewelcad", command
    if words[1] == "view":
        return looked_at(words[1:], folder)
    done = subprocess.run(
        [sys.executable, "-m", "jewelcad", *words[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout


def looked_at(words: list[str], folder: Path) -> str:
    """The page of ``jewelcad view``, which serves until it is told to end."""
    with subprocess.Popen(
        [sys.executable, "-m", "jewelcad", *words],
        cwd=folder,
        env={**os.environ, "BROWSER": "true"},  # a browser that shows nothing
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout
            address = re.search(r"http://127[.\d]+:\d+/", server.stdout.readline())
            assert address
            with urllib.request.urlopen(address[0]) as page:
                return str(page.read(), "utf-8")
        finally:
            server.terminate()


def test_there_is_nothing_else_in_the_blocks():
    """Only commands and scripts: what this file runs is all there is."""
    assert {kind for kind, _ in BLOCKS} == {"python", "console", "toml"}
    for kind, body in BLOCKS:
        if kind == "console":
            assert all(line.startswith("$ ") for line in body.splitlines())


def test_the_first_two_commands_set_everything_up():
    """One builds the solitaire, one runs the tests; both make the environment themselves."""
    build, tests = COMMANDS[:2]
    assert all(command.startswith(SET_UP) for command in (build, tests))
    assert build.endswith("&& .venv/bin/jewelcad build designs/solitaire.py")
    assert tests.endswith("&& .venv/bin/pytest")


def test_the_first_script_is_short():
    """Twelve lines, as promised, blank ones aside."""
    assert len([line for line in SCRIPTS[0].splitlines() if line.strip()]) <= 12


def test_the_commands_in_their_order(tmp_path):
    """From the main job to the doctor, as a reader would type them."""
    shutil.copytree(ROOT / "designs", tmp_path / "designs")
    (tmp_path / "my_solitaire.py").write_text(SCRIPTS[0], encoding="utf-8")
    run(COMMANDS[0].split("&& ")[-1], tmp_path)
    assert (tmp_path / "exports/solitaire/solitaire.stl").stat().st_size > 100_000
    for command in COMMANDS[2:]:
        run(command, tmp_path)
    made = {path.suffix for path in (tmp_path / "exports/my_solitaire").iterdir()}
    assert made == {".stl", ".3mf", ".step", ".glb", ".png", ".json"}
    assert (tmp_path / "exports/for-the-client/my_solitaire.glb").exists()
    assert (tmp_path / "front.png").exists()
    assert b"http" not in (tmp_path / "ring.html").read_bytes().replace(b"http-equiv", b"")
    assert (tmp_path / "designs/first_ring.py").exists()
    record = json.loads((tmp_path / "exports/my_solitaire/my_solitaire.json").read_text("utf-8"))
    assert record["recipe"]["parameters"] == {"size": "UK M", "stone": 5.0, "width": 2.2}


@pytest.mark.parametrize("script", SCRIPTS[1:])
def test_the_other_scripts_build(script, tmp_path):
    """A designer's own solid passes the same gate."""
    (tmp_path / "own.py").write_text(script, encoding="utf-8")
    run(".venv/bin/jewelcad build own.py --format stl,step", tmp_path)


@pytest.mark.parametrize("text", [body for kind, body in BLOCKS if kind == "toml"])
def test_the_profile_is_one(text, tmp_path):
    """It extends one of ours, and its own rule stands."""
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    own = profile(str(path))
    assert own.chain[0] == "my-caster"
    assert own.rule("wall").error == 0.7


def test_every_picture_is_there():
    """No broken picture."""
    pictures = re.findall(r"\]\(([^)]+\.png)\)", TEXT)
    assert pictures
    assert all((ROOT / picture).exists() for picture in pictures)
