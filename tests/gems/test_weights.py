"""Every formula row of domain.md §2.4: what the cut weighs at the proportions the row means.

``ct = L W D k`` for diamond, ``ct = L W D k SG`` for coloured stones. A factor tells how full a
stone is, so it holds for some proportions only: each row names them, inside the ranges of §2.2.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from jewelcad.gems import Gem

WITHIN = 0.03
DIAMOND = 3.52

RANGES = {
    "round": ((53, 58), (59, 63)),
    "oval": ((53, 63), (58, 64)),
    "pear": ((53, 63), (58, 64)),
    "marquise": ((53, 64), (58, 64)),
    "heart": ((50, 63), (58, 64)),
    "princess": ((57, 72), (62, 76)),
    "cushion": ((50, 60), (50, 80)),
    "emerald": ((58, 69), (58, 67)),
    "asscher": ((50, 69), (58, 67)),
    "radiant": ((63, 70), (65, 70)),
    "trilliant": ((40, 80), (30, 40)),
}
"""domain.md §2.1 and §2.2: table and depth, %; a cushion's depth, a trilliant's table unsourced; a
radiant's: pobjoydiamonds.com."""

LONG = {"spread": 80.0, "table": 60.0, "pavilion_angle": 39.4, "lower_half": 69.0}
"""A long marquise, full over its whole length, as the row's larger factors want it."""
OBLONG = {"crown": "scissor", "crown_angle": 32.0, "pavilion_angle": 38.0, "girdle": 3.0}
KEELED = {
    "crown": "scissor",
    "table": 70.0,
    "crown_angle": 34.0,
    "pavilion_angle": 39.0,
    "girdle": 3.0,
    "upper_angle": 64.0,
    "keel": 40.0,
}
LONGEST = {
    "pavilion_angle": 38.5,
    "girdle": 4.0,
    "upper_angle": 66.0,
    "keel": 48.0,
    "chevron_reach": 45.0,
    "triangle_reach": 20.0,
}
"""A rectangular princess. The row's 0.0090 to 0.0105 rises with the length: 0.0090 at 1.5, 0.0100
at 2.0, 0.0105 at 2.5 (jewelrynotes.com/estimate-carat-weight-princess-cut-diamonds). Under a
pointed culet no pavilion whose mains start at the corners fills more than half its depth, so the
longer ones mean a keel, a crown with a step, and no thin girdle."""
ROWS: list[tuple[str, float, float, dict[str, Any]]] = [
    ("round", 1.0, 0.0061, {"star_length": 55.0, "lower_half": 75.0, "girdle": 3.0}),
    ("round", 1.0, 0.0060, {}),  # "some": GIA's reference stone
    ("oval", 1.3, 0.0062, {}),  # k is for the average diameter squared
    ("oval", 1.5, 0.0062, {"spread": 80.0}),
    ("heart", 1.0, 0.0059, {"table": 54.0, "crown_angle": 35.0, "pavilion_angle": 44.0}),
    ("trilliant", 0.954, 0.0057, {}),
    ("baguette", 2.0, 0.00915, {}),
    ("tapered baguette", 2.0, 0.00915, {}),  # k is for the mean of its two ends
    ("marquise", 1.5, 0.00565, {}),
    ("marquise", 1.75, 0.00570, {}),
    ("marquise", 2.0, 0.00580, {}),
    ("marquise", 2.25, 0.00583, {"girdle": 5.0, "spread": 75.0}),
    ("marquise", 2.5, 0.00585, {"girdle": 5.0, "spread": 75.0}),
    ("marquise", 2.75, 0.00590, LONG | {"girdle": 5.0}),
    ("marquise", 3.0, 0.00595, LONG | {"girdle": 6.0}),
    ("pear", 1.25, 0.00615, {}),
    ("pear", 1.5, 0.00600, {}),
    ("pear", 1.66, 0.00590, {}),
    ("pear", 2.0, 0.00575, {}),
    ("emerald", 1.0, 0.0080, {"pavilion_angle": 44.0, "girdle": 4.0, "fan": 5.5}),
    ("emerald", 1.5, 0.0092, {"pavilion_angle": 44.0, "girdle": 3.9}),
    ("emerald", 2.0, 0.0100, {"table": 66, "pavilion_angle": 44, "girdle": 3.8, "fan": 10}),
    ("emerald", 2.5, 0.0106, {"table": 67, "pavilion_angle": 44, "girdle": 4, "fan": 12}),
    ("princess", 1.0, 0.0083, {}),
    ("princess", 1.5, 0.0090, OBLONG | {"upper_angle": 60.0, "keel": 10.0}),
    ("princess", 2.0, 0.0100, KEELED | {"chevron_reach": 50.0, "triangle_reach": 25.0}),
    ("princess", 2.5, 0.0105, KEELED | LONGEST),
    # from JewelCraft's volume factors: no factor of a laboratory is known
    (
        "cushion",
        1.0,
        0.0075,
        {"girdle": 5, "spread": 60, "lower_half": 65, "pavilion_angle": 39.5},
    ),
    ("asscher", 1.0, 0.0081, {"table": 63, "fan": 10, "pavilion_angle": 44.5}),
    ("radiant", 1.0, 0.0079, {}),
    ("flanders", 1.0, 0.00728, {}),
    ("princess", 1.0, 0.0084, {}),
    ("trilliant", 0.954, 0.0055, {"girdle": 4.0}),
    ("trillion", 0.954, 0.0048, {"bulge": 8.0}),  # hardly bulged: the labs' 0.0057 is fuller
]


