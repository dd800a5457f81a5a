"""Preview: scenes, still pictures and contact sheets. Nothing heavy is loaded until one is used.

``from jewelcad.preview import render`` loads what it needs at that moment (PEP 562).
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "staging": ("scene_of", "stone_view"),
    "scene": ("Scene", "StoneView", "View", "VIEWS", "view_named"),
    "stone_sheet": ("cut_sheet", "stone_diagram"),
    "stills": ("render", "contact_sheet", "picture_of"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
