"""Galleries, scallops, steps and millegrain: what is asked for, on every outline, or refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from setting_bench import genus, metal, overlap, ring, solid, stone_of

from jewelcad import finish, geometry
from jewelcad.errors import ParameterError
from jewelcad.gems import Cabochon, Gem, Stone
from jewelcad.gems.shapes import LIMITS
from jewelcad.geometry.contours import signed_area
from jewelcad.geometry.walks import distance
from jewelcad.settings import Bezel, Hollows, Millegrain, Scallops, Steps, strip_wall

GEM = Gem.round(6.0)
SIDES = {
    **dict.fromkeys(["round", "oval", "marquise", "pear", "cushion", "half-moon", "kite"], 8),
    **dict.fromkeys(["rectangle", "emerald", "radiant", "octagon"], 8),
    **dict.fromkeys(["triangle", "bulged triangle", "hexagon", "heart", "asscher"], 6),
    **dict.fromkeys(["shield", "tapered"], 7),
}
"""Windows that stand evenly round an outline."""


def stone(outline: str) -> Stone:
    """A domed stone of any outline, 6 mm wide."""
    least, most = LIMITS.get(outline, (1.0, 1.5))
    ratio = 1.0 if outline == "round" else min((least + most) / 2.0, 2.0)
    return Cabochon.of(outline, 6.0 * ratio, 6.0, back=1.5)


def kinds(count: int) -> dict[str, dict[str, object]]:
    """Bezels that show everything, with the handles each has."""
    return {
        "gallery": {"stance": "high", "hollows": Hollows(count, "oval", post=0.5)},
        "stepped": {"steps": Steps(), "millegrain": Millegrain(on="step"), "taper": 4.0},
        "scalloped": {"scallops": Scallops(count, depth=0.15, land=0.1), "wall": 0.7},
        "footed": {
            "stance": "high",
            "scallops": Scallops(count, "lower", land=0.5),
            "millegrain": Millegrain(bead=0.25),
        },
    }


@pytest.mark.parametrize("kind", ["gallery", "stepped", "scalloped", "footed"])
@pytest.mark.parametrize("outline", SIDES)
def test_every_outline_is_one_body_with_a_handle_for_each_window(outline, kind):
    """One closed shell; the cup alone has none, each way through adds one."""
    count = SIDES[outline]
    bezel = Bezel(stone(outline), **kinds(count)[kind])
    stage = "cast" if kind in ("gallery", "stepped") else "set"
    found = genus(finish.mesh(bezel.build(stage), 0.03))
    assert found == [count if kind in ("gallery", "footed") else 0]


@pytest.mark.parametrize(
    ("bezel", "stage"),
    [
        (Bezel(Gem.princess(5.0), stance="high", taper=5, hollows=Hollows(8, "navette")), "set"),
        (Bezel(Gem.pear(7.5, 5), stance="high", hollows=Hollows(7, "arch", post=0.6)), "cast"),
        (Bezel(Gem.of("heart", width=6.0), scallops=Scallops(6), steps=Steps(2)), "set"),
        (Bezel(GEM, open=70.0, scallops=Scallops(6, "lower"), girdle_height=4.5), "cast"),
        (
            Bezel(Gem.oval(7, 5), steps=Steps(1, 0.5), millegrain=Millegrain(0.5, 2.4, "step")),
            "set",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value.gem.cut,
)
def test_exact_and_mesh_agree(bezel, stage):
    """Two independent ways: same handles, volume within 0.2 %."""
    work = bezel.build(stage)
    exact, mesh = finish.exact(work), finish.mesh(work, 0.005)
    assert geometry.is_valid(exact)
    assert [geometry.genus(exact)] == genus(mesh)
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=2e-3)


# ---- hollows -----------------------------------------------------------------------------------

AREAS = {
    "round": lambda w, h: math.pi * w * w / 4.0,
    "oval": lambda w, h: math.pi * w * h / 4.0,
    "arch": lambda w, h: w * (h - w / 2.0) + math.pi * w * w / 8.0,
}


@pytest.mark.parametrize("shape", AREAS)
def test_windows_take_their_area_times_the_wall(shape):
    """In a straight wall: four windows more take four times their closed volume."""
    gem, rail = Gem.princess(8.0), 1.0
    few, many = (
        Bezel(gem, stance="high", hollows=Hollows(n, shape, width=1.2, rail=rail)) for n in (4, 8)
    )
    tall = few.pierced_to - few.floor_height - 2.0 * rail
    volumes = [solid(finish.mesh(b.build(), 0.001)).volume() for b in (few, many)]
    taken = 4.0 * AREAS[shape](1.2, tall) * few.outer
    assert volumes[0] - volumes[1] == pytest.approx(taken, rel=3e-3)


@pytest.mark.parametrize(("count", "post"), [(6, 1.0), (6, 2.0), (9, 0.6), (12, 0.9), (16, 0.5)])
def test_posts_are_as_wide_as_asked(count, post):
    """Cut level through the middle of the windows: one post for each, its inner chord its width;
    more only where a window is as wide as half as much again as it is high."""
    bezel = Bezel(GEM, stance="high", hollows=Hollows(count, post=post))
    middle = (bezel.floor_height + bezel.pierced_to) / 2.0
    tall = bezel.pierced_to - bezel.floor_height - 1.2
    posts = solid(finish.mesh(bezel.build(), 0.001)).slice(middle).decompose()
    assert len(posts) == count
    spacing = GEM.width * math.sin(math.pi / count)
    for piece in posts:
        assert chord(piece) == pytest.approx(max(post, spacing - 1.5 * tall), abs=0.02)


def chord(piece) -> float:
    """Across the inner face of a piece of a round wall."""
    (points,) = piece.to_polygons()
    r = np.hypot(*points.T)
    inner = points[r < r.min() + 2e-3]
    return max(float(np.linalg.norm(a - b)) for a in inner for b in inner)


def test_windows_stand_symmetrically_and_off_the_corners():
    """A marquise's windows mirror each other; none is nearer to a point than half a post."""
    gem = Gem.of("marquise", width=4.0)
    mesh = solid(
        finish.mesh(Bezel(gem, stance="high", hollows=Hollows(8, post=0.6)).build(), 0.005)
    )
    for flip in ((1.0, -1.0, 1.0), (-1.0, 1.0, 1.0)):
        assert (mesh - mesh.scale(flip)).volume() < 2e-3 * mesh.volume()


