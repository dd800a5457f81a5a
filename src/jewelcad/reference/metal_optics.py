"""Optical constants of metals, as measured, and which metals an alloy is taken to be for them.

Each row of ``metal_optics.csv`` and ``gold_mixtures.csv`` has its source. No measured constants
were found of golds with silver and copper in them, so those are mixtures: each metal's measured
light in proportion to its atoms, an estimate. White golds and the lower carats, of which no mixture
was found either, have the colour of the table of alloys, which is a choice.

Examples
--------
>>> constants("gold")[0]
(399.9, 1.569, 1.839)
"""

from __future__ import annotations

from functools import cache

from jewelcad.errors import ParameterError
from jewelcad.reference._tables import rows
from jewelcad.reference.alloys import Alloy

ATOMIC_WEIGHT = {"gold": 196.967, "silver": 107.868, "copper": 63.546}
"""g/mol (IUPAC)."""

_BY_NAME = {"copper": "copper", "brass": "brass", "stainless steel 420": "steel"}
_BY_KIND = {"silver": "silver", "platinum": "platinum", "palladium": "palladium"}
_BASE = {"gold": "gold", "base": "copper"}


@cache
def constants(metal: str) -> tuple[tuple[float, float, float], ...]:
    """Wavelength (nm, rising), refractive index and extinction of a metal, over the visible.

    Raises
    ------
    ParameterError
        If the table has no such metal.
    """
    table = rows("metal_optics.csv")
    found = tuple(
        (float(row["wavelength_nm"]), float(row["n"]), float(row["k"]))
        for row in table
        if row["metal"] == metal
    )
    if not found:
        known = ", ".join(dict.fromkeys(row["metal"] for row in table))
        raise ParameterError(f"There are no optical constants of {metal!r}; there are {known}.")
    return found


def makeup(alloy: Alloy) -> tuple[dict[str, float], bool]:
    """The metals an alloy is for light, by share of atoms, and whether they give its colour too.

    Silver, platinum and palladium alloys, nine parts in ten of one metal or more, are that metal.
    Where the colour is not theirs it is the alloy's own of the table, and the metal gives the rest.
    Empty for a pattern material, which is no metal.
    """
    if alloy.kind == "pattern":
        return {}, False
    mixed = _mixtures().get(alloy.name)
    if mixed:
        return mixed, True
    pure = _BY_NAME.get(alloy.name) or _BY_KIND.get(alloy.kind)
    return ({pure: 1.0}, True) if pure else ({_BASE[alloy.kind]: 1.0}, False)


@cache
def _mixtures() -> dict[str, dict[str, float]]:
    made = {}
    for row in rows("gold_mixtures.csv"):
        atoms = {metal: float(row[metal]) / weight for metal, weight in ATOMIC_WEIGHT.items()}
        whole = sum(atoms.values())
        made[row["alloy"]] = {metal: share / whole for metal, share in atoms.items() if share}
    return made
