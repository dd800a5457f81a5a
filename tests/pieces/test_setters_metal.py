"""Setter's metal: only where metal touches the stone, switched off, weighed."""

from __future__ import annotations

import math

import pytest

from jewelcad import finish, measure
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.layouts import eternity
from jewelcad.pieces import Ring
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import Bezel, Halo, ProngHead, SharedClaws
from jewelcad.shanks import Shank, flat, half_round
from jewelcad.workpiece import NO_SETTERS_METAL, SettersMetal

SHANK = Shank(RingSize("US 6.5"), half_round(2.2))
ROW = Shank(RingSize("US 7"), flat(2.2, 1.8))
GEM = Gem.round(5.0)
HEAD = ProngHead(GEM)


def volume(piece: Ring, setter: SettersMetal, tolerance: float = 0.005) -> float:
    return measure.volume(finish.mesh(piece.workpiece("cast", setter), tolerance))


@pytest.mark.parametrize(
    "piece",
    [
        Ring(SHANK, ProngHead(GEM).on(SHANK.top)),
        Ring(ROW, SharedClaws(eternity(ROW, Gem.round(2.0), gap=0.15), ROW)),
        Ring(SHANK, HEAD.on(SHANK.top), Halo(HEAD, Gem.round(1.3)).on(SHANK.top @ HEAD.seat)),
    ],
)
def test_spare_length_stands_on_what_holds_the_stone_alone(piece):
    """Shank, base, rails, openings and seats are the same bodies; every claw is shorter."""
    full, bare = piece.workpiece("cast"), piece.workpiece("cast", NO_SETTERS_METAL)
    assert bare.metal == full.metal
    assert [s.frame for s in bare.seats] == [s.frame for s in full.seats]
    assert [c.name for c in bare.prongs] == [c.name for c in full.prongs]
    assert all(a.shape != b.shape for a, b in zip(bare.prongs, full.prongs, strict=True))
    assert volume(piece, NO_SETTERS_METAL, 0.01) < volume(piece, SettersMetal(), 0.01)


def test_spare_length_weighs_what_its_claws_weigh():
    """Straight claws of one thickness: section times spare length, along the leaning claw."""
    head = ProngHead(GEM, prongs=4, taper=1.0, spare=1.2)
    piece = Ring(SHANK, head.on(SHANK.top))
    more = volume(piece, SettersMetal()) - volume(piece, NO_SETTERS_METAL)
    length = head.spare / math.cos(math.radians(head.lean))
    claws = 4 * math.pi * head.claw_diameter**2 / 4 * length
    assert more == pytest.approx(claws, rel=0.02)


@pytest.mark.parametrize("left", [0.05, 0.2])
def test_bearing_metal_lies_on_the_bearing_alone(left):
    """On a bezel: the ledge seen from above, as thick as is left; nothing beside the girdle."""
    bezel = Bezel(GEM, bearing=0.6)
    piece = Ring(SHANK, bezel.on(SHANK.top))
    more = volume(piece, SettersMetal(True, left)) - volume(piece, SettersMetal())
    outer, inner = GEM.girdle_radius + bezel.clearance, GEM.girdle_radius - bezel.ledge
    assert more == pytest.approx(math.pi * (outer**2 - inner**2) * left, rel=0.03)


def test_bearing_metal_is_for_casting_only():
    piece = Ring(SHANK, ProngHead(GEM).on(SHANK.top))
    assert piece.workpiece("set", SettersMetal(True, 0.2)) == piece.workpiece("set")


@pytest.mark.parametrize("left", [-0.1, 0.6, float("nan")])
def test_what_no_setter_wants_is_refused(left):
    with pytest.raises(ParameterError, match="SettersMetal.bearing"):
        SettersMetal(bearing=left)
