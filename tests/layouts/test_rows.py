"""Rows around the finger: the count's formula, true gaps, ends and refusals."""

from __future__ import annotations

import doctest
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import jewelcad.layouts.rows
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.layouts import Layout, along, eternity, gap
from jewelcad.layouts.rows import most_around
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Section, Shank, flat, half_round, own_profile

LAWS = settings(derandomize=True, deadline=None, max_examples=20)
CUTS = ["round", "princess", "oval", "baguette", "pear", "marquise", "heart", "trillion", "hexagon"]
SLANT = own_profile([(-2, 0), (2, 0), (2, 1.2), (-2, 2.2)])
BANDS = {
    "half-round": Shank(RingSize("US 7"), half_round(3)),
    "tapered": Shank(RingSize("US 7"), half_round(2.4), at_top=Section(4.5, 2.4)),
    "slanting": Shank(RingSize("US 7"), SLANT),
    "drum": 10.5,
}


def trade_count(radius: float, d: float, g: float) -> float:
    """The sheet's formula (domain notes 5.6) before its floor."""
    return math.pi / math.atan((d + g) / (2 * radius))


def test_the_check_row_of_the_trade() -> None:
    """US 7, girdle's lower edge at 10.36 mm, 2.0 mm rounds, gap 0.1: 31 stones, 0.107 mm left
    along the girdles, which is 0.107 cos(pi / 31) in space."""
    gem = Gem.round(2.0)
    ring = eternity(10.36 - gem.girdle_bottom, gem, gap=0.1)
    assert len(ring) == 31 == math.floor(trade_count(10.36, 2.0, 0.1))
    along_girdle = 2 * 10.36 * math.tan(math.pi / 31) - 2.0
    assert along_girdle == pytest.approx(0.107, abs=5e-4)
    least = ring.report.tightest[2]
    assert least == pytest.approx(along_girdle * math.cos(math.pi / 31), abs=1e-8)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.floats(7, 14), st.floats(0.8, 4), st.floats(0.05, 0.5))
def test_counts_equal_the_trades_formula(radius: float, d: float, g: float) -> None:
    """Equal, but where the trade's count leaves less than the gap in space: then one fewer."""
    trade = math.floor(trade_count(radius, d, g))
    left = 2 * (radius * math.sin(math.pi / trade) - d / 2 * math.cos(math.pi / trade))
    expected = trade if left >= g else trade - 1
    assert abs(left - g) < 1e-9 or most_around(radius, d, g) == expected


def test_one_fewer_than_the_trades_formula_is_rare() -> None:
    """The two differ only for gaps within 1 / cos(pi / n) of each other."""
    rng = np.random.default_rng(5)
    rows = rng.uniform((8, 1, 0.1), (12, 3, 0.3), (4000, 3))
    fewer = sum(most_around(*row) < math.floor(trade_count(*row)) for row in rows)
    assert 0 < fewer / len(rows) < 0.02


@LAWS
@given(st.sampled_from(CUTS), st.floats(1.0, 3.0), st.floats(0.05, 0.4), st.sampled_from([0, 90]))
def test_a_full_ring_keeps_its_gap_and_holds_no_more(
    cut: str, width: float, g: float, turn: float
) -> None:
    """Every gap is the same and at least as asked, by formula; one stone more would not go."""
    gem = Gem.of(cut, width=width)
    ring = eternity(10.5, gem, gap=g, turn=turn)
    n, a = len(ring), math.pi / len(ring)
    (x0, y0), (x1, y1) = gem.girdle_outline.extents
    half = (y1 - y0) / 2 if turn else (x1 - x0) / 2
    low = 10.5 + gem.girdle_bottom
    assert low * math.sin(a) - half * math.cos(a) >= g / 2 - 1e-9
    more = math.pi / (n + 1)
    assert low * math.sin(more) - half * math.cos(more) < g / 2
    exact = 2 * (low * math.sin(a) - half * math.cos(a))
    each = [gap(gem, ring.frames[i], gem, ring.frames[j]) for i, j in ring.pairs[:3]]
    assert each == pytest.approx([each[0]] * 3, abs=1e-8)
    if cut not in ("heart", "pear", "trillion"):  # a point meets a round or straight back
        assert each[0] == pytest.approx(exact, abs=1e-8)
    assert ring.report.tightest[2] >= g - 1e-8


@pytest.mark.parametrize("gem", [Gem.round(1.8), Gem.princess(1.6, 1.6)], ids=lambda g: g.cut)
@pytest.mark.parametrize("band", ["tapered", "slanting"])
def test_a_ring_on_any_band_is_even_and_full(band: str, gem: Gem) -> None:
    """Equal gaps all around, at least as asked, and too few for one stone more."""
    ring = eternity(BANDS[band], gem, gap=0.15)
    each = [gap(gem, ring.frames[i], gem, ring.frames[j]) for i, j in ring.pairs]
    assert len(ring.pairs) == len(ring)
    assert each == pytest.approx([each[0]] * len(each), abs=1e-7)
    assert 0.15 - 1e-8 <= each[0] < 0.15 + (gem.width + 0.15) / (len(ring) - 1)


