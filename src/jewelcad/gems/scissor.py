"""The crown of most radiants, and of many princesses: a step, then crossed facets to the table.

A step runs round under the crown; over each side lies a triangle whose point is the middle of the
table's edge, two stars beside it, and a facet at each corner. With the table 25 facets on cut
corners, 21 on square ones, whose corner facets reach down to the girdle. Drawn so by the meet-point
radiant PC 07.160 (facetdiagrams.org), whose proportions are `STEP` and `TABLE_CORNER`, and for the
princess in chapter 30 of github.com/vlad0007/polyhedron2.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.gems.planes import Facet, Point, through

STEP = 0.45
"""How far in the step goes, share of the way from the girdle to the table's edge."""
TABLE_CORNER = 1.2
"""How much farther in than its sides the corners of the table lie."""
FAN = 8.0
"""How much steeper the step is than the triangles over it, degrees (a choice)."""


@dataclass(frozen=True)
class ScissorCrown:
    """A crown over a rectangle, every side alike.

    Parameters
    ----------
    name : of the cut, for refusals
    size : half the length, half the width
    cut : along each side, of corners cut at 45°; 0 for none
    edge : z of the girdle's upper edge
    table : width between the middles of its long edges, % of the width
    angle : slope half way between those of the step and of the triangles, degrees
    """

    name: str
    size: Point
    cut: float
    edge: float
    table: float
    angle: float

    @property
    def height(self) -> float:
        """From the girdle's upper edge to the table."""
        return self._rise(FAN / 2.0, STEP * self._run) + self._rise(
            -FAN / 2.0, (1.0 - STEP) * self._run
        )

    def facets(self) -> Iterator[Facet]:
        """All but the table.

        Raises
        ------
        ParameterError
            If the table leaves no room for the facets at the corners.
        """
        if self._corner * 2.0 < 1.05 * (self.cut + math.sqrt(2.0) * self._step):
            raise ParameterError(
                f"{self.name}: table = {self.table:g} % leaves no facets at the corners of the "
                "crown. Choose a smaller table."
            )
        for sign in (1.0, -1.0):
            yield from self._side(0, sign)
            yield from self._side(1, sign)
        for sx in (1.0, -1.0):
            for sy in (1.0, -1.0):
                yield from self._at_corner(sx, sy)

    @property
    def _run(self) -> float:
        return 0.5 - self.table / 200.0

    @property
    def _step(self) -> float:
        return STEP * self._run

    @property
    def _corner(self) -> float:
        """How far in from both sides a corner of the table lies."""
        return TABLE_CORNER * self._run

    def _rise(self, more: float, run: float) -> float:
        return run * math.tan(math.radians(self.angle + more))

    @property
    def _ledge(self) -> float:
        """z of the step's upper edge."""
        return self.edge + self._rise(FAN / 2.0, self._step)

    def _side(self, axis: int, sign: float) -> Iterator[Facet]:
        half, other = self.size[axis], self.size[1 - axis]

        def place(inward: float, along: float, z: float) -> Vector:
            out = sign * (half - inward)
            return (out, along, z) if axis == 0 else (along, out, z)

        top = self.edge + self.height
        end, table_end = self._step_end(other), other - self._corner
        a, b = (place(self._step, s * end, self._ledge) for s in (1.0, -1.0))
        middle = place(self._run, 0.0, top)
        yield through("crown step", a, b, place(0.0, 0.0, self.edge))
        yield through("crown triangle", a, b, middle)
        yield through("star", a, middle, place(self._corner, table_end, top))
        yield through("star", b, middle, place(self._corner, -table_end, top))

    def _step_end(self, other: float) -> float:
        """Where the step's upper edge ends along a side."""
        if self.cut:
            return other - self.cut - (math.sqrt(2.0) - 1.0) * self._step
        share = (self._ledge - self.edge) / self.height  # where the corner facet passes the ledge
        return other - 2.0 * self._corner * share + self._step

    def _at_corner(self, sx: float, sy: float) -> Iterator[Facet]:
        """The facet under a corner of the table, and the step under it where corners are cut."""
        (half, other), cut = self.size, self.cut

        def place(x: float, y: float, z: float) -> Vector:
            return (sx * (half - x), sy * (other - y), z)

        table = place(self._corner, self._corner, self.edge + self.height)
        if not cut:
            across = place(1.0, -1.0, self.edge)
            yield through("crown corner", place(0.0, 0.0, self.edge), across, table)
            return
        far = cut + (math.sqrt(2.0) - 1.0) * self._step
        a, b = place(self._step, far, self._ledge), place(far, self._step, self._ledge)
        yield through("crown step", a, b, place(0.0, cut, self.edge))
        yield through("crown corner", a, b, table)
