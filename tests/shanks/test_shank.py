"""The shank: frames on the true surface, laws that run smoothly, the finger's size kept."""

from __future__ import annotations

import doctest
import itertools
import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepAlgoAPI import BRepAlgoAPI_Section
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.GeomAPI import GeomAPI_ProjectPointOnSurf
from OCP.gp import gp_Dir, gp_Pln, gp_Pnt, gp_Vec
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE
from OCP.TopoDS import TopoDS

import jewelcad.shanks.shank
from jewelcad.errors import ParameterError
from jewelcad.geometry import facts
from jewelcad.geometry.shapes import Hoop, Swept
from jewelcad.reference.ring_sizes import RingSize, ring_systems
from jewelcad.shanks import (
    Section,
    Shank,
    bevelled,
    concave,
    court,
    flat,
    flat_court,
    half_round,
    knife_edge,
    own_profile,
    round_wire,
)
from jewelcad.shanks.laws import SmoothLaw

US7 = RingSize("US 7")
SHANKS = {
    "plain": Shank(US7, half_round(2.2)),
    "tapered": Shank(US7, half_round(2.2), at_top=Section(5.0, 2.4)),
    "three stations": Shank(
        US7, half_round(2.2), at_top=Section(1.8, 1.6), at_shoulder=Section(3.4, 2.6)
    ),
    "comfort": Shank(US7, court(3.0), at_top=Section(4.5, 2.2)),
    "flat": Shank(US7, flat(3.0), at_top=Section(2.0, 2.4)),
}
ANGLES = (0.0, 17.0, -38.0, 133.0, 180.0)


@cache
def solid(name: str) -> Any:
    (body,) = SHANKS[name].build().metal
    return body.shape.solid()


def on_surface(shape: Any, point: tuple[float, float, float]) -> tuple[float, np.ndarray]:
    """Distance of a point from the nearest face's surface, and the unit normal there."""
    best: tuple[float, Any] = (math.inf, None)
    for face in facts.parts_of(shape, TopAbs_FACE):
        surface = BRep_Tool.Surface_s(TopoDS.Face_s(face))
        foot = GeomAPI_ProjectPointOnSurf(gp_Pnt(*point), surface)
        if foot.NbPoints() and foot.LowerDistance() < best[0]:
            p, du, dv = gp_Pnt(), gp_Vec(), gp_Vec()
            surface.D1(*foot.LowerDistanceParameters(), p, du, dv)
            best = (foot.LowerDistance(), du.Crossed(dv).Normalized())
    return best[0], np.array([best[1].X(), best[1].Y(), best[1].Z()])


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("name", ["plain", "tapered", "three stations", "comfort"])
def test_a_frame_at_any_angle_stands_on_the_crest(name: str, angle: float) -> None:
    """Origin on the exact solid's skin within 0.1 µm, z its normal, y along the finger."""
    frame = SHANKS[name].at(angle)
    distance, normal = on_surface(solid(name), frame.origin)
    assert distance < 1e-4
    assert abs(normal @ frame.z) == pytest.approx(1.0, abs=1e-6)
    radial = (math.sin(math.radians(angle)), 0.0, math.cos(math.radians(angle)))
    assert np.dot(frame.z, radial) > 0.9
    assert frame.y == pytest.approx((0, 1, 0), abs=1e-9)
    reach = SHANKS[name].bore_radius + SHANKS[name].thickness(angle)
    assert np.allclose(frame.origin, reach * np.array(radial))


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("name", ["tapered", "comfort"])
def test_the_inside_frame_lies_on_the_bore_and_looks_at_the_finger(name: str, angle: float) -> None:
    """Also for a comfort profile, whose crest is the nominal bore."""
    frame = SHANKS[name].inside(angle)
    distance, normal = on_surface(solid(name), frame.origin)
    assert distance < 1e-4
    assert abs(normal @ frame.z) == pytest.approx(1.0, abs=1e-6)
    assert np.allclose(frame.point(0, 0, SHANKS[name].bore_radius), (0, 0, 0), atol=1e-9)
    assert np.dot(frame.x, SHANKS[name].at(angle).x) > 0.9


