"""Cabochons: every outline and dome closed, valid, of the size, symmetry and weight asked."""

from __future__ import annotations

import doctest
import math
import subprocess
import sys
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull, cKDTree

import jewelcad.gems.cabochon
import jewelcad.gems.cabochon_making
from jewelcad import measure
from jewelcad.errors import ParameterError
from jewelcad.gems import Cabochon, Gem
from jewelcad.gems.cabochon import OUTLINE_OF
from jewelcad.gems.cabochon_making import ELLIPSE, KINDS
from jewelcad.gems.conic import Conic
from jewelcad.gems.shapes import LIMITS
from jewelcad.geometry import is_valid, volume
from jewelcad.preview.shading import face_normals

SIZES = (1.0, 2.5, 5.0, 9.0, 20.0)
UNDERSIDES = ({}, {"back": 0.1}, {"edge": 0.08}, {"back": 0.15, "edge": 0.05})
"""Shares of the width."""


def ratio_of(outline: str) -> float:
    """A length over width that suits the outline and is not its least."""
    if outline in ("round", "square"):
        return 1.0
    least, most = LIMITS.get(OUTLINE_OF[outline], (1.0, 5.0))
    return least + 0.3 * (most - least)


def stones(outline: str, dome: str, width: float = 8.0) -> list[Cabochon]:
    """One with each underside."""
    length = ratio_of(outline) * width
    return [
        Cabochon(outline, length, width, dome, **{k: v * width for k, v in under.items()})
        for under in UNDERSIDES
    ]


EACH = [(outline, dome) for outline in OUTLINE_OF for dome in KINDS]


@pytest.mark.parametrize(("outline", "dome"), EACH)
def test_closed_at_five_sizes_and_as_long_wide_and_deep_as_asked(outline: str, dome: str) -> None:
    for size in SIZES:
        for stone in stones(outline, dome, size):
            mesh = stone.mesh(0.01 * size)
            ends = np.concatenate([mesh.triangles[:, [i, (i + 1) % 3]] for i in range(3)])
            codes = ends[:, 0] * np.int64(len(mesh.vertices)) + ends[:, 1]
            back = ends[:, 1] * np.int64(len(mesh.vertices)) + ends[:, 0]
            assert len(np.unique(codes)) == len(codes)
            assert np.array_equal(np.sort(codes), np.sort(back))
            assert len(mesh.vertices) - len(codes) // 2 + len(mesh.triangles) == 2
            low, high = stone.extents
            assert np.subtract(high, low)[:2] == pytest.approx(
                [ratio_of(outline) * size, size], abs=1e-6
            )
            assert high[2] - low[2] == pytest.approx(stone.depth, abs=1e-12)
            assert mesh.vertices[:, 2].min() == pytest.approx(low[2], abs=1e-9)
            assert mesh.vertices[:, 2].max() == pytest.approx(high[2], abs=1e-9)
            tall = KINDS[dome].height * size + stone.back
            assert stone.depth == pytest.approx(tall, rel=1e-12)


@pytest.mark.parametrize(("outline", "dome"), EACH)
def test_the_kernel_agrees(outline: str, dome: str) -> None:
    """Its integral over the exact surfaces and the formula, two ways that share nothing."""
    for stone in stones(outline, dome):
        solid = stone.solid()
        assert is_valid(solid)
        assert volume(solid) == pytest.approx(stone.volume, rel=1e-7)


@pytest.mark.parametrize(("outline", "dome"), EACH)
def test_the_mesh_keeps_its_bound(outline: str, dome: str) -> None:
    """It deviates no more than it says, which is no more than asked, and loses no more volume.

    Vertices lie on the surface, so the mesh of a convex stone lies inside it.
    """
    for tolerance in (0.05, 0.01):
        for stone in stones(outline, dome):
            mesh = stone.mesh(tolerance)
            assert 0.0 < mesh.deviation <= tolerance
            lost = stone.volume - measure.volume(mesh)
            bound = mesh.deviation * measure.area(mesh)
            assert lost <= bound
            assert lost >= (-bound if outline == "heart" else -1e-9 * stone.volume)


