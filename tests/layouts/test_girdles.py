"""Distances of girdles in space: closed formulas, and another optimiser as oracle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.spatial.transform import Rotation

from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.layouts import gap
from jewelcad.layouts.girdles import Girdles, gaps

ROUND = Gem.round(2.0)
OVAL = Gem.oval(3.0, 2.0)
BAGUETTE = Gem.baguette(4.0, 1.5)
STONES = [ROUND, OVAL, Gem.princess(2, 2), Gem.pear(4, 2.5), Gem.marquise(4, 2), BAGUETTE]
LAWS = settings(derandomize=True, deadline=None, max_examples=40)


@pytest.mark.parametrize("gem", STONES, ids=lambda g: g.cut)
def test_side_by_side_and_one_over_the_other(gem: Gem) -> None:
    """In one plane the lengths decide, above each other the girdles' thickness."""
    beside = Frame(origin=(gem.length + 0.3, 0, 0))
    assert gap(gem, Frame(), gem, beside) == pytest.approx(0.3, abs=1e-8)
    across = Frame(origin=(0, gem.width + 0.2, 0))
    assert gap(gem, Frame(), gem, across) == pytest.approx(0.2, abs=1e-8)
    over = Frame(origin=(0.1, 0, gem.girdle_thickness + 0.5))
    assert gap(gem, Frame(), gem, over) == pytest.approx(0.5, abs=1e-8)


def test_two_leaning_rounds_by_formula() -> None:
    """Each lower edge's end, at radius r, keeps r sin a - d/2 cos a from the plane between."""
    for degrees in (3.0, 8.0, 25.0):
        a, r = math.radians(degrees), 1.2 / math.tan(math.radians(degrees))
        frame = Frame().tilted(2 * degrees)
        low = r + ROUND.girdle_bottom
        true = 2 * (low * math.sin(a) - 1.0 * math.cos(a))
        found = gap(ROUND, Frame().lifted(r), ROUND, frame.lifted(r))
        assert found == pytest.approx(true, abs=1e-8)


def test_touching_and_overlapping_are_none() -> None:
    assert gap(ROUND, Frame(), ROUND, Frame(origin=(1.5, 0, 0))) == 0.0
    assert gap(ROUND, Frame(), ROUND, Frame()) == 0.0
    assert gap(ROUND, Frame(), OVAL, Frame(origin=(0, 0, 0.01), z=(1, 0, 0), x=(0, 1, 0))) == 0.0


def _body(gem: Gem, u: np.ndarray) -> tuple[float, float, float]:
    """A point of a girdle by its shares of length, width and thickness, each -1 to 1."""
    return (gem.length / 2 * u[0], gem.width / 2 * u[1], gem.girdle_thickness / 2 * u[2])


def oracle(a: Gem, fa: Frame, b: Gem, fb: Frame) -> float:
    """The least distance, by sequential quadratic programming from four starts."""

    def squared(u: np.ndarray) -> float:
        p, q = _body(a, u[:3]), _body(b, u[3:])
        return math.dist(fa.point(*p), fb.point(*q)) ** 2

    round_off = [
        {"type": "ineq", "fun": lambda u, k=k: 1.0 - u[k] ** 2 - u[k + 1] ** 2}
        for k, gem in ((0, a), (3, b))
        if not gem.corners
    ]
    starts = np.random.default_rng(7).uniform(-0.6, 0.6, (4, 6))
    found = [
        minimize(squared, s, bounds=[(-1, 1)] * 6, constraints=round_off,
                 options={"ftol": 1e-16, "maxiter": 500}).fun
        for s in starts
    ]  # fmt: skip
    return math.sqrt(max(min(found), 0.0))


@LAWS
@given(st.integers(0, 10_000))
def test_any_two_girdles_as_another_optimiser_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = ((ROUND, OVAL, BAGUETTE, Gem.princess(2, 2))[k] for k in rng.integers(0, 4, 2))
    turns = Rotation.random(2, random_state=seed).as_matrix()
    frames = [Frame(tuple(rng.uniform(-3, 3, 3)), tuple(m[0]), tuple(m[2])) for m in turns]
    found = gap(a, frames[0], b, frames[1])
    assert found == pytest.approx(oracle(a, frames[0], b, frames[1]), abs=2e-5)
    assert gap(b, frames[1], a, frames[0]) == pytest.approx(found, abs=1e-8)


@LAWS
@given(st.integers(0, 10_000), st.floats(0.3, 4.0))
def test_distance_moves_and_scales_with_the_stones(seed: int, factor: float) -> None:
    """One rigid motion of both changes nothing; all lengths by a factor, the distance too."""
    rng = np.random.default_rng(seed)
    place = Frame(tuple(rng.uniform(-3, 3, 3)), (0, 1, 0.2), (1, 0.1, 0.3))
    other = Frame(tuple(rng.uniform(1.5, 4, 3)), tuple(rng.normal(size=3)), (0.3, 1, 0.2))
    plain = gap(OVAL, Frame(), ROUND, other)
    assert gap(OVAL, place, ROUND, place @ other) == pytest.approx(plain, abs=1e-8)
    larger = [Gem.oval(3 * factor, 2 * factor), Gem.round(2 * factor)]
    moved = Frame(tuple(factor * c for c in other.origin), other.x, other.z)
    assert gap(larger[0], Frame(), larger[1], moved) == pytest.approx(factor * plain, abs=1e-7)


def test_many_pairs_are_the_pairs_one_by_one() -> None:
    rng = np.random.default_rng(3)
    gems = [STONES[k] for k in rng.integers(0, len(STONES), 60)]
    frames = [
        Frame(tuple(rng.uniform(-9, 9, 3)), (1, 0.2, 0), tuple(rng.normal(size=3))) for _ in gems
    ]
    first, second = rng.integers(0, 60, 80), rng.integers(0, 60, 80)
    found = gaps(Girdles.of(gems, frames), first, second)
    for i, j, value in zip(first, second, found, strict=True):
        assert gap(gems[i], frames[i], gems[j], frames[j]) == pytest.approx(value, abs=1e-8)
