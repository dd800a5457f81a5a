"""Pavé: every gap true, rows tight, stones in the tangent plane, between the angles."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jewelcad.layouts.fields
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.layouts import eternity, field, gap
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Section, Shank, court, flat, half_round, knife_edge

US7 = RingSize("US 7")
BANDS = {
    "half-round": Shank(US7, half_round(6)),
    "court": Shank(US7, court(7)),
    "flat": Shank(US7, flat(7)),
    "knife-edge": Shank(US7, knife_edge(7, thickness=2.6)),
    "tapered": Shank(US7, half_round(5), at_top=Section(8, 2.4)),
    "drum": 11.0,
}
SOME = settings(derandomize=True, deadline=None, max_examples=6)
MELEE = Gem.round(1.2)


@pytest.mark.parametrize("pattern", ["hexagonal", "square"])
@pytest.mark.parametrize("part", [(0.0, 360.0), (-70.0, 85.0)])
@pytest.mark.parametrize("band", BANDS)
def test_gaps_are_true_and_tight(band: str, part: tuple[float, float], pattern: str) -> None:
    """No gap is below the one asked; where the section is the same all around, some equal it."""
    pave = field(BANDS[band], MELEE, 3, *part, gap=0.1, pattern=pattern)
    least = pave.report.tightest[2]
    assert least >= 0.1 - 1e-7
    assert least < 0.1 + (0.01 if band == "tapered" else 1e-7)
    for i, j in pave.pairs:
        assert math.dist(pave.frames[i].origin, pave.frames[j].origin) < 2.0


@pytest.mark.parametrize("band", [name for name in BANDS if name != "drum"])
def test_stones_lie_in_the_tangent_plane(band: str) -> None:
    pave = field(BANDS[band], MELEE, 3, -60.0, 60.0, gap=0.1, sunk=0.25)
    for frame in pave.surface_frames:
        angle = math.degrees(math.atan2(frame.origin[0], frame.origin[2]))
        true = BANDS[band].on_surface(angle, frame.origin[1])
        assert frame.origin == pytest.approx(true.origin, abs=1e-7)
        assert frame.z == pytest.approx(true.z, abs=1e-6)


def test_a_flat_band_gives_the_plane_rows_of_equal_discs() -> None:
    """On a cylinder rows of a hexagonal field come nearer than square ones, by the flat law
    sqrt(p² - (s/2)²) but for the band's bend; square rows lie d + g apart exactly."""
    p = 1.2 + 0.1
    square = field(BANDS["flat"], MELEE, 3, gap=0.1, pattern="square")
    rows = sorted({round(f.origin[1], 9) for f in square.frames})
    assert np.diff(rows) == pytest.approx([p, p], abs=1e-8)
    hexagonal = field(60.0, MELEE, 3, gap=0.1)
    rows = sorted({round(f.origin[1], 9) for f in hexagonal.frames})
    step = 2 * math.pi * 60.0 / (len(hexagonal) / 3)
    assert np.diff(rows) == pytest.approx([math.sqrt(p**2 - (step / 2) ** 2)] * 2, abs=2e-3)


def test_one_row_is_an_eternity_ring() -> None:
    """Two ways to one thing: the formula's count and the solver's."""
    for d in (1.0, 1.7, 2.6):
        one, ring = field(10.5, Gem.round(d), 1, gap=0.2), eternity(10.5, Gem.round(d), gap=0.2)
        assert len(one) == len(ring)
        assert one.report.tightest[2] == pytest.approx(ring.report.tightest[2], abs=1e-7)


def test_rows_shift_by_half_a_step_and_square_ones_do_not() -> None:
    for pattern, shift in (("hexagonal", 0.5), ("square", 0.0)):
        pave = field(BANDS["half-round"], MELEE, 3, gap=0.1, pattern=pattern)
        angles = np.degrees([math.atan2(f.origin[0], f.origin[2]) for f in pave.frames])
        n = len(pave) // 3
        step = 360.0 / n
        offset = (angles[n] - angles[0]) / step % 1.0
        assert min(abs(offset - shift), abs(offset - shift - 1)) < 1e-9


