"""jewelcad: short Python scripts become rings that can be cast.

The public names; each is imported from its module when it is first asked for (PEP 562), so
``import jewelcad`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jewelcad.allowance import allow
    from jewelcad.errors import (
        DesignError,
        ExportError,
        GeometryError,
        JewelcadError,
        ParameterError,
    )
    from jewelcad.frames import Frame
    from jewelcad.params import OneOf, Range, Suggest, part
    from jewelcad.pieces import Ring
    from jewelcad.reference import RingSize, alloy
    from jewelcad.script import Design, design, load
    from jewelcad.units import Carat, Deg, Gram, Mm, Percent
    from jewelcad.workpiece import Body, Part, Workpiece

__version__ = "0.1.0"

_HOME = {
    "allowance": ("allow",),
    "errors": ("DesignError", "ExportError", "GeometryError", "JewelcadError", "ParameterError"),
    "frames": ("Frame",),
    "params": ("OneOf", "Range", "Suggest", "part"),
    "pieces": ("Ring",),
    "reference": ("RingSize", "alloy"),
    "script": ("Design", "design", "load"),
    "units": ("Carat", "Deg", "Gram", "Mm", "Percent"),
    "workpiece": ("Body", "Part", "Workpiece"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Body",
    "Carat",
    "Deg",
    "Design",
    "DesignError",
    "ExportError",
    "Frame",
    "GeometryError",
    "Gram",
    "JewelcadError",
    "Mm",
    "OneOf",
    "ParameterError",
    "Part",
    "Percent",
    "Range",
    "Ring",
    "RingSize",
    "Suggest",
    "Workpiece",
    "allow",
    "alloy",
    "design",
    "load",
    "part",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
