"""Settings: what holds a stone. Each is imported when it is first asked for (PEP 562)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jewelcad.settings.bezel import Bezel
    from jewelcad.settings.channel import Channel
    from jewelcad.settings.flush import Flush
    from jewelcad.settings.prong import ProngHead

__all__ = ["Bezel", "Channel", "Flush", "ProngHead"]

_MODULE_OF = {"Bezel": "bezel", "Channel": "channel", "Flush": "flush", "ProngHead": "prong"}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