def factor(stone: Gem) -> float:
    """ct over length, width and depth, with the squares and means a row is for."""
    area = stone.length * stone.width
    if stone.cut == "oval":
        area = ((stone.length + stone.width) / 2.0) ** 2
    if stone.cut == "cushion" and stone.length == stone.width and stone.species != "diamond":
        area = ((_across_corners(stone) + stone.width) / 2.0) ** 2
    if stone.cut == "tapered baguette":
        ends = [abs(y) for x, y in stone.corners if x > 0.0], [abs(y) for x, y in stone.corners]
        area = stone.length * (max(ends[0]) + max(ends[1]))
    return stone.carat / area / stone.depth


def _across_corners(stone: Gem) -> float:
    """The longest line over the girdle, mm."""
    return 2.0 * max(math.hypot(x, y) for x, y, _ in stone.polyhedron.vertices)


def must_be_cut_so(stone: Gem) -> None:
    """Table and depth lie where the trade has them."""
    percent = 100.0 / stone.width
    table, depth = RANGES.get(stone.cut, ((40, 80), (30, 80)))
    assert table[0] <= stone.table * percent <= table[1]
    assert depth[0] <= stone.depth * percent <= depth[1]


@pytest.mark.parametrize(("name", "ratio", "k", "wishes"), ROWS)
def test_diamond(name: str, ratio: float, k: float, wishes: dict[str, Any]) -> None:
    """Within 3 % of the row."""
    stone = Gem.of(name, width=5.0, ratio=ratio, **wishes)
    must_be_cut_so(stone)
    assert factor(stone) == pytest.approx(k, rel=WITHIN)


COLOURED: list[tuple[str, float, str, dict[str, Any]]] = [
    # length times width, not the average squared: a lumpy stone of a thick girdle (dendritics)
    (
        "oval",
        1.4,
        "0.0020",
        {"girdle": 8.0, "table": 60.0, "crown_angle": 38.0, "pavilion_angle": 38.0},
    ),
    (  # lumpy and thick (esslinger); the trade's other factor for it, 0.0018, is below
        "heart",
        1.0,
        "0.0021",
        {
            "girdle": 11.0,
            "table": 63.0,
            "crown_angle": 44.0,
            "pavilion_angle": 38.0,
            "spread": 90.0,
            "lower_half": 50.0,
        },
    ),
    ("cushion", 1.0, "0.0018", {}),  # the mean of corner to corner and belly, squared (dendritics)
    ("round", 1.0, "0.0018", {"star_length": 55.0, "lower_half": 75.0, "girdle": 3.0}),
    (
        "heart",
        1.0,
        "0.0018",
        {"girdle": 6.5, "spread": 40.0, "lower_half": 65.0, "pavilion_angle": 43.0},
    ),
    ("trilliant", 0.954, "0.0018", {"girdle": 7.0, "table": 62.0, "pavilion_angle": 28.0}),
    ("baguette", 2.0, "0.0026", {}),
    ("tapered baguette", 2.0, "0.0026", {}),
    ("marquise", 1.75, "0.0016", {}),
    ("marquise", 2.0, "0.0017", {"girdle": 5.0, "spread": 75.0}),
    ("pear", 1.5, "0.0018", {"girdle": 5.0, "spread": 80.0}),
    ("emerald", 1.4, "0.0025", {"pavilion_angle": 44.0}),
    ("princess", 1.0, "0.0023", {}),
    ("princess", 1.0, "0.0024", {}),
    ("princess", 1.5, "0.0025", OBLONG),
    ("cushion", 1.2, "0.0022", {"girdle": 5, "spread": 90, "pavilion_angle": 39.5}),
    ("square step", 1.0, "0.0023", {"table": 60.0, "fan": 5.0}),
]
"""Factors of two digits stand for all that round to them."""


@pytest.mark.parametrize(("name", "ratio", "k", "wishes"), COLOURED)
def test_coloured(name: str, ratio: float, k: str, wishes: dict[str, Any]) -> None:
    """Within 3 % of what rounds to the row; the species does not matter to a factor per SG."""
    stone = Gem.of(name, width=5.0, ratio=ratio, species="ruby", **wishes)
    must_be_cut_so(stone)
    low, high = float(k) - 0.00005, float(k) + 0.00005
    found = factor(stone) / stone.specific_gravity
    assert low * (1.0 - WITHIN) < found < high * (1.0 + WITHIN)


def test_a_straight_triangle_is_lighter_than_the_bulged_one_its_row_means() -> None:
    """0.0057 is met by the trilliant (above), whose sides bulge: straight ones enclose less."""
    straight, bulged = (Gem.of(name, width=5.0, ratio=1.0) for name in ("triangle", "trilliant"))
    assert factor(straight) < 0.85 * factor(bulged)
