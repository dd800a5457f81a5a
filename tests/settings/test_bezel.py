"""Bezels: the stone goes in, sits, and is held all round."""

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
from jewelcad.reference.limits import limit
from jewelcad.settings import Bezel
from jewelcad.shanks import court, flat, half_round

GEM = Gem.round(6.0)


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("opening", [None, 1.5])
@pytest.mark.parametrize("taper", [0.0, 10.0])
def test_genus_is_one_and_one_more_when_pierced(taper, opening, stage):
    """The finger is a handle; a hole through floor and band is another."""
    bezel = Bezel(GEM, taper=taper, opening=opening)
    assert genus(metal(ring(bezel, 3.0), stage)) == [2 if opening else 1]


@pytest.mark.parametrize("profile", [half_round, flat, court])
@pytest.mark.parametrize("width", [1.6, 3.0, 8.0])
@pytest.mark.parametrize("stone", [2.0, 4.0, 6.0, 12.0])
def test_meets_the_band_at_every_width(stone, width, profile):
    """One closed shell, one handle: no gap between bezel and band."""
    assert genus(metal(ring(Bezel(Gem.round(stone)), width, profile))) == [1]


@pytest.mark.parametrize("stone", [2.5, 6.0, 10.0])
def test_cast_stone_drops_in_and_keeps_its_clearance(stone):
    """No metal in the stone nor on its way in; the wall stands a clearance off."""
    bezel = Bezel(Gem.round(stone))
    piece = ring(bezel)
    bare, gem = solid(metal(piece)), stone_of(piece)
    for lift in np.linspace(0.0, stone, 7):
        assert overlap(bare, gem.translate((0.0, 0.0, float(lift)))) == 0.0
    assert bare.min_gap(gem, 1.0) == pytest.approx(bezel.clearance, abs=0.015)


@pytest.mark.parametrize("stone", [2.5, 6.0, 10.0])
def test_set_lip_holds_all_round(stone):
    """Rubbed over, the lip touches the crown; a lifted stone meets one unbroken ring of metal."""
    piece = ring(Bezel(Gem.round(stone)))
    bare, gem = solid(metal(piece, "set")), stone_of(piece, "set")
    assert bare.min_gap(gem, 1.0) < 0.01
    caught = bare ^ gem.translate((0.0, 0.0, 0.1))
    (held,) = [p for p in caught.decompose() if p.volume() > 1e-3]
    assert held.genus() == 1


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("angle", [30.0, 90.0, 120.0])
@pytest.mark.parametrize("gem", [GEM, Gem.of("oval", width=5), Gem.princess(5)])
def test_a_half_bezel_is_open_where_it_says(gem, angle, stage):
    """Over the cut no metal stands inside the angle, and the wall stands beside it."""
    bezel = Bezel(gem, open=angle, taper=5.0)
    mesh = finish.mesh(bezel.build(stage), 0.005)
    assert genus(metal(ring(bezel, 3.0), stage)) == [1]
    over = solid(mesh).trim_by_plane((0, 0, 1), bezel.open_from + 0.01)
    points = over.to_mesh64().vert_properties[:, :3]
    aside = np.degrees(np.arctan2(np.abs(points[:, 0]), np.abs(points[:, 1])))
    assert aside.min() == pytest.approx(angle / 2, abs=1e-3)
    assert len(over.decompose()) == 2


@pytest.mark.parametrize("angle", [60.0, 120.0])
def test_a_half_bezel_takes_and_holds_its_stone(angle):
    """The stone drops in from above with its clearance; set, both walls hold it back."""
    piece = ring(Bezel(GEM, open=angle), 3.0)
    bare, gem = solid(metal(piece)), stone_of(piece)
    for lift in np.linspace(0.0, 6.0, 7):
        assert overlap(bare, gem.translate((0.0, 0.0, float(lift)))) == 0.0
    assert bare.min_gap(gem, 1.0) == pytest.approx(0.05, abs=0.015)
    caught = solid(metal(piece, "set")) ^ stone_of(piece, "set").translate((0.0, 0.0, 0.1))
    held = [p.bounding_box() for p in caught.decompose() if p.volume() > 1e-3]
    assert len(held) == 2
    assert min(b[0] for b in held) < -2.0
    assert max(b[3] for b in held) > 2.0


