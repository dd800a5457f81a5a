"""Pearls and beads: balls of the right volume, whole, half-drilled or drilled through."""

from __future__ import annotations

import doctest
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jewelcad.gems.pearl
from jewelcad import measure
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem, Pearl
from jewelcad.geometry import is_valid, volume

GENUS = {"none": 0, "half": 0, "full": 1}


@pytest.mark.parametrize("drill", GENUS)
@pytest.mark.parametrize("diameter", [2.0, 4.0, 7.0, 10.0, 14.0])
def test_closed_valid_and_of_the_size(diameter: float, drill: str) -> None:
    pearl = Pearl(diameter, drill)
    mesh = pearl.mesh()
    assert measure.genus(mesh) == GENUS[drill]
    assert 0.0 < mesh.deviation <= 0.005
    assert np.ptp(mesh.vertices[:, 0]) == pytest.approx(diameter, abs=2 * mesh.deviation)
    assert pearl.length == pearl.width == pearl.depth == diameter
    low, high = pearl.extents
    assert mesh.vertices.min(axis=0)[2] == pytest.approx(low[2], abs=1e-9)
    assert mesh.vertices.max(axis=0)[2] == pytest.approx(high[2], abs=1e-9)
    assert (low[0], high[1]) == (-diameter / 2, diameter / 2)
    solid = pearl.solid()
    assert is_valid(solid)
    assert volume(solid) == pytest.approx(pearl.volume, rel=1e-9)
    assert measure.volume(mesh) == pytest.approx(
        pearl.volume, abs=mesh.deviation * measure.area(mesh)
    )


def test_a_10_mm_pearl_by_closed_formula() -> None:
    """π/6 d³; the trade's d³ SG 0.00262 ct (domain.md §2.4) is π/6 / 200 rounded."""
    pearl = Gem.pearl(10)
    assert pearl.volume == pytest.approx(math.pi / 6 * 1000, rel=1e-12)
    assert pearl.carat == pytest.approx(1000 * 2.70 * 0.00262, rel=1e-3)
    assert measure.volume(pearl.mesh(0.001)) == pytest.approx(math.pi / 6 * 1000, rel=1e-3)


@pytest.mark.parametrize("hole", [0.6, 0.8, 1.0, 3.0])
def test_a_drilled_ball_by_quadrature(hole: float) -> None:
    """Shells of radius r from the hole's out to the ball's, 2 π r times their height; a blind hole
    leaves the core over its end. No formula of the stone's is used."""
    ball = 3.5
    r = np.linspace(hole / 2, ball, 400001)
    outside = float(np.trapezoid(4 * math.pi * r * np.sqrt(np.maximum(0, ball**2 - r**2)), r))
    assert Pearl(7.0, "full", hole).volume == pytest.approx(outside, rel=1e-6)
    core = np.linspace(0, hole / 2, 100001)
    over = np.sqrt(ball**2 - core**2) - (0.55 * 7.0 - ball)
    inside = float(np.trapezoid(2 * math.pi * core * over, core))
    half = Pearl(7.0, "half", hole, 0.55)
    assert half.volume == pytest.approx(outside + inside, rel=1e-6)


def test_the_trades_holes() -> None:
    """domain.md §2.7: a 6 to 8 mm pearl is drilled about 3 mm deep, 50 to 60 % of it."""
    assert Pearl(6.0, "half").hole_depth == pytest.approx(3.0)
    assert Pearl(7.0, "half").hole == 0.8
    assert Pearl(7.0).hole_depth == 0.0
    assert Pearl(7.0, "full").hole_depth == 7.0
    bottom = Pearl(7.0, "half").mesh().vertices
    on_axis = bottom[np.hypot(bottom[:, 0], bottom[:, 1]) < 1e-9][:, 2]
    assert sorted(on_axis) == pytest.approx([0.0, 3.5])


