"""Booleans: analytic volumes, the compound trap, and the laws that catch a lying kernel."""

from __future__ import annotations

import itertools
import math
from typing import Any

import cadquery as cq
import pytest
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut

from jewelcad.errors import GeometryError
from jewelcad.geometry import booleans, facts
from jewelcad.geometry.booleans import common, cut_all, fuse_all, fuse_in_turn


def box(x: float, y: float, z: float) -> Any:
    return cq.Workplane().box(x, y, z).val().wrapped


def cylinder(radius: float, length: float, axis: tuple[float, float, float], x: float = 0.0) -> Any:
    start = cq.Vector(x, 0, 0) - cq.Vector(*axis) * (length / 2)
    return cq.Solid.makeCylinder(radius, length, start, cq.Vector(*axis)).wrapped


def lens(r: float, d: float) -> float:
    """Area two circles of radius r share, centres d apart."""
    return 2 * r * r * math.acos(d / (2 * r)) - d / 2 * math.sqrt(4 * r * r - d * d)


Z, X, Y = (0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)


def test_a_plate_less_two_overlapping_cylinders() -> None:
    """10 x 10 x 2 less two holes of radius 2 whose circles overlap: the lens is counted once."""
    holes = [cylinder(2, 6, Z, -1.0), cylinder(2, 6, Z, 1.0)]
    result = cut_all(box(10, 10, 2), holes)
    left = 200 - 2 * (2 * 4 * math.pi - lens(2, 2))
    assert facts.volume(result) == pytest.approx(left, rel=1e-7)
    assert facts.genus(result) == 1
    assert facts.is_valid(result)


def test_overlapping_tools_escape_the_compound_trap() -> None:
    """The kernel cuts nothing with a compound of overlapping tools, and calls the result valid.

    That is why tools go one by one: if the first half of this test ever fails, OCCT has mended it.
    """
    base, holes = box(10, 10, 2), [cylinder(2, 6, Z, -1.0), cylinder(2, 6, Z, 1.0)]
    trap = cq.Compound.makeCompound([cq.Shape.cast(h) for h in holes]).wrapped
    plain = BRepAlgoAPI_Cut(base, trap).Shape()
    assert facts.is_valid(plain)
    assert facts.volume(plain) == pytest.approx(200.0)
    assert facts.volume(cut_all(base, holes)) < 170


def test_a_compound_of_overlapping_tools_never_cuts_nothing_in_silence() -> None:
    """A designer may hand over a compound as one tool: it is taken apart and cuts rightly."""
    holes = [cylinder(2, 6, Z, -1.0), cylinder(2, 6, Z, 1.0)]
    trap = cq.Compound.makeCompound([cq.Shape.cast(h) for h in holes]).wrapped
    union = 2 * 4 * math.pi - lens(2, 2)
    assert facts.volume(cut_all(box(10, 10, 2), [trap])) == pytest.approx(200 - 2 * union)
    assert facts.volume(fuse_all([trap, box(1, 1, 1)])) == pytest.approx(6 * union)


def test_the_order_of_the_tools_does_not_matter() -> None:
    """Cutting is a set of tools: every order leaves the same volume."""
    tools = [cylinder(1, 9, Z, -0.7), cylinder(1.2, 9, X), cylinder(0.8, 9, Y)]
    volumes = [
        facts.volume(cut_all(box(6, 6, 6), order)) for order in itertools.permutations(tools)
    ]
    assert volumes == pytest.approx([volumes[0]] * 6, rel=1e-7)


def test_two_crossing_cylinders_share_the_steinmetz_solid() -> None:
    """16/3 r³ in common, and the join holds both less that, once."""
    r, length = 1.5, 8.0
    a, b = cylinder(r, length, X), cylinder(r, length, Y)
    shared = 16 / 3 * r**3
    assert facts.volume(common(a, b)) == pytest.approx(shared, rel=1e-5)
    joined = fuse_all([a, b])
    assert facts.volume(joined) == pytest.approx(2 * math.pi * r * r * length - shared, rel=1e-5)
    assert len(facts.solids_of(joined)) == 1
    assert facts.genus(joined) == 0


