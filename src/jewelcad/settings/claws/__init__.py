"""Claws: the kinds a head may have, one module each, and the V that shelters a corner."""

from __future__ import annotations

from jewelcad.settings.claws.fishtail import Fishtail
from jewelcad.settings.claws.kind import Claw, Kind
from jewelcad.settings.claws.pointed import Pointed
from jewelcad.settings.claws.round import Round
from jewelcad.settings.claws.tab import Tab

KINDS: dict[str, Kind] = {
    "round": Round(),
    "pointed": Pointed(),
    "tab": Tab(),
    "fishtail": Fishtail(),
}
"""The kinds by name."""

__all__ = ["KINDS", "Claw", "Kind"]
