"""Solids from exact curves and surfaces: turned, swept around the finger, facetted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_MakeEdge,
    BRepBuilderAPI_MakeFace,
    BRepBuilderAPI_MakeSolid,
    BRepBuilderAPI_MakeVertex,
    BRepBuilderAPI_MakeWire,
    BRepBuilderAPI_Sewing,
)
from OCP.BRepLib import BRepLib
from OCP.BRepPrimAPI import BRepPrimAPI_MakeRevol
from OCP.Geom import Geom_BSplineCurve, Geom_BSplineSurface, Geom_Ellipse, Geom_Plane
from OCP.gp import gp_Ax1, gp_Ax2, gp_Circ, gp_Dir, gp_Elips, gp_Pnt, gp_Trsf, gp_Vec
from OCP.TColgp import TColgp_Array1OfPnt, TColgp_Array2OfPnt
from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal
from OCP.TopAbs import TopAbs_SHELL
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import (
    TopoDS,
    TopoDS_Face,
    TopoDS_Shape,
    TopoDS_Shell,
    TopoDS_Solid,
    TopoDS_Wire,
)

from jewelcad.errors import GeometryError
from jewelcad.frames import Frame
from jewelcad.geometry.contours import Arc, Contour, Line, Segment, Spline
from jewelcad.geometry.patches import SweptPatch, spline_fit
from jewelcad.geometry.quilts import Sheet

SEWING_TOLERANCE = 1e-6
"""mm. Neighbouring surfaces run through the same points; their edges agree to 1e-12."""


def moved(shape: TopoDS_Shape, frame: Frame) -> TopoDS_Shape:
    """``shape`` seen from the frame's parent; the topology is shared, nothing is copied."""
    t = gp_Trsf()
    t.SetValues(*(c for row in frame.matrix for c in row))
    return shape.Moved(TopLoc_Location(t))


def turned(contour: Contour) -> TopoDS_Shape:
    """A solid of revolution about Z from a contour in (radius, height).

    Pieces of the contour that lie on the axis close the outline and make no surface.
    """
    return _revolved(contour, gp_Ax1(gp_Pnt(0, 0, 0), gp_Dir(0, 0, 1)), _upright)


def hoop(contour: Contour, bore_radius: float) -> TopoDS_Shape:
    """A band of constant section about Y from a contour in (across, outward).

    The bore is at outward 0; the seam of the surfaces lies at the base, away from the head.
    """
    start = contour.moved(0.0, bore_radius)
    return _revolved(start, gp_Ax1(gp_Pnt(0, 0, 0), gp_Dir(0, 1, 0)), _at_base)


def _upright(p: tuple[float, float]) -> gp_Pnt:
    return gp_Pnt(p[0], 0.0, p[1])


def _at_base(p: tuple[float, float]) -> gp_Pnt:
    return gp_Pnt(0.0, p[0], -p[1])


def _revolved(contour: Contour, axis: gp_Ax1, place: Any) -> TopoDS_Shape:
    wire = BRepBuilderAPI_MakeWire()
    for segment in contour.segments:
        wire.Add(edge_of(segment, place))
    if not wire.IsDone():
        raise GeometryError("The outline of a turned part does not close. Check its points.")
    face = BRepBuilderAPI_MakeFace(wire.Wire(), True).Face()
    solid = BRepPrimAPI_MakeRevol(face, axis, 2 * math.pi, True).Shape()
    return _outward(solid)


def edge_of(segment: Segment, place: Any) -> Any:
    match segment:
        case Line(start, end):
            return BRepBuilderAPI_MakeEdge(place(start), place(end)).Edge()
        case Arc():
            return _arc_edge(segment, place)
        case Spline():
            return BRepBuilderAPI_MakeEdge(_spline_curve(segment, place)).Edge()


