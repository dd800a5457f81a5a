"""Settings: what holds a stone."""

from jewelcad.settings.bezel import Bezel
from jewelcad.settings.prong import ProngHead

__all__ = ["Bezel", "ProngHead"]
