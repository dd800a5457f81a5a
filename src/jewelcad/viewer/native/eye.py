"""Where the window's camera stands."""

from __future__ import annotations

from typing import Any

import numpy as np

from jewelcad.frames import Vector
from jewelcad.preview.scene import View

ASIDE = np.array([0.0, -0.75, 0.25])
"""How far to the front and above a place is looked at from, beside straight from outside."""


def looking(camera: Any) -> View:
    """The way it looks now."""
    x, y, z = (float(v) for v in np.subtract(camera.position, camera.focal_point))
    return View("window", "", (x, y, z), tuple(camera.up))


def project(camera: Any) -> None:
    """Parallel instead of with a lens, or back; what is in the middle keeps its size."""
    tangent = np.tan(np.radians(camera.view_angle / 2))
    if camera.parallel_projection:
        way = np.subtract(camera.position, camera.focal_point) / camera.distance
        camera.position = tuple(camera.focal_point + way * camera.parallel_scale / tangent)
    else:
        camera.parallel_scale = camera.distance * tangent
    camera.parallel_projection = not camera.parallel_projection


def fly(camera: Any, place: Vector, distance: float) -> None:
    """Look at a place of the piece from outside, as the page does."""
    out = np.array([place[0], 0.0, place[2]])
    length = float(np.linalg.norm(out))
    towards = (out / length if length > 1e-3 else np.array([0.0, 0.0, 1.0])) + ASIDE
    camera.focal_point = place
    camera.position = tuple(np.array(place) + towards / np.linalg.norm(towards) * distance)
    camera.up = (0.0, 0.0, 1.0)
    camera.parallel_projection = False
