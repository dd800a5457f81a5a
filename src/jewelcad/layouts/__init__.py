"""Layouts: where stones go, with gaps that are true gaps between girdles in space.

A layout is stones on their girdle frames; nothing is built. Each function is imported when it is
first asked for (PEP 562).

* ``rows``: `eternity` and `along`; ``graded``: `graduated` and `between`, from a `Stock`
* ``halo``: `around` a stone, `upon` a closed line; ``fields``: `field`, pavé over a band
* ``layout``: `Layout` and its report; ``girdles``: `gap`, the distance of two girdles
* ``places``: surfaces and paths; ``spacing``: equal gaps along a path
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jewelcad.layouts.fields import field
    from jewelcad.layouts.girdles import gap
    from jewelcad.layouts.graded import between, graduated
    from jewelcad.layouts.halo import around, upon
    from jewelcad.layouts.layout import Layout, Report
    from jewelcad.layouts.rows import along, eternity
    from jewelcad.layouts.stock import Stock

_HOME = {
    "fields": ("field",),
    "girdles": ("gap",),
    "graded": ("between", "graduated"),
    "halo": ("around", "upon"),
    "layout": ("Layout", "Report"),
    "rows": ("along", "eternity"),
    "stock": ("Stock",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Layout",
    "Report",
    "Stock",
    "along",
    "around",
    "between",
    "eternity",
    "field",
    "gap",
    "graduated",
    "upon",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
