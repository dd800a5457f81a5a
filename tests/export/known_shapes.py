"""Meshes and solids whose volume, genus and walls are known by formula."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from jewelcad.export import Expected, Product, Stone
from jewelcad.geometry.mesh import Mesh

CORNERS = [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]
SIDES = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]


def mesh_of(vertices: Any, triangles: Any, *names: str, deviation: float = 0.0) -> Mesh:
    body = np.zeros(len(triangles), np.int32)
    faces = np.asarray(triangles, np.int32).reshape(-1, 3)
    return Mesh(np.asarray(vertices, float), faces, body, names or ("body",), deviation)


def box(x: float, y: float, z: float, at: tuple[float, float, float] = (0, 0, 0)) -> Mesh:
    """A box with its least corner ``at``."""
    faces = [t for a, b, c, d in SIDES for t in ((a, b, c), (a, c, d))]
    return mesh_of(np.array(CORNERS) * (x, y, z) + at, faces, "box")


def joined(*meshes: Mesh) -> Mesh:
    """Several meshes as one, each keeping its name."""
    first = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    return Mesh(
        np.concatenate([m.vertices for m in meshes]),
        np.concatenate([m.triangles + n for m, n in zip(meshes, first, strict=False)]),
        np.repeat(np.arange(len(meshes), dtype=np.int32), [len(m.triangles) for m in meshes]),
        tuple(m.names[0] for m in meshes),
    )


def inside_out(mesh: Mesh) -> Mesh:
    return Mesh(mesh.vertices, mesh.triangles[:, ::-1].copy(), mesh.body, mesh.names)


def wrapped(point: Callable[[Any, Any], tuple[Any, Any, Any]], nu: int, nv: int) -> Mesh:
    """A grid closed both ways: ``point(u, v)`` for angles in radians."""
    u, v = np.meshgrid(np.arange(nu) / nu * 2 * np.pi, np.arange(nv) / nv * 2 * np.pi)
    i, j = np.meshgrid(np.arange(nu), np.arange(nv))
    a, b = j * nu + i, j * nu + (i + 1) % nu
    d, c = (j + 1) % nv * nu + i, (j + 1) % nv * nu + (i + 1) % nu
    faces = np.concatenate([np.stack(t, -1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))])
    return mesh_of(np.stack(point(u, v), -1).reshape(-1, 3), faces, "band")


def torus(R: float = 9.0, r: float = 1.0, nu: int = 96, nv: int = 32) -> Mesh:
    """A round wire ``2 r`` thick about the finger (Y)."""
    return wrapped(
        lambda u, v: (
            (R + r * np.cos(v)) * np.sin(u),
            r * np.sin(v),
            (R + r * np.cos(v)) * np.cos(u),
        ),
        nu,
        nv,
    )


def sagitta(R: float, r: float, nu: int, nv: int) -> float:
    """How far chords of such a torus stay inside the surface at most, mm."""
    return (R + r) * (1 - math.cos(math.pi / nu)) + r * (1 - math.cos(math.pi / nv))


def tube(inner: float, outer: float, width: float, n: int = 256) -> Mesh:
    """A flat band about Y: square section, straight walls."""
    sections = np.array([(inner, -0.5), (outer, -0.5), (outer, 0.5), (inner, 0.5)])

    def point(u: Any, v: Any) -> tuple[Any, Any, Any]:
        corner = sections[np.rint(v / (np.pi / 2)).astype(int)]
        return corner[..., 0] * np.sin(u), corner[..., 1] * width, corner[..., 0] * np.cos(u)

    return wrapped(point, n, 4)


@cache
def sphere(radius: float, cuts: int = 6) -> Mesh:
    """A ball about the origin: an octahedron, each triangle quartered ``cuts`` times."""
    points = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]
    faces = [(x, y, z) if (x + y + z) % 2 == 0 else (x, z, y) for x in (0, 1) for y in (2, 3)
             for z in (4, 5)]  # fmt: skip
    for _ in range(cuts):
        middle: dict[tuple[int, int], int] = {}

        def half(a: int, b: int, middle: dict[tuple[int, int], int] = middle) -> int:
            key = (min(a, b), max(a, b))
            if key not in middle:
                middle[key] = len(points)
                points.append(tuple((p + q) / 2 for p, q in zip(points[a], points[b], strict=True)))
            return middle[key]

        finer = []
        for a, b, c in faces:
            ab, bc, ca = half(a, b), half(b, c), half(c, a)
            finer += [(a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca)]
        faces = finer
    vertices = np.array(points, float)
    vertices *= radius / np.linalg.norm(vertices, axis=1, keepdims=True)
    return mesh_of(vertices, faces, "ball")


def expected_torus(R: float = 9.0, r: float = 1.0, nu: int = 96, nv: int = 32) -> Expected:
    """By Pappus and Guldin."""
    volume, area = 2 * math.pi**2 * R * r**2, 4 * math.pi**2 * R * r
    corner = (R + r, r, R + r)
    box_ = (tuple(-c for c in corner), corner)
    return Expected(volume, 1, 1, sagitta(R, r, nu, nv), area, box_)  # type: ignore[arg-type]


def exact_torus(R: float = 9.0, r: float = 1.0) -> Any:
    import cadquery as cq

    return cq.Solid.makeTorus(R, r, cq.Vector(), cq.Vector(0, 1, 0)).wrapped


def product(**changes: Any) -> Product:
    """A torus with one round stone, ready to be written in every format."""
    given: dict[str, Any] = {
        "name": "wire",
        "mesh": torus(),
        "expected": expected_torus(),
        "solid": exact_torus,
        "stones": (Stone("centre", sphere(2.0, 2), (0.9, 0.95, 1.0), ior=2.417),),
        "alloy": "18k yellow",
        "metadata": {"parts": "shank", "Description": "A <round> wire & no more, ½ mm"},
    }
    return Product(**given | changes)
