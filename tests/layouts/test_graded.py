"""Stock lists, graduated rows and channels: bought sizes only, each the largest that may lie."""

from __future__ import annotations

import doctest
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jewelcad.layouts.graded
import jewelcad.layouts.stock
from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.layouts import Layout, Stock, between, gap, graduated
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Section, Shank, flat, half_round

STOCK = Stock.of("round", [0.8 + 0.1 * k for k in range(23)])
BAND = Shank(RingSize("US 7"), half_round(3), at_top=Section(5, 2.2))
FLAT = Shank(RingSize("US 7"), flat(5))


def each_gap(row: Layout) -> list[float]:
    return [gap(row.gems[i], row.frames[i], row.gems[j], row.frames[j]) for i, j in row.pairs]


def angle(frame: Frame) -> float:
    return float(np.degrees(np.arctan2(frame.origin[0], frame.origin[2])))


def test_graduated_sizes_fall_from_the_middle_and_are_alike_on_both_sides() -> None:
    row = graduated(FLAT, STOCK, -60, 60, largest=2.6, smallest=1.2, gap=0.15)
    widths = [gem.width for gem in row.gems]
    assert widths == widths[::-1]
    assert np.diff(widths[: len(widths) // 2 + 1]).min() >= 0.0
    assert max(widths) == pytest.approx(2.6)
    assert set(row.gems) <= set(STOCK.gems)
    even = each_gap(row)
    assert even == pytest.approx([even[0]] * len(even), abs=1e-7)
    assert even[0] >= 0.15 - 1e-8


def test_each_graduated_stone_is_the_largest_allowed_at_its_place() -> None:
    """Without the leftover shared out, places differ by microns from where sizes were chosen."""
    row = graduated(FLAT, STOCK, -60, 60, largest=2.6, smallest=1.2, gap=0.15, spread=False)
    for gem, frame in row.stones:
        allowed = 2.6 - 1.4 * abs(angle(frame)) / 60
        assert gem.width <= allowed + 0.005
        if gem.width < STOCK.gems[0].width - 0.05 and abs(angle(frame)) < 50:
            assert gem.width + 0.1 > allowed - 0.005
    assert each_gap(row) == pytest.approx([0.15] * (len(row) - 1), abs=1e-7)


@settings(derandomize=True, deadline=None, max_examples=5)
@given(st.floats(1.2, 2.4), st.floats(0.5, 1.1), st.floats(-0.4, 0.2), st.booleans())
def test_a_channels_stones_lie_between_its_edges(
    wide: float, share: float, margin: float, spread: bool
) -> None:
    """Girdles keep the margin from both edges all around; some stone one size larger would not."""
    narrow = wide * share
    low, high = ((-50, -wide / 2), (50, -narrow / 2)), ((-50, wide / 2), (50, narrow / 2))
    try:
        row = between(BAND, low, high, STOCK, -50, 50, gap=0.12, margin=margin, spread=spread)
    except ParameterError as error:
        assert "finds no room" in str(error)
        assert min(wide, narrow) - 2 * margin < 0.9
        return
    for gem, frame in row.stones:
        assert _room(gem, frame, wide, narrow) >= margin - 1e-3
    larger = [STOCK.gems[STOCK.gems.index(gem) - 1] for gem in row.gems if gem != STOCK.gems[0]]
    rooms = [_room(g, f, wide, narrow) for g, f in zip(larger, row.frames, strict=False)]
    assert not larger or min(rooms) < margin
    assert min(each_gap(row), default=1.0) >= 0.12 - 1e-7


def _room(gem: Gem, frame: Frame, wide: float, narrow: float) -> float:
    """From the girdle to the nearer edge, by many points all around."""
    rim = [gem.girdle_outline.point(t) for t in np.linspace(0, 1, 180, endpoint=False)]
    points = np.array([frame.point(x, y, 0) for x, y in rim])
    at = np.degrees(np.arctan2(points[:, 0], points[:, 2]))
    half = np.interp(at, (-50, 50), (wide / 2, narrow / 2))
    return float((half - np.abs(points[:, 1])).min())


def test_a_slanting_channel_turns_its_stones_with_it() -> None:
    low, high = ((-40, -1.6), (40, 0.2)), ((-40, -0.2), (40, 1.6))
    row = between(FLAT, low, high, Stock.of("princess", (1.0, 1.2)), -40, 40)
    for frame in row.frames:
        assert frame.origin[1] == pytest.approx(0.9 * angle(frame) / 40, abs=1e-6)
        assert 0.05 < frame.x[1] < 0.3


def test_layouts_from_a_stock_are_deterministic() -> None:
    a, b = (
        graduated.__wrapped__(BAND, STOCK, -50.0, 50.0, 2.5, 1.0, 0.1, 0.0, 0.0, 0.0, True)
        for _ in range(2)
    )
    assert a == b


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: graduated(FLAT, STOCK, -9, 9, 0.5, 0.5), "smallest stone is 0.8 mm wide"),
        (lambda: between(FLAT, 1.0, ((-9, 2), (9, 0.5)), STOCK, -9, 9), "does not lie above low"),
        (lambda: between(FLAT, 0.0, 0.5, STOCK, -9, 9), "finds no room"),
        (lambda: Stock(()), "no stones"),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        make()


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "stock.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_list_is_read_whatever_its_marks_and_order(tmp_path: Path) -> None:
    text = "\ufeff# my dealer\r\nSupplier;Cut;Carat;Diameter;Price\r\nX;round;0.015;1.5 mm;4\r\n"
    text += "X;round;;2.0;\r\n\r\nX;Princess;0.05;2;9.5\r\n"
    stock = Stock.read(written(tmp_path, text))
    assert [(i.gem.cut, i.gem.width, i.carat, i.price) for i in stock.items] == [
        ("princess", 2.0, 0.05, 9.5),
        ("round", 2.0, None, None),
        ("round", 1.5, 0.015, 4.0),
    ]


def test_lengths_are_read(tmp_path: Path) -> None:
    stock = Stock.read(written(tmp_path, "cut,length,width\nbaguette,3,1.5\n"))
    assert (stock.gems[0].length, stock.gems[0].width) == (3.0, 1.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has 0 rows of stones"),
        ("cut,width\n", "has 0 rows of stones"),
        ("cut,colour\nround,G\n", "line 1: the heading needs the columns cut and width"),
        ("cut,width\nround,1\nround,2a\n", "line 3: width = '2a' is no number"),
        ("cut,width\nround,1\n\nruond,2\n", "line 4: 'ruond' is not a known cut"),
        ("cut,width\nround,-1\nround,\n", "line 2: width = -1 .* line 3: width is empty"),
        ("cut,width\n" + "round,x\n" * 9, "And 4 more lines"),
        ("cut,width\nround,inf\n", "width = inf is not above 0"),
        ('cut,width\n"round,1\n', "is no CSV table"),
        ("cut,width\n" + "round,1\n" * 5001, "5001 rows"),
        (b"\x00" * ((1 << 20) + 1), "has over"),
    ],
)
def test_a_bad_list_is_refused_by_its_lines(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        Stock.read(written(tmp_path, text))


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="cannot be read"):
        Stock.read(tmp_path / "none.csv")


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.text(max_size=200) | st.text("cut,width;round12.\n\"#'x -", max_size=120))
def test_no_text_does_more_than_refuse(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(("cut,width\n" + text).encode("utf-8", "replace"))
    try:
        assert Stock.read(path).items
    except ParameterError as error:
        assert "any.csv" in str(error)


def test_docstrings() -> None:
    assert doctest.testmod(jewelcad.layouts.graded).failed == 0
    assert doctest.testmod(jewelcad.layouts.stock).failed == 0


def test_a_shoulder_row_begins_where_it_is_told_and_has_a_mirror_image():
    """``at_start`` puts the first girdle's lower edge at the angle; the other shoulder's stones lie
    at the mirrored places, looking out as these do, at the same gaps."""
    row = between(11.0, ((20, -1), (70, -0.6)), ((20, 1), (70, 0.6)), Stock.example(), 20, 70,
                  gap=0.1, at_start=True)  # fmt: skip
    gem, frame = row.gems[0], row.frames[0]
    x, _, z = frame.point(-gem.width / 2, 0.0, gem.girdle_bottom)
    assert math.degrees(math.atan2(x, z)) == pytest.approx(20.0, abs=1e-8)
    other = row.mirrored
    for one, two in zip(row.frames, other.frames, strict=True):
        assert two.origin == pytest.approx((-one.origin[0], *one.origin[1:]))
        assert two.z == pytest.approx((-one.z[0], *one.z[1:]))
    assert other.report == row.report
    both = row + other
    assert len(both.pairs) == 2 * len(row.pairs)
