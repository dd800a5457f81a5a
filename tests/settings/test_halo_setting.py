"""Halos: joined to the head, stones apart and touched, nothing in a stone, whatever the outline."""

from __future__ import annotations

import math

import numpy as np
import pytest
from setting_bench import genus, metal, solid

from jewelcad import finish, geometry
from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.pieces import Ring
from jewelcad.reference.limits import limit
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import Bezel, Halo, ProngHead
from jewelcad.shanks import Shank, half_round

CUTS = ("round", "oval", "pear", "marquise", "cushion", "heart", "princess", "emerald")
MELEE = Gem.round(1.2)


def slim(cut: str, width: float, **changes: object) -> ProngHead:
    """A head as halos have them: slim claws that stand close to the stone."""
    given = {"prong_diameter": 0.8, "seat_depth": 0.4} | changes
    return ProngHead(Gem.of(cut, width=width), **given)


def ring(halo: Halo) -> Ring:
    shank = Shank(RingSize("US 6.5"), half_round(2.0, 1.8))
    head = halo.head
    return Ring(shank, head.on(shank.top), halo.on(shank.top @ head.seat))


def stones(piece: Ring, stage: str) -> list:
    placed = piece.workpiece(stage).stones
    return [solid(s.gem.mesh()).transform(np.array(s.frame.matrix)) for s in placed]


def handles(halo: Halo) -> int:
    """Finger, windows of the head, windows and azures of the halo."""
    return 1 + getattr(halo.head, "windows", 0) + halo.windows


def check(halo: Halo, stage: str) -> None:
    """One closed shell of the counted genus; each stone alone, touched, and free of metal."""
    piece = ring(halo)
    mesh = metal(piece, stage)
    assert genus(mesh) == [handles(halo)]
    bare, gems = solid(mesh), stones(piece, stage)
    assert halo.stones.report.tightest[2] >= halo.gap - 1e-9
    centre, *small = gems
    assert all(centre.min_gap(gem, 1.0) >= halo.gap - 1e-6 for gem in small)
    for gem in gems:
        inside = (bare ^ gem).volume()
        assert inside == 0.0 if stage == "cast" else inside < 1e-3
        assert bare.min_gap(gem, 1.0) <= (halo.clearance + 1e-6 if stage == "cast" else 0.01)
    across = np.hypot(mesh.vertices[:, 0], mesh.vertices[:, 2])
    assert across.min() > piece.shank.bore_radius - 0.01


@pytest.mark.parametrize("width", [4.5, 8.0])
@pytest.mark.parametrize("cut", CUTS)
def test_one_piece_about_every_outline(cut, width):
    """The claws carry the plate: one shell, its handles counted, stones apart."""
    check(Halo(slim(cut, width), MELEE), "cast")


@pytest.mark.parametrize("cut", ["oval", "princess"])
def test_set_stones_are_touched_and_free(cut):
    check(Halo(slim(cut, 6.0), MELEE, drop=0.6), "set")


@pytest.mark.parametrize("cut", ["round", "pear", "emerald"])
@pytest.mark.parametrize(
    "change", [{"rows": 2}, {"tilt": 20.0, "drop": 0.8}, {"under": True}], ids=str
)
def test_double_tilted_and_hidden(cut, change):
    raised = {"girdle_height": 5.0} if "under" in change else {}
    check(Halo(slim(cut, 6.0, **raised), MELEE, **change), "cast")


@pytest.mark.parametrize("cut", ["marquise", "heart"])
def test_double_about_points_and_clefts(cut):
    check(Halo(slim(cut, 6.0), MELEE, rows=2), "cast")


@pytest.mark.parametrize(
    ("cut", "width", "stage"),
    [
        ("oval", 5.0, "cast"),
        ("princess", 3.0, "set"),
        ("octagon", 6.0, "cast"),
        ("heart", 6.0, "set"),
    ],
)
def test_beads_hold_as_claws_do(cut, width, stage):
    """Grains in the gaps of the row and beside it, rooted in the plate, clear of the head's
    claws."""
    halo = Halo(slim(cut, width), Gem.round(1.3), drop=0.6, held="beads")
    check(halo, stage)
    beads = [b for b in halo.build(stage).prongs if b.name.startswith("bead")]
    assert len(beads) >= len(halo.stones)


