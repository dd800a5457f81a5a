"""A signet's table: an outline placed on the finger and cut into four sides.

Two sides look along the finger, two to the shoulders. Each is cut again where the outline turns at
once or changes its bend much, for a sheet is smooth between its rims.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.gems.outlines import GirdleOutline
from jewelcad.gems.shapes import OUTLINES, must_fit
from jewelcad.geometry.contours import Arc, Contour, Line, Point, Segment
from jewelcad.geometry.parallels import SMOOTH, bends, parallel, rounded
from jewelcad.shanks.profiles import extents

LEAST, MOST = 4.0, 30.0
"""mm, least and largest extent of a table (a choice)."""
FINE = 2e-4
"""mm, how far arcs may leave an ellipse they stand for (a choice)."""
JUMP = 3.0
"""How many times tighter an arc bends than its neighbour where a side is cut (a choice)."""
NEAR = 8.0
"""Degrees from a box's corner within which a corner of the outline parts two sides (a choice)."""


@dataclass(frozen=True)
class Table:
    """An outline with x around the finger and y along it.

    Parameters
    ----------
    name : of the outline
    length, width : mm, along the finger and around it
    corner : radius that rounds its corners, mm
    turned : degrees, 0, 90, 180 or 270; at 90 and 270 its length lies around the finger
    own : a drawing instead of name, length and width; x along the finger, mm
    """

    NAMES: ClassVar[tuple[str, ...]] = tuple(OUTLINES)

    name: str
    length: float
    width: float
    corner: float = 0.0
    turned: int = 0
    own: Contour | None = None

    @cached_property
    def drawn(self) -> GirdleOutline:
        """The named outline with its length along x, its corners not yet rounded; mm.

        Raises
        ------
        ParameterError
            If length over width does not suit the outline, or the corners take all of it.
        """
        long, wide = self.length - 2 * self.corner, self.width - 2 * self.corner
        if min(long, wide) < 1.0:
            raise ParameterError(
                f"SignetShank.corner = {self.corner:g} mm leaves nothing of a table of "
                f"{self.length:g} x {self.width:g} mm. Choose a smaller radius."
            )
        must_fit("SignetShank", self.name, long / wide)
        return OUTLINES[self.name](long / wide).scaled(wide)

    @cached_property
    def edge(self) -> Contour:
        """The table's edge about the middle of its box, x around the finger and y along it.

        Raises
        ------
        ParameterError
            If some of it cannot be seen from the middle.
        """
        if self.own is None:
            lying = parallel(self.drawn.contour(FINE), self.corner)
        else:
            lying = _rounded(self.own, self.corner)
            (x0, y0), (x1, y1) = extents(lying)
            lying = lying.moved(-(x0 + x1) / 2.0, -(y0 + y1) / 2.0)
            if not (min(x1 - x0, y1 - y0) >= LEAST and max(x1 - x0, y1 - y0) <= MOST):
                raise ParameterError(
                    f"SignetShank.own is {x1 - x0:.2f} x {y1 - y0:.2f} mm; a table is {LEAST:g} to "
                    f"{MOST:g} mm. Scale the drawing."
                )
        edge = turned(lying, math.radians(90.0 + self.turned))
        if not all(_seen(piece) for piece in edge.segments):
            raise ParameterError(
                "SignetShank: part of the table's edge hides behind another, seen from the middle. "
                "Draw an outline counter-clockwise whose every point the middle sees."
            )
        return edge

    @cached_property
    def half_x(self) -> float:
        """Half the table's extent around the finger, mm."""
        return max(abs(p[0]) for p in extents(self.edge))

    @cached_property
    def half_y(self) -> float:
        """Half the table's extent along the finger, mm."""
        return max(abs(p[1]) for p in extents(self.edge))

    @property
    def cornered(self) -> bool:
        """Whether sides meet at an angle."""
        return any(abs(bend) > SMOOTH for bend in bends(self.edge))

    @cached_property
    def _breaks(self) -> tuple[float, ...]:
        """Directions in which a sheet must end, 0 to 360 degrees from x towards y."""
        pieces, found = self.edge.segments, []
        for k, (piece, bend) in enumerate(zip(pieces, bends(self.edge), strict=True)):
            a, b = _bent(pieces[k - 1]), _bent(piece)
            if abs(bend) > SMOOTH or abs(a - b) > (1.0 - 1.0 / JUMP) * max(abs(a), abs(b)):
                found.append(_azimuth(piece.start))
        return tuple(sorted(found))

    @cached_property
    def _sides(self) -> tuple[float, ...]:
        """Directions that part the four sides: to the box's corners, or a corner near them."""
        a = math.degrees(math.atan2(self.half_y, self.half_x))
        parts = [self._near(part) for part in (a, 180.0 - a, 180.0 + a, 360.0 - a)]
        return (parts[3] - 360.0, *parts)

    def _near(self, direction: float) -> float:
        off = min(self._breaks, key=lambda b: abs(b - direction), default=math.inf)
        return off if abs(off - direction) < NEAR else direction

    def _direction(self, share: float) -> float:
        """Of a share of the edge; each side's middle looks along its axis."""
        k = min(int(share), 3)
        low, high = self._sides[k : k + 2]
        t, aside = share - k, 90.0 * k - (low + high) / 2.0
        return low + (high - low) * t + 4.0 * aside * t * (1.0 - t)

    def marks(self, side: int) -> tuple[float, ...]:
        """Shares (0 to 1) at which a side is cut again."""
        found = []
        for direction in (b + turn for b in self._breaks for turn in (-360.0, 0.0)):
            low, high = 0.0, 1.0
            if not self._sides[side] + 1e-6 < direction < self._sides[side + 1] - 1e-6:
                continue
            for _ in range(60):
                middle = (low + high) / 2.0
                over = self._direction(side + middle) > direction
                low, high = (low, middle) if over else (middle, high)
            found.append(low)
        return tuple(sorted(found))

    def at(self, share: float) -> Point:
        """A point of the edge: 0 to 1 runs up the side at +x, 1 to 2 along +y, and so on."""
        return self.towards(self._direction(share))

    def towards(self, degrees: float) -> Point:
        """The point of the edge in a direction from x towards y."""
        a = math.radians(degrees)
        first = self._starts[0]
        k = bisect_right(self._starts, (degrees - first) % 360.0 + first) - 1
        return _met(self.edge.segments[k], (math.cos(a), math.sin(a)))

    @cached_property
    def _starts(self) -> tuple[float, ...]:
        """Directions in which the edge's pieces start, rising from the first; degrees."""
        found = [_azimuth(piece.start) for piece in self.edge.segments]
        return tuple(found[0] + (a - found[0]) % 360.0 for a in found)


