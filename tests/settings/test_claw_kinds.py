"""Kinds of claw: each touches its stone where it says, on every outline, cast straight, set over.

The contact is read off finished meshes in the claw's own plane: the farthest that metal under the
stone's own seat reaches inwards, and the highest point of the claw.
"""

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
from jewelcad.seating import seatings
from jewelcad.settings import ProngHead
from jewelcad.settings.claws import KINDS
from jewelcad.settings.claws.shelter import RELIEF, SHELTER_WALL
from jewelcad.settings.claws.tab import EDGE
from jewelcad.settings.sides import Side
from jewelcad.workpiece import Workpiece

WIDTHS = {"marquise": 4.6, "emerald": 4.6}
CUTS = ("round", "oval", "emerald", "cushion", "pear", "marquise", "princess")


def head(cut: str, kind: str, **more) -> ProngHead:
    return ProngHead(Gem.of(cut, width=WIDTHS.get(cut, 6.0)), claw=kind, **more)


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_holds_every_outline(kind, cut):
    """Counted genus at both stages; cast the stone lies a clearance off, set every claw grips."""
    made = head(cut, kind)
    piece = ring(made)
    cast, done = metal(piece, "cast"), metal(piece, "set")
    assert genus(cast) == genus(done) == [1 + made.windows]
    (sits,) = seatings(piece.workpiece("set"), cast, done)
    tips = sum(1 if made.sheltered(p) else 1 + (kind == "fishtail") for p in made.places)
    assert sits.clearance == pytest.approx(made.clearance, abs=0.015)
    assert sits.overlap == 0.0
    assert len(sits.grips) == tips
    assert sits.bearing > 0.0


