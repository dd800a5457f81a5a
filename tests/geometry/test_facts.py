"""Facts of solids, against closed formulas and counted handles."""

from __future__ import annotations

import math

import cadquery as cq
import pytest
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy, BRepBuilderAPI_MakeVertex
from OCP.gp import gp_Pnt
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE, TopAbs_INTERNAL, TopAbs_VERTEX

from jewelcad.geometry import facts


def box(x: float, y: float, z: float) -> cq.Workplane:
    return cq.Workplane().box(x, y, z)


SOLIDS = {
    "box": (box(2, 3, 4).val(), 24.0, 52.0, 0),
    "sphere": (cq.Solid.makeSphere(2, angleDegrees1=-90), 32 / 3 * math.pi, 16 * math.pi, 0),
    "cone": (cq.Solid.makeCone(3, 0, 4), 12 * math.pi, 24 * math.pi, 0),
    "torus": (cq.Solid.makeTorus(5, 1), 10 * math.pi**2, 20 * math.pi**2, 1),
    "tube": (
        cq.Workplane().circle(3).circle(2).extrude(4).val(),
        20 * math.pi,
        (40 + 10) * math.pi,
        1,
    ),
    "plate with three holes": (
        box(20, 6, 2).cut(cq.Workplane().rarray(6, 1, 3, 1).circle(1).extrude(9, both=True)).val(),
        240 - 6 * math.pi,
        2 * 120 + 2 * 52 - 6 * math.pi + 12 * math.pi,
        3,
    ),
    "crossed tunnels": (
        box(6, 6, 6)
        .cut(cq.Workplane("XY").circle(1).extrude(9, both=True))
        .cut(cq.Workplane("YZ").circle(1).extrude(9, both=True))
        .val(),
        216 - (2 * 6 * math.pi - 16 / 3),
        # six faces less four discs; two tunnels of 2 pi r h, each less 8 r² of the crossing
        216 - 4 * math.pi + 24 * math.pi - 16,
        3,
    ),
    "hollow box": (
        box(6, 6, 6).cut(box(4, 4, 4)).val(),
        216 - 64.0,
        216 + 96.0,
        0,
    ),
    "box with a ring inside": (
        box(20, 20, 6).cut(cq.Workplane(cq.Solid.makeTorus(5, 1))).val(),
        2400 - 10 * math.pi**2,
        2 * 400 + 4 * 120 + 20 * math.pi**2,
        1,
    ),
}


@pytest.mark.parametrize("name", SOLIDS)
def test_volume_area_genus_and_validity(name: str) -> None:
    """Every fact equals its closed formula; handles are summed over shells, cavities add none."""
    solid, volume, area, genus = SOLIDS[name]
    shape = solid.wrapped
    assert facts.volume(shape) == pytest.approx(volume, rel=1e-6)
    assert facts.area(shape) == pytest.approx(area, rel=1e-5)
    assert facts.genus(shape) == genus
    assert facts.is_valid(shape)
    assert len(facts.solids_of(shape)) == 1


def test_a_cavity_is_a_second_shell() -> None:
    """The hollow box has an outer and an inner skin."""
    shape = SOLIDS["hollow box"][0].wrapped
    assert len(facts.parts_of(shape, facts.TopAbs_SHELL)) == 2


def test_a_vertex_left_inside_a_face_is_no_handle() -> None:
    """Booleans may leave internal vertices behind; the surface, and so its genus, is the same."""
    torus = BRepBuilderAPI_Copy(cq.Solid.makeTorus(5, 1).wrapped).Shape()
    (face,) = facts.parts_of(torus, TopAbs_FACE)
    for y in (-6, 6):
        left = BRepBuilderAPI_MakeVertex(gp_Pnt(0, y, 0)).Vertex().Oriented(TopAbs_INTERNAL)
        face.Free(True)
        BRep_Builder().Add(face, left)
    assert len(facts.parts_of(torus, TopAbs_VERTEX)) == 3
    assert facts.genus(torus) == 1


def test_bounds_are_tight_on_curved_faces() -> None:
    """A tilted torus' box by the formula R·|in plane| + r, not the loose box of the poles."""
    tilt = 30.0
    torus = cq.Solid.makeTorus(5, 1).rotate(cq.Vector(), cq.Vector(0, 1, 0), tilt)
    low, high = facts.bounds(torus.wrapped)
    c, s = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    assert high == pytest.approx((5 * c + 1, 6, 5 * s + 1), abs=1e-4)
    assert low == pytest.approx((-5 * c - 1, -6, -5 * s - 1), abs=1e-4)


def test_solids_and_parts_are_counted_once() -> None:
    """Two boxes share nothing; a box has 6 faces, 12 edges, 8 corners, however often shared."""
    two = cq.Compound.makeCompound([cq.Solid.makeBox(1, 1, 1), cq.Solid.makeSphere(1)])
    assert len(facts.solids_of(two.wrapped)) == 2
    one = cq.Solid.makeBox(1, 1, 1).wrapped
    kinds = (TopAbs_FACE, TopAbs_EDGE, TopAbs_VERTEX)
    assert [len(facts.parts_of(one, k)) for k in kinds] == [6, 12, 8]


def test_an_open_shell_is_not_a_valid_solid() -> None:
    """A box with a face missing, called a solid, is refused."""
    faces = cq.Solid.makeBox(1, 1, 1).Faces()[:-1]
    open_solid = cq.Solid.makeSolid(cq.Shell.makeShell(faces))
    assert not facts.is_valid(open_solid.wrapped)


@pytest.mark.parametrize("across", [0.9, 1.0, 1.1])
def test_a_hole_that_touches_a_seam_is_one_handle(across: float) -> None:
    """A bar of two halves; at 1 mm the hole's mouth touches the line between them at a point."""
    halves = [box(3, 4, 2).translate((x, 0, 0)).val() for x in (-1.5, 1.5)]
    bar = cq.Workplane(halves[0].fuse(halves[1]))
    drilled = bar.cut(cq.Workplane().center(across, 0).circle(1).extrude(4, both=True)).val()
    assert facts.genus(drilled.wrapped) == 1
