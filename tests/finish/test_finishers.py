"""The bench formula, twice: what is cut from what, names that survive, and one answer from both."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import cadquery as cq
import numpy as np
import pytest
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge, BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.gp import gp_Pnt

from jewelcad import finish
from jewelcad.errors import GeometryError, ParameterError
from jewelcad.finish import exact_finish, mesh_finish
from jewelcad.frames import Frame
from jewelcad.geometry import facts
from jewelcad.geometry.booleans import common
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.shapes import Facetted, Turned, Wire
from jewelcad.pieces.ring import Ring
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Section, Shank, half_round
from jewelcad.workpiece import Body, Workpiece

CUBE = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


def block(x: float, y: float, z: float) -> Facetted:
    """A box about the origin."""
    corners = (
        (sx * x, sy * y, sz * z) for sx in (-0.5, 0.5) for sy in (-0.5, 0.5) for sz in (-0.5, 0.5)
    )
    return Facetted(tuple(corners), CUBE)


def cylinder(radius: float, length: float) -> Turned:
    half = length / 2
    return Turned(Contour(polygon([(0, -half), (radius, -half), (radius, half), (0, half)])))


def volume(mesh: Mesh) -> float:
    a, b, c = mesh.corners.transpose(1, 0, 2)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def genus(mesh: Mesh) -> int:
    """By Euler, for one closed mesh; also asserts that each directed edge has its reverse."""
    t = mesh.triangles.astype(np.int64)
    edges = np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]])
    n = len(mesh.vertices)
    key, back = edges @ [1, n], edges @ [n, 1]
    assert len(np.unique(key)) == len(key)
    assert np.array_equal(np.sort(key), np.sort(back))
    euler = len(np.unique(t)) - len(edges) // 2 + len(t)
    return (2 - euler) // 2


def both(piece: Workpiece) -> tuple[float, float]:
    """Volumes by the two finishers at 0.005 mm; genus and validity are held to agree."""
    exact, mesh = finish.exact(piece), finish.mesh(piece, 0.005)
    assert facts.is_valid(exact)
    assert facts.genus(exact) == genus(mesh)
    assert mesh.deviation <= 0.005
    assert volume(mesh) == pytest.approx(facts.volume(exact), rel=1e-3)
    return facts.volume(exact), volume(mesh)


PLATE = Body("plate", block(10, 10, 2))
HOLE = Body("hole", cylinder(2, 6))
PIN = Body("pin", cylinder(1, 4))
SLOT = Body("slot", block(20, 1, 0.8), Frame((0, 0, 1.4)))


def test_openings_leave_prongs_standing() -> None:
    """(metal - openings) + prongs: the pin crosses the hole on its way down and is not cut.

    The bridge holds both, so that the result is one piece: 200 - 4π·2 of plate, pin and bridge.
    """
    bridge = Body("bridge", block(10, 1, 1))
    piece = Workpiece(metal=[PLATE], openings=[HOLE], prongs=[PIN, bridge])
    exact, _ = both(piece)
    holed = 200 - 8 * math.pi
    # the pin stands free in the hole but for the bridge, 1 x 1 across the pin's circle
    chord = 2 * (0.5 * math.sqrt(1 - 0.25) + math.asin(0.5))
    in_hole = 2 * (0.5 * math.sqrt(4 - 0.25) + 4 * math.asin(0.25))
    assert exact == pytest.approx(holed + 4 * math.pi + in_hole - chord, rel=1e-6)


def test_seats_cut_metal_and_prongs_alike() -> None:
    """- seats, last of all but the finger: the slot takes from the pin and would from the plate."""
    piece = Workpiece(metal=[PLATE], prongs=[PIN], seats=[SLOT])
    exact, _ = both(piece)
    whole = 200 + 2 * math.pi
    chord = 2 * (0.5 * math.sqrt(1 - 0.25) + math.asin(0.5))
    # the slot is 0.8 high from z = 1.0, just on the plate: it takes a slice of the pin only
    assert exact == pytest.approx(whole - 0.8 * chord, rel=1e-6)


def test_the_finger_clears_metal_and_prongs_but_not_what_says_it_is_clear() -> None:
    """A body marked clear is taken at its word; the others lose what lies inside the bar."""
    bar = Body("finger", cylinder(1.0, 30))
    cut = Workpiece(metal=[Body("plate", block(10, 10, 2))], finger=[bar])
    assert both(cut)[0] == pytest.approx(200 - 2 * math.pi, rel=1e-6)
    kept = Workpiece(metal=[Body("plate", block(10, 10, 2), clear=True)], finger=[bar])
    assert both(kept)[0] == pytest.approx(200, rel=1e-6)
    pins = Workpiece(metal=[PLATE], prongs=[Body("pin", cylinder(1.5, 4))], finger=[bar])
    left = (200 - 2 * math.pi) + 2 * (2.25 - 1) * math.pi
    assert both(pins)[0] == pytest.approx(left, rel=1e-6)


def test_overlapping_seats_count_once() -> None:
    """Neighbouring seats overlap all the time: the lens of two circles is cut once."""
    holes = [Body(f"seat[{i}]", cylinder(2, 6), Frame((x, 0, 0))) for i, x in enumerate((-1, 1))]
    lens = 2 * 4 * math.acos(0.5) - math.sqrt(16 - 4)
    left = 200 - 2 * (8 * math.pi - lens)
    assert both(Workpiece(metal=[PLATE], seats=holes))[0] == pytest.approx(left, rel=1e-6)


def test_placing_changes_no_volume() -> None:
    """The whole bench on another frame is the same metal elsewhere."""
    piece = Workpiece(
        metal=[PLATE], openings=[HOLE], prongs=[Body("p", Wire(0.6, 0.4, 3), Frame((4, 4, 0)))]
    )
    there = piece.on(Frame((3, -2, 5), (0, 1, 0), (1, 0, 1)))
    assert facts.volume(finish.exact(there)) == pytest.approx(facts.volume(finish.exact(piece)))
    assert volume(finish.mesh(there, 0.01)) == pytest.approx(volume(finish.mesh(piece, 0.01)))


def lift(shape: Any, frame: Frame) -> Any:
    """The skin of a body placed, as an OCCT shell."""
    return facts.parts_of(exact_finish._placed(Body("", shape, frame)), facts.TopAbs_SHELL)[0]


def test_every_triangle_lies_on_the_body_it_is_named_after() -> None:
    """Names survive the booleans: centroids of each name lie on that body's own surface."""
    slot = Body("slot", block(20, 0.4, 0.8), Frame((0, 0, 1.4)))
    claws = [
        Body(f"prong[{i}]", Wire(0.6, 0.4, 3), Frame((4.0 * s, 0, 0)))
        for i, s in enumerate((-1, 1))
    ]
    head = Workpiece(metal=[PLATE], openings=[HOLE], prongs=claws, seats=[slot]).named("head")
    mesh = finish.mesh(head, 0.005)
    bodies = {
        b.name: b for role in ("metal", "openings", "prongs", "seats") for b in getattr(head, role)
    }
    seen = {mesh.names[i] for i in np.unique(mesh.body)}
    assert seen == {"head/plate", "head/hole", "head/prong[0]", "head/prong[1]", "head/slot"}
    assert len(mesh.body) == len(mesh.triangles)
    for name in seen:
        skin = lift(bodies[name].shape, bodies[name].frame)
        mine = mesh.corners[mesh.body == mesh.names.index(name)].mean(axis=1)
        for p in mine[:: max(1, len(mine) // 25)].tolist():
            at = BRepBuilderAPI_MakeVertex(gp_Pnt(*p)).Vertex()
            assert BRepExtrema_DistShapeShape(at, skin).Value() <= 0.005 + 1e-6


@cache
def ring() -> Ring:
    """A tapered band with a designer's turned head that pokes far into the finger."""
    shank = Shank(RingSize("US 7"), half_round(2.2), at_top=Section(3.5, 2.0))
    post = Body("post", cylinder(1.2, 8.0), Frame((0, 0, 9.0)))
    drill = Body("drill", cylinder(0.5, 12.0), Frame((0, 0, 12.0)))
    return Ring(shank, Workpiece(prongs=[post], seats=[drill]))


def test_a_ring_is_the_same_by_both_finishers() -> None:
    """Genus 2 (finger and the drilled head), volume within 0.1 %, at 0.005 mm."""
    exact, _ = both(ring().workpiece())
    assert facts.genus(finish.exact(ring().workpiece())) == 2
    assert exact > facts.volume(finish.exact(Ring(ring().shank).workpiece()))


def test_no_metal_is_left_inside_the_finger() -> None:
    """The head pokes through the band; after finishing the bore is as free as the size says."""
    shank = ring().shank
    solid = finish.exact(ring().workpiece())
    bar = cq.Solid.makeCylinder(shank.bore_radius, 60, cq.Vector(0, -30, 0), cq.Vector(0, 1, 0))
    assert facts.volume(common(solid, bar.wrapped)) < 1e-3
    axis = BRepBuilderAPI_MakeEdge(gp_Pnt(0, -30, 0), gp_Pnt(0, 30, 0)).Edge()
    distance = BRepExtrema_DistShapeShape(axis, solid).Value()
    assert distance == pytest.approx(shank.bore_radius, abs=1e-4)


@pytest.mark.parametrize("tolerance", [0.02, 0.005])
def test_the_mesh_keeps_the_bore_within_tolerance(tolerance: float) -> None:
    """Nearest point of every side of every triangle: no closer than the bore less the tolerance."""
    mesh = finish.mesh(ring().workpiece(), tolerance)
    start = mesh.corners[:, :, [0, 2]]
    run = np.roll(start, -1, axis=1) - start
    t = np.clip(-(start * run).sum(axis=2) / np.maximum((run**2).sum(axis=2), 1e-30), 0, 1)
    nearest = np.linalg.norm(start + t[..., None] * run, axis=2).min()
    assert nearest == pytest.approx(ring().shank.bore_radius, abs=tolerance)


def test_a_designers_own_solid_is_metal() -> None:
    """A CadQuery solid with no wrapper: named by its role and place in the list."""
    own = cq.Workplane().box(4, 4, 4).edges("|Z").fillet(1).val()
    piece = Workpiece(metal=[own], openings=[cq.Workplane().circle(1).extrude(9, both=True).val()])
    exact, _ = both(piece)
    assert exact == pytest.approx(4 * (16 - (4 - math.pi) - math.pi), rel=1e-6)
    assert set(finish.mesh(piece).names) == {"metal[0]", "openings[0]"}


def test_what_is_no_solid_is_refused_when_laid_on_the_bench() -> None:
    """A Workplane is not a solid; the message says what to give."""
    with pytest.raises(ParameterError, match=r"Workpiece\.metal\[0\] is a Workplane, not a solid"):
        Workpiece(metal=[cq.Workplane().box(1, 1, 1)])


APART = Workpiece(metal=[PLATE, Body("far", block(1, 1, 1), Frame((20, 0, 0)))])
GONE = Workpiece(metal=[PIN], seats=[Body("all", block(9, 9, 9))])


@pytest.mark.parametrize("finisher", [finish.exact, finish.mesh], ids=["exact", "mesh"])
def test_separate_pieces_are_refused(finisher: Any) -> None:
    """Two lumps that do not touch are no piece of jewellery, whichever finisher meets them."""
    with pytest.raises(GeometryError, match="came out in 2 separate pieces. Parts that should"):
        finisher(APART)


@pytest.mark.parametrize("finisher", [finish.exact, finish.mesh], ids=["exact", "mesh"])
def test_everything_cut_away_is_refused(finisher: Any) -> None:
    """Nothing left is said as such, by both finishers."""
    with pytest.raises(GeometryError, match="No metal is left after the cuts"):
        finisher(GONE)


@pytest.mark.parametrize("finisher", [finish.exact, finish.mesh], ids=["exact", "mesh"])
def test_an_empty_bench_is_refused(finisher: Any) -> None:
    """No metal at all."""
    with pytest.raises(GeometryError, match=r"[Nn]o metal"):
        finisher(Workpiece(seats=[HOLE]))


def test_equal_shapes_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six equal claws cost one mesh and one solid; placing copies no geometry."""
    made: list[str] = []
    plain_mesh, plain_solid = Wire.mesh, Wire.solid

    def counted_mesh(self: Wire, tolerance: float, name: str) -> Mesh:
        made.append("mesh")
        return plain_mesh(self, tolerance, name)

    def counted_solid(self: Wire) -> Any:
        made.append("solid")
        return plain_solid(self)

    monkeypatch.setattr(Wire, "mesh", counted_mesh)
    monkeypatch.setattr(Wire, "solid", counted_solid)
    mesh_finish._manifold.cache_clear()
    mesh_finish.meshed.cache_clear()
    exact_finish._solid.cache_clear()
    turns = [Frame().turned(60 * i).moved(x=4.0) for i in range(6)]
    claws = [Body(f"prong[{i}]", Wire(0.5, 0.35, 3.0), f) for i, f in enumerate(turns)]
    piece = Workpiece(metal=[PLATE], prongs=claws)
    both(piece)
    assert made.count("solid") == 1
    assert made.count("mesh") == 1


def test_a_finished_bench_can_be_finished_again() -> None:
    """Nothing on the bench is used up or changed: same volume, same triangles."""
    piece = Workpiece(metal=[PLATE], openings=[HOLE])
    first, again = finish.mesh(piece, 0.01), finish.mesh(piece, 0.01)
    assert np.array_equal(first.vertices, again.vertices)
    assert np.array_equal(first.triangles, again.triangles)
    assert facts.volume(finish.exact(piece)) == facts.volume(finish.exact(piece))


def test_a_finer_mesh_comes_closer_to_the_exact_solid() -> None:
    """The two paths converge: error falls with the tolerance asked."""
    piece = ring().workpiece()
    exact = facts.volume(finish.exact(piece))
    gaps = [abs(volume(finish.mesh(piece, t)) - exact) for t in (0.02, 0.005, 0.002)]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 2e-4 * exact
