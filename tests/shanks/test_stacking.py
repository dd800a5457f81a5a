"""A stacking band follows the very ring it is worn beside, and the gap is proved on both meshes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shank_kinds import solid

from jewelcad import ParameterError, Ring, RingSize, finish
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.settings import Bezel, Halo, ProngHead
from jewelcad.shanks import CathedralShank, Section, Shank, StackingBand, half_round
from jewelcad.workpiece import Part, Workpiece

US7 = RingSize("US 7")
PLAIN = Shank(US7, half_round(2.2, 1.8))
OURS = half_round(1.8, 1.7)


def worn(part: Part, turn: float = 0.0) -> Ring:
    return Ring(PLAIN, part.on(PLAIN.top @ Frame().turned(turn)))


def halo() -> Ring:
    head = ProngHead(Gem.round(5.5))
    return Ring(PLAIN, head.on(PLAIN.top), Halo(head, Gem.round(1.3)).on(PLAIN.top @ head.seat))


def cathedral() -> Ring:
    shank = CathedralShank(US7, half_round(2.4, 1.8), at_top=Section(1.9))
    return Ring(shank, ProngHead(Gem.round(6.0)).on(shank.top))


RINGS: dict[str, Callable[[], Ring]] = {
    "solitaire": lambda: worn(ProngHead(Gem.round(6.5))),
    "oval across the finger": lambda: worn(ProngHead(Gem.oval(8, 6)), 90.0),
    "princess": lambda: worn(ProngHead(Gem.princess(5.5))),
    "oval bezel": lambda: worn(Bezel(Gem.oval(8, 6))),
    "pear bezel, askew": lambda: worn(Bezel(Gem.of("pear", width=5.0)), 30.0),
    "halo": halo,
    "cathedral": cathedral,
}


def apart(band: StackingBand, ring: Ring, turned: float = 0.0) -> float:
    """Least distance of the two finished rings, by manifold, mm."""
    ours = solid(finish.mesh(Ring(band).workpiece("set"), 0.004)).rotate((0.0, 0.0, turned))
    return solid(finish.mesh(ring.workpiece("set"), 0.004)).min_gap(ours, 0.5)


@pytest.mark.parametrize("name", list(RINGS))
def test_the_gap_is_the_least_distance_of_the_finished_rings(name):
    gap, bow = [(0.1, "curve"), (0.3, "wishbone")][list(RINGS).index(name) % 2]
    ring = RINGS[name]()
    band = StackingBand(US7, OURS, other=ring.workpiece("set"), gap=gap, bow=bow)
    assert apart(band, ring) == pytest.approx(gap, abs=0.02)


def test_the_other_side_is_followed_when_the_ring_is_turned():
    """A lopsided head: each side has its own band, both a gap away."""
    ring, about = RINGS["pear bezel, askew"](), Frame().turned(180.0)
    there = StackingBand(US7, OURS, other=ring.workpiece("set").on(about))
    assert apart(there, ring, 180.0) == pytest.approx(there.gap, abs=0.02)


def test_it_lies_closer_than_a_band_about_a_cylinder():
    """The cylinder that holds the head asks for more room than the head does."""
    ring, head = RINGS["solitaire"](), ProngHead(Gem.round(6.5))
    radius = head.gem.girdle_radius + 0.75 * head.claw_diameter
    cylinder = StackingBand(US7, OURS, beside=2.2, head_radius=radius)
    band = StackingBand(US7, OURS, other=ring.workpiece("set"))
    assert band.near(0.0) < cylinder.near(0.0) - 0.5
    assert band.near(180.0) == pytest.approx(cylinder.near(180.0), abs=0.01)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (Ring(PLAIN).workpiece("set"), "stands out nowhere"),
        (worn(Bezel(Gem.oval(20, 7)), 90.0).workpiece("set"), "too steeply"),
        (Workpiece(), "no metal"),
    ],
)
def test_what_cannot_be_followed_is_refused(other, says):
    with pytest.raises(ParameterError, match=says):
        StackingBand(US7, OURS, other=other)
