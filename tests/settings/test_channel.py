"""Channels: walls that cover what they say, closed ends, stones that go in and stay in."""

from __future__ import annotations

import math

import numpy as np
import pytest
from band_bench import metal, must_agree, must_be_sound, must_drop_in, must_hold, sitting
from hypothesis import given, settings
from hypothesis import strategies as st
from setting_bench import solid

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.layouts.rows import most_around
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import Channel
from jewelcad.shanks import Section, Shank, flat

STONES = {
    "round": (Gem.round(2.0), 0.0),
    "princess": (Gem.princess(2.0), 0.0),
    "baguette": (Gem.of("baguette", width=1.5, length=2.5), 90.0),
    "oval": (Gem.oval(2.4, 1.8), 0.0),
}


def band(size: str = "US 7", width: float = 5.4, thickness: float = 2.4, **more) -> Shank:
    return Shank(RingSize(size), flat(width, thickness=thickness), **more)


def channel(cut: str = "round", size: str = "US 7", **more) -> Channel:
    gem, turn = STONES[cut]
    return Channel(band(size), gem, **{"turn": turn, "arc": 70.0, "proud": -0.1} | more)


def across(part: Channel, stage: str, height: float) -> list[np.ndarray]:
    """The metal on the plane through the ring's axis and the stone next to the top: outlines in
    (along the finger, out of the bore)."""
    angle = math.atan2(*[part.layout.frames[0].origin[k] for k in (0, 2)])
    body = solid(metal(part, stage, 0.004)).rotate((0, -math.degrees(angle), 0))
    upper = body.trim_by_plane((0, 0, 1), part.girdle_radius + height)
    return [np.asarray(p) for p in upper.rotate((0, 90, 0)).slice(0.0).to_polygons()]


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("size", ["US 4", "US 7", "US 10"])
@pytest.mark.parametrize("cut", list(STONES))
def test_sound_in_every_size(cut, size, stage):
    """Handles: the finger and the opening under each stone."""
    part = channel(cut, size)
    must_be_sound(part, stage, 1 + len(part.layout))
    assert part.windows == len(part.layout)


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize(
    ("more", "holes"),
    [
        ({"arc": 360.0}, True),
        ({"arc": 200.0, "under": "closed"}, False),
        ({"under": "bars", "floor": "curved"}, True),
        ({"height": 0.7, "arc": 90.0, "centre": 40.0}, True),
    ],
)
def test_every_kind_of_channel(more, holes, stage):
    part = channel(**more)
    must_be_sound(part, stage, 1 + holes * len(part.layout))


@pytest.mark.parametrize("cut", list(STONES))
def test_drops_in_and_is_held(cut):
    part = channel(cut)
    must_drop_in(part, part.clearance)
    must_hold(part)


@pytest.mark.parametrize("gap", [0.15, 0.3])
def test_stones_keep_the_gap(gap):
    """No two girdles nearer than asked; a full ring holds as many as the trade's formula says."""
    part = channel(gap=gap)
    assert part.layout.report.tightest[2] == pytest.approx(gap, abs=1e-6)
    full = channel(gap=gap, arc=360.0)
    assert full.layout.report.tightest[2] >= gap - 1e-9
    low = full.girdle_radius + full.gem.girdle_bottom
    assert len(full.layout) == most_around(low, 2.0, gap)


@pytest.mark.parametrize("cut", ["round", "princess", "baguette"])
@pytest.mark.parametrize("cover", [0.1, 0.15])
def test_walls_cover_what_they_say(cover, cut):
    """Between the pressed walls, measured on the mesh: the stone less the cover."""
    part = channel(cut, cover=cover)
    gem_width = 2.0 * part.half
    edges = np.concatenate(across(part, "set", part._top - 0.05))
    inner = edges[np.abs(edges[:, 1]) < part.half]
    assert np.ptp(inner[:, 1]) == pytest.approx(gem_width * (1.0 - cover), abs=0.02)
    assert 0.1 * gem_width - 1e-9 <= 2 * part.cover_mm <= 0.15 * gem_width + 1e-9


@pytest.mark.parametrize("cut", list(STONES))
def test_each_stone_sits(cut):
    """The seat report: carried from below, gripped by two walls, each over half the cover; at the
    ends the walls meet round the stone."""
    part = channel(cut)
    first, *between, last = sitting(part)
    assert len(first.grips) == len(last.grips) == 1
    for seat in between:
        assert seat.held
        assert seat.overlap == 0.0
        assert seat.clearance == pytest.approx(part.clearance, abs=0.01)
        assert [grip.reach for grip in seat.grips] == pytest.approx([part.cover_mm] * 2, abs=0.02)
        assert seat.culet_to_finger >= 0.5 - 1e-6


