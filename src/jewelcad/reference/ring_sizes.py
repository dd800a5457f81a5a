"""Ring sizes: what a jeweller says, and the inside diameter in millimetres that it means.

Sources: one in every row of ``ring_sizes.csv`` (formulas) and ``ring_size_tables.csv`` (charts).
Where sources disagree both are named systems: ``UK`` and ``UK-chart-37.8``, ``JP`` and
``JP-chart``. A domed inside (comfort fit) has this diameter at its narrowest, where the gauge
stick touches (ISO 8653).

Examples
--------
>>> size = RingSize("us 6 1/2")
>>> print(size, round(size.diameter, 3))
US 6.5 16.916
>>> print(size.to("EU"))
EU 53 (-0.046 mm in diameter)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Never, final

from jewelcad.reference._ring_systems import RingSystem, ring_system, ring_systems
from jewelcad.reference._ring_text import read_size

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = [
    "Conversion",
    "RingSize",
    "RingSystem",
    "parse_ring_size",
    "ring_system",
    "ring_systems",
]


@final
class RingSize:
    """One ring size; never changes; equal to another when system and value are.

    A plain class and not a dataclass: pydantic writes the fields of a dataclass into JSON schemas
    where a default ``"US 6.5"`` belongs.

    Parameters
    ----------
    size
        ``"US 6.5"``, ``"UK N½"``, ``"N 1/2"`` (a bare letter is UK), ``"EU 54"``, ``"17.2 mm"``,
        ``"54.4 mm circumference"`` in any case and spacing, or another ``RingSize``.

    Attributes
    ----------
    system, value
        The system's name and the size in it as it is written: ``"US"`` and ``"6.5"``.
    diameter
        Inner diameter in mm, at its narrowest.

    Raises
    ------
    ParameterError
        If the text is no size, is ambiguous, or names a size its system does not have.
    """

    __slots__ = ("diameter", "system", "value")

    system: str
    value: str
    diameter: float

    def __init__(self, size: str | RingSize) -> None:
        if isinstance(size, RingSize):
            self._set(size.system, size.value, size.diameter)
            return
        system, number = read_size(size)
        self._set(system.name, system.label(number), system.diameter(number))

    def _set(self, system: str, value: str, diameter: float) -> None:
        for name, content in (("system", system), ("value", value), ("diameter", diameter)):
            object.__setattr__(self, name, content)

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"A RingSize does not change; make another: {name} cannot be set.")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RingSize):
            return NotImplemented
        return (self.system, self.value) == (other.system, other.value)

    def __hash__(self) -> int:
        return hash((self.system, self.value))

    def __reduce__(self) -> tuple[type[RingSize], tuple[str]]:
        return RingSize, (str(self),)

    @property
    def circumference(self) -> float:
        """Inner circumference in mm."""
        return math.pi * self.diameter

    def to(self, system: str) -> Conversion:
        """The nearest size of another system, with the difference stated.

        Raises
        ------
        ParameterError
            If no system has that name.
        """
        return _convert(self, ring_system(system))

    def conversions(self) -> tuple[Conversion, ...]:
        """This size in every system, in the order of ``ring_systems()``."""
        return tuple(_convert(self, system) for system in ring_systems())

    def __str__(self) -> str:
        is_mm = ring_system(self.system).notation == "mm"
        return f"{self.value} {self.system}" if is_mm else f"{self.system} {self.value}"

    def __repr__(self) -> str:
        return f"RingSize({str(self)!r})"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        examples = ["US 6.5", "UK N½", "EU 54", "JP 13", "17.2 mm", "54.4 mm circumference"]
        return {"type": "string", "description": "Ring size with its system", "examples": examples}


@dataclass(frozen=True, slots=True)
class Conversion:
    """A size seen from another system.

    Attributes
    ----------
    origin
        The size that was converted.
    system
        Name of the other system.
    nearest
        Its nearest size, or ``None`` where the ring lies outside the system's range.
    difference
        mm of diameter: nearest less origin; positive means the nearest size is larger.
    note
        Why there is no nearest size; empty where there is one.
    """

    origin: RingSize
    system: str
    nearest: RingSize | None
    difference: float | None
    note: str = ""

    def __str__(self) -> str:
        if self.nearest is None or self.difference is None:
            return self.note
        if abs(self.difference) < 0.0005:
            return f"{self.nearest} (same diameter)"
        return f"{self.nearest} ({self.difference:+.3f} mm in diameter)"


def parse_ring_size(text: str) -> RingSize:
    """The ring size that ``text`` names; see ``RingSize`` for what is accepted and raised."""
    return RingSize(text)


def _convert(size: RingSize, system: RingSystem) -> Conversion:
    if size.system == system.name:
        return Conversion(size, system.name, size, 0.0)
    number = system.nearest(size.diameter)
    if number is None:
        note = f"no {system.name} size: {size.diameter:.2f} mm is outside {system.range_words}"
        return Conversion(size, system.name, None, None, note)
    nearest = RingSize(system.write(number))
    return Conversion(size, system.name, nearest, nearest.diameter - size.diameter)