def off_the_solid(stone: Cabochon, points: Any) -> float:
    """Largest distance of points from the surface of the kernel's solid."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
    from OCP.BRepExtrema import BRepExtrema_DistShapeShape
    from OCP.gp import gp_Pnt
    from OCP.TopAbs import TopAbs_SHELL
    from OCP.TopExp import TopExp_Explorer

    shell = TopExp_Explorer(stone.solid(), TopAbs_SHELL).Current()
    vertices = (BRepBuilderAPI_MakeVertex(gp_Pnt(*map(float, p))).Vertex() for p in points)
    return max(BRepExtrema_DistShapeShape(vertex, shell).Value() for vertex in vertices)


@pytest.mark.parametrize("dome", ["high", "bullet", "sugarloaf"])
@pytest.mark.parametrize("outline", ["oval", "pear", "rectangle", "heart"])
def test_no_triangle_stands_off_the_kernels_surface(outline: str, dome: str) -> None:
    """Middles of triangles and of their sides against the exact solid."""
    stone = stones(outline, dome)[3]
    mesh = stone.mesh(0.03)
    chosen = np.random.default_rng(7).choice(len(mesh.triangles), 10, replace=False)
    corners = mesh.corners[chosen]
    points = np.concatenate([corners.mean(axis=1), corners[:, :2].mean(axis=1)])
    assert off_the_solid(stone, points) <= mesh.deviation + 1e-7


@pytest.mark.parametrize(("outline", "dome"), EACH)
def test_convex_but_for_the_heart(outline: str, dome: str) -> None:
    """The mesh of a convex body is its corners' hull."""
    for stone in stones(outline, dome):
        mesh = stone.mesh(0.02)
        gap = ConvexHull(mesh.vertices).volume / measure.volume(mesh) - 1.0
        assert gap == pytest.approx(0.0, abs=1e-9) or (outline == "heart" and gap > 1e-3)


@pytest.mark.parametrize(("outline", "dome"), EACH)
def test_symmetric_as_its_outline(outline: str, dome: str) -> None:
    across = 0 if outline == "half-moon" else 1
    mirrored = {"round", "square", "oval", "cushion", "rectangle", "marquise", "hexagon"}
    axes = (0, 1) if outline in mirrored else (across,)
    for stone in stones(outline, dome):
        points = stone.mesh(0.02).vertices
        tree = cKDTree(points)
        for axis in axes:
            turned = points.copy()
            turned[:, axis] *= -1.0
            assert tree.query(turned)[0].max() < 1e-9


# ---- volume and weight --------------------------------------------------------------------------


@pytest.mark.parametrize("height", [2.0, 5.0, 7.0])
def test_a_10_mm_cabochon_by_closed_formula(height: float) -> None:
    """Half an ellipsoid is 2/3 π a b h, an upright wall π a b e: within 0.1 % and far nearer."""
    bare = Cabochon.round(10, height=height)
    assert bare.volume == pytest.approx(2 / 3 * math.pi * 25 * height, rel=1e-12)
    oval = Cabochon.oval(12, 10, height=height + 1.5, back=1.0, edge=0.5)
    closed = math.pi * 30 * (2 / 3 * height + 0.5 + 2 / 3 * 1.0)
    assert oval.volume == pytest.approx(closed, rel=1e-12)
    assert measure.volume(oval.mesh(0.001)) == pytest.approx(closed, rel=1e-3)


@pytest.mark.parametrize("dome", ["low", "medium", "high"])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5])
def test_the_trades_weight_of_a_cabochon(dome: str, ratio: float) -> None:
    """Both figures of the row (domain.md §2.4), for turquoise of SG 2.76. Half an ellipsoid weighs
    L W H SG 0.00262, whatever its height; the trade's 0.0027 (dendritics) is for a stone with an
    upright edge below the dome, here of a sixteenth of the height."""
    bare = Cabochon.oval(8 * ratio, 8, dome=dome, species="turquoise")
    product = bare.length * bare.width * bare.depth * 2.76
    assert bare.carat == pytest.approx(product * math.pi / 6 / 200, rel=1e-9)
    assert bare.carat == pytest.approx(product * 0.00262, rel=1e-3)
    edged = Cabochon.oval(
        8 * ratio, 8, height=bare.depth, edge=bare.depth / 16, species="turquoise"
    )
    assert edged.depth == bare.depth
    assert edged.carat == pytest.approx(product * 0.0027, rel=0.03)


@pytest.mark.parametrize("aim", [0.1, 0.55, 1.0])
def test_the_conic_by_closed_formulas(aim: float) -> None:
    """A parabola's integral is a polynomial, an ellipse's 2/3, and heights lie on the curve."""
    t = np.polynomial.Polynomial([0.0, 1.0])
    share, rise = (1 - t) ** 2 + 2 * aim * t * (1 - t), (2 * t - t**2).deriv()
    whole = (share**2 * rise).integ()
    assert Conic(aim, 0.5).mean_square() == pytest.approx(whole(1.0) - whole(0.0), rel=1e-12)
    assert Conic(1.0, ELLIPSE).mean_square() == pytest.approx(2 / 3, rel=1e-12)
    for rho in (0.2, ELLIPSE, 0.5, 0.8):
        conic = Conic(aim, rho)
        curve = conic.curve(0.0, 1.0)
        for u in np.linspace(0.0, 1.0, 41):
            s, z = curve.at(float(u))
            assert conic.height(s) == pytest.approx(z, abs=1e-12)


