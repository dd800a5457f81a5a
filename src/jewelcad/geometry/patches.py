"""Surface patches of turned, swept and bent bodies, evaluated on whole grids at once.

A patch maps u (once around, 0 to 1) and v (along, 0 to 1) to points. Exact solids are made of the
same curves and poles, so the triangles of `skins` and the kernel's faces are one surface.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.contours import Arc, Contour, Line, Segment, Spline

Array = NDArray[np.float64]


class Surface(Protocol):
    """A surface over the unit square."""

    def points(self, u: Array, v: Array) -> Array:
        """Points of shape (len(u), len(v), 3), mm."""


class Patch(Surface, Protocol):
    """A surface over the unit square, closed in u."""

    @property
    def straight(self) -> bool:
        """Whether lines of constant u are straight, so that one step along v is exact."""


def along(segment: Segment, v: Array) -> Array:
    """Points (len(v), 2) of a contour's piece."""
    match segment:
        case Line(start, end):
            return np.outer(1 - v, start) + np.outer(v, end)
        case Arc(centre, rx, ry, first, last):
            a = first + v * (last - first)
            return np.stack([centre[0] + rx * np.cos(a), centre[1] + ry * np.sin(a)], axis=1)
        case Spline():
            fit = spline_fit(segment)
            return np.asarray(fit(v * fit.t[-fit.k - 1]))


def spline_fit(spline: Spline) -> Any:
    """The cubic through a spline's points at its knots, periodic when it is closed."""
    from scipy.interpolate import make_interp_spline

    points = np.array(spline.points)
    return make_interp_spline(
        spline.knots, points, k=3, bc_type="periodic" if spline.closed else None
    )


@dataclass(frozen=True)
class TurnedPatch:
    """A contour's piece in (radius, height), turned about Z."""

    segment: Segment

    @property
    def straight(self) -> bool:
        return isinstance(self.segment, Line)

    def points(self, u: Array, v: Array) -> Array:
        r, z = along(self.segment, v).T
        a = 2 * math.pi * u[:, None]
        return np.stack([r * np.cos(a), r * np.sin(a), np.broadcast_to(z, (len(u), len(v)))], 2)


@dataclass(frozen=True)
class HoopPatch:
    """A contour's piece in (across, outward from the bore), turned about Y from the base."""

    segment: Segment
    bore_radius: float

    @property
    def straight(self) -> bool:
        return isinstance(self.segment, Line)

    def points(self, u: Array, v: Array) -> Array:
        across, out = along(self.segment, v).T
        r, a = self.bore_radius + out, math.pi + 2 * math.pi * u[:, None]
        y = np.broadcast_to(across, (len(u), len(v)))
        return np.stack([r * np.sin(a), y, r * np.cos(a)], 2)


@dataclass(frozen=True)
class BendPatch:
    """A round wire bent from +Z towards -X; its start circle lies in z = ``height``."""

    wire_radius: float
    height: float
    bend_radius: float
    angle: float

    straight = False

    def points(self, u: Array, v: Array) -> Array:
        a, b = 2 * math.pi * u[:, None], self.angle * v
        reach = self.bend_radius + self.wire_radius * np.cos(a)
        y = np.broadcast_to(self.wire_radius * np.sin(a), (len(u), len(v)))
        x, z = reach * np.cos(b) - self.bend_radius, self.height + reach * np.sin(b)
        return np.stack([x, y, z], 2)


@dataclass(frozen=True)
class TipPatch:
    """The half ball that closes a bent wire."""

    bend: BendPatch

    straight = False

    def points(self, u: Array, v: Array) -> Array:
        r, rise = self.bend.wire_radius, 0.5 * math.pi * v
        a, end = 2 * math.pi * u[:, None], self.bend.angle
        lateral, forward = r * np.cos(rise) * np.cos(a), r * np.sin(rise)
        y = r * np.cos(rise) * np.sin(a)
        radial, axial = self.bend.bend_radius + lateral, np.broadcast_to(forward, y.shape)
        x = radial * math.cos(end) - axial * math.sin(end) - self.bend.bend_radius
        z = self.bend.height + radial * math.sin(end) + axial * math.cos(end)
        return np.stack([x, y, z], 2)


@dataclass(frozen=True, eq=False)
class SweptPatch:
    """A periodic cubic surface through rows of points around the finger.

    Parameters
    ----------
    grid : (stations, points across, 3) mm, evenly spaced stations, the first not repeated.
    """

    grid: Array

    @property
    def straight(self) -> bool:
        return bool(self.grid.shape[1] == 2)

    @property
    def degree(self) -> int:
        return 1 if self.straight else 3

    @cached_property
    def _columns(self) -> Array:
        """Coefficients (stations, points, 3) of the periodic uniform cubics around.

        Through every station: ``(c[i] + 4 c[i + 1] + c[i + 2]) / 6`` is the point, a circulant
        system, so two Fourier transforms solve it.
        """
        count = len(self.grid)
        kernel = (4 + 2 * np.cos(2 * math.pi * np.arange(count) / count)) / 6
        spectrum = np.fft.fft(self.grid, axis=0) / kernel[:, None, None]
        return np.roll(np.fft.ifft(spectrum, axis=0).real, 1, axis=0)

    @cached_property
    def across(self) -> Any:
        """The spline across whose coefficients (points, stations, 3) are the surface's poles."""
        from scipy.interpolate import make_interp_spline

        v = np.linspace(0.0, 1.0, self.grid.shape[1])
        return make_interp_spline(v, np.swapaxes(self._columns, 0, 1), k=self.degree)

    def points(self, u: Array, v: Array) -> Array:
        from scipy.interpolate import BSpline

        rows = np.swapaxes(self.across(v), 0, 1)
        count = len(rows)
        knots = (np.arange(count + 7) - 3) / count
        return np.asarray(BSpline(knots, np.concatenate([rows, rows[:3]]), 3)(u % 1.0))


def contour_patches(contour: Contour) -> list[Segment]:
    """The pieces of a contour that make a surface when turned: not those on the axis."""
    return [
        s
        for s in contour.segments
        if not (isinstance(s, Line) and abs(s.start[0]) < 1e-12 and abs(s.end[0]) < 1e-12)
    ]
