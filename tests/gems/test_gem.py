"""The stone: size, weight, envelope, mesh, solid."""

from __future__ import annotations

import dataclasses
import doctest
import math
import subprocess
import sys
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jewelcad.gems.diagram
import jewelcad.gems.gem
import jewelcad.gems.round
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem, RoundBrilliant

STONE = Gem.round(6.5)


def test_the_default_stone_weighs_what_gia_says() -> None:
    """0.985 ct for the reference stone at 6.5 mm, specific gravity 3.52 (domain.md §2.1)."""
    assert STONE.specific_gravity == 3.52
    assert STONE.carat == pytest.approx(0.985, rel=0.01)


def test_numbers_in_millimetres() -> None:
    stone = Gem.round(10.0)
    assert (stone.cut, stone.species) == ("round", "diamond")
    assert stone.diameter == stone.length == stone.width == 10.0
    assert stone.girdle_radius == 5.0
    assert stone.table == pytest.approx(5.7)
    assert stone.crown_height == pytest.approx(2.15 * math.tan(math.radians(34)))
    assert stone.pavilion_depth == pytest.approx(5 * math.tan(math.radians(40.7)))
    assert stone.girdle_thickness == pytest.approx(0.25)
    assert stone.girdle_top == -stone.girdle_bottom == pytest.approx(0.125)
    assert stone.table_height == pytest.approx(0.125 + stone.crown_height)
    assert stone.culet_z == pytest.approx(-0.125 - stone.pavilion_depth)
    assert stone.table_height - stone.culet_z == pytest.approx(stone.depth)
    assert (stone.crown_angle, stone.pavilion_angle) == (34.0, 40.7)


def test_every_proportion_can_be_changed() -> None:
    changed = {
        "table": 56.0,
        "crown_angle": 34.5,
        "pavilion_angle": 40.8,
        "girdle": 3.0,
        "star_length": 52.0,
        "lower_half": 77.0,
        "culet": 0.5,
    }
    named = Gem.round(6.5, proportions="tolkowsky", **changed).proportions
    given = Gem.round(6.5, proportions=RoundBrilliant.named(), **changed).proportions
    assert named == given == RoundBrilliant(**changed)
    assert Gem.round(6.5, proportions=given).proportions is given


def test_equal_stones_are_equal_and_hashable() -> None:
    assert {Gem.round(6.5): 1}[Gem.round(6.5)] == 1
    assert Gem.round(6.5) != Gem.round(6.51)
    assert Gem.round(6.5, species="CZ") == Gem.round(6.5, species="cubic zirconia")
    with pytest.raises(dataclasses.FrozenInstanceError):
        STONE.width = 7.0  # type: ignore[misc]


@settings(derandomize=True, max_examples=30, deadline=None)
@given(diameter=st.floats(0.8, 20.0), factor=st.floats(0.5, 4.0))
def test_volume_goes_with_the_cube(diameter: float, factor: float) -> None:
    small, large = Gem.round(diameter), Gem.round(diameter * factor)
    assert large.volume == pytest.approx(small.volume * factor**3, rel=1e-12)
    assert large.polyhedron.volume == pytest.approx(large.volume, rel=1e-12)


@settings(derandomize=True, max_examples=30, deadline=None)
@given(carat=st.floats(0.005, 30.0), species=st.sampled_from(["diamond", "ruby", "CZ"]))
def test_carat_to_diameter_and_back(carat: float, species: str) -> None:
    stone = Gem.round(carat=carat, species=species)
    assert stone.carat == pytest.approx(carat, rel=1e-12)
    assert Gem.round(stone.diameter, species=species).carat == pytest.approx(carat, rel=1e-12)


def test_a_heavier_species_is_smaller_at_one_carat() -> None:
    assert Gem.round(carat=1.0, species="ruby").diameter < Gem.round(carat=1.0).diameter


def test_three_ways_to_the_volume() -> None:
    """Formula, hull of the corners alone, the kernel's solid."""
    from scipy.spatial import ConvexHull

    from jewelcad.geometry import is_valid, volume
    from jewelcad.geometry.facts import solids_of

    solid = STONE.solid()
    assert ConvexHull(STONE.polyhedron.vertices).volume == pytest.approx(STONE.volume, rel=1e-12)
    assert volume(solid) == pytest.approx(STONE.volume, rel=1e-9)
    assert is_valid(solid)
    assert len(solids_of(solid)) == 1


def test_the_solid_has_one_face_for_each_facet_and_is_shared() -> None:
    from OCP.TopAbs import TopAbs_FACE

    from jewelcad.geometry.facts import parts_of

    solid = STONE.solid()
    assert type(solid).__name__ == "TopoDS_Solid"
    assert len(parts_of(solid, TopAbs_FACE)) == 57 + 96
    assert Gem.round(6.5, species="ruby").solid() is solid


def test_the_mesh_is_closed_and_exact() -> None:
    import trimesh

    mesh = STONE.mesh()
    assert mesh.names == ("stone",)
    assert mesh.triangles.dtype == mesh.body.dtype == np.int32
    assert not mesh.body.any()
    assert mesh.deviation == 0.0
    closed = trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False)
    assert closed.is_watertight
    assert closed.is_winding_consistent
    assert closed.euler_number == 2
    assert closed.volume == pytest.approx(STONE.volume, rel=1e-12)


# ---- envelope -----------------------------------------------------------------------------------