@pytest.mark.parametrize("dome", KINDS)
@pytest.mark.parametrize("outline", OUTLINE_OF)
def test_carat_both_ways(outline: str, dome: str) -> None:
    for wishes in ({}, {"edge": 0.3, "back": 0.2}, {"height": 4.0, "back": 0.5}):
        stone = Cabochon.of(
            outline, carat=2.5, ratio=ratio_of(outline), dome=dome, species="lapis", **wishes
        )
        assert stone.carat == pytest.approx(2.5, rel=1e-9)
        again = Cabochon.of(
            outline, stone.length, stone.width, dome=dome, species="lapis", **wishes
        )
        assert again.carat == pytest.approx(2.5, rel=1e-9)


def test_volume_goes_with_the_cube() -> None:
    for outline, dome in EACH:
        small, large = (stones(outline, dome, width)[3] for width in (3.0, 9.0))
        assert large.volume == pytest.approx(27.0 * small.volume, rel=1e-12)


# ---- what settings ask --------------------------------------------------------------------------


@pytest.mark.parametrize(("outline", "dome"), EACH)
def test_sections_lie_on_the_stone(outline: str, dome: str) -> None:
    """Corners of a section against the planes of the mesh, of the heart against the kernel."""
    stone = stones(outline, dome)[3]
    for side in (stone.section(20.0), stone.section_at(0.37)):
        (x, y), (dx, dy) = side.start, side.inward
        assert side.girdle == pytest.approx((-0.2, 0.2))
        assert side.crown[-1][0] == pytest.approx(side.reach)
        top = side.crown_z(side.reach)
        for d in (0.9 * side.reach, 1.001 * side.reach):  # the dome is highest there
            assert stone.crown_z(x + d * dx, y + d * dy) <= top + 1e-9
        corners = (*side.crown[1::12], *side.pavilion[1::12])
        points = np.array([(x + d * dx, y + d * dy, z) for d, z in corners])
        if outline == "heart":
            assert off_the_solid(stone, points[::2]) < 1e-7
            continue
        mesh = stone.mesh(0.004)
        normals, _ = face_normals(mesh.corners)
        depths = np.einsum("ij,ij->i", normals, mesh.corners[:, 0])
        out = (points @ normals.T - depths).max(axis=1)
        assert np.abs(out).max() < mesh.deviation + 1e-9


@pytest.mark.parametrize("outline", OUTLINE_OF)
def test_a_section_is_made_of_chords(outline: str) -> None:
    """They run within 0.0003 of the height beside the dome itself."""
    stone = stones(outline, "high")[0]
    for azimuth in (0.0, 33.0, 90.0):
        side = stone.section(azimuth)
        (x, y), (dx, dy) = side.start, side.inward
        ways = side.reach * (1.0 - np.cos(np.linspace(0.0, np.pi / 2, 2000)))
        exact = [(d, stone.crown_z(x + d * dx, y + d * dy)) for d in ways]
        step = max(math.dist(a, b) for a, b in pairwise(exact))
        chords = [(d, side.crown_z(d)) for d in np.linspace(0.0, 0.999, 80) * side.reach]
        assert cKDTree(exact).query(chords)[0].max() < 3e-4 * stone.depth + step / 2


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.sampled_from(EACH), st.floats(0.0, 360.0), st.floats(0.0, 0.5))
def test_the_envelope_holds_the_stone(each: tuple[str, str], turn: float, clearance: float) -> None:
    stone = stones(*each)[3]
    points = stone.mesh(0.02).vertices
    r, z = np.hypot(points[:, 0], points[:, 1]), points[:, 2]
    for (ar, az), (br, bz) in pairwise(stone.envelope(clearance)):
        length = math.hypot(br - ar, bz - az)
        out = ((r - ar) * (bz - az) - (z - az) * (br - ar)) / length
        assert out.max() <= -clearance + 1e-9


def test_the_envelope_of_a_round_one_fits() -> None:
    """Tangents to half a ball stand off by 0.1 % at their corners."""
    stone = Cabochon.round(10)
    off = [math.hypot(r, z) - 5.0 for r, z in stone.envelope() if z > 0.0]
    assert 0.0 <= min(off) < 1e-9
    assert max(off) < 0.001 * 5.0


def test_its_girdle() -> None:
    stone = Cabochon.oval(10, 8, edge=0.4, back=0.6, dome="high")
    assert stone.cut == "oval cabochon"
    assert (stone.girdle_top, stone.girdle_bottom) == (0.2, -0.2)
    assert (stone.table, stone.corners, stone.crown_angle) == (0.0, (), 90.0)
    assert stone.girdle_at(0.0).origin == (5.0, 0.0, 0.0)
    assert stone.culet == (0.0, 0.0, stone.culet_z)
    assert stone.culet_z == pytest.approx(-0.8)
    assert stone.girdle_radius == 5.0
    assert len(Cabochon.sugarloaf(8).corners) == 4
    assert Cabochon.bullet(8).cut == "round bullet cabochon"
    assert 70.0 < Cabochon.sugarloaf(8).crown_angle < 80.0


