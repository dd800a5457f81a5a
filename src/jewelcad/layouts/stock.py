"""The sizes of stones one can buy, from a list of the user's."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.files import bounded
from jewelcad.gems import Gem

if TYPE_CHECKING:
    from typing import Self

MOST_BYTES, MOST_ROWS, SHOWN = 1 << 20, 5000, 5
"""Bounds of a list, and how many of its faults are told at once (choices)."""
WIDTHS = ("width", "size", "size mm", "width mm", "diameter", "mm")
EXAMPLE = Path(__file__).with_name("stock_example.csv")


@dataclass(frozen=True)
class Item:
    """One size on the list.

    Attributes
    ----------
    gem : the stone
    carat : what the supplier says it weighs, ct; ``None`` where the list does not say
    price : for one stone, in the list's money; ``None`` where the list does not say
    """

    gem: Gem
    carat: float | None = None
    price: float | None = None


@dataclass(frozen=True)
class Stock:
    """Sizes that can be bought, large ones first.

    Examples
    --------
    >>> [item.gem.width for item in Stock.of("round", (1.0, 1.5, 1.2)).items]
    [1.5, 1.2, 1.0]
    """

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise ParameterError("A stock list holds no stones. Give at least one size.")
        order = sorted(self.items, key=lambda i: (-i.gem.width, -i.gem.length, i.gem.cut))
        object.__setattr__(self, "items", tuple(order))

    @property
    def gems(self) -> tuple[Gem, ...]:
        return tuple(item.gem for item in self.items)

    @classmethod
    def of(cls, cut: str, widths: Iterable[float], species: str = "diamond") -> Self:
        """Stones of one cut in several widths, mm, of the cut's usual length."""
        return cls(tuple(Item(Gem.of(cut, width=width, species=species)) for width in widths))

    @classmethod
    def example(cls) -> Self:
        """Round diamonds of 0.8 to 5 mm: an example, not an offer; which sizes are in it is a
        choice. Weights of a trade chart (source in the file)."""
        return cls.read(EXAMPLE)

    @classmethod
    def read(cls, path: str | Path, species: str = "diamond") -> Self:
        """A list in a CSV file: columns ``cut``, ``width`` (mm), and if known ``length`` (mm),
        ``carat``, ``price``; others are passed over. Lines that start with ``#`` are remarks.

        Raises
        ------
        ParameterError
            If the file cannot be read, or lines are wrong; names them.
        """
        import csv

        path = Path(path)
        lines = [
            (number, line)
            for number, line in enumerate(_text(path).splitlines(), start=1)
            if line.strip() and not line.lstrip().startswith("#")
        ]
        if not 1 <= len(lines) - 1 <= MOST_ROWS:
            raise ParameterError(
                f"{path.name} has {max(len(lines) - 1, 0)} rows of stones; a stock list has 1 to "
                f"{MOST_ROWS}."
            )
        mark = ";" if lines[0][1].count(";") > lines[0][1].count(",") else ","
        try:
            cells = list(csv.reader([line for _, line in lines], delimiter=mark, strict=True))
        except csv.Error as error:
            raise ParameterError(f"{path.name} is no CSV table: {error}.") from None
        heading = [cell.strip().casefold() for cell in cells[0]]
        columns = {name: heading.index(name) for name in heading}
        width = next((columns[name] for name in WIDTHS if name in columns), None)
        if width is None or "cut" not in columns:
            raise ParameterError(
                f"{path.name} line {lines[0][0]}: the heading needs the columns cut and width (mm),"
                f" and has {', '.join(heading[:8])}."
            )
        columns["width"] = width
        items, faults = [], []
        for (number, _), row in zip(lines[1:], cells[1:], strict=False):
            try:
                items.append(_item(row, columns, species))
            except ParameterError as error:
                faults.append(f"line {number}: {error}")
        if faults:
            more = f" And {len(faults) - SHOWN} more lines." if len(faults) > SHOWN else ""
            raise ParameterError(f"{path.name}: {' '.join(faults[:SHOWN])}{more}")
        return cls(tuple(items))


def _text(path: Path) -> str:
    data = bounded(path, MOST_BYTES, "Give a stock list.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _item(row: list[str], columns: dict[str, int], species: str) -> Item:
    cell = {
        name: row[k].strip() if k < len(row) else ""
        for name, k in columns.items()
        if name in ("cut", "width", "length", "carat", "price")
    }
    width = _number("width", cell["width"])
    if width is None:
        raise ParameterError("width is empty.")
    length = _number("length", cell.get("length", ""))
    gem = Gem.of(cell["cut"], length, width, species=species)
    return Item(gem, *(_number(name, cell.get(name, "")) for name in ("carat", "price")))


def _number(name: str, text: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text.removesuffix("mm").removesuffix("ct"))
    except ValueError:
        raise ParameterError(
            f"{name} = {text[:30]!r} is no number (decimals by a point)."
        ) from None
    if not 0.0 < value < math.inf:
        raise ParameterError(f"{name} = {text[:30]} is not above 0.")
    return value
