"""Triangles from exact solids, with the deviation measured and never just asked for.

OCCT does not keep the tolerance it is given on free-form surfaces, and it hands out an old finer or
coarser mesh when one hangs on the shape. So this module alone meshes: it cleans first, controls
the deflection inside faces, measures every triangle against its surface, and tightens until the
measured deviation is what was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepBuilderAPI import BRepBuilderAPI_NurbsConvert
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import (
    GeomAbs_BSplineSurface,
    GeomAbs_Cone,
    GeomAbs_Cylinder,
    GeomAbs_Plane,
    GeomAbs_Sphere,
    GeomAbs_Torus,
)
from OCP.gp import gp_Pnt, gp_Vec
from OCP.IMeshTools import IMeshTools_Parameters
from OCP.TopAbs import TopAbs_FACE, TopAbs_REVERSED
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Shape

from jewelcad.errors import GeometryError
from jewelcad.geometry.facts import parts_of
from jewelcad.geometry.mesh import Mesh

Array = NDArray[np.float64]
ATTEMPTS = 8
WELD = 1e-7
"""mm. Nodes on a shared edge come from one discretisation and differ by rounding only."""

# Where a triangle is held against its surface: middle, sides' middles, and between.
_SAMPLES = np.array(
    [(1, 1, 1), (1, 1, 0), (0, 1, 1), (1, 0, 1), (3, 1, 1), (1, 3, 1), (1, 1, 3)], dtype=float
)
_SAMPLES /= _SAMPLES.sum(axis=1, keepdims=True)


def tessellate(shape: TopoDS_Shape, tolerance: float, name: str = "body") -> Mesh:
    """A closed mesh of ``shape`` nowhere farther than ``tolerance`` (mm) from its surface.

    Raises
    ------
    GeometryError
        If the kernel leaves a face without triangles, the mesh is open, or the measured deviation
        stays above the tolerance.
    """
    deflection, given = tolerance, True
    for _ in range(ATTEMPTS):
        vertices, triangles, deviation = _mesh(shape, deflection, name)
        if deviation <= tolerance:
            body = np.zeros(len(triangles), dtype=np.int32)
            return Mesh(vertices, triangles, body, (name,), deviation)
        if given and deviation > 2 * tolerance:
            # The mesher loses sight of surfaces of revolution and the like; not of their NURBS.
            shape, given = BRepBuilderAPI_NurbsConvert(shape, True).Shape(), False
        else:
            deflection *= 0.9 * tolerance / deviation
    raise GeometryError(
        f"The surface of {name} could not be meshed within {tolerance:g} mm: {deviation:.4f} mm "
        "remained. Ask for a coarser tolerance."
    )


def _mesh(shape: TopoDS_Shape, deflection: float, name: str) -> tuple[Array, Any, float]:
    BRepTools.Clean_s(shape)
    BRepMesh_IncrementalMesh(shape, _parameters(deflection))
    nodes, loops, worst, offset = [], [], 0.0, 0
    for face in parts_of(shape, TopAbs_FACE):
        points, triangles, uv = _face_triangles(TopoDS.Face_s(face), name)
        worst = max(worst, _deviation(TopoDS.Face_s(face), points, triangles, uv))
        nodes.append(points)
        loops.append(triangles + offset)
        offset += len(points)
    BRepTools.Clean_s(shape)
    vertices, triangles = _welded(np.concatenate(nodes), np.concatenate(loops))
    _must_close(vertices, triangles, name)
    return vertices, triangles, worst


def _parameters(deflection: float) -> IMeshTools_Parameters:
    p = IMeshTools_Parameters()
    p.Deflection = deflection
    p.DeflectionInterior = deflection
    p.Angle = 0.5
    p.AngleInterior = 0.5
    p.MinSize = 1e-4
    p.Relative = False
    p.InParallel = False
    p.InternalVerticesMode = True
    p.ControlSurfaceDeflection = True
    return p


def _face_triangles(face: Any, name: str) -> tuple[Array, Any, Array]:
    """Points (n, 3), outward triangles (m, 3) and the points' (u, v) of one face."""
    place = TopLoc_Location()
    mesh = BRep_Tool.Triangulation_s(face, place)
    if mesh is None:
        raise GeometryError(f"The kernel could not mesh a face of {name}. Report its parameters.")
    t = place.Transformation()
    points = np.array([_xyz(mesh.Node(i).Transformed(t)) for i in range(1, mesh.NbNodes() + 1)])
    triangles = np.array([mesh.Triangle(i).Get() for i in range(1, mesh.NbTriangles() + 1)]) - 1
    uv = np.array([(p.X(), p.Y()) for p in map(mesh.UVNode, range(1, mesh.NbNodes() + 1))])
    if face.Orientation() == TopAbs_REVERSED:
        triangles = triangles[:, ::-1]
    return points, triangles, uv


