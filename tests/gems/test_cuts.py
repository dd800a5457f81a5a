"""Every cut by name: closed, planar, convex, counted, symmetric, of the size and weight asked."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.gems.cuts import Named, all_cuts, named
from jewelcad.gems.polyhedron import Polyhedron, enclosed

CUTS = {cut.name: cut for cut in all_cuts()}
SIZES = (1.0, 2.5, 5.0, 9.0, 20.0)
PUBLISHED = {
    "round": 57,
    "oval": 57,
    "pear": 58,
    "marquise": 55,
    "heart": 57,
    "cushion": 57,
    "princess": 57,
    "emerald": 49,
    "trillion": 44,
    "trilliant": 31,
    "rose": 24,
    "asscher": 58,
    "radiant": 70,
    "baguette": 33,
    "tapered baguette": 14,
    "briolette": 56,
}
"""Facets by the rows of domain.md §2.3; those of `WITH_GIRDLE` count the girdle's flats."""
WITH_GIRDLE = {"asscher", "radiant", "baguette", "tapered baguette"}


def ratios(cut: Named) -> list[float]:
    return sorted({cut.ratio_lo, cut.ratio, (cut.ratio_lo + cut.ratio_hi) / 2, cut.ratio_hi})


EACH = [("round", 1.0)] + [(name, ratio) for name, cut in CUTS.items() for ratio in ratios(cut)]


def must_be_sound(stone: Polyhedron, convex: bool = True) -> None:
    """Closed, planar, outward, and convex but for the heart's cleft."""
    sides = [s for f in stone.faces for s in zip(f, f[1:] + f[:1], strict=True)]
    assert len(set(sides)) == len(sides)
    assert {(b, a) for a, b in sides} == set(sides)
    assert len(stone.vertices) - len(stone.edges) + len(stone.faces) == 2
    for face, normal in zip(stone.faces, stone.normals, strict=True):
        heights = stone.vertices @ normal
        own = heights[list(face)]
        assert np.ptp(own) < 1e-9 * abs(heights).max()
        assert heights.max() < own.mean() + 1e-9 or not convex


def facets(stone: Polyhedron) -> int:
    """Without the girdle's flats and a rose's base, as the trade counts."""
    return len(stone.faces) - stone.count()["girdle"] - stone.count()["base"]


def areas(stone: Polyhedron) -> dict[int, float]:
    corners = stone.vertices[stone.triangles()]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    found = np.zeros(len(stone.faces))
    np.add.at(found, stone.triangle_faces(), np.linalg.norm(across, axis=1) / 2)
    return {k: a for k, a in enumerate(found) if stone.tiers[k] != "girdle"}


def must_be_mirrored(stone: Polyhedron, *axes: int) -> None:
    tree = cKDTree(stone.vertices)
    for axis in axes:
        turned = stone.vertices.copy()
        turned[:, axis] *= -1
        assert tree.query(turned)[0].max() < 1e-9 * np.abs(stone.vertices).max()


@pytest.mark.parametrize(("name", "ratio"), EACH)
def test_closed_planar_convex(name: str, ratio: float) -> None:
    must_be_sound(Gem.of(name, width=1.0, ratio=ratio).polyhedron, convex=name != "heart")


@pytest.mark.parametrize(("name", "ratio"), EACH)
def test_length_width_and_depth_as_asked(name: str, ratio: float) -> None:
    for width in SIZES:
        stone = Gem.of(name, width * ratio, width)
        low, high = stone.polyhedron.vertices.min(axis=0), stone.polyhedron.vertices.max(axis=0)
        assert high - low == pytest.approx([width * ratio, width, stone.depth], abs=1e-6)
        assert stone.extents == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
        deeper = Gem.of(name, width * ratio, width, depth=stone.depth * 1.04)
        assert np.ptp(deeper.polyhedron.vertices[:, 2]) == pytest.approx(
            stone.depth * 1.04, abs=1e-6
        )


@pytest.mark.parametrize("name", [name for name, cut in CUTS.items() if cut.facets])
def test_facets_of_the_table(name: str) -> None:
    """The number of facets each row documents, whatever the ratio (domain.md §2.3)."""
    for ratio in ratios(CUTS[name]):
        stone = Gem.of(name, width=1.0, ratio=ratio).polyhedron
        assert facets(stone) == CUTS[name].facets


