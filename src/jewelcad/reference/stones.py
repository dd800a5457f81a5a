"""Species of stones: specific gravity, refraction, hardness, whether they may be cast in place.

Sources: one in every row of ``stones.csv``. Colours are our choice for display.

Examples
--------
>>> species("CZ").specific_gravity
5.8
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jewelcad.errors import ParameterError
from jewelcad.reference._tables import (
    Rgb,
    Row,
    key,
    linear_rgb,
    names,
    number,
    rgb,
    rows,
    shown,
    unknown,
)


@dataclass(frozen=True, slots=True)
class Species:
    """One species or variety of stone.

    Attributes
    ----------
    name, aliases
        How a jeweller says it.
    specific_gravity, sg_lo, sg_hi
        The value to use, and the range quoted (``None`` where none is).
    ri_lo, ri_hi
        Range of the refractive index; ``None`` where none was found.
    mohs_lo, mohs_hi
        Hardness; ``None`` where none was found.
    heat
        Cast in place: ``ok``, ``no`` or ``not listed``.
    heat_source
        Who says so.
    colour
        sRGB ``#rrggbb`` to draw it in: our choice for display.
    sure, source, note
        How sure the figures are, where they come from, and what to know.
    """

    name: str
    aliases: tuple[str, ...]
    specific_gravity: float
    sg_lo: float | None
    sg_hi: float | None
    ri_lo: float | None
    ri_hi: float | None
    mohs_lo: float | None
    mohs_hi: float | None
    heat: str
    heat_source: str
    colour: str
    sure: str
    source: str
    note: str

    @property
    def density_g_cm3(self) -> float:
        """Density in g/cm³: the specific gravity."""
        return self.specific_gravity

    @property
    def rgb(self) -> Rgb:
        """The display colour as sRGB, 0 to 1."""
        return rgb(self.colour)

    @property
    def linear_rgb(self) -> Rgb:
        """The display colour as linear light, 0 to 1: for glTF and path tracers."""
        return linear_rgb(self.colour)


@cache
def all_species() -> tuple[Species, ...]:
    """All species, in the order of ``stones.csv``."""
    return tuple(_species(row) for row in rows("stones.csv"))


def species(name: str) -> Species:
    """The species a jeweller calls ``name``; case and spacing do not matter.

    Raises
    ------
    ParameterError
        If no row has that name or alias; the message names the nearest.
    """
    if not isinstance(name, str):
        raise ParameterError(f'A species is a name such as "diamond", not {shown(name)}.')
    found = _by_key().get(key(name))
    if found is None:
        known = [spelt for s in all_species() for spelt in (s.name, *s.aliases)]
        raise unknown("stone", name, known, f"Known: {', '.join(s.name for s in all_species())}.")
    return found


@cache
def _by_key() -> dict[str, Species]:
    return {key(name): s for s in all_species() for name in (s.name, *s.aliases)}


def _species(row: Row) -> Species:
    return Species(
        name=row["name"],
        aliases=names(row["aliases"]),
        specific_gravity=float(row["specific_gravity"]),
        sg_lo=number(row["sg_lo"]),
        sg_hi=number(row["sg_hi"]),
        ri_lo=number(row["ri_lo"]),
        ri_hi=number(row["ri_hi"]),
        mohs_lo=number(row["mohs_lo"]),
        mohs_hi=number(row["mohs_hi"]),
        heat=row["heat"],
        heat_source=row["heat_source"],
        colour=row["colour"],
        sure=row["sure"],
        source=row["source"],
        note=row["note"],
    )
