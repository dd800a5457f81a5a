"""Whether a stone can be lowered into its setting from above: proved on the cast metal.

The way of a stone let down along its axis is its own body with the lid, all that looks up, lifted
over the highest metal. If that swept body and the metal share no volume, and keep apart by more
than the mesh deviates, the stone touches nothing on its whole way. Exact for a stone that every
upright line crosses once: each of facets, a cabochon, a pearl whose hole is filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold, OpType
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh
from jewelcad.seating.fit import bodies_of, body_of, gap
from jewelcad.workpiece import PlacedGem

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

UPRIGHT = 1e-6
"""Sine of the slope under which a facet is upright: far above rounding."""
ABOVE = 0.5
"""mm over the highest metal from which the stone is let down (a choice)."""


@dataclass(frozen=True)
class Insertion:
    """A stone's way down into the metal.

    Parameters
    ----------
    stone : name
    blocked : volume of the metal that stands in the way, mm³
    room : least distance of the metal from the way, mm; `fit.NEAR` if none is nearer
    deviation : of the metal's mesh from its true surface, mm
    """

    stone: str
    blocked: float
    room: float
    deviation: float

    @property
    def proved(self) -> bool:
        """Whether the stone goes in without touching, whatever the mesh leaves open."""
        return self.blocked == 0.0 and self.room > self.deviation


def insertion(placed: PlacedGem, cast: Mesh) -> Insertion:
    """How a stone goes in, let down along its own axis into the metal as it is cast.

    Parameters
    ----------
    cast : metal at the stage ``cast``
    """
    metal, (way,) = body_of(cast), _ways([placed], cast)
    stopped = float((metal ^ way).volume())
    room = 0.0 if stopped else gap(metal, way)
    return Insertion(placed.name, stopped, room, cast.deviation + placed.gem.mesh().deviation)


def in_the_way(stones: Sequence[PlacedGem], cast: Mesh) -> list[Manifold]:
    """The cast metal that stands in each stone's way; all looked at together."""
    ways = _ways(stones, cast)
    stopped = body_of(cast) ^ Manifold.batch_boolean(ways, OpType.Add) if ways else Manifold()
    return [stopped if stopped.is_empty() else stopped ^ way for way in ways]


def _ways(stones: Sequence[PlacedGem], cast: Mesh) -> list[Manifold]:
    """The bodies swept by stones that are let down from above all metal."""
    low, high = cast.vertices.min(axis=0), cast.vertices.max(axis=0)
    height = ABOVE
    for placed in stones:
        z, middle = np.array(placed.frame.z), (low + high) / 2.0 - placed.frame.origin
        top = float(middle @ z + (high - low) / 2.0 @ np.abs(z))
        height = max(height, top - placed.gem.culet_z + ABOVE)
    return bodies_of(stones, lambda gem: body_of(way_down(gem.mesh(), height)))


def way_down(stone: Mesh, height: float) -> Mesh:
    """The stone swept upwards: what looks up is lifted, walls join it to the rest.

    Parameters
    ----------
    stone : a closed mesh in its own frame
    height : mm
    """
    a, b, c = np.moveaxis(stone.corners, 1, 0)
    normal = np.cross(b - a, c - a)
    up = normal[:, 2] > UPRIGHT * np.linalg.norm(normal, axis=1)
    lifted = stone.vertices + np.array([0.0, 0.0, height])
    count = len(stone.vertices)
    lid, rest = stone.triangles[up].astype(np.int64), stone.triangles[~up].astype(np.int64)
    rim = _rim(lid)
    i, j = rim.T
    walls = np.concatenate([np.stack([i, j, j + count], 1), np.stack([i, j + count, i + count], 1)])
    triangles = np.concatenate([rest, lid + count, walls])
    used, compact = np.unique(triangles, return_inverse=True)
    vertices = np.concatenate([stone.vertices, lifted])[used]
    body = np.zeros(len(triangles), dtype=np.int32)
    made = compact.reshape(-1, 3).astype(np.int32)
    return Mesh(vertices, made, body, ("way down",), stone.deviation)


def _rim(lid: Ids) -> Ids:
    """Edges of a patch of triangles without a neighbour across, in the patch's own sense."""
    edges = np.concatenate([lid[:, [0, 1]], lid[:, [1, 2]], lid[:, [2, 0]]])
    there = {(int(a), int(b)) for a, b in edges}
    return np.array([(a, b) for a, b in there if (b, a) not in there], dtype=np.int64)
