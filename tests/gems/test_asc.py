"""GemCad's .asc: read, closed to a stone, written again; what is wrong is told with its line."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from asc_truth import in_the_files_unit
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelcad import ParameterError
from jewelcad.gems import Gem
from jewelcad.gems.asc import AscCut, AscTier, Design, dumps, from_asc, load, loads
from jewelcad.gems.asc_reader import MOST_BYTES, MOST_FACETS
from jewelcad.gems.cut import unit_polyhedron

FILES = Path(__file__).parent / "asc"
NAMES = sorted(path.name for path in FILES.glob("*.asc"))
ROUND = (FILES / "standard_round.asc").read_text()
HEAD = "GemCad 5.0\ng 96 0.0\ny 4 y\nI 1.54\n"
SQUARE = HEAD + "a -90 1 96 24 48 72\na -45 0.75 96 24 48 72\na 40 0.7 96 24 48 72\na 0 0.4 96\n"


def test_the_files_are_there() -> None:
    assert len(NAMES) == 8


# ---- the brilliant of GemCad's guide -------------------------------------------------------------


def test_the_standard_round_brilliant() -> None:
    stone = in_the_files_unit(load(FILES / "standard_round.asc"))
    assert (len(stone.faces), len(stone.vertices)) == (73, 57)
    assert stone.volume == pytest.approx(1.67262, abs=5e-6)


def test_a_stone_of_it() -> None:
    gem = from_asc(FILES / "standard_round.asc", width=6.5, species="quartz")
    stone = gem.polyhedron
    low, high = stone.vertices.min(axis=0), stone.vertices.max(axis=0)
    assert (len(stone.faces), len(stone.vertices)) == (73, 57)
    assert high - low == pytest.approx([6.5, 6.5, gem.depth], abs=1e-6)
    assert (high[2], low[2]) == pytest.approx((gem.table_height, gem.culet_z), abs=1e-6)
    unit = 2.0 * 1.02653281 / math.cos(math.radians(11.25))  # across the girdle's corners
    assert gem.volume == pytest.approx(1.67262 * (6.5 / unit) ** 3, rel=1e-5)
    assert (gem.crown_angle, gem.pavilion_angle) == (28.0, 41.5)  # its mains, not its breaks
    assert gem.cut == "Standard round brilliant"
    assert stone.count() == {"G": 16, "P1": 16, "P2": 8, "C1": 16, "C2": 8, "C3": 8, "T": 1}


def test_the_symmetry_line_adds_no_facet() -> None:
    fewer = loads(ROUND.replace("y 8 y", "y 1 n"))
    assert len(in_the_files_unit(fewer).faces) == 73


# ---- every variation -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_round_trip(name: str) -> None:
    design = load(FILES / name)
    assert loads(dumps(design)) == design
    assert dumps(loads(dumps(design))) == dumps(design)
    assert AscCut(loads(dumps(design))) == AscCut(design)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_a_stone(name: str) -> None:
    gem = from_asc(FILES / name, width=8.0)
    stone = gem.polyhedron
    low, high = stone.vertices.min(axis=0), stone.vertices.max(axis=0)
    assert high - low == pytest.approx([gem.length, 8.0, gem.depth], abs=1e-6)
    assert gem.length >= 8.0 * (1.0 - 1e-6)
    assert (low + high)[:2] == pytest.approx([0.0, 0.0], abs=1e-6)
    assert high[2] == pytest.approx(gem.table_height, abs=1e-6)
    assert low[2] == pytest.approx(gem.culet_z, abs=1e-6)
    reach = np.hypot(*stone.vertices[:, :2].T).max()
    assert max(r for r, _ in gem.envelope()) == pytest.approx(reach, abs=1e-5)
    assert reach + 0.05 - 1e-5 <= max(r for r, _ in gem.envelope(0.05)) < reach + 0.2
    (ax, ay, az), (bx, by, bz) = gem.extents
    assert (ax, ay, az, bx, by, bz) == pytest.approx([*low, *high], abs=2e-6)
    assert gem.girdle_outline.is_convex
    for side in gem.girdle_outline.pieces:
        beyond = stone.vertices[:, :2] @ side.normal(0.5) - np.dot(side.normal(0.5), side.at(0.5))
        assert abs(beyond.max()) < 1e-5
    assert gem.section(30.0).pavilion_z(0.0) == pytest.approx(gem.girdle_bottom, abs=gem.depth)
    widest = stone.vertices[np.hypot(*stone.vertices[:, :2].T) > reach - 1e-6, 2]
    assert gem.girdle_bottom - 1e-6 <= widest.min() <= widest.max() <= gem.girdle_top + 1e-6


def test_windows_text() -> None:
    data = (FILES / "windows.asc").read_bytes()
    assert b"\r\n" in data
    assert b"\xb0" in data
    assert not data.endswith(b"\n")
    design = load(FILES / "windows.asc")
    assert design.headers == ("Sechskant für Saphir", "table at 0°", "")
    assert design.tiers[1].angle == -42.123456789012345
    assert design.footers == ("42° für Spinell, too",)


def test_a_mark_other_letters_and_no_names() -> None:
    design = load(FILES / "marked.asc")
    assert (design.version, design.title, design.offset) == ("GemCad 4.51", "Квадрат", 64.0)
    assert set(unit_polyhedron(AscCut(design)).tiers) == {"girdle", "pavilion", "crown", "table"}


def test_notes_and_names_anywhere() -> None:
    girdle, main, odd, crown, _ = load(FILES / "notes.asc").tiers
    assert girdle.positions == (77.0, 11.0, 22.0, 33.0, 44.0, 55.0, 66.0)
    assert girdle.notes == ((3, "Size the stone"),)
    assert {name for _, name in girdle.facets()} == {"G"}
    assert main.notes == ((7, "Meet at a point, then polish a little"),)
    assert [name for _, name in odd.facets()] == ["n", "9", "9", "2x", "2x", "2x", "2x"]
    assert crown.notes == ((3, "First note"), (5, "Second note"))


def test_a_name_holds_until_the_next() -> None:
    tier = AscTier(-40.0, 0.5, (92.0, 84.0, 94.0, 90.0), ((1, "c"), (3, "d")))
    assert [name for _, name in tier.facets()] == ["c", "c", "d", "d"]


@pytest.mark.parametrize("gear", [64, 72, 77, 80, 96, 120, -96])
def test_gears_turn_their_own_way(gear: int) -> None:
    design = Design(gear, 1, False, 1.54, (), offset=3.0)
    assert design.azimuth(3.0) == 0.0
    assert design.azimuth(3.0 + abs(gear) / 4) == pytest.approx(90.0 if gear > 0 else -90.0)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_negative_gear_mirrors_the_stone(sign: int) -> None:
    """The point looks to +x, where the foot of the top view is; 60 is a quarter further on."""
    text = (FILES / "clockwise.asc").read_text().replace("g -80", f"g {80 * sign}")
    stone = unit_polyhedron(AscCut(loads(text)))
    looks = dict(zip(stone.tiers, stone.normals, strict=True))
    assert looks["butt"] == pytest.approx([-1.0, 0.0, 0.0], abs=1e-9)
    assert looks["near"] == pytest.approx([0.0, sign, 0.0], abs=1e-9)


def test_what_settings_ask() -> None:
    gem = from_asc(FILES / "standard_round.asc", width=8.0)
    assert len(gem.corners) == 16
    assert gem.culet == pytest.approx((0.0, 0.0, gem.culet_z), abs=1e-6)
    assert gem.section(0.0).reach == pytest.approx(4.0, abs=1e-5)
    keel = from_asc(FILES / "preform.asc", width=8.0)
    assert len(keel.corners) == 8
    assert len(from_asc(FILES / "octahedron.asc").corners) == 4


def test_the_long_way_lies_along_x() -> None:
    along = from_asc(FILES / "clockwise.asc")
    text = (FILES / "clockwise.asc").read_text().replace("-80 40.0", "-80 60.0")
    turned = AscCut(loads(text))
    assert along.proportions.ratio > 1.2
    assert turned.ratio == pytest.approx(along.proportions.ratio)
    assert turned.volume == pytest.approx(along.proportions.volume)


def test_a_stone_without_girdle() -> None:
    cut = AscCut(load(FILES / "octahedron.asc"))
    assert cut.girdle == pytest.approx(0.0, abs=1e-9)
    assert (cut.crown_height, cut.pavilion_depth) == pytest.approx((50.0, 50.0))
    assert cut.volume == pytest.approx(1.0 / 6.0)  # half the square of its waist, times 1/3


def test_a_flat_base_is_girdle_a_little_way_up() -> None:
    cut = AscCut(load(FILES / "rose.asc"))
    assert (cut.girdle, cut.pavilion_depth) == pytest.approx((0.2, 0.0), abs=1e-9)
    assert unit_polyhedron(cut).vertices[:, 2].min() == pytest.approx(-0.001, abs=1e-9)


def test_several_tiers_at_one_angle_and_both_signs_of_nothing() -> None:
    stone = unit_polyhedron(AscCut(load(FILES / "preform.asc")))
    count = stone.count()
    assert [count[name] for name in ("G1", "G2", "G3", "T", "K")] == [2, 2, 4, 1, 1]
    assert stone.normals[stone.tiers.index("K")] == pytest.approx([0.0, 0.0, -1.0], abs=1e-12)


@pytest.mark.parametrize("culet", ["a -0.000 0.6 96", "a 0 -0.6 96", "a 0.0 -0.6", "a -0 -0.6"])
def test_a_culet(culet: str) -> None:
    design = loads(SQUARE + culet)
    assert (design.tiers[-1].angle, design.tiers[-1].distance) == (0.0, -0.6)
    assert unit_polyhedron(AscCut(design)).count()["culet"] == 1
    assert loads(dumps(design)) == design


def test_facets_listed_twice_are_one() -> None:
    twice = SQUARE + "a -90 1 0 24 48.0000000001 72\na 0 0.5 12\na 0 0.4 96\n"
    stone = unit_polyhedron(AscCut(loads(twice)))
    assert len(stone.faces) == 13
    assert stone.volume == pytest.approx(AscCut(loads(SQUARE)).volume)


@pytest.mark.parametrize(
    "changed",
    [
        SQUARE.replace("\n", "\r\n"),
        SQUARE.replace("\n", "\r"),
        SQUARE.rstrip("\n"),
        SQUARE.replace("g 96 0.0", "g96 0"),
        SQUARE.replace("g 96 0.0", "96 0.0"),
        SQUARE.replace("g 96 0.0", "g +96.0"),
        SQUARE.replace("y 4 y", "y 4 Y"),
        SQUARE.replace(" 24 48", "\n24\n 48"),
        SQUARE.replace("\na ", "\n\n  a  "),
        "\ufeff\n" + SQUARE,
    ],
)
def test_the_same_in_other_writing(changed: str) -> None:
    assert loads(changed) == loads(SQUARE)


def test_what_dumps_cannot_write() -> None:
    design = loads(SQUARE)
    tier = replace(design.tiers[0], names=((1, "two words"),))
    with pytest.raises(ParameterError, match="expected a position, 'n NAME' or 'G note'"):
        dumps(replace(design, tiers=(tier,)))
    with pytest.raises(ParameterError, match="single words for names"):
        dumps(replace(design, headers=("one\nH two",)))
    with pytest.raises(ParameterError, match="distance = 'nan' is not a number"):
        dumps(replace(design, tiers=(replace(tier, distance=math.nan),)))


def test_facets_that_all_but_coincide_keep_their_order_when_turned() -> None:
    """Positions that round to one azimuth or to two, before and after the quarter turn."""
    twins = " ".join(repr(k * 12 + 1e-10 * j) for k in range(8) for j in range(8))
    longer = f"a 90 3 {twins}\na 90 1 24 72\na 90 1.5 96 48\na -45 1 {twins}\na 45 1 {twins}\n"
    for offset in (0.0, 24.0, 7.0):
        cut = AscCut(loads(HEAD.replace("0.0", repr(offset)) + longer))
        assert cut.ratio == pytest.approx(1.0, abs=0.6)
        assert (cut.crown_angle, cut.pavilion_angle) == (45.0, 45.0)


# ---- what is wrong -------------------------------------------------------------------------------

TIER = "a 30 0.5 96"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: no 'g' line was found"),
        ("hello", "line 1: expected g, y, I, H, F or a at the start, found 'hello'"),
        ("\x00\x01\x02", "line 1: expected g, y, I"),
        (HEAD, "no tier was found"),
        ("g 96\nI 1.5\n" + TIER, "line 3: no 'y' line was found. Add one such as 'y 8 y'"),
        ("g 96\ny 1 n\n" + TIER, "no 'I' line was found"),
        ("g 0 0\n", "line 1: a gear of 0 teeth has no positions"),
        ("g 96.5\n", "gear = 96.5 is not a whole number"),
        ("g 1e9\n", "gear = 1e9 is not within -10000 to 10000"),
        ("g 96 0 3\n", "a gear line is such as 'g 96 0.0'"),
        ("g 96 x\n", "gear offset = 'x' is not a number"),
        ("g 96\ng 96\n", "line 2: this is a second 'g' line"),
        ("y 4\n", "a symmetry line is such as 'y 8 y'"),
        ("y 4 q\n", "a symmetry line is such as 'y 8 y'"),
        ("y 0 y\n", "symmetry = 0 is not within 1 to 10000"),
        ("I 1.5 1.6\n", "a line of refractive index is such as 'I 1.54'"),
        ("I 0.2\n", "refractive index = 0.2 is not within 1 to 5"),
        ("I nan\n", "refractive index = 'nan' is not a number"),
        (HEAD + "a 30\n", "line 5: a tier has an angle and a distance"),
        (HEAD + "a x 1\n", "line 5: angle = 'x' is not a number"),
        (HEAD + "a 95 1\n", "line 5: angle = 95 is not within -90 to 90"),
        (HEAD + "a 3O 1\n", "angle = '3O' is not a number. Write it as 12.345"),
        (HEAD + "a 41,5 0.6 96\n", "angle = '41,5' is not a number"),
        (HEAD + "a 30 nan 96\n", "distance = 'nan' is not a number"),
        (HEAD + "a 30 inf 96\n", "distance = 'inf' is not a number"),
        (HEAD + "a 30 1e999 96\n", "distance = 1e999 is not within -1000 to 1000"),
        (HEAD + "a 30 0 96\n", "a distance of 0 cuts away the middle of the stone"),
        (HEAD + "a 30 -0.5 96\n", "below 0 it can only be a culet's"),
        (HEAD + "a 30 0." + "1" * 70, "is not a number"),
        (HEAD + "a 30 1_0 96\n", "distance = '1_0' is not a number"),
        (HEAD + "a 30 0.5 96 bezel\n", "expected a position, 'n NAME' or 'G note', found 'bezel'"),
        (HEAD + TIER + "\nH x\n24 48\n", "line 7: expected g, y, I, H, F or a at the start"),
        (HEAD + TIER + " n\n", "the file ends after an 'n' that names nothing"),
        (HEAD + TIER + " n\na 30 1 4\n", "line 6: the tier before ends in an 'n'"),
        (HEAD + "a 30 0.5 960\n", "line 5: position 960 is not on a gear of 96 teeth"),
        (HEAD + "a 30 0.5 1e7\n", "position = 1e7 is not within -20000 to 20000"),
        (HEAD + f"a 30 0.5{' 1' * (MOST_FACETS + 1)}\n", "a stone has at most 500 facets"),
        (HEAD + f"a 30 0.5{' 1' * 3001}\n", "line 5: more than 3000 positions, names, notes"),
        (HEAD + TIER + " G x" + "\ny" * 9000, "the note is longer than 5000 characters"),
        (HEAD + TIER + "\nG x" * 3001, "more than 3000 positions, names, notes"),
        ("H" * (MOST_BYTES + 1), "longer than 1000000 letters"),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(ParameterError) as caught:
        loads(text, "odd.asc")
    assert message in str(caught.value)
    assert str(caught.value).startswith("odd.asc, line ")
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("tiers", "message"),
    [
        ("a -90 1 96 24 48 72\na -45 .7 96 24 48 72", "open above. Add a crown, or a table"),
        ("a -90 1 96 24 48 72\na 0 .4", "open below. Add a pavilion; its angles are below 0"),
        ("a -90 1 96 24 48\na -0 .4\na 0 .4", "leaves the stone open"),
        ("a 30 1 96 24\na -30 1 48 72\n", "leaves the stone open"),
        ("a 0 1\na -0 1", "leaves the stone open"),
        ("a 90 1 96 24 48 72\na 0 0.01\na -0 0.005", "no stone is 2 long, 2 wide and 0.015 deep"),
        ("a 90 1 96 48\na 90 0.001 24 72\na 0 0.4\na -0 .4", "no stone is"),
        ("a 90 1 96 48 24 72\na 0 500\na -0 500", "no stone is 2 long, 2 wide and 1000 deep"),
    ],
)
def test_what_cannot_be_closed(tiers: str, message: str) -> None:
    design = loads(HEAD + tiers, "odd.asc")
    with pytest.raises(ParameterError) as caught:
        AscCut(design, "odd.asc")
    assert message in str(caught.value)
    assert str(caught.value).startswith("odd.asc, lines 5 to ")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"'none.asc' cannot be read: .*Check the path"):
        from_asc(tmp_path / "none.asc")
    with pytest.raises(ParameterError, match="cannot be read"):
        load(tmp_path)
    with pytest.raises(ParameterError, match="cannot be read"):
        load("nul\0byte.asc")
    large = tmp_path / "large.asc"
    large.write_bytes(b"H\n" * MOST_BYTES)
    with pytest.raises(ParameterError, match=r"large.asc has over 1,000,000 bytes"):
        load(large)
    (tmp_path / "bad.asc").write_text(SQUARE.replace("a 40", "a 140"))
    with pytest.raises(ParameterError, match=r"bad.asc, line 7: angle = 140 is not within"):
        from_asc(tmp_path / "bad.asc")
    (tmp_path / "open.asc").write_text(SQUARE.replace("a -45", "a 45"))
    with pytest.raises(ParameterError, match=r"open.asc, lines 5 to 8: the stone is open below"):
        from_asc(tmp_path / "open.asc")


# ---- hostile -------------------------------------------------------------------------------------


def stone_of(data: bytes, path: Path) -> None:
    """Read and build; nothing but a ParameterError may come of it, within a second of work."""
    path.write_bytes(data)
    begun = time.process_time()
    try:
        design = load(path)
        assert loads(dumps(design)) == design
        gem = from_asc(path)
    except ParameterError as error:
        assert "Traceback" not in str(error)
    else:
        assert 0.0 < gem.volume < math.inf
        assert gem.depth == pytest.approx(np.ptp(gem.polyhedron.vertices[:, 2]), rel=1e-5)
        gem.envelope(0.1)
        assert gem.extents[1][1] - gem.extents[0][1] == pytest.approx(8.0, abs=2e-5)
        assert gem.girdle_outline.is_convex
    assert time.process_time() - begun < 1.0


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fuzz") / "fuzz.asc"
    stone_of(SQUARE.encode(), path)  # what is imported on first use takes its time
    return path


WORDS = st.sampled_from(
    [
        *"aygIHFGn.\n\r\x00\x1a\x85°ß٣",
        *("0", "-0", "1", "96", "-96", "24", "48", "72", "-41.5", "40", "90", "-90", "0.5", "1e-3"),
        *("1e3", "1e-400", "1e999", "1e8", "9" * 21, "nan", "89.9999999", "0.50000001", "1_0"),
        *("\r\n", "\ufeff"),
    ]
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(NAMES))
def test_changed_files(scratch: Path, data: st.DataObject, name: str) -> None:
    words = (FILES / name).read_text(encoding="latin-1").replace("\n", " \n ").split(" ")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(words) - 1))
        take = data.draw(st.integers(0, 3))
        words[at : at + take] = data.draw(st.lists(WORDS, max_size=3))
        words = words or [""]
    stone_of(" ".join(words).encode("utf-8", "replace"), scratch)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.tuples(
    st.floats(-90, 90) | st.sampled_from([0.0, -0.0, 90.0, -90.0, 45.0]),
    st.floats(1e-3, 1e3) | st.sampled_from([0.5, 0.5000000001, 1.0]),
    st.lists(st.integers(-96, 96), min_size=1, max_size=12),
), min_size=4, max_size=12))  # fmt: skip
def test_any_tiers(scratch: Path, tiers: list[tuple[float, float, list[int]]]) -> None:
    lines = (f"a {angle!r} {distance!r} {' '.join(map(str, at))}" for angle, distance, at in tiers)
    stone_of((HEAD + "\n".join(lines)).encode(), scratch)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.lists(WORDS, max_size=200).map(lambda w: " ".join(w).encode()))
def test_any_bytes(scratch: Path, data: bytes) -> None:
    stone_of(data, scratch)
    stone_of(HEAD.encode() + data, scratch)


def sides(count: int) -> str:
    """A prism of so many facets, the table's polygon with them."""
    at = " ".join(repr(k * 96 / count) for k in range(count))
    return f"{HEAD}a 90 1 {at}\na 0 0.4\na -0 0.4\n"


