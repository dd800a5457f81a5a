"""Places on the outside of a band: at an angle from the top and a distance across the finger.

The very curves and surfaces of the band's shape are asked, so a place lies on the built metal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import ParameterError
from jewelcad.geometry.contours import Line, Segment
from jewelcad.geometry.patches import SweptPatch, along
from jewelcad.geometry.shapes import Hoop, Swept

Array = NDArray[np.float64]
SAMPLES = 65
"""Points of a piece among which the place is first sought."""
STEPS = 60
"""Most steps of the search; it halves its bracket where Newton's step would leave it."""
NEAR = 1e-10
"""mm, how near the search comes."""

EDGE = 1e-9
"""Share of a piece by which a place on its very end may seem to lie beyond."""

SEAM, BESIDE = 1e-7, 1e-6
"""Share of a piece within which a place lies on its end, and mm to either side that are asked."""


class _Piece(Protocol):
    """A part of the band's skin over u (once around from the base) and v (across), 0 to 1."""

    def at(self, u: Array, v: Array) -> tuple[Array, Array, Array]:
        """Points and their derivatives by u and v, (n, 3) each."""


@dataclass(frozen=True)
class _Round:
    """A contour's piece turned about the finger."""

    segment: Segment
    bore_radius: float

    def at(self, u: Array, v: Array) -> tuple[Array, Array, Array]:
        h = 1e-6
        (y, out), (dy, dout) = (
            along(self.segment, v).T,
            (along(self.segment, v + h) - along(self.segment, v - h)).T / (2 * h),
        )
        a, r, zero = math.pi + 2 * math.pi * u, self.bore_radius + out, np.zeros_like(y)
        sin, cos = np.sin(a), np.cos(a)
        around = np.stack([cos, zero, -sin], axis=1) * (2 * math.pi * r)[:, None]
        return (
            np.stack([r * sin, y, r * cos], axis=1),
            around,
            np.stack([dout * sin, dy, dout * cos], axis=1),
        )


@dataclass(frozen=True)
class _Free:
    """A swept patch."""

    patch: SweptPatch

    @cached_property
    def _spline(self) -> Any:
        from scipy.interpolate import NdBSpline

        across = self.patch.across
        poles = np.swapaxes(across.c, 0, 1)
        knots = (np.arange(len(poles) + 7) - 3) / len(poles)
        wrapped = np.concatenate([poles, poles[:3]])
        return NdBSpline((knots, across.t), wrapped, k=(3, across.k))

    def at(self, u: Array, v: Array) -> tuple[Array, Array, Array]:
        places = np.stack([u % 1.0, v], axis=1)
        point, by_u, by_v = (self._spline(places, nu=nu) for nu in ((0, 0), (1, 0), (0, 1)))
        return point, by_u, by_v


