"""Domes: bodies whose level sections are one outline, shrinking towards a point. Exact.

With the outline q(u) about a centre c and the profile (share s(v), height z(v)), the surface is
``(c + s(v) (q(u) - c), z(v))``. Outline and profile are lines and conics, so the surface is a
rational B-spline of degree 2 at most whose poles are products of theirs: on an ellipse a profile
of a quarter ellipse gives half an ellipsoid, exactly. The body is convex where outline and profile
are, and its volume is the outline's area times ∫ s² dz.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jewelcad.errors import GeometryError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jewelcad.geometry.mesh import Mesh

Point = tuple[float, float]
Pole = tuple[float, float, float]

MOST_STEPS = 4096
"""Most steps along one curve of a mesh; finer is refused."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A straight piece of two poles, or a conic of three; a pole is (x, y, weight).

    Parameters
    ----------
    poles : of the rational Bézier curve; the weights of the ends are 1
    """

    poles: tuple[Pole, ...]

    @staticmethod
    def line(start: Point, end: Point) -> Curve:
        return Curve(((*start, 1.0), (*end, 1.0)))

    @staticmethod
    def bend(start: Point, corner: Point, end: Point, weight: float = 1.0) -> Curve:
        """A conic from ``start`` to ``end`` whose tangents meet in ``corner``; 1 is a parabola."""
        return Curve(((*start, 1.0), (*corner, weight), (*end, 1.0)))

    @staticmethod
    def arc(centre: Point, rx: float, ry: float, first: float, last: float) -> Curve:
        """A piece of an ellipse between eccentric angles, radians, less than half of it."""
        half, middle = (last - first) / 2.0, (first + last) / 2.0

        def at(angle: float, grow: float = 1.0) -> Point:
            x, y = grow * rx * math.cos(angle), grow * ry * math.sin(angle)
            return (centre[0] + x, centre[1] + y)

        return Curve.bend(at(first), at(middle, 1.0 / math.cos(half)), at(last), math.cos(half))

    @property
    def straight(self) -> bool:
        return len(self.poles) == 2

    @property
    def start(self) -> Point:
        return self.poles[0][:2]

    @property
    def end(self) -> Point:
        return self.poles[-1][:2]

    def at(self, t: float) -> Point:
        """The point at ``t`` from 0 to 1."""
        return self.corner(t, t)

    def corner(self, a: float, b: float) -> Point:
        """Where the tangents at ``a`` and ``b`` meet; of a line, its point halfway between."""
        if self.straight:
            (x0, y0), (x1, y1), t = self.start, self.end, (a + b) / 2.0
            return (x0 + t * (x1 - x0), y0 + t * (y1 - y0))
        shares = ((1.0 - a) * (1.0 - b), a + b - 2.0 * a * b, a * b)
        parts = [(s * w, x, y) for s, (x, y, w) in zip(shares, self.poles, strict=True)]
        whole = sum(w for w, _, _ in parts)
        return (sum(w * x for w, x, _ in parts) / whole, sum(w * y for w, _, y in parts) / whole)

    def fullness(self, a: float, b: float) -> float:
        """How high the piece from ``a`` to ``b`` bows, as a share of its tangents' triangle.

        For a conic of weight w in its standard form that is w / (1 + w).
        """
        if self.straight:
            return 0.0
        ends = math.sqrt(self._whole(a, a) * self._whole(b, b))
        middle = self._whole(a, b)
        return middle / (ends + middle)

    def _whole(self, a: float, b: float) -> float:
        """The weight between ``a`` and ``b``: of the point at ``a`` if they are the same."""
        (_, _, first), (_, _, middle), (_, _, last) = self.poles
        return (1 - a) * (1 - b) * first + (a + b - 2 * a * b) * middle + a * b * last

    def around(self, steps: int) -> list[Point]:
        """Corners of the polyline of ``steps`` tangents from start to end: outside the bulge."""
        if self.straight:
            return [self.start, self.end]
        inner = [self.corner(k / steps, (k + 1) / steps) for k in range(steps)]
        return [self.start, *inner, self.end]


@dataclass(frozen=True)
class Dome:
    """A closed body of an outline and a profile.

    Parameters
    ----------
    outline : curves in plan, counter-clockwise, closed; corners are allowed
    profile : curves in (share, z), upwards, ending at share 0; starting there too, or else at
        share 1, which a flat face closes
    centre : in plan, where the outline shrinks to
    """

    outline: tuple[Curve, ...]
    profile: tuple[Curve, ...]
    centre: Point = (0.0, 0.0)

    @property
    def flat(self) -> bool:
        """Whether a flat face closes the body below."""
        return self.profile[0].start[0] > 1e-9

    @property
    def reach(self) -> float:
        """Largest distance of the outline's poles from the centre, mm."""
        return max(math.dist(p[:2], self.centre) for c in self.outline for p in c.poles)

    def solid(self) -> Any:
        """The exact solid of the kernel.

        Raises
        ------
        GeometryError
            If the kernel cannot close it.
        """
        from jewelcad.geometry.dome_solids import domed

        return domed(self)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        """A closed mesh with its vertices on the surface.

        Cells are planar, for chords of one outline stay parallel as it shrinks. Its deviation is
        an upper bound: the bow of the outline's chords and that of the profile's, added.

        Raises
        ------
        GeometryError
            If the tolerance needs more steps than a mesh may have.
        """
        import numpy as np

        from jewelcad.geometry.mesh import Mesh

        ring, off_ring = _polyline(self.outline, 1.0, tolerance / 2.0)
        rows, off_rows = _polyline(self.profile, self.reach, tolerance / 2.0)
        plan = ring[:-1] - self.centre
        levels = (rows if self.flat else rows[1:])[:-1]
        grid = np.empty((len(levels), len(plan), 3))
        grid[..., :2] = self.centre + levels[:, :1, None] * plan
        grid[..., 2] = levels[:, 1:]
        ends = np.array([(*self.centre, rows[0, 1]), (*self.centre, rows[-1, 1])])
        vertices = np.concatenate([grid.reshape(-1, 3), ends])
        triangles = _triangles(len(levels), len(plan))
        body = np.zeros(len(triangles), dtype=np.int32)
        return Mesh(vertices, triangles, body, (name,), off_ring + off_rows)