def ball(count: int) -> str:
    lines = []
    for k in range(count):
        tilt = math.degrees(math.acos(1.0 - (2 * k + 1) / count))
        angle = tilt if tilt < 90.0 else tilt - 180.0
        lines.append(f"a {angle!r} 1 {k * 0.618034 * 96 % 96!r}\n")
    return HEAD + "".join(lines)


def points(count: int) -> str:
    """Two cones of half as many facets each: all of them meet in two corners."""
    at = " ".join(repr(k * 192 / count) for k in range(count // 2))
    return f"{HEAD}a -45 0.7 {at}\na 40 0.7 {at}\n"


@pytest.mark.parametrize(
    "text",
    [
        sides(MOST_FACETS - 2),
        ball(MOST_FACETS),
        points(MOST_FACETS),
        HEAD + TIER + " G x" + "\ny" * 490_000,
        HEAD + TIER + "\n1" * 490_000,
        HEAD + TIER + " n" * 490_000,
        HEAD + "H\n" * 490_000,
        HEAD + TIER + "\n" * 900_000,
        HEAD + TIER + " " + "1" * 900_000 + "x",
        HEAD + TIER + " " * 900_000 + "x",
        "\n" + " " * 900_000 + "x",
    ],
    ids=[
        "sides",
        "ball",
        "points",
        "note",
        "lines",
        "names",
        "headers",
        "breaks",
        "digits",
        "gap",
        "spaces",
    ],
)
def test_the_largest_files(scratch: Path, text: str) -> None:
    stone_of(text.encode(), scratch)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="counts as Linux does")
def test_the_largest_stone_takes_little_memory() -> None:
    """Under 200 MB of the whole process, numpy and scipy included."""
    code = (
        "import sys\n"
        "from jewelcad.gems.asc import AscCut, loads\n"
        "assert 'numpy' not in sys.modules and 'scipy' not in sys.modules\n"
        "AscCut(loads(sys.stdin.read())).outline\n"
        "print(open('/proc/self/status').read())\n"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, input=sides(498), capture_output=True, text=True, check=True)
    peak = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert peak
    assert int(peak[1]) < 200_000


def test_a_gem_by_its_file() -> None:
    """`Gem.from_asc` is the reader of this module."""
    path = FILES / "standard_round.asc"
    assert Gem.from_asc(path, 6.5) == from_asc(path, 6.5)
