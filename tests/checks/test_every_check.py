"""Each check: a piece that fails it by a known amount, and one that just passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from known_walls import mesh
from manifold3d import Manifold

from jewelcad import Ring, RingSize, Workpiece, allow, finish, load
from jewelcad.checks.finding import Finding
from jewelcad.checks.running import checked
from jewelcad.checks.subject import Subject
from jewelcad.checks.table import CHECKS, check_named
from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.geometry.mesh import Mesh
from jewelcad.reference.profiles import Profile, Rule, profile
from jewelcad.settings import ProngHead
from jewelcad.settings.claws.shelter import RELIEF, SHELTER_WALL
from jewelcad.shanks import Shank, court, flat
from jewelcad.workpiece import PlacedGem

DESIGNS = Path(__file__).parents[2] / "designs"
GOLD = profile("lost-wax-gold")


def asking(key: str, error: float) -> Profile:
    """Lost wax in gold, but for one rule."""
    return replace(GOLD, rules={**GOLD.rules, key: Rule(key, error, None, "the test", of="test")})


def found(code: str, subject: Subject, rules: Profile = GOLD) -> list[Finding]:
    return list(checked(subject, rules, checks=[check_named(code)]).findings)


def of(solid: Manifold) -> Subject:
    return Subject(mesh(solid))


def together(*solids: Manifold) -> Subject:
    """Meshes laid into one file as they are."""
    parts = [mesh(s) for s in solids]
    starts = np.cumsum([0, *(len(p.vertices) for p in parts)])
    triangles = [p.triangles + s for p, s in zip(parts, starts, strict=False)]
    whole = np.concatenate(triangles).astype(np.int32)
    body = np.zeros(len(whole), np.int32)
    return Subject(Mesh(np.concatenate([p.vertices for p in parts]), whole, body, ("file",)))


def cube(x: float, y: float, z: float) -> Manifold:
    return Manifold.cube((x, y, z), True)


def wedge(degrees: float) -> Manifold:
    """A prism 5 mm long whose sharpest edge has so many degrees."""
    from manifold3d import CrossSection

    a = np.radians(degrees)
    corners = [(0.0, 0.0), (6.0, 0.0), (6.0 * np.cos(a), 6.0 * np.sin(a))]
    return Manifold.extrude(CrossSection([np.array(corners)]), 5.0)


def slotted(wide: float) -> Manifold:
    return cube(10, 8, 6) - cube(wide, 9, 4).translate((0, 0, 2))


def drilled(wide: float, deep: float) -> Manifold:
    hole = Manifold.cylinder(deep + 1.0, wide / 2, wide / 2, 64).translate((0, 0, 4.0 - deep))
    return cube(8, 8, 8) - hole


def pierced(wide: float, deep: float = 1.5) -> Manifold:
    """A plate with a hole of so many sides that it is round within 0.0001 mm."""
    return cube(6, 6, deep) - Manifold.cylinder(9, wide / 2, wide / 2, 96, True)


def lined(wide: float, deep: float, sign: int = -1) -> Manifold:
    """A plate with an engraved line, or with a raised one."""
    bar = cube(wide, 4, 2.0 * deep).translate((0, 0, 1.0))
    return cube(6, 6, 2) + bar if sign > 0 else cube(6, 6, 2) - bar


def post(wide: float, high: float) -> Manifold:
    return cube(6, 6, 2) + Manifold.cylinder(1.0 + high, wide / 2, wide / 2, 96)


def drained(wide: float) -> Manifold:
    """A box of 8 mm with room of 6, and a drain."""
    return drilled(wide, 4.0) - cube(6, 6, 6)


SOLIDS: dict[str, tuple[Subject, Subject, float, float]] = {
    # code: fails, passes, the amount, and within what it is told
    "JC102": (
        together(cube(4, 4, 4), cube(4, 4, 4).translate((3, 1, 1))),
        of(cube(4, 4, 4)),
        1.0,
        2,
    ),
    "JC103": (of(cube(8, 8, 0.55)), of(cube(8, 8, 0.8)), 0.55, 0.001),
    "JC104": (of(wedge(25.0)), of(wedge(31.0)), 25.0, 0.01),
    "JC105": (
        together(cube(4, 4, 4), cube(2, 2, 2).translate((5, 0, 0))),
        of(slotted(1)),
        8.0,
        1e-6,
    ),
    "JC106": (of(cube(6, 6, 6) - cube(2, 2, 3)), of(drilled(2, 5)), 12.0, 1e-6),
    "JC107": (of(slotted(0.19)), of(slotted(0.31)), 0.19, 1e-3),
    "JC108": (of(pierced(0.35)), of(pierced(0.41)), 0.35, 1e-3),
    "JC111": (of(cube(5, 6, 7)), of(cube(3.99, 6, 7)), 5.0, 1e-3),
    "JC112": (of(post(0.75, 4.5)), of(post(1.01, 6.0)), 0.75, 1e-3),
    "JC118": (of(lined(0.28, 0.2)), of(lined(0.36, 0.2)), 0.28, 1e-3),
    "JC119": (of(lined(0.3, 0.2, 1)), of(lined(0.41, 0.2, 1)), 0.3, 1e-3),
    "JC114": (of(cube(0.9, 0.5, 0.5)), of(cube(1.1, 0.5, 0.5)), 0.9, 1e-6),
    "JC115": (of(drained(1.0)), of(drained(2.2)), 1.0, 0.4),
}


CASTABILITY = profile("castability")


def test_abrupt_sections_are_told_by_the_profile_of_castability():
    """3 mm beside 1 is 3 times, beside 1.5 twice."""

    def stepped(thin: float) -> Subject:
        return of(cube(8, 8, 3).translate((-4, 0, 0)) + cube(8, 8, thin).translate((3.9, 0, 0)))

    told = found("JC110", stepped(1.0), CASTABILITY)
    assert told[0].value == pytest.approx(3.0, rel=0.1)
    assert found("JC110", stepped(1.5), CASTABILITY) == []
    assert found("JC110", stepped(1.0)) == []


def test_deep_holes_and_long_wires_are_told_by_the_profile_of_castability():
    """0.5 mm wide and 2.2 deep is 4.4 times, 1.9 deep 3.8; blind ones may be twice as deep."""
    for fails, passes, amount in (
        (pierced(0.5, 2.2), pierced(0.5, 1.9), 4.4),
        (drilled(0.5, 1.2), drilled(0.5, 0.9), 2.4),
    ):
        told = found("JC116", of(fails), CASTABILITY)
        assert told[0].value == pytest.approx(amount, abs=0.06)
        assert found("JC116", of(passes), CASTABILITY) == []
    told = found("JC112", of(post(1.1, 9.4)), CASTABILITY)
    assert told[0].value == pytest.approx(9.4 / 1.1, abs=0.06)
    assert found("JC112", of(post(1.1, 8.3)), CASTABILITY) == []
    assert found("JC116", of(pierced(0.5, 2.2))) == []


LINES: list[tuple[str, str, float, float, float, float]] = [
    # house, check, width, depth that fails, what it is told, depth that passes
    ("morris-and-watson", "JC118", 0.5, 0.4, 0.4, 0.29),
    ("morris-and-watson", "JC118", 0.25, 0.28, 1.12, 0.24),
    ("gemwares", "JC118", 0.5, 0.4, 0.4, 0.5),
    ("materialise", "JC119", 0.5, 0.3, 0.3, 0.45),
]


@pytest.mark.parametrize(("house", "code", "wide", "fails", "amount", "passes"), LINES)
def test_lines_are_as_deep_or_as_high_as_a_house_asks(
    house: str, code: str, wide: float, fails: float, amount: float, passes: float
):
    sign = 1 if code == "JC119" else -1
    rules = profile(house)
    told = [f for f in found(code, of(lined(wide, fails, sign)), rules) if f.level == "error"]
    assert any(f.value == pytest.approx(amount, abs=0.01) for f in told)
    again = found(code, of(lined(wide, passes, sign)), rules)
    assert {f.limit for f in told} - {f.limit for f in again if f.level == "error"}


def test_a_wire_held_at_both_ends_may_be_finer_than_one_that_is_not():
    """Shapeways: 0.8 and 1.0 mm."""
    ends = cube(2, 4, 4).translate((-4, 0, 0)) + cube(2, 4, 4).translate((4, 0, 0))

    def bridge(wide: float) -> Subject:
        return of(ends + Manifold.cylinder(8, wide / 2, wide / 2, 96, True).rotate((0, 90, 0)))

    house = profile("shapeways-gold")
    told = found("JC112", bridge(0.75), house)
    assert told[0].value == pytest.approx(0.75, abs=1e-3)
    assert told[0].limit == 0.8
    assert found("JC112", bridge(0.9), house) == []
    assert found("JC112", of(post(0.9, 6.0)), house)[0].limit == 1.0


@pytest.mark.parametrize("code", SOLIDS)
def test_a_solid_fails_by_its_amount_and_one_just_passes(code: str):
    fails, passes, amount, within = SOLIDS[code]
    told = found(code, fails)
    assert told
    assert told[0].code == code
    assert told[0].value == pytest.approx(amount, abs=within)
    assert len(told[0].text) > 40
    assert found(code, passes) == []


def test_sharp_inner_corners_are_told_to_those_who_ask():
    """Two corners of 8 mm in a slot; Morris & Watson ask for a radius of 0.125, others do not."""
    told = found("JC109", of(slotted(1.0)), profile("morris-and-watson"))
    assert [f.level for f in told] == ["warning"]
    assert told[0].size == pytest.approx(16.0)
    assert found("JC109", of(cube(3, 3, 3)), profile("morris-and-watson")) == []
    assert found("JC109", of(slotted(1.0))) == []


@cache
def ring(**words: Any) -> Ring:
    shank = Shank(RingSize("US 7"), court(2.4, 1.9))
    return Ring(shank, ProngHead(Gem.round(6.0), **words).on(shank.top))


@cache
def subject(**words: Any) -> Subject:
    piece = ring(**words)
    return Subject(finish.mesh(piece.workpiece("cast"), 0.01), piece)


MEASURES: dict[str, tuple[str, Callable[[Any], float], float]] = {
    # code: the rule, the measure of the seat (each proved in tests/settings and tests/test_seat*),
    # and by how much more or less is asked than there is
    "JC203": ("seat_clearance", lambda s: s.clearance, 0.03),
    "JC204": ("bearing", lambda s: s.bearing_width, 0.05),
    "JC205": ("coverage", lambda s: min(g.coverage for g in s.grips), 0.05),
    "JC208": ("beside_seat", lambda s: s.beside, 0.05),
    "JC209": ("under_seat", lambda s: s.under, 0.05),
    "JC210": ("culet_to_finger", lambda s: s.culet_to_finger, 0.01),
}


@pytest.mark.parametrize("code", MEASURES)
def test_a_seat_is_held_to_what_is_asked(code: str):
    key, measure, step = MEASURES[code]
    piece = subject()
    value = measure(piece.seats[0])
    told = found(code, piece, asking(key, value + step))
    assert told
    assert told[0].value == pytest.approx(value, abs=1e-9)
    assert told[0].limit == pytest.approx(value + step)
    assert found(code, piece, asking(key, max(value - step, 1e-6))) == []


def test_a_claw_that_is_cut_too_deep_is_told_with_what_is_left():
    """What is left and what was there are measured on their own; together they are the share."""
    piece = subject()
    share = found("JC207", piece, asking("claw_left", 0.99))[0].value
    neck = piece.seats[0].neck
    diameter = next(iter(piece.piece.parts)).part.claw_diameter
    assert share == pytest.approx(neck / diameter, abs=0.03)
    assert found("JC207", piece, asking("claw_left", share - 0.02)) == []


@pytest.mark.parametrize("name", ["princess_solitaire", "pave_band"])
def test_a_v_and_a_bead_have_no_heel(name: str):
    design = load(DESIGNS / f"{name}.py")
    piece = design(arc=60.0) if name == "pave_band" else design()
    made = Subject(finish.mesh(piece.workpiece("cast"), 0.02), piece)
    assert all(grip.neck for seat in made.seats for grip in seat.grips)
    assert found("JC207", made, asking("claw_left", 0.99)) == []


def test_a_v_is_held_to_the_limit_of_a_bezel():
    """Its wall is thinnest at the corner's relief."""
    shank = Shank(RingSize("US 7"), court(2.4, 1.8))
    head = ProngHead(Gem.princess(5.0), prong_diameter=0.8)
    piece = Ring(shank, head.on(shank.top))
    made = Subject(finish.mesh(piece.workpiece("cast"), 0.005), piece)
    wall = (1.0 - RELIEF) * SHELTER_WALL * 0.8
    thin = [f for f in found("JC103", made, asking("bezel", wall + 0.03)) if f.limit < 0.5]
    assert {f.part[-2:] for f in thin} == {"/v"}
    assert thin[0].value == pytest.approx(wall, abs=0.02)
    told = found("JC103", made, asking("bezel", wall - 0.03))
    assert [f for f in told if f.limit < 0.5] == []


