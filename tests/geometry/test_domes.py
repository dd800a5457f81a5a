"""Domes: conics exact, meshes within their bound, solids that agree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelcad import measure
from jewelcad.errors import GeometryError
from jewelcad.geometry import is_valid, volume
from jewelcad.geometry.domes import Curve, Dome

QUARTERS = tuple(
    Curve.arc((0.0, 0.0), 5.0, 3.0, k * math.pi / 2, (k + 1) * math.pi / 2) for k in range(4)
)
SIDES = ((2.0, -1.0), (2.0, 1.0), (-2.0, 1.0), (-2.0, -1.0))
BOX = tuple(Curve.line(SIDES[k], SIDES[(k + 1) % 4]) for k in range(4))
ROUND = Curve.bend((1.0, 0.0), (1.0, 2.0), (0.0, 2.0), math.sqrt(0.5))
CONE = Curve.line((1.0, 0.0), (0.0, 2.0))


def test_an_arc_lies_on_its_ellipse() -> None:
    arc = Curve.arc((1.0, 2.0), 5.0, 3.0, 0.3, 1.9)
    for t in np.linspace(0.0, 1.0, 21):
        x, y = arc.at(float(t))
        assert ((x - 1.0) / 5.0) ** 2 + ((y - 2.0) / 3.0) ** 2 == pytest.approx(1.0, abs=1e-14)
    assert arc.start == pytest.approx((1.0 + 5.0 * math.cos(0.3), 2.0 + 3.0 * math.sin(0.3)))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    weight=st.floats(0.1, 8.0),
    x=st.floats(-0.5, 1.5),
    first=st.floats(0.0, 0.7),
    share=st.floats(0.05, 1.0),
)
def test_how_high_a_piece_of_a_conic_bows(
    weight: float, x: float, first: float, share: float
) -> None:
    """Against the largest distance of many points from the chord."""
    curve = Curve.bend((1.0, 0.0), (x, 1.0), (0.0, 1.5), weight)
    last = first + share * (1.0 - first)
    (ax, ay), (bx, by), (cx, cy) = curve.at(first), curve.at(last), curve.corner(first, last)

    def off(px: float, py: float) -> float:
        return abs((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / math.hypot(bx - ax, by - ay)

    seen = max(off(*curve.at(float(t))) for t in np.linspace(first, last, 400))
    claimed = off(cx, cy) * curve.fullness(first, last)
    assert seen <= claimed * (1.0 + 1e-9) + 1e-12
    assert seen >= claimed * 0.99 - 1e-12


def test_tangents_lie_outside() -> None:
    corners = Curve.arc((0.0, 0.0), 5.0, 5.0, 0.0, math.pi / 2).around(6)
    assert all(math.hypot(x, y) >= 5.0 - 1e-12 for x, y in corners)
    assert CONE.around(6) == [CONE.start, CONE.end]


@pytest.mark.parametrize(
    ("outline", "profile", "exact"),
    [
        (QUARTERS, (ROUND,), 2 / 3 * math.pi * 5 * 3 * 2),  # half an ellipsoid
        (QUARTERS, (CONE,), math.pi * 5 * 3 * 2 / 3),  # a cone
        (BOX, (CONE,), 8 * 2 / 3),  # a pyramid
        (BOX, (Curve.line((0.0, -1.0), (1.0, 0.0)), CONE), 8 * 3 / 3),  # two, base to base
        (BOX, (Curve.line((1.0, -1.0), (1.0, 0.0)), CONE), 8 + 8 * 2 / 3),  # on a block
    ],
)
def test_bodies_of_known_volume(
    outline: tuple[Curve, ...], profile: tuple[Curve, ...], exact: float
) -> None:
    dome = Dome(outline, profile)
    solid = dome.solid()
    assert is_valid(solid)
    assert volume(solid) == pytest.approx(exact, rel=1e-9)
    for tolerance in (0.1, 0.01, 0.001):
        mesh = dome.mesh(tolerance, "dome")
        assert mesh.deviation <= tolerance
        assert measure.genus(mesh) == 0
        lost = exact - measure.volume(mesh)
        assert -1e-9 <= lost <= mesh.deviation * measure.area(mesh) + 1e-9
    assert mesh.names == ("dome",)


def test_planar_faces_are_exact() -> None:
    mesh = Dome(BOX, (CONE,)).mesh(0.1, "pyramid")
    assert mesh.deviation == 0.0
    assert len(mesh.triangles) == 8


def test_off_its_middle_it_keeps_its_volume() -> None:
    """Cavalieri: shearing moves no volume."""
    assert volume(Dome(QUARTERS, (ROUND,), (1.5, 0.7)).solid()) == pytest.approx(
        20 * math.pi, rel=1e-9
    )
    assert measure.volume(Dome(BOX, (CONE,), (1.0, 0.3)).mesh(0.1, "x")) == pytest.approx(16 / 3)


def test_too_fine_a_mesh_is_refused() -> None:
    with pytest.raises(GeometryError, match="Ask for a coarser tolerance"):
        Dome(QUARTERS, (ROUND,)).mesh(1e-9, "dome")
