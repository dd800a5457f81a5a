"""Prong heads: the stone sits, the claws touch it, the rails join, the foot meets the band."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from setting_bench import genus, metal, overlap, ring, solid, stone_of

from jewelcad import finish, geometry
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.pieces import Ring
from jewelcad.reference.limits import limit, prong_diameter
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.seating import seatings
from jewelcad.settings import ProngHead
from jewelcad.shanks import Shank, concave, court, flat, half_round
from jewelcad.workpiece import Workpiece

GEM = Gem.round(6.5)


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("prongs", [3, 4, 5, 6, 8])
@pytest.mark.parametrize("rails", [0, 1, 2])
def test_genus_is_counted_from_the_windows(prongs, rails, stage):
    """One handle for the finger, one for each window between claws, rails and base ring."""
    head = ProngHead(GEM, prongs=prongs, rails=rails)
    assert head.windows == prongs * rails
    assert genus(metal(ring(head), stage)) == [1 + head.windows]


@pytest.mark.parametrize("rails", [0, 1, 2])
@pytest.mark.parametrize("cut", ["emerald", "oval", "round"])
def test_the_slits_of_double_claws_are_windows_too(cut, rails):
    """Between the wires of each double claw one sees through wherever one does beside them."""
    head = ProngHead(Gem.of(cut, width=6.0), style="double", prongs=4, rails=rails)
    assert head.windows == 8 * rails
    assert genus(metal(ring(head))) == [1 + head.windows]


@pytest.mark.parametrize("width", [1.4, 2.2, 4.0, 8.0])
@pytest.mark.parametrize("stone", [2.0, 4.0, 6.5, 12.0])
@pytest.mark.parametrize("profile", [half_round, flat, court])
def test_meets_the_band_at_every_width(stone, width, profile):
    """One closed shell with the counted genus: nothing floats, no gap opens a further handle."""
    head = ProngHead(Gem.round(stone), prongs=4)
    assert genus(metal(ring(head, width, profile))) == [1 + head.windows]


@pytest.mark.parametrize("prongs", [4, 6])
@pytest.mark.parametrize("stone", [3.0, 6.5, 10.0])
def test_cast_stone_drops_in_and_keeps_its_clearance(stone, prongs):
    """No metal in the stone, nor on its way in from straight above; the seat is a clearance off."""
    head = ProngHead(Gem.round(stone), prongs=prongs)
    piece = ring(head)
    bare, gem = solid(metal(piece)), stone_of(piece)
    for lift in np.linspace(0.0, head.spare + stone, 9):
        assert overlap(bare, gem.translate((0.0, 0.0, float(lift)))) == 0.0
    assert bare.min_gap(gem, 1.0) == pytest.approx(head.clearance, abs=0.015)


def test_cast_stone_rests_on_its_bearing():
    """Pushed down by more than clearance and tolerance, the stone meets metal under every claw."""
    head = ProngHead(GEM)
    piece = ring(head)
    pressed = solid(metal(piece)) ^ stone_of(piece).translate((0.0, 0.0, -0.12))
    assert len(pressed.decompose()) == len(head.places)


@pytest.mark.parametrize("prongs", [4, 6])
@pytest.mark.parametrize("stone", [3.0, 6.5, 10.0])
def test_set_claws_touch_and_hold(stone, prongs):
    """Metal touches the stone and is not in it; lifted by a tenth, every claw holds it back."""
    head = ProngHead(Gem.round(stone), prongs=prongs)
    piece = ring(head)
    bare, gem = solid(metal(piece, "set")), stone_of(piece, "set")
    inside = overlap(bare, gem)
    assert inside < 0.01 * math.pi * stone * head.claw_diameter
    assert bare.min_gap(gem, 1.0) < 0.01
    lifted = bare ^ gem.translate((0.0, 0.0, 0.1))
    caught = [p for p in lifted.decompose() if p.volume() > 1e-4]
    assert len(caught) == prongs


def test_set_tip_covers_what_it_says():
    """On the claw's own half-plane the tip ends at the coverage and at the finished height."""
    head = ProngHead(GEM, prongs=4)
    mesh = metal(ring(head), "set", 0.002)
    claw = mesh.names.index("head/prong[0]")
    points = mesh.vertices[np.unique(mesh.triangles[mesh.body == claw])]
    z0 = head.girdle_height_mm + 16.916 / 2 + 1.8
    r = np.hypot(points[:, 0], points[:, 1])
    asked = head.grip[0] * (GEM.girdle_radius - GEM.table / 2)
    over = points[:, 2] > z0 + GEM.girdle_top
    reach = GEM.girdle_radius - r[over].min()
    assert reach == pytest.approx(asked, abs=0.03)
    top = points[:, 2].max() - z0 - GEM.girdle_top
    assert top == pytest.approx(head.grip[1] * GEM.crown_height, abs=0.01)


