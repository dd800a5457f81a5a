"""The girdle's outline as a closed exact curve: straight pieces and arcs, counter-clockwise.

Plan of a stone seen from the table, x along its length, origin in the middle of its length and
width. A piece is a `Line` or an `Arc` of a circle or an ellipse; where two meet at an angle is a
corner. Places on the outline have a parameter t, the share of the length from the first piece's
start, 0 to 1. No numpy.
"""

from __future__ import annotations

import functools
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.gems.outline_pieces import Arc, Line, Piece, Point, chords, crossing, facing

if TYPE_CHECKING:
    from jewelcad.geometry.contours import Contour

__all__ = ["Arc", "GirdleOutline", "Line", "Piece", "Point"]

CORNER = 1e-7
"""Least turning, radians, that makes a corner (a choice: far above rounding)."""
CHORD = 2e-3
"""mm, how far arcs may leave an ellipse they stand for (a choice: a fifth of a print's layer)."""


@dataclass(frozen=True)
class GirdleOutline:
    """A closed curve of ``pieces``, counter-clockwise, each starting where the last one ends.

    Examples
    --------
    >>> circle = GirdleOutline((Arc((0.0, 0.0), 3.0, 3.0, 0.0, 2 * math.pi),))
    >>> circle.offset(0.5).extents
    ((-3.5, -3.5), (3.5, 3.5))
    """

    pieces: tuple[Piece, ...]

    # ---- places ------------------------------------------------------------------------------

    def point(self, t: float) -> Point:
        """The point at share ``t`` of the length."""
        piece, share = self._where(t)
        return piece.at(share)

    def normal(self, t: float) -> Point:
        """Outward unit normal at ``t``; at a corner, of the piece that starts there."""
        piece, share = self._where(t)
        return piece.normal(share)

    def tangent(self, t: float) -> Point:
        """Unit tangent at ``t``, counter-clockwise."""
        nx, ny = self.normal(t)
        return (-ny, nx)

    @functools.cached_property
    def length(self) -> float:
        return self._ends[-1]

    @functools.cached_property
    def _ends(self) -> tuple[float, ...]:
        return tuple(accumulate(piece.length for piece in self.pieces))

    def _where(self, t: float) -> tuple[Piece, float]:
        along = (t % 1.0) * self.length
        k = min(bisect_right(self._ends, along), len(self.pieces) - 1)
        start = self._ends[k - 1] if k else 0.0
        return self.pieces[k], min(max(self.pieces[k].share(along - start), 0.0), 1.0)

    def at(self, u: float) -> tuple[Point, Point]:
        """Point and normal at ``u``: piece number plus share of the piece."""
        k = math.floor(u) % len(self.pieces)
        share = u - math.floor(u)
        return self.pieces[k].at(share), self.pieces[k].normal(share)

    def facing(self, azimuth: float) -> Point:
        """The point that lies farthest in direction ``azimuth``, degrees."""
        dx, dy = math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth))
        ends = [piece.at(0.0) for piece in self.pieces]
        inner = (facing(p, dx, dy) for p in self.pieces if isinstance(p, Arc))
        return max([*ends, *(p for p in inner if p)], key=lambda p: p[0] * dx + p[1] * dy)

    def toward(self, azimuth: float, centre: Point = (0.0, 0.0)) -> float:
        """The place ``u`` where a ray from ``centre`` inside, at ``azimuth`` degrees, leaves."""
        a = math.radians(azimuth)
        for k, piece in enumerate(self.pieces):
            share = crossing(piece, centre, (math.cos(a), math.sin(a)))
            if share is not None:
                return k + min(share, 1.0 - 1e-15)
        return self._end_near(centre, (math.cos(a), math.sin(a)))

    def _end_near(self, centre: Point, ray: Point) -> float:
        """The piece whose start the ray meets, where rounding leaves it between two pieces."""
        arms = [(x - centre[0], y - centre[1]) for x, y in (p.at(0.0) for p in self.pieces)]
        ahead = [k for k, (x, y) in enumerate(arms) if x * ray[0] + y * ray[1] > 0.0]
        off = {k: abs(arms[k][1] * ray[0] - arms[k][0] * ray[1]) for k in ahead}
        nearest = min(ahead, key=off.__getitem__, default=-1)
        if nearest < 0 or off[nearest] > 1e-9 * self.length:
            raise ParameterError(
                f"({centre[0]:g}, {centre[1]:g}) mm does not lie inside the outline."
            )
        return float(nearest)

    # ---- the whole -----------------------------------------------------------------------------

    @functools.cached_property
    def corners(self) -> tuple[Point, ...]:
        """Where the outline turns at once."""
        return tuple(self.pieces[k].at(0.0) for k in self._sharp)

    @functools.cached_property
    def _sharp(self) -> tuple[int, ...]:
        """Numbers of the pieces that start at a corner."""
        return tuple(k for k in range(len(self.pieces)) if abs(self._bend(k)) > CORNER)

    def _bend(self, k: int) -> float:
        """Turning, radians, from the piece before into piece ``k``; negative at a cleft."""
        (ax, ay), (bx, by) = self.pieces[k - 1].normal(1.0), self.pieces[k].normal(0.0)
        return math.atan2(ax * by - ay * bx, ax * bx + ay * by)

    @property
    def is_convex(self) -> bool:
        return all(self._bend(k) > -CORNER for k in range(len(self.pieces)))

    @functools.cached_property
    def extents(self) -> tuple[Point, Point]:
        """Least and largest x and y."""
        low_x, low_y = self.facing(180.0)[0], self.facing(270.0)[1]
        return (low_x, low_y), (self.facing(0.0)[0], self.facing(90.0)[1])

    def scaled(self, factor: float) -> GirdleOutline:
        return GirdleOutline(tuple(piece.scaled(factor) for piece in self.pieces))

    def offset(self, distance: float) -> GirdleOutline:
        """The curve ``distance`` mm outside this one, round about its corners; exact.

        Raises
        ------
        ParameterError
            If the distance is negative or the outline has a cleft (see the heart's halves).
        """
        if not (math.isfinite(distance) and distance >= 0.0):
            raise ParameterError(
                f"offset distance = {distance:g} mm is not 0 or more. Inside the outline use the "
                "stone's section."
            )
        if not self.is_convex:
            raise ParameterError("An outline with a cleft has no offset: offset its halves.")
        return self if distance == 0.0 else GirdleOutline(tuple(self._grown(distance)))

    def _grown(self, distance: float) -> Iterator[Piece]:
        for k, piece in enumerate(self.pieces):
            if k in self._sharp:
                nx, ny = self.pieces[k - 1].normal(1.0)
                start = math.atan2(ny, nx)
                yield Arc(piece.at(0.0), distance, distance, start, start + self._bend(k))
            yield piece.grown(distance)

    def contour(self, tolerance: float = CHORD) -> Contour:
        """The curve as straight pieces and circular arcs, which have exact parallels.

        Parameters
        ----------
        tolerance : how far arcs may leave an ellipse, mm; circles are exact
        """
        return _contour(self, tolerance)

    def polygon(self, stops: Iterable[float] = ()) -> tuple[Point, ...]:
        """Corners on the curve: ends of pieces, extremes, ``stops`` and what the arcs need."""
        marks: list[set[float]] = [{0.0, 1.0, *piece.stops()} for piece in self.pieces]
        for u in stops:
            marks[math.floor(u) % len(self.pieces)].add(u - math.floor(u))
        return tuple(
            point
            for piece, shares in zip(self.pieces, marks, strict=True)
            for point in chords(piece, sorted(shares))
        )


@functools.lru_cache(maxsize=256)
def _contour(outline: GirdleOutline, tolerance: float) -> Contour:
    from jewelcad.geometry import contours
    from jewelcad.geometry.biarcs import arcs_along

    made: list[contours.Segment] = []
    for piece in outline.pieces:
        if isinstance(piece, Line):
            made.append(contours.Line(piece.start, piece.end))
        elif piece.rx == piece.ry:
            r = piece.rx + piece.beside
            made.append(contours.Arc(piece.centre, r, r, piece.start, piece.end))
        else:
            made.extend(arcs_along(piece.at, piece.normal, piece.turn, tolerance))
    return contours.Contour(tuple(made))
