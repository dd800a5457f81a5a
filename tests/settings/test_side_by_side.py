"""Heads side by side: true gaps, symmetry, and side stones of the right weight."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from manifold3d import Manifold, OpType
from setting_bench import solid

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.layouts import gap
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import Bezel, ProngHead, abreast, beside, weighing_share
from jewelcad.shanks import BypassShank, Section, Shank, half_round

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
    """Of two equal bezels the girdles' nearest points lie in the plan: no more than asked
    but for what their lean adds."""
    heads = [Bezel(Gem.round(4.0))] * 2
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


@pytest.mark.parametrize("foot", [None, 3.0])
@pytest.mark.parametrize("cut", ["round", "cushion", "oval", "pear"])
def test_neighbours_metal_keeps_apart(cut, foot):
    """On the heads' own meshes, on slender feet and on feet as wide as their stones: claws, rails
    and what stands of the bases over the band come nowhere within 0.2 mm."""
    heads = [
        ProngHead(Gem.of(cut, width=w), prongs=4, prong_diameter=0.75, base_diameter=foot)
        for w in (3.2, 4, 3.2)
    ]
    frames = abreast(BAND, heads, gap=0.3, turns=[90.0] * 3, level=0.35)
    band = solid(BAND.build().metal[0].shape.mesh(0.005, "band"))
    whole = []
    for head, frame in zip(heads, frames, strict=True):
        made = head.build().on(frame)
        bodies = [moved(b) for b in (*made.metal, *made.prongs)]
        whole.append(Manifold.batch_boolean(bodies, OpType.Add) - band)
    for one, other in pairwise(whole):
        assert one.min_gap(other, 3.0) > 0.2 - 0.02


def moved(body):
    made = solid(body.shape.mesh(0.005, "claw"))
    return made.transform(np.array(body.frame.matrix))


@pytest.mark.parametrize("turn", [0.0, 45.0, 90.0])
@pytest.mark.parametrize("cut", ["round", "princess", "oval", "pear"])
@pytest.mark.parametrize("style", [ProngHead, Bezel])
def test_a_row_begins_beside_the_head(style, cut, turn):
    """No metal of the head stands at its girdle within the gap of the row, nor much farther off
    than the gap is some: the head's mesh is asked."""
    head = style(Gem.of(cut, width=5.0))
    angle = beside(BAND, head, 2.0, gap=0.3, turn=turn)
    start = BAND.at(angle).origin[0]
    level = head.girdle_height_mm
    parts = head.build().on(Frame().turned(turn))
    slab = Manifold.cube((60.0, 2.0, 0.1), center=True).translate((0.0, 0.0, level))
    reach = [
        (moved(b) ^ slab).bounding_box()[3]
        for b in (*parts.prongs, *parts.metal)
        if not (moved(b) ^ slab).is_empty()
    ]
    stone = solid(head.gem.mesh()).transform(np.array((Frame().turned(turn) @ head.seat).matrix))
    far = max([*reach, (stone ^ slab).bounding_box()[3]])
    assert far + 0.3 <= start + 0.02
    assert start < far + 0.3 + 1.6


def test_heads_on_the_ends_of_a_bypass():
    """Each stands on its own end, and their girdles keep the gap."""
    shank = BypassShank(
        RingSize("US 6.5"), half_round(2.2, 1.8), at_top=Section(width=1.6), apart=2.2, overlap=40.0
    )
    heads = [ProngHead(Gem.round(4.5))] * 2
    frames = abreast(shank.tips, heads, gap=0.6)
    assert [f.origin[1] for f in frames] == pytest.approx([1.1, -1.1])
    one, other = (f @ heads[0].seat for f in frames)
    assert gap(heads[0].gem, one, heads[1].gem, other) >= 0.6 - 1e-6
