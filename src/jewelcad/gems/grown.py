"""The room a stone needs: the stone grown by a clearance, every facet moved outwards as far.

A block less this body takes the stone with the clearance everywhere: from each point of the stone's
surface to the nearest metal it is the clearance, neither more nor less. For of all moved planes the
facet's own is the nearest, and a convex body ends at its planes.

Seen from the metal it is otherwise: edges and corners are mitred, as a graver leaves them, so from
the bottom of a groove in the seat it is farther to the stone, by one over the sine of half the
groove's angle. Metal that stands into a heart's cleft ends in an edge with the clearance to both of
its walls; only from the valley between them it is therefore farther than the clearance.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jewelcad.gems.cut import Cut
    from jewelcad.geometry.shapes import Facetted


@functools.lru_cache(maxsize=256)
def grown(cut: Cut, width: float, clearance: float) -> Facetted:
    """The stone of a cut, ``width`` mm wide, with every facet ``clearance`` mm farther out.

    Equal stones share the shape.
    """
    from jewelcad.gems.polyhedron import fanned
    from jewelcad.geometry.shapes import Facetted

    stone = cut.polyhedron(clearance / width).scaled(width)
    corners = tuple((x, y, z) for x, y, z in stone.vertices.tolist())
    return Facetted(corners, fanned(stone.vertices, stone.faces))