def test_top_and_base_follow_the_world_convention() -> None:
    """Twelve o'clock is +Z with x along +X; six o'clock looks down."""
    shank = SHANKS["three stations"]
    r = shank.bore_radius
    assert shank.top.origin == pytest.approx((0, 0, r + 1.6))
    assert (shank.top.x, shank.top.z) == (pytest.approx((1, 0, 0)), pytest.approx((0, 0, 1)))
    assert shank.base.origin == pytest.approx((0, 0, -r - 1.8))
    assert shank.base.z == pytest.approx((0, 0, -1))
    assert shank.at(90).origin[0] > 0


@pytest.mark.parametrize("name", SHANKS)
def test_width_thickness_and_bore_are_measured_on_the_solid(name: str) -> None:
    """The solid's tight box and its least distance from the finger's axis."""
    shank, made = SHANKS[name], solid(name)
    axis = BRepBuilderAPI_MakeEdge(gp_Pnt(0, -30, 0), gp_Pnt(0, 30, 0)).Edge()
    assert BRepExtrema_DistShapeShape(axis, made).Value() == pytest.approx(
        US7.diameter / 2, abs=1e-4
    )
    low, high = facts.bounds(made)
    widest = max(shank.width(a) for a in range(181))
    assert high[1] == pytest.approx(widest / 2, abs=1e-4)
    assert high[2] == pytest.approx(shank.top.origin[2], abs=1e-4)
    assert low[2] == pytest.approx(shank.base.origin[2], abs=1e-4)


@pytest.mark.parametrize("angle", [0.0, 30.0, 45.0, 110.0, 180.0])
def test_a_cut_through_the_band_is_as_wide_and_thick_as_the_law_says(angle: float) -> None:
    """The kernel's own section at an angle, followed point by point."""
    shank = SHANKS["three stations"]
    inside = shank.inside(angle)
    plane = gp_Pln(gp_Pnt(*inside.origin), gp_Dir(*inside.x))
    across, out = [], []
    for edge in facts.parts_of(
        BRepAlgoAPI_Section(solid("three stations"), plane).Shape(), TopAbs_EDGE
    ):
        curve = BRepAdaptor_Curve(TopoDS.Edge_s(edge))
        for t in np.linspace(curve.FirstParameter(), curve.LastParameter(), 50).tolist():
            p = curve.Value(t)
            _, y, z = inside.inverse.point(p.X(), p.Y(), p.Z())
            if z < shank.bore_radius:
                across.append(y)
                out.append(-z)
    half = shank.width(angle) / 2
    assert (min(across), max(across)) == pytest.approx((-half, half), abs=1e-4)
    assert (min(out), max(out)) == pytest.approx((0, shank.thickness(angle)), abs=1e-4)


def test_the_band_is_the_same_left_and_right_front_and_back() -> None:
    """Centre of mass on the vertical axis; the mesh mirrored at X or Y has the same box and law."""
    mesh = SHANKS["three stations"].build().metal[0].shape.mesh(0.01, "band")
    a, b, c = mesh.corners.transpose(1, 0, 2)
    weight = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6
    centre = ((a + b + c) / 4 * weight[:, None]).sum(axis=0) / weight.sum()
    assert centre[:2] == pytest.approx((0, 0), abs=1e-4)
    for angle in (20.0, 75.0, 140.0):
        assert SHANKS["three stations"].width(angle) == SHANKS["three stations"].width(-angle)
        left, right = (SHANKS["three stations"].at(s * angle).origin for s in (-1, 1))
        assert left == pytest.approx((-right[0], right[1], right[2]))


@pytest.mark.parametrize("profile", [half_round(2.2), court(3.0), concave(4.0)])
def test_a_band_of_constant_section_is_a_hoop_and_equals_its_swept_twin(profile: Any) -> None:
    """Sections equal to the profile are no taper; swept all the same, 0.01 % of volume apart."""
    same = Section(profile.width, profile.thickness)
    shank = Shank(US7, profile, at_top=same, at_shoulder=same)
    assert not shank.tapered
    shape = shank.build().metal[0].shape
    assert isinstance(shape, Hoop)
    swept = Swept((shape.contour,) * 36, shape.bore_radius).solid()
    assert facts.volume(swept, precision=1e-5) == pytest.approx(
        facts.volume(shape.solid()), rel=1e-4
    )