def test_stones_stand_on_the_band_and_sink_by_what_is_asked() -> None:
    band = BANDS["tapered"]
    row = along(band, Gem.round(1.5), -50, 50, gap=0.2, across=0.4, sunk=0.3)
    for girdle, surface in zip(row.frames, row.surface_frames, strict=True):
        angle = math.degrees(math.atan2(surface.origin[0], surface.origin[2]))
        true = band.on_surface(angle, surface.origin[1])
        assert surface.origin == pytest.approx(true.origin, abs=1e-7)
        assert surface.z == pytest.approx(true.z, abs=1e-7)
        assert math.dist(girdle.origin, surface.origin) == pytest.approx(0.3)


@pytest.mark.parametrize("arc", [180.0, 270.0, 97.0])
@pytest.mark.parametrize("band", BANDS)
def test_a_part_of_a_band_is_filled_tight_and_centred(band: str, arc: float) -> None:
    gem = Gem.round(1.7)
    row = eternity(BANDS[band], gem, gap=0.2, arc=arc, centre=10.0)
    each = [gap(gem, row.frames[i], gem, row.frames[j]) for i, j in row.pairs]
    assert each == pytest.approx([0.2] * (len(row) - 1), abs=1e-6)
    low, high = _ends(row)
    assert (low + high) / 2 == pytest.approx(10.0, abs=1e-6)
    step = (high - low) / len(row)
    assert high - low <= arc + 1e-9 < high - low + 1.3 * step


def _ends(row: Layout) -> tuple[float, float]:
    """The angles of the outer ends of the first and the last girdle's lower edge."""
    found = []
    for gem, frame, way in (
        (row.gems[0], row.frames[0], -1),
        (row.gems[-1], row.frames[-1], 1),
    ):
        x, _, z = frame.point(way * gem.length / 2, 0, gem.girdle_bottom)
        found.append(math.degrees(math.atan2(x, z)))
    return found[0], found[1] if found[1] > found[0] else found[1] + 360.0


def test_a_half_ring_by_formula() -> None:
    """n - 1 steps and the two outer halves of stones fit into the arc: all in closed form."""
    for d, g in ((1.3, 0.1), (2.0, 0.2), (2.7, 0.15)):
        gem = Gem.round(d)
        r = 10.0 + gem.girdle_bottom
        outer = math.atan2(d / 2, r)
        half_step = outer + math.asin(g / 2 / math.hypot(r, d / 2))
        count = math.floor((math.pi - 2 * outer) / (2 * half_step)) + 1
        assert len(eternity(10.0, gem, gap=g, arc=180.0)) == count


def test_spread_shares_what_is_left_and_reaches_both_ends() -> None:
    row = along(BANDS["tapered"], Gem.round(1.5), -50, 62, gap=0.2, spread=True)
    each = [gap(row.gems[i], row.frames[i], row.gems[j], row.frames[j]) for i, j in row.pairs]
    assert each == pytest.approx([each[0]] * len(each), abs=1e-7)
    assert each[0] > 0.2
    assert _ends(row) == pytest.approx((-50.0, 62.0), abs=1e-7)


def test_stones_of_many_sizes_in_their_order() -> None:
    gems = tuple(Gem.round(d) for d in (1.0, 1.5, 2.2, 3.0, 2.0, 1.1))
    row = along(BANDS["half-round"], gems, -60, 60, gap=0.12)
    assert row.gems == gems
    each = [gap(gems[i], row.frames[i], gems[j], row.frames[j]) for i, j in row.pairs]
    assert each == pytest.approx([0.12] * 5, abs=1e-7)


@LAWS
@given(st.integers(6, 25), st.floats(1.2, 3.0))
def test_counts_follow_the_finger(half_sizes: int, d: float) -> None:
    """US 3 to 13 in halves: a larger finger never holds fewer, and each count is the formula's."""
    sizes = [RingSize(f"US {half_sizes / 2:g}"), RingSize(f"US {half_sizes / 2 + 0.5:g}")]
    counts = []
    for size in sizes:
        shank = Shank(size, flat(3, 2.0))
        gem = Gem.round(d)
        low = shank.bore_radius + 2.0 + gem.girdle_bottom
        left = trade_count(low, d, 0.15)
        assume(abs(left - round(left)) > 0.01)  # where the two formulas may differ
        counts.append(len(eternity(shank, gem, gap=0.15)))
        assert counts[-1] == math.floor(left)
    assert counts[0] <= counts[1]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: eternity(10.0, Gem.round(40)), r"a ring of stones needs 3. Choose smaller"),
        (lambda: eternity("band", Gem.round(2)), r"neither a shank nor the radius"),
        (lambda: eternity(10.0, Gem.round(2), gap=0), r"eternity.gap = 0 mm is below 0.01"),
        (lambda: eternity(10.0, 2.0), r"eternity.gem"),
        (lambda: eternity(10.0, Gem.round(2), gaps=1), r"no parameter 'gaps'. Did you mean gap"),
        (lambda: along(10.0, Gem.round(2), 30, 30), r"from 30° to 30° is no part of a band"),
        (lambda: along(10.0, Gem.round(4), 0, 10), r"need 22.* there are 10.00°"),
        (lambda: along(10.0, (Gem.round(4),) * 4, 0, 60), r"4 stones with 0.2 mm .* need"),
        (lambda: along(10.0, (), 0, 60), r"no stones were given"),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], Layout], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        make()


def test_equal_wishes_share_one_layout() -> None:
    assert eternity(10.0, Gem.round(2)) is eternity(10.0, Gem.round(2), gap=0.2)


def test_docstrings() -> None:
    assert doctest.testmod(jewelcad.layouts.rows).failed == 0