def test_stages_differ_only_above_the_seat():
    """Setting bends the claws: base, rails and the claws' lower halves stay."""
    head = ProngHead(GEM)
    piece = ring(head)
    below = head.girdle_height_mm - 1.5 + piece.shank.top.origin[2]
    box = solid(metal(piece, "cast")).trim_by_plane((0, 0, -1), -below)
    same = solid(metal(piece, "set")).trim_by_plane((0, 0, -1), -below)
    assert (box - same).volume() + (same - box).volume() < 0.02


def test_turning_by_its_symmetry_changes_nothing():
    """A head turned by 360/n is the same body, so nothing is cut or added."""
    head = ProngHead(GEM, prongs=6)
    whole = finish.mesh(head.build(), 0.005)
    turned = solid(whole).rotate((0.0, 0.0, 60.0))
    difference = (solid(whole) - turned).volume() + (turned - solid(whole)).volume()
    assert difference < 1e-6


def test_every_claw_runs_through_every_rail_and_the_base():
    """Each claw shares real metal with the base ring and each rail: they truly join."""
    head = ProngHead(GEM, rails=2)
    piece = head.build()
    claws = [finish.mesh(Workpiece(metal=[b]), 0.01) for b in piece.prongs]
    for body in piece.metal:
        ring_body = solid(finish.mesh(Workpiece(metal=[body]), 0.01))
        shared = [overlap(ring_body, solid(c)) for c in claws]
        assert min(shared) > 0.2 * head.rail_wire**3
        assert max(shared) - min(shared) < 1e-6


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("prongs", [4, 6])
def test_exact_and_mesh_agree(prongs, stage):
    """Two independent ways through the bench formula: same genus, volume within 0.1 %."""
    piece = ring(ProngHead(GEM, prongs=prongs))
    exact = finish.exact(piece.workpiece(stage))
    mesh = metal(piece, stage, 0.005)
    assert geometry.is_valid(exact)
    assert [geometry.genus(exact)] == genus(mesh)
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=1e-3)


@pytest.mark.parametrize(
    ("head", "profile"),
    [
        (
            ProngHead(Gem.round(7.974), prongs=4, rails=2, taper=0.748, coverage=0.4466),
            concave(3.456, 2.448),
        ),
        (ProngHead(Gem.round(5.313), prongs=5, taper=0.947, coverage=0.4208), flat(2.333, 2.0)),
        (
            ProngHead(Gem.round(8.311), prongs=3, rails=0, taper=0.9586, coverage=0.492),
            court(2.293, 2.296),
        ),
    ],
)
def test_the_kernel_loses_no_body(head, profile):
    """Heads whose claws once grazed the band, where the kernel's fuse dropped them."""
    shank = Shank(RingSize("US 9"), profile)
    piece = Ring(shank, head.on(shank.top))
    exact, mesh = finish.exact(piece.workpiece("set")), metal(piece, "set", 0.005)
    assert [geometry.genus(exact)] == genus(mesh)
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=1e-3)


