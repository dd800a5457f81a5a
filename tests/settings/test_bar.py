"""Bars: one between each two stones, with a neck between its seats, reaching over both."""

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
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import Bars
from jewelcad.shanks import Section, Shank, flat, half_round

STONES = {
    "round": (Gem.round(2.5), 0.0),
    "princess": (Gem.princess(2.2), 0.0),
    "baguette": (Gem.of("baguette", width=1.8, length=3.0), 90.0),
}


def bars(cut: str = "round", size: str = "US 7", profile=flat, **more) -> Bars:
    gem, turn = STONES[cut]
    shank = Shank(RingSize(size), profile(3.6, thickness=1.8))
    return Bars(shank, gem, **{"turn": turn, "arc": 70.0} | more)


def thickness(part: Bars, stage: str, height: float) -> float:
    """Of the second bar on its middle, measured on the mesh at a height over the girdles."""
    body = solid(metal(part, stage, 0.004)).transform(np.array(part.frames[1].inverse.matrix))
    level = body.slice(height).to_polygons()
    across = [np.asarray(p) for p in level]
    (mine,) = (p for p in across if np.abs(p.mean(axis=0)).max() < 0.3)
    x, y = mine.T
    steps = np.linspace(0.0, 1.0, 201)[:, None]
    fine = mine[None] * (1 - steps[..., None]) + np.roll(mine, -1, axis=0)[None] * steps[..., None]
    x, y = fine.reshape(-1, 2).T
    return float(np.ptp(x[np.abs(y) < 0.05]))


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("size", ["US 4", "US 7", "US 10"])
@pytest.mark.parametrize("cut", list(STONES))
def test_sound_in_every_size(cut, size, stage):
    """Handles: the finger and the hole under each stone; the sides are open."""
    part = bars(cut, size)
    assert len(part.frames) == len(part.layout) + 1
    must_be_sound(part, stage, 1 + len(part.layout))


@pytest.mark.parametrize("stage", ["cast", "set"])
def test_a_full_ring_and_a_closed_band(stage):
    """As many bars as stones; without holes the finger is the only handle."""
    part = bars(arc=360.0)
    assert len(part.frames) == len(part.layout)
    must_be_sound(part, stage, 1 + len(part.layout))
    must_be_sound(bars(under="closed", profile=half_round), stage, 1)


@pytest.mark.parametrize("cut", list(STONES))
def test_drops_in_and_is_held(cut):
    part = bars(cut)
    must_drop_in(part, part.clearance)
    must_hold(part)


@pytest.mark.parametrize("cut", list(STONES))
def test_each_stone_sits(cut):
    """The seat report: carried and gripped by two bars, as far as said but for their lean."""
    part = bars(cut)
    for seat in sitting(part):
        assert seat.held
        assert seat.overlap == 0.0
        assert seat.clearance == pytest.approx(part.clearance, abs=0.01)
        assert [grip.reach for grip in seat.grips] == pytest.approx([part.grip] * 2, abs=0.05)
        assert seat.culet_to_finger >= 0.5 - 1e-6


def test_bars_stand_midway():
    """Each bar has the same way to the stones on both its sides."""
    part = bars()
    middles = [np.array(f.origin) for f in part.layout.frames]
    for left, frame, right in zip(middles, part.frames[1:], middles[1:], strict=False):
        bar = np.array(frame.origin)
        assert np.linalg.norm(bar - left) == pytest.approx(np.linalg.norm(bar - right), abs=1e-9)


@pytest.mark.parametrize("gap", [0.45, 0.7])
@pytest.mark.parametrize("cut", list(STONES))
def test_neck_and_cover_are_what_is_said(cut, gap):
    """On the mesh: at cast the neck between two seats, at set the bar over the crowns."""
    part = bars(cut, gap=gap)
    low = part.gem.girdle_bottom
    lean = part._half_along * math.sin(math.radians(part._half_step))
    neck = thickness(part, "cast", low + lean)
    assert part.neck - 0.01 <= neck <= part.neck + 0.05
    assert thickness(part, "set", part._top - 0.16) == pytest.approx(part.bar_mm, abs=0.02)
    assert part.layout.report.tightest[2] >= gap - 1e-9
    assert 2 * part.grip == pytest.approx(0.15 * 2 * part._half_along)


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize("cut", ["round", "princess"])
def test_exact_and_mesh_agree(cut, stage):
    must_agree(bars(cut, arc=50.0), stage)


@settings(derandomize=True, max_examples=15, deadline=None)
@given(
    cut=st.sampled_from(sorted(STONES)),
    arc=st.floats(30.0, 360.0),
    gap=st.floats(0.4, 1.0),
    bar=st.none() | st.floats(0.6, 1.6),
    length=st.floats(0.5, 1.1),
    rise=st.none() | st.floats(0.0, 2.0),
    lip=st.floats(0.8, 1.2),
    under=st.sampled_from(["closed", "drilled"]),
    stage=st.sampled_from(["cast", "set"]),
)
def test_any_turn_of_the_knobs_is_sound_or_refused(cut, stage, **knobs):
    """Whatever is asked: one closed shell of the counted genus, or a reason before building."""
    try:
        part = bars(cut, **knobs)
    except ParameterError as refused:
        assert len(str(refused)) > 40
        return
    must_be_sound(part, stage, 1 + part.windows)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: bars(gap=0.3), "leaves a neck of 0.20 mm"),
        (lambda: bars(bar=0.65), "reaches 0.05 mm over a stone"),
        (lambda: bars(rise=-0.9), "0.5 mm are asked for. Raise it to"),
        (lambda: bars(lip=0.4), "Make lip larger"),
        (lambda: bars(opening=0.8), "leaves bars of"),
        (lambda: bars(arc=20.0), "Choose"),
        (lambda: bars(length=1.2, cut="baguette"), "3.60 mm wide, and the row needs 3.70 mm"),
        (
            lambda: Bars(
                Shank(RingSize("US 7"), flat(4), at_top=Section(thickness=2.5)), Gem.round(2)
            ),
            "it needs one thickness",
        ),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(made, says):
    with pytest.raises(ParameterError) as refused:
        made()
    assert says in str(refused.value)
