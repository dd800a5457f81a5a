"""Exact solids of bodies that follow an outline: each piece extruded or turned, then sewn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakeWire
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism, BRepPrimAPI_MakeRevol
from OCP.gp import gp_Ax1, gp_Dir, gp_Pnt, gp_Vec
from OCP.TopoDS import TopoDS, TopoDS_Shape

from jewelcad.errors import GeometryError
from jewelcad.geometry.contours import Arc, Line, Point, Segment
from jewelcad.geometry.parallels import normal, parallel
from jewelcad.geometry.rims import Plug, Rim
from jewelcad.geometry.solids import edge_of, sewn


def plugged(body: Plug) -> TopoDS_Shape:
    """The exact solid of a plug."""
    low, high = body.profile[0].start, body.profile[-1].end
    faces = [*_sides(body.around.pieces, body.profile), _cap(body, low), _cap(body, high)]
    return sewn(faces, "a body round an outline")


def ringed(body: Rim) -> TopoDS_Shape:
    """The exact solid of a ring."""
    return sewn(_sides(body.around.pieces, body.section.segments), "a ring along an outline")


def _sides(pieces: Sequence[Line | Arc], profile: Sequence[Segment]) -> Iterator[Any]:
    for piece in pieces:
        for segment in profile:
            face = _side(piece, segment)
            if face is not None:
                yield face


def _side(piece: Line | Arc, segment: Segment) -> Any:
    edge = edge_of(segment, _placed(piece))
    if isinstance(piece, Line):
        (ax, ay), (bx, by) = piece.start, piece.end
        return TopoDS.Face_s(BRepPrimAPI_MakePrism(edge, gp_Vec(bx - ax, by - ay, 0.0)).Shape())
    if isinstance(segment, Line) and all(
        abs(p[0] + piece.rx) < 1e-9 for p in (segment.start, segment.end)
    ):
        return None  # it lies on the axis of its own turn
    turn = piece.last - piece.first
    axis = gp_Ax1(gp_Pnt(*piece.centre, 0.0), gp_Dir(0.0, 0.0, 1.0 if turn > 0.0 else -1.0))
    return TopoDS.Face_s(BRepPrimAPI_MakeRevol(edge, axis, abs(turn)).Shape())


def _placed(piece: Line | Arc) -> Callable[[Point], gp_Pnt]:
    """From (distance outside, height) to space, where the piece starts."""
    (x, y), (nx, ny) = piece.start, normal(piece, 0.0)
    return lambda p: gp_Pnt(x + p[0] * nx, y + p[0] * ny, p[1])


def _cap(body: Plug, end: Point) -> Any:
    """The level face at one end of the profile."""
    wire = BRepBuilderAPI_MakeWire()
    for piece in parallel(body.outline, end[0]).segments:
        wire.Add(edge_of(piece, lambda p: gp_Pnt(p[0], p[1], end[1])))
    if not wire.IsDone():
        raise GeometryError("The outline of a body does not close. Check its pieces.")
    return BRepBuilderAPI_MakeFace(wire.Wire(), True).Face()
