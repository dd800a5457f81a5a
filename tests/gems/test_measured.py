"""Stones from calliper readings: what was read holds, what contradicts itself is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem, Weighing, weighing
from jewelcad.gems.cuts import all_cuts

CUTS = ("round", *(row.name for row in all_cuts()))
HEIGHTS = {
    "depth": "depth",
    "crown": "crown_height",
    "pavilion": "pavilion_depth",
    "girdle": "girdle_thickness",
    "table": "table",
}
"""Each reading, and what the stone calls it."""


def of(cut: str, **readings: Any) -> Gem:
    return Gem.measured(cut, **readings)


def readings_of(stone: Gem) -> dict[str, float]:
    """All a calliper finds on a stone; parts it does not have are left out."""
    found = {key: getattr(stone, name) for key, name in HEIGHTS.items()}
    return {key: value for key, value in found.items() if value > 0.0}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("share", [0.9, 0.96, 1.04, 1.1])
def test_each_reading_holds(cut: str, share: float) -> None:
    usual = Gem.of(cut, width=5.3)
    for key, value in readings_of(usual).items():
        stone = of(cut, length=usual.length, width=5.3, **{key: value * share})
        assert readings_of(stone)[key] == pytest.approx(value * share, abs=1e-9)
        assert stone.width == pytest.approx(5.3, abs=1e-9)
        assert stone.length == pytest.approx(usual.length, abs=1e-9)
        ends = np.ptp(stone.polyhedron.vertices[:, 2])  # the facets too, not the formula alone
        assert ends == pytest.approx(stone.depth, abs=1e-9)


@pytest.mark.parametrize("cut", CUTS)
def test_all_readings_of_a_stone_give_it_back(cut: str) -> None:
    usual = Gem.of(cut, width=4.0)
    stone = of(cut, length=usual.length, width=4.0, **readings_of(usual))
    assert readings_of(stone) == pytest.approx(readings_of(usual), abs=1e-9)
    assert stone.volume == pytest.approx(usual.volume, rel=1e-9)


@given(st.floats(3.8, 4.0), st.floats(3.3, 4.2), st.floats(0.75, 1.1), st.floats(0.15, 0.4))
def test_round_readings(depth: float, table: float, crown: float, girdle: float) -> None:
    stone = of("round", width=6.5, depth=depth, table=table, crown=crown, girdle=girdle)
    told = (stone.depth, stone.table, stone.crown_height, stone.girdle_thickness)
    assert told == pytest.approx((depth, table, crown, girdle), abs=1e-9)
    assert stone.pavilion_depth == pytest.approx(depth - crown - girdle, abs=1e-9)


def test_what_was_not_read_is_as_usual() -> None:
    usual, stone = Gem.oval(8, 6), of("oval", length=8, width=6)
    assert stone == usual
    deeper = of("oval", length=8, width=6, depth=usual.depth + 0.2)
    assert deeper.crown_height == pytest.approx(usual.crown_height, abs=1e-12)
    assert deeper.pavilion_depth == pytest.approx(usual.pavilion_depth + 0.2, abs=1e-9)
    assert of("oval", length=8).width == pytest.approx(8 / 1.4)


def test_the_part_not_read_takes_the_rest() -> None:
    stone = of("emerald", length=7, width=5, depth=3.2, pavilion=2.4, girdle=0.2)
    assert stone.crown_height == pytest.approx(0.6, abs=1e-9)
    stone = of("emerald", length=7, width=5, depth=3.2, pavilion=2.4, crown=0.55)
    assert stone.girdle_thickness == pytest.approx(0.25, abs=1e-9)


def test_a_small_contradiction_goes_to_the_pavilion() -> None:
    told = {"crown": 1.0, "girdle": 0.2, "pavilion": 2.71}
    stone = of("round", width=6.5, depth=3.95, **told)
    assert stone.depth == pytest.approx(3.95, abs=1e-9)
    assert stone.pavilion_depth == pytest.approx(2.75, abs=1e-9)
    with pytest.raises(
        ParameterError, match=r"make 3.91 mm, .* 3.95: \+0.04 mm, more than .* 0.02"
    ):
        of("round", width=6.5, depth=3.95, reading=0.02, **told)


def test_two_diameters_of_a_round_stone() -> None:
    assert of("round", length=6.48, width=6.52).width == pytest.approx(6.5, abs=1e-12)
    assert of("old european", length=6.52, width=6.48).width == pytest.approx(6.5, abs=1e-12)
    with pytest.raises(ParameterError, match=r"6.3 to 6.5 mm differ by 3.1 %.*try an oval"):
        of("round", length=6.5, width=6.3)


def test_the_table_in_percent_and_other_proportions() -> None:
    stone = of("round", width=6.5, table_percent=60, star_length=55, crown_angle=33)
    assert (stone.table, stone.crown_angle) == pytest.approx((3.9, 33.0))
    assert stone.proportions.star_length == 55


def test_the_scale() -> None:
    stone = of("round", width=6.5, depth=3.95, carat=1.06)
    told = weighing(stone, 1.06)
    assert told == Weighing(stone.carat, 1.06)
    assert told.more == pytest.approx(100 * (1.06 / stone.carat - 1))
    assert "thick girdle" in str(told)
    assert "as near as measuring comes" in str(weighing(stone, stone.carat * 0.98))
    assert "another species" in str(weighing(stone, stone.carat * 0.9))
    with pytest.raises(ParameterError, match=r"weighed 1.640 ct, computed 0.996 ct: \+64.*species"):
        of("round", width=6.5, depth=3.95, carat=1.64)  # a zirconia
    zirconia = of("round", width=6.5, depth=3.95, carat=1.64, species="CZ")
    assert zirconia.species == "cubic zirconia"


@pytest.mark.parametrize(
    ("cut", "readings", "said"),
    [
        ("oval", {}, "neither length nor width"),
        ("round", {"depth": 3.9}, "no diameter is given"),
        ("ovl", {"width": 5}, "Did you mean oval"),
        ("oval", {"width": 0}, "width"),
        ("oval", {"width": float("nan")}, "width"),
        ("oval", {"width": "six"}, "width"),
        ("oval", {"width": 6, "table": 3, "table_percent": 50}, "say the same twice"),
        ("oval", {"width": 6, "crown": 1, "crown_angle": 34}, "say the same twice"),
        ("oval", {"width": 6, "depth": 0.5}, r"leaves -\S+ mm for the pavilion.*\(usual\)"),
        ("oval", {"width": 6, "depth": 3.8, "crown": 1.2, "pavilion": 2.6}, "for the girdle"),
        ("oval", {"width": 6, "table": 6.5}, r"read as width 6, table 6.5 mm.*table"),
        ("oval", {"width": 6, "colour": 3}, "colour"),
        ("round", {"width": 6, "colour": 3}, "colour"),
        ("oval", {"width": 6, "species": "rubby"}, "ruby"),
        ("rose", {"width": 6, "pavilion": 1}, "has no pavilion"),
        ("rose", {"width": 6, "table": 1}, "has no table"),
        ("briolette", {"width": 6, "girdle": 1}, "has no girdle"),
        ("princess", {"length": 9, "width": 1}, "length over width"),
    ],
)
def test_refused(cut: str, readings: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        of(cut, **readings)
