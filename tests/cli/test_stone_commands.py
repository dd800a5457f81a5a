"""``jewelcad stones`` and ``jewelcad stone``: what they say, what they write, what they refuse."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_shelf import files_in, refused, report_of
from test_commands import HEAVY

from jewelcad.gems import Gem
from jewelcad.gems.asc_reader import loads
from jewelcad.gems.cabochon_making import KINDS
from jewelcad.gems.cuts import all_cuts
from jewelcad.reference import species, stones

CUTS = ("round", *(row.name for row in all_cuts()))
SMOOTH = (*(f"{dome} cabochon" for dome in KINDS), "pearl", "bead")

DESIGN = """GemCad 5.0
g 96 0.0
y 8 y
I 1.54
a -42.5 0.61819401 3 n P1 9 15 21 27 33 39 45 51 57 63 69 75 81 87 93
a -41.5 0.61701256 96 n P2 12 24 36 48 60 72 84
a 90 1.02653281 3 n G1 9 15 21 27 33 39 45 51 57 63 69 75 81 87 93
a 34 0.68444470 3 n C1 9 15 21 27 33 39 45 51 57 63 69 75 81 87 93
a 28 0.60896430 96 n C2 12 24 36 48 60 72 84
a 16 0.50613241 6 n C3 18 30 42 54 66 78 90
a 0 0.36450932 96 n T
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with a GemCad file: its guide's Standard Round Brilliant."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "srb.asc").write_text(DESIGN)
    return tmp_path


@pytest.fixture(autouse=True)
def _no_own_species_left() -> Iterator[None]:
    yield
    stones._own.clear()
    stones._by_key.cache_clear()