def test_a_gallery_keeps_its_bearing():
    """Opened from below, the ledge is as wide as it was: measured under the girdle."""
    gem = Gem.of("oval", width=6.0)
    bezel = Bezel(gem, stance="high", bearing=0.6, hollows=Hollows(8))
    level = bezel.bearing_foot - 0.1
    cut = solid(finish.mesh(bezel.build(), 0.002)).slice(level).to_polygons()
    inner = min(cut, key=lambda p: np.hypot(*p.T).max())
    outline = gem.girdle_outline.contour()
    assert [distance(outline, tuple(p)) for p in inner] == pytest.approx(
        [-0.6] * len(inner), abs=0.02
    )


# ---- scallops ----------------------------------------------------------------------------------


def test_scallops_of_the_lip_are_as_deep_as_asked():
    """Just over their ground the casting's edge falls into as many lobes, just under it is whole;
    set, the lip still holds the stone all round."""
    bezel = Bezel(GEM, scallops=Scallops(8, depth=0.4))
    top = bezel.girdle_height_mm + bezel.cast_height
    body = solid(finish.mesh(bezel.build(), 0.002))
    assert len(body.slice(top - 0.39).decompose()) == 8
    assert len(body.slice(top - 0.41).decompose()) == 1
    piece = ring(bezel)
    bare, gem = solid(metal(piece, "set")), stone_of(piece, "set")
    assert bare.min_gap(gem, 1.0) < 0.01
    (held,) = [p for p in (bare ^ gem.translate((0.0, 0.0, 0.1))).decompose() if p.volume() > 1e-3]
    assert held.genus() == 1
    whole = solid(metal(ring(Bezel(GEM)), "set"))
    lobed = overlap(bare, gem.translate((0.0, 0.0, 0.1)))
    assert lobed < overlap(whole, gem.translate((0.0, 0.0, 0.1)))


@pytest.mark.parametrize("cut", ["single cut", "trillion", "baguette"])
def test_scallops_of_a_small_stone_are_shallow_enough_to_hold_it(cut):
    """Half of a low lip would be too much: 0.25 mm stay upright over the girdle all round, which
    the casting's own section shows, whole there and parted a little higher."""
    gem = Gem.of(cut, width=3.0)
    bezel = Bezel(gem, wall=0.7, scallops=Scallops(6))
    body = solid(finish.mesh(bezel.build(), 0.002))
    kept = bezel.girdle_height_mm + gem.girdle_top + 0.25
    assert len(body.slice(kept - 0.01).decompose()) == 1
    assert len(body.slice(kept + 0.01).decompose()) == 6


