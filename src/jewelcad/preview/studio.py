"""The piece under the lamps: metal as a mirror, stones as facets, the cap of a section."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.light import linear, studio_sky
from jewelcad.preview.scene import Scene, StoneView, View
from jewelcad.preview.section import Section, cut, plane_of
from jewelcad.preview.shading import crease_normals, face_normals

METAL_ROUGHNESS = 0.09
CAP_COLOUR, HATCH_COLOUR = (141, 107, 176), (77, 52, 112)
STONE_CAP_COLOUR = "#9cc4e4"
HATCH_PITCH = 0.35
"""mm between the lines of a hatched cap."""


def add_light(plotter: Any) -> None:
    """Image-based light from the studio."""
    import pyvista

    renderer = plotter.renderer
    sky = studio_sky()
    image = pyvista.ImageData(dimensions=(sky.shape[1], sky.shape[0], 1))
    image.point_data["light"] = sky.reshape(-1, 3)
    texture = pyvista.Texture()
    texture.SetInputData(image)
    texture.SetColorModeToDirectScalars()
    texture.MipmapOn()
    texture.InterpolateOn()
    renderer.GetEnvMapPrefiltered().SetPrefilterMaxSamples(64)
    lookup = renderer.GetEnvMapLookupTable()  # 1024 x 1024 x 1024 samples by default
    lookup.SetLUTSize(128)
    lookup.SetLUTSamples(256)
    renderer.UseImageBasedLightingOn()
    renderer.SetEnvironmentTexture(texture, False)


def turn_light(plotter: Any, view: View) -> None:
    """Carry the lamps along with the camera."""
    right, up, _ = view.axes
    plotter.renderer.SetEnvironmentUp(*up)
    plotter.renderer.SetEnvironmentRight(*right)


def add_scene(
    plotter: Any,
    scene: Scene,
    view: View,
    section: Section | None = None,
    without: Container[int] = (),
) -> None:
    """Metal and stones, cut where asked; the stones at the places ``without`` are left out."""
    plane = None if section is None else plane_of(section, view)
    metal, cap = _part(scene.metal, plane, "The metal")
    if metal is not None:
        corners, normals = metal.corners[~cap], crease_normals(metal)[~cap]
        add_metal(plotter, soup(corners, normals), scene.metal_colour)
        if plane is not None and cap.any():
            add_hatched(plotter, metal, cap, plane)
    for stone in (s for i, s in enumerate(scene.stones) if i not in without):
        mesh, cap = _part(stone.mesh, plane, f"The stone {stone.name}")
        if mesh is not None:
            _add_stone(plotter, stone, mesh, cap)


def _part(mesh: Mesh, plane: Frame | None, what: str) -> tuple[Mesh | None, NDArray[np.bool_]]:
    if plane is None:
        return mesh, np.zeros(len(mesh.triangles), dtype=bool)
    return cut(mesh, plane, what)


def soup(corners: NDArray[np.float64], normals: NDArray[np.floating[Any]] | None = None) -> Any:
    """Separate triangles, so each corner keeps a normal of its own."""
    import pyvista

    faces = np.arange(len(corners) * 3, dtype=np.int64).reshape(-1, 3)
    poly = pyvista.PolyData.from_regular_faces(corners.reshape(-1, 3), faces)
    if normals is not None:
        poly.point_data.active_normals = normals.reshape(-1, 3).astype(np.float32)
    return poly


def add_metal(plotter: Any, poly: Any, colour: str) -> Any:
    """Polished metal of this reflectance; its actor."""
    shade = linear(colour)
    actor = plotter.add_mesh(poly, color=shade, pbr=True, metallic=1.0, roughness=METAL_ROUGHNESS)
    actor.prop.SetEdgeTint(*(0.45 + 0.55 * channel for channel in shade))
    return actor


def add_hatched(plotter: Any, mesh: Mesh, cap: NDArray[np.bool_], plane: Frame) -> None:
    """The cut metal of a section, with lines across it."""
    import pyvista

    poly = soup(mesh.corners[cap])
    flat = np.stack([poly.points @ np.array(plane.x), poly.points @ np.array(plane.y)], axis=1)
    poly.active_texture_coordinates = (flat / (HATCH_PITCH * np.sqrt(2))).astype(np.float32)
    texture = pyvista.Texture(_hatch())
    texture.repeat = True
    texture.interpolate = True
    texture.mipmap = True
    plotter.add_mesh(poly, texture=texture, lighting=False)


def _hatch(pixels: int = 64) -> NDArray[np.uint8]:
    """One tile of diagonal lines."""
    row, column = np.mgrid[:pixels, :pixels]
    line = ((row + column) % pixels) < pixels * 0.2
    return np.where(line[..., None], HATCH_COLOUR, CAP_COLOUR).astype(np.uint8)


def _add_stone(plotter: Any, stone: StoneView, mesh: Mesh, cap: NDArray[np.bool_]) -> None:
    """What is left of a stone, and the cut through it."""
    corners = mesh.corners[~cap]
    normals = _stone_normals(mesh, stone.mesh.deviation > 0.0)[~cap]
    _add_body(plotter, corners, normals, stone.colour, stone.refraction is None)
    if cap.any():
        add_stone_cap(plotter, mesh.corners[cap])
    if not stone.mesh.deviation:
        _add_edges(plotter, mesh)


def add_stones(plotter: Any, stones: Iterable[StoneView]) -> list[Any]:
    """Whole stones whose light is not followed, those of one look together; their actors."""
    looks: dict[tuple[str, bool, bool], list[Mesh]] = {}
    for stone in stones:
        look = (stone.colour, stone.refraction is None, stone.mesh.deviation > 0.0)
        looks.setdefault(look, []).append(stone.mesh)
    made = []
    for (colour, opaque, curved), meshes in looks.items():
        corners = np.concatenate([mesh.corners for mesh in meshes])
        normals = np.concatenate([_stone_normals(mesh, curved) for mesh in meshes])
        made += _add_body(plotter, corners, normals, colour, opaque)
        made += [] if curved else [one for mesh in meshes for one in _add_edges(plotter, mesh)]
    return made


def add_stone_cap(plotter: Any, corners: NDArray[np.float64]) -> None:
    """The cut through a stone."""
    plotter.add_mesh(soup(corners), color=STONE_CAP_COLOUR, lighting=False)


def _add_edges(plotter: Any, mesh: Mesh) -> list[Any]:
    edges = mesh_edges(mesh)
    ink = {"color": "#33475c", "opacity": 0.35, "line_width": 1.2, "lighting": False}
    return [] if edges is None else [plotter.add_mesh(edges, **ink)]


def _add_body(
    plotter: Any,
    corners: NDArray[np.float64],
    normals: NDArray[np.float64],
    colour: str,
    opaque: bool,
) -> list[Any]:
    shade = linear(colour)
    if opaque:
        return [_add_polished(plotter, soup(corners, normals), shade)]
    return _add_glass(plotter, corners, normals, shade)


def _stone_normals(mesh: Mesh, curved: bool) -> NDArray[np.float64]:
    if curved:
        return crease_normals(mesh)
    return np.repeat(face_normals(mesh.corners)[0][:, None], 3, axis=1)


def _add_polished(plotter: Any, poly: Any, shade: tuple[float, float, float]) -> Any:
    """An opaque body under a clear gloss."""
    actor = plotter.add_mesh(poly, color=shade, pbr=True, metallic=0.0, roughness=0.45)
    actor.prop.SetCoatStrength(0.8)
    actor.prop.SetCoatRoughness(0.06)
    return actor


def _add_glass(
    plotter: Any,
    corners: NDArray[np.float64],
    normals: NDArray[np.float64],
    shade: tuple[float, float, float],
) -> list[Any]:
    """A clear stone whose light is not followed: its far side through a thin near one."""
    inside, outside = soup(corners[:, ::-1], -normals[:, ::-1]), soup(corners, normals)
    far = {"metallic": 1.0, "roughness": 0.05, "culling": "back"}
    near = {"metallic": 0.3, "roughness": 0.03, "opacity": 0.35, "culling": "back"}
    return [
        plotter.add_mesh(poly, color=shade, pbr=True, **look)
        for poly, look in ((inside, far), (outside, near))
    ]


def mesh_edges(mesh: Mesh, angle: float = 1.5, most: int = 2000) -> Any | None:
    """The edges between facets as lines; None for a cabochon, which has none to show."""
    import pyvista

    faces = mesh.triangles.astype(np.int64)
    poly = pyvista.PolyData.from_regular_faces(mesh.vertices, faces)
    edges = poly.extract_feature_edges(
        feature_angle=angle, boundary_edges=False, non_manifold_edges=False, manifold_edges=False
    )
    return edges if 0 < edges.n_cells <= most else None
