"""Plans: closed polygons and lines, and where a point lies to them."""

from __future__ import annotations

import math

from jewelcad.gems.outlines import Arc, GirdleOutline, Line, Point
from jewelcad.geometry.contours import Arc as Bow
from jewelcad.geometry.contours import Contour


def convex(line: Contour) -> GirdleOutline:
    """A line as the layouts take it; the shallow bridge over a cleft goes straight across."""
    made: list[Line | Arc] = []
    for piece in line.segments:
        if isinstance(piece, Bow) and piece.last > piece.first:
            made.append(Arc(piece.centre, piece.rx, piece.ry, piece.first, piece.last))
        else:
            made.append(Line(piece.start, piece.end))
    return GirdleOutline(tuple(made))


def inside(corners: tuple[Point, ...], point: Point) -> bool:
    """Whether a point lies in a convex polygon, counter-clockwise."""
    ends = zip(corners, (*corners[1:], corners[0]), strict=True)
    return all(
        (b[0] - a[0]) * (point[1] - a[1]) >= (b[1] - a[1]) * (point[0] - a[0]) for a, b in ends
    )


def away(corners: tuple[Point, ...], point: Point) -> float:
    """Distance of a point from a closed polygon, mm."""

    def from_side(a: Point, b: Point) -> float:
        ux, uy = b[0] - a[0], b[1] - a[1]
        wx, wy = point[0] - a[0], point[1] - a[1]
        t = min(max((wx * ux + wy * uy) / max(ux * ux + uy * uy, 1e-30), 0.0), 1.0)
        return math.hypot(wx - t * ux, wy - t * uy)

    return min(from_side(a, b) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True))
