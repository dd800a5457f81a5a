"""The gallery: every design is on it, links lead only inside it, and it is the same twice."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from jewelcad.cli import main

BAND = '''
"""A band <b>for</b> tests."""
from typing import Annotated
from jewelcad import Mm, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import Shank, flat

@design(title="Band & more", presets={"wide": {"width": 4.0}})
def band(
    size: RingSize = RingSize("US 7"),
    width: Annotated[Mm, Range(1, 12), Suggest(2, 4, 0.1), "band <width>"] = 3.0,
) -> Ring:
    """A band <i>for</i> tests."""
    return Ring(Shank(size, flat(width, 1.6)), alloy="18k yellow")
'''
BROKEN = """
from jewelcad import design

@design(title="Broken")
def broken():
    raise ValueError("no <such> ring")
"""
CRASHED = """
import os
from jewelcad import design

@design(title="Crashed")
def crashed():
    os.abort()
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of designs: one good, one that raises, and a helper without a design."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "designs"
    folder.mkdir()
    (folder / "band.py").write_text(BAND)
    (folder / "helpers.py").write_text("WIDTH = 3.0\n")
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["gallery", *words])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def links(site: Path) -> list[tuple[Path, str]]:
    """Every address on a page of the gallery's own, with the page."""
    pages = [site / "index.html", *site.glob("*/index.html")]
    return [
        (page, link)
        for page in pages
        for link in re.findall(r'(?:href|src)="([^"]*)"', page.read_text())
    ]


def test_a_whole_gallery_is_the_same_twice_and_leads_nowhere_else(shelf: Path):
    first = run("designs", "-o", "site", "--frames", "4", "--title", "Rings <1>")
    assert first.exit_code == 0, first.output
    assert re.search(r"band: \d+ checks passed \(lost-wax-gold", first.stdout)
    before = contents(Path("site"))
    again = run("designs", "-o", "site", "--frames", "4", "--title", "Rings <1>")
    assert again.exit_code == 0, "an earlier gallery is replaced"
    assert contents(Path("site")) == before
    assert sorted(p.name for p in Path().iterdir()) == ["designs", "site"], "nothing lies beside it"
    made = {"band.3mf", "band.glb", "band.json", "band.py", "band.stl", "index.html", "picture.png"}
    assert {n.split("/")[1] for n in before if "/" in n} == made | {
        "report.html",
        "spin.gif",
        "turn.html",
    }
    found = links(Path("site"))
    assert len(found) > 12
    for page, link in found:
        assert not re.match(r"[a-z]+:|/", link), f"{page} leads to {link}"
        assert (page.parent / link).is_file(), f"{page} leads to {link}, which is not there"
    text = Path("site/band/index.html").read_text()
    assert "A band &lt;i&gt;for&lt;/i&gt; tests." in text
    assert "Band &amp; more" in text
    assert "band &lt;width&gt;" in text
    assert "Rings &lt;1&gt;" in text
    assert str(shelf.parent) not in "".join(p.read_text() for p in Path("site").rglob("*.html"))
    with Image.open("site/band/spin.gif") as film:
        assert film.n_frames == 4
    record = json.loads(Path("site/band/band.json").read_text())
    assert record["recipe"]["script"] == "band.py"
    assert "timings_s" not in record


def test_every_design_of_a_script_has_a_page(shelf: Path):
    other = (
        BAND.partition("@design")[2].replace("Band & more", "Other").replace("def band", "def o")
    )
    (shelf / "pair.py").write_text(f"{BAND}\n\n@design{other}")
    result = run("designs", "-o", "site", "--quick")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[:3] == ["band: made", "pair-band: made", "pair-o: made"]
    for name, title in (("pair-band", "Band &amp; more"), ("pair-o", "Other")):
        text = Path(f"site/{name}/index.html").read_text()
        assert f"<title>{title}" in text
    assert all((page.parent / link).is_file() for page, link in links(Path("site")))
    (shelf / "pair-o.py").write_text(BAND)
    clash = run("designs", "-o", "site", "--quick")
    assert clash.exit_code == 2
    assert "Two designs would have the page pair-o" in clash.stderr


def test_what_cannot_be_made_is_told_on_its_page_and_by_the_exit_code(shelf: Path):
    (shelf / "broken.py").write_text(BROKEN)
    (shelf / "crashed.py").write_text(CRASHED)
    result = run("designs", "-o", "site", "--quick", "--jobs", "2")
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    assert lines[0] == "band: made"
    assert lines[1].startswith("broken: NOT MADE: broken.py:6 raised ValueError: no <such> ring")
    assert lines[2].startswith("crashed: NOT MADE: Its process was ended by signal 6")
    front = Path("site/index.html").read_text()
    assert "3 designs, 2 of them not made" in front
    assert "no &lt;such&gt; ring" in Path("site/broken/index.html").read_text()
    assert sorted(p.name for p in Path("site/band").iterdir()) == [
        "band.py",
        "index.html",
        "picture.png",
    ]
    entries = json.loads(Path("site/gallery.json").read_text())
    assert [(e["name"], e["made"]) for e in entries] == [
        ("band", True),
        ("broken", False),
        ("crashed", False),
    ]
    assert all((page.parent / link).is_file() for page, link in links(Path("site")))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("designs -o full", "full is not empty and no gallery of jewelcad's"),
        ("designs -o note.txt", "note.txt is a file, not a folder"),
        ("nowhere -o site", "nowhere is not a folder"),
        ("full -o site", "full has no script with a @design in it"),
        ("designs -o site --frames 2", "4 to 360 pictures, not 2"),
        ("designs -o site --format png", "has a picture of each design anyway"),
        ("designs -o site --format obj", "no format 'obj'"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_touched(shelf: Path, words: str, said: str):
    Path("full").mkdir()
    Path("full/letter.txt").write_text("mine")
    Path("note.txt").write_text("mine")
    before = contents(Path())
    result = run(*words.split())
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert contents(Path()) == before