def test_claws_over_the_table_are_told():
    piece = subject()
    seat, gem = piece.seats[0], piece.bench.stones[0].gem
    share = 1.0 + seat.above / (gem.table_height - gem.girdle_top)
    told = found("JC206", piece, asking("claw_height_most", share - 0.03))
    assert told[0].value == pytest.approx(share)
    assert found("JC206", piece, asking("claw_height_most", share + 0.03)) == []


def test_rails_that_run_too_near_are_told():
    """Two round wires whose middles are as far apart as their heights and offsets say."""
    piece = subject(rails=2)
    head = next(iter(piece.piece.parts)).part
    low, high = head.rail_heights
    aside = head.line.at(high) - head.line.at(low)
    air = float(np.hypot(high - low, aside)) - head.rail_wire
    told = found("JC117", piece, asking("rail_gap", air + 0.05))
    assert told[0].value == pytest.approx(air, abs=2.0 * piece.mesh.deviation + 1e-3)
    assert found("JC117", piece, asking("rail_gap", air - 0.05)) == []
    assert found("JC117", subject(), asking("rail_gap", 9.0)) == []


def with_stones(*stones: PlacedGem, metal: Any = ()) -> Subject:
    shank = Shank(RingSize("US 7"), flat(3.0, 2.0))
    piece = Ring(shank, Workpiece(metal=metal, stones=stones))
    return Subject(finish.mesh(piece.workpiece("cast"), 0.01), piece)