@pytest.mark.parametrize(
    "profile",
    [
        *(make(3.0) for make in (half_round, court, flat, flat_court, knife_edge, bevelled)),
        *(round_wire(2.0), concave(4.0), own_profile([(-1, 0), (1, 0), (1.4, 0.8), (0, 1.6)])),
    ],
    ids=lambda p: type(p).__name__,
)
def test_every_profile_tapers_to_one_valid_solid(profile: Any) -> None:
    """One ring, heavier than the plain band: the top is wider and thicker."""
    plain = Shank(US7, profile).build().metal[0].shape.solid()
    bigger = Section(profile.width * 1.5, profile.thickness * 1.2)
    made = Shank(US7, profile, at_top=bigger).build().metal[0].shape.solid()
    assert facts.is_valid(made)
    assert facts.genus(made) == 1
    assert facts.volume(made, precision=1e-4) > facts.volume(plain, precision=1e-4)


def test_a_smooth_profile_of_ones_own_tapers_too() -> None:
    """The closed spline, one piece all around the section, makes a valid band."""
    profile = own_profile([(-1, 0), (1, 0), (1.4, 0.8), (0, 1.6), (-1.4, 0.8)], smooth=True)
    made = Shank(US7, profile, at_top=Section(4.0, 2.0)).build().metal[0].shape.solid()
    assert facts.is_valid(made)
    assert facts.genus(made) == 1


@pytest.mark.parametrize("ends", [(2.0, 0.65), (0.65, 2.0)])
def test_a_thin_half_round_keeps_its_walls(ends: tuple[float, float]) -> None:
    """Where edges leave no wall the band must still be the one drawn: mesh and solid agree."""
    base, top = ends
    shank = Shank(US7, half_round(2.2, thickness=base), at_top=Section(thickness=top))
    shape = shank.build().metal[0].shape
    exact = facts.volume(shape.solid(), precision=1e-5)
    a, b, c = shape.mesh(0.005, "band").corners.transpose(1, 0, 2)
    assert np.einsum("ij,ij->", a, np.cross(b, c)) / 6 == pytest.approx(exact, rel=1e-3)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0.8, 8), min_size=3, max_size=3),
    st.floats(15, 120),
)
def test_laws_are_exact_at_stations_and_monotone_between(
    values: list[float], shoulder: float
) -> None:
    """No width outside the two stations it lies between, and each step goes the same way."""
    law = SmoothLaw([(0.0, values[0]), (shoulder, values[1]), (180.0, values[2])])
    stations = (0.0, shoulder, 180.0)
    assert [law(a) for a in stations] == pytest.approx(values)
    for start, end in itertools.pairwise(stations):
        steps = np.diff([law(a) for a in np.linspace(start, end, 200)])
        assert (steps >= -1e-9).all() or (steps <= 1e-9).all()
    assert law(-50) == pytest.approx(law(50))
    assert law(410) == pytest.approx(law(50))
    assert law(0.01) == pytest.approx(values[0], abs=1e-4)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.floats(0.8, 8), min_size=3, max_size=3), st.floats(15, 120))
def test_laws_have_continuous_slope_and_curvature(values: list[float], shoulder: float) -> None:
    """Finite differences from both sides agree at top, shoulder and base."""
    law = SmoothLaw([(0.0, values[0]), (shoulder, values[1]), (180.0, values[2])])
    h = 0.02
    scale = max(values) / 15**2
    for a in (0.0, shoulder, 180.0):
        f = [law(a + k * h) for k in range(-3, 4)]
        slopes = (f[3] - f[2]) / h, (f[4] - f[3]) / h
        bends = (f[3] - 2 * f[2] + f[1]) / h**2, (f[5] - 2 * f[4] + f[3]) / h**2
        assert slopes[0] == pytest.approx(slopes[1], abs=scale * h * 20)
        assert bends[0] == pytest.approx(bends[1], abs=0.05 * scale * 20)
        assert law.slope(a) == pytest.approx((f[4] - f[2]) / (2 * h), abs=scale * h)


