"""The studio: light boxes, a white table and black flags, painted onto the sky with numpy.

Polished metal is a mirror, so it looks like what stands around it: broad white boxes make the
bright planes, the dark between them draws the edges. The studio turns with the camera, as a
photographer carries the lamps along, so every view is well lit. Directions here are the camera's:
x right, y up, z towards the camera.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Sky = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Box:
    """A light box (or, with less light than what is behind it, a black flag).

    Parameters
    ----------
    azimuth : degrees from the camera towards the right
    elevation : degrees above the horizon
    width, height : half angles, degrees
    light : radiance; 1 is white in the picture
    soft : width of its edge as a share of its half size
    warmth : -1 blue to 1 amber
    """

    azimuth: float
    elevation: float
    width: float
    height: float
    light: float
    soft: float = 0.35
    warmth: float = 0.0


TABLE, HORIZON, CEILING = 0.80, 0.17, 0.46
"""Radiance below, level with and above the piece."""

BOXES = (
    Box(-52, 42, 34, 24, 1.75),  # key: large box, upper left
    Box(64, 22, 13, 42, 1.55, soft=0.3),  # strip on the right
    Box(-112, 8, 14, 46, 1.05),  # rim light from behind, left
    Box(150, 34, 38, 20, 1.2),  # behind, above: lights the inside of the band
    Box(10, 82, 40, 26, 1.25),  # overhead
    Box(6, -34, 44, 9, 0.95, soft=0.6),  # white card on the table before the piece
    Box(0, 4, 11, 10, 0.07, soft=0.8),  # the camera and who stands behind it
    Box(104, 6, 9, 50, 0.03, soft=0.6),  # black flag, right
    Box(-86, -4, 7, 50, 0.04, soft=0.6),  # black flag, left
)

SPARKS = tuple(
    Box(azimuth, elevation, 3.2, 3.2, 7.0, soft=0.5, warmth=warmth)
    for azimuth, elevation, warmth in (
        (-24, 30, 0.3), (22, 38, 0.0), (38, -12, -0.3), (-34, -18, 0.0), (4, 24, 0.3),
        (-70, 12, 0.0), (78, 50, 0.3), (140, 20, 0.0), (-150, 40, -0.3), (16, -30, 0.0),
        (-12, -8, 0.0), (14, 10, 0.3), (-100, 62, 0.0), (110, -25, 0.0),
    )
)  # fmt: skip
"""Bare bulbs that only stones see: on polished metal they would be spots, in a stone they are its
scintillation."""


@lru_cache(maxsize=4)
def studio_sky(width: int = 256, sparks: bool = False) -> Sky:
    """The studio as an equirectangular image, (width // 2, width, 3), linear light.

    The first row looks straight down; columns run as VTK reads them, by ``atan2(z, x)``.
    """
    boxes = BOXES + SPARKS if sparks else BOXES
    height = width // 2
    turn = (np.arange(width) + 0.5) / width * 2 * np.pi - np.pi
    lift = (np.arange(height) + 0.5) / height * np.pi - np.pi / 2
    turn, lift = np.meshgrid(turn, lift)
    level = np.cos(lift)
    directions = np.stack([level * np.cos(turn), np.sin(lift), level * np.sin(turn)], axis=-1)
    sky = radiance(directions, boxes).astype(np.float32)
    sky.setflags(write=False)
    return sky


def radiance(directions: NDArray[np.float64], boxes: tuple[Box, ...]) -> NDArray[np.float64]:
    """Linear RGB light arriving from each direction, (..., 3) -> (..., 3)."""
    height = directions[..., 1]
    below = _ease(-height, 0.0, 0.55) * (TABLE - HORIZON)
    above = _ease(height, 0.05, 0.9) * (CEILING - HORIZON)
    colour = np.repeat((HORIZON + below + above)[..., None], 3, axis=-1)
    for box in boxes:
        share = _coverage(box, directions)[..., None]
        tint = np.array([1 + 0.08 * box.warmth, 1.0, 1 - 0.12 * box.warmth])
        colour = colour * (1 - share) + box.light * tint * share
    return np.asarray(colour)


def _coverage(box: Box, directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of each direction the box covers, 0 to 1."""
    a, e = np.radians(box.azimuth), np.radians(box.elevation)
    centre = np.array([np.cos(e) * np.sin(a), np.sin(e), np.cos(e) * np.cos(a)])
    right = np.array([np.cos(a), 0.0, -np.sin(a)])
    up = np.cross(centre, right)
    depth = directions @ centre
    ahead = depth > 1e-6
    depth = np.where(ahead, depth, 1.0)
    across = np.abs(directions @ right) / depth / np.tan(np.radians(box.width))
    along = np.abs(directions @ up) / depth / np.tan(np.radians(box.height))
    edge = (1 - box.soft, 1 + box.soft)
    return np.asarray(ahead * (1 - _ease(across, *edge)) * (1 - _ease(along, *edge)))


def _ease(value: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


def linear(colour: str) -> tuple[float, float, float]:
    """``#rrggbb`` as the linear light that physically based shading reckons in."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return (_to_linear(red), _to_linear(green), _to_linear(blue))


def _to_linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
