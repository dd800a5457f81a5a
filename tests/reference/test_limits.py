"""Limits: sections 4.1 and 5 of the trade notes, typed here and not read from the CSV."""

from __future__ import annotations

import math

import pytest

from jewelcad.errors import ParameterError
from jewelcad.reference import Limit, limit, prong_diameter
from jewelcad.reference.limits import limits

VALUES = {
    "prong.overlap": 0.15,
    "prong.tip.finished": 0.9,
    "seat.depth.set": 0.40,
    "seat.depth.warn": 0.50,
    "seat.depth.cast": 0.25,
    "seat.clearance": 0.05,
    "culet.clearance": 0.5,
    "gallery.rail_gap": 0.4,
    "gallery.rail_gap.platinum": 0.8,
    "bezel.wall.28ga": 0.32,
    "bezel.wall.26ga": 0.40,
    "bezel.wall.24ga": 0.51,
    "bezel.wall.finished": 0.4,
    "stone.gap": 0.10,
    "stone.gap.default": 0.2,
    "opening.share": 0.66,
    "edge.radius": 0.125,
    "finishing.loss": 0.1,
    "overlap.merge": 0.15,
    "shank.thickness.womens": 1.8,
    "shank.thickness.mens": 2.0,
    "shank.thickness.platinum": 1.6,
    "shank.width.solitaire": 2.5,
    "stl.tolerance": 0.01,
    "check.wall.error": 0.6,
    "check.wall.warn": 0.8,
    "check.band.error": 1.0,
    "check.band.warn": 1.2,
    "check.wire.error": 0.8,
    "check.wire.warn": 1.0,
    "check.prong.error": 0.7,
    "check.prong.warn": 0.9,
    "check.prong.micro.error": 0.35,
    "check.prong.micro.warn": 0.5,
    "check.gap.error": 0.2,
    "check.gap.warn": 0.3,
    "check.gap.platinum.error": 0.4,
    "check.gap.platinum.warn": 0.8,
    "check.opening.error": 0.4,
    "check.engraved_line.error": 0.3,
    "check.engraved_line.warn": 0.35,
    "check.embossed_line.error": 0.35,
    "check.embossed_line.warn": 0.4,
    "check.edge_radius.error": 0.125,
}
RANGES = {
    "prong.coverage": (0.30, 0.50),
    "prong.height": (0.60, 0.80),
    "prong.spare_length": (1.0, 1.5),
    "prong.base.1ct.18k": (1.4, 1.8),
    "prong.base.1ct.platinum": (1.8, 2.2),
    "bezel.lip": (0.50, 0.75),
    "bezel.lip.cabochon": (0.25, 0.3333),
    "stone.gap.channel_curved": (0.2, 0.4),
}
PRESETS = {  # stone width -> claw: both ends of every preset row
    0.5: 0.2,
    0.99: 0.396,
    1.0: 0.4,
    1.19: 0.4,
    1.2: 0.5,
    1.49: 0.5,
    1.5: 0.6,
    1.69: 0.6,
    1.7: 0.7,
    2.49: 0.7,
    2.5: 0.8,
    6.5: 0.8,
    20.0: 0.8,
}


@pytest.mark.parametrize(("key", "value"), VALUES.items())
def test_value(key: str, value: float) -> None:
    assert limit(key).value == value


@pytest.mark.parametrize(("key", "ends"), RANGES.items())
def test_range(key: str, ends: tuple[float, float]) -> None:
    found = limit(key)
    assert (found.lo, found.hi) == ends
    assert ends[0] <= found.value <= ends[1]


@pytest.mark.parametrize("row", limits(), ids=lambda found: found.key)
def test_every_row_is_whole(row: Limit) -> None:
    assert len(row.source) > 4
    assert row.sure in {"high", "medium-high", "medium", "medium-low", "low", "low-medium"}
    assert row.unit.startswith(("mm", "of "))
    assert row.value > 0
    assert (row.lo or 0) <= row.value <= (row.hi or math.inf)


def test_a_middle_of_a_range_says_so() -> None:
    for row in limits():
        if row.lo is not None and row.hi is not None and "middle" in row.note:
            assert row.value == pytest.approx((row.lo + row.hi) / 2)


def test_errors_are_stricter_than_warnings() -> None:
    for row in limits():
        if row.key.startswith("check.") and row.key.endswith(".warn"):
            assert limit(row.key.replace(".warn", ".error")).value < row.value


def test_keys_are_unique() -> None:
    keys = [row.key for row in limits()]
    assert len(keys) == len(set(keys))


def test_it_prints_its_source() -> None:
    text = str(limit("culet.clearance"))
    assert text.startswith("culet.clearance = 0.5 mm (Stuller")


def test_unknown_limit_names_the_nearest() -> None:
    with pytest.raises(ParameterError, match=r"Nearest: .*seat\.clearance"):
        limit("seat.clearence")


@pytest.mark.parametrize(("stone", "diameter"), PRESETS.items())
def test_prong_presets(stone: float, diameter: float) -> None:
    assert prong_diameter(stone, rule="preset").value == pytest.approx(diameter)


@pytest.mark.parametrize(("stone", "diameter"), {**PRESETS, 6.5: 1.04, 20.0: 1.4}.items())
def test_prong_choice(stone: float, diameter: float) -> None:
    # clamp(0.8 + 0.06 (d - 2.5), 0.8, 1.4) from 2.5 mm on; the presets below.
    assert prong_diameter(stone).value == pytest.approx(diameter)


def test_our_interpolation_is_never_passed_off_as_sourced() -> None:
    assert "our choice" in prong_diameter(6.5).source
    assert "not sourced" in prong_diameter(6.5).source
    assert "JewelCraft" in prong_diameter(6.5, rule="preset").source
    assert "JewelCraft" in prong_diameter(2.0).source


@pytest.mark.parametrize("stone", [0, -2, float("nan"), float("inf"), True, "6.5", None])
def test_impossible_stones(stone: float) -> None:
    with pytest.raises(ParameterError, match="stone_width"):
        prong_diameter(stone)


def test_unknown_rule() -> None:
    with pytest.raises(ParameterError, match="choice, preset"):
        prong_diameter(6.5, rule="prest")  # type: ignore[arg-type]