def test_a_law_does_not_overshoot_at_a_narrow_shoulder() -> None:
    """Where the value turns the slope is nothing."""
    law = SmoothLaw([(0.0, 2.0), (45.0, 1.5), (180.0, 3.0)])
    assert law.slope(45.0) == pytest.approx(0.0, abs=1e-6)
    assert min(law(a) for a in np.linspace(0, 180, 721)) == pytest.approx(1.5)


def test_a_larger_size_is_the_same_band_on_a_larger_circle() -> None:
    """Pappus: each mm of bore diameter adds π times the area of the section."""
    profile = half_round(2.2)
    sizes = [RingSize("16 mm"), RingSize("17 mm"), RingSize("18 mm")]
    v = [facts.volume(Shank(s, profile).build().metal[0].shape.solid()) for s in sizes]
    assert v[2] - v[1] == pytest.approx(v[1] - v[0], rel=1e-6)
    edge, foot = 0.15, 0.22 * 1.8
    area = 2.2 * foot + math.pi * 1.1 * (1.8 - foot) / 2 - 2 * (1 - math.pi / 4) * edge**2
    assert v[1] - v[0] == pytest.approx(math.pi * area, rel=1e-6)


def test_scaling_everything_by_two_gives_eight_times_the_metal() -> None:
    """Length law: bore, width, thickness and edge by k, volume by k³."""
    one = Shank(RingSize("10 mm"), flat(2.0, 1.0, 0.1), at_top=Section(3.0, 1.5))
    two = Shank(RingSize("20 mm"), flat(4.0, 2.0, 0.2), at_top=Section(6.0, 3.0))
    small, large = (
        facts.volume(s.build().metal[0].shape.solid(), precision=1e-6) for s in (one, two)
    )
    assert large == pytest.approx(8 * small, rel=1e-5)


@pytest.mark.parametrize("system", [s.name for s in ring_systems()])
def test_a_size_of_every_system_is_the_bore(system: str) -> None:
    """Whatever the system, the shank's bore is the diameter the size means."""
    size = US7.to(system).nearest
    assert size is not None
    assert size.system == system
    shank = Shank(size, half_round(2.2))
    assert 2 * shank.bore_radius == size.diameter
    assert shank.top.origin[2] == pytest.approx(size.diameter / 2 + 1.8)


def test_left_out_values_stay_the_profiles_own() -> None:
    """A top of another width keeps the profile's thickness, and the other way about."""
    wide = Shank(US7, half_round(2.2, 1.7), at_top=Section(width=4.0))
    assert (wide.width(0), wide.thickness(0)) == (4.0, 1.7)
    thick = Shank(US7, half_round(2.2, 1.7), at_top=Section(thickness=2.0))
    assert (thick.width(0), thick.thickness(0)) == (2.2, 2.0)
    assert wide.tapered
    assert not Shank(US7, half_round(2.2), at_top=Section()).tapered


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Shank("US banana", half_round(2.2)), r"Shank\.size: .*banana"),
        (lambda: Shank(US7, "half round"), r"Shank\.profile = 'half round' does not fit"),
        (lambda: Shank(US7), "Shank needs profile"),
        (lambda: Shank(US7, flat(2.2), at_top=Section(0.1)), r"Section\.width = 0\.1 mm is below"),
        (
            lambda: Shank(US7, flat(4.0, edge=0.8), at_top=Section(1.0)),
            r"Flat of 1 x 1\.8 mm cannot be drawn: The edges of the inside need 0\.8 mm",
        ),
        (
            lambda: Shank(US7, concave(4.0), at_shoulder=Section(thickness=0.7)),
            r"Concave of 4 x 0\.7 mm cannot be drawn",
        ),
        (lambda: Shank(US7, flat(2.2), shoulder_angle=5.0), r"shoulder_angle = 5 ° is below 15"),
        (
            lambda: Shank(US7, flat(2.2), top=Section(3.0)),
            "no parameter 'top'. Did you mean at_top",
        ),
    ],
    ids=["size", "profile", "no profile", "thin", "edges", "shoulder", "angle", "misspelt"],
)
def test_bad_shanks_are_refused_when_made(make: Any, message: str) -> None:
    """Nothing is built to find out."""
    with pytest.raises(ParameterError, match=message):
        make()


def test_the_docstring_runs() -> None:
    assert doctest.testmod(jewelcad.shanks.shank).failed == 0