@pytest.mark.parametrize(("name", "number"), PUBLISHED.items())
def test_facets_as_published(name: str, number: int) -> None:
    stone = Gem.of(name, width=1.0).polyhedron
    flats = stone.count()["girdle"] if name in WITH_GIRDLE else 0
    assert facets(stone) + flats == number


@pytest.mark.parametrize(("name", "ratio"), EACH)
def test_every_plane_is_a_facet(name: str, ratio: float) -> None:
    """No plane of a diagram is cut away by its neighbours."""
    stone = Gem.of(name, width=1.0, ratio=ratio)
    if name == "heart":
        assert facets(stone.polyhedron) == 57
        return
    planes = list(stone.proportions.diagram().planes())
    assert len(stone.polyhedron.faces) == len(planes)
    apart = cKDTree(enclosed(planes).vertices).query(stone.polyhedron.vertices)[0]
    assert apart.max() < 1e-9


def test_a_flanders_is_a_brilliant_on_the_corners() -> None:
    """As drawn: every kite and main comes down to one corner of the outline, four halves to each
    side meet in its middle, and the mains keep the slopes asked, at the thin girdle they meet."""
    stone = Gem.of("flanders", width=5.0, crown_angle=32.0, pavilion_angle=38.0).polyhedron
    corners = {(2.5, 1.4), (1.4, 2.5)}
    middles = {(2.5, 0.0), (0.0, 2.5), (1.95, 1.95)}
    halves = corners | middles, 32
    ends = {"bezel": (corners, 8), "pavilion main": (corners, 8)}
    ends |= {"upper half": halves, "lower half": halves}
    flats = [f for f, tier in zip(stone.faces, stone.tiers, strict=True) if tier == "girdle"]
    on_girdle = {k for face in flats for k in face}
    for tier, (places, touches) in ends.items():
        found = [
            tuple(np.abs(np.round(stone.vertices[k, :2], 9)).tolist())
            for face, name in zip(stone.faces, stone.tiers, strict=True)
            for k in face
            if name == tier and k in on_girdle
        ]
        assert set(found) == places
        assert len(found) == touches
    for tier, angle in (("bezel", 32.0), ("pavilion main", 38.0)):
        slopes = [abs(n[2]) for n, t in zip(stone.normals, stone.tiers, strict=True) if t == tier]
        assert np.degrees(np.arccos(slopes)) == pytest.approx(angle, abs=1e-9)


def test_a_half_moon_has_two_facets_along_its_straight_side() -> None:
    """As drawn: both lie along it, and the edge between them ends in the kites at the corners."""
    stone = Gem.of("half-moon brilliant", width=3.0).polyhedron
    assert stone.count()["crown side"] == 2
    assert stone.count()["bezel"] == 4 + 2 * 2
    sides = [f for f, tier in zip(stone.faces, stone.tiers, strict=True) if tier == "crown side"]
    for face in sides:
        assert len(face) == 4
        assert len({round(y, 9) for y in stone.vertices[list(face), 1]}) == 2
    for fold in set(sides[0]) & set(sides[1]):
        tiers = [t for f, t in zip(stone.faces, stone.tiers, strict=True) if fold in f]
        assert sorted(tiers) == ["bezel", "bezel", "crown side", "crown side"]


def test_other_documented_counts() -> None:
    """Other numbers of domain.md §2.3; emerald 58 and 65 and the simple baguette of 14 count the
    girdle's flats."""
    assert facets(Gem.round(6.5, culet=1.0).polyhedron) == 58
    assert facets(Gem.cushion(6, culet=1.0).polyhedron) == 58
    assert facets(Gem.pear(8, 5, culet=0.0).polyhedron) == 57
    assert facets(Gem.marquise(10, 5, pavilion="brilliant").polyhedron) == 57
    assert facets(Gem.princess(5, chevrons=2).polyhedron) == 49
    assert facets(Gem.princess(5, chevrons=4).polyhedron) == 65
    for chevrons, number in ((2, 50), (3, 58)):  # crown of 21, 4 on the girdle, a culet
        stone = Gem.princess(5, chevrons=chevrons, crown="scissor", culet=2.0)
        assert len(stone.polyhedron.faces) == number
    radiant = Gem.radiant(5, 5, chevrons=2)  # hkjewellery.co.uk: 25, 8 on the girdle, 29 below
    assert len(radiant.polyhedron.faces) == 62
    assert len(Gem.emerald(7, 5, culet=3.0).polyhedron.faces) == 58
    assert len(Gem.emerald(7, 5, pavilion_steps=4).polyhedron.faces) == 65
    simple = Gem.baguette(4, 2, crown_steps=1, pavilion_steps=1, culet=5.0)
    assert len(simple.polyhedron.faces) == 14


