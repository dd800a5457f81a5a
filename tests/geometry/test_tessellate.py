"""The kernel's mesher under control: no old meshes, honest deviation, closed or refused."""

from __future__ import annotations

import math
from typing import Any

import cadquery as cq
import numpy as np
import pytest
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.gp import gp_Pnt

from jewelcad.errors import GeometryError
from jewelcad.geometry import facts
from jewelcad.geometry import tessellate as module_or_function
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.tessellate import tessellate


def loft() -> Any:
    """A free-form solid: a square lofted to a circle, edges not rounded."""
    made = cq.Workplane().rect(4, 4).workplane(offset=3).circle(1.2).loft()
    return made.val().wrapped


def spline_body() -> Any:
    outline = cq.Workplane("XZ").spline([(2, 0), (3, 1.5), (2.2, 3)]).lineTo(0, 3).lineTo(0, 0)
    return outline.close().revolve(360, (0, 0, 0), (0, 1, 0)).val().wrapped


SOLIDS = {
    "box": lambda: cq.Solid.makeBox(3, 2, 1).wrapped,
    "sphere": lambda: cq.Solid.makeSphere(2, angleDegrees1=-90).wrapped,
    "cone": lambda: cq.Solid.makeCone(2, 0.5, 3).wrapped,
    "torus": lambda: cq.Solid.makeTorus(5, 1).wrapped,
    "filleted": lambda: cq.Workplane().box(4, 4, 3).edges().fillet(0.7).val().wrapped,
    "loft": loft,
    "turned spline": spline_body,
    "extruded ellipse": lambda: cq.Workplane().ellipse(3, 1.5).extrude(2).val().wrapped,
}


def distance(shape: Any, points: np.ndarray) -> float:
    (shell,) = facts.parts_of(shape, facts.TopAbs_SHELL)
    vertices = (BRepBuilderAPI_MakeVertex(gp_Pnt(*p)).Vertex() for p in points.tolist())
    return max(BRepExtrema_DistShapeShape(v, shell).Value() for v in vertices)


def volume(mesh: Mesh) -> float:
    a, b, c = mesh.corners.transpose(1, 0, 2)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


@pytest.mark.parametrize("tolerance", [0.02, 0.005])
@pytest.mark.parametrize("name", SOLIDS)
def test_measured_deviation_is_honest_and_within_tolerance(name: str, tolerance: float) -> None:
    """OCCT's extrema, at the middles of the largest triangles and at random, agree."""
    shape = SOLIDS[name]()
    mesh = tessellate(shape, tolerance, name)
    assert mesh.deviation <= tolerance
    a, b, c = mesh.corners.transpose(1, 0, 2)
    largest = np.argsort(np.linalg.norm(np.cross(b - a, c - a), axis=1))[-60:]
    rng = np.random.default_rng(3)
    anywhere = rng.integers(len(mesh.triangles), size=60)
    spots = np.einsum("ik,ikc->ic", rng.dirichlet((1, 1, 1), 60), mesh.corners[anywhere])
    points = np.concatenate([mesh.corners[largest].mean(axis=1), spots])
    # between the seven spots measured on a triangle the true bow may be a little larger
    assert distance(shape, points) <= tolerance + 1e-6
    gap = abs(volume(mesh) - facts.volume(shape))
    assert gap <= facts.area(shape) * tolerance


def test_a_sphere_deviates_by_the_sagitta_of_its_largest_triangle() -> None:
    """Claim against closed formula: r less the distance of the planes from the middle."""
    mesh = tessellate(SOLIDS["sphere"](), 0.01)
    a, b, c = mesh.corners.transpose(1, 0, 2)
    centroids = np.linalg.norm((a + b + c) / 3, axis=1)
    assert mesh.deviation == pytest.approx((2 - centroids).max(), abs=1e-3)
    assert np.allclose(np.linalg.norm(mesh.vertices, axis=1), 2.0, atol=1e-7)


