"""Bad input: a clear message, the right exit code, and nothing written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cli_shelf import BAND, SECOND, files_in, refused

HEAD = "from jewelcad import Mm, Ring, design\nfrom typing import Annotated\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--width", "0"], "width = 0 mm is below 1 mm"),
        (["--width", "nan"], "not a finite number"),
        (["--width", "1e999"], "not a finite number"),
        (["--width", "-inf"], "not a finite number"),
        (["--width", "2,5"], "Write the decimal point as a point: 2.5"),
        (["--width", "wide"], "not a number of mm"),
        (["--size", "US banana"], "'banana' is not a size"),
        (["--metal", "18k yelow"], "Did you mean 18k yellow?"),
        (["--widht", "3"], "--width"),
        (["--preset", "wid"], "Did you mean wide?"),
        (["--format", "slt"], "Did you mean stl?"),
        (["--format", ""], "There is no format"),
        (["--tolerance", "0"], "tolerance = 0 mm is below 0.001 mm"),
        (["--tolerance", "nan"], "not a finite number"),
        (["--stage", "wax"], "Choose one of cast, set"),
        (["--out", "band.py"], "band.py is a file, not a folder"),
        (["--out", "band.py/deeper"], "band.py is a file, not a folder"),
        (["second.py"], "unexpected extra argument"),
    ],
)
def test_a_bad_word_on_the_command_line(shelf: Path, run: Any, words: list[str], said: str):
    refused(run("build", "band.py", *words), said)
    assert files_in(shelf) == ["band.py"]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("x = = 1\n", "bad.py:1 is not Python"),
        ("x = 1\n", "bad.py has no design"),
        ("x = 1\n\ny = 1 / 0\n", "bad.py:3 raised ZeroDivisionError: division by zero"),
        ("raise SystemExit\n", "bad.py:1 raised SystemExit"),
        ("import no_such_module\n", "bad.py:1 raised ModuleNotFoundError"),
        (BAND + SECOND, "2 designs: band, other. Pick one by name: bad.py:band"),
        (HEAD + "@design()\ndef f(x: Mm = 1.0): return 3\n", "f returned an int, not a piece"),
        (HEAD + "@design()\ndef f(x: Mm = 1.0): pass\n", "f returned nothing, not a piece"),
        (HEAD + "@design()\ndef f(x: Mm = 1.0):\n    return {}[x]\n", "bad.py:5 raised KeyError"),
        (HEAD + "@design()\ndef f(x=1.0): pass\n", "parameter 'x' has no type"),
        (HEAD + "@design()\ndef f(out: Mm = 1.0): pass\n", "jewelcad's own flag --out"),
        (HEAD + "@design()\ndef f(x: Mm): pass\n", "f needs x"),
        (HEAD + '@design(presets={"p": {"y": 1}})\ndef f(x: Mm = 1.0): pass\n', "Preset 'p' of f"),
        ("from jewelcad.settings import ProngHead\nfrom jewelcad.gems import Gem\n"
         "ProngHead(Gem.round(5), prongs=2)\n", "at bad.py:3"),
    ],
)  # fmt: skip
def test_a_bad_script(shelf: Path, run: Any, script: str, said: str):
    (shelf / "bad.py").write_text(script)
    refused(run("build", "bad.py"), said)
    assert files_in(shelf) == ["bad.py", "band.py"]


LOW_HEAD = """
from jewelcad import Mm, Ring, RingSize, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import Shank, half_round


@design()
def low(stone: Mm = 5.0, prongs: int = 6) -> Ring:
    shank = Shank(RingSize("US 7"), half_round(2.2))
    head = ProngHead(Gem.round(stone), prongs=prongs, girdle_height=3.0)
    return Ring(shank, head.on(shank.top))