def princesses(gap: float) -> Subject:
    """Two squares of 2 mm, side by side over the ring."""
    gem = Gem.of("princess", width=2.0)
    frames = [Frame((x, 0.0, 20.0)) for x in (-1.0 - gap / 2, 1.0 + gap / 2)]
    return with_stones(*(PlacedGem(f"stone[{i}]", gem, f) for i, f in enumerate(frames)))


def test_stones_are_as_near_as_they_are():
    told = found("JC201", princesses(0.05))
    assert [f.level for f in told] == ["warning"]
    assert told[0].value == pytest.approx(0.05, abs=1e-6)
    assert [f.level for f in found("JC201", princesses(0.01))] == ["error"]
    assert found("JC201", princesses(0.1001)) == []


def test_a_stone_in_the_band_lies_in_metal_with_its_volume_and_does_not_go_in():
    """Sunk into a band 2 mm thick, 3 wide, as a stone of 1 mm: all of it."""
    gem = Gem.of("princess", width=1.0)
    radius = RingSize("US 7").diameter / 2.0
    sunk = PlacedGem("stone", gem, Frame((0.0, 0.0, radius + 1.2)))
    piece = with_stones(sunk)
    told = found("JC202", piece)
    assert told[0].value == pytest.approx(gem.volume, rel=1e-6)
    assert found("JC211", piece)[0].value > gem.volume
    assert found("JC202", princesses(1.0)) == []