@pytest.mark.parametrize(("name", "ratio"), EACH)
def test_no_sliver(name: str, ratio: float) -> None:
    """A facet's thickness (four times its area over its girth) is over 1 % of the table's edge."""
    stone = Gem.of(name, width=1.0, ratio=ratio).polyhedron
    first = stone.tiers.index("table") if "table" in stone.tiers else 0
    table = stone.vertices[list(stone.faces[first])]
    edge = np.linalg.norm(table - np.roll(table, 1, axis=0), axis=1).max()
    for k, area in areas(stone).items():
        loop = stone.vertices[list(stone.faces[k])]
        girth = np.linalg.norm(loop - np.roll(loop, 1, axis=0), axis=1).sum()
        assert 4 * area / girth > 0.01 * edge, stone.tiers[k]


@pytest.mark.parametrize(("name", "ratio"), EACH)
def test_symmetry(name: str, ratio: float) -> None:
    pointed = {
        "heart",
        "pear",
        "trillion",
        "trilliant",
        "tapered baguette",
        "triangle",
        "kite",
        "shield",
    }
    stone = Gem.of(name, width=1.0, ratio=ratio).polyhedron
    if name.startswith("half-moon"):
        must_be_mirrored(stone, 0)
    elif name in pointed | {"bullet"}:
        must_be_mirrored(stone, 1)
    else:
        must_be_mirrored(stone, 0, 1)


FOLDS = {
    "round": (1.0, 8),
    "single cut": (1.0, 8),
    "old european": (1.0, 8),
    "cushion": (1.0, 4),
    "old mine": (1.0, 4),
    "flanders": (1.0, 4),
    "princess": (1.0, 4),
    "radiant": (1.0, 4),
    "emerald": (1.0, 4),
    "asscher": (1.0, 4),
    "octagon": (1.0, 8),
    "square step": (1.0, 4),
    "hexagon": (2.0 / math.sqrt(3.0), 6),
    "triangle": (math.sqrt(3.0) / 2.0, 3),
    "rose": (1.0, 6),
    "rose 12": (1.0, 6),
    "rose 6": (1.0, 6),
    "briolette": (1.0, 8),
}
"""Ratio at which the outline is regular, and how often the stone then meets itself in a turn."""


@pytest.mark.parametrize(("name", "ratio", "folds"), [(n, *f) for n, f in FOLDS.items()])
def test_symmetry_of_turning(name: str, ratio: float, folds: int) -> None:
    wishes = (
        {"ratio": ratio} if CUTS.get(name) and CUTS[name].ratio_lo < CUTS[name].ratio_hi else {}
    )
    stone = Gem.of(name, width=1.0, **wishes)
    x, y, z = stone.polyhedron.vertices.T
    x = x - stone.culet[0]  # of a triangle the middle of its length is not its centre
    a = 2.0 * math.pi / folds
    turned = np.column_stack(
        [x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a), z]
    )
    assert cKDTree(np.column_stack([x, y, z])).query(turned)[0].max() < 1e-9


def test_an_oval_with_a_similar_table_is_the_round_stretched() -> None:
    wide = Gem.oval(1.5, 1.0, spread=0.0).polyhedron.vertices / [1.5, 1.0, 1.0]
    even = Gem.oval(1.0, 1.0, spread=0.0).polyhedron.vertices
    assert cKDTree(even).query(wide)[0].max() < 1e-12


def test_the_generator_makes_the_round_brilliant() -> None:
    """On a circle it gives the same corners as the round brilliant's own formulas."""
    own = Gem.round(1.0, girdle=3.0)
    cut = own.proportions
    wishes = {k: getattr(cut, k) for k in ("table", "crown_angle", "pavilion_angle", "girdle")}
    other = Gem.oval(1.0, 1.0, star_length=50.0, lower_half=80.0, **wishes)
    assert other.carat == pytest.approx(own.carat, rel=1e-12)
    apart = cKDTree(own.polyhedron.vertices).query(other.polyhedron.vertices)[0]
    assert apart.max() < 1e-12


