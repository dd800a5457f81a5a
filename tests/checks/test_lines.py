"""Engraved and raised lines of known width and depth, turned at random; and what is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from known_meshes import turned as askew
from known_walls import mesh
from manifold3d import CrossSection, Manifold

from jewelcad.checks.gap import turned
from jewelcad.checks.lines import Line, lines


def cube(x: float, y: float, z: float) -> Manifold:
    return Manifold.cube((x, y, z), True)


def stroke(width: float, deep: float, draft: float = 0.0) -> Manifold:
    """A stroke 4 mm long whose middle lies at the top of a plate 2 mm thick; its width is that in
    the middle of its depth."""
    lean = deep / 2.0 * math.tan(math.radians(draft))
    corners = [
        (-width / 2 - 2 * lean, deep / 2),
        (-width / 2 + lean, -deep),
        (width / 2 - lean, -deep),
        (width / 2 + 2 * lean, deep / 2),
    ]
    bar = Manifold.extrude(CrossSection([np.array(corners)]), 4.0)
    return bar.rotate((90, 0, 0)).translate((0, 2, 1))


def engraved(solid: Manifold) -> tuple[Line, ...]:
    return lines(turned(mesh(solid)), 0.6, 0.8)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("width", "deep", "draft"), [(0.3, 0.2, 0.0), (0.2, 0.5, 0.0), (0.4, 0.1, 0.0), (0.5, 0.4, 15)]
)
def test_a_stroke_has_its_width_and_depth(seed: int, width: float, deep: float, draft: float):
    found = engraved(askew(cube(6, 6, 2) - stroke(width, deep, draft), seed))
    assert found
    for line in found:
        assert line.width == pytest.approx(width, abs=2e-3)
        assert line.depth == pytest.approx(deep, abs=2e-3)


def test_a_raised_stroke_has_its_width_and_height():
    raised = cube(6, 6, 2) + cube(0.3, 4, 0.4).translate((0, 0, 1))
    found = lines(mesh(askew(raised, 4)), 0.6, 0.8)
    assert found
    assert {round(line.width, 3) for line in found} == {0.3}
    assert {round(line.depth, 3) for line in found} == {0.2}
    assert engraved(raised) == ()


def test_a_round_letter_is_followed():
    letter = Manifold.cylinder(1, 1, 1, 64) - Manifold.cylinder(1, 0.7, 0.7, 64)
    found = engraved(askew(cube(6, 6, 2) - letter.translate((0, 0, 0.8)), 2))
    assert min(line.width for line in found) == pytest.approx(0.3, abs=0.005)
    assert max(line.depth for line in found) == pytest.approx(0.2, abs=1e-3)


def test_what_is_deep_short_open_below_or_parts_like_a_wedge_is_no_line():
    plate = cube(6, 6, 2)
    wedge = Manifold.extrude(CrossSection([np.array([(0.0, 0.0), (3.0, -0.6), (3.0, 0.6)])]), 1.0)
    for cut in (
        stroke(0.3, 1.0),
        cube(0.3, 0.8, 0.4).translate((0, 0, 1)),
        cube(0.3, 4, 9),
        cube(0.3, 4, 0.4),
        wedge.translate((0, 0, 0.8)),
    ):
        assert engraved(plate - cut) == ()


def test_the_room_between_two_claws_or_grains_is_no_line():
    grain = Manifold.sphere(0.3, 24).translate((0, 0, 1.1))
    claw = Manifold.cylinder(3, 0.4, 0.4, 24).translate((0, 0, 1))
    for one, apart in ((grain, 0.7), (claw, 1.1)):
        assert engraved(cube(6, 6, 2) + one + one.translate((apart, 0, 0))) == ()
