"""Sheets of bands that do not run once round evenly: strips around the finger, their round ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.contours import Contour
from jewelcad.geometry.patches import along
from jewelcad.geometry.quilts import Sheet
from jewelcad.geometry.shapes import stretches

Array = NDArray[np.float64]
STEP = 5.0
"""Degrees from section to section of a strip, at most."""
CAP = 9
"""Sections of a rounded end."""


def angles(start: float, end: float, step: float = STEP) -> Array:
    """Evenly spaced angles from start to end, at most ``step`` degrees apart; five at least."""
    return np.linspace(start, end, max(5, math.ceil(abs(end - start) / step) + 1))


def around(degrees: Array, across: Array, reach: Array) -> Array:
    """Points at angles from the top, ``reach`` mm from the finger's axis, (n, m, 3)."""
    a = np.broadcast_to(np.radians(degrees).reshape(-1, *[1] * (reach.ndim - 1)), reach.shape)
    return np.stack([reach * np.sin(a), np.broadcast_to(across, reach.shape), reach * np.cos(a)], 2)


def rows_of(contours: Sequence[Contour]) -> list[Array]:
    """For each surface of a strip its points (sections, points, 2) in (across, outward)."""
    pieces = [(k, v) for k, s in enumerate(contours[0].segments) for v in stretches(s)]
    return [np.array([along(c.segments[k], v) for c in contours]) for k, v in pieces]


def strip(section: Callable[[float], Contour], degrees: Array, bore_radius: float) -> list[Sheet]:
    """The sheets of a band from one angle to another, open at both ends."""
    rows = rows_of([section(float(a)) for a in degrees])
    return [Sheet(around(degrees, r[..., 0], bore_radius + r[..., 1])) for r in rows]


def cap(
    section: Callable[[float], Contour],
    middle: Callable[[float], tuple[float, float]],
    start: float,
    end: float,
    bore_radius: float,
) -> list[Sheet]:
    """A round end: from the whole section at ``start`` it shrinks to its middle at ``end``.

    ``middle`` gives (across, outward) of the section's middle at an angle.
    """
    rise = np.linspace(0.0, math.pi / 2, CAP)
    degrees, size = start + (end - start) * np.sin(rise), np.cos(rise)[:, None, None]
    size[-1] = 0.0
    middles = np.array([middle(float(a)) for a in degrees])[:, None]
    rows = rows_of([section(float(a)) for a in degrees])
    shrunk = [middles + (r - middles) * size for r in rows]
    return [Sheet(around(degrees, r[..., 0], bore_radius + r[..., 1])) for r in shrunk]