def test_scallops_of_the_foot_leave_feet_as_wide_as_asked():
    bezel = Bezel(GEM, stance="high", scallops=Scallops(7, "lower", land=0.9))
    feet = solid(finish.mesh(bezel.build(), 0.001)).slice(bezel.floor_height + 0.1).decompose()
    assert len(feet) == 7
    for foot in feet:
        assert chord(foot) == pytest.approx(0.9, abs=0.02)


# ---- steps and millegrain ----------------------------------------------------------------------


def test_steps_stand_out_by_their_width():
    """Level sections of a stepped bezel are round, larger by as many widths as lie above."""
    bezel = Bezel(GEM, stance="high", steps=Steps(2, width=0.5, height=0.7))
    body = solid(finish.mesh(bezel.build(), 0.001))
    first, second = bezel.steps.ledges(bezel.bearing_height)
    assert first - second == pytest.approx(0.7)
    for height, widths in ((second - 0.3, 2), (second + 0.3, 1)):
        outer = GEM.girdle_radius + bezel.outer + widths * 0.5
        filled = max(
            abs(signed_area(list(map(tuple, p)))) for p in body.slice(height).to_polygons()
        )
        assert filled == pytest.approx(math.pi * outer**2, rel=1e-3)


@pytest.mark.parametrize(
    ("change", "radius"),
    [
        ({"steps": Steps(width=0.9), "millegrain": Millegrain(0.4, on="step")}, 3.0 + 0.85 + 0.45),
        ({"millegrain": Millegrain(0.3, pitch=0.5)}, None),
    ],
)
def test_each_bead_adds_half_a_ball(change, radius):
    """On a level edge a row of n beads adds n times 2/3 π r³; n is the edge over the pitch."""
    bezel = Bezel(GEM, **change)
    plain = Bezel(GEM, steps=bezel.steps)
    beads = [b for b in bezel.build().metal if b.name.startswith("bead")]
    grain = bezel.millegrain
    if radius is not None:
        assert len(beads) == round(2.0 * math.pi * radius / (grain.pitch or 1.2 * grain.diameter))
    more = solid(finish.mesh(bezel.build(), 0.001)).volume()
    less = solid(finish.mesh(plain.build(), 0.001)).volume()
    ball = 2.0 / 3.0 * math.pi * (grain.diameter / 2.0) ** 3
    assert more - less == pytest.approx(len(beads) * ball, rel=0.02)


@pytest.mark.parametrize("cut", ["round", "oval", "pear", "marquise", "princess", "emerald"])
def test_a_row_has_the_same_beads_cast_and_set(cut):
    """Evenly spaced, none touching its neighbour, and on a corner if the edge has one."""
    bezel = Bezel(Gem.of(cut, width=5.0), millegrain=Millegrain(0.3))
    rows = {
        stage: [b.frame.origin for b in bezel.build(stage).metal if b.name.startswith("bead")]
        for stage in ("cast", "set")
    }
    assert len(rows["cast"]) == len(rows["set"])
    for row in rows.values():
        steps = [math.dist(a, b) for a, b in zip(row, [*row[1:], row[0]], strict=True)]
        assert min(steps) > 0.33
        assert max(steps) < 2.0 * min(steps)


def test_a_half_bezel_has_beads_where_it_has_a_wall():
    bezel = Bezel(Gem.of("oval", width=5.0), open=60.0, millegrain=Millegrain())
    beads = [b.frame.origin for b in bezel.build("set").metal if b.name.startswith("bead")]
    aside = [math.degrees(math.atan2(abs(x), abs(y))) for x, y, _ in beads]
    assert min(aside) > 30.0
    assert genus(finish.mesh(bezel.build("set"), 0.02)) == [0]


