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
    *sides, last = dome.profile
    level = last.straight and abs(last.end[1] - last.start[1]) < 1e-12
    faces = [_face(dome, q, p) for p in (sides if level else dome.profile) for q in dome.outline]
    if level:  # one plane, on which booleans are quick
        faces.append(_level(dome, *last.start, facing=1.0))
    if dome.flat:
        faces.append(_level(dome, *dome.profile[0].start, facing=-1.0))
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


def _level(dome: Dome, scale: float, z: float, facing: float) -> Any:
    """A flat face across the body where the outline has a scale, looking up (1) or down (-1)."""
    wire = BRepBuilderAPI_MakeWire()
    for curve in dome.outline:
        wire.Add(_edge(dome, curve, scale, z))
    if not wire.IsDone():
        raise GeometryError("The outline of a dome does not close. Check its pieces.")
    plane = gp_Pln(gp_Pnt(*dome.centre, z), gp_Dir(0.0, 0.0, facing))
    return BRepBuilderAPI_MakeFace(plane, wire.Wire(), True).Face()


def _edge(dome: Dome, curve: Curve, scale: float, z: float) -> Any:
    """A curve of the outline at a scale and a height."""
    cx, cy = dome.centre
    count = len(curve.poles)
    points, weights = TColgp_Array1OfPnt(1, count), TColStd_Array1OfReal(1, count)
    for i, (x, y, w) in enumerate(curve.poles, start=1):
        points.SetValue(i, gp_Pnt(cx + scale * (x - cx), cy + scale * (y - cy), z))
        weights.SetValue(i, w)
    return BRepBuilderAPI_MakeEdge(Geom_BezierCurve(points, weights)).Edge()
