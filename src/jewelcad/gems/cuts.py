"""The cuts by name: defaults from ``cuts.csv``, each row with its source and what is a choice."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jewelcad.errors import ParameterError
from jewelcad.gems.cut import Cut
from jewelcad.params import nearest, specs_of, validated


@dataclass(frozen=True)
class Named:
    """One row of ``cuts.csv``.

    Attributes
    ----------
    name, aliases : what it is called
    family : ``brilliant``, ``step``, ``princess``, ``radiant`` ...
    outline : a name of `shapes.OUTLINES`
    ratio, ratio_lo, ratio_hi : length over width: the default and the trade's range
    values : the other proportions
    facets : documented number, less the girdle's flats and a rose's base where the source counts
        them; None where no source gives one
    source, choice : where the numbers come from, and which of them are a choice
    drawing : the published drawing it was laid beside and what that one has otherwise; files of
        github.com/Ghanhsyam1612/jewels-store, github.com/vlad0007/polyhedron2,
        github.com/ZhenyaMIL/michael-gabriels-shop, github.com/dnaldoog/Gemwest (in its history) and
        github.com/muskanDaruka/diamond-atelier-website-update
    """

    name: str
    aliases: tuple[str, ...]
    family: str
    outline: str
    ratio: float
    ratio_lo: float
    ratio_hi: float
    values: tuple[tuple[str, str], ...]
    facets: int | None
    source: str
    choice: str
    drawing: str

    def cut(self, **changed: Any) -> Cut:
        """The cut with ``changed`` proportions (None: as in the row).

        Raises
        ------
        ParameterError
            If a proportion is unknown or cannot be.
        """
        kind: Any = family(self.family)
        wished = {k: v for k, v in changed.items() if v is not None}
        must_know(self.name, wished, [n for n in specs_of(kind) if n not in _OWN])
        wished = validated(self.name, specs_of(kind), wished, partial=True)
        own = {"name": self.name, "outline_name": self.outline, "ratio": self.ratio}
        made: Cut = kind(**(own | self._numbers(kind) | wished))
        return made

    def _numbers(self, kind: type) -> dict[str, Any]:
        specs = specs_of(kind)
        return {key: specs[key].read(text) for key, text in self.values}


_OWN = ("name", "outline_name")
"""What the row says of a cut and nobody changes."""


def must_know(cut: str, given: Iterable[str], known: Sequence[str]) -> None:
    """Refuse a name that is no proportion of the cut."""
    for name in given:
        if name not in known:
            raise ParameterError(
                f"{name!r} is no proportion of the cut {cut!r}.{nearest(name, known)} It has "
                f"{', '.join(known)}."
            )


def family(name: str) -> type[Cut]:
    """The class that makes the cuts of a family."""
    from jewelcad.gems.brilliant import Brilliant
    from jewelcad.gems.heart import Heart
    from jewelcad.gems.princess import Princess
    from jewelcad.gems.rose import Briolette, Rose
    from jewelcad.gems.step import Radiant, StepCut

    kinds: dict[str, type[Cut]] = {
        "brilliant": Brilliant,
        "briolette": Briolette,
        "heart": Heart,
        "princess": Princess,
        "radiant": Radiant,
        "rose": Rose,
        "step": StepCut,
    }
    return kinds[name]


@functools.cache
def all_cuts() -> tuple[Named, ...]:
    """Every row of ``cuts.csv``, in its order; the round brilliant has a table of its own."""
    import csv  # here and not above: importing the gems must cost nothing

    with Path(__file__).with_name("cuts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_named(row) for row in csv.DictReader(file, strict=True))


def named(name: str) -> Named:
    """The cut a jeweller calls ``name``; case, spaces and hyphens do not matter.

    Raises
    ------
    ParameterError
        If no row has that name or alias.

    Examples
    --------
    >>> named("Navette").name
    'marquise'
    """
    found = _by_key().get(_key(str(name)))
    if found is None:
        known = [cut.name for cut in all_cuts()]
        raise ParameterError(
            f"{name!r} is not a known cut.{nearest(str(name), known)} "
            f"Choose one of round, {', '.join(known)}."
        )
    return found


@functools.cache
def _by_key() -> dict[str, Named]:
    return {_key(name): cut for cut in all_cuts() for name in (cut.name, *cut.aliases)}


def _key(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _pairs(cell: str) -> tuple[tuple[str, str], ...]:
    found = (item.partition("=") for item in cell.split(";") if item.strip())
    return tuple((key.strip(), value.strip()) for key, _, value in found)


def _named(row: dict[str, str]) -> Named:
    return Named(
        row["name"],
        tuple(name.strip() for name in row["aliases"].split(";") if name.strip()),
        row["family"],
        row["outline"],
        float(row["ratio"]),
        float(row["ratio_lo"]),
        float(row["ratio_hi"]),
        _pairs(row["values"]),
        int(row["facets"]) if row["facets"] else None,
        row["source"],
        row["choice"],
        row["drawing"],
    )
