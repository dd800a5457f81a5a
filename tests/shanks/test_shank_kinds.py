"""Every kind of shank: one closed body, true to size, resized without a jump, or refused."""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.gp import gp_Pnt
from OCP.TopAbs import TopAbs_SHELL
from shank_kinds import KINDS, nearest, solid

from jewelcad import ParameterError, RingSize, measure
from jewelcad.geometry import facts
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.quilts import Sheet
from jewelcad.shanks import (
    BypassShank,
    CathedralShank,
    EuroShank,
    OpenShank,
    Section,
    Shank,
    SignetShank,
    SplitShank,
    StackingBand,
    TwistedShank,
    cigar_band,
    flat,
    half_round,
    reverse_tapered,
    rope,
    round_wire,
    tapered,
    wide_band,
)

HALVES = [f"US {n / 2:g}" for n in range(6, 27)]
US7 = RingSize("US 7")


@cache
def kind(name: str, size: str) -> Shank:
    return KINDS[name][0](RingSize(size))


@cache
def body(name: str, size: str) -> Any:
    """The exact solid."""
    return kind(name, size).build().metal[0].shape.solid()


def meshed(shank: Shank, tolerance: float) -> Mesh:
    return shank.build().metal[0].shape.mesh(tolerance, "shank")


@pytest.mark.parametrize("size", ["US 3", "US 7", "US 13"])
@pytest.mark.parametrize("name", KINDS)
def test_both_paths_give_one_body(name: str, size: str) -> None:
    """Valid, of the expected genus, and the same volume within 0.2 %."""
    exact, mesh = body(name, size), meshed(kind(name, size), 0.005)
    shape = measure.topology(mesh)
    assert facts.is_valid(exact)
    assert (shape.closed, shape.components, len(shape.pinched)) == (True, 1, 0)
    assert facts.genus(exact) == shape.genus == KINDS[name][1] == kind(name, size).handles(0)
    assert measure.volume(mesh) == pytest.approx(facts.volume(exact, precision=1e-5), rel=2e-3)
    assert mesh.deviation <= 0.005


@pytest.mark.parametrize("name", KINDS)
def test_resizing_moves_the_top_and_nothing_else(name: str) -> None:
    """US 3 to 13 in halves: the bore is the size, the top only rises, the metal only grows."""
    volumes, tops = [], []
    for size in HALVES:
        shank = kind(name, size)
        mesh = meshed(shank, 0.02)
        assert measure.topology(mesh).genus == KINDS[name][1]
        assert nearest(mesh) == pytest.approx(shank.bore_radius, abs=0.02)
        volumes.append(measure.volume(mesh))
        tops.append(shank.top)
    assert all(b > a for a, b in itertools.pairwise(volumes))
    assert all(np.allclose((t.x, t.z), (tops[0].x, tops[0].z), atol=1e-6) for t in tops)
    x, y, z = np.array([t.origin for t in tops]).T
    radii = np.array([kind(name, s).bore_radius for s in HALVES])
    assert np.ptp(x) < 1e-9
    assert np.ptp(z - radii) < 1e-6
    if name not in ("stacking", "wishbone"):  # those bow as far as the curve round the bore asks
        assert np.ptp(y) < 1e-9


ON_METAL = [n for n in KINDS if n not in ("twisted", "rope", "split", "wishbone", "cathedral")]


@pytest.mark.parametrize("angle", [-140.0, -75.0, 30.0, 60.0, 150.0])
@pytest.mark.parametrize("name", ON_METAL)
def test_frames_stand_on_the_metal(name: str, angle: float) -> None:
    """Within 5 µm of the exact solid's skin, as measured by the kernel."""
    shank = kind(name, "US 7")
    vertex = BRepBuilderAPI_MakeVertex(gp_Pnt(*shank.at(angle).origin)).Vertex()
    shell = facts.parts_of(body(name, "US 7"), TopAbs_SHELL)[0]
    assert BRepExtrema_DistShapeShape(vertex, shell).Value() < 0.005


