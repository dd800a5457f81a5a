"""Where bodies run into each other, on the mesh path: how often, and how thick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jewelcad.errors import GeometryError

if TYPE_CHECKING:
    from manifold3d import Manifold

    from jewelcad.frames import Frame
    from jewelcad.geometry.mesh import Mesh


@dataclass(frozen=True)
class Overlap:
    """What a body shares with another.

    Parameters
    ----------
    pieces : separate places of it
    thin : of its thinnest piece across its flattest direction, mm
    air : least distance of the two where they share nothing, mm; at most what was asked
    """

    pieces: int
    thin: float
    air: float


def overlap(one: Manifold, other: Manifold, within: float) -> Overlap:
    """What two solids share, or how near they come.

    Parameters
    ----------
    within : distance beyond which air is of no interest, mm
    """
    pieces = [p for p in (one ^ other).decompose() if p.volume() > 0.0]
    if not pieces:
        return Overlap(0, 0.0, float(one.min_gap(other, within)))
    return Overlap(len(pieces), min(map(_thickness, pieces)), 0.0)


def _thickness(piece: Manifold) -> float:
    """Extent along the direction in which its corners spread least, mm."""
    points = np.asarray(piece.to_mesh64().vert_properties)[:, :3]
    _, _, ways = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return float(np.ptp(points @ ways[2]))


def joined(meshes: Iterable[tuple[Mesh, Frame]]) -> Manifold:
    """Meshes in their places as one solid.

    Raises
    ------
    GeometryError
        If a mesh is not closed.
    """
    from manifold3d import Manifold, OpType

    placed = [solid_of(mesh).transform(np.array(frame.matrix)) for mesh, frame in meshes]
    return Manifold.batch_boolean(placed, OpType.Add) if placed else Manifold()


def solid_of(mesh: Mesh) -> Manifold:
    """A closed mesh as a solid; a GeometryError if it is open or inside out."""
    from manifold3d import Error, Manifold, Mesh64

    solid = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
    if solid.status() != Error.NoError or solid.volume() <= 0:
        raise GeometryError(
            f"{mesh.names[0]} does not mesh to a closed solid ({solid.status().name}). "
            "Report the part with its parameters."
        )
    return solid
