"""A designer's own species, from a CSV file.

The first line names the columns. ``name`` and ``specific_gravity`` must be there; the others of
``stones.csv`` may be: ``aliases`` (several with ``;``), ``sg_lo sg_hi ri_lo ri_hi mohs_lo mohs_hi
dispersion dispersion_source heat heat_source colour look sure source note``. One more,
``replaces``, names the built-in species a row is to stand for; without it no row can hide one::

    name,specific_gravity,ri_lo,ri_hi,colour,replaces
    mint garnet,3.61,1.734,1.744,#9be0c0,
    my ruby,3.99,,,,ruby
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

from jewelcad.errors import ParameterError
from jewelcad.files import bounded
from jewelcad.reference._tables import Row, key, names, nearest, shown
from jewelcad.reference.stones import Species, enter, species_built_in

MOST_BYTES, MOST_ROWS, MOST_LETTERS = 1_000_000, 2000, 300
"""What a file may hold (a choice: a hundred species have some 10 kB)."""
GREY = "#d8d8dc"
"""Display colour where a row gives none (a choice)."""
RANGES = {
    "specific_gravity": (0.5, 25.0),
    "sg_lo": (0.5, 25.0),
    "sg_hi": (0.5, 25.0),
    "ri_lo": (1.0, 5.0),
    "ri_hi": (1.0, 5.0),
    "mohs_lo": (1.0, 10.0),
    "mohs_hi": (1.0, 10.0),
    "dispersion": (0.0, 1.0),
}
"""Beyond these a number is a slip (a choice: from jet and amber to metals)."""
HEAT = ("ok", "no", "not listed")
LOOKS = ("clear", "opaque")
COLUMNS = tuple(field.name for field in fields(Species))
NEEDED = ("name", "specific_gravity")


def species_from(path: str | Path) -> tuple[Species, ...]:
    """Read a designer's own species; from then on they are known by name like the built-in ones.

    Reading a file again takes its new values. Either all rows are taken or none.

    Parameters
    ----------
    path : of the CSV file, UTF-8; in a script best beside it,
        ``Path(__file__).with_name("my_stones.csv")``

    Raises
    ------
    ParameterError
        If the file cannot be read, a row cannot be (all are named, by line), or one would hide a
        species that is known already without saying so in its column ``replaces``.
    """
    path = Path(path)
    found, faults = [], []
    for line, row in _rows(path):
        try:
            found.append(_species(row))
        except ParameterError as fault:
            faults.append(f"line {line}: {fault}")
    if not faults:
        faults = list(_twice(found))
    if faults:
        more = f"\n  and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise ParameterError(f"{path.name}:\n  " + "\n  ".join(faults[:10]) + more)
    try:
        enter(str(path.resolve()), tuple(found))
    except ParameterError as fault:
        raise ParameterError(f"{path.name}: {fault}") from fault
    return tuple(found)


def _rows(path: Path) -> list[tuple[int, Row]]:
    """Line number and cells of every row that is not empty."""
    import csv
    from io import StringIO

    reader = csv.reader(StringIO(_text(path), newline=""), strict=True)
    found: list[tuple[int, Row]] = []
    head: list[str] = []
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if not head:
                head = _columns(path, cells)
                continue
            if len(cells) > len(head):
                _refuse(path, reader.line_num, f"{len(cells)} cells for {len(head)} columns. "
                        "Put quotes round text with a comma in it.")  # fmt: skip
            if len(found) == MOST_ROWS:
                _refuse(path, reader.line_num, f"over {MOST_ROWS} species. Make several files.")
            found.append((reader.line_num, dict(zip(head, cells, strict=False))))
    except csv.Error as error:
        _refuse(path, reader.line_num, f"{error}. Save it as comma-separated values.")
    if not found:
        raise ParameterError(
            f"{path.name} holds no species. Write a line of columns, such as "
            f"{','.join(NEEDED)}, and one line for each species."
        )
    return found


def _text(path: Path) -> str:
    data = bounded(path, MOST_BYTES, "Give a table of species.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParameterError(f"{path.name} is not UTF-8 text. Save it as CSV, UTF-8.") from error


def _columns(path: Path, cells: list[str]) -> list[str]:
    head = [cell.casefold().replace(" ", "_") for cell in cells]
    if len(head) == 1 and any(mark in head[0] for mark in ";\t"):
        _refuse(path, 1, "the columns are not parted by commas. Save it as comma-separated values.")
    for name in head:
        if name not in COLUMNS:
            near = nearest(name, COLUMNS)
            known = f"Nearest: {', '.join(near)}." if near else f"Known: {', '.join(COLUMNS)}."
            _refuse(path, 1, f"{shown(name)} is no column. {known}")
        if head.count(name) > 1:
            _refuse(path, 1, f"two columns are called {name}. Leave one of them out.")
    for name in NEEDED:
        if name not in head:
            _refuse(path, 1, f"no column is called {name}. Add it.")
    return head


def _refuse(path: Path, line: int, why: str) -> NoReturn:
    raise ParameterError(f"{path.name} line {line}: {why}")


def _species(row: Row) -> Species:
    for name, cell in row.items():
        if len(cell) > MOST_LETTERS:
            raise ParameterError(f"{name} has {len(cell)} letters; {MOST_LETTERS} are the most.")
    if not key(row["name"]):
        raise ParameterError("it has no name. Write one in the column name.")
    numbers = {name: _number(name, row.get(name, "")) for name in RANGES}
    gravity = numbers.pop("specific_gravity")
    if gravity is None:
        raise ParameterError("specific_gravity is empty. Write it, such as 3.52.")
    _must_rise(numbers, gravity)
    heat = row.get("heat", "").casefold() or "not listed"
    if heat not in HEAT:
        raise ParameterError(f"heat = {shown(heat)} is not one of {', '.join(HEAT)}.")
    colour = row.get("colour", "").lower() or GREY
    if not re.fullmatch("#[0-9a-f]{6}", colour):
        raise ParameterError(f"colour = {shown(colour)} is not like #1f3fa6.")
    look = row.get("look", "").casefold() or "clear"
    if look not in LOOKS:
        raise ParameterError(f"look = {shown(look)} is not one of {', '.join(LOOKS)}.")
    old = row.get("replaces", "")
    return Species(
        name=row["name"],
        aliases=tuple(alias for alias in names(row.get("aliases", "")) if key(alias)),
        specific_gravity=gravity,
        **numbers,
        dispersion_source=row.get("dispersion_source", ""),
        heat=heat,
        heat_source=row.get("heat_source", ""),
        colour=colour,
        look=look,
        sure=row.get("sure", ""),
        source=row.get("source", ""),
        note=row.get("note", ""),
        replaces=species_built_in(old).name if old else "",
    )


def _number(name: str, cell: str) -> float | None:
    if not cell:
        return None
    low, high = RANGES[name]
    try:
        value = float(cell)
    except ValueError:
        hint = "the decimal point as a point, without a unit" if "," in cell else "a number"
        raise ParameterError(f"{name} = {shown(cell)} is not a number. Write {hint}.") from None
    if not (math.isfinite(value) and low <= value <= high):
        raise ParameterError(f"{name} = {value:g} is not between {low:g} and {high:g}.")
    return value


def _must_rise(numbers: dict[str, float | None], gravity: float) -> None:
    """Both ends of a range are there, in order; the specific gravity lies in its own."""
    for kind in ("sg", "ri", "mohs"):
        low, high = numbers[f"{kind}_lo"], numbers[f"{kind}_hi"]
        if (low is None) != (high is None):
            raise ParameterError(f"{kind}_lo and {kind}_hi belong together: give both or neither.")
        if low is not None and high is not None and low > high:
            raise ParameterError(f"{kind}_lo = {low:g} is above {kind}_hi = {high:g}. Swap them.")
        if kind == "sg" and low is not None and high is not None and not low <= gravity <= high:
            raise ParameterError(
                f"specific_gravity = {gravity:g} is not between sg_lo and sg_hi, {low:g} and "
                f"{high:g}. Correct one of the three."
            )


def _twice(found: list[Species]) -> Iterator[str]:
    """What two rows of the file both claim."""
    own: dict[str, Species] = {}
    for kind in found:
        for name in (kind.name, *kind.aliases):
            first = own.setdefault(key(name), kind)
            if first is not kind:
                yield f"{name!r} is a name of {first.name!r} and of {kind.name!r}. Change one."
    replaced = Counter(kind.replaces for kind in found if kind.replaces)
    yield from (f"{n} rows replace {name}. Keep one." for name, n in replaced.items() if n > 1)
