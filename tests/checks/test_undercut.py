"""Undercuts of known solids: by formula, in any orientation, and what the checks say of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from known_meshes import turned
from known_walls import ball, mesh, sag, torus
from manifold3d import Manifold

from jewelcad.checks.moulding import captive as captive_check
from jewelcad.checks.moulding import undercut as undercut_check
from jewelcad.checks.running import checked
from jewelcad.checks.subject import Subject
from jewelcad.checks.table import check_named
from jewelcad.checks.undercut import Surface, best_pull, captive, deepest, pulled
from jewelcad.errors import ParameterError
from jewelcad.geometry.mesh import Mesh
from jewelcad.reference.profiles import profile

N = 64
PLATE = Manifold.cube((10.0, 12.0, 4.0)).translate((-5.0, -6.0, 0.0))


def t_slot(wing: float, length: float) -> Manifold:
    """A plate with a slot 2 wide from above, and wings 1 high under both lips."""
    neck = Manifold.cube((2.0, length, 2.5)).translate((-1.0, -length / 2.0, 1.5))
    wide = 2.0 + 2.0 * wing
    under = Manifold.cube((wide, length, 1.0)).translate((-wide / 2.0, -length / 2.0, 1.5))
    return PLATE - neck - under


def bottle(neck: float) -> Manifold:
    """A block with a round hollow of radius 3 that opens through a neck 5 long from its middle."""
    hollow = Manifold.sphere(3.0, N) + Manifold.cylinder(6.0, neck, neck, N)
    return Manifold.cube((8.0, 8.0, 10.0), True) - hollow


def deviating(solid: Manifold) -> float:
    """The deviation of a ball's facets, for solids about as round."""
    return ball(5.0, N)[1] if solid.num_tri() > 100 else 0.0


FREE = {
    "cube": Manifold.cube((4.0, 5.0, 6.0)),
    "ball": Manifold.sphere(5.0, N),
    "cone": Manifold.cylinder(5.0, 3.0, 1.0, N),
    "T-slot that runs through": t_slot(1.0, 14.0),
}


@pytest.mark.parametrize("seed", [None, 1, 2])
@pytest.mark.parametrize("name", FREE)
def test_a_pull_is_found_that_leaves_nothing(name: str, seed: int | None):
    solid = FREE[name] if seed is None else turned(FREE[name], seed)
    found = best_pull(Surface(mesh(solid, deviating(solid))))
    assert found.area == 0.0
    assert found.flat[1] <= 2.0 * found.cell
    assert deepest(found) is None


@pytest.mark.parametrize("seed", [None, 3, 4])
def test_a_torus_is_drawn_along_its_axis_and_parted_in_its_middle(seed: int | None):
    solid, _, deviation = torus(48)
    axis = np.array([0.0, 0.0, 1.0])
    if seed is not None:
        turn = np.random.default_rng(seed).uniform(0.0, 360.0, 3).tolist()
        middle = np.asarray(Manifold.cylinder(1.0, 1.0).rotate(turn).to_mesh64().vert_properties)
        axis = 2.0 * middle[:, :3].mean(axis=0)
        solid = solid.rotate(turn)
    found = best_pull(Surface(mesh(solid, deviation)))
    assert abs(found.direction @ axis) == pytest.approx(1.0, abs=1e-6)
    assert found.flat == (pytest.approx(0.0, abs=0.02), 0.0)


@pytest.mark.parametrize("deviation", [0.0003, 0.002, 0.01])
@pytest.mark.parametrize("azimuth", [0.0, 33.0])
def test_a_torus_across_keeps_its_inner_half(azimuth: float, deviation: float):
    """All of the inner half looks across the hole; but what lies so near the top that the slack
    lifts it over the rim is free: cos(a) of the way, a from the axis."""
    R, r = 4.0, 0.8
    solid = torus(160)[0]
    a = math.radians(azimuth)
    surface = Surface(mesh(solid, deviation))
    found = pulled(surface, np.array([math.cos(a), math.sin(a), 0.0]))
    over = math.acos(r / (r + surface.slack))
    true = 4.0 * math.pi * r * (R * (math.pi / 2.0 - over) - r * math.cos(over))
    assert found.area == pytest.approx(true, rel=0.01)
    assert found.flat[0] == pytest.approx(0.0, abs=0.02)
    assert found.flat[1] == pytest.approx(true, rel=0.01)
    pocket = deepest(found)
    assert pocket is not None
    assert pocket.depth == pytest.approx(r, rel=0.08)


