"""Stones laid into the picture of the metal, pixel by pixel, behind the claws before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.preview.gemlight import Facets, brilliance, entered, facets_of
from jewelcad.preview.light import linear, studio_sky
from jewelcad.preview.scene import Scene, StoneView, View

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lens:
    """The camera's rays: where they start, where they go, and which pixel a point falls on."""

    axes: Floats
    position: Floats
    half: float
    """mm for a parallel camera, tangent of half the field of view for one with a lens."""
    parallel: bool
    size: tuple[int, int]

    def rays(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Origins and unit directions through the middles of pixels."""
        width, height = self.size
        u = (2 * (columns + 0.5) - width) / height * self.half
        v = (height - 2 * (rows + 0.5)) / height * self.half
        sideways = u[:, None] * self.axes[0] + v[:, None] * self.axes[1]
        if self.parallel:
            return self.position + sideways, np.broadcast_to(-self.axes[2], sideways.shape)
        rays = sideways - self.axes[2]
        rays = rays / np.linalg.norm(rays, axis=1, keepdims=True)
        return np.broadcast_to(self.position, rays.shape), rays

    def box(self, points: Floats) -> tuple[int, int, int, int]:
        """Rows and columns (low, high) of the picture that hold these points."""
        width, height = self.size
        seen = (points - self.position) @ self.axes.T
        flat = seen[:, :2] if self.parallel else seen[:, :2] / -seen[:, 2:]
        column = flat[:, 0] / self.half * height / 2 + width / 2
        row = height / 2 - flat[:, 1] / self.half * height / 2
        low_row, high_row = np.clip([row.min() - 1, row.max() + 2], 0, height).astype(int)
        low, high = np.clip([column.min() - 1, column.max() + 2], 0, width).astype(int)
        return int(low_row), int(high_row), int(low), int(high)


def lens_of(plotter: Any, view: View, size: tuple[int, int]) -> Lens:
    """The camera of a plotter that `aim` has pointed."""
    camera = plotter.camera
    parallel = bool(camera.parallel_projection)
    half = camera.parallel_scale if parallel else np.tan(np.radians(camera.view_angle / 2))
    return Lens(view.axes, np.array(camera.position), float(half), parallel, size)


def traceable(scene: Scene) -> dict[int, Facets]:
    """The clear, faceted, convex stones of a scene, by their place in it."""
    clear = [i for i, s in enumerate(scene.stones) if s.refraction and not s.mesh.deviation]
    found = {i: facets_of(scene.stones[i].mesh) for i in clear}
    return {i: facets for i, facets in found.items() if facets is not None}


def lay_stones(
    shot: NDArray[np.uint8], depth: Floats, lens: Lens, stones: list[tuple[StoneView, Facets]]
) -> None:
    """Paint stones into an RGBA picture where they lie before what ``depth`` (mm) holds.

    Both arrays are changed in place.
    """
    sky = studio_sky(512, sparks=True)
    for stone, facets in stones:
        top, bottom, left, right = lens.box(stone.mesh.vertices)
        rows, columns = (a.ravel() for a in np.mgrid[top:bottom, left:right])
        origins, rays = lens.rays(rows, columns)
        distance, facet, hit = entered(facets, origins, rays)
        away = distance * -(rays @ lens.axes[2])
        hit &= away < depth[rows, columns]
        rows, columns, rays, distance = rows[hit], columns[hit], rays[hit], distance[hit]
        points = origins[hit] + distance[:, None] * rays
        light = brilliance(
            facets,
            points,
            rays,
            facet[hit],
            sky,
            lens.axes,
            stone.refraction or 1.0,
            linear(stone.colour),
        )
        shot[rows, columns, :3] = _encoded(light)
        shot[rows, columns, 3] = 255
        depth[rows, columns] = away[hit]


def _encoded(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Linear light as sRGB bytes."""
    light = np.clip(light, 0, 1)
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(curve * 255), dtype=np.uint8)
