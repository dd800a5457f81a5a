"""Halos: true gaps to the stone and to each other, a stone on each corner, symmetry."""

from __future__ import annotations

import doctest
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jewelcad.layouts.halo
from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.layouts import Layout, around, gap

CENTRES = {
    "round": Gem.round(6.5),
    "oval": Gem.oval(8, 6),
    "princess": Gem.princess(5.5, 5.5),
    "pear": Gem.pear(9, 6),
    "marquise": Gem.marquise(10, 5),
    "cushion": Gem.cushion(7, 7),
    "emerald": Gem.emerald(8, 6),
    "trillion": Gem.trillion(7),
    "heart": Gem.heart(7, 7),
    "hexagon": Gem.of("hexagon", width=6),
    "baguette": Gem.baguette(8, 3),
}
MIRRORED = {"oval", "princess", "marquise", "cushion", "emerald", "hexagon", "baguette"}
"""Alike left and right as well as above and below."""
HALO = Gem.round(1.2)
POSES = [{}, {"tilt": 15.0, "drop": 0.15}, {"rows": 2}, {"tilt": 10.0, "drop": 0.2, "rows": 2}]
SOME = settings(derandomize=True, deadline=None, max_examples=8)


def to_centre(centre: Gem, halo: Layout, upto: int | None = None) -> list[float]:
    return [gap(centre, Frame(), gem, frame) for gem, frame in list(halo.stones)[:upto]]


def one_ring(halo: Layout) -> int:
    """How many stones the first row has: its pairs close there."""
    return 1 + next(i for i, j in halo.pairs if j == 0)


@pytest.mark.parametrize("wishes", POSES, ids=str)
@pytest.mark.parametrize("name", CENTRES)
def test_gaps_are_true_and_no_larger_than_they_must(name: str, wishes: dict[str, float]) -> None:
    """To the stone exactly as asked; to each other no less anywhere, rows too."""
    centre = CENTRES[name]
    halo = around(centre, HALO, gap=0.15, distance=0.1, **wishes)
    least = min(to_centre(centre, halo, one_ring(halo)))
    bridged = 1e-3 if name == "heart" else 1e-6  # a polygon stands for its curve
    assert 0.1 - 1e-6 <= least < 0.1 + (0.02 if "tilt" in wishes else bridged)
    assert halo.report.tightest[2] >= 0.15 - 1e-6
    assert min(to_centre(centre, halo)) >= 0.1 - 1e-6


@pytest.mark.parametrize("name", CENTRES)
def test_no_stone_more_would_go_around(name: str) -> None:
    """What is left over in a row without corners is less than one stone takes (two, in a row that
    must be even)."""
    halo = around(CENTRES[name], HALO, gap=0.15, corners=False)
    left = sum(gap(HALO, halo.frames[i], HALO, halo.frames[j]) - 0.15 for i, j in halo.pairs)
    pace = 1.2 + 0.15
    most = {"round": 1, "pear": 1, "heart": 1, "trillion": 3, "hexagon": 6}.get(name, 2)
    most = 4 if name in ("princess", "cushion") else most
    assert left < 1.1 * most * pace


@pytest.mark.parametrize("name", CENTRES)
def test_a_halo_is_as_symmetric_as_its_stone(name: str) -> None:
    """Mirrored, the stones lie where stones lay; of a round stone turned by a step too."""
    halo = around(CENTRES[name], HALO, gap=0.15)
    places = np.array([frame.origin[:2] for frame in halo.frames])
    mirrors = [(1.0, -1.0), (-1.0, 1.0)] if name in MIRRORED else [(1.0, -1.0)]
    for mirror in mirrors:
        away = np.linalg.norm(places[:, None] * mirror - places[None], axis=2).min(axis=1)
        assert away.max() < 1e-5
    if name == "round":
        assert np.hypot(*places.T) == pytest.approx(np.full(len(places), 3.25 + 0.15 + 0.6))


@pytest.mark.parametrize("name", ["princess", "marquise", "trillion", "pear", "hexagon"])
def test_a_stone_sits_on_each_corner(name: str) -> None:
    """On the line from the middle of the corner's angle outwards: nearest to it of all."""
    centre = CENTRES[name]
    halo = around(centre, HALO, gap=0.15, distance=0.1)
    for corner in centre.corners:
        nearest = min(np.hypot(*(np.array(f.origin[:2]) - corner)) for f in halo.frames)
        assert nearest == pytest.approx(0.1 + 0.6, abs=1e-7)


def test_corners_that_would_meet_share_one_stone() -> None:
    """The cut corners of an emerald are 1 mm long: one stone over each, none on their ends."""
    centre = Gem.emerald(8, 6)
    halo = around(centre, Gem.round(2.0), gap=0.2)
    angles = sorted({tuple(np.sign(np.round(f.origin[:2], 6))) for f in halo.frames})
    assert {(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)} <= set(angles)
    assert halo.report.tightest[2] >= 0.2 - 1e-6


@SOME
@given(
    st.sampled_from(list(CENTRES)),
    st.sampled_from([Gem.round(0.9), Gem.round(1.6), Gem.princess(1.2, 1.2), Gem.oval(2, 1.3)]),
    st.floats(0.1, 0.4),
    st.floats(0.0, 25.0),
    st.floats(0.0, 0.6),
)
def test_any_halo_keeps_its_gaps(
    name: str, gem: Gem, wide: float, tilt: float, drop: float
) -> None:
    centre = CENTRES[name]
    halo = around(centre, gem, gap=wide, tilt=tilt, drop=drop)
    assert halo.report.tightest[2] >= wide - 1e-6
    assert min(to_centre(centre, halo)) >= wide - 1e-6
    assert all(f.origin[2] == pytest.approx(-drop) for f in halo.frames)


def test_tilted_stones_look_outwards_and_rows_go_down() -> None:
    halo = around(CENTRES["round"], HALO, gap=0.15, tilt=20.0, drop=0.3, rows=2)
    n = one_ring(halo)
    for frame in halo.frames:
        out = np.array(frame.origin[:2]) / np.hypot(*frame.origin[:2])
        assert frame.z[:2] == pytest.approx(np.sin(np.radians(20.0)) * out, abs=1e-9)
    heights = [frame.origin[2] for frame in halo.frames]
    assert heights[:n] == pytest.approx([-0.3] * n)
    down = (1.2 + 0.15) * np.sin(np.radians(20.0))
    assert heights[n:] == pytest.approx([-0.3 - down] * (len(halo) - n))


def test_rows_lie_apart_by_the_gap_and_outwards() -> None:
    halo = around(CENTRES["cushion"], HALO, gap=0.15, rows=2)
    n = one_ring(halo)
    first, second = halo.frames[:n], halo.frames[n:]
    least = min(gap(HALO, a, HALO, b) for a, b in itertools.product(first, second))
    assert 0.15 - 1e-6 <= least < 0.15 + 0.1
    assert len(second) > len(first)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"rows": 0}, "around.rows = 0 is below 1"),
        ({"tilt": 95.0}, "around.tilt = 95"),
        ({"gem": Gem.round(60)}, "fewer than 3 stones"),
        ({"stone": "oval"}, "around.stone"),
    ],
)
def test_what_cannot_be_is_refused(wishes: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        around(**({"stone": Gem.round(5), "gem": HALO} | wishes))


def test_docstrings() -> None:
    assert doctest.testmod(jewelcad.layouts.halo).failed == 0