def test_a_stone_over_nothing_is_loose():
    assert "carries it from below" in found("JC204", princesses(1.0))[0].text


def test_a_wrong_bore_is_told_with_its_amount():
    """A ring scaled by a hundredth is a hundredth too wide."""
    good = subject()
    wide = replace(good.mesh, vertices=good.mesh.vertices * 1.01)
    told = found("JC301", Subject(wide, good.piece))
    assert told[0].value == pytest.approx(1.01 * RingSize("US 7").diameter, abs=0.02)
    assert found("JC301", good) == []


def test_the_edge_of_a_flat_band_is_felt_and_that_of_a_court_is_not():
    """Two edges round the bore: 2 pi d of them."""
    shank = Shank(RingSize("US 7"), flat(3.0, 2.0, edge=0.0))
    piece = Ring(shank)
    told = found("JC303", Subject(finish.mesh(piece.workpiece(), 0.01), piece))
    assert told[0].level == "note"
    round_it = Ring(Shank(RingSize("US 7"), court(3.0, 2.0)))
    if told[0].size is not None:
        assert told[0].size <= 2.0 * np.pi * 1.01 * RingSize("US 7").diameter
    assert found("JC303", Subject(finish.mesh(round_it.workpiece(), 0.01), round_it)) == []


def test_a_tall_head_is_told_by_who_asks():
    """From the finger to the table: the stone's frame and crown say how high."""
    piece = subject()
    placed = piece.bench.stones[0]
    metal = float(piece.mesh.vertices[:, 2].max())
    top = max(placed.frame.origin[2] + placed.gem.table_height, metal)
    height = top - RingSize("US 7").diameter / 2.0
    assert found("JC304", piece, asking("height", height - 0.05))[0].value == pytest.approx(height)
    assert found("JC304", piece, asking("height", height + 0.05)) == []


