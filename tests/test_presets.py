"""Presets saved beside a script, and what loading knows of the files it read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jewelcad.errors import DesignError, ParameterError
from jewelcad.script import load, presets_path, save_preset

BAND = '''
from typing import Annotated
from jewelcad import Mm, Range, Ring, RingSize, design
from jewelcad.shanks import Shank, flat

@design(presets={"wide": {"width": 6.0}})
def band(size: RingSize = RingSize("US 7"), width: Annotated[Mm, Range(1, 12)] = 3.0) -> Ring:
    """A band."""
    return Ring(Shank(size, flat(width, 1.6)))
'''


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "band.py"
    path.write_text(BAND)
    return path


def test_a_saved_preset_is_the_designs(script: Path):
    save_preset(script, "band", "Großmutter's", {"size": "EU 54", "width": 2.5})
    save_preset(script, "band", "slim", {"width": 1.5})
    save_preset(script, "other", "slim", {"anything": True})
    made = load(script)
    assert list(made.presets) == ["wide", "Großmutter's", "slim"]
    assert made.values({}, "Großmutter's")["width"] == 2.5
    assert str(made.values({}, "Großmutter's")["size"]) == "EU 54"
    assert script.read_text() == BAND
    save_preset(script, "band", "slim", {"width": 1.4})
    assert load(script).values({}, "slim")["width"] == 1.4
    assert sorted(p.name for p in script.parent.iterdir()) == ["band.presets.json", "band.py"]


def test_the_scripts_own_name_is_not_taken_over(script: Path):
    save_preset(script, "band", "wide", {"width": 2.0})
    with pytest.raises(ParameterError, match=r"'wide'.*has the name of the script's own"):
        load(script)


@pytest.mark.parametrize("name", ["", " slim", "a\nb", "x" * 61, "\x00", "tab\t"])
def test_names_that_cannot_be(script: Path, name: str):
    with pytest.raises(ParameterError, match="1 to 60 letters"):
        save_preset(script, "band", name, {})
    assert not presets_path(script).exists()


def test_too_many_are_refused(script: Path):
    kept = {"jewelcad presets": 1, "designs": {"band": {f"p{i}": {} for i in range(200)}}}
    presets_path(script).write_text(json.dumps(kept))
    save_preset(script, "band", "p7", {"width": 2.0})
    with pytest.raises(ParameterError, match="200 presets already"):
        save_preset(script, "band", "one more", {})


HEAD = '"jewelcad presets": 1'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "does not begin with"),
        ('{"jewelcad presets": 2, "designs": {}}', "does not begin with"),
        (f"{{{HEAD}}}", "has no designs"),
        (f'{{{HEAD}, "designs": {{"band": []}}}}', "no table"),
        (f'{{{HEAD}, "designs": {{"band": {{"a": 1}}}}}}', "more than names"),
        (f'{{{HEAD}, "designs": {{"band": {{"a": {{"width": [1]}}}}}}}}', "more than names"),
        (f'{{{HEAD}, "designs": {{"band": {{" a": {{}}}}}}}}', "1 to 60 letters"),
        (f'{{{HEAD}, "designs": {{"band": {{"a": {{"wdith": 1}}}}}}}}', "Did you mean width"),
        (f'{{{HEAD}, "designs": {{"band": {{"a": {{"width": NaN}}}}}}}}', "finite"),
        (f'{{{HEAD}, "designs": {{"band": {{"a": {{"width": 13}}}}}}}}', "is above 12 mm"),
        (f'{{{HEAD}, "designs": {{"band": {{"a": {{"width": "3"}}}}}}}}', "does not fit"),
        (f'{{{HEAD}, "designs": {{"band": {{"a": {{"size": "US 99"}}}}}}}}', "US 99"),
        (" " * 1_000_001, "over 1,000,000 bytes"),
    ],
)
def test_a_foreign_file_is_refused(script: Path, text: str, said: str):
    presets_path(script).write_text(text)
    with pytest.raises(ParameterError, match=said):
        load(script)


def test_a_file_that_is_no_presets_is_not_written_over(script: Path):
    presets_path(script).write_text("my notes")
    with pytest.raises(ParameterError, match="is not JSON"):
        save_preset(script, "band", "slim", {"width": 2.0})
    assert presets_path(script).read_text() == "my notes"


def test_local_modules_and_packages_are_known_and_read_anew(script: Path):
    own, inner = script.parent / "own", script.parent / "own" / "inner.py"
    own.mkdir()
    (own / "__init__.py").write_text("")
    inner.write_text("WIDTH = 2.0\n")
    (script.parent / "late.py").write_text("THICK = 1.6\n")
    script.write_text(
        BAND.replace("= 3.0", "= WIDTH")
        .replace("    return", "    from late import THICK\n    return")
        .replace("\n@design", "from own.inner import WIDTH\n\n@design")
    )
    made = load(script)
    assert {p.name for p in made.files} == {"__init__.py", "inner.py"}
    made()
    assert {p.name for p in made.files} == {"__init__.py", "inner.py", "late.py"}
    inner.write_text("WIDTH = 2.25\n")
    assert load(script).values({})["width"] == 2.25


def test_the_line_is_known(script: Path):
    def place() -> tuple[str, int]:
        with pytest.raises(DesignError) as caught:
            load(script)
        assert caught.value.place is not None
        name, line = caught.value.place
        return Path(name).name, line

    script.write_text(BAND + "\nx = 1 / 0\n")
    assert place() == ("band.py", BAND.count("\n") + 2)
    script.write_text("def f(:\n")
    assert place() == ("band.py", 1)
    (script.parent / "helper.py").write_text("good = 1\nbad = (\n")
    script.write_text("import helper\n" + BAND)
    assert place() == ("helper.py", 2)
    (script.parent / "helper.py").write_text("\n\nraise ValueError('no')\n")
    assert place() == ("helper.py", 3)


def test_the_line_of_a_part_that_refuses(script: Path):
    script.write_text(BAND.replace("1.6", "-1.6"))
    with pytest.raises(ParameterError) as caught:
        load(script)()
    assert caught.value.place == (str(script), BAND[: BAND.index("    return")].count("\n") + 1)
