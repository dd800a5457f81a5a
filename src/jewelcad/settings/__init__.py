"""Settings: what holds a stone. Each is imported when it is first asked for (PEP 562)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jewelcad.settings.bar import Bars
    from jewelcad.settings.bezel import Bezel
    from jewelcad.settings.channel import Channel
    from jewelcad.settings.crown_head import CrownHead
    from jewelcad.settings.flush import Flush
    from jewelcad.settings.halo import Halo
    from jewelcad.settings.hollows import Hollows
    from jewelcad.settings.lip import strip_wall
    from jewelcad.settings.millegrain import Millegrain
    from jewelcad.settings.pave import Pave
    from jewelcad.settings.peg_head import PegHead
    from jewelcad.settings.prong import ProngHead
    from jewelcad.settings.scallops import Scallops
    from jewelcad.settings.shared_claw import SharedClaws
    from jewelcad.settings.side_by_side import abreast, beside, weighing_share
    from jewelcad.settings.steps import Steps
    from jewelcad.settings.tension import Tension
    from jewelcad.settings.trellis import TrellisHead
    from jewelcad.settings.tulip import TulipHead

_MODULE_OF = {
    "Bars": "bar",
    "Bezel": "bezel",
    "Channel": "channel",
    "CrownHead": "crown_head",
    "Flush": "flush",
    "Halo": "halo",
    "Pave": "pave",
    "PegHead": "peg_head",
    "ProngHead": "prong",
    "SharedClaws": "shared_claw",
    "Hollows": "hollows",
    "Millegrain": "millegrain",
    "Scallops": "scallops",
    "Steps": "steps",
    "Tension": "tension",
    "TrellisHead": "trellis",
    "TulipHead": "tulip",
    "abreast": "side_by_side",
    "beside": "side_by_side",
    "strip_wall": "lip",
    "weighing_share": "side_by_side",
}

__all__ = [
    "Bars",
    "Bezel",
    "Channel",
    "CrownHead",
    "Flush",
    "Halo",
    "Hollows",
    "Millegrain",
    "Pave",
    "PegHead",
    "ProngHead",
    "Scallops",
    "SharedClaws",
    "Steps",
    "Tension",
    "TrellisHead",
    "TulipHead",
    "abreast",
    "beside",
    "strip_wall",
    "weighing_share",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
