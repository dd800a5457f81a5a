"""The round brilliant: facets, symmetry, proportions, weights against the sources."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelcad.errors import ParameterError
from jewelcad.gems import Diagram, Gem, RoundBrilliant, Tier
from jewelcad.gems.cut import unit_polyhedron
from jewelcad.gems.polyhedron import Polyhedron

FACETS = {
    "table": 1,
    "star": 8,
    "bezel": 8,
    "upper half": 16,
    "lower half": 16,
    "pavilion main": 8,
}
TOLKOWSKY = RoundBrilliant.named("tolkowsky")
GIA = RoundBrilliant.named("gia_reference")
ROWS = {
    "Tolkowsky": (RoundBrilliant.named("tolkowsky", girdle=1.7), 23.1, 40.6, 42.0, 0.2029, 0.981),
    "GIA reference": (GIA, 21.1, 40.6, 41.8, 0.2037, 0.985),
    "57/34.5/40.8": (
        RoundBrilliant.named("typical_ideal", girdle=3.0),
        22.5,
        41.9,
        42.1,
        0.2098,
        1.014,
    ),
    "56/34.5/40.8": (RoundBrilliant(56, 34.5, 40.8, 3.0, 50, 77), 21.9, 41.0, 42.0, 0.2105, 1.017),
}
"""domain.md §2.1: star, upper half and lower half slope; V/d³ and ct at 6.5 mm, girdle a 16-gon."""


def must_be_sound(stone: Polyhedron) -> None:
    """Closed, planar, outward, convex."""
    sides = [s for f in stone.faces for s in zip(f, f[1:] + f[:1], strict=True)]
    assert len(set(sides)) == len(sides)
    assert {(b, a) for a, b in sides} == set(sides)
    assert len(stone.vertices) - len(stone.edges) + len(stone.faces) == 2
    for face, normal in zip(stone.faces, stone.normals, strict=True):
        heights = stone.vertices @ normal
        own = heights[list(face)]
        assert np.ptp(own) < 1e-9
        assert heights.max() < own.mean() + 1e-9
    corners = stone.vertices[stone.triangles()]
    arms = corners[:, 1:] - corners[:, :1]
    across = np.cross(arms[:, 0], arms[:, 1])
    assert (np.einsum("ij,ij->i", across, stone.normals[stone.triangle_faces()]) > 0).all()


def facets(cut: RoundBrilliant) -> dict[str, int]:
    count = dict(unit_polyhedron(cut).count())
    del count["girdle"]
    return count


def test_57_facets_and_a_round_girdle() -> None:
    assert facets(GIA) == FACETS
    assert sum(facets(GIA).values()) == 57
    assert unit_polyhedron(GIA).count()["girdle"] == 96


def test_58_facets_with_a_culet() -> None:
    cut = RoundBrilliant.named(culet=1.5)
    assert facets(cut) == FACETS | {"culet": 1}
    bottom = unit_polyhedron(cut).vertices
    corners = bottom[bottom[:, 2] < bottom[:, 2].min() + 1e-9]
    across_flats = 2 * np.hypot(*corners[0, :2]) * math.cos(math.radians(22.5))
    assert len(corners) == 8
    assert across_flats == pytest.approx(0.015, rel=1e-9)


@pytest.mark.parametrize("cut", [GIA, TOLKOWSKY, RoundBrilliant.named("typical_ideal", culet=2)])
def test_closed_planar_convex(cut: RoundBrilliant) -> None:
    must_be_sound(unit_polyhedron(cut))


def nearest_distance(points: Any, others: Any) -> float:
    return float(np.linalg.norm(points[:, None] - others[None], axis=2).min(axis=1).max())


def test_eight_fold_and_mirror_symmetry() -> None:
    corners = unit_polyhedron(GIA).vertices
    c = s = math.sqrt(0.5)
    turned = corners @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    assert nearest_distance(corners, turned) < 1e-12
    assert nearest_distance(corners, corners * [1, -1, 1]) < 1e-12


def test_diameter_is_exact_along_x_and_y() -> None:
    corners = unit_polyhedron(GIA).vertices
    assert corners.max(axis=0)[:2] == pytest.approx([0.5, 0.5], abs=1e-12)
    assert corners.min(axis=0)[:2] == pytest.approx([-0.5, -0.5], abs=1e-12)
    assert np.hypot(*corners[:, :2].T).max() == pytest.approx(0.5, abs=1e-12)


def test_a_bezel_looks_to_x_and_the_table_has_its_corners_over_the_bezels() -> None:
    stone = unit_polyhedron(GIA)
    assert any(
        tier == "bezel" and abs(n[1]) < 1e-12 and n[0] > 0
        for tier, n in zip(stone.tiers, stone.normals, strict=True)
    )
    table = stone.vertices[list(stone.faces[stone.tiers.index("table")])]
    azimuths = np.degrees(np.arctan2(table[:, 1], table[:, 0]))
    assert sorted(np.round(azimuths) % 45) == [0] * 8
    assert np.hypot(table[:, 0], table[:, 1]) == pytest.approx(0.285, rel=1e-12)


def test_the_girdle_is_scalloped() -> None:
    """Thick at bezels and midway between them (2.5 %), thin in the middle of each half."""
    corners = unit_polyhedron(GIA).vertices
    rim = corners[np.hypot(corners[:, 0], corners[:, 1]) > 0.5 - 1e-9]
    azimuth = np.degrees(np.arctan2(rim[:, 1], rim[:, 0]))

    def thickness(at: float) -> float:
        here = rim[np.abs(azimuth - at) < 0.1]
        return float(np.ptp(here[:, 2])) * 100

    assert thickness(0.0) == pytest.approx(2.5, rel=1e-9)
    assert thickness(22.5) == pytest.approx(2.5, rel=1e-9)
    assert thickness(11.25) == pytest.approx(GIA.girdle_thin, rel=1e-9)
    assert 0.8 < GIA.girdle_thin < 0.85


def test_star_length_and_lower_half_are_measured_in_plan() -> None:
    """At 22.5°: star from the table's edge to half way to the girdle, halves 80 % to the culet."""
    corners = unit_polyhedron(GIA).vertices
    radius = np.hypot(corners[:, 0], corners[:, 1])
    between = np.isclose(np.degrees(np.arctan2(corners[:, 1], corners[:, 0])), 22.5)
    edge = 0.285 * math.cos(math.radians(22.5))
    star = radius[between & (corners[:, 2] > 0.02)]
    lower = radius[between & (corners[:, 2] < -0.02)]
    assert star == pytest.approx([(edge + 0.5) / 2], rel=1e-9)
    assert lower == pytest.approx([0.1], rel=1e-9)