@pytest.mark.parametrize("wing", [0.5, 1.0, 2.0])
def test_a_slot_with_wings_keeps_floor_and_roof_of_them(wing: float):
    """Closed at its ends; the wings' ends and far walls hold it too."""
    found = pulled(Surface(mesh(t_slot(wing, 8.0))), np.array([0.0, 0.0, 1.0]))
    true = 2.0 * (2.0 * wing * 8.0 + 8.0 * 1.0 + 2.0 * wing * 1.0)
    assert found.area == pytest.approx(true, rel=0.005)
    pocket = deepest(found)
    assert pocket is not None
    assert pocket.depth == pytest.approx(wing, abs=0.03)
    assert abs(pocket.place[0]) == pytest.approx(1.0 + wing, abs=0.1)


@pytest.mark.parametrize("seed", [5, 6])
def test_turned_and_scaled_it_is_the_same(seed: int):
    """Turned with its pull the area stays; three times as large it is nine times."""
    turn = np.random.default_rng(seed).uniform(0.0, 360.0, 3).tolist()
    ends = np.asarray(Manifold.cube((1.0, 1.0, 1.0), True).rotate(turn).to_mesh64().vert_properties)
    own = np.asarray(Manifold.cube((1.0, 1.0, 1.0), True).to_mesh64().vert_properties)
    up = np.linalg.lstsq(own[:, :3], ends[:, :3], rcond=None)[0][2]
    solid = t_slot(1.0, 8.0).rotate(turn).scale((3.0, 3.0, 3.0))
    found = pulled(Surface(mesh(solid)), up)
    assert found.area == pytest.approx(9.0 * 52.0, rel=0.005)
    assert abs(best_pull(found.surface).direction @ up) == pytest.approx(1.0, abs=1e-6)


def test_a_slot_that_runs_through_is_caught_from_above_only():
    surface = Surface(mesh(t_slot(1.0, 14.0)))
    above = pulled(surface, np.array([0.0, 0.0, 1.0]))
    assert above.area == pytest.approx(12.0 * (1.0 * 2.0 + 1.0) * 2.0, rel=0.005)
    assert pulled(surface, np.array([0.0, 1.0, 0.0])).area == 0.0


def test_a_hole_drilled_across_the_pull_keeps_its_wall():
    hole = Manifold.cylinder(6.0, 1.5, 1.5, N).rotate((0.0, 90.0, 0.0)).translate((-3.0, 0.0, 0.0))
    surface = Surface(mesh(Manifold.cube((4.0, 10.0, 10.0), True) - hole, sag(1.5, N)))
    found = pulled(surface, np.array([0.0, 0.0, 1.0]))
    assert found.area == pytest.approx(2.0 * math.pi * 1.5 * 4.0, rel=0.02)
    pocket = deepest(found)
    assert pocket is not None
    assert pocket.depth == pytest.approx(2.0, rel=0.02)
    assert pulled(surface, np.array([1.0, 0.0, 0.0])).area == 0.0


def test_a_closed_hollow_is_captive_whole():
    solid = Manifold.sphere(5.0, N) - Manifold.sphere(3.0, N)
    surface = Surface(mesh(solid, ball(5.0, N)[1]))
    found = captive(surface)
    inner = Manifold.sphere(3.0, N).surface_area()
    assert found is not None
    assert found.area == pytest.approx(inner, rel=0.01)
    pocket = deepest(best_pull(surface))
    assert pocket is not None
    assert math.isinf(pocket.depth)


@pytest.mark.parametrize("solid", [*FREE.values(), torus(32)[0], t_slot(0.5, 14.0)])
def test_what_the_sky_sees_is_not_captive(solid: Manifold):
    assert captive(Surface(mesh(solid, 0.01))) is None


def hidden(neck: float, start: float) -> float:
    """Area of the bottle's round wall that no straight line through its neck reaches.

    A place sees out if the neck's two rims, seen from it, share a point: at a height h it may be
    (tip - h) slope off the axis, the cone through opposite ends of the rims. Its circle on the
    ball parts what is seen (below) from what is not.
    """
    tip, slope = (start + 5.0) / 2.0, 2.0 * neck / (5.0 - start)
    a, b, c = 1.0 + slope**2, -2.0 * tip * slope**2, slope**2 * tip**2 - 9.0
    seen_below = (-b - math.sqrt(b * b - 4.0 * a * c)) / (2.0 * a)
    return 2.0 * math.pi * 3.0 * (start - seen_below)