def _arc_edge(arc: Arc, place: Any) -> Any:
    origin = place(arc.centre)
    x = gp_Vec(origin, place((arc.centre[0] + 1.0, arc.centre[1])))
    y = gp_Vec(origin, place((arc.centre[0], arc.centre[1] + 1.0)))
    first, last = arc.first, arc.last
    if last < first:
        first, last, y = -first, -last, y.Reversed()
    swap = arc.ry > arc.rx
    if swap:
        x, y, first, last = y, x.Reversed(), first - math.pi / 2, last - math.pi / 2
    axes = gp_Ax2(origin, gp_Dir(x.Crossed(y)), gp_Dir(x))
    if abs(arc.rx - arc.ry) < 1e-12:
        return BRepBuilderAPI_MakeEdge(gp_Circ(axes, arc.rx), first, last).Edge()
    ellipse = Geom_Ellipse(gp_Elips(axes, max(arc.rx, arc.ry), min(arc.rx, arc.ry)))
    return BRepBuilderAPI_MakeEdge(ellipse, first, last).Edge()


def _spline_curve(spline: Spline, place: Any) -> Any:
    """The kernel's curve with the poles and knots of `patches.spline_fit`."""
    fit = spline_fit(spline)
    knots, mults = np.unique(fit.t, return_counts=True)
    poles = fit.c
    if spline.closed:
        poles, knots = fit.c[: -fit.k], fit.t[fit.k : -fit.k]
        mults = np.ones(len(knots), dtype=int)
    array = TColgp_Array1OfPnt(1, len(poles))
    for i, p in enumerate(poles, start=1):
        array.SetValue(i, place((float(p[0]), float(p[1]))))
    whole = [int(m) for m in mults]
    return Geom_BSplineCurve(array, _reals(knots), _integers(whole), fit.k, spline.closed)


def _outward(solid: TopoDS_Shape) -> TopoDS_Shape:
    made = TopoDS.Solid_s(solid)
    BRepLib.OrientClosedSolid_s(made)
    return made


def sewn(faces: Iterable[Any], what: str) -> TopoDS_Shape:
    """One solid from faces that share their edges.

    Raises
    ------
    GeometryError
        If they do not close, naming ``what``.
    """
    sewing = BRepBuilderAPI_Sewing(SEWING_TOLERANCE)
    for face in faces:
        sewing.Add(face)
    sewing.Perform()
    if sewing.NbFreeEdges():
        raise GeometryError(
            f"The surfaces of {what} do not close: {sewing.NbFreeEdges()} open edges. This is a "
            "fault of the part, not of your numbers: please report it with the parameters."
        )
    shells = TopExp_Explorer(sewing.SewedShape(), TopAbs_SHELL)
    return _outward(BRepBuilderAPI_MakeSolid(TopoDS.Shell_s(shells.Current())).Solid())


def polyhedron(vertices: NDArray[np.float64], faces: Sequence[Sequence[int]]) -> TopoDS_Shape:
    """A solid of planar faces, one per loop of indices (counter-clockwise from outside).

    Neighbours share their edges from the start, which is four times as fast as sewing them.

    Parameters
    ----------
    vertices : (n, 3) mm
    faces : loops of vertex indices
    """
    builder, shell, solid = BRep_Builder(), TopoDS_Shell(), TopoDS_Solid()
    builder.MakeShell(shell)
    corners = [BRepBuilderAPI_MakeVertex(gp_Pnt(*v)).Vertex() for v in vertices.tolist()]
    edges: dict[tuple[int, int], Any] = {}
    for loop in faces:
        face, wire = TopoDS_Face(), TopoDS_Wire()
        builder.MakeFace(face, _plane_through(vertices[list(loop)]), 1e-7)
        builder.MakeWire(wire)
        for i, j in zip(loop, (*loop[1:], loop[0]), strict=True):
            if (j, i) in edges:
                builder.Add(wire, edges[j, i].Reversed())
                continue
            edges[i, j] = BRepBuilderAPI_MakeEdge(corners[i], corners[j]).Edge()
            builder.Add(wire, edges[i, j])
        wire.Closed(True)
        builder.Add(face, wire)
        builder.Add(shell, face)
    shell.Closed(True)
    builder.MakeSolid(solid)
    builder.Add(solid, shell)
    return solid


def _plane_through(corners: NDArray[np.float64]) -> Any:
    """The plane of a loop of corners, its normal by Newell's sum."""
    middle = corners.mean(axis=0)
    arms = corners - middle
    normal = np.cross(arms, np.roll(arms, -1, axis=0)).sum(axis=0)
    return Geom_Plane(gp_Pnt(*middle.tolist()), gp_Dir(*normal.tolist()))


