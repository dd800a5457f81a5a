"""How thick the solids of ``known_walls`` are all over, by formulas.

The thickness at p is the width of the largest ball in the metal that touches it there, if what
stops it lies within `CONE` of the normal; nothing (nan) where no formula is given, or where the way
to what stops it leaves near the cone's rim.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Thick = Callable[[Any, Any], Any]
"""From places and outward normals, (n, 3) each, to mm."""

CONE = math.radians(22.5)
MARGIN = math.radians(3.0)
"""Near the cone's rim facets decide what is seen."""


def block(x: float, y: float, z: float) -> Thick:
    return lambda p, n: np.array([x, y, z])[np.abs(n).argmax(axis=1)]


def turned(height: float, wall: float) -> Thick:
    """Flat ends, and one wall all around."""
    return lambda p, n: np.where(np.abs(n[:, 2]) > 0.9, height, wall)


def even(wall: float) -> Thick:
    return lambda p, n: np.full(len(p), wall)


def between_circles(big: float, small: float, off: tuple[float, ...], ends: float) -> Thick:
    """Between two circles or spheres: the ball touches both."""

    def thick(p: Any, n: Any) -> Any:
        e = np.array(off)
        k = len(e)
        square = e @ e
        to_hole = np.linalg.norm(p[:, :k] - e, axis=1)
        to_rim = np.linalg.norm(p[:, :k], axis=1)
        outer = np.abs(to_rim - big) < np.abs(to_hole - small)
        u = p[:, :k] / to_rim[:, None]
        v = (p[:, :k] - e) / to_hole[:, None]
        from_rim = (big**2 - 2 * big * (u @ e) + square - small**2) / (2 * (big + small - u @ e))
        from_hole = (big**2 - 2 * small * (v @ e) - square - small**2) / (2 * (big + small + v @ e))
        found = 2.0 * np.where(outer, from_rim, from_hole)
        return np.where(np.abs(n[:, 2]) > 0.9, ends, found) if k == 2 else found

    return thick


def taper(along: Any, angle: float, low: float, high: float) -> Any:
    """From the distances to the apex of a wedge whose faces reach from low to high, each along
    itself: the width of the ball that touches both as far from the apex."""
    return np.where((along > low) & (along < high), 2.0 * along * math.tan(angle / 2.0), np.nan)


def tapered_tube(p: Any, n: Any) -> Any:
    angle = math.atan(0.2)
    inside = np.hypot(p[:, 0], p[:, 1]) < 2.05
    down = 8.0 - p[:, 2]
    along = np.where(inside, down, down / math.cos(angle))
    thick = taper(along, angle, 3.0 / math.cos(angle), 8.0)
    return np.where(np.abs(n[:, 2]) > 0.99, np.nan, thick)


def wedge(degrees: float) -> Thick:
    angle = math.radians(degrees)
    apex = 0.3 / math.tan(angle)

    def thick(p: Any, n: Any) -> Any:
        flat = n[:, 1] < -0.9
        along = np.where(flat, p[:, 0] + apex, (p[:, 0] + apex) / math.cos(angle))
        found = taper(along, angle, apex / math.cos(angle), 6.0 + apex)
        found = np.where(np.abs(n[:, 2]) > 0.9, 5.0, found)
        return np.where(np.abs(n[:, 0]) > 0.9, np.nan, found)

    return thick


def under(across: Any, left: float, full: float) -> Any:
    """Opposite a flat face, ``across`` beside a point or edge that leaves ``left``."""
    lean = np.arctan2(across, left)
    found = np.where(lean < CONE, (left**2 + across**2) / left, full)
    return np.where(np.abs(lean - CONE) < MARGIN, np.nan, found)


