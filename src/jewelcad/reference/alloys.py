"""Alloys and pattern materials: density, casting temperatures, a colour to draw them in.

Sources: one in every row of ``alloys.csv``, with what the other sources say beside it. Colours are
our choice for display, not measurements.

Examples
--------
>>> alloy("18kt Yellow Gold").density_g_cm3
15.5
"""

from __future__ import annotations

import re
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
    tidy,
    unknown,
)


@dataclass(frozen=True, slots=True)
class Alloy:
    """One alloy, or one material patterns are made of.

    Attributes
    ----------
    name, aliases
        How a jeweller says it.
    kind
        ``gold``, ``silver``, ``platinum``, ``palladium``, ``base`` or ``pattern``.
    density_g_cm3, density_lo, density_hi
        The density to use, and the lowest and highest that any source gives, in g/cm³.
    alternatives
        What each source says.
    solidus_c, liquidus_lo_c, liquidus_hi_c, pour_lo_c, pour_hi_c, flask_c
        Temperatures in °C; ``None`` where no source was found.
    casting_source
        Where the temperatures come from.
    colour
        sRGB ``#rrggbb`` to draw it in: our choice for display.
    sure, source, note
        How sure the density is, where it comes from, and what to know.
    """

    name: str
    aliases: tuple[str, ...]
    kind: str
    density_g_cm3: float
    density_lo: float
    density_hi: float
    alternatives: str
    solidus_c: float | None
    liquidus_lo_c: float | None
    liquidus_hi_c: float | None
    pour_lo_c: float | None
    pour_hi_c: float | None
    flask_c: float | None
    casting_source: str
    colour: str
    sure: str
    source: str
    note: str

    @property
    def rgb(self) -> Rgb:
        """The display colour as sRGB, 0 to 1."""
        return rgb(self.colour)

    @property
    def linear_rgb(self) -> Rgb:
        """The display colour as linear light, 0 to 1: for glTF and path tracers."""
        return linear_rgb(self.colour)


@cache
def alloys(kind: str | None = None) -> tuple[Alloy, ...]:
    """All alloys, or those of one kind, in the order of ``alloys.csv``.

    Raises
    ------
    ParameterError
        If there is no such kind.
    """
    found = tuple(_alloy(row) for row in rows("alloys.csv"))
    if kind is None:
        return found
    kinds = tuple(dict.fromkeys(a.kind for a in found))
    if kind not in kinds:
        raise unknown("kind of alloy", kind, kinds, f"Known: {', '.join(kinds)}.")
    return tuple(a for a in found if a.kind == kind)


def alloy(name: str) -> Alloy:
    """The alloy a jeweller calls ``name``; case, spacing, ``kt`` or ``ct`` do not matter.

    Raises
    ------
    ParameterError
        If no row has that name or alias; the message names the nearest.
    """
    if not isinstance(name, str):
        raise ParameterError(f'An alloy is a name such as "18k yellow", not {shown(name)}.')
    found = _by_key().get(_key(name))
    if found is None:
        known = [spelt for a in alloys() for spelt in (a.name, *a.aliases)]
        raise unknown("alloy", name, known, f"Known: {', '.join(a.name for a in alloys())}.")
    return found


@cache
def _by_key() -> dict[str, Alloy]:
    return {_key(name): a for a in alloys() for name in (a.name, *a.aliases)}


def _key(name: str) -> str:
    """``18 kt Yellow Gold``, ``18ct yellow`` and ``18k yellow`` are one name."""
    karats = re.sub(r"([0-9])[ -]?(?:karat|carat|kt|ct|k)\b", r"\1k", tidy(name))
    plain = re.sub(r"\bgold\b", "", karats) if re.match(r"[0-9]+k", karats) else karats
    return key(plain)


def _alloy(row: Row) -> Alloy:
    return Alloy(
        name=row["name"],
        aliases=names(row["aliases"]),
        kind=row["kind"],
        density_g_cm3=float(row["density_g_cm3"]),
        density_lo=float(row["density_lo"]),
        density_hi=float(row["density_hi"]),
        alternatives=row["alternatives"],
        solidus_c=number(row["solidus_c"]),
        liquidus_lo_c=number(row["liquidus_lo_c"]),
        liquidus_hi_c=number(row["liquidus_hi_c"]),
        pour_lo_c=number(row["pour_lo_c"]),
        pour_hi_c=number(row["pour_hi_c"]),
        flask_c=number(row["flask_c"]),
        casting_source=row["casting_source"],
        colour=row["colour"],
        sure=row["sure"],
        source=row["source"],
        note=row["note"],
    )