@pytest.mark.parametrize("name", KINDS)
def test_frames_know_nothing_of_geometry(name: str) -> None:
    """Frames of a shank just made need neither mesh nor kernel, and the bore's lie on the bore."""
    shank = KINDS[name][0](US7)
    for angle in (0.0, 45.0, 180.0):
        x, _, z = shank.inside(angle).origin
        assert math.hypot(x, z) == pytest.approx(shank.bore_radius)
    assert "_shape" not in vars(shank)


def polygon_area(points: np.ndarray) -> tuple[float, float]:
    """Area and height of the middle of an outline (n, 2)."""
    x, y = points.T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    area = cross.sum() / 2
    return area, float(((y + np.roll(y, -1)) * cross).sum() / (6 * area))


def test_a_twisted_band_obeys_pappus() -> None:
    """Its middle runs round a circle: area times way, for any number of turns and either hand."""
    edge = 0.25
    area = 1.8**2 - (4 - math.pi) * edge**2
    for turns, hand in ((3, "right"), (12, "left")):
        shank = TwistedShank(US7, flat(1.8, 1.8, edge), turns=turns, hand=hand)
        way = 2 * math.pi * (shank.bore_radius + shank.reach)
        made = facts.volume(shank.build().metal[0].shape.solid(), precision=1e-5)
        assert made == pytest.approx(area * way, rel=1e-4)


@pytest.mark.parametrize("strands", [2, 3, 4])
def test_a_rope_is_its_strands(strands: int) -> None:
    """Its section holds every strand, and repeats at each of them; its neck is what it says."""
    from jewelcad.shanks.profiles import outline_points

    profile = rope(strands, 1.4)
    points = np.array(outline_points(profile.contour(profile.width, profile.width)))
    points -= [0.0, profile.width / 2]
    angle = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
    far = np.hypot(*points.T)
    assert far.max() == pytest.approx(profile.width / 2, abs=1e-5)
    assert 2 * far.min() == pytest.approx(profile.neck, abs=1e-4)
    lobes = (angle[far > far.max() - 1e-6] + 90.0) % (360.0 / strands)
    assert np.minimum(lobes, 360.0 / strands - lobes).max() < 1.0
    area, _ = polygon_area(points)
    assert area > strands * math.pi * 0.7**2 * 0.75


def test_an_open_band_obeys_pappus() -> None:
    """The band's arc, and ends whose sections shrink with the cosine: integrated by hand."""
    from jewelcad.shanks.profiles import outline_points

    shank = OpenShank(US7, half_round(2.6, 1.7), gap=3.0, rounding=1.5)
    drawn = np.array(outline_points(shank.profile.contour(2.6, 1.7), 2000))
    area, height = polygon_area(drawn)
    middle = shank.bore_radius + 0.85
    cap = 1.5 / middle
    first, last = shank.span
    straight = math.radians(last - first) - 2 * cap
    lean = (np.arange(4000) + 0.5) / 4000 * math.pi / 2
    radius = middle + np.cos(lean) * (height - 0.85)
    ends = 2 * area * cap * (np.cos(lean) ** 3 * radius).mean() * math.pi / 2
    volume = area * (shank.bore_radius + height) * straight + ends
    made = facts.volume(shank.build().metal[0].shape.solid(), precision=1e-5)
    assert made == pytest.approx(volume, rel=2e-4)


@settings(derandomize=True, deadline=None, max_examples=12)
@given(st.floats(0.4, 9), st.floats(14, 22), st.sampled_from(["top", "base"]))
def test_an_open_bands_gap_is_measured(gap: float, bore: float, opening: str) -> None:
    """Least distance of the two ends, by manifold."""
    shank = OpenShank(RingSize(f"{bore:.2f} mm"), half_round(2.6, 1.7), gap=gap, opening=opening)
    side = 1.0 if opening == "top" else -1.0
    half = solid(meshed(shank, 0.003)).trim_by_plane((0, 0, side), 0.0)
    ends = half.split_by_plane((1, 0, 0), 0.0)
    assert ends[0].min_gap(ends[1], 12.0) == pytest.approx(gap, abs=0.02)