# ---- against the sources ----------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_slopes_of_the_derived_table(row: tuple[Any, ...]) -> None:
    cut, star, upper, lower, _, _ = row
    assert cut.star_angle == pytest.approx(star, abs=0.1)
    assert cut.upper_half_angle == pytest.approx(upper, abs=0.1)
    assert cut.lower_half_angle == pytest.approx(lower, abs=0.1)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_weights_of_the_derived_table(row: tuple[Any, ...]) -> None:
    """The table's girdle is a 16-gon: with its flats the volume is the table's to its last digit.

    A round girdle keeps what lies between the 16-gon and the circle, a rim as thick as the
    scalloped girdle: heavier, by less than a quarter of a percent.
    """
    cut, *_, volume, carat = row
    flats = Tier("girdle", 90.0, tuple(22.5 * k + 11.25 for k in range(16)), 0.5 * cos(11.25))
    tiers = cut.diagram().tiers
    sixteen = Diagram(tuple(flats if t.name == "girdle" else t for t in tiers)).polyhedron()
    assert sixteen.volume == pytest.approx(volume, abs=6e-5)
    assert 1.0 < cut.volume / sixteen.volume < 1.0025
    assert cut.volume == pytest.approx(volume, rel=0.01)
    assert Gem.round(6.5, proportions=cut).carat == pytest.approx(carat, rel=0.01)


def cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def test_relations_of_gias_reference_stone() -> None:
    """GIA gives crown 14.5 %, pavilion 43.0 %, depth 60.0 %."""
    assert GIA.crown_height == pytest.approx(21.5 * math.tan(math.radians(34)), rel=1e-13)
    assert round(GIA.crown_height, 2) == 14.50
    assert round(GIA.pavilion_depth, 2) == 43.01
    assert round(GIA.depth, 1) == 60.0


def test_relations_of_tolkowskys_stone() -> None:
    """Tolkowsky: crown 16.2 %, pavilion 43.1 %; exactly 16.15 and 43.08."""
    assert round(TOLKOWSKY.crown_height, 2) == 16.15
    assert round(TOLKOWSKY.pavilion_depth, 2) == 43.08


def test_depth_of_the_typical_report() -> None:
    """The report says 61.5 %, its parts rounded."""
    assert RoundBrilliant.named("typical_ideal").depth == pytest.approx(61.5, abs=0.1)


@pytest.mark.parametrize("name", ["gia_reference", "tolkowsky", "typical_ideal"])
@pytest.mark.parametrize("culet", [0.0, 3.0])
def test_the_formulas_are_the_polyhedrons(name: str, culet: float) -> None:
    cut = RoundBrilliant.named(name, culet=culet)
    stone = unit_polyhedron(cut)
    low, high = stone.vertices[:, 2].min(), stone.vertices[:, 2].max()
    assert cut.volume == pytest.approx(stone.volume, rel=1e-12)
    assert high == pytest.approx((cut.girdle / 2 + cut.crown_height) / 100, rel=1e-12)
    assert -low == pytest.approx((cut.girdle / 2 + cut.pavilion_depth) / 100, rel=1e-12)
    assert np.array(cut.outline) == pytest.approx(np.array(super(type(cut), cut).outline), abs=1e-9)


