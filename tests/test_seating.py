"""How stones sit: measured on meshes, equal to what settings declare."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from jewelcad import finish
from jewelcad.gems import Gem
from jewelcad.pieces import Ring
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.seating import Seating, seatings
from jewelcad.settings import Bezel, ProngHead
from jewelcad.shanks import Shank, half_round
from jewelcad.workpiece import Part, Workpiece

SHANK = Shank(RingSize("US 6.5"), half_round(2.2))


def seated(part: Part, tolerance: float = 0.005) -> Seating:
    piece = Ring(SHANK, part.on(SHANK.top))
    made = piece.workpiece("set")
    (found,) = seatings(
        made, finish.mesh(piece.workpiece("cast"), tolerance), finish.mesh(made, tolerance)
    )
    return found


@pytest.mark.parametrize("prongs", [4, 6])
@pytest.mark.parametrize("coverage", [0.3, 0.45])
def test_claws_cover_what_they_say(prongs, coverage):
    """Each of the claws grips, at its place; coverage and clearance within 0.02 mm."""
    gem = Gem.round(6.5)
    head = ProngHead(gem, prongs=prongs, coverage=coverage)
    found = seated(head)
    to_table = gem.girdle_radius - gem.table / 2
    assert found.clearance == pytest.approx(head.clearance, abs=0.02)
    assert found.overlap == 0.0
    assert [g.azimuth for g in found.grips] == pytest.approx(
        [360 * (k + 0.5) / prongs for k in range(prongs)], abs=1.0
    )
    for grip in found.grips:
        assert grip.reach == pytest.approx(coverage * to_table, abs=0.02)
    assert found.held


@pytest.mark.parametrize("cut", ["oval", "pear", "princess", "emerald", "marquise", "heart"])
def test_every_claw_of_any_outline_grips(cut):
    head = ProngHead(Gem.of(cut, width=5.0))
    found = seated(head, 0.01)
    assert len(found.grips) == len(head.places)
    assert found.overlap == 0.0
    assert 0.0 < found.bearing_round < 1.0


def test_a_bezel_bears_all_round():
    """The ledge of a round bezel is as wide as its bearing, along the pavilion's slope."""
    gem = Gem.round(6.0)
    bezel = Bezel(gem, bearing=0.6)
    found = seated(bezel)
    assert found.bearing_round == 1.0
    inner = gem.girdle_radius - bezel.ledge
    slope = math.cos(math.radians(gem.pavilion_angle))
    ring = math.pi * (gem.girdle_radius**2 - inner**2) / slope
    assert found.bearing == pytest.approx(ring, rel=0.03)
    assert len(found.grips) == 1


def test_a_floating_stone_is_told():
    """Lifted out of its seat, a stone touches nothing."""
    piece = Ring(SHANK, ProngHead(Gem.round(5.0)).on(SHANK.top))
    made = piece.workpiece("set")
    lifted = replace(made.stones[0], frame=SHANK.top.lifted(9))
    high = Workpiece(made.metal, made.openings, made.prongs, made.seats, [lifted], made.finger)
    (found,) = seatings(high, finish.mesh(piece.workpiece("cast")), finish.mesh(made))
    assert not found.held
    assert found.clearance == 1.0


def test_culet_to_finger_is_the_heads_height():
    head = ProngHead(Gem.round(5.0))
    found = seated(head, 0.01)
    height = SHANK.thickness(0.0) + head.girdle_height_mm + head.gem.culet_z
    assert found.culet_to_finger == pytest.approx(height, abs=0.02)
