"""The princess: a crown of stars on a square or rectangle over a pavilion of chevrons.

Crown of 25, a brilliant's: table, 8 stars, bezels at the corners and in the middle of the sides, 8
halves; or of 21, as most are drawn: see `scissor`. Pavilion of 32 with three chevrons
(``domain.md`` §2.3), 2 more along a keel.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import Annotated

from jewelcad.gems.brilliant import Brilliant
from jewelcad.gems.chevrons import Chevrons
from jewelcad.gems.planes import Facet
from jewelcad.gems.scissor import ScissorCrown
from jewelcad.params import OneOf, Range, part
from jewelcad.units import Deg, Percent


@part
class Princess(Brilliant):
    """Proportions of a princess; ``pavilion_angle`` is the slope of the mains under the corners
    of a square one."""

    chevrons: Annotated[int, Range(1, 6), "chevrons of each side"] = 3
    upper_angle: Annotated[Deg, Range(30, 85), "slope of the triangles under the long sides"] = 62.0
    triangle_reach: Annotated[Percent, Range(5, 60), "triangles, share of the way in"] = 32.0
    chevron_reach: Annotated[Percent, Range(40, 90), "chevrons, share of the way in"] = 75.0
    keel: Annotated[Percent, Range(0, 60), "length of a keel, share of the width"] = 0.0
    crown: Annotated[str, OneOf("brilliant", "scissor"), "25 facets, or 21"] = "brilliant"

    @property
    def crown_height(self) -> float:
        return super().crown_height if self._scissor is None else 100.0 * self._scissor.height

    @property
    def _apex(self) -> float:
        """Depth of the keel or the culet, %."""
        whole = 100.0 * math.sqrt(0.5) * math.tan(math.radians(self.pavilion_angle))
        return whole * (1.0 - self.keel / 100.0 / (self.ratio + 1.0))

    @functools.cached_property
    def _scissor(self) -> ScissorCrown | None:
        if self.crown == "brilliant":
            return None
        size = (self.ratio / 2.0, 0.5)
        return ScissorCrown(self.name, size, 0.0, self._half, self.table, self.crown_angle)

    def _crown(self, top: float) -> Iterator[Facet]:
        yield from super()._crown(top) if self._scissor is None else self._scissor.facets()

    def _lower(self) -> Iterator[Facet]:
        steep = math.tan(math.radians(self.upper_angle))
        size, depth = (self.ratio / 2.0, 0.5), self._apex / 100.0
        reach = self.triangle_reach / 100.0, self.chevron_reach / 100.0
        keel = self.keel / 200.0
        yield from Chevrons(
            self.name, size, 0.0, -self._half, depth, steep, self.chevrons, reach, keel
        ).facets()