def test_a_mesh_that_hangs_on_the_shape_is_not_handed_out() -> None:
    """Fine then coarse is as coarse as coarse alone; also on a moved sibling, also after CadQuery.

    OCCT keeps a finer mesh and returns it for a coarser wish.
    """
    fresh = len(tessellate(SOLIDS["torus"](), 0.05).triangles)
    shape = SOLIDS["torus"]()
    assert len(tessellate(shape, 0.01).triangles) > 2 * fresh
    assert len(tessellate(shape, 0.05).triangles) == fresh
    cq.Shape.cast(shape).tessellate(0.005, 0.1)
    assert len(tessellate(shape, 0.05).triangles) == fresh
    cq.Shape.cast(shape).tessellate(0.005, 0.1)
    sibling = cq.Shape.cast(shape).moved(cq.Location((5, 0, 0))).wrapped
    assert len(tessellate(sibling, 0.05).triangles) == fresh


def test_a_coarse_mesh_that_hangs_on_the_shape_does_not_spoil_a_fine_one() -> None:
    """Coarse then fine is fine: the volume comes within the skin of the tolerance."""
    shape = SOLIDS["torus"]()
    cq.Shape.cast(shape).tessellate(0.5, 1.0)
    mesh = tessellate(shape, 0.002)
    assert mesh.deviation <= 0.002
    assert volume(mesh) == pytest.approx(10 * math.pi**2, abs=20 * math.pi**2 * 0.002)


def test_a_moved_and_a_mirrored_solid_mesh_where_they_are() -> None:
    """Place is respected; a mirror image is still outward, its volume still positive."""
    here = cq.Workplane().box(4, 2, 1).edges("|Z").fillet(0.5).val()
    there = here.moved(cq.Location((10, -3, 2), (0, 0, 1), 30))
    mesh = tessellate(there.wrapped, 0.01)
    assert mesh.vertices.mean(axis=0) == pytest.approx((10, -3, 2), abs=0.05)
    mirrored = tessellate(here.mirror("YZ").wrapped, 0.01)
    assert volume(mirrored) == pytest.approx(facts.volume(here.wrapped), rel=5e-3)


def test_planes_need_no_splitting_and_deviate_by_nothing() -> None:
    """A box is twelve triangles at any tolerance, deviation 0."""
    mesh = tessellate(SOLIDS["box"](), 1e-4)
    assert (len(mesh.triangles), len(mesh.vertices), mesh.deviation) == (12, 8, 0.0)
    assert volume(mesh) == pytest.approx(6.0)


def test_an_open_solid_is_refused_with_its_name_and_place() -> None:
    """A box without its lid: the mesh is open, and the message says whose and where."""
    faces = cq.Solid.makeBox(3, 2, 1).Faces()[:-1]
    lidless = cq.Solid.makeSolid(cq.Shell.makeShell(faces)).wrapped
    with pytest.raises(GeometryError, match=r"mesh of dish is open at \(.*\): \d+ edges without"):
        tessellate(lidless, 0.01, "dish")


def test_a_tolerance_out_of_reach_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deviation that will not come down is an error with the body's name, never a lesser mesh."""
    import importlib

    module = importlib.import_module("jewelcad.geometry.tessellate")
    monkeypatch.setattr(module, "_deviation", lambda *_: 0.5)
    with pytest.raises(GeometryError, match="surface of lump could not be meshed within 0.4 mm"):
        tessellate(SOLIDS["box"](), 0.4, "lump")


def test_the_package_hands_out_the_function_lazily() -> None:
    """`geometry.tessellate` is the verb, loaded on first use; unknown names are refused."""
    import jewelcad.geometry

    assert callable(module_or_function) or module_or_function.tessellate is tessellate
    with pytest.raises(AttributeError, match="has no attribute 'weld'"):
        _ = jewelcad.geometry.weld
