"""The systems of ring sizes: which numbers exist in each, and the diameter each one means.

A size inside a system is a number: 6.5 in US; letters count from A = 0, so 13.5 is UK N½ and 26 is
UK Z+1. Steps are whole, halves or quarters, which floats hold exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from jewelcad.reference._tables import Row, key, names, number, rows, unknown

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PARTS = {0.0: "", 0.25: "¼", 0.5: "½", 0.75: "¾"}
_GRID_WORDS = {1.0: "whole sizes", 0.5: "halves", 0.25: "quarters"}


@dataclass(frozen=True, slots=True)
class RingSystem:
    """One way to name ring sizes.

    Attributes
    ----------
    name, aliases, description
        How a jeweller calls it.
    notation
        ``number``, ``letter`` or ``mm``.
    quantity, base, step
        The formula: ``quantity`` (diameter or circumference, mm) ``= base + step * n``;
        unused where ``chart`` gives the diameters.
    grid
        Sizes are multiples of this; ``None`` means any value.
    first, last
        The range, both ends included.
    chart
        Diameters in mm by size, for systems without a formula.
    source, range_source, sure, note
        Where it comes from, and how sure that is.
    """

    name: str
    aliases: tuple[str, ...]
    description: str
    notation: str
    quantity: str
    base: float
    step: float
    grid: float | None
    first: float
    last: float
    chart: tuple[tuple[float, float], ...]
    source: str
    range_source: str
    sure: str
    note: str

    def diameter(self, size: float) -> float:
        """Inner diameter in mm of a size of this system."""
        if self.chart:
            return dict(self.chart)[size]
        length = self.base + self.step * size
        return length / math.pi if self.quantity == "circumference" else length

    def label(self, size: float) -> str:
        """The size as it is written: ``6.5``, ``N½``, ``Z+1``."""
        if self.notation != "letter":
            return f"{int(size)}" if size.is_integer() else repr(size)
        whole = math.floor(size)
        beyond = whole - len(LETTERS) + 1
        letter = f"Z+{beyond}" if beyond > 0 else LETTERS[whole]
        return letter + _PARTS[size - whole]

    def write(self, size: float) -> str:
        """The size with its system: ``US 6.5``, ``17.2 mm``."""
        label = self.label(size)
        return f"{label} {self.name}" if self.notation == "mm" else f"{self.name} {label}"

    def holds(self, size: float) -> bool:
        """Whether ``size`` lies in the range and on the grid."""
        return self.first <= size <= self.last and (not self.grid or size % self.grid == 0)

    def sizes(self) -> tuple[float, ...]:
        """Every size of this system, small to large; none where any value is allowed."""
        if self.grid is None:
            return ()
        count = int((self.last - self.first) / self.grid)
        return tuple(self.first + i * self.grid for i in range(count + 1))

    def nearest(self, diameter: float) -> float | None:
        """The size nearest to an inner diameter in mm; ``None`` outside the range.

        Up to half a step beyond an end still counts as that end.
        """
        if self.grid is None:
            length = diameter * math.pi if self.quantity == "circumference" else diameter
            size = round(length, 2)
            return size if self.holds(size) else None
        sizes = self.sizes()
        found = min(sizes, key=lambda size: abs(self.diameter(size) - diameter))
        other = sizes[1] if found == sizes[0] else sizes[-2]
        half = abs(self.diameter(found) - self.diameter(other)) / 2
        if found in (sizes[0], sizes[-1]) and abs(self.diameter(found) - diameter) > half:
            return None
        return found

    @property
    def grid_words(self) -> str:
        """``halves``, ``quarters``, ``whole sizes``."""
        return _GRID_WORDS[self.grid] if self.grid else "any value"

    @property
    def range_words(self) -> str:
        """``US 0 (11.63 mm) to US 16 (24.64 mm)``."""
        ends = (f"{self.write(s)} ({self.diameter(s):.2f} mm)" for s in (self.first, self.last))
        plain = (self.write(s) for s in (self.first, self.last))
        return " to ".join(plain if self.name == "mm" else ends)


@cache
def ring_systems() -> tuple[RingSystem, ...]:
    """All systems of ring sizes, in the order of ``ring_sizes.csv``."""
    charts = rows("ring_size_tables.csv")
    return tuple(_system(row, charts) for row in rows("ring_sizes.csv"))


def _system(row: Row, charts: tuple[Row, ...]) -> RingSystem:
    chart = tuple(
        (float(line["size"]), float(line["diameter_mm"]))
        for line in charts
        if line["table"] == row["table"]
    )
    return RingSystem(
        name=row["name"],
        aliases=names(row["aliases"]),
        description=row["description"],
        notation=row["notation"],
        quantity=row["quantity"],
        base=number(row["base_mm"]) or 0.0,
        step=number(row["step_mm"]) or 0.0,
        grid=number(row["grid"]),
        first=float(row["first"]),
        last=float(row["last"]),
        chart=chart,
        source=row["source"],
        range_source=row["range_source"],
        sure=row["sure"],
        note=row["note"],
    )


@cache
def by_key() -> dict[str, RingSystem]:
    """Every system by its name and aliases, without case, spaces and hyphens."""
    return {key(name): s for s in ring_systems() for name in (s.name, *s.aliases)}


def ring_system(name: str) -> RingSystem:
    """The system of ring sizes called ``name``.

    Raises
    ------
    ParameterError
        If there is none; the message names the nearest and lists all.
    """
    found = by_key().get(key(name)) if isinstance(name, str) and len(name) <= 60 else None
    if found is None:
        known = [name for s in ring_systems() for name in (s.name, *s.aliases)]
        listing = f"Known: {', '.join(s.name for s in ring_systems())}."
        raise unknown("system of ring sizes", name, known, listing)
    return found
