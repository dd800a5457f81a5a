"""A signet's table: an outline of the gems', placed on the finger and cut into four sides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from jewelcad.errors import ParameterError
from jewelcad.gems.outlines import GirdleOutline
from jewelcad.gems.shapes import OUTLINES, must_fit

Point = tuple[float, float]


@dataclass(frozen=True)
class Table:
    """An outline with x around the finger and y along it.

    Parameters
    ----------
    name : of the outline
    length, width : mm, along the finger and around it
    corner : radius that rounds its corners, mm
    turned : degrees, 0, 90, 180 or 270; at 90 and 270 its length lies around the finger
    """

    NAMES: ClassVar[tuple[str, ...]] = ("circle", "oval", "cushion", "rectangle")
    """Those whose corners, if any, lie where the sides meet; a sheet is smooth between."""

    name: str
    length: float
    width: float
    corner: float = 0.0
    turned: int = 0

    @cached_property
    def drawn(self) -> GirdleOutline:
        """The outline with its length along x, mm.

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
        return OUTLINES[self.name](long / wide).scaled(wide).offset(self.corner)

    @property
    def half_x(self) -> float:
        """Half the table's extent around the finger, mm."""
        return (self.length if self.turned % 180 else self.width) / 2

    @property
    def half_y(self) -> float:
        """Half the table's extent along the finger, mm."""
        return (self.width if self.turned % 180 else self.length) / 2

    @property
    def cornered(self) -> bool:
        """Whether sides meet at an angle."""
        return bool(self.drawn.corners)

    @cached_property
    def _sides(self) -> tuple[float, ...]:
        """Directions that part the four sides, degrees from x towards y: to the box's corners."""
        a = math.degrees(math.atan2(self.half_y, self.half_x))
        return (-a, a, 180.0 - a, 180.0 + a, 360.0 - a)

    def at(self, share: float) -> Point:
        """A point of the edge: 0 to 1 runs up the side at +x, 1 to 2 along +y, and so on."""
        k = min(int(share), 3)
        low, high = self._sides[k : k + 2]
        return self.towards(low + (share - k) * (high - low))

    def towards(self, degrees: float) -> Point:
        """The point of the edge in a direction from x towards y."""
        # the outline's own x lies along the finger (y), turned by ``turned`` about z
        back = degrees - 90.0 - self.turned
        x, y = self.drawn.at(self.drawn.toward(back % 360.0))[0]
        c, s = math.cos(math.radians(90.0 + self.turned)), math.sin(math.radians(90 + self.turned))
        return (c * x - s * y, s * x + c * y)
