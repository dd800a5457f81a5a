"""Outlines of the girdle: length, normals, offset, corners, extents; sections through stones."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.gems.cuts import all_cuts
from jewelcad.gems.outlines import GirdleOutline
from jewelcad.gems.shapes import LIMITS, OUTLINES

EACH = [
    (name, ratio)
    for name in OUTLINES
    for least, most in [LIMITS.get(name, (1.0, 3.0))]
    for ratio in sorted({least, (least + most) / 2, most})
]
CORNERS = {"circle": 0, "oval": 0, "cushion": 0, "marquise": 2, "pear": 1, "heart": 2}
CORNERS |= {"bulged triangle": 3, "rectangle": 4, "emerald": 8, "hexagon": 6, "bullet": 5}
NAMES = [cut.name for cut in all_cuts()]


def outline(name: str, ratio: float) -> GirdleOutline:
    return OUTLINES[name](ratio)


@pytest.mark.parametrize(("name", "ratio"), EACH)
def test_width_1_and_length_as_asked(name: str, ratio: float) -> None:
    (ax, ay), (bx, by) = outline(name, ratio).extents
    assert (ax, bx, ay, by) == pytest.approx((-ratio / 2, ratio / 2, -0.5, 0.5), abs=1e-12)


@pytest.mark.parametrize(("name", "ratio"), EACH)
def test_closed_and_convex(name: str, ratio: float) -> None:
    curve = outline(name, ratio)
    for a, b in pairwise((*curve.pieces, curve.pieces[0])):
        assert a.at(1.0) == pytest.approx(b.at(0.0), abs=1e-12)
    assert curve.is_convex == (name != "heart")
    if ratio == np.mean(LIMITS.get(name, (1.0, 3.0))) and name in CORNERS:
        assert len(curve.corners) == CORNERS[name]


@pytest.mark.parametrize(("name", "ratio"), EACH)
def test_points_run_along_the_length(name: str, ratio: float) -> None:
    """Equal steps of t are equal lengths, and the tangent is their direction."""
    curve, n = outline(name, ratio), 4000
    points = np.array([curve.point(k / n) for k in range(n + 1)])
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert steps.sum() == pytest.approx(curve.length, rel=1e-3)
    assert np.median(steps) == pytest.approx(curve.length / n, rel=1e-5)
    for t in (0.013, 0.31, 0.62, 0.871):
        (nx, ny), (tx, ty) = curve.normal(t), curve.tangent(t)
        (ax, ay), (bx, by) = curve.point(t - 1e-6), curve.point(t + 1e-6)
        assert math.hypot(nx, ny) == pytest.approx(1.0)
        assert (bx - ax) * nx + (by - ay) * ny == pytest.approx(0.0, abs=1e-9)
        assert (bx - ax) * tx + (by - ay) * ty > 0.0


def test_length_of_known_curves() -> None:
    assert outline("circle", 1.0).length == pytest.approx(math.pi, rel=1e-14)
    assert outline("rectangle", 2.0).length == pytest.approx(6.0, rel=1e-14)
    assert outline("oval", 2.0).length == pytest.approx(4.844224110273838, rel=1e-12)  # 4 E(3/4)


@pytest.mark.parametrize(("name", "ratio"), [e for e in EACH if e[0] != "heart"])
def test_the_offset_is_its_distance_away_and_longer_by_a_circle(name: str, ratio: float) -> None:
    """Steiner: a convex curve's offset is longer by 2 pi times the distance."""
    curve = outline(name, ratio)
    grown = curve.offset(0.1)
    assert grown.length == pytest.approx(curve.length + 0.2 * math.pi, rel=1e-9)
    near = np.array([*curve.corners, *(curve.point(k / 3000) for k in range(3000))])
    for k in range(40):
        distances = np.linalg.norm(near - np.array(grown.point(k / 40)), axis=1)
        assert distances.min() == pytest.approx(0.1, abs=1e-4)


def test_offsets_that_cannot_be() -> None:
    with pytest.raises(ParameterError, match="is not 0 or more"):
        outline("oval", 1.4).offset(-0.1)
    with pytest.raises(ParameterError, match="cleft"):
        outline("heart", 1.0).offset(0.1)


@pytest.mark.parametrize("name", NAMES)
def test_the_polygon_lies_on_the_curve(name: str) -> None:
    """Girdle corners of the solid lie on the outline, so the outline is what a bezel meets."""
    stone = Gem.of(name, width=5.0)
    curve = stone.girdle_outline
    solid = stone.polyhedron
    flats = [f for f, t in zip(solid.faces, solid.tiers, strict=True) if t == "girdle"]
    for x, y, _ in solid.vertices[sorted({k for f in flats for k in f})]:
        px, py = curve.at(curve.toward(math.degrees(math.atan2(y, x))))[0]
        assert math.hypot(x - px, y - py) < 1e-9


# ---- sections ---------------------------------------------------------------------------------


@settings(derandomize=True, max_examples=80, deadline=None)
@given(name=st.sampled_from(NAMES), azimuth=st.floats(-180, 180), share=st.floats(0.02, 1.0))
def test_sections_touch_the_solid(name: str, azimuth: float, share: float) -> None:
    """Points of a section lie on the surface: on one plane, behind all the others."""
    stone = Gem.of(name, width=5.0)
    section = stone.section(azimuth)
    inside = share * section.reach
    x = section.start[0] + inside * section.inward[0]
    y = section.start[1] + inside * section.inward[1]
    points = np.array([(x, y, section.crown_z(inside)), (x, y, section.pavilion_z(inside))])
    solid = stone.polyhedron
    if not stone.girdle_outline.is_convex:
        assert section.crown_z(inside) > section.pavilion_z(inside)
        return
    apart = np.einsum("ij,ij->i", solid.normals, solid.vertices[[f[0] for f in solid.faces]])
    miss = points @ solid.normals.T - apart
    assert np.abs(miss.max(axis=1)).max() < 1e-6


@pytest.mark.parametrize("name", NAMES)
def test_the_section_square_to_the_outline_starts_at_the_girdle(name: str) -> None:
    stone = Gem.of(name, width=5.0)
    for t in (0.03, 0.27, 0.55, 0.81):
        section, frame = stone.section_at(t), stone.girdle_at(t)
        low, high = section.girdle
        assert -stone.depth < low < high < stone.depth or name == "briolette"
        assert section.start == pytest.approx(frame.origin[:2])
        assert section.inward == pytest.approx((-frame.x[0], -frame.x[1]))
        assert section.reach > 0.0


def test_a_section_of_the_round_is_its_profile() -> None:
    """Below a bezel: the bezel's slope to the table, the main's to the culet."""
    stone = Gem.round(10.0)
    section = stone.section(0.0)
    top = stone.table_height
    assert np.allclose(section.crown, [(0.0, 0.125), (2.15, top), (5.0, top)])
    assert np.allclose(section.pavilion, [(0, -0.125), (5, stone.culet_z)])
    with pytest.raises(ParameterError, match="is not in it"):
        section.crown_z(5.2)


def test_outline_sections_and_extents_need_no_numpy() -> None:
    code = (
        "import sys; from jewelcad.gems import Gem\n"
        "g = Gem.oval(8, 6); g.girdle_outline.offset(0.1).point(0.3); g.section(30), g.extents\n"
        "print([m for m in ('numpy', 'scipy', 'OCP', 'cadquery') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["outlines", "cuts", "making", "stone"])
def test_the_examples_in_the_docstrings(module: str) -> None:
    import doctest
    import importlib

    result = doctest.testmod(importlib.import_module(f"jewelcad.gems.{module}"))
    assert result.attempted
    assert not result.failed
