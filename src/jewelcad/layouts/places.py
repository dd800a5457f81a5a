"""Where stones may go: surfaces, and paths over them that turn one number into girdle frames."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.gems.outlines import Arc, GirdleOutline

Array = NDArray[np.float64]
Poses = tuple[Array, Array]
"""Origins (n, 3) mm and axes (n, 3, 3), rows x, y and z."""
Path = Callable[[Array], Poses]
"""Girdle poses at places along a way, in its own unit (degrees, or mm)."""


@runtime_checkable
class Surface(Protocol):
    """The outside of a band, such as a `Shank`."""

    @property
    def tapered(self) -> bool:
        """Whether the section changes around the finger."""

    def surface_poses(self, degrees: ArrayLike, across: ArrayLike) -> Poses:
        """Frames at angles from the top and mm across: z outwards, x along the band."""


@dataclass(frozen=True)
class Cylinder:
    """A plain round surface about the finger, for a row that has no shank yet.

    Parameters
    ----------
    radius : mm
    """

    radius: float

    tapered = False

    def surface_poses(self, degrees: ArrayLike, across: ArrayLike) -> Poses:
        a = np.radians(np.asarray(degrees, float))
        sin, cos, zero = np.sin(a), np.cos(a), np.zeros(len(a))
        x, y, z = (
            np.stack(axis, axis=1)
            for axis in ((cos, zero, -sin), (zero, zero + 1.0, zero), (sin, zero, cos))
        )
        return self.radius * z + np.asarray(across, float)[:, None] * y, np.stack([x, y, z], axis=1)


def surface_of(owner: str, band: object) -> Surface:
    """A band, or the `Cylinder` of a radius in mm."""
    if isinstance(band, Surface):
        return band
    if isinstance(band, (int, float)) and not isinstance(band, bool) and 0.5 < band < 200.0:
        return Cylinder(float(band))
    raise ParameterError(
        f"{owner}.band = {str(band)[:60]} is neither a shank nor the radius of one in mm (0.5 to "
        "200). Give a Shank, or the distance of the stones' surface from the finger's middle."
    )


def poses_of(frames: Sequence[Frame]) -> Poses:
    origins = np.array([f.origin for f in frames], dtype=float).reshape(-1, 3)
    return origins, np.array([(f.x, f.y, f.z) for f in frames], dtype=float).reshape(-1, 3, 3)


def frames_of(poses: Poses) -> tuple[Frame, ...]:
    rows = zip(poses[0].tolist(), poses[1].tolist(), strict=True)
    return tuple(Frame(tuple(o), tuple(a[0]), tuple(a[2])) for o, a in rows)


def lowered(poses: Poses, depth: float | Array, turn: float | Array = 0.0) -> Poses:
    """Sunk along their z by ``depth`` mm and turned about it by ``turn`` degrees."""
    origins, axes = poses
    a = np.broadcast_to(np.radians(turn), len(origins))
    c, s = np.cos(a)[:, None], np.sin(a)[:, None]
    x, y, z = axes[:, 0], axes[:, 1], axes[:, 2]
    deep = np.broadcast_to(depth, len(origins))[:, None]
    return origins - deep * z, np.stack([c * x + s * y, c * y - s * x, z], axis=1)


def over(band: Surface, across: float, sunk: float, turn: float | Array = 0.0) -> Path:
    """The way around a band at a distance across; its unit is the degree."""

    def path(s: Array) -> Poses:
        return lowered(band.surface_poses(s, np.full(len(s), across)), sunk, turn)

    return path


@functools.lru_cache(maxsize=1024)
def half_along(gem: Stone, turn: float = 0.0) -> float:
    """Half the room a stone turned by ``turn`` degrees takes along its row, mm."""
    low = gem.girdle_outline.facing(180.0 - turn)
    high = gem.girdle_outline.facing(-turn)
    a = math.radians(-turn)
    return max(x * math.cos(a) + y * math.sin(a) for x, y in (high, (-low[0], -low[1])))


CURVE = 65
"""Points of a curved piece by which its length is told; places lie on the piece itself."""


class Around:
    """The way around an outline, counter-clockwise in mm, and poses that stand on it.

    Parameters
    ----------
    outline : in the plane z = 0
    drop : how far below that plane, mm
    tilt : how far the stones lean outwards, degrees
    """

    def __init__(self, outline: GirdleOutline, drop: float, tilt: float) -> None:
        self.outline, self.drop, self.tilt = outline, drop, math.radians(tilt)
        self.u: list[float] = []
        plan: list[tuple[float, float]] = []
        self._first: list[int] = []
        for k, piece in enumerate(outline.pieces):
            shares = np.linspace(0.0, 1.0, CURVE if isinstance(piece, Arc) else 2).tolist()
            self._first.append(len(plan))
            plan += [piece.at(t) for t in shares]
            self.u += [k + t for t in shares]
        steps = np.linalg.norm(np.diff(np.array(plan), axis=0), axis=1)
        self.s = np.concatenate([[0.0], np.cumsum(steps)])
        self.length = float(self.s[-1])

    def starts(self) -> list[float]:
        """Where each piece starts, mm."""
        return [float(s) for s in self.s[self._first]]

    def __call__(self, s: Array) -> Poses:
        u = np.interp(s % self.length, self.s, self.u)
        last = len(self.outline.pieces) - 1e-12
        found = [self.outline.at(min(x, last)) for x in u.tolist()]
        plan = np.array(found)
        point = np.column_stack([plan[:, 0], np.full(len(s), -self.drop)])
        normal = np.column_stack([plan[:, 1], np.zeros(len(s))])
        up = np.broadcast_to((0.0, 0.0, 1.0), point.shape)
        z = math.cos(self.tilt) * up + math.sin(self.tilt) * normal
        x = np.cross(up, normal)
        return point, np.stack([x, np.cross(z, x), z], axis=1)
