"""``jewelcad render``: what is asked for is written, and what cannot be is refused in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_shelf import files_in, refused
from PIL import Image


def test_several_views_are_several_files(shelf: Path, run: Any):
    words = ("--view", "top,through", "--pixels", "80x60", "--transparent")
    result = run("render", "band.py", "-o", "out/band.png", *words)
    assert result.exit_code == 0
    assert files_in(shelf / "out") == ["band-through-finger.png", "band-top.png"]
    assert result.stdout.splitlines() == [
        "Wrote out/band-top.png",
        "Wrote out/band-through-finger.png",
    ]
    with Image.open(shelf / "out/band-top.png") as picture:
        assert (picture.size, picture.mode) == ((80, 60), "RGBA")


def test_a_map_has_the_size_asked_for_and_its_legend(shelf: Path, run: Any):
    assert run("render", "band.py", "-o", "m.png", "--map", "--pixels", "200x150").exit_code == 0
    with Image.open(shelf / "m.png") as picture:
        assert picture.size == (200, 150)
        legend = picture.crop((0, 141, 200, 150)).convert("RGB").getcolors(2000)
        assert {(215, 38, 30), (90, 130, 200)} <= {colour for _, colour in legend or []}


def test_a_turn_and_a_sheet(shelf: Path, run: Any):
    turn = ("--turntable", "--frames", "4", "--pixels", "48x36")
    assert run("render", "band.py", "-o", "t.gif", *turn).exit_code == 0
    with Image.open(shelf / "t.gif") as film:
        assert (film.n_frames, film.size) == (4, (48, 36))
    sheet = ("--view", "sheet", "--pixels", "60x45")
    assert run("render", "band.py", "-o", "s.png", *sheet).exit_code == 0
    with Image.open(shelf / "s.png") as picture:
        assert picture.size[0] == 3 * 62 - 2


def test_a_photograph(shelf: Path, run: Any, monkeypatch: pytest.MonkeyPatch):
    from jewelcad.preview import photo

    monkeypatch.setitem(photo.QUALITIES, "draft", (3, 1))
    words = ("--photo", "--pixels", "32x24", "--seed", "2", "--aperture", "0.5")
    result = run("render", "band.py", "-o", "p.png", *words)
    assert result.exit_code == 0, result.output
    with Image.open(shelf / "p.png") as picture:
        assert picture.size == (32, 24)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-o a.gif", "is not a .png"),
        ("-o a.png --turntable", "is not a .gif or .mp4"),
        ("-o a.png --photo --map", "--photo and --map are two pictures"),
        ("-o a.png --photo --section", "--section is for a plain picture, not for --photo"),
        ("-o a.png --map --transparent", "--transparent is for a plain picture"),
        ("-o a.png --quality good", "--quality is for --photo, not for a plain picture"),
        ("-o a.png --frames 8", "--frames is for --turntable"),
        ("-o a.png --view tob", "no view 'tob'"),
        ("-o a.png --view sheet,top", "--view sheet is a plain picture of all sides"),
        ("-o a.png --view sheet --photo", "--view sheet is a plain picture of all sides"),
        ("-o a.gif --turntable --view front,side", "begins at one --view"),
        ("-o a.gif --turntable --frames many", "--frames 'many' is not a whole number"),
        ("-o a.gif --turntable --frames 1", "4 to 360 pictures"),
        ("-o a.png --photo --quality fine", "no quality 'fine'"),
        ("-o a.png --photo --aperture wide", "--aperture 'wide' is not a number"),
        ("-o a.png --pixels big", "--pixels 'big' is not a size"),
        ("-o a.png --pixels 9x9", "16 to 4096"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(shelf: Path, run: Any, words: str, said: str):
    refused(run("render", "band.py", *words.split()), said)
    assert files_in(shelf) == ["band.py"]