@settings(derandomize=True, deadline=None, max_examples=20)
@given(
    st.floats(15, 22),
    st.floats(1.4, 3),
    st.floats(1.6, 3.2),
    st.floats(0.1, 0.5),
    st.sampled_from(["curve", "wishbone"]),
    st.sampled_from([half_round(1.8, 1.7), flat(2.2, 1.6), half_round(2.4, 2.0)]),
)
def test_a_stacking_band_keeps_its_gap(
    bore: float, beside: float, head: float, gap: float, bow: str, profile: Any
) -> None:
    """To the other band and to the head: the least distance is the declared one, by manifold."""
    from manifold3d import CrossSection, Manifold

    size, head = RingSize(f"{bore:.2f} mm"), max(head, beside / 2 + 0.2)
    try:
        band = StackingBand(size, profile, beside=beside, head_radius=head, gap=gap, bow=bow)
    except ParameterError as refused:
        assert "too steeply" in str(refused)
        return
    ours = solid(meshed(band, 0.004))
    other = solid(meshed(Shank(size, flat(beside, 1.8, 0.1)), 0.004))
    post = Manifold.extrude(CrossSection.circle(head, 720), 8.0).translate((0, 0, bore / 2))
    assert ours.min_gap(other, 3.0) == pytest.approx(gap, abs=0.02)
    assert ours.min_gap(post, 3.0) == pytest.approx(gap, abs=0.02)


def test_a_stacking_band_clears_a_real_solitaire() -> None:
    """Band, claws, rails and all, both stages; turned about, it clears it on the other side."""
    from jewelcad import Ring, finish
    from jewelcad.gems import Gem
    from jewelcad.settings import ProngHead

    engagement = Shank(US7, half_round(2.2, 1.8))
    head = ProngHead(Gem.round(6.5))
    radius = head.gem.girdle_radius + 0.75 * head.claw_diameter
    band = StackingBand(US7, half_round(1.8, 1.7), beside=2.2, head_radius=radius, gap=0.15)
    ours = solid(meshed(band, 0.004))
    for stage in ("cast", "set"):
        bench = Ring(engagement, head.on(engagement.top)).workpiece(stage)
        other = solid(finish.mesh(bench, 0.005))
        for turned in (ours, ours.rotate((0, 0, 180))):
            assert turned.min_gap(other, 2.0) == pytest.approx(0.15, abs=0.02)


def test_a_euro_shank_stands_on_its_flat() -> None:
    """Between the corners the base is level within 0.1 mm and as thick as the profile says."""
    shank = EuroShank(US7, half_round(2.6, 1.7))
    assert shank.thickness(180.0) == pytest.approx(1.7, abs=1e-6)
    assert shank.thickness(60.0) == pytest.approx(1.7, abs=1e-6)
    level = [shank.at(180.0 + a).origin[2] for a in range(-20, 21)]
    assert np.ptp(level) < 0.1
    corner = max(shank.thickness(a) for a in range(90, 181))
    assert 1.7 + 0.3 < corner < 1.7 + shank.corner


