"""Walking along outlines: equal cells, and distances whose levels are the parallels."""

from __future__ import annotations

import itertools
import math

import pytest

from jewelcad.gems.shapes import OUTLINES
from jewelcad.geometry.contours import Contour
from jewelcad.geometry.parallels import length, parallel
from jewelcad.geometry.walks import dealt, distance, run, spot, spread, stretches

RATIOS = {"marquise": 2.0, "pear": 1.5, "bullet": 1.5, "half-moon": 2.0, "oval": 1.4}


def outline(name: str) -> Contour:
    return OUTLINES[name](RATIOS.get(name, 1.0)).scaled(6.0).contour()


@pytest.mark.parametrize("off", [-0.6, -0.2, 0.3, 1.0])
@pytest.mark.parametrize("name", OUTLINES)
def test_parallels_are_the_levels_of_the_distance(name, off):
    """Two ways: an exact parallel curve, and the nearest point of each piece."""
    ring = outline(name)
    for piece in parallel(ring, off).segments:
        for share in (0.0, 0.3, 0.5, 0.9):
            assert distance(ring, piece.at(share)) == pytest.approx(off, abs=1e-8)


@pytest.mark.parametrize("name", OUTLINES)
def test_stretches_are_the_whole_outline(name):
    parts = stretches(outline(name))
    assert sum(map(run, parts)) == pytest.approx(sum(map(length, outline(name).segments)))
    for part in parts:
        assert all(math.dist(a.end, b.start) < 1e-9 for a, b in itertools.pairwise(part))


@pytest.mark.parametrize("name", ["circle", "oval", "cushion"])
def test_places_on_a_smooth_outline_mirror_each_other(name):
    """Begun half a cell from +x, as many above the axis as below, and turned by their symmetry."""
    found = [point for point, _ in spread(outline(name), 12)]
    for x, y in found:
        assert min(math.dist(p, (x, -y)) for p in found) < 1e-6
    assert all(abs(y) > 0.5 for _, y in found)


def test_places_on_a_circle_are_a_regular_polygon():
    found = [point for point, _ in spread(outline("circle"), 9)]
    sides = [math.dist(a, b) for a, b in itertools.pairwise([*found, found[0]])]
    assert sides == pytest.approx([6.0 * math.sin(math.pi / 9)] * 9)


def test_equal_sides_take_equal_numbers():
    assert dealt([4.0, 2.0, 4.0, 2.0], 6) == [2, 1, 2, 1]
    assert dealt([4.0, 4.0], 3) is None
    assert spread(outline("rectangle"), 6) is None


def test_a_spot_lies_its_way_along():
    (whole,) = stretches(outline("circle"))
    for share in (0.0, 0.25, 0.7):
        (x, y), normal = spot(whole, share * run(whole))
        angle = math.tau * share
        assert (x, y) == pytest.approx((3.0 * math.cos(angle), 3.0 * math.sin(angle)))
        assert normal == pytest.approx((math.cos(angle), math.sin(angle)))
