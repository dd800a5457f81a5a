"""Crowns and pavilions of princess and radiant, as published drawings have them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cuts import facets, must_be_sound

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem

PUBLISHED = {
    "table_mid": (64.72, 0.0),
    "table_corner": (57.20, 57.20),
    "step": (83.95, 62.43),
}
"""Corners of the crown of PC 07.160, "Meetpoint radiant, square classic" (facetdiagrams.org), read
off its published plan: half its width is 100, its corners are cut by 28."""


def corners(gem: Gem) -> np.ndarray:
    """Corners of the crown in plan in the first quadrant, half the width 100."""
    points = gem.polyhedron.vertices
    above = points[points[:, 2] > gem.girdle_top + 1e-9]
    return above[(above[:, :2] > -1e-9).all(axis=1), :2] * 200.0 / gem.width


@pytest.mark.parametrize("place", PUBLISHED.values(), ids=PUBLISHED)
def test_a_radiants_crown_is_the_published_one(place):
    """Within 1.5 % of the width: ours cuts the corners by 30 of 200, not by 28."""
    found = corners(Gem.radiant(5, 5, table=64.72))
    assert min(math.dist(place, p) for p in found) < 3.0


CROWNS = {"princess": 21, "radiant": 25}


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    cut=st.sampled_from(list(CROWNS)),
    ratio=st.floats(1.0, 1.6),
    table=st.floats(55, 75),
    crown=st.floats(26, 38),
    chevrons=st.integers(1, 4),
    triangles=st.floats(25, 35),
    reach=st.floats(65, 80),
)
def test_crossed_crowns_over_chevrons(cut, ratio, table, crown, chevrons, triangles, reach):
    stone = Gem.of(
        cut,
        width=5.0,
        ratio=ratio,
        table=table,
        crown_angle=crown,
        chevrons=chevrons,
        crown="scissor",
        triangle_reach=triangles,
        chevron_reach=reach,
    )
    must_be_sound(stone.polyhedron)
    below = 8 + 8 * chevrons + (5 if cut == "radiant" else 0)
    assert facets(stone.polyhedron) == CROWNS[cut] + below
    top = stone.polyhedron.vertices[:, 2].max()
    assert top - stone.girdle_top == pytest.approx(stone.crown_height, abs=1e-9)


@pytest.mark.parametrize("keel", [5.0, 12.0, 20.0])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_keel_is_as_long_as_asked(ratio, keel):
    """Two facets more; the lowest points are the ends of the keel, on the long axis. It takes off
    the tip under which the mains of a pointed stone of the same angle meet."""
    pointed = Gem.princess(5 * ratio, 5)
    keeled = Gem.princess(5 * ratio, 5, keel=keel)
    must_be_sound(keeled.polyhedron)
    assert facets(keeled.polyhedron) == facets(pointed.polyhedron) + 2
    points = keeled.polyhedron.vertices
    low = points[points[:, 2] < points[:, 2].min() + 1e-9]
    assert sorted(low[:, 0]) == pytest.approx([-keel / 40, keel / 40])
    assert low[:, 1] == pytest.approx(0.0, abs=1e-9)
    below = (keeled.depth - keeled.crown_height - keeled.girdle_thickness) / 5.0
    whole = (pointed.depth - pointed.crown_height - pointed.girdle_thickness) / 5.0
    assert below == pytest.approx(whole * (1.0 - keel / 100.0 / (ratio + 1.0)))


def test_a_pavilion_of_mains_alone_is_half_full():
    """Planes through corner and culet, whatever they look at, leave half the box: so much and no
    more holds a princess without a keel (see the rows of test_weights)."""
    for ratio in (1.0, 2.0):
        stone = Gem.princess(5 * ratio, 5, chevrons=6)
        mains = [n for n, t in zip(stone.polyhedron.normals, stone.polyhedron.tiers, strict=True)
                 if t == "pavilion main"]  # fmt: skip
        x, y = np.meshgrid(*(np.linspace(0, h, 401) for h in (ratio / 2, 0.5)))
        nx, ny, nz = next(n for n in mains if n[0] > 0 and n[1] > 0)
        depth = -(nx * ratio / 2 + ny * 0.5) / nz
        assert np.mean(1.0 - (-(nx * x + ny * y) / nz) / depth) == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize(
    ("cut", "wishes", "message"),
    [
        (
            "princess",
            {"keel": 40.0},
            "princess: keel = 40 % of the width does not fit.* keel = 22.5 % or less",
        ),
        ("princess", {"upper_angle": 75.0}, r"princess: upper_angle = 75° .* 54.2 to 66.8°"),
        ("radiant", {"table": 89.0}, "leaves no facets at the corners of the crown"),
        ("princess", {"crown": "step"}, "crown"),
    ],
)
def test_what_does_not_fit_is_refused(cut, wishes, message):
    with pytest.raises(ParameterError, match=message):
        Gem.of(cut, width=5.0, **wishes)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    sides=st.sampled_from([8, 12, 16]),
    rings=st.integers(1, 4),
    tip=st.floats(40, 85),
    blunt=st.floats(10, 80),
    height=st.floats(80, 300),
)
def test_briolettes_of_triangles(sides, rings, tip, blunt, height):
    """A fan at the tip, two triangles for each side between rings, one facet at the blunt end."""
    wishes = {"sides": sides, "rings": rings, "tip": tip, "blunt": blunt, "height": height}
    if 2 * (rings + 1) >= sides:
        with pytest.raises(ParameterError, match="Choose 2 rings or fewer"):
            Gem.of("briolette", width=5.0, **wishes)
        return
    stone = Gem.of("briolette", width=5.0, **wishes).polyhedron
    must_be_sound(stone)
    assert facets(stone) == sides * (2 * (rings + 1) + 1)
    assert sorted(map(len, stone.faces))[:-1] == [3] * (len(stone.faces) - 1)