@pytest.mark.parametrize("name", list(CUTS))
def test_carat_both_ways(name: str) -> None:
    stone = Gem.of(name, carat=1.2, species="ruby")
    assert stone.carat == pytest.approx(1.2, rel=1e-12)
    again = Gem.of(name, stone.length, stone.width, species="ruby")
    assert again.carat == pytest.approx(1.2, rel=1e-9)


# ---- sweeps -------------------------------------------------------------------------------------


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["oval", "pear", "marquise", "cushion"]),
    share=st.floats(0, 1),
    table=st.floats(50, 65),
    crown=st.floats(30, 37),
    pavilion=st.floats(38, 44),
    spread=st.floats(0, 100),
    lower_half=st.floats(60, 85),
)
def test_brilliants_of_any_proportions(
    name: str,
    share: float,
    table: float,
    crown: float,
    pavilion: float,
    spread: float,
    lower_half: float,
) -> None:
    cut = CUTS[name]
    ratio = cut.ratio_lo + share * (cut.ratio_hi - cut.ratio_lo)
    angles = {"crown_angle": crown, "pavilion_angle": pavilion, "girdle": 7.0}
    lengths = {"table": table, "spread": spread, "lower_half": lower_half}
    try:
        stone = Gem.of(name, width=1.0, ratio=ratio, **angles, **lengths)
    except ParameterError as error:
        assert re.search("Lower spread|star_length", str(error))
        assert spread > 50.0
        return
    must_be_sound(stone.polyhedron)
    assert facets(stone.polyhedron) == cut.facets


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    name=st.sampled_from([n for n, c in CUTS.items() if c.family == "step"]),
    share=st.floats(0, 1),
    crown_steps=st.integers(1, 5),
    pavilion_steps=st.integers(1, 5),
    fan=st.floats(2, 8),
)
def test_step_cuts_of_any_steps(
    name: str, share: float, crown_steps: int, pavilion_steps: int, fan: float
) -> None:
    cut = CUTS[name]
    ratio = cut.ratio_lo + share * (cut.ratio_hi - cut.ratio_lo)
    steps = {"crown_steps": crown_steps, "pavilion_steps": pavilion_steps, "fan": fan}
    stone = Gem.of(name, width=1.0, ratio=ratio, girdle=12.0, **steps)
    must_be_sound(stone.polyhedron)
    count = stone.polyhedron.count()
    sides = count["crown step 1"]
    assert all(count[f"crown step {k + 1}"] == sides for k in range(crown_steps))
    assert all(count[f"pavilion step {k + 1}"] == sides for k in range(pavilion_steps))


