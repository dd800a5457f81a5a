"""The numbers parts and checks start from, each with its source and how sure it is.

Rows live in ``limits.csv`` and ``prong_diameters.csv``. Where a source gives a range, ``value`` is
what the library uses and the note says that choosing it was ours.

Examples
--------
>>> print(limit("culet.clearance"))
culet.clearance = 0.5 mm (Stuller Production Standards, CAD/CAM)
>>> prong_diameter(6.5, rule="preset").value
0.8
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

from jewelcad.errors import ParameterError
from jewelcad.reference._tables import Row, number, rows, shown, unknown


@dataclass(frozen=True, slots=True)
class Limit:
    """One number of the trade.

    Attributes
    ----------
    key
        Its name, such as ``seat.clearance`` or ``check.wall.error``.
    value, lo, hi
        What the library uses, and the range the sources give (``None`` where they give none).
    unit
        ``mm``, ``mm per side``, or the share it is of (``of crown height``: 0 to 1).
    sure, source, note
        How sure it is, where it comes from, and what to know.
    """

    key: str
    value: float
    lo: float | None
    hi: float | None
    unit: str
    sure: str
    source: str
    note: str

    def __str__(self) -> str:
        return f"{self.key} = {self.value:g} {self.unit} ({self.source})"


@cache
def limits() -> tuple[Limit, ...]:
    """All limits, in the order of ``limits.csv``."""
    return tuple(_limit(row) for row in rows("limits.csv"))


def limit(key: str) -> Limit:
    """The limit named ``key``.

    Raises
    ------
    ParameterError
        If there is none; the message names the nearest.
    """
    found = _by_key().get(key) if isinstance(key, str) else None
    if found is None:
        raise unknown("limit", key, _by_key(), "limits() lists them all.")
    return found


def prong_diameter(stone_width: float, rule: Literal["choice", "preset"] = "choice") -> Limit:
    """Diameter of a claw for a stone of ``stone_width``.

    Parameters
    ----------
    stone_width
        Girdle diameter, or the width of a fancy stone, in mm.
    rule
        ``preset``: the production presets as they are. ``choice``: from 2.5 mm on they grow with
        the stone (rows ``prong.choice.*``: our interpolation, no source); below, the same presets.

    Returns
    -------
    Limit
        ``value`` in mm, with the source of the row used.

    Raises
    ------
    ParameterError
        If the width is not a positive number of mm, or the rule is not known.
    """
    number_given = isinstance(stone_width, int | float) and not isinstance(stone_width, bool)
    if not number_given or not 0 < stone_width < math.inf:
        raise ParameterError(f"stone_width = {shown(stone_width)} is no width: give mm above 0.")
    if rule not in ("choice", "preset"):
        raise unknown("rule for prongs", rule, ("choice", "preset"), "Known: choice, preset.")
    if rule == "choice" and stone_width >= limit("prong.choice.from").value:
        return _chosen(stone_width)
    return _preset(stone_width)


def _chosen(stone_width: float) -> Limit:
    start, slope, least, most = (
        limit(f"prong.choice.{name}") for name in ("from", "slope", "base", "max")
    )
    value = min(least.value + slope.value * (stone_width - start.value), most.value)
    return Limit(
        "prong.diameter", value, least.value, most.value, "mm", least.sure, least.source, least.note
    )


def _preset(stone_width: float) -> Limit:
    row = next(
        row for row in reversed(_prong_presets()) if stone_width >= float(row["stone_from_mm"])
    )
    value = number(row["prong_diameter_mm"]) or float(row["share_of_stone"]) * stone_width
    return Limit("prong.diameter", value, None, None, "mm", row["sure"], row["source"], row["note"])


@cache
def _prong_presets() -> tuple[Row, ...]:
    """The presets of claw diameter by stone width, small stones first."""
    return rows("prong_diameters.csv")


@cache
def _by_key() -> dict[str, Limit]:
    return {found.key: found for found in limits()}


def _limit(row: Row) -> Limit:
    return Limit(
        key=row["key"],
        value=float(row["value"]),
        lo=number(row["lo"]),
        hi=number(row["hi"]),
        unit=row["unit"],
        sure=row["sure"],
        source=row["source"],
        note=row["note"],
    )
