"""Geometry: the only place that speaks OCCT. Nothing heavy is loaded until a name is used.

``geometry.fuse_all(...)`` imports the kernel at that moment (PEP 562); ``import
jewelcad.geometry`` alone costs nothing, so parts may import it at their top. `contours` and
`shapes` are plain descriptions and never need the kernel to be made.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "solids": ("polyhedron", "moved"),
    "booleans": ("cut_all", "fuse_all", "common"),
    "facts": ("volume", "area", "bounds", "is_valid", "solids_of", "genus"),
    "mesh": ("Mesh",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