@pytest.mark.parametrize(
    "words",
    ["stones", "stones --json", "stones --sheet x.jpg", "stone ovl 3", "stone oval", "stone -h"],
)
def test_nothing_heavy_is_loaded_for(desk: Path, words: str):
    program = (
        "import sys\nfrom jewelcad.cli import main\n"
        f"try: main({words.split()!r})\nexcept SystemExit: pass\n"
        f"print(sorted(set(sys.modules) & {HEAVY | {'pydantic', 'rich', 'PIL'}!r}), "
        "file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_the_table_names_every_cut_and_species(run: Any):
    said = run("stones").stdout
    assert all(f"\n{name} " in said for name in (*CUTS, *SMOOTH))
    assert "tanzanite" in said
    assert "navette" in said


def test_the_table_as_json(run: Any):
    told = report_of(run("stones", "--json"))
    rows = {row["name"]: row for row in told["cuts"]}
    assert list(rows) == [*CUTS, *SMOOTH]
    assert rows["low cabochon"]["depth_percent"] == 35.0
    assert {row["name"]: row["look"] for row in told["species"]}["pearl"] == "opaque"
    assert rows["round"]["depth_percent"] == pytest.approx(60.0, abs=0.05)
    assert rows["oval"]["facets"] == 57
    assert rows["half-moon"]["aliases"] == ["half moon"]
    assert {row["name"]: row["specific_gravity"] for row in told["species"]}["ruby"] == 4.0


def test_both_commands_count_the_facets_the_solid_has(run: Any):
    """Without the girdle's flats and a rose's base, whichever is asked."""
    for row in report_of(run("stones", "--json"))["cuts"]:
        told = report_of(run("stone", row["name"].replace(" ", "-"), "5", "--json"))
        assert row["facets"] == told["facets"]
        if row["name"] in SMOOTH:
            assert told["facets"] == told["girdle_facets"] == told["base_facets"] == 0
            continue
        tiers = Gem.of(row["name"], 5.0).polyhedron.count()
        assert told["girdle_facets"] == tiers["girdle"]
        assert told["base_facets"] == tiers["base"]
        assert told["facets"] == tiers.total() - tiers["girdle"] - tiers["base"]
    assert "24, and 96 flats of the girdle, over a flat base" in run("stone", "rose", "5").stdout
    assert "50, and 8 flats of the girdle\n" in run("stone", "asscher", "5").stdout


def test_numbers_of_a_round_stone(desk: Path, run: Any):
    told = report_of(run("stone", "round", "6.5", "--json"))
    assert told["length_mm"] == told["width_mm"] == 6.5
    assert told["carat"] == pytest.approx(0.985, rel=0.01)  # what a 6.5 mm brilliant weighs
    assert (told["facets"], told["girdle_facets"]) == (57, 96)
    assert told["tiers"]["upper half"] == 16
    heights = told["crown_height_mm"] + told["girdle_mm"] + told["pavilion_depth_mm"]
    assert heights == pytest.approx(told["depth_mm"], abs=3e-6)
    assert files_in(desk) == ["srb.asc"]


@pytest.mark.parametrize("name", CUTS)
def test_one_carat_of_every_cut(run: Any, name: str):
    told = report_of(run("stone", name.replace(" ", "-"), "--carat", "1", "--json"))
    assert told["carat"] == pytest.approx(1.0, abs=1e-6)
    assert told["cut"] == name
    assert "1.000 ct" in run("stone", name, "--carat", "1").stdout


@pytest.mark.parametrize("name", SMOOTH)
def test_one_carat_without_facets(desk: Path, run: Any, name: str):
    told = report_of(run("stone", name, "--carat", "1", "--json"))
    assert told["carat"] == pytest.approx(1.0, abs=1e-6)
    assert told["facets"] == 0
    assert "1.000 ct" in run("stone", name, "--carat", "1").stdout
    result = run("stone", name, "--carat", "1", "--format", "step,stl,3mf,glb", "--out", "out")
    assert result.exit_code == 0, result.output
    assert len(files_in(Path("out"))) == 4


@pytest.mark.parametrize(
    ("words", "cut", "size"),
    [
        ("cabochon 8", "round cabochon", (8, 8, 4)),
        ("cabochon 10 8", "oval cabochon", (10, 8, 4)),
        ("oval cabochon 10 8 --dome high --back 1", "oval cabochon", (10, 8, 6.6)),
        ("pear-cabochon 12 8 --depth 3.5 --edge 0.5", "pear cabochon", (12, 8, 3.5)),
        ("high marquise cabochon 14 7", "marquise cabochon", (14, 7, 4.9)),
        ("sugarloaf 8", "square sugarloaf cabochon", (8, 8, 6)),
        ("sugarloaf cabochon 10 8", "rectangle sugarloaf cabochon", (10, 8, 6)),
        ("bullet cabochon 8", "round bullet cabochon", (8, 8, 9.6)),
        ("bullet outline cabochon 8 4", "bullet outline cabochon", (8, 4, 2)),
        ("half-moon cabochon 10 4", "half-moon cabochon", (10, 4, 2)),
        ("pearl 7 --drill half", "pearl", (7, 7, 7)),
        ("Bead 6mm --species lapis --hole 1", "bead", (6, 6, 6)),
    ],
)
def test_words_for_stones_without_facets(
    run: Any, words: str, cut: str, size: tuple[float, float, float]
):
    told = report_of(run("stone", *words.split(), "--json"))
    assert told["cut"] == cut
    found = (told["length_mm"], told["width_mm"], told["depth_mm"])
    assert found == pytest.approx(size, abs=1e-6)


def test_a_drilled_pearl_tells_its_hole(run: Any):
    told = report_of(run("stone", "pearl", "7", "--drill", "half", "--json"))
    assert (told["drill"], told["hole_mm"], told["hole_depth_mm"]) == ("half", 0.8, 3.5)
    assert (told["species"], told["cast_in_place"]) == ("pearl", "no")
    assert "half, 0.8 mm, 3.50 mm deep" in run("stone", "pearl", "7", "--drill", "half").stdout


def test_a_curved_stone_in_a_glb_is_smooth_and_an_opaque_one_opaque(desk: Path, run: Any):
    import json
    import struct

    def material(name: str) -> dict[str, Any]:
        data = Path("out", name).read_bytes()
        (length,) = struct.unpack_from("<I", data, 12)
        return json.loads(data[20 : 20 + length])["materials"][0]

    for words in ("pearl 7", "cabochon 8 --species amethyst"):
        assert not run("stone", *words.split(), "--format", "glb", "--out", "out").exit_code
    assert "extensions" not in material("pearl-7.glb")
    assert "KHR_materials_transmission" in material("round-cabochon-8.glb")["extensions"]


def test_sizes_ratio_and_species(run: Any):
    told = report_of(run("stone", "Oval", "8", "6", "--species", "RUBY", "--json"))
    assert (told["length_mm"], told["width_mm"], told["species"]) == (8.0, 6.0, "ruby")
    told = report_of(run("stone", "square", "step", "4mm", "--ratio", "1.05", "--json"))
    assert (told["length_mm"], told["ratio"]) == (4.0, 1.05)


def test_the_trade_chart_stands_beside_the_weight(run: Any):
    told = report_of(run("stone", "round", "1.3", "--json"))
    assert told["trade_carat"] == 0.01
    said = run("stone", "round", "1.3").stdout.splitlines()
    more = 100 * (0.01 / told["carat"] - 1)
    assert said[1] == f"trade chart (aakash): 0.0100 ct, +{more:.0f} % to the computed weight"
    for words in ("round 6.5", "round 0.7", "oval 1.3", "round 1.3 --species ruby"):
        assert report_of(run("stone", *words.split(), "--json"))["trade_carat"] is None
        assert "trade chart" not in run("stone", *words.split()).stdout


def test_species_of_ones_own(desk: Path, run: Any):
    Path("mine.csv").write_text("name,specific_gravity\nmint garnet,3.61\nruby,4.1\n")
    words = ("stone", "oval", "8", "6", "--species", "mint garnet", "--species-file", "mine.csv")
    refused(run(*words), "would hide 'ruby'")
    Path("mine.csv").write_text(
        "name,specific_gravity,replaces\nmint garnet,3.61,\nruby,4.1,ruby\n"
    )
    told = report_of(run(*words, "--json"))
    assert told["carat"] == pytest.approx(told["volume_mm3"] * 3.61 / 200, abs=1e-5)
    said = run("stones", "--species-file", "mine.csv").stdout
    assert said.rstrip().splitlines()[-2].startswith("mint garnet")
    assert species("ruby").specific_gravity == 4.1


def test_the_size_of_a_file_is_its_width(desk: Path, run: Any):
    told = report_of(run("stone", "--asc", "srb.asc", "8", "--json"))
    assert told["width_mm"] == 8.0
    assert (told["facets"], told["girdle_facets"]) == (57, 16)
    own = 2.0 * 1.02653281 / math.cos(math.radians(11.25))  # the guide's girdle, corner to corner
    volume = 1.67262 * (8.0 / own) ** 3  # the guide's stone
    assert told["volume_mm3"] == pytest.approx(volume, rel=1e-5)
    weighed = report_of(run("stone", "--asc", "srb.asc", "--carat", "2", "--json"))
    assert weighed["carat"] == pytest.approx(2.0, abs=1e-6)
    assert len(loads(DESIGN).tiers) == len(told["tiers"]) + 1


def test_proportions_of_a_stone(run: Any):
    flags = ("--table", "60", "--crown-angle", "33", "--girdle", "5", "--set", "star-length=60")
    told = report_of(run("stone", "oval", "8", "6", *flags, "--pavilion-angle", "41", "--json"))
    wanted = Gem.of("oval", 8, 6, table=60, crown_angle=33, girdle=5, star_length=60,
                    pavilion_angle=41)  # fmt: skip
    assert told["volume_mm3"] == pytest.approx(wanted.volume, abs=1e-6)
    assert (told["table_mm"], told["table_percent"]) == (pytest.approx(3.6), 60.0)
    assert (told["crown_angle_deg"], told["pavilion_angle_deg"]) == (33.0, 41.0)
    told = report_of(run("stone", "pear", "9", "--depth", "3.5", "--json"))
    assert told["depth_mm"] == pytest.approx(3.5, abs=1e-6)
    told = report_of(run("stone", "princess", "5", "--set", "chevrons=2", "--json"))
    assert told["tiers"].keys() >= {"chevron 1", "chevron 2"}
    assert "chevron 3" not in told["tiers"]
    by_name = report_of(run("stone", "round", "6", "--set", "proportions=tolkowsky", "--json"))
    assert (by_name["table_percent"], by_name["crown_angle_deg"]) == (53.0, 34.5)


def test_facets_are_told_with_and_without_the_girdle(run: Any):
    assert "57, and 96 flats of the girdle" in run("stone", "round", "6.5").stdout


def test_a_design_for_the_facetting_machine(desk: Path, run: Any):
    words = ("stone", "oval", "8", "6", "--format", "asc", "--out", "out", "--json")
    told = report_of(run(*words))
    assert told["files"] == ["oval-8x6.asc"]
    back = report_of(run("stone", "--asc", "out/oval-8x6.asc", "6", "--json"))
    for key in ("length_mm", "width_mm", "depth_mm", "table_mm", "volume_mm3", "carat", "facets"):
        assert back[key] == pytest.approx(told[key], abs=2e-6), key


def test_every_format_of_a_design(desk: Path, run: Any):
    words = ("stone", "--asc", "srb.asc", "8", "--format", "step,stl,3mf,glb,png,asc", "--out", "o")
    told = report_of(run(*words, "--json"))
    assert {Path(name).suffix for name in told["files"]} == {f".{k}" for k in words[5].split(",")}
    assert sorted(told["files"]) == files_in(Path("o"))
    assert loads(Path("o/srb-8.asc").read_text()) == loads(DESIGN)  # the file's own, not a copy


def test_a_heart_is_no_design_and_leaves_nothing(desk: Path, run: Any):
    refused(run("stone", "heart", "6", "--format", "stl,asc"), "A heart has a cleft")
    assert files_in(desk) == ["srb.asc"]


def test_files_of_a_stone(desk: Path, run: Any):
    from jewelcad import measure
    from jewelcad.export import glb, stl

    words = ("stone", "emerald", "7", "--format", "step,stl,3mf,glb,png", "--out", "out", "--json")
    told = report_of(run(*words))
    assert sorted(told["files"]) == files_in(Path("out"))
    assert told["files"][0] == "emerald-7x5.step"
    read_back = stl.read(Path("out", "emerald-7x5.stl"))
    assert measure.volume(read_back) == pytest.approx(told["volume_mm3"], rel=1e-5)
    assert measure.genus(read_back) == 0
    assert list(glb.read(Path("out", "emerald-7x5.glb"))) == ["stone"]
    assert Path("out", "emerald-7x5.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", CUTS)
def test_every_cut_passes_the_gate(desk: Path, run: Any, name: str):
    result = run("stone", name, "--carat", "0.01", "--format", "step,stl", "--out", "out")
    assert result.exit_code == 0, result.output
    assert len(files_in(Path("out"))) == 2


def test_nothing_is_left_where_writing_fails(desk: Path, run: Any, monkeypatch: Any):
    from jewelcad.cli import stone_files

    monkeypatch.setattr(stone_files, "_picture", lambda gem, path: 1 / 0)
    refused(run("stone", "oval", "8", "--format", "stl,png"), "a mistake in jewelcad", code=3)
    assert files_in(desk) == ["srb.asc"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("stone", "Which cut?"),
        ("stone 6.5", "Which cut?"),
        ("stone ovl 8", "Did you mean oval?"),
        ("stone oval", "neither was given"),
        ("stone oval 8 --carat 1", "both were given"),
        ("stone oval 8 6 5", "1 too many"),
        ("stone oval 8 6 --ratio 2", "leave one of them out"),
        ("stone oval 8,5", "Write the decimal point as a point: 8.5"),
        ("stone oval 0", "not a number above 0"),
        ("stone oval 1e9", "200 mm"),
        ("stone oval --carat nan", "not a finite number"),
        ("stone round 6 --ratio 1.2", "Try an oval"),
        ("stone oval 8 --species rubby", "ruby"),
        ("stone oval 8 --format slt", "Did you mean stl?"),
        ("stone oval 8 --out x", "--out needs --format"),
        ("stone oval 8 --format stl --out srb.asc", "is a file, not a folder"),
        ("stone oval 8 --set tabel=3", "Did you mean table?"),
        ("stone round 8 --set tabel=3", "Did you mean table?"),
        ("stone oval 8 --set species=ruby", "is no proportion of the cut 'oval'"),
        ("stone oval 8 --set name=mine", "is no proportion of the cut 'oval'"),
        ("stone round 6 --set proportions=ideel", "not a known set"),
        ("stone oval 8 --set table", "Write it like table=57"),
        ("stone oval 8 --table 57 --set table=58", "table is given twice"),
        ("stone oval 8 --table wide", "table = 'wide' is not a number"),
        ("stone oval 8 --crown-angle 80", "crown_angle = 80"),
        ("stone oval 8 --depth 4 --pavilion-angle 41", "say the same"),
        ("stone oval --carat 1 --depth 4", "goes with a size in mm"),
        ("stone --asc srb.asc 8 --crown-angle 30", "--crown-angle does not go with --asc"),
        ("stone --asc srb.asc 8 --set star_length=50", "--set star_length does not go"),
        ("stone --asc gone.asc 8", "cannot be read"),
        ("stone --asc srb.asc", "neither was given"),
        ("stone --asc srb.asc 8 6", "1 too many"),
        ("stone --asc srb.asc 8 --ratio 1", "does not go with --asc"),
        ("stone oval 8 --dome low", "--dome is for a cabochon"),
        ("stone --asc srb.asc 8 --drill full", "--drill is for a pearl or bead"),
        ("stone cabochon 8 --drill full", "--drill is for a pearl or bead"),
        ("stone pearl 7 8", "give its diameter alone"),
        ("stone big pearl 7", "write pearl, or bead, alone"),
        ("stone oval cabochon 10", "how long is a cabochon of outline 'oval'"),
        ("stone ovl cabochon 10 8", "Did you mean oval"),
        ("stone cabochon 8 --table 50", "table is a proportion of facets"),
        ("stone pearl 7 --depth 6", "give its diameter alone"),
        ("stone cabochon 8 --format stl,asc", "no facets to write as asc"),
        ("stone cabochon 8 --dome steep", "steep"),
        ("stone cabochon 8 --depth 1 --back 2", "Choose at least"),
        ("stone cabochon 8 --edge 1,5", "1.5"),
        ("stone pearl 1 --drill full --hole 0.95", "less than a tenth"),
        ("stones --sheet stones.jpg", "is not a .png"),
        ("stones --sheet srb.asc/x.png", "is a file, not a folder"),
    ],
)
def test_a_bad_word(desk: Path, run: Any, words: str, said: str):
    refused(run(*words.split()), said)
    assert files_in(desk) == ["srb.asc"]


