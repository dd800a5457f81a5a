"""Rows with shared claws: every stone held by four, nothing in stones or finger."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pytest
from row_bench import corners_of, finger, on_crown, stones, together
from setting_bench import genus, metal, overlap, solid

from jewelcad import finish, geometry
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.layouts import Stock, along, eternity, field, graduated
from jewelcad.layouts.rows import most_around
from jewelcad.pieces import Ring
from jewelcad.reference.limits import limit, prong_diameter
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import SharedClaws
from jewelcad.settings.grains import side_of
from jewelcad.shanks import Section, Shank, flat

GAP = 0.1


@lru_cache
def row(stone=2.0, size="US 6.5", arc=360.0, thickness=2.0, **more) -> Ring:
    band = Shank(RingSize(size), flat(1.12 * stone, thickness))
    stones = eternity(band, Gem.round(stone), gap=GAP, arc=arc, sunk=-0.05 * stone)
    return Ring(band, SharedClaws(stones, band, **more))


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("scalloped", [False, True])
@pytest.mark.parametrize(
    ("stone", "size", "arc"),
    [(1.6, "US 3", 360.0), (2.0, "US 6.5", 180.0), (3.0, "US 13", 270.0), (2.4, "US 9", 360.0)],
)
def test_genus_is_one_for_the_finger_and_one_for_each_opening(stone, size, arc, scalloped, stage):
    piece = row(stone, size, arc, scalloped=scalloped)
    assert genus(metal(piece, stage, 0.02)) == [1 + len(piece.parts[0].row)]


def test_without_openings_the_band_is_one_plain_handle():
    assert genus(metal(row(arc=60.0, opening=0.0))) == [1]


@pytest.mark.parametrize("size", ["US 3", "US 7", "US 13"])
@pytest.mark.parametrize("stone", [1.6, 2.5])
def test_counts_follow_the_formula(stone, size):
    """The trade's count of stones, and two claws to each; a half row ends in two more."""
    part = row(stone, size).parts[0]
    gem = part.row.gems[0]
    radius = RingSize(size).diameter / 2 + 2.0 + 0.05 * stone + gem.girdle_bottom
    assert len(part.row) == most_around(radius, stone, GAP)
    assert len(part.claws) == 2 * len(part.row)
    half = row(stone, size, 180.0).parts[0]
    assert len(half.claws) == 2 * len(half.row) + 2


