"""What is told of a finished piece, and the record that rebuilds it.

* ``recipe``: script, parameters, stage, tolerance and formats; written into the record and read
  back from it with suspicion (nothing heavy is imported)
* ``facts``: what is measured on the finished piece
* ``setting``: what is measured for the setter
* ``checked``, ``junit``: what the checks found
* ``terminal``: the report as a person reads it
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jewelcad.report.facts import Finished, report
    from jewelcad.report.recipe import RECORD_VERSION, Recipe, read_recipe
    from jewelcad.report.terminal import show

_MODULE_OF = {
    "RECORD_VERSION": "recipe",
    "Recipe": "recipe",
    "read_recipe": "recipe",
    "Finished": "facts",
    "report": "facts",
    "show": "terminal",
}

__all__ = ["RECORD_VERSION", "Finished", "Recipe", "read_recipe", "report", "show"]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
