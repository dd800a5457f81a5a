"""Places along a stone's girdle, at which everything round it is measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jewelcad.gems import Stone

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

STEP = 0.02
"""mm between places (a choice), and no more than `PLACES` of them."""
PLACES = 720


@dataclass(frozen=True, eq=False)
class Girdle:
    """Places evenly along the outline, in the stone's frame.

    Parameters
    ----------
    points, normals : in plan, outward, (n, 2)
    edges : two heights just within the girdle's edges, (n, 2): between them metal with a hollowless
        outside is nowhere thinner
    table : from the girdle to the table or the top, square to the outline, (n,)
    """

    points: Floats
    normals: Floats
    edges: Floats
    table: Floats

    @cached_property
    def azimuth(self) -> Floats:
        """Of every place, degrees, (n,)."""
        return np.asarray(np.degrees(np.arctan2(self.points[:, 1], self.points[:, 0])))

    def nearest(self, plan: Floats) -> Ids:
        """Number of the place nearest to each of some points in plan."""
        return np.asarray(self._tree.query(plan)[1])

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self.points)


@lru_cache(maxsize=64)
def around(gem: Stone) -> Girdle:
    """The places of a stone."""
    outline = gem.girdle_outline
    count = min(max(12, math.ceil(outline.length / STEP)), PLACES)
    shares = [(k + 0.5) / count for k in range(count)]
    sections = [gem.section_at(t) for t in shares]
    edges = np.array([section.girdle for section in sections])
    inset = 0.05 * (edges[:, 1:] - edges[:, :1]) * [1.0, -1.0]
    tops = [max(z for _, z in section.crown) for section in sections]
    table = [
        next(d for d, z in section.crown if z > top - 1e-9)
        for section, top in zip(sections, tops, strict=True)
    ]
    points, normals = ([of(t) for t in shares] for of in (outline.point, outline.normal))
    return Girdle(np.array(points), np.array(normals), edges + inset, np.array(table))