def test_how_it_wears_is_a_note_with_its_source():
    shank = Shank(RingSize("US 7"), flat(6.5, 2.0))
    piece = Ring(shank)
    told = found("JC302", Subject(finish.mesh(piece.workpiece(), 0.01), piece))
    assert {f.level for f in told} == {"note"}
    assert all(f.source for f in told)


def test_a_coarse_mesh_of_ours_is_told():
    good = subject()
    coarse = Subject(replace(good.mesh, deviation=0.02), good.piece)
    assert found("JC113", coarse)[0].value == 0.02
    assert found("JC113", good) == []


def test_what_cannot_run_is_not_verified_and_stops_no_other():
    box = mesh(cube(3, 3, 3))
    hole = replace(box, triangles=box.triangles[1:], body=box.body[1:])
    outcome = checked(Subject(hole), GOLD)
    states = {r.code: r.state() for r in outcome.results}
    assert states["JC101"] == "fail"
    assert states["JC103"] == "not verified"
    assert states["JC114"] == "pass"
    assert not outcome.passed()


def test_a_check_that_breaks_is_not_verified(monkeypatch: pytest.MonkeyPatch):
    from jewelcad.checks import meshes

    def broken(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(meshes, "odd_size", broken)
    result = checked(of(cube(3, 3, 3)), GOLD, checks=[check_named("JC114")]).results[0]
    assert result.state() == "not verified"
    assert "ZeroDivisionError" in result.why


def test_an_allowance_of_an_unknown_check_or_without_a_reason_is_refused():
    with pytest.raises(ParameterError, match="no check 'JC999'"):
        checked(of(cube(3, 3, 3)), GOLD, [allow("JC999", reason="because we may")])
    with pytest.raises(ParameterError, match="says nothing"):
        allow("JC103", reason="ok")


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.code)
def test_every_check_can_be_run_and_says_what_it_is(check):
    assert callable(check.run)
    assert len(check.explanation) > 100
    assert check_named(check.name) is check


def test_what_the_proof_found_is_not_hidden_by_a_milder_or_thicker_place_beside_it():
    """Half a millimetre away: only a place as bad and as thin is the same."""
    from jewelcad.checks.walls import _tells

    def thin(value: float, level: str, x: float) -> Finding:
        return Finding("JC103", "thin-wall", level, "", value=value, place=(x, 0.0, 0.0))

    proved = thin(0.5, "error", 0.0)
    assert _tells(thin(0.5, "error", 0.5), proved, 0.02)
    assert not _tells(thin(0.5, "error", 1.5), proved, 0.02)
    assert not _tells(thin(0.5, "warning", 0.5), proved, 0.02)
    assert not _tells(thin(0.6, "error", 0.5), proved, 0.02)


def test_rules_that_no_check_reads_are_named():
    """Whoever asks for parts that overlap must not take silence for a pass."""
    from pathlib import Path

    from jewelcad.checks import running
    from jewelcad.reference.profiles import KINDS

    folder = Path(running.__file__).parent
    files = [p for p in folder.glob("*.py") if p.name != "running.py"]
    code = "".join(p.read_text("utf-8") for p in files)
    assert {key for key in KINDS if f'"{key}"' not in code} == set(running.UNREAD)
    outcome = checked(of(cube(3, 3, 3)), GOLD)
    assert any("overlap" in note for note in outcome.notes)
