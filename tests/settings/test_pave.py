"""Pavé: beads between the stones, each stone held all round, nothing in stones or finger."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pytest
from manifold3d import Manifold
from row_bench import corners_of, finger, on_crown, stones, together
from setting_bench import genus, metal, overlap, solid

from jewelcad import finish, geometry
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.layouts import field
from jewelcad.pieces import Ring
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import Pave
from jewelcad.shanks import Shank, flat, half_round

GAP = 0.1


@lru_cache
def pave(stone=1.3, rows=3, arc=80.0, pattern="hexagonal", look="plain", sunk=None, **more) -> Ring:
    size, profile = more.pop("size", "US 6.5"), more.pop("profile", flat)
    width = more.pop("width", stone + 1.02 * (rows - 1) * (stone + GAP) + 1.6)
    band = Shank(RingSize(size), profile(width, more.pop("thickness", 2.0)))
    depth = (0.0 if look == "plain" else 0.2 * stone) if sunk is None else sunk
    part = (-arc / 2, arc / 2)
    layout = field(band, Gem.round(stone), rows, *part, gap=GAP, pattern=pattern, sunk=depth)
    return Ring(band, Pave(layout, band, look=look, **more))


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("look", ["plain", "cut-down", "fishtail"])
@pytest.mark.parametrize(
    ("stone", "rows", "arc", "pattern"),
    [(1.3, 3, 80.0, "hexagonal"), (1.1, 4, 60.0, "square"), (1.5, 2, 360.0, "hexagonal")],
)
def test_genus_is_one_for_the_finger_and_one_for_each_opening(
    stone, rows, arc, pattern, look, stage
):
    piece = pave(stone, rows, arc, pattern, look)
    assert genus(metal(piece, stage, 0.02)) == [1 + len(piece.parts[0].row)]


@pytest.mark.parametrize("look", ["plain", "cut-down", "fishtail"])
def test_cast_stones_lie_free_and_the_finger_is_clear(look):
    piece = pave(look=look)
    bare, gems = solid(metal(piece)), stones(piece)
    assert overlap(bare, together(gems)) == 0.0
    assert overlap(bare, finger(piece, 0.01)) == 0.0
    for i, j in piece.parts[0].row.pairs:
        assert gems[i].min_gap(gems[j], 0.2) >= GAP - 1e-9
    i = len(gems) // 2
    for lift in (0.2, 0.6, 1.2):
        up = piece.parts[0].row.frames[i].z
        assert overlap(bare, gems[i].translate(tuple(lift * c for c in up))) == 0.0


@pytest.mark.parametrize(("pattern", "most"), [("hexagonal", 3), ("square", 4)])
def test_every_bead_covers_what_it_says_and_every_stone_is_held_all_round(pattern, most):
    """Measured on the finished mesh: coverage within 0.02 mm on each stone a bead shares, and no
    stone has half its rim bare."""
    piece = pave(pattern=pattern)
    part, mesh = piece.parts[0], metal(piece, "set", 0.002)
    placed = piece.workpiece("set").stones
    held: list[list[float]] = [[] for _ in placed]
    assert max(len(bead.stones) for bead in part.beads) == most
    for k, bead in enumerate(part.beads):
        points = corners_of(mesh, f"pave/bead[{k}]")
        for i in bead.stones:
            reach = on_crown(points, placed[i]).max()
            assert reach == pytest.approx(part.grip.inside(placed[i].gem), abs=0.02)
            x, y, _ = placed[i].frame.inverse.point(*bead.frame.origin)
            held[i].append(math.degrees(math.atan2(y, x)))
    for angles in held:
        assert len(angles) >= 4
        turns = np.diff(np.sort(angles), append=min(angles) + 360.0)
        assert turns.max() < 150.0


def test_beads_of_a_full_field_are_counted_by_its_triangles():
    """Rows of n: 2n triangles between two rows, and n pairs along each edge."""
    part = pave(arc=360.0).parts[0]
    n = len(part.row) // 3
    shared = [len(bead.stones) for bead in part.beads]
    assert (shared.count(3), shared.count(2), shared.count(1)) == (4 * n, 2 * n, 0)


def test_no_hole_lies_beneath_a_bead():
    """Looking down every bead's axis there is metal all the way to its root."""
    piece = pave()
    part, whole = piece.parts[0], solid(metal(piece))
    for bead in part.beads:
        foot = bead.frame.lifted(-0.6)
        needle = np.array(foot.matrix)
        bar = Manifold.cylinder(0.6, 0.01).transform(needle)
        assert (bar - whole).volume() < 1e-9


