"""How a ring of a given size will wear: notes for the report, never silent changes of the size.

There is no standard; the rows of ``fit_rules.csv`` are shop conventions with their sources.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from jewelcad.errors import ParameterError
from jewelcad.reference._tables import Row, number, rows, shown
from jewelcad.reference.ring_sizes import RingSize


@dataclass(frozen=True, slots=True)
class FitNote:
    """One remark on how a ring will wear, and who says so."""

    code: str
    text: str
    source: str


def fit_notes(size: RingSize | str, width: float, comfort: bool = False) -> tuple[FitNote, ...]:
    """What a jeweller should know of the fit.

    Parameters
    ----------
    size
        The nominal ring size.
    width
        Width of the band at its base, in mm.
    comfort
        Whether the inside is domed.

    Raises
    ------
    ParameterError
        If the size is none, or the width is not a positive number of mm.
    """
    size = RingSize(size)
    if isinstance(width, bool) or not isinstance(width, int | float) or not 0 < width < math.inf:
        raise ParameterError(f"width = {shown(width)} is not a band width: give mm above 0.")
    return tuple(
        FitNote(rule["code"], rule["text"].format(size=size, width=width), rule["source"])
        for rule in _rules()
        if _applies(rule, width, comfort)
    )


@cache
def _rules() -> tuple[Row, ...]:
    return rows("fit_rules.csv")


def _applies(rule: Row, width: float, comfort: bool) -> bool:
    if rule["trigger"] == "comfort":
        return comfort
    at_least, over = number(rule["width_from_mm"]), number(rule["width_over_mm"])
    return (at_least is not None and width >= at_least) or (over is not None and width > over)
