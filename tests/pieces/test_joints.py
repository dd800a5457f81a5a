"""Heads on open bands: the openings counted are those of the metal, or the ring is refused."""

from __future__ import annotations

from functools import cache

import pytest

from jewelcad import Ring, RingSize, finish, measure
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.settings import Bezel, ProngHead, abreast
from jewelcad.shanks import BypassShank, OpenShank, Section, flat, half_round

SIZE = RingSize("US 6.5")


def bypass(apart: float) -> BypassShank:
    profile, top = half_round(2.2, thickness=1.8), Section(width=1.54)
    return BypassShank(SIZE, profile, at_top=top, apart=apart, overlap=40.0, sway=110.0)


@cache
def pair(apart: float, diameter: float = 4.0) -> Ring:
    """Two round stones, each on its own end."""
    shank, head = bypass(apart), ProngHead(Gem.round(diameter), prongs=4, sink=1.2)
    frames = abreast(shank.tips, [head, head], gap=0.7, turns=[240.0, 60.0], level=0.3)
    return Ring(shank, *(head.on(frame) for frame in frames))


@pytest.mark.parametrize(("apart", "closed"), [(1.8, 2), (3.0, 0)])
def test_heads_that_reach_over_tie_the_ends_and_others_leave_them_free(apart, closed):
    ring = pair(apart)
    windows = sum(part.windows for part in ring.parts)
    for stage in ("cast", "set"):
        mesh = finish.mesh(ring.workpiece(stage), 0.02)
        assert measure.genus(mesh) == ring.genus == windows + closed


def test_a_stone_between_the_ends_closes_one_opening():
    shank = bypass(2.2)
    ring = Ring(shank, ProngHead(Gem.round(6.0), sink=1.2).on(shank.top))
    assert measure.genus(finish.mesh(ring.workpiece(), 0.02)) == ring.genus
    assert ring.joints == 1


@pytest.mark.parametrize("opening", ["top", "base"])
def test_a_bezel_over_the_gap_of_an_open_band(opening):
    """At the top it bridges the gap; with the gap at the base it stands on one piece of band."""
    shank = OpenShank(SIZE, flat(4.0, 2.0), gap=2.0, opening=opening)
    ring = Ring(shank, Bezel(Gem.round(5.0)).on(shank.at(0.0)))
    assert ring.joints == (1 if opening == "top" else 0)
    assert measure.genus(finish.mesh(ring.workpiece(), 0.02)) == ring.genus


def test_what_is_neither_joined_nor_clear_is_refused():
    """Moved apart step by step, heads first join, then graze, then stand too near, then free."""
    seen = []
    for apart in (1.8, 2.0, 2.2, 3.0):
        try:
            seen.append(str(pair(apart).joints))
        except ParameterError as refused:
            seen.append("seam" if "make a seam" in str(refused) else "gap")
            assert "head" in str(refused)
    assert seen == ["2", "seam", "gap", "0"]