"""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--stone", "9"], "Raise girdle_height to 4.6"),
        (["--stone", "1.0"], "leave"),
        (["--prongs", "2"], "ProngHead.prongs = 2 is below 3"),
    ],
)
def test_a_stone_larger_than_its_head_can_carry(shelf: Path, run: Any, words: list[str], said: str):
    """The part refuses when it is made, so nothing is built and nothing written."""
    (shelf / "low.py").write_text(LOW_HEAD)
    refused(run("build", "low.py", *words), said)
    assert files_in(shelf) == ["band.py", "low.py"]


def test_a_script_that_is_not_there(shelf: Path, run: Any):
    refused(run("build", "ban.py"), "ban.py does not exist. Did you mean band.py?")
    refused(run("build", "band"), "Give a .py file")
    refused(run("build"), "Which script?")


def test_one_of_two_designs_by_name(shelf: Path, run: Any):
    (shelf / "two.py").write_text(BAND + SECOND)
    assert "Other" in run("params", "two.py:other").stdout
    refused(run("params", "two.py:othr"), "Did you mean other?")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"record": 99}, "is a record of version '99', written by jewelcad"),
        ({"record": True}, "is a record of version 'True'"),
        ({"recipe": []}, "has no recipe"),
        ({"recipe": {"scrip": "band.py"}}, "unknown entry 'scrip'. Did you mean script?"),
        ({"recipe": {"script": 3}}, "script is a int, not str"),
        ({"recipe": {"script": "gone.py"}}, "jewelcad build SCRIPT --from"),
        ({"recipe": {"parameters": {"width": 99.0}}}, "width = 99 mm is above 12 mm"),
        ({"recipe": {"parameters": {"wdth": 3.0}}}, "Did you mean width?"),
        ({"recipe": {"parameters": {"width": [3]}}}, "parameters.width is a list"),
        ({"recipe": {"formats": ["exe"]}}, "There is no format 'exe'"),
        ({"recipe": {"tolerance_mm": float("nan")}}, "not a finite number"),
        ({"recipe": {"stage": "wax"}}, "Choose one of cast, set"),
    ],
)
def test_a_record_that_was_tampered_with(shelf: Path, run: Any, changed: dict[str, Any], said: str):
    recipe = {"script": "band.py", "design": "band", "parameters": {"width": 3.0}}
    good: dict[str, Any] = {"record": 1, "jewelcad": "0.1.0", "recipe": recipe}
    recipe_change = changed.get("recipe")
    if isinstance(recipe_change, dict):
        changed = {"recipe": recipe | recipe_change}
    (shelf / "band.json").write_text(json.dumps(good | changed))
    refused(run("build", "--from", "band.json"), said)
    assert files_in(shelf) == ["band.json", "band.py"]


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "3", "{}", "\0", "x" * 1_000_001])
def test_a_record_that_is_none(shelf: Path, run: Any, text: str):
    (shelf / "band.json").write_text(text)
    refused(run("build", "--from", "band.json"), "band.json")


def test_with_json_the_error_is_on_stdout_too(shelf: Path, run: Any):
    result = run("build", "band.py", "--width", "0", "--json")
    assert json.loads(result.stdout)["exit_code"] == 2
    assert "below 1 mm" in json.loads(result.stdout)["error"]


def test_a_mistake_of_jewelcads_is_told_as_one(shelf: Path, run: Any, monkeypatch: Any):
    from jewelcad import making

    monkeypatch.setattr(making, "check_folder", lambda folder: 1 / 0)
    refused(run("build", "band.py"), "a mistake in jewelcad", "JEWELCAD_DEBUG=1", code=3)


def test_ctrl_c_in_the_middle(shelf: Path):
    slow = BAND.replace(
        '    """A band."""', '    import time; open("started", "w").close(); time.sleep(60)'
    )
    (shelf / "slow.py").write_text(slow)
    command = [sys.executable, "-m", "jewelcad", "build", "slow.py"]
    # A shell that runs the tests in its background has them ignore SIGINT; a user's does not.
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heed) as process:
        deadline = time.monotonic() + 60
        while not Path("started").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "nothing was written" in said
    assert "Traceback" not in said
    assert files_in(shelf) == ["band.py", "slow.py", "started"]


@pytest.mark.parametrize("name", ["2ring", "my ring", "class", "../ring", ""])
def test_a_starter_needs_a_name(shelf: Path, run: Any, name: str):
    refused(run("new", name), "cannot be the name of a design")