def test_cut_down_leaves_a_floor_at_the_girdles_and_a_wall_to_the_surface():
    """Beside an outer stone: air over the girdle, metal under it; at the edge metal to the top."""
    piece = pave(look="cut-down")
    row, whole = piece.parts[0].row, solid(metal(piece, "set"))
    i = max(range(len(row)), key=lambda k: row.frames[k].origin[1])
    gem, frame = row.gems[i], row.frames[i]
    beside, edge = gem.girdle_radius + 0.06, piece.shank.width() / 2 - frame.origin[1] - 0.25

    def is_metal(across: float, height: float) -> bool:
        ball = Manifold.sphere(0.01).translate(frame.point(0.0, across, height))
        return (ball ^ whole).volume() > 0.5 * ball.volume()

    assert not is_metal(beside, gem.girdle_bottom + 0.03)
    assert is_metal(beside, gem.girdle_bottom - 0.03)
    assert is_metal(edge, row.sunk - 0.03)
    assert not is_metal(edge, row.sunk + 0.03)


@pytest.mark.parametrize(("rows", "arc"), [(1, 9.0), (3, 16.0), (3, 100.0), (2, 325.0)])
def test_a_bright_cut_ends_with_its_stones(rows, arc):
    """All of the surface is left 1.5 mm beyond the end stones, and none 0.04 mm before them."""
    piece = pave(rows=rows, arc=arc, look="cut-down")
    row, bare = piece.parts[0].row, solid(finish.mesh(piece.workpiece("cast"), 0.005))
    turns = [math.degrees(math.atan2(f.origin[0], f.origin[2])) for f in row.frames]
    end = max(range(len(row)), key=lambda k: turns[k])
    frame, half = row.frames[end], row.gems[end].girdle_radius
    skin = math.hypot(frame.origin[0], frame.origin[2]) + row.sunk - 0.03

    def is_metal(beyond: float) -> bool:
        angle = math.radians(turns[end]) + beyond / skin
        place = (skin * math.sin(angle), frame.origin[1], skin * math.cos(angle))
        ball = Manifold.sphere(0.01).translate(place)
        return (ball ^ bare).volume() > 0.5 * ball.volume()

    assert is_metal(half + 1.5)
    assert not is_metal(half + 0.04)
    if arc < 180.0:
        assert is_metal(math.pi * skin)


@pytest.mark.parametrize(
    ("look", "stage", "rows", "arc"),
    [("plain", "cast", 2, 18.0), ("cut-down", "cast", 3, 16.0), ("fishtail", "set", 2, 18.0)],
)
def test_exact_and_mesh_agree(look, stage, rows, arc):
    """Two independent ways through the bench formula: same genus, volume within 0.1 %."""
    piece = pave(rows=rows, arc=arc, look=look)
    assert len(piece.parts[0].row) >= 3
    exact, mesh = finish.exact(piece.workpiece(stage)), metal(piece, stage, 0.005)
    assert geometry.is_valid(exact)
    assert [geometry.genus(exact)] == genus(mesh)
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=1e-3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"thickness": 1.0}, "thicker, sink the row less"),
        ({"width": 4.4}, "wider"),
        ({"opening": 0.8}, "between the openings"),
        ({"look": "cut-down", "sunk": 0.0}, "Lay it with sunk"),
        ({"stone": 0.5, "width": 4.0, "opening": 0.0}, "0.35 mm is the least"),
        ({"coverage": 0.6, "height": 0.4}, "Cover less"),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(change, says):
    with pytest.raises(ParameterError) as refused:
        pave(**change)
    assert says in str(refused.value)


def test_on_a_domed_band_too():
    """Rows that lie on the slopes of a half-round band are one sound piece as well."""
    piece = pave(rows=3, arc=60.0, profile=half_round, width=7.0, thickness=2.6, opening=0.4)
    assert genus(metal(piece, "cast")) == [1 + len(piece.parts[0].row)]
    assert overlap(solid(metal(piece)), together(stones(piece))) == 0.0