@pytest.mark.parametrize("neck", [0.5, 0.8, 1.2])
def test_a_round_hollow_is_captive_but_for_what_its_neck_shows(neck: float):
    """Ways out are tried 4 degrees apart: one that a cone of 3 degrees about it belongs to is
    found, 6 mm away that is 0.3 mm off the neck's radius."""
    start = math.sqrt(9.0 - neck**2)
    found = captive(Surface(mesh(bottle(neck), 0.002)))
    assert found is not None
    true, at_most = hidden(neck, start), hidden(neck - 6.0 * math.tan(math.radians(3.0)), start)
    assert 0.97 * true < found.area < 1.03 * at_most


def test_a_mesh_without_a_surface_is_refused():
    none = Mesh(np.zeros((3, 3)), np.array([[0, 1, 2]], np.int32), np.zeros(1, np.int32), ("it",))
    with pytest.raises(ParameterError, match="without a surface"):
        Surface(none)


def hard(solid: Manifold, deviation: float = 0.0) -> list[tuple[str, float | None, str]]:
    found = undercut_check(Subject(mesh(solid, deviation)), profile("hard-mould"))
    return [(f.level, f.value, f.text) for f in found]


def test_a_hard_mould_wants_none_and_says_how_much():
    ((level, value, text),) = hard(t_slot(1.0, 8.0))
    assert level == "error"
    assert value == pytest.approx(52.0, rel=0.005)
    assert "Neither half" in text
    assert "deep" in text
    assert hard(PLATE) == []
    assert hard(t_slot(1.0, 14.0)) == []


def test_a_step_is_caught_by_a_flat_parting_and_freed_by_a_stepped_one():
    """One arm's top lies 1 mm lower than the other's bottom: a plane frees one of the two, 3.5 x 4
    mm each, and the same half has the wall of 1 x 4 mm between them."""
    low, high = Manifold.cube((4.0, 4.0, 2.0)), Manifold.cube((4.0, 4.0, 2.0)).translate((4, 0, 3))
    column = Manifold.cube((1.0, 4.0, 5.0)).translate((3.5, 0.0, 0.0))
    found = pulled(Surface(mesh(low + column + high)), np.array([0.0, 0.0, 1.0]))
    assert found.area == 0.0
    assert found.flat[1] == pytest.approx(3.5 * 4.0 + 1.0 * 4.0, rel=0.01)


def test_what_a_stepped_parting_frees_is_a_warning():
    """Nothing convex is stuck, but one of random corners has no flat outline from any side."""
    corners = np.random.default_rng(5).normal(size=(12, 3))
    corners *= 5.0 / np.linalg.norm(corners, axis=1)[:, None]
    ((level, value, text),) = hard(Manifold.hull_points(corners))
    assert level == "warning"
    assert value is not None
    assert value > 0.1
    assert "follows the piece" in text


def test_rubber_minds_closed_and_locked_hollows_only():
    master = profile("rubber-mould-master")
    hollow = Manifold.sphere(5.0, N) - Manifold.sphere(3.0, N)

    def told(solid: Manifold) -> list[str]:
        subject = Subject(mesh(solid, ball(5.0, N)[1]))
        return [f"{f.level} {f.text}" for f in captive_check(subject, master)]

    (closed,) = told(hollow)
    assert closed.startswith(f"warning A hollow of {Manifold.sphere(3.0, N).volume():.2f} mm³")
    (locked,) = told(bottle(0.8))
    assert "locked" in locked
    assert told(t_slot(1.0, 14.0)) == []


def test_profiles_without_the_rule_judge_nothing():
    subject = Subject(mesh(t_slot(1.0, 8.0)))
    checks = [check_named("undercut"), check_named("captive")]
    assert checked(subject, profile("lost-wax-gold"), checks=checks).results == ()
    for name, states in (
        ("hard-mould", {"JC401": "fail"}),
        ("rubber-mould-master", {"JC402": "pass"}),
    ):
        found = checked(subject, profile(name), checks=checks).results
        assert {r.code: r.state() for r in found} == states