def normals(sheet: Any, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    h = 1e-5
    du = sheet.points(u + h, v) - sheet.points(u - h, v)
    dv = sheet.points(u, v + h) - sheet.points(u, v - h)
    normal = np.cross(du, dv)
    return normal / np.linalg.norm(normal, axis=2)[..., None]


def test_strands_leave_the_band_without_a_step() -> None:
    """At the fork bore, wall and dome of strand and band have one tangent plane, within 0.5°."""
    sheets = SplitShank(US7, half_round(2.8, 1.8), rise=0.6).sheets()
    inner, v = np.array([1.0 - 1e-4]), np.linspace(0.05, 0.95, 9)
    for start in (0, 10):
        for k in range(4):
            strand, band = sheets[start + k], sheets[start + 6 + k]
            a, b = normals(strand, inner, v), normals(band, 1 - inner, v)
            assert np.linalg.norm(strand.points(inner, v) - band.points(1 - inner, v)) < 0.05
            assert np.degrees(np.arccos(np.abs((a * b).sum(2)).clip(-1, 1))).max() < 0.5


@pytest.mark.parametrize("outline", ["oval", "cushion", "rectangle"])
@pytest.mark.parametrize("turned", [0, 90])
def test_a_signets_table_is_the_outline(outline: str, turned: int) -> None:
    """Cut just under its edge, the ring shows the outline's area; the table is flat and level."""
    from jewelcad.shanks.table import Table

    shank = SignetShank(US7, half_round(3.6), outline=outline, length=12, table_width=9,
                        height=3.4, turned=turned)  # fmt: skip
    ring = solid(meshed(shank, 0.005))
    cut = ring.rotate((0, 0, 0)).slice(shank.table_height - shank.edge - 1e-6)
    corners = np.array(Table(outline, 12, 9, 0.0, turned).drawn.polygon())
    area, _ = polygon_area(corners)
    assert cut.area() == pytest.approx(area, rel=0.01)
    (x0, y0), (x1, y1) = cut.bounds()[:2], cut.bounds()[2:]
    wide, long = (12, 9) if turned else (9, 12)
    assert (x1 - x0, y1 - y0) == pytest.approx((wide, long), abs=0.03)
    assert ring.bounding_box()[5] == pytest.approx(shank.top.origin[2], abs=1e-6)
    assert shank.table_frame.z == pytest.approx((0, 0, 1))


def test_signet_shoulders_continue_the_band() -> None:
    """At three o'clock shoulder and band have one tangent plane, within 0.5°, across the dome."""
    from jewelcad.shanks.signet_skin import SignetSkin

    shank = SignetShank(US7, half_round(3.6))
    sheets = shank.sheets()
    lower = [s for s in sheets if abs(s.grid[0, :, 2]).max() < 1e-9 and s.grid[-1, 0, 0] < 0]
    right, _ = SignetSkin(shank).shoulders()
    for grid in right:
        u = np.linspace(0, 1, len(grid))
        fine = Sheet(grid).points(u, np.array([0.0, 1e-4]))
        rise = fine[:, 1] - fine[:, 0]
        for k in range(2, len(grid) - 2):
            along = grid[k + 1, 0] - grid[k - 1, 0]
            normal = np.cross(along, rise[k])
            foot = grid[k, 0]
            near = min(
                (np.linalg.norm(s.grid[0] - foot, axis=1).min(), i) for i, s in enumerate(lower)
            )[1]
            sheet = lower[near]
            j = int(np.linalg.norm(sheet.grid[0] - foot, axis=1).argmin())
            fine = sheet.points(np.array([0.0, 1e-4]), np.linspace(0, 1, sheet.grid.shape[1]))
            run = fine[1, j] - fine[0, j]
            off = abs(run @ normal) / np.linalg.norm(run) / np.linalg.norm(normal)
            assert math.degrees(math.asin(min(off, 1.0))) < 0.5


def test_a_domed_table_rises_by_its_dome() -> None:
    flat_, domed = (SignetShank(US7, half_round(3.6), dome=d) for d in (0.0, 0.7))
    top = [measure.bounds(meshed(s, 0.005))[1][2] for s in (flat_, domed)]
    assert top[1] - top[0] == pytest.approx(0.7, abs=1e-3)
    assert domed.top.origin[2] - flat_.top.origin[2] == pytest.approx(0.7)


@pytest.mark.parametrize(("height", "radius"), [(2.2, 2.0), (3.0, 2.8), (3.6, 3.4)])
def test_arches_meet_the_head_where_they_should(height: float, radius: float) -> None:
    """At the head's radius the arch is as high as asked; inside it there is only the bridge."""
    shank = CathedralShank(RingSize("US 8"), half_round(2.4, 1.8), height=height,
                           head_radius=radius)  # fmt: skip
    ring = solid(meshed(shank, 0.004))
    crest = shank.bore_radius + 1.8
    for side in (1, -1):
        slab = ring.trim_by_plane((side, 0, 0), radius - 0.005)
        slab = slab.trim_by_plane((-side, 0, 0), -radius - 0.005)
        assert slab.bounding_box()[5] == pytest.approx(crest + height, abs=0.02)
    well = ring.trim_by_plane((1, 0, 0), -0.2).trim_by_plane((-1, 0, 0), -0.2)
    assert well.bounding_box()[5] == pytest.approx(crest, abs=0.01)
    assert shank.top.origin[2] == pytest.approx(crest)


def test_a_row_keeps_its_pitch() -> None:
    """On both shoulders, straight from one origin to the next; z square to the crest."""
    shank = Shank(US7, half_round(2.2), at_top=Section(thickness=2.4))
    right, left = shank.row(20.0, 6, 1.7), shank.row(-20.0, 6, 1.7)
    for a, b in itertools.pairwise(right):
        assert math.dist(a.origin, b.origin) == pytest.approx(1.7, abs=1e-9)
    for a, b in zip(right, left, strict=True):
        assert np.allclose(np.array(a.origin) * [-1, 1, 1], b.origin)
        assert np.allclose(np.array(a.z) * [-1, 1, 1], b.z)
    with pytest.raises(ParameterError, match="runs past the base"):
        shank.row(20.0, 20, 1.7)


def test_bypass_ends_carry_stones() -> None:
    """Each end's frame lies over its own end, points out of the metal, and looks to the tip."""
    shank = BypassShank(US7, half_round(2.4, 1.7), apart=4.4, overlap=25.0)
    first, last = shank.ends
    assert (first.origin[1], last.origin[1]) == pytest.approx((2.2, -2.2))
    assert first.origin[0] < 0 < last.origin[0]
    assert first.x[0] < 0 < last.x[0]
    assert shank.top.origin == pytest.approx((0, 0, shank.bore_radius + 1.7))


SIZES = st.floats(14, 22).map(lambda d: RingSize(f"{d:.2f} mm"))
WIDTHS = st.floats(1.6, 4.5)
DRAWN = {
    "split": st.builds(
        lambda s, w, a, p, r, v: SplitShank(
            s, half_round(w, 1.8), split=a, part_width=p, rise=r, valley=v
        ),
        SIZES, WIDTHS, st.floats(25, 90), st.floats(0.8, 5), st.floats(0, 2), st.floats(20, 60),
    ),
    "signet": st.builds(
        lambda s, w, o, n, t, h, c, f: SignetShank(
            s, half_round(w, 1.8), outline=o, length=n, table_width=t, height=h, corner=c,
            fullness=f,
        ),
        SIZES, WIDTHS, st.sampled_from(["oval", "cushion", "rectangle", "shield", "hexagon"]),
        st.floats(8, 15), st.floats(6, 13), st.floats(2, 5), st.floats(0, 1), st.floats(-0.5, 0.5),
    ),
    "bypass": st.builds(
        lambda s, w, a, o, y: BypassShank(s, half_round(w, 1.7), apart=a, overlap=o, sway=y),
        SIZES, WIDTHS, st.floats(2, 8), st.floats(5, 50), st.floats(60, 160),
    ),
    "cathedral": st.builds(
        lambda s, w, h, r, a, f: CathedralShank(
            s, half_round(w, 1.8), height=h, head_radius=r, arch_angle=a, filled=f
        ),
        SIZES, WIDTHS, st.floats(1, 6), st.floats(1, 4.5), st.floats(40, 85), st.booleans(),
    ),
    "euro": st.builds(
        lambda s, w, c, a: EuroShank(s, half_round(w, 1.7), corner=c, corner_angle=a),
        SIZES, WIDTHS, st.floats(0.3, 2), st.floats(28, 50),
    ),
    "twisted": st.builds(
        lambda s, n, w, t: TwistedShank(s, rope(n, w), turns=t),
        SIZES, st.sampled_from([2, 3, 4]), st.floats(1.0, 2), st.integers(1, 12),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_a_sweep_is_sound_or_refused(name: str) -> None:
    """Whatever is drawn either says why it cannot be, or is one closed body of the right size."""
    seen = {"made": 0, "refused": 0}

    @settings(derandomize=True, deadline=None, max_examples=25)
    @given(st.data())
    def run(data: Any) -> None:
        try:
            shank = data.draw(DRAWN[name])
        except ParameterError as refused:
            seen["refused"] += 1
            assert ". " in str(refused)
            return
        seen["made"] += 1
        mesh = meshed(shank, 0.03)
        shape = measure.topology(mesh)
        assert (shape.closed, shape.components) == (True, 1)
        assert shape.genus == shank.handles(0)
        assert nearest(mesh) == pytest.approx(shank.bore_radius, abs=0.03)
        assert measure.volume(mesh) > 0

    run()
    assert seen["made"] >= 8, seen


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tapered(US7, half_round(2.0), 2.5), "not narrower than the base"),
        (lambda: reverse_tapered(US7, half_round(2.0), 1.8), "not wider than the base"),
        (lambda: wide_band(US7, 4.0), r"width = 4 mm is below 5 mm"),
        (lambda: cigar_band(US7, 9.0, base=10.0), "wider than the top"),
        (lambda: EuroShank(US7, half_round(2.4), corner=3.0, corner_angle=30), "stands out"),
        (lambda: TwistedShank(US7, flat(2, 2), turns=40), "twists so steeply"),
        (lambda: TwistedShank(US7, flat(2, 2), at_top=Section(3.0)), "keeps one section"),
        (lambda: rope(2, 0.6), r"the valleys leave 0\.\d+ mm"),
        (lambda: OpenShank(US7, half_round(2.4), gap=20.0), "would not stay on the finger"),
        (lambda: BypassShank(US7, half_round(3.0), apart=2.0), r"leaves -1\.00 mm between ends"),
        (lambda: BypassShank(US7, half_round(2.0), apart=16.0, sway=40), "more than 45°"),
        (lambda: SplitShank(US7, flat(3.0)), "only half_round divides"),
        (
            lambda: SplitShank(
                US7, half_round(1.0), at_top=Section(0.8), part_width=0.6, split=90, valley=20
            ),
            "a strand is",
        ),
        (lambda: SplitShank(US7, half_round(3.0), split=95, valley=80), "reach the base"),
        (lambda: StackingBand(US7, half_round(2.0), beside=8.0), "nothing to give way to"),
        (lambda: StackingBand(US7, half_round(2.0), head_radius=9.0), "too steeply"),
        (lambda: SignetShank(US7, half_round(3.0), outline="star"), "outline = 'star'"),
        (lambda: SignetShank(US7, half_round(3.0), length=6, table_width=12), "does not suit"),
        (lambda: SignetShank(US7, half_round(3.0), length=24, table_width=23), "wider than the"),
        (lambda: SignetShank(US7, round_wire(3.0)), "no side walls"),
        (lambda: SignetShank(US7, half_round(3.0), at_top=Section(4.0)), "Leave at_top"),
        (lambda: SignetShank(US7, half_round(3.0), corner=6.0), "leaves nothing of a table"),
        (lambda: CathedralShank(US7, round_wire(2.4)), "no side walls"),
        (lambda: CathedralShank(US7, half_round(2.4), height=0.6), "leaves no opening"),
        (lambda: CathedralShank(US7, half_round(2.4), head_radius=1.2), "beside the head"),
        (
            lambda: CathedralShank(US7, half_round(2.4), head_radius=8.0, arch_angle=40),
            "Begin the arch farther",
        ),
        (lambda: KINDS["split"][0](US7).on_surface(0, 0), "does not run once round"),
    ],
)
def test_what_cannot_be_is_refused_when_made(make: Any, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        make()
