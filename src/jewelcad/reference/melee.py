"""Trade charts of round diamonds: what the parcel paper says for a size, and the size for a weight.

Charts are rounded and cover thicker girdles than a drawn stone has, so they run 10 to 80 % heavier
below 1.5 mm (domain.md §2.5). They stand beside the computed weight and never replace it.

Between two rows the weight goes with a power of the diameter, the one that meets both rows (a
choice; for equal proportions it would be the cube). Beyond its rows a chart says nothing.

Examples
--------
>>> trade_carat(1.3)
0.01
>>> round(trade_carat(1.4), 4), round(trade_diameter(0.0123), 2)
(0.0123, 1.4)
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

from jewelcad.errors import ParameterError
from jewelcad.reference._tables import key, rows, shown, unknown

DEFAULT = "aakash"
"""The chart used unless another is named (a choice: the only one found with stones under 5 mm)."""

Pairs = tuple[tuple[float, float], ...]


@cache
def charts() -> dict[str, Pairs]:
    """The charts by name: (diameter mm, carat), both rising."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in rows("melee.csv"):
        found.setdefault(row["chart"], []).append((float(row["diameter_mm"]), float(row["carat"])))
    return {name: tuple(pairs) for name, pairs in found.items()}


def trade_carat(diameter: float, chart: str = DEFAULT) -> float:
    """What a chart says a round diamond ``diameter`` mm across weighs, ct.

    Raises
    ------
    ParameterError
        If there is no such chart, or it does not reach to that size.
    """
    return _read(_named(chart), diameter, chart, "mm")


def trade_diameter(carat: float, chart: str = DEFAULT) -> float:
    """What a chart says a round diamond of ``carat`` ct measures, mm.

    Raises
    ------
    ParameterError
        As `trade_carat`.
    """
    return _read(tuple((ct, mm) for mm, ct in _named(chart)), carat, chart, "ct")


def reaches(diameter: float, chart: str = DEFAULT) -> bool:
    """Whether a chart has stones of ``diameter`` mm."""
    pairs = _named(chart)
    return pairs[0][0] <= diameter <= pairs[-1][0]


def _named(chart: str) -> Pairs:
    wanted = key(chart) if isinstance(chart, str) else ""
    found = next((pairs for name, pairs in charts().items() if key(name) == wanted), None)
    if found is None:
        listing = f"Choose one of {', '.join(charts())}."
        raise unknown("trade chart", chart, charts(), listing)
    return found


def _read(pairs: Pairs, value: float, chart: str, unit: str) -> float:
    (least, _), (most, _) = pairs[0], pairs[-1]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ParameterError(f"{shown(value)} is not a number of {unit}.")
    if not least <= value <= most:
        raise ParameterError(
            f"The trade chart {chart!r} goes from {least:g} to {most:g} {unit}, not to "
            f"{value:g} {unit}. Take the computed weight, or another chart: "
            f"{', '.join(charts())}."
        )
    (a, low), (b, high) = next(pair for pair in pairwise(pairs) if value <= pair[1][0])
    if value in (a, b):
        return low if value == a else high
    power = math.log(high / low) / math.log(b / a)
    return low * math.exp(power * math.log(value / a))
