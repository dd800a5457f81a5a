"""Is a file as large as jewellery, and if not, in what unit would it be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jewelcad.errors import GeometryError, ParameterError

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

UNITS = {"mm": 1.0, "inch": 25.4, "cm": 10.0, "m": 1000.0, "foot": 304.8, "micron": 0.001}
"""mm in each unit, the likeliest first."""

LEAST, MOST = 2.0, 200.0
"""mm; the longest side of anything of jewellery lies between (a choice: a stud and a stiff
necklace). Whatever is up to 50 mm has less than 2 in inches."""

USUAL = 8.0, 80.0
"""mm; the longest side of most pieces (a choice)."""


def known_unit(unit: str) -> str:
    """The name of a unit.

    Raises
    ------
    ParameterError
        If there is none of that name.
    """
    names = {"in": "inch", "inches": "inch", "millimetre": "mm", "millimeter": "mm", "um": "micron"}
    name = names.get(unit.strip().lower(), unit.strip().lower())
    if name not in UNITS:
        raise ParameterError(f"{unit!r} is no unit. Choose from {', '.join(UNITS)}.")
    return name


def check_size(name: str, mesh: Mesh) -> None:
    """Refuse what is too large or small for jewellery, and name the unit that would fit.

    Raises
    ------
    GeometryError
        If the longest side is under `LEAST` or over `MOST`.
    """
    side = float((mesh.vertices.max(axis=0) - mesh.vertices.min(axis=0)).max())
    if LEAST <= side <= MOST:
        return
    fits = [u for u, mm in UNITS.items() if USUAL[0] <= side * mm <= USUAL[1] and u != "mm"]
    few = "small" if side < LEAST else "large"
    said = f"{name} is {side:.4g} mm at its longest, too {few} for jewellery ({LEAST:g} to {MOST:g}"
    if fits:
        meant = " or ".join(f"{side * UNITS[u]:.4g} mm if it was drawn in {u}" for u in fits)
        raise GeometryError(f"{said} mm). It would be {meant}: give the unit {fits[0]}.")
    raise GeometryError(f"{said} mm). Write it again in millimetres, or give the unit, even mm.")
