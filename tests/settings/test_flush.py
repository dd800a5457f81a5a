"""Flush stones: level with the band, deep enough in it, and caught by its burnished edge."""

from __future__ import annotations

import math

import numpy as np
import pytest
from band_bench import metal, must_agree, must_be_sound, must_drop_in, must_hold, sitting, stones
from setting_bench import solid

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.layouts import Layout, along, eternity
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import Flush
from jewelcad.shanks import Shank, flat, half_round

GEM = Gem.round(2.0)


def band(size: str = "US 7", width: float = 5.0, thickness: float = 2.0, profile=flat) -> Shank:
    return Shank(RingSize(size), profile(width, thickness))


def row(shank: Shank, gem: Gem = GEM, **more) -> Flush:
    return Flush(shank, along(shank, (gem,) * 3, -60, 60, gap=0.9), **more)


def scattered(shank: Shank) -> Flush:
    places = ((-30, 0.8), (-12, -0.9), (3, 0.6), (15, -0.7), (33, 0.3))
    gems = tuple(Gem.round(d) for d in (1.5, 2.0, 1.3, 2.0, 1.7))
    return Flush(shank, Layout(gems, tuple(shank.on_surface(*p) for p in places), 0.5))


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("size", ["US 4", "US 7", "US 10"])
@pytest.mark.parametrize("diameter", [1.2, 2.0, 3.2])
def test_sound_in_every_size(diameter, size, stage):
    """The finger and one hole for each stone are the handles."""
    gem = Gem.round(diameter)
    part = row(band(size, thickness=gem.depth + 0.5), gem)
    must_be_sound(part, stage, 1 + 3)


@pytest.mark.parametrize("stage", ["cast", "set"])
def test_scattered_and_blind(stage):
    """Any frames will do; a blind hole is no handle."""
    part = scattered(band())
    must_be_sound(part, stage, 1 + 5)
    blind = Flush(part.shank, part.layout, through=False)
    must_be_sound(blind, stage, 1)
    assert blind.windows == 0


def test_a_full_ring_of_them():
    """As many holes as stones, all alike."""
    shank = band()
    part = Flush(shank, eternity(shank, GEM, gap=0.9))
    must_be_sound(part, "set", 1 + len(part.frames))


@pytest.mark.parametrize("cut", ["princess", "oval", "baguette"])
@pytest.mark.parametrize("stage", ["cast", "set"])
def test_other_outlines(cut, stage):
    gem = Gem.of(cut, width=1.6)
    part = row(band(thickness=2.4, width=6.0), gem, sink=0.2)
    must_be_sound(part, stage, 1 + 3)
    must_hold(part)


def test_drops_in_and_is_held():
    part = scattered(band())
    must_drop_in(part, part.clearance)
    must_hold(part)


def test_each_stone_sits():
    """The seat report: carried and gripped all round, as high as the edge is burnished."""
    part = scattered(band())
    for gem, seat in zip(part.layout.gems, sitting(part), strict=True):
        assert seat.held
        assert seat.bearing_round == 1.0
        edge = (part._lip(gem)[1] - gem.girdle_top) / gem.crown_height
        assert max(grip.height for grip in seat.grips) == pytest.approx(edge, abs=0.05)
        assert seat.culet_to_finger >= 0.5 - 1e-6


def test_tables_lie_level_with_the_surface():
    """From the finger's middle to each table is the band's outer radius; sunk, that much less."""
    shank = band()
    for sink in (0.0, 0.15):
        for stone in row(band(thickness=2.2), sink=sink).build().stones:
            x, _, z = stone.frame.point(0, 0, stone.gem.table_height)
            assert math.hypot(x, z) == pytest.approx(shank.bore_radius + 2.2 - sink, abs=1e-9)


def test_the_burnished_edge_is_as_wide_as_declared():
    """The mouth over a set stone, cut level on the mesh: the girdle less twice the cover."""
    part = row(band(thickness=2.2), cover=0.12)
    stone = part.build("set").stones[1]
    assert stone.frame.x == pytest.approx((1, 0, 0))
    _, edge = part._lip(GEM)
    body = solid(metal(part, "set", 0.004)).translate((0, 0, -stone.frame.origin[2]))
    rings = body.slice(edge).to_polygons()
    mouth = min((np.asarray(r) for r in rings), key=lambda r: np.hypot(*r.T).max())
    assert np.hypot(*mouth.T).mean() == pytest.approx(GEM.girdle_radius - 0.12, abs=0.01)
    lifted = stones(part)[1].translate((0, 0, 0.02)) ^ solid(metal(part, "set", 0.004))
    (ring,) = [p for p in lifted.decompose() if p.volume() > 1e-4]
    assert ring.genus() == 1  # caught all round


@pytest.mark.parametrize("stage", ["cast", "set"])
def test_exact_and_mesh_agree(stage):
    must_agree(scattered(band()), stage)


def test_as_thin_a_band_as_is_told():
    """The figure of the refusal is the least that is taken; the bench's 0.2 mm is open."""
    need = GEM.depth + 0.5
    with pytest.raises(ParameterError, match=f"needs {need:.2f} mm: 0.5 mm from the culet"):
        row(band(thickness=need - 0.01))
    row(band(thickness=need))
    row(band(thickness=GEM.depth + 0.2), culet_clearance=0.2)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: row(band(width=2.8)), "0.40 mm of metal to the band's edge, and 0.5 mm"),
        (lambda: row(band(width=3.2, profile=half_round)), "the band curves away"),
        (
            lambda: Flush(band(), along(band(), GEM, -40, 40, gap=0.3)),
            "apart, and 0.5 mm of metal are asked for between them",
        ),
        (lambda: row(band(), pilot=0.9), "Flush.pilot = 0.9 is above 0.75"),
        (
            lambda: Flush(
                band("US 3", thickness=3.5),
                eternity(band("US 3", thickness=3.5), GEM, gap=0.75),
                pilot=0.75,
            ),
            "leave 0.",
        ),
        (lambda: Flush(band(), Layout((), (), 0.2)), "has no stones"),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(made, says):
    with pytest.raises(ParameterError) as refused:
        made()
    assert says in str(refused.value)