@pytest.mark.parametrize(
    ("gem", "share"),
    [
        (GEM, limit("bezel.lip").value),
        (Gem.cabochon("round", 8), None),
        (Gem.cabochon("round", 8, dome="high", back=1.0), None),
    ],
)
def test_the_lip_ends_where_it_says(gem, share):
    """Its inner edge lies at the trade's share of the crown; on a cabochon, at a third of the
    height over the bearing. Inwards from its outside the finished lip only rises."""
    bezel = Bezel(gem)
    mesh = finish.mesh(bezel.build("set"), 0.002)
    points = mesh.vertices - (0.0, 0.0, bezel.girdle_height_mm)
    over = points[points[:, 2] > gem.girdle_top + 0.05]
    r = np.hypot(over[:, 0], over[:, 1])
    edge = over[r < r.min() + 4e-3, 2].min()
    top = gem.girdle_top + gem.crown_height
    third = gem.girdle_bottom + (top - gem.girdle_bottom) / 3
    asked = gem.girdle_top + share * gem.crown_height if share else third
    assert edge == pytest.approx(asked, abs=0.02)
    assert over[:, 2].max() == pytest.approx(asked + 0.35 * bezel.wall, abs=0.01)
    assert r[over[:, 2] > over[:, 2].max() - 1e-3].max() < r.min() + 0.1


def test_wall_and_bearing_are_what_was_asked():
    """Measured on the mesh beside the girdle and on the ledge."""
    bezel = Bezel(GEM, wall=0.8, bearing=0.7)
    mesh = finish.mesh(bezel.build(), 0.002)
    at = solid(mesh).slice(bezel.girdle_height_mm + 0.3).to_polygons()
    radii = sorted(np.hypot(*np.asarray(p).T).mean() for p in at)
    assert radii[1] - radii[0] == pytest.approx(0.8, abs=0.003)
    under = solid(mesh).slice(bezel.girdle_height_mm - 1.2).to_polygons()
    assert min(np.hypot(*np.asarray(p).T).mean() for p in under) == pytest.approx(2.3, abs=0.003)


def test_volume_of_a_straight_wall_by_pappus():
    """The upright wall between two heights is a tube: π (R² - r²) h."""
    bezel = Bezel(GEM)
    low, high = bezel.girdle_height_mm + 0.2, bezel.girdle_height_mm + 0.5
    tube = solid(finish.mesh(bezel.build(), 0.002))
    tube = tube.trim_by_plane((0, 0, 1), low).trim_by_plane((0, 0, -1), -high)
    outer, inner = GEM.girdle_radius + bezel.outer, GEM.girdle_radius + bezel.clearance
    assert tube.volume() == pytest.approx(math.pi * (outer**2 - inner**2) * 0.3, rel=1e-3)


@pytest.mark.parametrize("stage", ["cast", "set"])
def test_exact_and_mesh_agree(stage):
    """Two independent ways through the bench formula: same genus, volume within 0.1 %."""
    piece = ring(Bezel(GEM, taper=8.0, opening=1.5), 3.0)
    exact = finish.exact(piece.workpiece(stage))
    mesh = metal(piece, stage, 0.005)
    assert geometry.is_valid(exact)
    assert [geometry.genus(exact)] == genus(mesh)
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=1e-3)


@settings(derandomize=True, max_examples=25, deadline=None)
@given(
    stone=st.floats(2.0, 12.0),
    wall=st.floats(0.5, 1.5),
    taper=st.floats(0.0, 15.0),
    lip=st.floats(0.4, 0.8),
    width=st.floats(1.4, 8.0),
    stage=st.sampled_from(["cast", "set"]),
)
def test_any_turn_of_the_knobs_is_one_sound_piece_or_refused(stone, wall, taper, lip, width, stage):
    """Whatever is asked: one closed shell with one handle, or a reason before building."""
    try:
        bezel = Bezel(Gem.round(stone), wall=wall, taper=taper, lip=lip)
    except ParameterError as refused:
        assert "Bezel" in str(refused)
        return
    assert genus(metal(ring(bezel, width), stage)) == [1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"girdle_height": 1.0}, "Raise girdle_height to 3.2"),
        ({"wall": 0.0}, "Bezel.wall = 0 mm is below 0.3 mm"),
        ({"bearing": 2.9}, "leaves no hollow"),
        ({"taper": 25.0, "girdle_height": 8.0}, "Taper less"),
        ({"open": 121.0}, "Bezel.open = 121 ° is above 120"),
        ({"opening": 5.5}, "wider than the hollow"),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(change, says):
    """The reason names the parameter, the value and the mend."""
    with pytest.raises(ParameterError, match=".") as refused:
        Bezel(GEM, **change)
    assert says in str(refused.value)
