"""Where the camera stands so that the piece fills the picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.preview.scene import View

Floats = NDArray[np.float64]

LENS = 22.0
"""Vertical field of view of the camera with a lens, degrees: a portrait lens."""


def aim(
    plotter: Any,
    view: View,
    points: Floats,
    size: tuple[int, int],
    parallel: bool,
    margin: float = 0.08,
    half_height: float | None = None,
) -> None:
    """Point the camera at ``points`` so that they fill the picture but for ``margin``.

    ``half_height`` (mm) sets the scale of a parallel picture instead, for pictures side by side.
    """
    camera, axes = plotter.camera, view.axes
    seen = points @ axes.T
    aspect = size[0] / size[1]
    if parallel:
        middle = (seen.min(axis=0) + seen.max(axis=0)) / 2
        if view.on_axis:
            middle[:2] = 0.0
        focus, distance = middle @ axes, 10 * float(np.ptp(seen, axis=0).max())
    else:
        focus, distance = standpoint(view, points, size, margin)
    camera.focal_point = tuple(focus)
    camera.position = tuple(focus + axes[2] * distance)
    camera.up = tuple(axes[1])
    camera.view_angle = LENS
    camera.parallel_projection = parallel
    if parallel:
        camera.parallel_scale = half_height or fitting_scale(view, points, aspect, margin)
    depth = seen[:, 2] - focus @ axes[2]
    near, far = distance - float(depth.max()), distance - float(depth.min())
    camera.clipping_range = (0.9 * near, 1.3 * far)


def standpoint(
    view: View, points: Floats, size: tuple[int, int], margin: float = 0.08
) -> tuple[Floats, float]:
    """What a camera with a lens looks at, and how far off it stands, to fill its picture (mm)."""
    axes = view.axes
    seen = points @ axes.T
    middle = (seen.min(axis=0) + seen.max(axis=0)) / 2
    if view.on_axis:
        middle[:2] = 0.0
    middle, distance = _stand_back(seen - middle, middle, size[0] / size[1], margin, view.on_axis)
    return middle @ axes, distance


def fitting_scale(view: View, points: Floats, aspect: float, margin: float = 0.08) -> float:
    """Half the height, mm, that a parallel picture of ``points`` needs."""
    seen = points @ view.axes.T
    wide, high, _ = 2 * np.abs(seen).max(axis=0) if view.on_axis else np.ptp(seen, axis=0)
    return float(max(high, wide / aspect, 1e-6) / 2 / (1 - 2 * margin))


def _stand_back(
    seen: Floats, middle: Floats, aspect: float, margin: float, fixed: bool
) -> tuple[Floats, float]:
    """Centre and distance of the camera that just sees every point.

    ``fixed`` keeps the centre; otherwise it moves until the piece stands in the middle.
    """
    tangent = np.tan(np.radians(LENS / 2)) * (1 - 2 * margin)
    slopes = np.array([tangent * aspect, tangent])
    shift = np.zeros(2)
    distance = _distance(seen, shift, slopes)
    for _ in range(0 if fixed else 4):
        angles = (seen[:, :2] - shift) / (distance - seen[:, 2:])
        shift = shift + (angles.min(axis=0) + angles.max(axis=0)) / 2 * distance
        distance = _distance(seen, shift, slopes)
    return middle + np.array([*shift, 0.0]), distance


def _distance(seen: Floats, shift: Floats, slopes: Floats) -> float:
    reach = (np.abs(seen[:, :2] - shift) / slopes).max(axis=1) + seen[:, 2]
    return float(max(reach.max(), 1e-3))