@pytest.mark.parametrize("cut", ["round", "pear", "emerald"])
@pytest.mark.parametrize(("tilt", "drop"), [(0.0, 0.3), (0.0, 0.6), (15.0, 0.7), (30.0, 1.1)])
def test_no_slot_is_left_at_the_rail(cut, tilt, drop):
    """Plate and uppermost rail are one, or stand 0.2 mm apart: their own meshes are asked."""
    halo = Halo(slim(cut, 6.0), MELEE, tilt=tilt, drop=drop)
    plate, *_ = halo.build().metal
    rail = halo.head.build().metal[-1]
    a, b = (solid(body.shape.mesh(0.005, "part")) for body in (plate, rail))
    a = a.translate((0.0, 0.0, halo.head.girdle_height_mm))
    assert (a ^ b).volume() > 0.1 or a.min_gap(b, 1.0) >= limit("check.gap.error").value - 0.01


def test_about_a_bezel():
    """The plate grows out of the bezel's wall; only the azures are handles."""
    halo = Halo(Bezel(Gem.of("oval", width=5.0)), MELEE)
    assert halo.windows == len(halo.stones)
    check(halo, "cast")


def test_every_micro_claw_holds_both_its_neighbours():
    """Each of a shared pair of claws has metal inside both girdles before its seats are cut.

    About an oval of 6.2 mm the stones come near enough to share; about one of 6.4 they are spread
    wider, and each has its own.
    """
    halo = Halo(slim("oval", 6.2), MELEE, gap=0.1)
    frames, claw = halo.stones.frames, halo.claw
    shared = 0
    for i, j in halo.stones.pairs:
        stands = claw.between(frames[i], frames[j])
        for stand in stands:
            away = sorted(math.dist(stand.origin, frames[k].origin) for k in (i, j))
            assert away[0] == pytest.approx(claw.reach, abs=1e-9)
            assert len(stands) == 4 or away[1] == pytest.approx(claw.reach, abs=1e-9)
        shared += len(stands) == 2
    assert shared > len(frames) / 2
    overlap = MELEE.girdle_radius + claw.diameter / 2 - claw.reach
    assert overlap == pytest.approx(limit("prong.overlap.share").value * claw.diameter)


def test_set_beads_cover_what_gia_asks():
    """Lifted by a twentieth, every small stone meets metal over its crown."""
    piece = ring(Halo(slim("round", 6.0), MELEE, drop=0.6))
    bare = solid(metal(piece, "set"))
    placed = [s for s in piece.workpiece("set").stones if s.gem == MELEE]
    for stone in placed:
        lifted = np.array(stone.frame.lifted(0.05).matrix)
        assert (bare ^ solid(stone.gem.mesh()).transform(lifted)).volume() > 1e-4


def test_micro_claws_are_no_thinner_than_can_be_cast():
    assert Halo(slim("round", 6.0), Gem.round(0.8)).claw.diameter == 0.35


def test_exact_and_mesh_agree():
    """Two independent ways through the bench formula: same genus, volume within 0.2 %."""
    halo = Halo(slim("oval", 4.0), Gem.round(1.8))
    piece = ring(halo)
    exact, mesh = finish.exact(piece.workpiece()), metal(piece)
    assert geometry.is_valid(exact)
    assert [geometry.genus(exact)] == genus(mesh) == [handles(halo)]
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=2e-3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"melee": Gem.of("princess", width=1.5)}, "Give a round"),
        ({"drop": 3.0}, "Drop the halo less"),
        ({"under": True, "rows": 2}, "hidden halo has one row"),
        ({"gap": 0.0}, "Halo.gap"),
        ({"held": "beads", "rows": 2}, "row by claws"),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(change, says):
    with pytest.raises(ParameterError) as refused:
        Halo(**({"head": slim("round", 6.0), "melee": MELEE} | change))
    assert says in str(refused.value)
