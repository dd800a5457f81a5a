"""Every stone cuts its own seat: what is left of a block is the clearance away, everywhere."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clearance import block_around, clearances, distances, points_on
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelcad import finish, measure
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.gems.cuts import all_cuts
from jewelcad.geometry import is_valid, volume
from jewelcad.geometry.mesh import Mesh
from jewelcad.workpiece import Body, Workpiece

NAMES = ["round", *(cut.name for cut in all_cuts())]
CLEARANCE, WITHIN = 0.05, 0.002


def seated(stone: Gem, clearance: float) -> Mesh:
    """A block less the stone grown."""
    seat = Body("seat", stone.grown(clearance))
    return finish.mesh(Workpiece(metal=[block_around(stone)], seats=[seat]))


def must_have_room(stone: Gem, clearance: float, within: float) -> None:
    metal, block = seated(stone, clearance), block_around(stone).shape.mesh(0.0, "block")
    room = stone.grown(clearance).mesh(0.0, "room")
    left = measure.volume(block) - measure.volume(room)
    assert measure.volume(metal) == pytest.approx(left, rel=1e-6)  # all of the room is cut
    assert measure.volume(room) > stone.volume
    found = clearances(stone.mesh(), metal)
    assert found.min() > clearance - within
    if stone.cut != "heart":
        assert found.max() < clearance + within


@pytest.mark.parametrize("name", NAMES)
def test_a_block_takes_the_stone_with_the_clearance(name: str) -> None:
    must_have_room(Gem.of(name, width=5.0), CLEARANCE, WITHIN)


@settings(derandomize=True, max_examples=12, deadline=None)
@given(
    cut=st.sampled_from(all_cuts()),
    share=st.floats(0, 1),
    width=st.floats(1.0, 20.0),
    clearance=st.floats(0.01, 0.3),
)
def test_any_stone_any_clearance(cut: Any, share: float, width: float, clearance: float) -> None:
    ratio = cut.ratio_lo + share * (cut.ratio_hi - cut.ratio_lo)
    must_have_room(Gem.of(cut.name, width=width, ratio=ratio), clearance, 0.04 * clearance)


def test_a_design_from_a_file() -> None:
    stone = Gem.from_asc(Path(__file__).parent / "asc" / "standard_round.asc", 5.0)
    must_have_room(stone, CLEARANCE, WITHIN)


def test_metal_in_a_hearts_cleft_keeps_clear_of_both_walls() -> None:
    """The edge that stands into the cleft is the clearance away from the stone; farther from it
    than the clearance is the stone only beside the valley that runs from the cleft."""
    stone = Gem.heart(6.0, 6.0)
    metal = seated(stone, CLEARANCE)
    cleft = stone.girdle_outline.pieces[1].at(1.0)[0]
    x, y, z = metal.vertices.T
    ends = metal.vertices[(abs(y) < 1e-9) & (abs(x - cleft) < 2 * CLEARANCE) & (abs(z) < 0.3)]
    low, high = ends[abs(ends[:, 0] - ends[:, 0].min()) < 1e-6]  # of the upright edge
    edge = low + np.linspace(0.2, 0.8, 7)[:, None] * (high - low)
    assert distances(edge, metal).max() < 1e-9
    assert distances(edge, stone.mesh()) == pytest.approx(CLEARANCE, abs=WITHIN)
    points = points_on(stone.mesh())
    far = points[distances(points, metal) > CLEARANCE + WITHIN]
    assert len(far)
    assert abs(far[:, 1]).max() < CLEARANCE


@pytest.mark.parametrize("name", NAMES)
def test_it_grows_by_its_surface(name: str) -> None:
    """Volume over clearance is the area, as the clearance goes to nothing (Steiner)."""
    stone, little = Gem.of(name, width=5.0), 1e-5
    shell = measure.volume(stone.grown(little).mesh(0.0, "room")) - stone.volume
    assert shell / little == pytest.approx(stone.polyhedron.area, rel=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_the_solid_is_the_mesh(name: str) -> None:
    room = Gem.of(name, width=5.0).grown(CLEARANCE)
    solid = room.solid()
    assert is_valid(solid)
    assert volume(solid) == pytest.approx(measure.volume(room.mesh(0.0, "room")), rel=1e-9)


def test_the_exact_finisher_cuts_it_too() -> None:
    stone = Gem.pear(7.0, 5.0)
    seat = Body("seat", stone.grown(CLEARANCE))
    bench = Workpiece(metal=[block_around(stone)], seats=[seat])
    assert volume(finish.exact(bench)) == pytest.approx(
        measure.volume(finish.mesh(bench)), rel=1e-6
    )


def test_no_clearance_is_the_stone_and_equal_stones_share_the_room() -> None:
    stone = Gem.marquise(8.0, 4.0)
    assert measure.volume(stone.grown(0.0).mesh(0.0, "room")) == pytest.approx(stone.volume)
    assert Gem.marquise(8.0, 4.0, species="ruby").grown(0.05) is stone.grown(0.05)


@pytest.mark.parametrize("clearance", [-0.1, math.nan, "0.05", 99.0])
def test_bad_clearance(clearance: Any) -> None:
    with pytest.raises(ParameterError, match=r"Gem.grown.clearance = "):
        Gem.oval(8.0, 6.0).grown(clearance)
