"""Our own cuts as GemCad's .asc: the same stone comes back, on a gear and in tiers of the bench."""

from __future__ import annotations

import pytest
from asc_truth import in_the_files_unit
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from jewelcad import ParameterError
from jewelcad.gems import Gem
from jewelcad.gems.asc import AscCut, design_of, dumps, loads
from jewelcad.gems.cuts import all_cuts
from jewelcad.gems.polyhedron import Floats

CONVEX = ("round", *(row.name for row in all_cuts() if row.name != "heart"))


def apart(a: Floats, b: Floats) -> float:
    """The farthest any corner of one stone is from the other's nearest."""
    return float(max(cKDTree(a).query(b)[0].max(), cKDTree(b).query(a)[0].max()))


def same_stone(gem: Gem) -> str:
    """The text of the stone, which reads as the same stone to 1e-8 of the width."""
    design = design_of(gem)
    text = dumps(design)
    again = loads(text)
    assert again == design
    assert dumps(again) == text
    corners = in_the_files_unit(again).vertices
    assert len(corners) == len(gem.polyhedron.vertices)
    assert apart(corners / 2.0, gem.polyhedron.vertices / gem.width) < 1e-8
    return text


@pytest.mark.parametrize("name", CONVEX)
def test_every_cut_comes_back(name: str) -> None:
    gem = Gem.of(name, 6.0)
    back = AscCut(loads(same_stone(gem)))
    ours, theirs = gem.polyhedron.vertices / gem.width, back.polyhedron().vertices.copy()
    if gem.length < gem.width:  # a file's stone lies with its longer side along x
        ours = ours[:, [1, 0, 2]] * (1.0, -1.0, 1.0) * (gem.width / gem.length)
    theirs[:, 2] += ours[:, 2].max() - theirs[:, 2].max()
    assert apart(ours, theirs) < 1e-8
    volume = gem.volume / min(gem.length, gem.width) ** 3
    assert back.volume == pytest.approx(volume, rel=1e-8)
    tiers = {"-".join(tier.split()): n for tier, n in gem.polyhedron.count().items()}
    assert back.polyhedron().count() == tiers


def test_the_mains_of_a_file_are_told() -> None:
    """Halves may cover more of the pavilion than the mains; the angle told is the mains'."""
    for proportions in ("gia_reference", "tolkowsky"):
        gem = Gem.round(6.5, proportions=proportions)
        back = AscCut(design_of(gem))
        assert back.crown_angle == pytest.approx(gem.crown_angle, abs=1e-9)
        assert back.pavilion_angle == pytest.approx(gem.pavilion_angle, abs=1e-9)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.data())
def test_any_ratio_comes_back(data: st.DataObject) -> None:
    row = data.draw(st.sampled_from([row for row in all_cuts() if row.name != "heart"]))
    ratio = data.draw(st.floats(row.ratio_lo, row.ratio_hi))
    try:
        gem = Gem.of(row.name, 6.0, ratio=ratio)
    except ParameterError:
        return  # some ratios want other proportions
    same_stone(gem)


def test_the_round_lies_on_the_usual_gear() -> None:
    """What a cutter knows of it: halves on 3-9-15 ..., mains on 96-12-24 ..., stars on 6-18 ..."""
    tiers = {tier.names[0][1]: tier for tier in design_of(Gem.round(6.5)).tiers}
    halves = tuple(range(3, 96, 6))
    mains = (96, *range(12, 96, 12))
    assert list(tiers) == [
        *("lower-half", "pavilion-main", "girdle", "upper-half", "bezel", "star", "table"),
    ]
    assert tiers["lower-half"].positions == tiers["upper-half"].positions == halves
    assert tiers["pavilion-main"].positions == tiers["bezel"].positions == mains
    assert tiers["star"].positions == tuple(range(6, 96, 12))
    assert (tiers["bezel"].angle, tiers["pavilion-main"].angle) == (34.0, -40.7)
    assert (tiers["girdle"].angle, len(tiers["girdle"].positions)) == (90.0, 96)
    assert tiers["table"].angle == 0.0


@pytest.mark.parametrize(
    ("name", "gear", "symmetry"),
    [
        ("round", 96, (8, True)),
        ("oval", 96, (2, True)),
        ("pear", 96, (1, True)),
        ("emerald", 96, (2, True)),
        ("square step", 96, (4, True)),
        ("octagon", 96, (8, True)),
        ("rose", 96, (6, True)),
        ("trillion", 72, (1, True)),
        ("half-moon", 96, (1, False)),
    ],
)
def test_gear_and_symmetry(name: str, gear: int, symmetry: tuple[int, bool]) -> None:
    design = design_of(Gem.of(name, 6.0))
    assert (design.gear, (design.symmetry, design.mirror)) == (gear, symmetry)


def test_a_culet_is_one() -> None:
    tier = next(t for t in design_of(Gem.round(6.0, culet=2.0)).tiers if t.names[0][1] == "culet")
    assert (tier.angle, tier.tilt) == (0.0, 180.0)
    assert tier.distance < 0.0
    same_stone(Gem.round(6.0, culet=2.0))


def test_the_heading() -> None:
    design = design_of(Gem.round(6.5, species="ruby"))
    assert design.title == "round"
    assert design.refractive_index == pytest.approx(1.766)  # between its 1.762 and 1.770
    assert "T/W = 0.5700" in design.headers[2]
    assert "C/W = 0.1450" in design.headers[2]  # (100 - 57) / 2 x tan 34
    assert "crown 34.00 deg, pavilion 40.70 deg" in design.headers[1]
    assert design_of(Gem.round(6.5, species="coral")).refractive_index == 1.54


def test_a_stone_of_a_file_is_written_as_it_was() -> None:
    text = dumps(design_of(Gem.of("emerald", 7.0)))
    design = loads(text.replace("H emerald", "H My own\nH notes"))
    gem = Gem(AscCut(design), 5.0)
    assert design_of(gem) is design


def test_a_heart_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"A heart has a cleft, and an \.asc design has none"):
        design_of(Gem.of("heart", 6.0))


def test_the_size_is_not_the_designs() -> None:
    assert design_of(Gem.of("pear", 3.0)) == design_of(Gem.of("pear", 30.0))