@pytest.mark.parametrize("drill", GENUS)
@pytest.mark.parametrize("carat", [0.5, 2.4, 20.0])
def test_carat_both_ways(drill: str, carat: float) -> None:
    pearl = Pearl.of(carat=carat, drill=drill)
    assert pearl.carat == pytest.approx(carat, rel=1e-9)
    assert Pearl.of(pearl.diameter, drill=drill) == pearl


def test_it_is_round_to_a_setting() -> None:
    pearl = Pearl(7.0, "half")
    assert pearl.girdle_outline.length == pytest.approx(math.pi * 7.0)
    assert (pearl.table, pearl.corners, pearl.crown_angle) == (0.0, (), 90.0)
    assert (pearl.girdle_top, pearl.girdle_bottom) == (0.0, 0.0)
    assert pearl.table_height == -pearl.culet_z == pearl.culet[2] * -1 == 3.5
    side = pearl.section(30.0)
    assert side.reach == pytest.approx(3.5)
    assert side.crown_z(1.0) == pytest.approx(math.sqrt(3.5**2 - 2.5**2), abs=2e-3)
    assert side.pavilion_z(1.0) == -side.crown_z(1.0)
    off = [math.hypot(r, z) - 3.5 for r, z in pearl.envelope(0.1)]
    assert min(off) >= 0.1 - 1e-9
    assert max(off) < 0.1 + 0.001 * 3.6
    assert pearl.crown_radius(2.0) == pytest.approx(math.sqrt(3.5**2 - 2.0**2), rel=2e-3)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    diameter=st.floats(0.5, 60.0),
    hole=st.floats(0.02, 0.8),
    depth=st.floats(0.1, 0.9),
    drill=st.sampled_from(list(GENUS)),
)
def test_any_pearl_is_sound_or_refused(
    diameter: float, hole: float, depth: float, drill: str
) -> None:
    wide = max(0.1, hole * diameter)
    try:
        pearl = Pearl(diameter, drill, wide, depth)
    except ParameterError:
        if drill == "half":  # its end lies under the rim or beyond the rim on the far side
            rim = math.sqrt(max(0.0, 1.0 - (wide / diameter) ** 2))
            inside = (1.0 - rim) / 2.0 < depth < (1.0 + rim) / 2.0 * (1.0 - 1e-6)
            assert not inside or wide > 0.8 * diameter
        else:
            assert wide > 0.8 * diameter
        return
    mesh = pearl.mesh(max(1e-4, 0.005 * diameter))
    assert measure.genus(mesh) == GENUS[drill]
    assert measure.volume(mesh) == pytest.approx(
        pearl.volume, abs=mesh.deviation * measure.area(mesh)
    )
    assert volume(pearl.solid()) == pytest.approx(pearl.volume, rel=1e-9)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Pearl.of(), "neither was given"),
        (lambda: Pearl.of(7.0, carat=1.0), "both were given"),
        (lambda: Pearl(0.0), "diameter = 0 mm is below"),
        (lambda: Pearl.of(7.0, drill="quarter"), "quarter"),
        (lambda: Pearl(2.0, "full", 1.9), "side would stand less than a tenth"),
        (lambda: Pearl(2.0, "half", 1.5, 0.1), "ends outside a ball of 2 mm. Drill deeper"),
        (lambda: Pearl(2.0, "half", 1.5, 0.9), "choose drill = 'full'"),
        (lambda: Pearl.of(carat=-1.0), "carat = -1 ct is below"),
        (lambda: Pearl.of(carat=1e6), "diameter"),
        (lambda: Pearl.of(carat=1.0, species="perl"), "pearl"),
        (lambda: Pearl.of(7.0, holes=2), "hole"),
    ],
)
def test_what_cannot_be_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        make()


def test_a_bead_is_drilled_through() -> None:
    bead = Pearl.bead(6.0, "lapis lazuli", hole=1.0)
    assert (bead.drill, bead.species, bead.hole, bead.cut) == ("full", "lapis lazuli", 1.0, "bead")
    assert Pearl(6.0).cut == "pearl"


def test_the_examples_in_the_docstrings() -> None:
    result = doctest.testmod(jewelcad.gems.pearl)
    assert result.attempted
    assert not result.failed