@pytest.mark.parametrize(("gauge", "wall"), [(24, 0.51), (26, 0.40), (28, 0.32)])
def test_a_wall_of_strip(gauge, wall):
    """As thick as the gauge says, measured over the bearing; 28 gauge still makes one body."""
    bezel = Bezel(Cabochon.of("oval", 12, 9), wall=strip_wall(gauge))
    body = solid(finish.mesh(bezel.build(), 0.002))
    (x0, _, x1, _) = body.slice(bezel.girdle_height_mm + 0.3).bounds()
    assert x1 - x0 == pytest.approx(12 + 2 * (wall + bezel.clearance), abs=0.005)
    assert genus(finish.mesh(bezel.build("set"), 0.02)) == [0]
    with pytest.raises(ParameterError, match="Choose 24, 26 or 28"):
        strip_wall(25)


# ---- any of it ---------------------------------------------------------------------------------

CHOICE = {
    "steps": st.none() | st.builds(Steps, count=st.integers(1, 2), width=st.floats(0.25, 0.6)),
    "hollows": st.none()
    | st.builds(
        Hollows,
        count=st.integers(2, 14),
        shape=st.sampled_from(["round", "oval", "arch", "navette"]),
        post=st.floats(0.4, 1.0),
    ),
    "scallops": st.none()
    | st.builds(Scallops, count=st.integers(2, 12), edge=st.sampled_from(["upper", "lower"])),
    "millegrain": st.none()
    | st.builds(Millegrain, bead=st.floats(0.25, 0.5), on=st.sampled_from(["lip", "step"])),
}


CUTS = ["round", "oval", "pear", "cushion", "marquise", "princess", "heart", "emerald", "kite"]


@settings(derandomize=True, max_examples=30, deadline=None)
@given(
    cut=st.sampled_from(CUTS),
    width=st.floats(3.0, 10.0),
    taper=st.floats(0.0, 10.0),
    open=st.sampled_from([0.0, 0.0, 80.0]),
    stance=st.sampled_from(["low", "high", "high"]),
    stage=st.sampled_from(["cast", "set"]),
    extra=st.fixed_dictionaries(CHOICE),
)
def test_any_of_it_builds_or_is_refused_when_made(cut, width, taper, open, stance, stage, extra):
    """Whatever is asked for together: one closed shell with its handles counted, or a reason."""
    try:
        bezel = Bezel(Gem.of(cut, width=width), taper=taper, open=open, stance=stance, **extra)
    except ParameterError as refused:
        assert str(refused).count(".") >= 2
        return
    ways = bezel.hollows.count if bezel.hollows else 0
    if bezel.scallops and bezel.scallops.edge == "lower":
        ways += bezel.scallops.count
    assert genus(finish.mesh(bezel.build(stage), 0.03)) == [ways]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"stance": "high", "girdle_height": 5.0}, "Give one"),
        ({"hollows": Hollows(8, rail=1.0)}, "Raise the bezel's girdle by"),
        ({"stance": "high", "hollows": Hollows(30)}, "Choose fewer, or a thinner post"),
        ({"stance": "high", "hollows": Hollows(6, width=4.0)}, "the widest of 6 windows"),
        ({"stance": "high", "hollows": Hollows(6), "scallops": Scallops(6, "lower")}, "same metal"),
        ({"open": 60.0, "scallops": Scallops(6)}, "need a lip all round"),
        ({"scallops": Scallops(6), "millegrain": Millegrain()}, "runs along a whole lip"),
        ({"scallops": Scallops(6, depth=2.0)}, "that can be taken from the upper edge"),
        ({"scallops": Scallops(30)}, "leaves no room for an arc"),
        ({"scallops": Scallops(6, "lower", depth=2.0)}, "from the lower edge"),
        ({"millegrain": Millegrain(on="step")}, "needs steps"),
        ({"millegrain": Millegrain(0.4, pitch=0.41)}, "Choose a larger pitch"),
        ({"millegrain": Millegrain(0.9)}, "wider than the lip it lies on, 0.8 mm"),
        ({"steps": Steps(), "millegrain": Millegrain(0.5, on="step")}, "than the step"),
        ({"steps": Steps(4, height=1.0)}, "Choose fewer or lower steps"),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(change, says):
    """The reason names the parameter, the value and the mend."""
    with pytest.raises(ParameterError, match=".") as refused:
        Bezel(GEM, **change)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("cut", "count", "says"),
    [("princess", 6, "Choose 4 or 8"), ("marquise", 7, "Choose 6 or 8")],
)
def test_equal_sides_take_equal_numbers(cut, count, says):
    with pytest.raises(ParameterError, match="cannot stand evenly") as refused:
        Bezel(Gem.of(cut, width=6.0), stance="high", hollows=Hollows(count))
    assert says in str(refused.value)
