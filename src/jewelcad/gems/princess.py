"""The princess: a brilliant's crown on a square or rectangle over a pavilion of chevrons.

Crown of 25: table, 8 stars, bezels at the corners and in the middle of the sides, 8 halves.
Pavilion of 32 with three chevrons (``domain.md`` §2.3).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated

from jewelcad.gems.brilliant import Brilliant
from jewelcad.gems.chevrons import chevron_facets
from jewelcad.gems.planes import Facet
from jewelcad.params import Range, part
from jewelcad.units import Deg


@part
class Princess(Brilliant):
    """Proportions of a princess; ``pavilion_angle`` is the slope of the mains under the corners
    of a square one."""

    chevrons: Annotated[int, Range(1, 6), "chevrons of each side"] = 3
    upper_angle: Annotated[Deg, Range(30, 85), "slope of the triangles under the long sides"] = 62.0

    @property
    def _apex(self) -> float:
        return 100.0 * math.sqrt(0.5) * math.tan(math.radians(self.pavilion_angle))

    def _lower(self) -> Iterator[Facet]:
        steep = math.tan(math.radians(self.upper_angle))
        size, depth = (self.ratio / 2.0, 0.5), self._apex / 100.0
        yield from chevron_facets(size, 0.0, -self._half, depth, steep, self.chevrons)
