"""Species of stones: specific gravity, refraction, hardness, whether they may be cast in place.

Sources: one in every row of ``stones.csv``. Colours and looks are our choice for display. A
designer's own species come from a file: see `species_from` in ``own_stones``.

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
    dispersion, dispersion_source
        Difference of the refractive index from red to violet (lines B to G where the source says),
        and who gives it; ``None`` where no source was found.
    heat
        Cast in place: ``ok``, ``no`` or ``not listed``.
    heat_source
        Who says so.
    colour
        sRGB ``#rrggbb`` to draw it in: our choice for display.
    look
        ``clear`` or ``opaque``: how it is drawn, our choice; opal and jade may be either.
    sure, source, note
        How sure the figures are, where they come from, and what to know.
    replaces
        Of a designer's own species: the built-in one it stands for, said in its row.
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
    dispersion: float | None
    dispersion_source: str
    heat: str
    heat_source: str
    colour: str
    look: str
    sure: str
    source: str
    note: str
    replaces: str = ""

    @property
    def density_g_cm3(self) -> float:
        """Density in g/cm³: the specific gravity."""
        return self.specific_gravity

    @property
    def refractive_index(self) -> float | None:
        """The middle of the range found; None where none was."""
        known = [index for index in (self.ri_lo, self.ri_hi) if index is not None]
        return sum(known) / len(known) if known else None

    @property
    def rgb(self) -> Rgb:
        """The display colour as sRGB, 0 to 1."""
        return rgb(self.colour)

    @property
    def linear_rgb(self) -> Rgb:
        """The display colour as linear light, 0 to 1: for glTF and path tracers."""
        return linear_rgb(self.colour)


def all_species() -> tuple[Species, ...]:
    """All species, in the order of ``stones.csv``, then the designer's own."""
    own = [s for found in _own.values() for s in found]
    replaced = {key(s.replaces) for s in own if s.replaces}
    return (*(s for s in built_in() if key(s.name) not in replaced), *own)


@cache
def built_in() -> tuple[Species, ...]:
    """The species of ``stones.csv``."""
    return tuple(_species(row) for row in rows("stones.csv"))


_own: dict[str, tuple[Species, ...]] = {}
"""The designer's own species by the file they came from."""


def enter(file: str, found: tuple[Species, ...]) -> None:
    """Let the species of a designer's ``file`` be known by name, instead of what it gave before.

    Raises
    ------
    ParameterError
        If a name is taken by a species of another file, or by a built-in one that the row does not
        say it replaces.
    """
    taken = {key(name): s for other, kinds in _own.items() if other != file
             for s in kinds for name in _names(s)}  # fmt: skip
    for s in found:
        given_up = (
            {key(name) for name in _names(species_built_in(s.replaces))} if s.replaces else ()
        )
        for name in map(key, (s.name, *s.aliases, s.replaces)):
            theirs = taken.get(name) or (None if name in given_up else _built_in_by_key().get(name))
            if theirs:
                raise ParameterError(
                    f"{s.name!r} would hide {theirs.name!r} (specific gravity "
                    f"{theirs.specific_gravity:g}), which is known already. Choose another name or "
                    f"alias, or write {theirs.name} in the column replaces to mean it."
                )
    _own[file] = found
    _by_key.cache_clear()


def species_built_in(name: str) -> Species:
    """The built-in species called ``name``.

    Raises
    ------
    ParameterError
        If there is none.
    """
    found = _built_in_by_key().get(key(name))
    if found is None:
        raise unknown("stone", name, [s.name for s in built_in()], "See: jewelcad stones.")
    return found


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
    own = [s for found in _own.values() for s in found]
    replaced = [(s, species_built_in(s.replaces)) for s in own if s.replaces]
    found = {key(name): s for s in all_species() for name in _names(s)}
    return found | {key(name): s for s, old in replaced for name in _names(old)}


@cache
def _built_in_by_key() -> dict[str, Species]:
    return {key(name): s for s in built_in() for name in _names(s)}


def _names(kind: Species) -> tuple[str, ...]:
    return (kind.name, *kind.aliases)


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
        dispersion=number(row["dispersion"]),
        dispersion_source=row["dispersion_source"],
        heat=row["heat"],
        heat_source=row["heat_source"],
        colour=row["colour"],
        look=row["look"],
        sure=row["sure"],
        source=row["source"],
        note=row["note"],
    )