def _xyz(p: Any) -> tuple[float, float, float]:
    return (p.X(), p.Y(), p.Z())


def _welded(points: Array, triangles: Any) -> tuple[Array, Any]:
    """Equal points made one; triangles that this flattens to a line go."""
    keys = np.round(points / WELD).astype(np.int64)
    _, first, where = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    merged = where.reshape(-1)[triangles].astype(np.int32)
    a, b, c = merged.T
    kept = merged[(a != b) & (b != c) & (c != a)]
    return points[first], kept


def _must_close(vertices: Array, triangles: Any, name: str) -> None:
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    key = edges.astype(np.int64) @ np.array([len(vertices), 1])
    back = edges[:, ::-1].astype(np.int64) @ np.array([len(vertices), 1])
    lonely = np.setxor1d(key, back)
    if len(lonely) or len(np.unique(key)) != len(key):
        where = vertices[int(lonely[0]) // len(vertices)] if len(lonely) else vertices[0]
        raise GeometryError(
            f"The mesh of {name} is open at ({where[0]:.3f}, {where[1]:.3f}, {where[2]:.3f}): "
            f"{len(lonely)} edges without a partner. Report the part with its parameters."
        )


def _deviation(face: Any, points: Array, triangles: Any, uv: Array) -> float:
    """Largest distance of the sampled triangles from the face's surface, mm."""
    adaptor = BRepAdaptor_Surface(face, False)
    kind = adaptor.GetType()
    if kind == GeomAbs_Plane or not len(triangles):
        return 0.0
    samples = np.einsum("sk,tkc->tsc", _SAMPLES, points[triangles]).reshape(-1, 3)
    if kind in _CLOSED_FORM:
        return float(np.abs(_CLOSED_FORM[kind](adaptor, samples)).max())
    at = np.einsum("sk,tkc->tsc", _SAMPLES, uv[triangles]).reshape(-1, 2)
    evaluate = _bspline(adaptor) if kind == GeomAbs_BSplineSurface else _one_by_one(adaptor)
    return float(_distance(evaluate, samples, at).max())


def _distance(
    evaluate: Callable[[Array], tuple[Array, Array, Array]], p: Array, at: Array
) -> Array:
    """Distance of points from a surface, by two Newton steps from their (u, v)."""
    for _ in range(2):
        s, su, sv = evaluate(at)
        d = p - s
        a, b, c = (su * su).sum(1), (su * sv).sum(1), (sv * sv).sum(1)
        e, f = (d * su).sum(1), (d * sv).sum(1)
        det = a * c - b * b
        safe = np.where(det > 1e-14 * a * c, det, np.inf)
        at = at + np.stack([(e * c - f * b) / safe, (f * a - e * b) / safe], axis=1)
    s, _, _ = evaluate(at)
    return np.asarray(np.linalg.norm(p - s, axis=1))


def _one_by_one(adaptor: Any) -> Callable[[Array], tuple[Array, Array, Array]]:
    def evaluate(at: Array) -> tuple[Array, Array, Array]:
        p, du, dv = gp_Pnt(), gp_Vec(), gp_Vec()
        rows = np.empty((len(at), 9))
        for i, (u, v) in enumerate(at.tolist()):
            adaptor.D1(u, v, p, du, dv)
            rows[i] = (*_xyz(p), *_xyz(du), *_xyz(dv))
        return rows[:, :3], rows[:, 3:6], rows[:, 6:]

    return evaluate


def _bspline(adaptor: Any) -> Callable[[Array], tuple[Array, Array, Array]]:
    """A vectorised evaluator of a B-spline surface; rational ones in homogeneous coordinates."""
    from scipy.interpolate import NdBSpline

    surface = adaptor.BSpline()
    if surface.IsUPeriodic():
        surface.SetUNotPeriodic()
    if surface.IsVPeriodic():
        surface.SetVNotPeriodic()
    u = np.repeat(
        [surface.UKnot(i) for i in range(1, surface.NbUKnots() + 1)],
        [surface.UMultiplicity(i) for i in range(1, surface.NbUKnots() + 1)],
    )
    v = np.repeat(
        [surface.VKnot(i) for i in range(1, surface.NbVKnots() + 1)],
        [surface.VMultiplicity(i) for i in range(1, surface.NbVKnots() + 1)],
    )
    weighted = np.array(
        [
            [_weighted(surface, i, j) for j in range(1, surface.NbVPoles() + 1)]
            for i in range(1, surface.NbUPoles() + 1)
        ]
    )
    spline = NdBSpline((u, v), weighted, (surface.UDegree(), surface.VDegree()))

    def evaluate(at: Array) -> tuple[Array, Array, Array]:
        inside = np.clip(at, [u[0], v[0]], [u[-1], v[-1]])
        here, du, dv = (spline(inside, nu=nu) for nu in ((0, 0), (1, 0), (0, 1)))
        w = here[:, 3:]
        s = here[:, :3] / w
        return s, (du[:, :3] - du[:, 3:] * s) / w, (dv[:, :3] - dv[:, 3:] * s) / w

    return evaluate


def _weighted(surface: Any, i: int, j: int) -> tuple[float, float, float, float]:
    x, y, z = _xyz(surface.Pole(i, j))
    w = surface.Weight(i, j)
    return (x * w, y * w, z * w, w)


def _axes(position: Any) -> tuple[Array, Array]:
    """Origin and unit direction of a surface's main axis."""
    return np.array(_xyz(position.Location())), np.array(_xyz(position.Direction()))


def _radius_height(position: Any, p: Array) -> tuple[Array, Array]:
    origin, axis = _axes(position)
    height = (p - origin) @ axis
    return np.linalg.norm(p - origin - height[:, None] * axis, axis=1), height


def _from_cylinder(adaptor: Any, p: Array) -> Array:
    cylinder = adaptor.Cylinder()
    return np.asarray(_radius_height(cylinder.Position(), p)[0] - cylinder.Radius())


def _from_cone(adaptor: Any, p: Array) -> Array:
    cone = adaptor.Cone()
    r, h = _radius_height(cone.Position(), p)
    half = cone.SemiAngle()
    return np.asarray((r - cone.RefRadius()) * np.cos(half) - h * np.sin(half))


def _from_sphere(adaptor: Any, p: Array) -> Array:
    sphere = adaptor.Sphere()
    centre = np.array(_xyz(sphere.Location()))
    return np.asarray(np.linalg.norm(p - centre, axis=1) - sphere.Radius())


def _from_torus(adaptor: Any, p: Array) -> Array:
    torus = adaptor.Torus()
    r, h = _radius_height(torus.Position(), p)
    return np.asarray(np.hypot(r - torus.MajorRadius(), h) - torus.MinorRadius())


_CLOSED_FORM: dict[Any, Callable[[Any, Array], Array]] = {
    GeomAbs_Cylinder: _from_cylinder,
    GeomAbs_Cone: _from_cone,
    GeomAbs_Sphere: _from_sphere,
    GeomAbs_Torus: _from_torus,
}