def test_what_does_not_touch_shares_nothing() -> None:
    """Apart: common is empty, a cut changes nothing, a join keeps both."""
    far = cylinder(1, 2, Z, 20.0)
    near = box(2, 2, 2)
    assert facts.volume(common(near, far)) == 0.0
    assert facts.volume(cut_all(near, [far])) == pytest.approx(8.0)
    assert facts.volume(fuse_all([near, far])) == pytest.approx(8 + 2 * math.pi)


def test_a_tool_that_swallows_the_base_leaves_nothing() -> None:
    """The law allows all to go: 0 lies between V(a) - V(t) and V(a)."""
    assert facts.volume(cut_all(box(1, 1, 1), [box(3, 3, 3)])) == 0.0


def test_the_arguments_are_left_as_they_were() -> None:
    """A shared tool may be used again: volumes of base and tool are unchanged."""
    base, tool = box(4, 4, 4), cylinder(1, 9, Z)
    first = facts.volume(cut_all(base, [tool]))
    assert facts.volume(base) == pytest.approx(64)
    assert facts.volume(tool) == pytest.approx(9 * math.pi)
    assert facts.volume(cut_all(base, [tool])) == pytest.approx(first)


def test_no_tools_and_one_body_run_no_boolean() -> None:
    """Nothing to do gives back the very shape."""
    base = box(1, 1, 1)
    assert cut_all(base, []).IsSame(base)
    assert fuse_all([base]).IsSame(base)


def test_nothing_to_join_is_refused() -> None:
    with pytest.raises(GeometryError, match=r"no metal to join in the head\. Give it a body"):
        fuse_all([], "the head")


@pytest.mark.parametrize(
    ("does", "side", "message"),
    [
        (lambda: cut_all(box(2, 2, 2), [box(1, 1, 1)], "a seat"), 3, "Cutting a seat gave 27.0"),
        (lambda: cut_all(box(2, 2, 2), [box(1, 1, 1)], "a seat"), 1.5, "Cutting a seat gave 3.375"),
        (lambda: fuse_all([box(2, 2, 2), box(1, 1, 1)], "a head"), 1.5, "Joining a head gave 3.37"),
        (lambda: fuse_all([box(2, 2, 2), box(1, 1, 1)], "a head"), 3, "Joining a head gave 27.0"),
        (lambda: common(box(2, 2, 2), box(1, 1, 1)), 1.5, "Intersecting gave 3.375"),
    ],
    ids=["grown", "lost too much", "a body lost", "counted twice", "more than the smaller"],
)
def test_a_volume_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, does: Any, side: float, message: str
) -> None:
    """A kernel result outside the law (a cube put in its place) raises, with step and bounds."""
    cube = box(side, side, side)
    monkeypatch.setattr(booleans, "_run", lambda *_: cube)
    with pytest.raises(GeometryError, match=message) as refused:
        does()
    assert "which cannot be: it must lie between" in str(refused.value)
    assert "Move or resize the parts" in str(refused.value)


def test_a_kernel_that_throws_is_put_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bare OCCT exception reaches a user."""

    class Throws:
        def __getattr__(self, name: str) -> Any:
            return lambda *_: None

        def Build(self) -> None:
            raise RuntimeError("Standard_Failure")

    monkeypatch.setattr(booleans, "BRepAlgoAPI_Cut", Throws)
    with pytest.raises(GeometryError, match="failed while cutting a seat: RuntimeError"):
        cut_all(box(1, 1, 1), [box(0.5, 0.5, 3)], "a seat")


def test_a_kernel_that_does_not_finish_is_put_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """IsDone() false becomes a message with the step and the number of tools."""

    class Unfinished:
        def __getattr__(self, name: str) -> Any:
            return lambda *_: None

    monkeypatch.setattr(booleans, "BRepAlgoAPI_Fuse", Unfinished)
    with pytest.raises(GeometryError, match="could not finish joining a head with 1 tools"):
        fuse_all([box(1, 1, 1), box(0.5, 0.5, 3)], "a head")


def test_joining_in_turn_is_joining() -> None:
    """Three crossing bars joined at once and in turn: the same solid, by two ways of the kernel."""
    bars = [cylinder(1, 6, axis) for axis in (X, Y, Z)]
    at_once, in_turn = fuse_all(bars), fuse_in_turn(bars)
    assert facts.volume(in_turn) == pytest.approx(facts.volume(at_once), rel=1e-6)
    assert facts.genus(in_turn) == facts.genus(at_once) == 0