def v_groove(p: Any, n: Any) -> Any:
    across = np.abs(p[:, 0] - 5.0)
    found = np.where((across > 0.15) & (across < 1.9), np.nan, under(across, 0.5, 2.0))
    found = np.where(n[:, 2] > 0.99, 2.0, found)
    found = np.where(np.abs(n[:, 1]) > 0.99, 8.0, found)
    return np.where((np.abs(n[:, 1]) < 0.99) & (np.abs(n[:, 2]) < 0.99), np.nan, found)


def channel(low: float, high: float, left: float) -> Thick:
    def thick(p: Any, n: Any) -> Any:
        outside = np.maximum(low - p[:, 0], p[:, 0] - high)
        found = np.where(outside < 0.0, left, under(outside, left, 2.0))
        found = np.where((n[:, 2] > 0.9) & (p[:, 2] > 1.0), 2.0, found)
        found = np.where((n[:, 2] > 0.9) & (p[:, 2] < 1.0), left, found)
        return np.where(np.abs(n[:, 2]) < 0.9, np.nan, found)

    return thick


def round_groove(p: Any, n: Any) -> Any:
    across = np.abs(p[:, 0] - 5.0)
    radius = (1.1025 + across**2) / 4.9
    turn = np.arctan2(across, 1.45 - radius)  # of the line of centres; the chord leans half of it
    found = np.where(turn / 2.0 < CONE, 2.0 * radius, 2.0)
    found[np.abs(turn / 2.0 - CONE) < MARGIN] = np.nan
    found = np.where(p[:, 2] > 1.99, np.where(across > 1.05, 2.0, np.nan), found)
    return np.where(np.abs(n[:, 2]) < 0.9999, np.nan, found)


def pit(p: Any, n: Any) -> Any:
    across = np.hypot(p[:, 0] - 5.0, p[:, 1] - 4.0)
    found = np.where((across > 0.12) & (across < 2.1), np.nan, under(across, 0.4, 2.0))
    found = np.where(p[:, 2] > 1.99, 2.0, found)
    return np.where(np.abs(n[:, 2]) < 0.9, np.nan, found)


def blind_hole(p: Any, n: Any) -> Any:
    outside = np.hypot(p[:, 0] - 5.0, p[:, 1] - 4.0) - 1.0
    found = np.where(outside < 0.0, 0.35, under(outside, 0.35, 2.0))
    found = np.where(p[:, 2] > 1.99, 2.0, found)
    found = np.where((outside < 0.0) & (n[:, 2] > 0.9), 0.35, found)
    at_rim = np.abs(outside) < 0.06
    return np.where((np.abs(n[:, 2]) < 0.9) | at_rim, np.nan, found)


def two_holes(p: Any, n: Any) -> Any:
    left = p[:, 0] < 5.0
    toward = np.where(left, -n[:, 0], n[:, 0])  # how far the metal lies towards the other hole
    lean = np.arccos(np.clip(toward, -1.0, 1.0))
    found = np.where(lean < CONE - MARGIN, 2.0 * (1.15 / np.maximum(toward, 0.1) - 1.0), np.nan)
    in_hole = np.abs(np.hypot(p[:, 0] - np.where(left, 3.85, 6.15), p[:, 1] - 4.0) - 1.0) < 0.1
    return np.where(np.abs(n[:, 2]) > 0.9, 2.0, np.where(in_hole, found, np.nan))


def crossing_tubes(p: Any, n: Any) -> Any:
    far = (np.abs(p) > 2.6).any(axis=1)
    return np.where(far & (np.abs(n[:, 1:]).max(axis=1) < 0.9999), 0.5, np.nan)


def grooved_band(p: Any, n: Any) -> Any:
    r, z = np.hypot(p[:, 0], p[:, 1]), np.abs(p[:, 2])
    bore = np.where((z > 0.17) & (z < 1.5), np.nan, under(z, 0.55, 1.6))
    back = np.where(z > 0.85, 1.6, np.nan)
    found = np.where(r < 8.6, bore, np.where(r > 9.6, back, np.nan))
    return np.where(np.abs(n[:, 2]) > 0.1, np.nan, found)