def test_a_culet_takes_depth_from_the_pavilion() -> None:
    blunt = RoundBrilliant.named(culet=4.0)
    lost = GIA.pavilion_depth - blunt.pavilion_depth
    assert lost == pytest.approx(2.0 * math.tan(math.radians(40.7)), rel=1e-12)


# ---- any proportions ----------------------------------------------------------------------------


def attempt(values: dict[str, float]) -> tuple[RoundBrilliant | None, str]:
    try:
        return RoundBrilliant(**values), ""
    except ParameterError as error:
        return None, str(error)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    table=st.floats(30, 90),
    crown_angle=st.floats(5, 60),
    pavilion_angle=st.floats(20, 65),
    girdle=st.floats(0.1, 20),
    star_length=st.floats(1, 99),
    lower_half=st.floats(1, 99),
    culet=st.one_of(st.just(0.0), st.floats(0.0, 20)),
)
def test_any_proportions_give_57_facets_or_a_clear_refusal(**values: float) -> None:
    cut, refusal = attempt(values)
    if cut is None:
        assert "Raise" in refusal or "Lower" in refusal
        return
    assert facets(cut) == FACETS | ({"culet": 1} if cut.culet else {})
    must_be_sound(unit_polyhedron(cut))
    assert cut.volume == pytest.approx(unit_polyhedron(cut).volume, rel=1e-9)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    table=st.floats(40, 70),
    crown_angle=st.floats(20, 45),
    pavilion_angle=st.floats(35, 50),
    star_length=st.floats(42, 65),
    lower_half=st.floats(60, 95),
)
def test_stones_of_the_trade_are_all_possible(**values: float) -> None:
    cut = RoundBrilliant(girdle=4.5, culet=0.0, **values)
    assert facets(cut) == FACETS
    must_be_sound(unit_polyhedron(cut))


# ---- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"table": 95}, r"RoundBrilliant.table = 95 % is above 90 %.*Choose 30 to 90 %"),
        ({"crown_angle": 70}, r"crown_angle = 70 ° is above 60 °"),
        ({"crown_angle": 0}, r"crown_angle = 0 ° is below 5 °"),
        ({"pavilion_angle": 90}, r"pavilion_angle = 90 ° is above 65 °"),
        ({"girdle": -1}, r"girdle = -1 % is below 0.1 %"),
        ({"girdle": math.nan}, "girdle = nan % is not a finite number"),
        ({"table": "57"}, "table = '57'"),
        ({"table": True}, "table = True"),
        (
            {"star_length": 15},
            r"star_length = 15 % is below 20.09 %: under a table of 57 % the stars would lie flat "
            r"in the table. Raise star_length to 20.09 % or more, or choose a smaller table.",
        ),
        (
            {"lower_half": 98, "culet": 3},
            r"lower_half = 98 % is above 95.75 %: the lower halves would run into the culet of "
            r"3 % .* Lower lower_half to 95.75 % or less, or choose a smaller culet.",
        ),
        ({"culet": 1e-6}, r"culet = 1e-06 % is below 0.01 %.*Lower culet to 0 for a point"),
        (
            {"girdle": 0.7},
            r"girdle = 0.7 % is below 1.7 %: upper and lower halves take 1.68 % from a round "
            r"girdle .* Raise girdle to 1.7 % or more",
        ),
    ],
)
def test_bad_proportions(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        RoundBrilliant.named(**changed)


@pytest.mark.parametrize(
    "fixed",
    [{"star_length": 20.09}, {"lower_half": 95.75, "culet": 3}, {"girdle": 1.7}, {"culet": 0.01}],
)
def test_the_value_a_message_names_is_allowed(fixed: dict[str, float]) -> None:
    must_be_sound(unit_polyhedron(RoundBrilliant.named(**fixed)))


def test_unknown_set_and_unknown_value() -> None:
    with pytest.raises(ParameterError, match=r"'tolkowski' is not a known set.*Did you mean tol"):
        RoundBrilliant.named("tolkowski")
    with pytest.raises(ParameterError, match=r"no parameter 'tabel'. Did you mean table\?"):
        RoundBrilliant.named(tabel=57)
    with pytest.raises(ParameterError, match="needs crown_angle"):
        RoundBrilliant(57)  # type: ignore[call-arg]


def test_equal_cuts_share_one_polyhedron() -> None:
    assert unit_polyhedron(replace(GIA)) is unit_polyhedron(GIA)