def test_the_sheet(desk: Path, run: Any):
    from PIL import Image

    assert "Wrote sheet.png" in run("stones", "--sheet", "sheet.png").stdout
    first = Path("sheet.png").read_bytes()
    with Image.open("sheet.png") as picture:
        assert picture.width > 1900
        assert picture.height > 100 * len(CUTS)
    run("stones", "--sheet", "sheet.png")
    assert Path("sheet.png").read_bytes() == first


def test_the_rim_is_as_dark_at_the_girdles_ends_as_elsewhere():
    from PIL import Image, ImageDraw

    from jewelcad.preview.stone_sheet import INK, PAPER, Drawing, _draw

    drawing = Drawing.of(Gem.of("single cut", 6.0), "side")
    picture = Image.new("RGB", (800, 800), PAPER)
    _draw(ImageDraw.Draw(picture), drawing, 100.0, (400.0, 400.0), True)
    level = 400 + round(100.0 * float(drawing.middle[1]))  # of the girdle plane
    assert [picture.getpixel((x, level)) for x in (98, 100, 102)] == [INK] * 3
    assert [picture.getpixel((x, level)) for x in (698, 700, 702)] == [INK] * 3


@pytest.mark.parametrize("name", CUTS)
def test_a_diagram_covers_what_the_stone_covers(name: str):
    from jewelcad.preview.stone_sheet import VIEWS, Drawing

    stone = Gem.of(name, 6.0)
    (ax, ay, az), (bx, by, bz) = stone.extents
    sizes = {"top": (by - ay, bx - ax), "side": (bx - ax, bz - az), "bottom": (by - ay, bx - ax)}
    turned = name == "heart"
    for view in VIEWS:
        drawing = Drawing.of(stone, view, turned)
        assert drawing.size == pytest.approx(sizes[view], abs=1e-6)
