"""Beads of a halo: cast apart, on their stones, and round every stone, whatever the outline."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from setting_bench import solid

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.reference.limits import limit
from jewelcad.settings import Halo, ProngHead

CUTS = ("round", "oval", "pear", "marquise", "heart", "princess", "emerald", "trillion", "kite")
LEAST = limit("check.gap.error").value


def halo(cut: str, width: float, melee: float = 1.2, **more: object) -> Halo:
    gem = Gem.round(width) if cut == "round" else Gem.of(cut, width=width)
    head = ProngHead(gem, prong_diameter=0.8, seat_depth=0.4)
    return Halo(head, Gem.round(melee), held="beads", **({"drop": 0.6} | more))


def bare(made: Halo, stone: int) -> list[float]:
    """Degrees between the beads round a stone, from their places alone."""
    frame = made.stones.frames[stone].inverse
    spots = [s for s in made.beads.spots if stone in s.stones]
    seen = sorted(math.atan2(y, x) for x, y, _ in (frame.point(*s.frame.origin) for s in spots))
    turns = [b - a for a, b in itertools.pairwise([*seen, seen[0] + 2.0 * math.pi])]
    return [math.degrees(turn) for turn in turns]


@settings(derandomize=True, deadline=None, max_examples=10)
@given(
    cut=st.sampled_from(CUTS),
    width=st.floats(3.0, 10.0),
    melee=st.floats(1.0, 2.0),
    gap=st.floats(0.1, 0.3),
    tilt=st.sampled_from([0.0, 10.0, 20.0]),
)
def test_every_stone_is_held_by_beads_that_stand_on_it(cut, width, melee, gap, tilt):
    """Three beads and more, at most 190 degrees bare, each as far from the girdles of the stones it
    names as it says, near enough to reach over them. No halo is refused for want of beads."""
    try:
        made = halo(cut, width, melee, gap=gap, tilt=tilt, drop=None)
    except ParameterError as refused:
        assume("there is no room for more" in str(refused))
        raise
    row, beads = made.stones, made.beads
    for stone in range(len(row)):
        turns = bare(made, stone)
        assert len(turns) >= 3
        assert max(turns) <= 190.0 + 1e-6
    for spot in beads.spots:
        for stone in spot.stones:
            x, y, _ = row.frames[stone].inverse.point(*spot.frame.origin)
            off = math.hypot(x, y) - row.gems[stone].girdle_radius
            assert off == pytest.approx(spot.off, abs=0.02)
            assert off < beads.dome(spot).radius - 0.02


@pytest.mark.parametrize(
    ("cut", "width", "melee"), [("princess", 3.0, 1.2), ("heart", 6.0, 1.3), ("emerald", 6.0, 1.2)]
)
def test_as_cast_they_are_apart_and_thick_enough(cut, width, melee):
    """Their own meshes, true within 0.005 mm, are asked: no two nearer than a gap that casts, and
    0.35 mm across where the round end begins."""
    made, least = halo(cut, width, melee), limit("check.prong.micro.error").value
    posts = []
    for body in made.build("cast").prongs:
        post = solid(body.shape.mesh(0.005, "bead"))
        end = post.slice(post.bounding_box()[5] - least / 2.0)
        assert end.area() > 0.98 * math.pi * least**2 / 4.0
        posts.append(post.transform(np.array(body.frame.matrix)))
    boxes = [np.array(post.bounding_box()) for post in posts]
    for (i, a), (j, b) in itertools.combinations(enumerate(posts), 2):
        if (np.maximum(boxes[i][:3] - boxes[j][3:], boxes[j][:3] - boxes[i][3:]) < LEAST).all():
            assert a.min_gap(b, 1.0) >= LEAST - 0.005


@pytest.mark.parametrize(
    ("cut", "ways"),
    [
        ("oval", [(1, -1), (-1, 1)]),
        ("marquise", [(1, -1), (-1, 1)]),
        ("emerald", [(1, -1), (-1, 1)]),
    ]
    + [(cut, [(1, -1)]) for cut in ("pear", "heart", "kite")],
)
def test_they_are_as_symmetric_as_the_stone(cut, ways):
    made = halo(cut, 6.0)
    spots = np.array([s.frame.origin[:2] for s in made.beads.spots])
    for way in ways:
        far = np.linalg.norm(spots[:, None] - spots * way, axis=2).min(axis=1)
        assert far.max() < 1e-3


def test_large_stones_share_two_between_them():
    """Where two have room, each gap has two, and no stone needs one of its own."""
    made = halo("round", 8.0, 1.8)
    shared = [spot.stones for spot in made.beads.spots]
    assert len(shared) == 2 * len(made.stones)
    assert set(shared) == {(i, j) for i, j in made.stones.pairs}


def test_beads_stand_on_the_plate():
    """Beside the stones they are as large as its edge is wide for, or the edge is refused."""
    for edge in (0.3, 0.4, 0.5):
        made = halo("princess", 6.0, edge=edge)
        beads = made.beads
        own = [spot for spot in beads.spots if len(spot.stones) == 1]
        assert own
        assert max(map(beads.beside, own)) <= edge + 1e-9
    with pytest.raises(ParameterError, match="too narrow for beads beside the stones"):
        halo("princess", 6.0, edge=0.2)
    with pytest.raises(ParameterError, match="0.65 mm over the plate's edge"):
        halo("kite", 6.99, gap=0.288, tilt=10.0, drop=0.8)
