"""Units of public values. Millimetres and degrees everywhere, anything else says so in its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit a number is meant in; shown in messages, tables and schemas."""

    symbol: str


Mm = Annotated[float, Unit("mm")]
Deg = Annotated[float, Unit("°")]
Percent = Annotated[float, Unit("%")]
Gram = Annotated[float, Unit("g")]
Carat = Annotated[float, Unit("ct")]

GRAMS_PER_CARAT = 0.2
"""The metric carat, exactly 200 mg."""


def carats(volume_mm3: float, density_g_cm3: float) -> float:
    """Weight in carats of a stone of ``volume_mm3`` (mm³) and ``density_g_cm3`` (g/cm³)."""
    return volume_mm3 * density_g_cm3 / 1000.0 / GRAMS_PER_CARAT


def grams(volume_mm3: float, density_g_cm3: float) -> float:
    """Weight in grams of ``volume_mm3`` (mm³) at ``density_g_cm3`` (g/cm³)."""
    return volume_mm3 * density_g_cm3 / 1000.0
