"""Facts of exact solids: volume, box, genus, validity."""

from __future__ import annotations

from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopAbs import (
    TopAbs_EDGE,
    TopAbs_FACE,
    TopAbs_SHELL,
    TopAbs_SOLID,
    TopAbs_VERTEX,
    TopAbs_WIRE,
)
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS, TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape


def volume(shape: TopoDS_Shape, precision: float = 1e-6) -> float:
    """Volume in mm³, by adaptive quadrature to a relative ``precision``."""
    props = GProp_GProps()
    BRepGProp.VolumePropertiesGK_s(shape, props, precision, False, True)
    return float(props.Mass())


def area(shape: TopoDS_Shape) -> float:
    """Surface in mm²."""
    props = GProp_GProps()
    BRepGProp.SurfaceProperties_s(shape, props, 1e-6)
    return float(props.Mass())


def bounds(shape: TopoDS_Shape) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Least and greatest corner of the tight box, mm."""
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    x0, y0, z0, x1, y1, z1 = box.Get()
    return (x0, y0, z0), (x1, y1, z1)


def is_valid(shape: TopoDS_Shape) -> bool:
    return bool(BRepCheck_Analyzer(shape, True).IsValid())


def parts_of(shape: TopoDS_Shape, kind: object) -> list[TopoDS_Shape]:
    """The different sub-shapes of a kind, each once."""
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape, kind, found)
    return [found.FindKey(i) for i in range(1, found.Extent() + 1)]


def solids_of(shape: TopoDS_Shape) -> list[TopoDS_Shape]:
    """The separate solids in a shape."""
    return parts_of(shape, TopAbs_SOLID)


def genus(shape: TopoDS_Shape) -> int:
    """Handles of the solid's surface, summed over its shells, by Euler and Poincaré.

    ``V - E + 2F - L = 2 (S - G)`` with L loops (wires); degenerate edges (the pole of a sphere)
    are points and do not count, nor do the vertices a boolean may leave inside an edge or a face.
    Wires of a face that touch at a vertex are one loop: what lies between them is no ring.
    """
    edges = [
        e for e in parts_of(shape, TopAbs_EDGE) if not BRep_Tool.Degenerated_s(TopoDS.Edge_s(e))
    ]
    ends = TopTools_IndexedMapOfShape()
    for edge in edges:
        ends.Add(TopExp.FirstVertex_s(TopoDS.Edge_s(edge)))
        ends.Add(TopExp.LastVertex_s(TopoDS.Edge_s(edge)))
    faces = parts_of(shape, TopAbs_FACE)
    loops = sum(map(_loops, faces))
    shells = len(parts_of(shape, TopAbs_SHELL))
    euler = int(ends.Extent()) - len(edges) + 2 * len(faces) - loops
    return shells - euler // 2


def _loops(face: TopoDS_Shape) -> int:
    """Wires of a face, those that touch counted as one."""
    known, apart = TopTools_IndexedMapOfShape(), list[set[int]]()
    for wire in parts_of(face, TopAbs_WIRE):
        corners = {int(known.Add(vertex)) for vertex in parts_of(wire, TopAbs_VERTEX)}
        touched = [group for group in apart if group & corners]
        apart = [group for group in apart if not group & corners]
        apart.append(corners.union(*touched))
    return len(apart)
