"""Shanks: profiles and the bands made of them."""

from jewelcad.shanks.bands import EuroShank, cigar_band, reverse_tapered, tapered, wide_band
from jewelcad.shanks.cathedral import CathedralShank
from jewelcad.shanks.open import BypassShank, OpenShank
from jewelcad.shanks.profiles import (
    Bevelled,
    Concave,
    Court,
    Flat,
    FlatCourt,
    HalfRound,
    KnifeEdge,
    Own,
    Profile,
    RoundWire,
    bevelled,
    concave,
    court,
    flat,
    flat_court,
    half_round,
    knife_edge,
    own_profile,
    round_wire,
)
from jewelcad.shanks.shank import Section, Shank
from jewelcad.shanks.signet import SignetShank
from jewelcad.shanks.split import SplitShank
from jewelcad.shanks.stacking import StackingBand
from jewelcad.shanks.twisted import Rope, TwistedShank, rope

__all__ = [
    "Bevelled",
    "BypassShank",
    "CathedralShank",
    "Concave",
    "Court",
    "EuroShank",
    "Flat",
    "FlatCourt",
    "HalfRound",
    "KnifeEdge",
    "OpenShank",
    "Own",
    "Profile",
    "Rope",
    "RoundWire",
    "Section",
    "Shank",
    "SignetShank",
    "SplitShank",
    "StackingBand",
    "TwistedShank",
    "bevelled",
    "cigar_band",
    "concave",
    "court",
    "flat",
    "flat_court",
    "half_round",
    "knife_edge",
    "own_profile",
    "reverse_tapered",
    "rope",
    "round_wire",
    "tapered",
    "wide_band",
]
