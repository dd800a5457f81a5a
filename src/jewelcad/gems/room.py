"""The room a facetted stone needs: the stone grown by a clearance, open above if it goes in there.

Every plane moves outwards by the clearance, so metal stands off each facet by just that much. The
way in from above is the girdle's planes carried up. A heart's room is that of its two halves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jewelcad.gems.cut import Cut
from jewelcad.gems.planes import Facet

if TYPE_CHECKING:
    from jewelcad.gems.polyhedron import Polyhedron
    from jewelcad.geometry.mesh import Mesh

OVERLAP = 1e-3
"""mm by which the rooms of a heart's halves reach over its axis, so that they are one."""


@dataclass(frozen=True)
class Room:
    """A convex body of planes, a shape like those of `geometry.shapes`.

    Parameters
    ----------
    cut, width : the stone's
    clearance : mm
    open_to : height over the girdle's middle to which the way in is open, mm; none for a closed one
    half : 0 for a whole stone; 1 and -1 for the halves of a heart
    """

    cut: Cut
    width: float
    clearance: float
    open_to: float | None = None
    half: int = 0

    def solid(self) -> Any:
        from jewelcad.geometry.solids import polyhedron

        made = _polyhedron(self)
        return polyhedron(made.vertices, made.faces)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        import numpy as np

        from jewelcad.geometry.mesh import Mesh

        made = _polyhedron(self)
        triangles = made.triangles()
        body = np.zeros(len(triangles), dtype=np.int32)
        return Mesh(made.vertices, triangles, body, (name,))


def rooms(cut: Cut, width: float, clearance: float, open_to: float | None) -> tuple[Room, ...]:
    """One room, or a heart's two."""
    halves = (0,) if cut.girdle_outline.is_convex else (1, -1)
    return tuple(Room(cut, width, clearance, open_to, half) for half in halves)


@lru_cache(maxsize=256)
def _polyhedron(room: Room) -> Polyhedron:
    """What the planes enclose; they are given from a point inside, as `enclosed` asks."""
    from dataclasses import replace

    from jewelcad.gems.polyhedron import enclosed

    planes = list(_planes(room))
    inside = (0.0, 0.2 * room.width * room.half, 0.0)
    made = enclosed(
        Facet(name, n, d - sum(a * b for a, b in zip(n, inside, strict=True)))
        for name, n, d in planes
    )
    return replace(made, vertices=made.vertices + inside)


def _planes(room: Room) -> list[Facet]:
    side = -1.0 if room.half < 0 else 1.0
    made = []
    for name, (x, y, z), distance in room.cut.planes():
        if z < 1e-9 or room.open_to is None:
            far = distance * room.width + room.clearance
            made.append(Facet(name, (x, side * y, z), far))
    if room.open_to is not None:
        made.append(Facet("way in", (0.0, 0.0, 1.0), room.open_to))
    if room.half:
        made.append(Facet("join", (0.0, -side, 0.0), OVERLAP))
    return made
