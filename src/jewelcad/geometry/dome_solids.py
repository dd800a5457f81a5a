"""The exact solid of a dome: rational faces, sewn."""

from __future__ import annotations

from typing import Any

from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_MakeEdge,
    BRepBuilderAPI_MakeFace,
    BRepBuilderAPI_MakeWire,
)
from OCP.Geom import Geom_BezierCurve, Geom_BezierSurface
from OCP.gp import gp_Dir, gp_Pln, gp_Pnt
from OCP.TColgp import TColgp_Array1OfPnt, TColgp_Array2OfPnt
from OCP.TColStd import TColStd_Array1OfReal, TColStd_Array2OfReal
from OCP.TopoDS import TopoDS_Shape

from jewelcad.errors import GeometryError
from jewelcad.geometry.domes import Curve, Dome
from jewelcad.geometry.solids import sewn


def domed(dome: Dome) -> TopoDS_Shape:
    """A solid of one face for each curve of the outline and of the profile."""
    faces = [_face(dome, q, p) for p in dome.profile for q in dome.outline]
    if dome.flat:
        faces.append(_floor(dome))
    return sewn(faces, "a dome")


def _face(dome: Dome, around: Curve, up: Curve) -> Any:
    """The product of two curves: homogeneous poles multiply."""
    rows, columns = len(around.poles), len(up.poles)
    points = TColgp_Array2OfPnt(1, rows, 1, columns)
    weights = TColStd_Array2OfReal(1, rows, 1, columns)
    cx, cy = dome.centre
    for i, (x, y, w) in enumerate(around.poles, start=1):
        for j, (s, z, v) in enumerate(up.poles, start=1):
            points.SetValue(i, j, gp_Pnt(cx + s * (x - cx), cy + s * (y - cy), z))
            weights.SetValue(i, j, w * v)
    return BRepBuilderAPI_MakeFace(Geom_BezierSurface(points, weights), 1e-9).Face()


def _floor(dome: Dome) -> Any:
    """The flat face under the body, looking down."""
    z = dome.profile[0].start[1]
    wire = BRepBuilderAPI_MakeWire()
    for curve in reversed(dome.outline):
        wire.Add(_edge(curve, z))
    if not wire.IsDone():
        raise GeometryError("The outline of a dome does not close. Check its pieces.")
    down = gp_Pln(gp_Pnt(*dome.centre, z), gp_Dir(0.0, 0.0, -1.0))
    return BRepBuilderAPI_MakeFace(down, wire.Wire(), True).Face()


def _edge(curve: Curve, z: float) -> Any:
    """A curve at height ``z``, backwards: clockwise seen from above."""
    count = len(curve.poles)
    points, weights = TColgp_Array1OfPnt(1, count), TColStd_Array1OfReal(1, count)
    for i, (x, y, w) in enumerate(reversed(curve.poles), start=1):
        points.SetValue(i, gp_Pnt(x, y, z))
        weights.SetValue(i, w)
    return BRepBuilderAPI_MakeEdge(Geom_BezierCurve(points, weights)).Edge()