# ---- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cut", "arguments", "message"),
    [
        ("ovall", {"length": 8.0}, "'ovall' is not a known cut. Did you mean oval?"),
        ("oval", {}, "neither was given"),
        ("oval", {"length": 8.0, "carat": 1.0}, "both was given"),
        ("oval", {"length": 8.0, "width": 6.0, "ratio": 1.4}, "leave one of them out"),
        ("oval", {"length": 6.0, "width": 8.0}, "length over width = 0.75 does not suit"),
        ("oval", {"length": math.nan}, "not a number above 0"),
        ("oval", {"length": "8"}, "not a number above 0"),
        ("oval", {"length": 8.0, "tabel": 57}, "'tabel' is no proportion .* Did you mean table?"),
        ("oval", {"length": 8.0, "table": 99}, "table = 99 % is above 90 %"),
        ("oval", {"length": 8.0, "girdle": 0.5}, "closes between its thick points.* Raise girdle"),
        ("oval", {"length": 8.0, "depth": 0.5}, "leaves nothing for the pavilion"),
        ("oval", {"carat": 1.0, "depth": 3.0}, "depth goes with a length"),
        ("oval", {"length": 8.0, "star_length": 2.0}, "leaves no star"),
        ("emerald", {"length": 7.0, "fan": 15.0, "crown_angle": 10.0}, "Lower fan"),
        ("princess", {"length": 5.0, "upper_angle": 84.0}, "Lower upper_angle"),
        ("princess", {"length": 5.0, "upper_angle": 40.0}, "Raise upper_angle"),
        ("oval", {"length": 1000.0}, "oval.width = 714.286 mm is above 200 mm"),
        ("oval", {"carat": -1.0}, "oval.carat = -1 ct is below"),
        ("oval", {"length": 8.0, "depth": 30.0}, "With depth = 30 mm: oval.pavilion_angle = 84"),
        ("oval", {"length": 8.0, "depth": 4.0, "pavilion_angle": 41}, "both say how deep"),
        ("rose", {"length": 8.0, "depth": 4.0, "height": 40}, "both say how deep"),
        ("oval", {"length": 8.0, "name": "egg"}, "'name' is no proportion of the cut 'oval'"),
        ("round", {"length": 6.0, "width": 5.0}, "Try an oval"),
        ("round", {"length": 6.0, "ratio": 1.4}, "no length over width of 1.4. Try an oval"),
        ("round", {"carat": 1.0, "depth": 4.0}, "depth goes with a length"),
        ("round", {"length": 6.0, "depth": 9.0}, "With depth = 9 mm: round.pavilion_angle = 69.39"),
        ("round", {"length": 6.0, "depth": 0.5}, "leaves nothing for the pavilion"),
        ("round", {"length": 6.0, "tabel": 57}, "'tabel' is no proportion .* Did you mean table?"),
        (5, {"length": 6.0}, "5 is not a known cut"),
    ],
)
def test_bad_stones(cut: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        Gem.of(cut, **arguments)


@pytest.mark.parametrize("culet", [0.0, 2.0])
def test_a_round_as_deep_as_asked(culet: float) -> None:
    stone = Gem.of("round", 6.5, ratio=1.0, depth=4.1, culet=culet)
    assert np.ptp(stone.polyhedron.vertices[:, 2]) == pytest.approx(4.1, abs=1e-9)
    assert stone.crown_height == Gem.round(6.5).crown_height


@pytest.mark.parametrize("name", list(CUTS))
def test_no_refusal_names_a_class(name: str) -> None:
    """Whatever is wrong is told of the cut, in a jeweller's words."""
    for wrong in ({"width": -1.0}, {"width": 1e4}, {"width": 6.0, "girdle": 99.0}, {}):
        with pytest.raises(ParameterError) as refusal:
            Gem.of(name, **wrong)
        assert str(refusal.value).startswith(name)


def test_names_and_aliases() -> None:
    assert named("Tapered-Baguette").name == "tapered baguette"
    assert Gem.of("navette", 10, 5) == Gem.marquise(10, 5)
    assert Gem.of("round", 6.5) == Gem.round(6.5)


def test_every_row_has_a_source_and_says_what_is_a_choice() -> None:
    for cut in all_cuts():
        assert cut.source
        assert cut.choice
        assert cut.drawing
        assert cut.ratio_lo <= cut.ratio <= cut.ratio_hi
        assert re.fullmatch(r"[a-z0-9 -]+", cut.name)


@pytest.mark.parametrize("cut", all_cuts(), ids=lambda cut: cut.name)
def test_the_girdle_is_as_thick_as_it_says_at_its_thick_points(cut):
    """Highest corner of the girdle's flats over their lowest: `girdle_thickness`."""
    gem = Gem.of(cut.name, width=5.0)
    stone = gem.polyhedron
    flats = [f for f, tier in zip(stone.faces, stone.tiers, strict=True) if tier == "girdle"]
    if not flats:
        assert gem.girdle_thickness == 0.0
        return
    corners = stone.vertices[sorted({k for face in flats for k in face})]
    assert corners[:, 2].max() == pytest.approx(gem.girdle_top, abs=1e-6)
    if not cut.name.startswith(("rose", "oval rose")):
        assert corners[:, 2].min() == pytest.approx(gem.girdle_bottom, abs=1e-6)


@pytest.mark.parametrize(
    ("cut", "wish"), [("cushion", "corner"), ("cushion", "bulge"), ("trillion", "bulge")]
)
def test_corners_and_sides_bend_as_asked(cut, wish):
    """Rounder corners and fuller sides: another outline, the same length and width."""
    low, high = (Gem.of(cut, width=5.0, **{wish: value}) for value in (12.0, 25.0))
    assert low.girdle_outline.length != pytest.approx(high.girdle_outline.length, rel=1e-4)
    for gem in (low, high):
        (ax, ay), (bx, by) = gem.girdle_outline.extents
        assert (bx - ax, by - ay) == pytest.approx((gem.length, gem.width), abs=1e-9)
        assert gem.girdle_outline.is_convex


def test_what_does_not_bend_is_refused():
    with pytest.raises(ParameterError, match="oval: corner = 20 cannot be"):
        Gem.of("oval", 8, 6, corner=20)
