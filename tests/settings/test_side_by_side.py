"""Heads side by side: true gaps, symmetry, and side stones of the right weight."""

from __future__ import annotations

import pytest

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.layouts import gap
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import ProngHead, abreast, weighing_share
from jewelcad.shanks import Shank, half_round

BAND = Shank(RingSize("US 6.5"), half_round(2.4, 1.9))


@pytest.mark.parametrize("level", [0.0, 0.3])
@pytest.mark.parametrize("sizes", [(4, 4), (4, 6.5, 4), (3, 3.5, 4, 3.5, 3)])
def test_gaps_hold_and_both_sides_mirror(sizes, level):
    """Every neighbouring pair keeps the gap; a symmetric row stands symmetrically."""
    heads = [ProngHead(Gem.round(d), prongs=4) for d in sizes]
    frames = abreast(BAND, heads, gap=0.4, level=level)
    seats = [f @ h.seat for f, h in zip(frames, heads, strict=True)]
    for k in range(len(heads) - 1):
        apart = gap(heads[k].gem, seats[k], heads[k + 1].gem, seats[k + 1])
        assert apart >= 0.4 - 1e-6
    for one, other in zip(frames, reversed(frames), strict=True):
        (x, y, z), (mx, my, mz) = one.origin, other.origin
        assert (x, y, z) == pytest.approx((-mx, my, mz), abs=1e-6)


def test_equal_heads_are_just_the_gap_apart():
    """Of two equal upright heads the girdles' nearest points lie in the plan: no more than asked
    but for what their lean adds."""
    heads = [ProngHead(Gem.round(4.0), prongs=4)] * 2
    one, other = (f @ heads[0].seat for f in abreast(BAND, heads, gap=0.4))
    assert gap(heads[0].gem, one, heads[1].gem, other) == pytest.approx(0.4, abs=0.25)


@pytest.mark.parametrize("cut", [None, "pear"])
def test_half_the_carat(cut):
    """Half the weight; of the same cut 0.794 of the width, the cube root of a half."""
    side = weighing_share(Gem.round(6.5), 0.5, cut)
    assert side.carat == pytest.approx(Gem.round(6.5).carat / 2)
    if cut is None:
        assert side.width == pytest.approx(6.5 * 0.5 ** (1 / 3))


def test_what_cannot_be_is_refused():
    head = ProngHead(Gem.round(5.0))
    with pytest.raises(ParameterError, match="Give one each"):
        abreast(BAND, [head, head], turns=[0.0])
    with pytest.raises(ParameterError, match="Choose smaller"):
        abreast(BAND, [head, head], gap=40.0)