@pytest.mark.parametrize("scalloped", [False, True])
@pytest.mark.parametrize("arc", [180.0, 360.0])
def test_cast_stones_lie_free_and_the_finger_is_clear(arc, scalloped):
    """No metal in a stone nor on its way in, in the finger, nor two stones nearer than the gap."""
    piece = row(arc=arc, scalloped=scalloped)
    bare, gems = solid(metal(piece)), stones(piece)
    assert overlap(bare, together(gems)) == 0.0
    assert overlap(bare, finger(piece, 0.01)) == 0.0
    for i, j in piece.parts[0].row.pairs[:6]:
        assert gems[i].min_gap(gems[j], 1.0) >= GAP - 1e-9
    for i in (0, len(gems) // 2):
        up = piece.parts[0].row.frames[i].z
        for lift in (0.2, 0.6, 1.5):
            assert overlap(bare, gems[i].translate(tuple(lift * c for c in up))) == 0.0


@pytest.mark.parametrize("arc", [90.0, 360.0])
def test_every_stone_is_held_by_four_claws_that_cover_what_they_say(arc):
    """Measured on the finished mesh: each claw reaches over each crown it shares by the declared
    share of girdle to table, within 0.02 mm."""
    piece = row(arc=arc)
    part, mesh = piece.parts[0], metal(piece, "set", 0.002)
    placed = piece.workpiece("set").stones
    held = [0] * len(placed)
    for k, claw in enumerate(part.claws):
        points = corners_of(mesh, f"row/claw[{k}]")
        for i in claw.stones:
            reach = on_crown(points, placed[i]).max()
            assert reach == pytest.approx(part.grip.inside(placed[i].gem), abs=0.02)
            held[i] += 1
    assert set(held) == {4}


@pytest.mark.parametrize("scalloped", [False, True])
@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("mixed", [False, True])
def test_stones_of_several_sizes_are_held_by_four(mixed, stage, scalloped):
    """Sizes that fall by a third along a tapered band, or alternate: one closed piece, an opening
    under each stone, and each claw of the finished row on both of its stones."""
    band = Shank(RingSize("US 6.5"), flat(1.7, 2.0), at_top=Section(width=2.5))
    sizes = Stock.of("round", [1.3 + 0.1 * k for k in range(10)])
    stones_ = graduated(band, sizes, -60, 60, 2.2, 1.4, gap=0.1, sunk=-0.1, spread=False)
    assert len({gem.width for gem in stones_.gems}) > 3
    if mixed:
        band = Shank(RingSize("US 6.5"), flat(2.6, 2.0))
        gems = tuple(Gem.round(1.6 if k % 2 else 2.2) for k in range(9))
        stones_ = along(band, gems, -70, 70, gap=0.1, sunk=-0.1)
    piece = Ring(band, SharedClaws(stones_, band, scalloped=scalloped))
    part, mesh = piece.parts[0], metal(piece, stage, 0.005)
    assert genus(mesh) == [1 + len(stones_)]
    bare, gems = solid(mesh), stones(piece)
    if stage == "cast":
        assert overlap(bare, together(gems)) == 0.0
        return
    placed = piece.workpiece("set").stones
    held = [0] * len(placed)
    for k, claw in enumerate(part.claws):
        points = corners_of(mesh, f"row/claw[{k}]")
        for i in claw.stones:
            reach = on_crown(points, placed[i]).max()
            asked = part.grip.coverage * side_of(placed[i].gem).table
            assert asked - 0.03 < reach < 0.9 * side_of(placed[i].gem).table
            held[i] += 1
    assert set(held) == {4}


@pytest.mark.parametrize("stone", [1.1, 1.15, 1.3, 1.6])
def test_the_two_claws_of_a_pair_stand_apart_once_set(stone):
    """The meshes of their tips are asked. Where JewelCraft's preset would leave less than 0.2 mm
    they are thicker, which stands them farther out; where it leaves enough they are the preset."""
    band = Shank(RingSize("US 6.5"), flat(1.3 * stone, 1.8))
    part = SharedClaws(along(band, Gem.round(stone), -12, 12, gap=0.1, sunk=-0.05), band)
    preset = prong_diameter(stone, rule="preset").value
    tips = {
        (claw.stones, claw.frame.origin[1] > 0.0): solid(body.shape.mesh(0.002, "tip")).transform(
            np.array(body.frame.matrix)
        )
        for k, claw in enumerate(part.claws)
        for body in part.build("set").prongs
        if body.name == f"claw[{k}]/tip"
    }
    for pair in part.row.pairs:
        air = tips[pair, True].min_gap(tips[pair, False], 1.0)
        assert air >= limit("check.gap.error").value - 0.005
        assert part.diameter(pair) >= preset
    assert (part.diameter((0, 1)) == preset) == (stone > 1.2)


def test_claws_stand_evenly_on_both_sides():
    """The row's two sides mirror each other."""
    part = row().parts[0]
    aside = sorted(round(abs(claw.frame.origin[1]), 9) for claw in part.claws)
    assert aside[0] == aside[-1] > 0
    assert sum(math.copysign(1, claw.frame.origin[1]) for claw in part.claws) == 0


def test_neck_is_what_the_mesh_keeps_between_two_seats():
    """At the girdle and through the claw's axis, two seats leave the formula's neck, less their
    clearance."""
    piece = row(lean=0.0)
    part = piece.parts[0]
    (claw,) = [c for c in part.claws if c.stones == (0, 1) and c.frame.origin[1] > 0]
    whole = solid(metal(piece, "cast", 0.002))
    across = np.cross(claw.frame.z, (0.0, 1.0, 0.0))
    gap = [
        (whole ^ _needle(claw.frame.origin, side * across)).bounding_box() for side in (1.0, -1.0)
    ]
    ends = [max(np.abs(np.array([b[:3], b[3:]]) - claw.frame.origin) @ np.abs(across)) for b in gap]
    clearance = 0.01 * 2.0
    assert sum(ends) == pytest.approx(part.neck(0, 1) - 2 * clearance * 1.2, abs=0.02)


def _needle(start, way):
    """A thin bar from a point along a direction, 0.4 mm long."""
    from manifold3d import Manifold

    from jewelcad.frames import Frame

    frame = Frame(tuple(start), (0.0, 1.0, 0.0), tuple(way))
    return Manifold.cylinder(0.4, 0.002).transform(np.array(frame.matrix))


@pytest.mark.parametrize(("stage", "scalloped"), [("cast", True), ("set", False)])
def test_exact_and_mesh_agree(stage, scalloped):
    """Two independent ways through the bench formula: same genus, volume within 0.1 %."""
    piece = row(stone=2.4, arc=34.0, scalloped=scalloped)
    assert len(piece.parts[0].row) == 2
    exact, mesh = finish.exact(piece.workpiece(stage)), metal(piece, stage, 0.005)
    assert geometry.is_valid(exact)
    assert [geometry.genus(exact)] == genus(mesh)
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=1e-3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"thickness": 1.0}, "thicker, sink the row less"),
        ({"notch": 0.4}, "is the least"),
        ({"claw_diameter": 0.4, "notch": 0.4}, "claws between stones"),
        ({"opening": 0.8, "stone": 1.6}, "between the openings"),
        ({"coverage": 0.6, "height": 0.4}, "Cover less"),
        ({"scalloped": True, "scallop_depth": 2.0}, "Make the band thicker"),
        ({"claw_diameter": 0.2}, "claw_diameter"),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(change, says):
    with pytest.raises(ParameterError) as refused:
        row(**change)
    assert says in str(refused.value)


def test_only_round_stones_in_one_row_on_a_band():
    band = Shank(RingSize("US 6.5"), flat(3.0, 2.0))
    with pytest.raises(ParameterError, match="holds round stones"):
        SharedClaws(eternity(band, Gem.of("princess", width=2.0)), band)
    with pytest.raises(ParameterError, match="takes one row"):
        SharedClaws(field(band, Gem.round(1.3), rows=2, gap=0.1, sunk=-0.1), band)
    with pytest.raises(ParameterError, match="give the Shank"):
        SharedClaws(eternity(10.0, Gem.round(2.0)), 10.0)