class Outside:
    """The outer skin of a band.

    Parameters
    ----------
    shape : the band
    """

    def __init__(self, shape: Hoop | Swept) -> None:
        self.pieces: list[_Piece]
        if isinstance(shape, Hoop):
            drawn, stations = shape.contour.segments, 1
            self.pieces = [_Round(s, shape.bore_radius) for s in drawn]
        else:
            drawn, stations = shape.sections[0].segments, len(shape.sections)
            self.pieces = [_Free(p) for p in shape.patches]
        spans = max(1 if isinstance(s, Line) else len(getattr(s, "knots", "x")) for s in drawn)
        self.v = np.linspace(0.0, 1.0, SAMPLES * spans)
        u, v = np.meshgrid(np.arange(stations) / stations, self.v, indexing="ij")
        found = [piece.at(u.ravel(), v.ravel())[0] for piece in self.pieces]
        table = np.array(found).reshape(len(self.pieces), stations, len(self.v), 3)
        self._across = np.moveaxis(table[..., 1], 0, 1)
        self._reach = np.moveaxis(np.hypot(table[..., 0], table[..., 2]), 0, 1)

    def poses(self, degrees: Array, across: Array) -> tuple[Array, Array]:
        """Origins (n, 3) and axes (n, 3, 3), rows x along the band, y across it, z outwards.

        Raises
        ------
        ParameterError
            If a place lies beside the band.
        """
        point, x, other, seam = self.places(degrees, across)
        z = _outwards(point, x, other)
        if seam.any():  # where two surfaces meet, the mean of their normals
            sides = [
                self.places(degrees[seam], across[seam] + way)[:3] for way in (-BESIDE, BESIDE)
            ]
            z[seam] = sum(_outwards(*side) for side in sides) / 2
        x = x - (x * z).sum(axis=1)[:, None] * z / (z * z).sum(axis=1)[:, None]
        x, z = (way / np.linalg.norm(way, axis=1)[:, None] for way in (x, z))
        return point, np.stack([x, np.cross(z, x), z], axis=1)

    def places(
        self, degrees: Array, across: Array
    ) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
        """Points, the way along the band at a constant distance across, the way across, seams."""
        u = (degrees - 180.0) / 360.0
        number, low, high = self._brackets(u, across)
        point, x, other = (np.empty((len(u), 3)) for _ in range(3))
        seam = np.zeros(len(u), dtype=np.bool_)
        for k in np.unique(number):
            mine = number == k
            there = self._found(
                self.pieces[k], degrees[mine], across[mine], u[mine], low[mine], high[mine]
            )
            point[mine], x[mine], other[mine], v = there
            seam[mine] = np.minimum(v, 1.0 - v) < SEAM
        return point, x, other, seam

    def _brackets(self, u: Array, across: Array) -> tuple[NDArray[np.intp], Array, Array]:
        """The outermost piece over each place, and between which v it lies."""
        stations = len(self._across)
        share = u * stations
        here = np.floor(share).astype(int)
        share, after = (share - here)[:, None, None], (here + 1) % stations
        here %= stations
        y = self._across[here] * (1 - share) + self._across[after] * share
        r = self._reach[here] * (1 - share) + self._reach[after] * share
        side = y - across[:, None, None]
        met = side[..., :-1] * side[..., 1:] <= 0.0
        met &= side[..., :-1] != side[..., 1:]
        height = np.where(met, np.maximum(r[..., :-1], r[..., 1:]), -1.0)
        flat = height.reshape(len(u), len(self.pieces) * (len(self.v) - 1))
        best = flat.argmax(axis=1)
        if len(u) and flat[np.arange(len(u)), best].min() < 0.0:
            i = int(np.flatnonzero(flat.max(axis=1) < 0.0)[0])
            raise ParameterError(
                f"{across[i]:g} mm across the finger lies beside the band, which there reaches "
                f"from {y[i].min():.3g} to {y[i].max():.3g} mm. Go less far from the middle."
            )
        number, step = np.divmod(best, len(self.v) - 1)
        return number, self.v[step], self.v[step + 1]

    def _found(
        self, piece: _Piece, degrees: Array, across: Array, u: Array, low: Array, high: Array
    ) -> tuple[Array, Array, Array, Array]:
        """Newton's steps to the angle and the distance across, inside the bracket of v."""
        a = np.radians(degrees)
        way = np.stack([np.cos(a), np.zeros_like(a), -np.sin(a)], axis=1)
        width = self.v[1]
        low, high = np.maximum(low - width, -EDGE), np.minimum(high + width, 1.0 + EDGE)
        v = (low + high) / 2
        for _ in range(STEPS):
            point, by_u, by_v = piece.at(u, v)
            off, beside = (point * way).sum(1), point[:, 1] - across
            if max(np.abs(off).max(), np.abs(beside).max()) < NEAR:
                break
            a11, a12, a21, a22 = (by_u * way).sum(1), (by_v * way).sum(1), by_u[:, 1], by_v[:, 1]
            det = a11 * a22 - a12 * a21
            det = np.where(np.abs(det) < 1e-12, 1e-12, det)
            u = u - (a22 * off - a12 * beside) / det
            rising = a22 > 0
            low = np.where((beside < 0) == rising, v, low)
            high = np.where((beside < 0) == rising, high, v)
            v = v - (a11 * beside - a21 * off) / det
            v = np.where((v >= low) & (v <= high), v, (low + high) / 2)
        along_band = by_u - by_v * (by_u[:, 1] / by_v[:, 1])[:, None]
        return point, along_band, by_v, v


def _outwards(point: Array, x: Array, across: Array) -> Array:
    """Unit normals that look away from the finger."""
    z = np.cross(x, across)
    z /= np.linalg.norm(z, axis=1)[:, None]
    return np.asarray(z * np.sign((z * point)[:, [0, 2]].sum(axis=1))[:, None])
