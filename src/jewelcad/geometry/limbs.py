"""Limbs: round bodies along any curve in space, their thickness changing on the way.

What a wire cannot say: a claw that bends and tapers at once, or that swings aside. Sections are
circles square to the curve, carried along it without twist; a ball closes each end.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jewelcad.errors import GeometryError
from jewelcad.frames import Vector

if TYPE_CHECKING:
    from jewelcad.geometry.quilts import Sheet

HALF_ROUND = 9
"""Points a half circle is drawn through: 0.03 µm off on a claw."""
QUARTER = 4.0 * (math.sqrt(2.0) - 1.0) / math.sqrt(2.0)
"""Speed of a cubic quarter circle at its ends, over its chord."""
STEPS = 14
"""Stations of a flowing run."""
CAP_ROWS = 7
"""Circles an end's ball is drawn through."""


@dataclass(frozen=True, slots=True)
class Station:
    """Where a limb's middle line runs through.

    Parameters
    ----------
    point : mm
    along : direction of the line there, a unit vector
    radius : of the limb, mm
    """

    point: Vector
    along: Vector
    radius: float


@dataclass(frozen=True)
class Limb:
    """A limb through stations; a drawing for `shapes.Quilt`.

    Parameters
    ----------
    runs : evenly spaced stations; each run is one smooth surface and begins where the one before
        it ended. Two stations make a cone
    """

    runs: tuple[tuple[Station, ...], ...]

    @property
    def tightness(self) -> float:
        """Thickness over the radius of its tightest turn, halved; from 1 on it folds."""
        pairs = [pair for run in self.runs for pair in itertools.pairwise(run)]
        return max(
            math.dist(a.along, b.along) * max(a.radius, b.radius) / math.dist(a.point, b.point)
            for a, b in pairs
        )

    def sheets(self) -> list[Sheet]:
        """Two halves of every run and of the balls at both ends.

        Raises
        ------
        GeometryError
            If the limb turns more tightly than it is thick.
        """
        import numpy as np

        from jewelcad.geometry.quilts import Sheet

        stations = [self.runs[0][0], *(s for run in self.runs for s in run[1:])]
        points = np.array([s.point for s in stations])
        along = np.array([s.along for s in stations])
        radii = np.array([s.radius for s in stations])
        if self.tightness >= 1.0:
            raise GeometryError(
                f"A limb folds: it turns {self.tightness:.2f} times as tightly as its thickness "
                "allows. This is a fault of the part, not of your numbers: please report it with "
                "the parameters."
            )
        first = _untwisted(points, along)
        second = np.cross(along, first)
        rows, start = [_cap(points, along, radii, first, second, 0)], 0
        for run in self.runs:
            k = slice(start, start + len(run))
            rows.append((points[k], radii[k], first[k], second[k]))
            start += len(run) - 1
        rows.append(_cap(points, along, radii, first, second, -1))
        sheets = []
        for half in (0.0, math.pi):
            a = half + np.linspace(0.0, math.pi, HALF_ROUND)
            c, s = np.cos(a)[None, :, None], np.sin(a)[None, :, None]
            for p, r, n, b in rows:
                ring = c * n[:, None] + s * b[:, None]
                sheets.append(Sheet(p[:, None] + r[:, None, None] * ring))
        return sheets


def _cap(points: Any, along: Any, radii: Any, first: Any, second: Any, end: int) -> Any:
    """Rows of the ball that closes an end, tangent to the cone it stands on."""
    import numpy as np

    near = 1 if end == 0 else -2
    out = -along[0] if end == 0 else along[-1]
    step = math.dist(points[end], points[near])
    rise = math.atan2(radii[near] - radii[end], step)
    ball = radii[end] / math.cos(rise)
    turn = np.linspace(rise, math.pi / 2.0, CAP_ROWS)
    height = ball * (np.sin(turn) - math.sin(rise))
    size = ball * np.cos(turn)
    size[0], size[-1] = radii[end], 0.0
    if end == 0:
        height, size = height[::-1], size[::-1]
    many = np.ones((CAP_ROWS, 1))
    middle = points[end] + height[:, None] * out
    return middle, size, many * first[end], many * second[end]


def _untwisted(points: Any, along: Any) -> Any:
    """A direction square to the line at each station, turning as little as it can.

    Wang, Jüttler, Zheng and Liu 2008, "Computation of rotation minimizing frames": two reflections
    a step.
    """
    import numpy as np

    least = np.eye(3)[np.argmin(np.abs(along[0]))]
    start = np.cross(along[0], least)
    found = [start / np.linalg.norm(start)]
    for i in range(len(points) - 1):
        v = points[i + 1] - points[i]
        n, t = _mirrored(found[-1], v), _mirrored(along[i], v)
        made = _mirrored(n, along[i + 1] - t)
        made = made - along[i + 1] * (made @ along[i + 1])
        found.append(made / np.linalg.norm(made))
    return np.array(found)


def _mirrored(vector: Any, across: Any) -> Any:
    square = across @ across
    return vector if square < 1e-24 else vector - 2.0 * across * (across @ vector) / square


def flowing(start: Station, end: Station) -> tuple[Station, ...]:
    """A smooth run between two stations that keeps their directions (Hermite's cubic); between
    directions at right angles as good as a quarter circle."""
    span = QUARTER * math.dist(start.point, end.point)

    def blend(a: float, b: float, c: float, d: float) -> Vector:
        x, y, z = (
            a * p + b * span * u + c * q + d * span * v
            for p, u, q, v in zip(start.point, start.along, end.point, end.along, strict=True)
        )
        return (x, y, z)

    run = []
    for k in range(STEPS + 1):
        t = k / STEPS
        point = blend(
            2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t, 3 * t**2 - 2 * t**3, t**3 - t**2
        )
        x, y, z = blend(6 * t**2 - 6 * t, 3 * t**2 - 4 * t + 1, 6 * t - 6 * t**2, 3 * t**2 - 2 * t)
        size = math.hypot(x, y, z)
        radius = start.radius + t * (end.radius - start.radius)
        run.append(Station(point, (x / size, y / size, z / size), radius))
    return (start, *run[1:-1], end)
