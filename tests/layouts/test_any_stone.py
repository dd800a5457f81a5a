"""Layouts of cabochons and pearls, alone and mixed with facetted stones."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelcad.frames import Frame
from jewelcad.gems import Cabochon, Gem, Pearl, Stone
from jewelcad.layouts import along, around, eternity, field, gap

PEARL = Pearl(4.0, drill="half")
CABOCHON = Cabochon.round(3.0, edge=0.2)
LAWS = settings(derandomize=True, deadline=None, max_examples=30)


@LAWS
@given(tilt=st.floats(-60, 60), turn=st.floats(0, 360), away=st.floats(4.05, 9))
def test_between_pearls_the_balls_decide(tilt: float, turn: float, away: float) -> None:
    """However they lean: middles less the diameter, above and beside each other."""
    a, b = math.radians(turn), math.radians(tilt)
    way = (math.cos(a) * math.cos(b), math.sin(a) * math.cos(b), math.sin(b))
    leaning = Frame().tilted(tilt)
    x, y, z = (away * w for w in way)
    other = Frame((x, y, z), leaning.x, leaning.z)
    assert gap(PEARL, Frame(), PEARL, other) == pytest.approx(away - 4.0, abs=1e-8)


def test_a_pearl_beside_a_cabochon() -> None:
    """Level with the edge the radii decide; above it the ball's way to the edge's rim."""
    level = Frame(origin=(4.0, 0.0, 0.05))
    assert gap(CABOCHON, Frame(), PEARL, level) == pytest.approx(4.0 - 1.5 - 2.0, abs=1e-8)
    above = Frame(origin=(4.0, 0.0, 1.1))
    assert gap(CABOCHON, Frame(), PEARL, above) == pytest.approx(math.hypot(2.5, 1.0) - 2.0)


@pytest.mark.parametrize("stone", [PEARL, CABOCHON], ids=lambda s: s.cut)
def test_a_row_has_the_gap_asked(stone: Stone) -> None:
    row = along(11.0, stone, -60, 60, gap=0.3)
    assert all(gem == stone for gem in row.gems)
    assert len(row) > 3
    found = [gap(a, fa, b, fb) for (a, fa), (b, fb) in pairwise(row.stones)]
    assert min(found) >= 0.3 - 1e-8
    assert found == pytest.approx([found[0]] * len(found), abs=1e-8)


def test_an_eternity_of_pearls_by_formula() -> None:
    """Middles on a circle: the gap is the chord less the diameter."""
    row = eternity(12.0, PEARL, gap=0.2)
    radius = math.hypot(*row.frames[0].origin)
    chord = 2.0 * radius * math.sin(math.pi / len(row))
    assert row.report.tightest is not None
    assert row.report.tightest[2] == pytest.approx(chord - 4.0, abs=1e-7)
    assert chord - 4.0 >= 0.2


def test_a_halo_of_cabochons_round_a_pearl_and_a_mixed_row() -> None:
    halo = around(PEARL, Cabochon.round(1.4), gap=0.1)
    for stone, frame in halo.stones:
        assert gap(PEARL, Frame(), stone, frame) >= 0.1 - 1e-8
    round_ = Gem.round(3.0)
    mixed = along(11.0, (round_, CABOCHON, PEARL, CABOCHON, round_), -60, 60, gap=0.2)
    assert mixed.gems == (round_, CABOCHON, PEARL, CABOCHON, round_)
    for (a, fa), (b, fb) in pairwise(mixed.stones):
        assert gap(a, fa, b, fb) >= 0.2 - 1e-8
    assert len(field(11.0, Cabochon.round(1.3), rows=2, gap=0.1)) > 10
