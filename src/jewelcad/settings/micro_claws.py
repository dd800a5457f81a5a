"""Micro-claws: what holds small round stones beside each other, shared by neighbours.

Between two neighbours stand two, one on either side of their row, each in the reach of both
stones; where the gap is too wide for that, each stone has its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from jewelcad.frames import Frame, Vector
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.geometry.shapes import Shape, Turned, Wire
from jewelcad.reference.limits import limit
from jewelcad.settings.grains import DRAFT
from jewelcad.workpiece import Body, Stage

COVERED = 0.38
"""Share of girdle to table under a claw, set: of GIA's 30 to 40 % (domain.md §5.5), for stones that
lean apart are covered a little less (a choice)."""
ROOT = 0.3
"""mm by which a claw reaches into the metal under it (a choice: twice ``overlap.merge``)."""


@dataclass(frozen=True)
class MicroClaw:
    """A claw for stones of one size.

    Parameters
    ----------
    gem : the stones
    diameter : mm
    depth : of the metal's surface under the girdles' middle, mm
    spare : length over the table before setting, mm; by default ``prong.spare_length.share``
    """

    gem: Stone
    diameter: float
    depth: float
    spare: float | None = None

    @property
    def overlap(self) -> float:
        """How far a claw reaches inside the girdle, mm (``prong.overlap.share``)."""
        return limit("prong.overlap.share").value * self.diameter

    @property
    def reach(self) -> float:
        """From a stone's axis to its claw's, mm."""
        return self.gem.girdle_radius + self.diameter / 2 - self.overlap

    @property
    def cast_height(self) -> float:
        """Of the straight claw over the girdle's middle, mm."""
        return self.gem.table_height + (self._usual if self.spare is None else self.spare)

    @property
    def room_height(self) -> float:
        """Up to which its room is kept free, the same without its spare length, mm."""
        return max(self.cast_height, self.gem.table_height + self._usual)

    @property
    def _usual(self) -> float:
        return limit("prong.spare_length.share").value * self.gem.width

    @property
    def covered(self) -> float:
        """How far inside the girdle a bead reaches, mm."""
        return COVERED * (self.gem.girdle_radius - self.gem.table / 2)

    @property
    def widest(self) -> float:
        """Radius of the bead the setter pushes up, mm: where it meets the crown it is as wide as
        covers that."""
        there = self.diameter / 2 + max(0.0, self.covered - self.overlap)
        return there / math.sqrt(1.0 - (COVERED / self._height) ** 2)

    @property
    def _height(self) -> float:
        """Of the bead over the girdle, share of the crown (``prong.height``)."""
        return limit("prong.height").hi or 1.0

    def shape(self, stage: Stage) -> tuple[Shape, float]:
        """The claw and the height of its frame over the girdles' middle, mm."""
        r, low = self.diameter / 2, -self.depth - ROOT
        if stage == "cast":
            length = self.cast_height - low - r
            return Wire(r + DRAFT * length, r, length), low
        wide, z = self.widest, self.gem.girdle_top
        top = self._height * (self.gem.table_height - z)
        head = Arc((0.0, z), wide, top, 0.0, math.pi / 2)
        foot = wide + DRAFT * (z - low)
        axis, floor = Line((0.0, z + top), (0.0, low)), Line((0.0, low), (foot, low))
        return Turned(Contour((floor, Line((foot, low), (wide, z)), head, axis))), 0.0

    def between(self, a: Frame, b: Frame) -> list[Frame]:
        """Where the claws of two neighbours stand, on their girdles' level: two, or two each."""
        half = math.dist(a.origin, b.origin) / 2
        middle = Frame(_mean(a.origin, b.origin), _from(a.origin, b.origin), _mean(a.z, b.z))
        square = self.reach**2 - half**2
        apart = self.diameter / 2 + limit("check.gap.error").value / 2
        if square >= apart**2:
            pair = (middle.moved(y=side * math.sqrt(square)) for side in (-1.0, 1.0))
            return [stand.lifted(_level(stand, a)) for stand in pair]
        aside = min(apart, 0.9 * self.reach)
        along = half - math.sqrt(self.reach**2 - aside**2)
        own = (
            (g, middle.moved(s * along, t * aside)) for s, g in ((-1, a), (1, b)) for t in (-1, 1)
        )
        return [stand.lifted(_level(stand, stone)) for stone, stand in own]

    def bodies(
        self, frames: tuple[Frame, ...], pairs: tuple[tuple[int, int], ...], stage: Stage
    ) -> Iterator[Body]:
        """All claws of stones on their frames."""
        shape, low = self.shape(stage)
        stands = [f for i, j in pairs for f in self.between(frames[i], frames[j])]
        for k, stand in enumerate(stands):
            yield Body(f"micro[{k}]", shape, stand.lifted(low))


def _level(stand: Frame, stone: Frame) -> float:
    """How high over a stand a stone's girdle plane is, mm: stones on a bend lean apart."""
    off, up = _from(stand.origin, stone.origin), stone.z
    return _dot(off, up) / _dot(stand.z, up)


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _mean(a: Vector, b: Vector) -> Vector:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)


def _from(a: Vector, b: Vector) -> Vector:
    return (b[0] - a[0], b[1] - a[1], b[2] - a[2])