def swept(patches: Sequence[SweptPatch]) -> TopoDS_Shape:
    """A closed band from periodic cubic surfaces, the poles taken from the patches."""
    return sewn((_periodic_face(patch) for patch in patches), "the band")


def quilted(sheets: Sequence[Sheet]) -> TopoDS_Shape:
    """A solid from sheets that share their rims, the poles taken from the sheets."""
    return sewn((_sheet_face(sheet) for sheet in sheets), "the part")


def _sheet_face(sheet: Sheet) -> Any:
    along, poles = sheet.splines
    array = TColgp_Array2OfPnt(1, poles.shape[0], 1, poles.shape[1])
    for i, row in enumerate(poles.tolist(), start=1):
        for j, p in enumerate(row, start=1):
            array.SetValue(i, j, gp_Pnt(*p))
    (ku, mu), (kv, mv) = (np.unique(fit.t, return_counts=True) for fit in along)
    surface = Geom_BSplineSurface(
        array,
        _reals(ku),
        _reals(kv),
        _integers(mu.tolist()),
        _integers(mv.tolist()),
        along[0].k,
        along[1].k,
        False,
        False,
    )
    return BRepBuilderAPI_MakeFace(surface, 1e-7).Face()


def _periodic_face(patch: SweptPatch) -> Any:
    poles, stations = np.swapaxes(patch.across.c, 0, 1), len(patch.grid)
    knots, mults = np.unique(patch.across.t, return_counts=True)
    array = TColgp_Array2OfPnt(1, stations, 1, poles.shape[1])
    for i in range(stations):
        for j in range(poles.shape[1]):
            array.SetValue(i + 1, j + 1, gp_Pnt(*map(float, poles[i, j])))
    surface = Geom_BSplineSurface(
        array,
        _reals(np.linspace(0.0, 1.0, stations + 1)),
        _reals(knots),
        _integers([1] * (stations + 1)),
        _integers([int(m) for m in mults]),
        3,
        patch.degree,
        True,
        False,
    )
    return BRepBuilderAPI_MakeFace(surface, 1e-9).Face()


def bent_wire(lower: Sequence[Segment], bend_radius: float, bend: float) -> TopoDS_Shape:
    """A wire up Z, turned from ``lower``, that bends over towards -X and ends in a half ball.

    ``bend`` in degrees; see `shapes.Wire`.
    """
    up, turn = gp_Ax1(gp_Pnt(0, 0, 0), gp_Dir(0, 0, 1)), math.radians(bend)
    tip, length = lower[-1].end
    faces = [BRepPrimAPI_MakeRevol(edge_of(s, _upright), up, 2 * math.pi).Shape() for s in lower]
    ring = gp_Circ(gp_Ax2(gp_Pnt(0, 0, length), gp_Dir(0, 0, 1), gp_Dir(1, 0, 0)), tip)
    hinge = gp_Ax1(gp_Pnt(-bend_radius, 0, length), gp_Dir(0, -1, 0))
    circle = BRepBuilderAPI_MakeEdge(ring).Edge()
    faces.append(BRepPrimAPI_MakeRevol(circle, hinge, turn).Shape())
    dome = edge_of(Arc((0.0, length), tip, tip, 0.0, math.pi / 2), _upright)
    over = gp_Trsf()
    over.SetRotation(hinge, turn)
    ball = BRepPrimAPI_MakeRevol(dome, up, 2 * math.pi).Shape()
    faces.append(ball.Moved(TopLoc_Location(over)))
    return sewn(faces, "a claw")


def _reals(values: Iterable[float]) -> TColStd_Array1OfReal:
    listed = [float(v) for v in values]
    array = TColStd_Array1OfReal(1, len(listed))
    for i, v in enumerate(listed, start=1):
        array.SetValue(i, v)
    return array


def _integers(values: Sequence[int]) -> TColStd_Array1OfInteger:
    array = TColStd_Array1OfInteger(1, len(values))
    for i, v in enumerate(values, start=1):
        array.SetValue(i, int(v))
    return array