def test_a_field_is_symmetric_about_the_band_and_its_part() -> None:
    pave = field(BANDS["tapered"], MELEE, 3, -60.0, 60.0, gap=0.1)
    places = np.array([f.origin for f in pave.frames])
    for mirror in ((1, -1, 1), (-1, 1, 1)):
        away = np.linalg.norm(places[:, None] * mirror - places[None], axis=2).min(axis=1)
        assert away.max() < 1e-6


def test_stones_keep_between_the_angles() -> None:
    """Every lower edge lies inside; one stone more in the longest row would not."""
    pave = field(11.0, MELEE, 3, -40.0, 40.0, gap=0.1)
    reach = []
    for frame in pave.frames:
        for way in (-0.6, 0.6):
            x, _, z = frame.point(way, 0, MELEE.girdle_bottom)
            reach.append(math.degrees(math.atan2(x, z)))
    assert min(reach) >= -40.0
    assert max(reach) <= 40.0
    step = math.degrees((1.2 + 0.1) / 11.0)
    assert max(reach) > 40.0 - 1.05 * step / 2


def test_as_many_rows_as_the_width_holds() -> None:
    band = BANDS["flat"]
    pave = field(band, MELEE, None, gap=0.1, width=6.0)
    rows = sorted({round(f.origin[1], 9) for f in pave.frames})
    assert rows[-1] - rows[0] + 1.2 <= 6.0 + 1e-9
    more = len(rows) + 1
    with pytest.raises(ParameterError, match=r"rows of 1.2 mm stones .* cover .* width is 6 mm"):
        field(band, MELEE, more, gap=0.1, width=6.0)


def test_curved_rows_follow_their_stations() -> None:
    curve = ((-50.0, -0.8), (0.0, 0.6), (50.0, -0.8))
    pave = field(BANDS["flat"], MELEE, 1, -50.0, 50.0, gap=0.1, across=curve)
    for frame in pave.frames:
        angle = math.degrees(math.atan2(frame.origin[0], frame.origin[2]))
        assert frame.origin[1] == pytest.approx(0.6 - 1.4 * abs(angle) / 50.0, abs=1e-9)
    assert pave.report.tightest[2] >= 0.1 - 1e-7


@SOME
@given(
    st.sampled_from([MELEE, Gem.princess(1.3, 1.3), Gem.oval(1.6, 1.1), Gem.round(0.8)]),
    st.integers(1, 4),
    st.floats(0.08, 0.3),
    st.sampled_from(["hexagonal", "square"]),
    st.sampled_from(["flat", "court", "drum"]),
)
def test_any_field_keeps_its_gap(gem: Gem, rows: int, wide: float, pattern: str, band: str) -> None:
    pave = field(BANDS[band], gem, rows, -50.0, 50.0, gap=wide, pattern=pattern)
    assert pave.report.tightest[2] >= wide - 1e-7
    first = [gap(gem, pave.frames[i], gem, pave.frames[j]) for i, j in pave.pairs]
    assert min(first) == pytest.approx(pave.report.tightest[2], abs=1e-8)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"rows": 7}, r"7 rows of 1.2 mm stones do not lie on this band. .* beside the band"),
        ({"rows": None}, r"give the number of rows, or the width"),
        ({"start": 0.0, "end": 4.0}, r"no stone of 1.2 mm fits between 0° and 4°"),
        ({"pattern": "round"}, r"field.pattern"),
        ({"start": 9.0, "end": 8.0}, r"no part of a band"),
    ],
)
def test_what_cannot_be_is_refused(wishes: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        field(**({"band": BANDS["half-round"], "gem": MELEE} | wishes))


def test_docstrings() -> None:
    assert doctest.testmod(jewelcad.layouts.fields).failed == 0