def test_gem_makes_them() -> None:
    assert Gem.cabochon("oval", 10, 8, dome="low") == Cabochon.oval(10, 8, dome="low")
    assert Gem.cabochon("round", carat=3.0) == Cabochon.round(carat=3.0)


# ---- sweeps and refusals ------------------------------------------------------------------------


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    outline=st.sampled_from(sorted(OUTLINE_OF)),
    across=st.floats(0.0, 1.0),
    width=st.floats(1.0, 30.0),
    tall=st.floats(0.1, 1.5),
    back=st.floats(0.0, 0.3),
    edge=st.floats(0.0, 0.3),
    shoulder=st.floats(0.1, 1.0),
    fullness=st.floats(0.2, 0.8),
)
def test_any_cabochon_is_sound(
    outline: str, across: float, width: float, tall: float, back: float, edge: float,
    shoulder: float, fullness: float,
) -> None:  # fmt: skip
    least, most = LIMITS.get(OUTLINE_OF[outline], (1.0, 5.0))
    ratio = 1.0 if outline == "square" else least + across * (most - least)
    back, edge = (0.0 if share < 0.01 else share * width for share in (back, edge))
    stone = Cabochon(
        outline, ratio * width, width, "high", tall * width + back + edge, back, edge,
        shoulder, fullness,
    )  # fmt: skip
    mesh = stone.mesh(0.01 * width)
    assert measure.genus(mesh) == 0
    assert measure.volume(mesh) == pytest.approx(
        stone.volume, abs=mesh.deviation * measure.area(mesh)
    )
    solid = stone.solid()
    assert is_valid(solid)
    assert volume(solid) == pytest.approx(stone.volume, rel=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Cabochon.of("oval", 10), "how long is a cabochon of outline 'oval'"),
        (lambda: Cabochon.of("ovl", 10, 8), "ovl"),
        (lambda: Cabochon.of("oval"), "neither was given"),
        (lambda: Cabochon.of("oval", 10, 8, carat=2.0), "both were given"),
        (lambda: Cabochon.of("oval", 10, 8, ratio=2.0), "Leave one of the three out"),
        (lambda: Cabochon.round(10, dome="steep"), "steep"),
        (lambda: Cabochon.round(10, height=1.0, back=0.8, edge=0.3), "Choose at least 1.2 mm"),
        (lambda: Cabochon.round(carat=1.0, height=1.0, back=2.0), "leaves -1 mm for the dome"),
        (lambda: Cabochon.round(carat=9e5), "no such stone up to 200 mm wide weighs 900000 ct"),
        (lambda: Cabochon.round(-3.0), "width = -3 mm is below"),
        (lambda: Cabochon.round(math.nan), "not a finite number"),
        (lambda: Cabochon.round(10, heigth=2.0), "height"),
        (lambda: Cabochon.round(carat=1.0, heigth=2.0), "height"),
        (lambda: Cabochon("square", 10.0, 8.0), "Choose outline = 'rectangle'"),
        (lambda: Cabochon.oval(40, 8), "does not suit its outline"),
        (lambda: Cabochon.round(10, shoulder=0.01), "shoulder = 0.01 is below"),
        (lambda: Cabochon.round(10, species="lapsi"), "lapis"),
        (lambda: Cabochon.round(10).mesh(0.0), r"Cabochon.mesh.tolerance = 0 mm"),
        (lambda: Cabochon.round(10).envelope(-1.0), r"Cabochon.envelope.clearance"),
        (lambda: Cabochon.round(10).section(0).crown_z(5.1), "reaches from 0 to 5 mm"),
    ],
)
def test_what_cannot_be_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        make()


# ---- cost ---------------------------------------------------------------------------------------


def test_numbers_and_sections_need_neither_numpy_nor_the_kernel() -> None:
    code = (
        "import sys; from jewelcad.gems import Cabochon, Pearl; "
        "assert not {'pydantic', 'csv'} & set(sys.modules); "
        "c = Cabochon.of('pear', carat=3.0, ratio=1.5); "
        "c.depth, c.envelope(0.05), c.section(20.0).crown_z(1.0), Pearl(7.0, 'half').carat; "
        "print([m for m in ('numpy', 'scipy', 'OCP', 'cadquery') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("module", [jewelcad.gems.cabochon, jewelcad.gems.cabochon_making])
def test_the_examples_in_the_docstrings(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
