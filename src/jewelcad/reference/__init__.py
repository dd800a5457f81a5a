"""Facts of the trade: tables with a source in every row, read on first use.

A name is imported from its module when it is first asked for, so a script that needs a ring size
does not pay for the alloys. The whole tables are ``alloys.alloys()``, ``limits.limits()``,
``stones.all_species()``, ``melee.charts()`` and ``ring_systems()``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jewelcad.reference.alloys import Alloy, alloy
    from jewelcad.reference.limits import Limit, limit, prong_diameter
    from jewelcad.reference.melee import trade_carat, trade_diameter
    from jewelcad.reference.own_stones import species_from
    from jewelcad.reference.ring_fit import FitNote, fit_notes
    from jewelcad.reference.ring_sizes import (
        Conversion,
        RingSize,
        RingSystem,
        parse_ring_size,
        ring_system,
        ring_systems,
    )
    from jewelcad.reference.stones import Species, all_species, species

__all__ = [
    "Alloy",
    "Conversion",
    "FitNote",
    "Limit",
    "RingSize",
    "RingSystem",
    "Species",
    "all_species",
    "alloy",
    "fit_notes",
    "limit",
    "parse_ring_size",
    "prong_diameter",
    "ring_system",
    "ring_systems",
    "species",
    "species_from",
    "trade_carat",
    "trade_diameter",
]

_MODULES = {
    "alloys": ("Alloy", "alloy"),
    "limits": ("Limit", "limit", "prong_diameter"),
    "melee": ("trade_carat", "trade_diameter"),
    "own_stones": ("species_from",),
    "ring_fit": ("FitNote", "fit_notes"),
    "ring_sizes": (
        "Conversion",
        "RingSize",
        "RingSystem",
        "parse_ring_size",
        "ring_system",
        "ring_systems",
    ),
    "stones": ("Species", "all_species", "species"),
}


def __getattr__(name: str) -> object:
    """A public name, from its module (PEP 562)."""
    from importlib import import_module

    for module, names in _MODULES.items():
        if name in names:
            found: object = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
