"""Stones, made the way a cutter makes them: planes of a faceting diagram, intersected, or domes.

A setting is built around a `Stone`: a `Gem` with facets, a `Cabochon`, a `Pearl` or bead. Numbers
and outline are formulas and need no geometry; polyhedron, mesh and solid are made when asked for,
and equal stones share them. Nothing heavy is imported before then.

* ``stone``: what every stone answers, ``section`` among it
* ``cut``: what every cut tells of itself; ``round``: the round brilliant
* ``cuts``: all others by name, their defaults in ``cuts.csv``; ``making``: stones by name and size;
  ``measured``: by the readings of calliper and scale
* ``brilliant``, ``princess``, ``heart``, ``step``, ``rose``: their facets, from ``planes`` through
  points on the girdle (``stations``); ``chevrons``: the pavilion of princess and radiant,
  ``scissor``: their crossed crown
* ``outlines``: the girdle's curve, of ``outline_pieces``; ``shapes``: its families; ``plan``: area
  and middle of it
* ``scan``: stones from closed meshes; ``scan_frame``: how they lie, ``scan_outline``: their girdle
* ``asc``: GemCad's files, read and written; its parts ``facetting_notation``, ``asc_reader``,
  ``asc_writer`` and ``asc_measure``
* ``diagram``: tiers of planes; ``polyhedron``: what they enclose (needs numpy and scipy)
* ``grown``: the room a stone needs in metal
* ``cabochon``, ``cabochon_making``, ``pearl``: stones without facets
* ``profile``: the outline a stone turns in, and its offset
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jewelcad.gems.cut import Cut
from jewelcad.gems.diagram import Diagram, Tier
from jewelcad.gems.gem import Gem
from jewelcad.gems.measured import Weighing, weighing
from jewelcad.gems.round import RoundBrilliant
from jewelcad.gems.stone import Stone

if TYPE_CHECKING:
    from jewelcad.gems.cabochon import Cabochon
    from jewelcad.gems.pearl import Pearl

__all__ = [
    "Cabochon",
    "Cut",
    "Diagram",
    "Gem",
    "Pearl",
    "RoundBrilliant",
    "Stone",
    "Tier",
    "Weighing",
    "weighing",
]


def __getattr__(name: str) -> Any:
    """Stones without facets, imported when they are first asked for."""
    if name == "Cabochon":
        from jewelcad.gems.cabochon import Cabochon

        return Cabochon
    if name == "Pearl":
        from jewelcad.gems.pearl import Pearl

        return Pearl
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
