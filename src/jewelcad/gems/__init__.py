"""Stones, made the way a cutter makes them: planes of a faceting diagram, intersected.

`Gem` is the stone a setting is built around; its numbers and outline are formulas and need no
geometry. Its polyhedron, mesh and solid are made when asked for, and equal stones share them.
Nothing heavy is imported before then.

* ``cut``: what every cut tells of itself; ``round``: the round brilliant
* ``cuts``: all others by name, their defaults in ``cuts.csv``; ``making``: stones by name and size;
  ``measured``: by the readings of calliper and scale
* ``brilliant``, ``princess``, ``heart``, ``step``, ``rose``: their facets, from ``planes`` through
  points on the girdle (``stations``); ``chevrons``: the pavilion of princess and radiant
* ``outlines``: the girdle's curve; ``shapes``: its families
* ``holding``: what settings ask, ``section`` among it
* ``asc``: GemCad's files, read and written; its parts ``facetting_notation``, ``asc_reader``,
  ``asc_writer`` and ``asc_measure``
* ``diagram``: tiers of planes; ``polyhedron``: what they enclose (needs numpy and scipy)
* ``grown``: the room a stone needs in metal
* ``profile``: the outline a stone turns in, and its offset
"""

from __future__ import annotations

from jewelcad.gems.cut import Cut
from jewelcad.gems.diagram import Diagram, Tier
from jewelcad.gems.gem import Gem
from jewelcad.gems.measured import Weighing, weighing
from jewelcad.gems.round import RoundBrilliant

__all__ = ["Cut", "Diagram", "Gem", "RoundBrilliant", "Tier", "Weighing", "weighing"]
