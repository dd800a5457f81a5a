"""Designs as functions, and loading them from scripts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import pytest

from jewelcad import Mm, OneOf, Range, RingSize, Suggest, design
from jewelcad.errors import DesignError, ParameterError
from jewelcad.script import Design, load, record


class Piece:
    """The least a piece is."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def workpiece(self, stage: str = "cast") -> None: ...


@design(title="A band", presets={"wide": {"width": 6.0}, "swiss": {"size": "CH 14"}})
def band(
    size: RingSize = RingSize("US 7"),  # noqa: B008
    width: Annotated[Mm, Range(1, 12), Suggest(2, 6, 0.1), "band width"] = 3.0,
    kind: Annotated[str, OneOf("plain", "domed")] = "plain",
) -> Piece:
    """A band."""
    return Piece(size=size, width=width, kind=kind)


SCRIPT = """
from jewelcad import Mm, design
from helper import FACTOR

class Piece:
    def __init__(self, width): self.width = width * FACTOR
    def workpiece(self, stage="cast"): ...

@design()
def ring(width: Mm = 2.0):
    return Piece(width)
"""


def test_a_design_is_still_a_function():
    assert band(width=5).values["width"] == 5.0
    assert band(RingSize("US 8"), 4).values["width"] == 4.0
    assert band(size="EU 54").values["size"] == RingSize("EU 54")
    assert (band.name, band.title, band.doc) == ("band", "A band", "A band.")
    with pytest.raises(ParameterError, match="band takes 3 values, not 4"):
        band(RingSize("US 8"), 4, "plain", 5)  # type: ignore[call-arg]
    with pytest.raises(ParameterError, match="is above 12 mm"):
        band(width=13)


def test_explicit_wins_over_preset_wins_over_default():
    assert band.values({})["width"] == 3.0
    assert band.values({}, "wide")["width"] == 6.0
    assert band.values({"width": 3.0}, "wide")["width"] == 3.0
    assert band.values({}, "swiss")["size"] == RingSize("CH 14")


def test_texts_are_read_by_what_is_declared():
    assert band.values(band.read({"width": "2.5mm", "size": "us 8"})) == {
        "size": RingSize("US 8"),
        "width": 2.5,
        "kind": "plain",
    }
    with pytest.raises(ParameterError, match="Did you mean width"):
        band.read({"widht": "3"})


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ({"widht": 3.0}, "Preset 'p' of f has no parameter 'widht'"),
        ({"width": 30.0}, r"Preset 'p' of f\.width = 30 mm is above 12 mm"),
        ({"width": "3"}, r"Preset 'p' of f\.width = '3'"),
    ],
)
def test_a_bad_preset_is_found_at_once(preset: dict[str, Any], said: str):
    def f(width: Annotated[Mm, Range(1, 12)] = 3.0): ...

    with pytest.raises(ParameterError, match=said):
        design(presets={"p": preset})(f)


def test_a_bad_default_is_found_at_once():
    def f(width: Annotated[Mm, Range(1, 12)] = 0.0): ...

    with pytest.raises(ParameterError, match="The default of f"):
        design()(f)


def test_an_unknown_preset_names_the_nearest():
    with pytest.raises(ParameterError, match=r"no preset 'wid'. Did you mean wide\?"):
        band.values({}, "wid")


def test_what_is_returned_must_be_a_piece():
    def f(width: Mm = 3.0) -> int:
        return 3

    with pytest.raises(DesignError, match="f returned an int, not a piece"):
        design()(f)()


def test_the_schema_holds_all_that_is_declared():
    schema = band.schema()
    width = schema["properties"]["width"]
    assert (width["type"], width["minimum"], width["maximum"]) == ("number", 1, 12)
    assert (width["unit"], width["description"], width["default"]) == ("mm", "band width", 3.0)
    assert width["suggest"] == {"least": 2, "most": 6, "step": 0.1}
    assert schema["properties"]["kind"]["enum"] == ["plain", "domed"]
    assert schema["presets"]["swiss"] == {"size": "CH 14"}


def test_a_record_reads_back_as_the_same_values():
    values = band.values({"size": "UK N½", "width": 2.5})
    assert band.values(record(values)) == values


def test_the_decorator_survives_the_import_of_its_module():
    import jewelcad
    import jewelcad.script.design

    assert callable(jewelcad.design)
    assert isinstance(jewelcad.load, type(load))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ring.py").write_text(SCRIPT)
    (tmp_path / "helper.py").write_text("FACTOR = 2\n")
    return tmp_path


def test_a_script_is_loaded_with_the_modules_beside_it_and_no_trace(folder: Path):
    path, modules = list(sys.path), set(sys.modules)
    ring = load(folder / "ring.py")
    assert isinstance(ring, Design)
    assert ring().width == 4.0
    assert ring.path == folder / "ring.py"
    assert sys.path == path
    assert {m for m in set(sys.modules) - modules if not m.startswith("_jewelcad")} == set()


def test_a_script_is_read_anew_each_time(folder: Path):
    load(folder / "ring.py")
    (folder / "ring.py").write_text(SCRIPT.replace("FACTOR\n    def", "9.0\n    def"))
    assert load(folder / "ring.py")().width == 18.0


def test_two_folders_may_each_have_a_helper(folder: Path, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "ring.py").write_text(SCRIPT)
    (other / "helper.py").write_text("FACTOR = 5\n")
    assert load(folder / "ring.py")().width == 4.0
    assert load(other / "ring.py")().width == 10.0


def test_a_design_that_was_imported_is_not_the_scripts_own(folder: Path):
    own = (
        "from ring import ring\nfrom jewelcad import design\n@design()\ndef mine(): return ring()\n"
    )
    (folder / "mine.py").write_text(own)
    assert load(folder / "mine.py").name == "mine"


def test_the_line_of_the_script_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder)
    (folder / "ring.py").write_text(SCRIPT.replace("    return Piece", "    return 1 / 0, Piece"))
    with pytest.raises(DesignError, match=r"^ring\.py:11 raised ZeroDivisionError"):
        load("ring.py")()
    (folder / "helper.py").write_text("import nowhere\n")
    with pytest.raises(DesignError, match=r"^helper\.py:1 raised ModuleNotFoundError"):
        load("ring.py")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.py", "x = (\n", r"x\.py:1 is not Python"),
        ("x.py", "x = '\0'", "is not Python"),
        ("x.txt", "", "is not a design script"),
        ("x.py", "import sys; sys.exit(3)", "raised SystemExit: 3"),
    ],
)
def test_no_script(folder: Path, name: str, content: str, said: str):
    (folder / name).write_text(content)
    with pytest.raises(DesignError, match=said):
        load(folder / name)


def test_ctrl_c_in_a_script_is_no_error_of_the_script(folder: Path):
    (folder / "x.py").write_text("raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        load(folder / "x.py")