def test_claws_end_in_the_base_and_never_graze_the_band():
    """Every claw's lowest point lies over the band's crest, on any stone."""
    for stone in (2.0, 4.0, 6.5, 9.0, 12.0):
        for claw in ProngHead(Gem.round(stone), prongs=4).build("set").prongs:
            assert finish.mesh(Workpiece(metal=[claw])).vertices[:, 2].min() > 0.0


def test_defaults_come_from_the_tables():
    """The claw is as thick as the table says for this stone, the seat as clear."""
    head = ProngHead(GEM)
    assert head.claw_diameter == prong_diameter(6.5).value == pytest.approx(1.04)
    assert head.clearance == limit("seat.clearance").value
    assert limit("prong.coverage").lo <= head.grip[0] <= limit("prong.coverage").value
    assert head.grip[1] == limit("prong.height").value
    assert head.seat_depth == limit("seat.depth.cast").value
    assert head.spare == limit("prong.spare_length").value


@pytest.mark.parametrize(
    ("gem", "more"),
    [
        (GEM, {}),
        (Gem.of("oval", width=5.0), {}),
        (Gem.of("emerald", width=6.0), {"claw": "tab"}),
    ],
)
def test_half_of_a_set_claw_stays_behind_the_girdle(gem, more):
    """The trade's least (``seat.depth.warn``), by formula and by rays through the mesh."""
    head = ProngHead(gem, **more)
    kept = min(head.kind.kept(head.claw_on(place), head.grip) for place in head.places)
    assert kept >= 0.5
    piece = ring(head)
    work = piece.workpiece("set")
    (sits,) = seatings(work, metal(piece, "cast"), metal(piece, "set"))
    assert sits.neck >= 0.5 * head.kind.deep * head.claw_diameter - 0.03
    if not gem.corners:
        assert sits.neck == pytest.approx(kept * 2 * head.line.radius(0.0), abs=0.03)


def test_a_claw_its_stone_would_pierce_is_refused():
    """Asked to lie far over a low crown, a claw bends below the girdle's sharp corner."""
    with pytest.raises(ParameterError, match="behind the girdle"):
        ProngHead(Gem.of("tapered baguette", width=6.0), shelter=False, coverage=0.4, height=0.7)


@settings(derandomize=True, max_examples=25, deadline=None)
@given(
    stone=st.floats(2.5, 11.0),
    prongs=st.integers(3, 8),
    rails=st.integers(0, 2),
    coverage=st.floats(0.3, 0.5),
    width=st.floats(1.4, 6.0),
    stage=st.sampled_from(["cast", "set"]),
)
def test_any_turn_of_the_knobs_is_one_sound_piece_or_refused(
    stone, prongs, rails, coverage, width, stage
):
    """Whatever is asked: one closed shell of the counted genus, or a reason before building."""
    try:
        head = ProngHead(Gem.round(stone), prongs=prongs, rails=rails, coverage=coverage)
    except ParameterError as refused:
        assert "ProngHead" in str(refused)
        assert "." in str(refused)
        return
    assert genus(metal(ring(head, width), stage)) == [1 + head.windows]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"prongs": 2}, "ProngHead.prongs = 2 is below 3"),
        ({"prong_diameter": float("nan")}, "finite"),
        ({"girdle_height": 2.0}, "Raise girdle_height to 3.4"),
        ({"prongs": 16, "prong_diameter": 1.3}, "Take fewer or thinner claws"),
        ({"rails": 4, "girdle_height": 3.6}, "Take fewer or thinner rails"),
        ({"base_diameter": 15.0}, "would lean"),
        ({"coverage": 0.9, "height": 0.1}, "cannot be laid over"),
        ({"claws": 6}, "no parameter 'claws'"),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(change, says):
    """The reason names the parameter, the value and the mend."""
    with pytest.raises(ParameterError, match=".") as refused:
        ProngHead(GEM, **change)
    assert says in str(refused.value)
