"""A girdle's outline as a plane figure: area, centroid, farthest point, conics. No numpy."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator

from jewelcad.gems.outline_pieces import GAUSS
from jewelcad.gems.outlines import Arc, GirdleOutline, Line, Piece, Point
from jewelcad.geometry.domes import Curve

QUARTER = math.pi / 2.0


def curves(outline: GirdleOutline) -> tuple[Curve, ...]:
    """The outline as straight pieces and conics, arcs in parts of a quarter turn at most."""
    return tuple(curve for piece in outline.pieces for curve in _curves(piece))


def _curves(piece: Piece) -> Iterator[Curve]:
    if isinstance(piece, Line):
        yield Curve.line(piece.start, piece.end)
        return
    parts = max(1, math.ceil(piece.turn / QUARTER - 1e-9))
    step = piece.turn / parts
    for k in range(parts):
        first = piece.start + k * step
        yield Curve.arc(piece.centre, piece.rx, piece.ry, first, first + step)


@functools.lru_cache(maxsize=64)
def area(outline: GirdleOutline) -> float:
    """Area inside, mm²."""
    return sum(x * dy - y * dx for (x, y), (dx, dy) in _steps(outline)) / 2.0


@functools.lru_cache(maxsize=64)
def centroid(outline: GirdleOutline) -> Point:
    """Middle of the area; 0 where it is 0 but for rounding."""
    along = sum(x * x * dy for (x, _), (_, dy) in _steps(outline)) / 2.0
    across = -sum(y * y * dx for (_, y), (dx, _) in _steps(outline)) / 2.0
    whole = area(outline)
    noise = 1e-12 * outline.length
    x, y = along / whole, across / whole
    return (x if abs(x) > noise else 0.0, y if abs(y) > noise else 0.0)


def _steps(outline: GirdleOutline) -> Iterator[tuple[Point, Point]]:
    """Points and weighted steps of Gauss and Legendre's rule along the outline."""
    for piece in outline.pieces:
        if isinstance(piece, Line):
            (ax, ay), (bx, by) = piece.start, piece.end
            for n, w in GAUSS:
                yield piece.at((1.0 + n) / 2.0), ((bx - ax) * w / 2.0, (by - ay) * w / 2.0)
        else:
            yield from _arc_steps(piece)


def _arc_steps(arc: Arc) -> Iterator[tuple[Point, Point]]:
    parts = max(1, math.ceil(arc.turn / 0.2))
    step = arc.turn / parts
    for k in range(parts):
        for n, w in GAUSS:
            a, turn = arc.start + (k + 0.5 + n / 2.0) * step, w * step / 2.0
            dx, dy = -arc.rx * math.sin(a) * turn, arc.ry * math.cos(a) * turn
            yield arc.at((a - arc.start) / arc.turn), (dx, dy)


def shrinks(outline: GirdleOutline, centre: Point) -> bool:
    """Whether every point of the outline is seen from ``centre``; of a convex one always."""
    if outline.is_convex:
        return True
    seen = ((p.at(k / 16.0), p.normal(k / 16.0)) for p in outline.pieces for k in range(17))
    cx, cy = centre
    return all((x - cx) * nx + (y - cy) * ny > 0.0 for (x, y), (nx, ny) in seen)


@functools.lru_cache(maxsize=64)
def farthest(outline: GirdleOutline) -> float:
    """Largest distance of the outline from the origin, mm."""
    return max(math.hypot(*point) for piece in outline.pieces for point in _candidates(piece))


def _candidates(piece: Piece) -> Iterator[Point]:
    """Where a piece may be farthest: its ends, and on a bulge the point away from the origin."""
    yield piece.at(0.0)
    yield piece.at(1.0)
    if isinstance(piece, Arc):
        yield from (piece.at(share) for share in piece.stops())
        if piece.rx == piece.ry and math.hypot(*piece.centre) > 0.0:
            away = math.atan2(piece.centre[1], piece.centre[0])
            share = (away - piece.start) % (2.0 * math.pi) / piece.turn
            if share <= 1.0:
                yield piece.at(share)


def share_of(outline: GirdleOutline, centre: Point, point: Point) -> float:
    """How much of the way from ``centre`` to the outline lies ``point``: 0 to 1 inside.

    The outline is seen whole from the centre; see `shrinks`.
    """
    ray = (point[0] - centre[0], point[1] - centre[1])
    return min(_met(piece, centre, ray) for piece in outline.pieces)[1] if any(ray) else 0.0


def _met(piece: Piece, centre: Point, ray: Point) -> tuple[float, float]:
    """How far beyond its ends a ray leaves through a piece, 0 on it; the ray's share of the way."""
    return (
        _met_line(piece, centre, ray) if isinstance(piece, Line) else _met_arc(piece, centre, ray)
    )


MISSED = (math.inf, 0.0)


def _met_line(line: Line, centre: Point, ray: Point) -> tuple[float, float]:
    (ax, ay), (bx, by), (dx, dy) = line.start, line.end, ray
    ex, ey, px, py = bx - ax, by - ay, ax - centre[0], ay - centre[1]
    across, whole = dx * ey - dy * ex, px * ey - py * ex
    if across <= 0.0:
        return MISSED
    times = whole / across
    along = ((times * dx - px) * ex + (times * dy - py) * ey) / (ex * ex + ey * ey)
    return max(-along, along - 1.0, 0.0), across / whole


def _met_arc(arc: Arc, centre: Point, ray: Point) -> tuple[float, float]:
    """On the circle that the ellipse becomes in its own units; the farther root is the way out."""
    ux, uy = (centre[0] - arc.centre[0]) / arc.rx, (centre[1] - arc.centre[1]) / arc.ry
    vx, vy = ray[0] / arc.rx, ray[1] / arc.ry
    square, mixed = vx * vx + vy * vy, ux * vx + uy * vy
    inside = mixed * mixed - square * (ux * ux + uy * uy - 1.0)
    times = (math.sqrt(inside) - mixed) / square if inside >= 0.0 else 0.0
    if times <= 0.0:
        return MISSED
    past = (math.atan2(uy + times * vy, ux + times * vx) - arc.start) % (2.0 * math.pi)
    over = min(past - arc.turn, 2.0 * math.pi - past) if past > arc.turn else 0.0
    return over, 1.0 / times