@lru_cache(maxsize=64)
def turned(outline: Contour, angle: float) -> Contour:
    """An outline of straight pieces and circular arcs, turned about the origin; radians."""
    c, s = math.cos(angle), math.sin(angle)

    def place(p: Point) -> Point:
        return (c * p[0] - s * p[1], s * p[0] + c * p[1])

    made: list[Segment] = []
    for piece in outline.segments:
        if isinstance(piece, Line):
            made.append(Line(place(piece.start), place(piece.end)))
        elif isinstance(piece, Arc) and piece.rx == piece.ry:
            first, last = piece.first + angle, piece.last + angle
            made.append(Arc(place(piece.centre), piece.rx, piece.ry, first, last))
        else:
            raise ParameterError(
                f"SignetShank.own has a piece that is neither straight nor a circular arc: {piece}."
                " Draw it of those; an ellipse is outline='oval'."
            )
    return Contour(tuple(made))


def _rounded(own: Contour, corner: float) -> Contour:
    try:
        return rounded(own, corner)
    except GeometryError as error:
        raise ParameterError(
            f"SignetShank.corner = {corner:g} mm cannot round this table: {error} Choose a smaller "
            "radius, and draw straight pieces and circular arcs."
        ) from error


def _azimuth(point: Point) -> float:
    """Direction from the origin, 0 to 360 degrees from x towards y."""
    return math.degrees(math.atan2(point[1], point[0])) % 360.0


def _bent(piece: Segment) -> float:
    """Bend of a piece, 1/mm; negative inwards."""
    if not isinstance(piece, Arc):
        return 0.0
    return math.copysign(1.0 / piece.rx, piece.last - piece.first)


def _seen(piece: Segment) -> bool:
    """Whether a piece runs counter-clockwise about the origin all along."""
    assert isinstance(piece, Line | Arc)
    points = [piece.at(k / 16.0) for k in range(17)]
    return all(a[0] * b[1] - a[1] * b[0] > 0.0 for a, b in itertools.pairwise(points))


def _met(piece: Segment, ray: Point) -> Point:
    """Where a ray from the origin meets a piece that lies across it."""
    if isinstance(piece, Line):
        a, b = (ray[0] * p[1] - ray[1] * p[0] for p in (piece.start, piece.end))
        return piece.at(a / (a - b))
    assert isinstance(piece, Arc)
    (x, y), side = piece.centre, math.copysign(1.0, piece.last - piece.first)
    along, aside = x * ray[0] + y * ray[1], x * ray[1] - y * ray[0]
    far = along + side * math.sqrt(max(piece.rx**2 - aside**2, 0.0))
    return (far * ray[0], far * ray[1])