def _triangles(levels: int, around: int) -> NDArray[np.int32]:
    """Of rings of ``around`` vertices, closed by a point below and one above, outward."""
    import numpy as np

    index = np.arange(levels * around, dtype=np.int32).reshape(levels, around)
    right = np.roll(index, -1, axis=1)
    a, b, c, d = index[:-1], right[:-1], right[1:], index[1:]
    low, high = np.full(around, index.size), np.full(around, index.size + 1)
    groups = [
        np.stack([a, b, c], 2).reshape(-1, 3),
        np.stack([a, c, d], 2).reshape(-1, 3),
        np.stack([low, right[0], index[0]], 1),
        np.stack([high, index[-1], right[-1]], 1),
    ]
    return np.concatenate(groups).astype(np.int32)


def _polyline(
    curves: Sequence[Curve], stretch: float, budget: float
) -> tuple[NDArray[np.float64], float]:
    """Points (n, 2) along curves, and the largest bow of their chords, at most ``budget`` mm.

    Bows are measured with x stretched by ``stretch``.
    """
    import numpy as np

    parts, worst = [np.array([curves[0].start])], 0.0
    for curve in curves:
        steps, bow = _steps(curve, stretch, budget)
        parts.append(np.array([curve.at(k / steps) for k in range(1, steps + 1)]))
        worst = max(worst, bow)
    return np.concatenate(parts), worst


def _steps(curve: Curve, stretch: float, budget: float) -> tuple[int, float]:
    """How many chords keep within the budget, and the largest bow they leave."""
    if curve.straight:
        return 1, 0.0
    steps = 4
    bow = _bow(curve, stretch, steps)
    while bow > budget:
        steps = max(steps + 1, math.ceil(steps * math.sqrt(bow / budget)))
        if steps > MOST_STEPS:
            raise GeometryError(
                f"A dome cannot be meshed within {2.0 * budget:g} mm: a curve of it would need "
                f"more than {MOST_STEPS} chords. Ask for a coarser tolerance."
            )
        bow = _bow(curve, stretch, steps)
    return steps, bow


def _bow(curve: Curve, stretch: float, steps: int) -> float:
    """The largest height of the curve over its chords."""
    worst = 0.0
    for k in range(steps):
        a, b = k / steps, (k + 1) / steps
        (ax, ay), (bx, by), (cx, cy) = curve.at(a), curve.at(b), curve.corner(a, b)
        ux, uy, vx, vy = stretch * (bx - ax), by - ay, stretch * (cx - ax), cy - ay
        height = abs(ux * vy - uy * vx) / math.hypot(ux, uy)
        worst = max(worst, height * curve.fullness(a, b))
    return worst