def test_the_envelope_runs_from_culet_to_table() -> None:
    envelope = STONE.envelope()
    assert envelope[0] == pytest.approx((0.0, STONE.culet_z))
    assert envelope[-1] == pytest.approx((0.0, STONE.table_height))
    assert (3.25, STONE.girdle_bottom) in envelope
    assert (3.25, STONE.girdle_top) in envelope
    for a, b, c in zip(envelope, envelope[1:], envelope[2:], strict=False):
        assert (b[0] - a[0]) * (c[1] - b[1]) > (b[1] - a[1]) * (c[0] - b[0])


@settings(derandomize=True, max_examples=30, deadline=None)
@given(turn=st.floats(0, 45), clearance=st.floats(0, 0.5), culet=st.sampled_from([0.0, 3.0]))
def test_the_envelope_holds_the_stone_however_it_is_turned(
    turn: float, clearance: float, culet: float
) -> None:
    """Signed distance of every corner, turned, to every flank of the envelope."""
    stone = Gem.round(6.5, culet=culet)
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    x, y, z = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ stone.polyhedron.vertices.T
    for (ar, az), (br, bz) in pairwise(stone.envelope(clearance)):
        length = math.hypot(br - ar, bz - az)
        out = ((np.hypot(x, y) - ar) * (bz - az) - (z - az) * (br - ar)) / length
        assert out.max() == pytest.approx(-clearance, abs=1e-9)


@pytest.mark.parametrize("culet", [0.0, 3.0])
def test_the_offset_lies_just_the_clearance_outside(culet: float) -> None:
    stone = Gem.round(6.5, culet=culet)
    bare, clear = np.array(stone.envelope()), np.array(stone.envelope(0.05))
    assert len(bare) == len(clear)
    for a, b, p, q in zip(bare, bare[1:], clear, clear[1:], strict=False):
        along = (b - a) / np.linalg.norm(b - a)
        out = np.array([along[1], -along[0]])
        assert [(p - a) @ out, (q - a) @ out] == pytest.approx([0.05, 0.05], abs=1e-12)
    assert clear[:, 0].max() == pytest.approx(3.3)
    assert clear[-1, 1] == pytest.approx(stone.table_height + 0.05)


def test_radii_of_pavilion_and_crown() -> None:
    assert STONE.pavilion_radius(STONE.culet_z - 0.1) == 0.0
    assert STONE.pavilion_radius(STONE.girdle_bottom) == pytest.approx(3.25)
    assert STONE.pavilion_radius(1.0) == pytest.approx(3.25)
    assert STONE.crown_radius(STONE.table_height + 0.1) == 0.0
    assert STONE.crown_radius(STONE.girdle_top) == pytest.approx(3.25)
    assert STONE.crown_radius(-1.0) == pytest.approx(3.25)
    half_way = STONE.pavilion_radius(-1.4)
    cone = 3.25 - (1.4 + STONE.girdle_bottom) / math.tan(math.radians(40.7))
    assert cone < half_way < cone + 0.05
    assert STONE.pavilion_radius(-1.4, clearance=0.1) > half_way + 0.1
    assert STONE.crown_radius(0.0, clearance=0.1) == pytest.approx(3.35)
    assert STONE.crown_radius(STONE.table_height) == pytest.approx(1.8525)


# ---- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, r"Gem.round needs a diameter .* neither was given. Write Gem.round\(6.5\)"),
        ({"diameter": 6.5, "carat": 1.0}, "and both was given"),
        ({"diameter": 0}, r"Gem.round.diameter = 0 mm is below 0.1 mm"),
        ({"diameter": -2.0}, r"diameter = -2 mm is below"),
        ({"diameter": math.nan}, "diameter = nan mm is not a finite number"),
        ({"diameter": "6.5"}, "diameter = '6.5'"),
        ({"carat": 0.0}, r"Gem.round.carat = 0 ct is below"),
        ({"carat": math.inf}, "carat = inf ct is not a finite number"),
        ({"carat": 1e6}, r"Gem.width = 65[\d.]+ mm is above 200 mm"),
        ({"diameter": 6.5, "species": "daimond"}, "daimond"),
        ({"diameter": 6.5, "species": 3}, "species"),
        ({"diameter": 6.5, "proportions": "ideal"}, r"'ideal' is not a known set.*Choose one of"),
        ({"diameter": 6.5, "table": 99}, "table = 99 % is above 90 %"),
    ],
)
def test_bad_stones(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        Gem.round(**arguments)


@pytest.mark.parametrize("clearance", [-0.1, math.nan, "0.1"])
def test_bad_clearance(clearance: Any) -> None:
    with pytest.raises(ParameterError, match=r"Gem.envelope.clearance"):
        STONE.envelope(clearance)


def test_a_gem_of_something_that_is_no_cut() -> None:
    with pytest.raises(ParameterError, match=r"Gem.proportions = 'round'"):
        Gem("round", 6.5)  # type: ignore[arg-type]


# ---- cost ---------------------------------------------------------------------------------------


def test_numbers_and_envelope_need_neither_numpy_nor_the_kernel() -> None:
    code = (
        "import sys; from jewelcad.gems import Gem; "
        "assert not {'pydantic', 'csv'} & set(sys.modules); "
        "g = Gem.round(carat=1.0); g.depth, g.carat, g.envelope(0.05), g.pavilion_radius(-1.0); "
        "print([m for m in ('numpy', 'scipy', 'OCP', 'cadquery') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "module",
    [jewelcad.gems.diagram, jewelcad.gems.gem, jewelcad.gems.round],
    ids=lambda m: m.__name__,
)
def test_the_examples_in_the_docstrings(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
