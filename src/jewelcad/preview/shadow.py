"""The soft shadow under a standing piece."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.preview.scene import Scene
from jewelcad.preview.shading import face_normals

PIXELS = 192
DARKEST = 0.38
FADE = 2.5
"""mm of height over which a part's shadow fades."""


def add_shadow(plotter: Any, scene: Scene) -> None:
    """Lay a shadow on the ground plane that the lowest metal touches."""
    import pyvista

    points = scene.points
    low, high = points.min(axis=0), points.max(axis=0)
    reach = float((high - low)[:2].max()) * 0.8
    middle = (low + high) / 2
    quad = pyvista.Plane(
        center=(middle[0], middle[1], low[2] - 0.02), i_size=2 * reach, j_size=2 * reach
    )
    image = np.zeros((PIXELS, PIXELS, 4), dtype=np.uint8)
    image[..., 3] = np.rint(255 * _shade(scene, middle[:2], low[2], reach))
    texture = pyvista.Texture(image[::-1].copy())
    texture.interpolate = True
    plotter.add_mesh(quad, texture=texture, lighting=False)


def _shade(
    scene: Scene, middle: NDArray[np.float64], ground: float, reach: float
) -> NDArray[np.float64]:
    """Darkness over the ground, (PIXELS, PIXELS), first row at the lowest y."""
    from scipy.ndimage import gaussian_filter

    corners = np.concatenate([scene.metal.corners, *(s.mesh.corners for s in scene.stones)])
    normals, area = face_normals(corners)
    centre = corners.mean(axis=1)
    weight = area * np.abs(normals[:, 2]) * np.exp(-(centre[:, 2] - ground) / FADE)
    cells = np.clip((centre[:, :2] - middle + reach) / (2 * reach) * PIXELS, 0, PIXELS - 1)
    index = cells.astype(int)
    dark = np.zeros((PIXELS, PIXELS))
    np.add.at(dark, (index[:, 1], index[:, 0]), weight)
    per_mm = PIXELS / (2 * reach)
    soft = gaussian_filter(dark, 0.7 * per_mm) + 0.8 * gaussian_filter(dark, 2.2 * per_mm)
    shade = 1 - np.exp(-1.6 * soft * per_mm**2)
    edge = np.hypot(*np.mgrid[-1 : 1 : PIXELS * 1j, -1 : 1 : PIXELS * 1j])
    return np.asarray(DARKEST * shade * np.clip((1 - edge) * 4, 0, 1))