def bezel(p: Any, n: Any) -> Any:
    upper = (p[:, 2] > 1.5) & (np.abs(n[:, 2]) < 0.1)
    lower = (np.abs(n[:, 2]) < 0.1) & (p[:, 2] < 0.9)
    lower &= (np.hypot(p[:, 0], p[:, 1]) < 2.2) | (p[:, 2] < 0.9)
    return np.where(upper, 0.4, np.where(lower, 1.3, np.nan))


def engraved(p: Any, n: Any) -> Any:
    seal = np.hypot(p[:, 0] - 6.0, p[:, 1] - 3.0) - 0.8
    top = np.where(seal < -0.02, 0.55, under(np.maximum(seal, 0.0), 0.55, 1.0))
    top = np.where(np.abs(seal) < 0.05, np.nan, top)
    floor = np.abs(p[:, 2] - 0.7) < 1e-6
    found = np.where(floor, 0.7, np.where(n[:, 2] > 0.9, top, np.nan))
    found = np.where((seal < -0.02) & (n[:, 2] < -0.9), 0.55, found)
    return np.where((n[:, 2] < -0.9) & (p[:, 0] > 4.5) & (seal > 0.5), 1.0, found)


def step(p: Any, n: Any) -> Any:
    bottom = np.where(p[:, 0] > 6.0, 0.45, under(6.0 - p[:, 0], 0.45, 2.0))
    top = np.where(p[:, 0] > 6.0, 0.45, 2.0)
    found = np.where(n[:, 2] > 0.0, top, bottom)
    return np.where(np.abs(n[:, 2]) < 0.9, np.where(np.abs(n[:, 1]) > 0.9, 6.0, np.nan), found)


def rail(p: Any, n: Any) -> Any:
    wire = np.hypot(p[:, 1], p[:, 2]) < 0.4
    return np.where(wire & (np.abs(p[:, 0]) < 1.9), 0.6, np.nan)


def lens(p: Any, n: Any) -> Any:
    centre = np.where(p[:, 2:] > 0.0, [[0.0, 0.0, -3.0]], [[0.0, 0.0, 3.0]])
    u = p - centre
    up = np.abs(u[:, 2]) / np.linalg.norm(u, axis=1)
    lean = np.arccos(np.clip(up, -1.0, 1.0))
    return np.where(lean < CONE - MARGIN, 2.0 * (5.0 - 3.0 / up), np.nan)


MAPS: dict[str, Thick] = {
    "plate": block(8.0, 6.0, 0.7),
    "bar": block(1.2, 0.9, 7.0),
    "rod": turned(6.0, 1.0),
    "tube": turned(4.0, 0.6),
    "tube, hole off centre": between_circles(5.0, 4.4, (0.25, 0.0), 4.0),
    "tapered tube": tapered_tube,
    "shell": even(0.6),
    "hollow ball off centre": between_circles(5.0, 4.0, (0.3, 0.4, 0.0), 0.0),
    "ball": even(1.2),
    "torus": even(1.6),
    "hollow torus": even(0.5),
    "wedge of 5 degrees": wedge(5.0),
    "wedge of 15 degrees": wedge(15.0),
    "wedge of 17 degrees": wedge(17.0),
    "V-groove": v_groove,
    "slot": channel(5.0, 5.3, 0.45),
    "round groove": round_groove,
    "channel": channel(3.0, 5.0, 0.5),
    "pit": pit,
    "blind hole": blind_hole,
    "two holes": two_holes,
    "crossing tubes": crossing_tubes,
    "grooved band": grooved_band,
    "bezel": bezel,
    "engraved plate": engraved,
    "step": step,
    "blocks on a wire": rail,
    "lens": lens,
}

FACETS: dict[str, float] = {"two holes": 1.0, "blind hole": 1.0, "engraved plate": 0.8}
"""Radius of holes whose facets, by twice their sag, are the tolerance beside that of the solid."""