def test_walls_are_as_thick_as_they_say():
    """A raised channel's wall beside the girdle, on the mesh, before and after pressing."""
    part = channel(height=1.2, wall=0.9)
    for stage, more in (("cast", 0.0), ("set", part._wide + part.cover_mm)):
        top = part._top - 0.2
        ring = max(across(part, stage, top), key=lambda p: p[:, 1].max())
        assert np.ptp(ring[:, 1]) == pytest.approx(0.9 + more, abs=0.01)


def test_pressing_moves_metal_and_makes_none():
    """Of straight stones side by side, with next to no clearance under them, the ridge is just
    what fills their way in, but for its own rounded edge and what stands between the stones."""
    part = Channel(
        band(), Gem.princess(2.0), arc=360.0, gap=0.1, under="closed", proud=-0.1, clearance=0.005
    )
    cast, set_ = (solid(metal(part, stage, 0.004)).volume() for stage in ("cast", "set"))
    ridge = 2.0 * part.spare * part.wall * 2.0 * math.pi * (part.girdle_radius + part._top)
    assert abs(set_ - cast) < 0.12 * ridge


@pytest.mark.parametrize("under", ["drilled", "bars"])
@pytest.mark.parametrize("cut", list(STONES))
def test_openings_left_to_the_program_leave_bars(cut, under):
    """As large as the source says, or as large as leaves 0.6 mm at the finger."""
    part = channel(cut, under=under)
    first, second = (np.arctan2(f.origin[0], f.origin[2]) for f in part.layout.frames[:2])
    bar = (second - first) * part.shank.bore_radius - part._opening_along(part.opening_share)
    assert part.opening_share == pytest.approx(0.66) or bar == pytest.approx(0.6)
    assert bar >= 0.6 - 1e-9


def test_tapered_width_is_followed():
    """Only the width may taper; the walls go on alike."""
    shank = Shank(RingSize("US 7"), flat(3.0, thickness=2.2), at_top=Section(width=5.0))
    part = Channel(shank, Gem.round(2.0), arc=90.0)
    must_be_sound(part, "cast", 1 + len(part.layout))


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("cut", ["round", "princess"])
def test_exact_and_mesh_agree(cut, stage):
    must_agree(channel(cut, arc=45.0, floor="curved"), stage)


@settings(derandomize=True, max_examples=15, deadline=None)
@given(
    cut=st.sampled_from(sorted(STONES)),
    arc=st.floats(20.0, 360.0),
    gap=st.floats(0.1, 0.6),
    cover=st.floats(0.08, 0.17),
    wall=st.floats(0.6, 1.3),
    height=st.floats(0.0, 1.0),
    depth=st.floats(0.6, 1.0),
    under=st.sampled_from(["closed", "drilled", "bars"]),
    stage=st.sampled_from(["cast", "set"]),
)
def test_any_turn_of_the_knobs_is_sound_or_refused(cut, stage, **knobs):
    """Whatever is asked: one closed shell of the counted genus, or a reason before building."""
    try:
        part = channel(cut, **knobs)
    except ParameterError as refused:
        assert len(str(refused)) > 40
        return
    must_be_sound(part, stage, 1 + part.windows)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: Channel(band(width=3.0), Gem.round(2.0)), "needs 3.86 mm. Make the band wider"),
        (lambda: Channel(band(thickness=1.5), Gem.round(2.0)), "needs 1.70 mm, so that 0.5 mm"),
        (lambda: channel(wall=0.4), "Channel.wall = 0.4 mm is below 0.6 mm"),
        (lambda: channel(opening=0.75), "leaves bars of"),
        (lambda: channel(arc=20.0), "needs"),
        (lambda: channel(proud=0.25), "over the crown, and 0.1 mm are the least"),
        (lambda: Channel(band(), Gem.pear(3, 2), turn=90), "not the same to both walls"),
        (
            lambda: Channel(band(at_top=Section(thickness=3.0)), Gem.round(2.0)),
            "2.40 to 3.00 mm thick",
        ),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(made, says):
    with pytest.raises(ParameterError) as refused:
        made()
    assert says in str(refused.value)