@pytest.mark.parametrize("kind", ["pointed", "tab"])
@pytest.mark.parametrize("cut", ["round", "oval", "emerald"])
def test_the_tip_ends_where_it_says(kind, cut):
    """In the claw's own plane it covers and rises what `grip` says, within 0.02 mm."""
    made = head(cut, kind)
    place = made.places[0]
    side, reach, crown = Side.of(made.gem, place), *made.grip
    bodies = [b for b in made.build("set").prongs if b.name == "prong[0]"]
    mesh = finish.mesh(Workpiece(metal=bodies, seats=made.build("set").seats), 0.002)
    local = place.frame(0.0, made.girdle_height_mm).inverse
    back = np.array(local.matrix)
    points = mesh.vertices @ back[:, :3].T + back[:, 3]
    top = points[:, 2].max()
    assert top == pytest.approx(made.gem.girdle_top + crown * made.gem.crown_height, abs=0.02)
    body = solid(mesh).transform(back)
    slab = body.trim_by_plane((0.0, 1.0, 0.0), -0.01).trim_by_plane((0.0, -1.0, 0.0), -0.01)
    cut = np.array(slab.to_mesh64().vert_properties)[:, :3]
    on_crown = [
        -x
        for x, _, z in cut
        if x < 0.0 and abs(z - side.crown_z(-x)) < 4e-3 and z > made.gem.girdle_top
    ]
    assert max(on_crown) == pytest.approx(reach * side.table, abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_turning_by_its_symmetry_changes_nothing(kind):
    """A head turned by 360/n is the same body."""
    made = ProngHead(Gem.round(6.5), prongs=4, claw=kind)
    whole = solid(finish.mesh(made.build("set"), 0.01))
    turned = whole.rotate((0.0, 0.0, 90.0))
    assert (whole - turned).volume() + (turned - whole).volume() < 1e-5


@pytest.mark.parametrize("kind", KINDS)
def test_cast_claws_are_straight_and_let_the_stone_in(kind):
    """No metal in the stone nor on its way in; the claws reach their spare length."""
    made = head("oval", kind)
    piece = ring(made)
    bare, gem = solid(metal(piece)), stone_of(piece)
    for lift in np.linspace(0.0, 4.0, 5):
        assert overlap(bare, gem.translate((0.0, 0.0, float(lift)))) == 0.0
    tops = finish.mesh(made.build()).vertices[:, 2].max()
    assert tops == pytest.approx(made.cast_top, abs=0.06)


@pytest.mark.parametrize("kind", ["pointed", "tab", "fishtail"])
def test_exact_and_mesh_agree(kind):
    """Two ways through the bench formula: same genus, volume within 0.2 %."""
    made = ProngHead(Gem.of("oval", width=6.0), claw=kind, rails=0)
    bench = made.build("set")
    exact, mesh = finish.exact(bench), finish.mesh(bench, 0.005)
    assert geometry.is_valid(exact)
    assert [geometry.genus(exact)] == genus(mesh)
    assert solid(mesh).volume() == pytest.approx(geometry.volume(exact), rel=2e-3)


def test_a_tab_has_the_volume_of_a_softened_bar():
    """A box grown by a ball: abc + 2e(ab + bc + ca) + πe²(a + b + c) + 4πe³/3 (Steiner)."""
    made = head("round", "tab")
    (tab,) = [b for b in made.build().prongs if b.name == "prong[0]"]
    body = solid(tab.shape.mesh(0.001, "tab"))
    _, low, back, _, high, front = body.bounding_box()
    thick = KINDS["tab"].deep * made.claw_diameter
    assert front - back == pytest.approx(KINDS["tab"].wide(made.claw_diameter), abs=1e-6)
    e, lean = EDGE * thick, made.claw_on(made.places[0]).line.lean
    b, c = front - back - 2 * e, thick - 2 * e
    a = (high - low - 2 * e - c * math.sin(lean)) / math.cos(lean)
    whole = a * b * c + 2 * e * (a * b + b * c + c * a) + math.pi * e**2 * (a + b + c)
    assert body.volume() == pytest.approx(whole + 4 / 3 * math.pi * e**3, rel=2e-3)


@pytest.mark.parametrize("cut", ["princess", "marquise", "pear", "heart"])
@pytest.mark.parametrize("stage", ["cast", "set"])
def test_the_corner_under_a_v_is_free(cut, stage):
    """The stone's corner keeps clear of metal all round by the relief; the walls are as thin as the
    wire's measure says and the V reaches 90 to 100 % of the crown when set."""
    made = head(cut, "round")
    piece = ring(made)
    bare = solid(metal(piece, stage))
    for place in filter(made.sheltered, made.places):
        drill = RELIEF * SHELTER_WALL * made.claw_diameter
        ball = solid(_ball(drill - 0.01)).transform(
            np.array((piece.shank.top @ made.seat @ place.frame(0.0, 0.0)).matrix)
        )
        assert overlap(bare, ball) < 1e-6
    if stage == "set":
        (sits,) = seatings(piece.workpiece("set"), metal(piece), metal(piece, "set"))
        top = max(finish.mesh(made.build("set")).vertices[:, 2]) - made.girdle_height_mm
        share = (top - made.gem.girdle_top) / made.gem.crown_height
        assert 0.9 <= share <= 1.0
        assert len(sits.grips) == len(made.places)


def _ball(radius: float):
    from jewelcad.geometry.contours import Arc, Contour, Line
    from jewelcad.geometry.shapes import Turned

    arc = Arc((0.0, 0.0), radius, radius, -math.pi / 2, math.pi / 2)
    return Turned(Contour((arc, Line((0.0, radius), (0.0, -radius))))).mesh(0.002, "ball")


@settings(derandomize=True, max_examples=20, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    cut=st.sampled_from(CUTS),
    width=st.floats(3.0, 9.0),
    coverage=st.one_of(st.none(), st.floats(0.3, 0.5)),
    stage=st.sampled_from(["cast", "set"]),
)
def test_any_turn_of_the_knobs_is_one_sound_piece_or_refused(kind, cut, width, coverage, stage):
    """One closed shell of the counted genus, or a reason before anything is built."""
    try:
        made = ProngHead(Gem.of(cut, width=width), claw=kind, coverage=coverage)
    except ParameterError as refused:
        assert "ProngHead" in str(refused)
        return
    assert genus(metal(ring(made), stage)) == [1 + made.windows]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"claw": "tab", "style": "double"}, "broad already and cannot be double"),
        ({"claw": "pointed", "coverage": 0.8, "height": 0.2}, "pointed claws of"),
        ({"claw": "fishtail", "prongs": 12}, "Take fewer or thinner claws"),
        ({"claw": "star"}, "round, pointed, tab, fishtail"),
    ],
)
def test_what_cannot_be_is_refused(change, says):
    with pytest.raises(ParameterError) as refused:
        ProngHead(Gem.round(6.5), **change)
    assert says in str(refused.value)


def test_a_fishtail_astride_a_sharp_corner_is_refused():
    """Its arms would lean apart faster than their wire can turn."""
    with pytest.raises(ParameterError, match="fishtail claws of"):
        ProngHead(Gem.of("hexagon", width=8.0), claw="fishtail")


@pytest.mark.parametrize("cut", ["princess", "pear", "heart", "kite"])
@pytest.mark.parametrize("width", [3.5, 5.2, 7.7])
def test_a_v_is_one_sound_body_on_both_paths(cut, width):
    """Its walls and rounded edges once met on one line, where the kernel's solid was faulty."""
    made = ProngHead(Gem.of(cut, width=width))
    shape = next(b.shape for b in made.build("set").prongs if b.name.endswith("/v"))
    exact = shape.solid()
    assert geometry.is_valid(exact)
    mesh = solid(shape.mesh(0.003, "v"))
    assert mesh.volume() == pytest.approx(geometry.volume(exact), rel=2e-3)
