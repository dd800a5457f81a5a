"""Bodies that follow an outline: closed, exact, and both ways to make them agree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from manifold3d import Manifold, Mesh64

from jewelcad import geometry
from jewelcad.errors import GeometryError
from jewelcad.gems import shapes
from jewelcad.geometry.contours import Arc, Contour, Line, polygon
from jewelcad.geometry.parallels import clefts, filled, parallel, rounded
from jewelcad.geometry.rims import Less, plug, rim
from jewelcad.geometry.shapes import Turned

FAMILIES = sorted(shapes.OUTLINES)
SIDE = (Line((0.0, -2.0), (1.0, -1.0)), Line((1.0, -1.0), (1.0, 0.8)),
        Arc((0.8, 0.8), 0.2, 0.2, 0.0, math.pi / 2))  # fmt: skip
WIRE = Contour(
    tuple(Arc((0, 0), 0.4, 0.4, k * math.pi / 2, (k + 1) * math.pi / 2) for k in range(4))
)


def outline(name: str) -> Contour:
    low, high = shapes.LIMITS.get(name, (1.0, 3.0))
    found = shapes.OUTLINES[name](min(max(1.4, low), high)).scaled(6.0).contour()
    return filled(found, 1.3) if clefts(found) else found


def manifold(mesh) -> Manifold:
    made = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
    assert made.status().name == "NoError"
    return made


@pytest.mark.parametrize("name", FAMILIES)
def test_a_plug_is_one_sound_ball(name):
    """Closed both ways, no handle; volumes within what 0.01 mm explains."""
    body = plug(outline(name), SIDE)
    mesh, exact = body.mesh(0.01, "plug"), body.solid()
    assert geometry.is_valid(exact)
    assert manifold(mesh).genus() == geometry.genus(exact) == 0
    assert mesh.deviation <= 0.01
    assert manifold(mesh).volume() == pytest.approx(geometry.volume(exact), rel=1e-3)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_ring_has_the_volume_pappus_says(name):
    """A section that lies evenly on both sides of the path: its area times the path's length."""
    path = rounded(parallel(outline(name), -0.4), 0.6)
    body = rim(path, WIRE)
    around = sum(
        abs(p.last - p.first) * p.rx if isinstance(p, Arc) else math.dist(p.start, p.end)
        for p in path.segments
    )
    assert geometry.is_valid(body.solid())
    assert geometry.volume(body.solid()) == pytest.approx(math.pi * 0.16 * around, rel=1e-6)
    assert manifold(body.mesh(0.01, "rail")).genus() == geometry.genus(body.solid()) == 1
    fine = manifold(body.mesh(0.001, "rail")).volume()
    assert fine == pytest.approx(math.pi * 0.16 * around, rel=1e-3)


def test_a_round_outline_makes_a_turned_body():
    circle = shapes.OUTLINES["circle"](1.0).scaled(6.0).contour()
    assert isinstance(plug(circle, SIDE), Turned)
    assert isinstance(rim(circle, WIRE), Turned)


def test_a_straight_prism_is_area_times_height():
    """A square of 6 mm grown by 1 mm: 36 + 24 + π, 2 mm high."""
    square = Contour(polygon([(3.0, -3.0), (3.0, 3.0), (-3.0, 3.0), (-3.0, -3.0)]))
    body = plug(square, (Line((1.0, 0.0), (1.0, 2.0)),))
    assert geometry.volume(body.solid()) == pytest.approx(2 * (60.0 + math.pi), rel=1e-9)


@pytest.mark.parametrize("tolerance", [0.02, 0.005])
@pytest.mark.parametrize("half", [0.3, 0.6, 1.2])
def test_a_lens_keeps_its_points(half, tolerance):
    """Two arcs of radius 3 that meet in points: twice their segments, and as long as their chord;
    a corner lies where it is drawn, however coarse the mesh."""
    r, back = 3.0, 3.0 * math.cos(half)
    up = Arc((0.0, -back), r, r, math.pi / 2 - half, math.pi / 2 + half)
    down = Arc((0.0, back), r, r, 1.5 * math.pi - half, 1.5 * math.pi + half)
    mesh = plug(Contour((up, down)), [Line((0.0, 0.0), (0.0, 2.0))]).mesh(tolerance, "lens")
    assert np.ptp(mesh.vertices[:, 0]) == pytest.approx(2.0 * r * math.sin(half), abs=1e-9)
    area = r * r * (2.0 * half - math.sin(2.0 * half))
    border = 4.0 * half * r
    assert manifold(mesh).volume() == pytest.approx(2.0 * area, abs=2.0 * border * tolerance)


def test_less_is_the_difference_both_ways():
    square = Contour(polygon([(3.0, -3.0), (3.0, 3.0), (-3.0, 3.0), (-3.0, -3.0)]))
    block = plug(square, (Line((0.5, 0.0), (0.5, 2.0)),))
    hole = plug(parallel(square, -1.0), (Line((0.0, -1.0), (0.0, 3.0)),))
    body = Less(block, (hole,))
    area = 36.0 + 4 * 6.0 * 0.5 + math.pi * 0.25 - 16.0
    assert geometry.volume(body.solid()) == pytest.approx(2.0 * area, rel=1e-9)
    assert manifold(body.mesh(0.002, "tube")).volume() == pytest.approx(2.0 * area, rel=1e-3)
    assert manifold(body.mesh(0.01, "tube")).genus() == 1


def test_what_would_fold_is_refused():
    sharp = Contour(polygon([(3.0, -3.0), (3.0, 3.0), (-3.0, 3.0), (-3.0, -3.0)]))
    with pytest.raises(GeometryError, match="would fold"):
        rim(sharp, WIRE)
    with pytest.raises(GeometryError, match="folds"):
        rim(rounded(sharp, 0.3), WIRE)
    with pytest.raises(GeometryError, match="folds"):
        plug(sharp, (Line((-0.2, 0.0), (0.5, 1.0)),))
