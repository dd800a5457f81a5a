"""What the light commands say, and that they stay light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from cli_shelf import refused, report_of

from jewelcad.cli import COMMANDS, main, scripts

HEAVY = {
    "OCP",
    "cadquery",
    "numpy",
    "scipy",
    "trimesh",
    "pyvista",
    "manifold3d",
    "embreex",
    "numba",
}


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "build --help",
        "build band.py --help",
        "params band.py",
        "size US 7",
        "alloys",
        "build band.py --widht 3",
        "build band.py --width 99",
        "build band.py --preset nix",
        "build band.py --format nix",
        "render band.py -o x.jpg",
    ],
)
def test_nothing_heavy_is_loaded_for(shelf: Path, words: str):
    program = (
        "import sys\nfrom jewelcad.cli import main\n"
        f"try: main({words.split()!r})\nexcept SystemExit: pass\n"
        f"print(sorted(set(sys.modules) & {HEAVY | {'pydantic', 'rich'}!r}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_help_lists_every_command(run: Any):
    said = run("--help").stdout
    assert all(name in said for name in COMMANDS)
    assert all(main.get_command(None, name) for name in COMMANDS)  # type: ignore[arg-type]


def test_help_of_a_script_lists_its_parameters(shelf: Path, run: Any):
    said = run("build", "band.py", "--help").stdout
    assert "--width MM" in said
    assert "band width [1 to 12 mm; default 3]" in said
    assert "--hard-edge / --no-hard-edge" in said
    assert "--format LIST" in said


def test_a_script_is_found_wherever_it_stands(shelf: Path, run: Any):
    for words in (["--width", "99", "band.py"], ["--preset", "wide", "band.py", "--width=99"]):
        refused(run("build", *words), "width = 99 mm")


def test_reserved_flags_are_the_commands_own():
    own = set()
    for name in ("build", "render", "params", "check", "view"):
        command = main.get_command(None, name)  # type: ignore[arg-type]
        assert command
        own |= {
            flag.removeprefix("--")
            for option in command.params
            if isinstance(option, click.Option)
            for flag in (*option.opts, *option.secondary_opts)
            if flag.startswith("--")
        }
    assert own | {"help"} == scripts.RESERVED


def test_params_shows_what_is_declared(shelf: Path, run: Any):
    said = run("params", "band.py").stdout
    assert "2 to 4, step 0.1" in said
    assert "preset 'wide': width = 4.0" in said


def test_params_as_a_schema(shelf: Path, run: Any):
    schema = report_of(run("params", "band.py", "--json"))
    assert schema["properties"]["width"]["minimum"] == 1
    assert schema["properties"]["width"]["unit"] == "mm"
    assert schema["properties"]["metal"]["enum"] == ["18k yellow", "sterling silver"]
    assert schema["properties"]["size"]["default"] == "US 7"
    assert schema["presets"]["swiss"] == {"size": "CH 14"}


def test_size_in_every_system(run: Any):
    said = run("size", "US 7").stdout
    assert "17.323 mm inside diameter" in said
    assert "UK N½" in said
    told = report_of(run("size", "us", "7", "--json"))
    assert told["diameter_mm"] == pytest.approx(17.3228)
    refused(run("size", "US banana"), "banana")


def test_alloys_with_density_and_source(run: Any):
    assert "15.50" in run("alloys").stdout
    assert all(row["source"] for row in report_of(run("alloys", "--json")))
    refused(run("alloys", "--kind", "god"), "gold")


def test_a_misspelt_command(run: Any):
    refused(run("buld"), "Did you mean build?")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_scripts(run: Any, shell: str):
    assert "_JEWELCAD_COMPLETE" in run("completion", shell).stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [("jewelcad build band.py --wi", "plain,--width"), ("jewelcad bu", "plain,build")],
)
def test_completion_knows_commands_and_the_flags_of_a_script(shelf: Path, words: str, offered: str):
    program = "from jewelcad.cli import main; main(prog_name='jewelcad')"
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | asked | {"_JEWELCAD_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
    )
    assert offered in done.stdout


def test_doctor_tells_what_fails_and_how_to_mend_it(run: Any, monkeypatch: pytest.MonkeyPatch):
    from jewelcad.cli import doctor

    good = doctor.Trial("good", "pass", "")
    crash = doctor.Trial("crash", "import os; os.abort()", "buy a new one")
    fails = doctor.Trial("fails", "import nowhere", "pip install nowhere")
    absent = doctor.Trial("absent", "import nowhere", "pip install nowhere", ("nowhere",))
    monkeypatch.setattr(doctor, "TRIALS", (good, crash, fails, absent))
    result = run("doctor", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [row["works"] for row in told] == [True, False, False]
    assert told[1]["trouble"] == "crashed (signal 6)"
    assert "No module named 'nowhere'" in told[2]["trouble"]
    said = run("doctor").stdout
    assert "To mend crash: buy a new one" in said
    assert "Not installed: absent. pip install nowhere" in said
