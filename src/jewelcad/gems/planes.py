"""Facets as planes through points of a stone, and what their planes tell without a solid.

Every facet of the fancy cuts is a plane through points that its neighbours share, so the meet
points hold by construction and each facet takes the slope they ask for, as at the wheel. No numpy.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.gems.diagram import Diagram, Tier

if TYPE_CHECKING:
    from jewelcad.gems.cut import Cut

Point = tuple[float, float]


class Facet(NamedTuple):
    """A plane of a stone: tier name, outward unit normal, distance from the origin."""

    name: str
    normal: Vector
    distance: float


def through(name: str, a: Vector, b: Vector, c: Vector) -> Facet:
    """The facet through three points; the origin lies behind it."""
    ux, uy, uz = (q - p for p, q in zip(a, b, strict=True))
    vx, vy, vz = (q - p for p, q in zip(a, c, strict=True))
    x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
    size = math.sqrt(x * x + y * y + z * z)
    x, y, z = x / size, y / size, z / size
    distance = x * a[0] + y * a[1] + z * a[2]
    sign = math.copysign(1.0, distance)
    return Facet(name, (sign * x, sign * y, sign * z), sign * distance)


def sloped(name: str, normal: Point, near: Point, far: Point) -> Facet:
    """The facet whose level lines run across ``normal`` (unit, in plan).

    ``near`` and ``far`` are (support, z): how far out along ``normal`` its level line lies there.
    """
    across = (-normal[1], normal[0])
    a, b = (_out(normal, s, z) for s, z in (near, far))
    return through(name, a, b, (a[0] + across[0], a[1] + across[1], a[2]))


def _out(normal: Point, support: float, z: float) -> Vector:
    return (normal[0] * support, normal[1] * support, z)


def girdle_facets(polygon: Sequence[Point]) -> list[Facet]:
    """The upright flats between the corners of a polygon, each straight side once."""
    flats: list[Facet] = []
    for (ax, ay), (bx, by) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        size = math.hypot(bx - ax, by - ay)
        nx, ny = (by - ay) / size, (ax - bx) / size
        if not any(_same(flat.normal, nx, ny) for flat in (*flats[-1:], *flats[:1])):
            flats.append(Facet("girdle", (nx, ny, 0.0), nx * ax + ny * ay))
    return flats


def _same(normal: Vector, nx: float, ny: float) -> bool:
    return math.hypot(normal[0] - nx, normal[1] - ny) < 1e-9


def diagram_of(facets: Iterable[Facet]) -> Diagram:
    """Facets of one name, tilt and distance are one tier, in the order of their first."""
    groups: dict[tuple[str, float, float], list[tuple[float, float, float]]] = {}
    for name, (x, y, z), distance in facets:
        out = math.hypot(x, y)
        tilt = math.degrees(math.atan2(out, z))
        azimuth = math.degrees(math.atan2(y, x)) % 360.0 if out > 1e-12 else 0.0
        key = (name, round(tilt, 9), round(distance, 11))
        groups.setdefault(key, []).append((tilt, azimuth, distance))
    return Diagram(
        tuple(
            Tier(name, rows[0][0], tuple(sorted(row[1] for row in rows)), rows[0][2])
            for (name, _, _), rows in groups.items()
        )
    )


@functools.lru_cache(maxsize=64)
def facets_of(cut: Cut) -> tuple[Facet, ...]:
    """`Cut.planes`, made once for equal proportions."""
    return cut.planes()


def thinnest(facets: Sequence[Facet], polygon: Iterable[Point]) -> float:
    """Least thickness of the girdle over the corners of its polygon; negative if it closes."""
    up, down = _heights(facets, 1.0), _heights(facets, -1.0)
    return min(
        min([a - b * x - c * y for a, b, c in up]) + min([a - b * x - c * y for a, b, c in down])
        for x, y in polygon
    )


def _heights(facets: Sequence[Facet], up: float) -> list[Vector]:
    """(a, b, c) of each facet that looks up (or down): ``a - b x - c y`` over the girdle plane."""
    steep = [(x, y, abs(z), d) for _, (x, y, z), d in facets if z * up > 1e-9]
    return [(d / z, x / z, y / z) for x, y, z, d in steep]


def meet(a: tuple[Point, float], b: tuple[Point, float]) -> Point:
    """Where two lines in plan, each (unit normal, support), cross."""
    (ax, ay), p = a
    (bx, by), q = b
    cross = ax * by - ay * bx
    if abs(cross) < 1e-12:
        raise ParameterError("Two main facets side by side look the same way and never meet.")
    return ((p * by - q * ay) / cross, (q * ax - p * bx) / cross)
