"""Helpers for settings: a head or bezel on a band, and what overlaps what."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from manifold3d import Manifold, Mesh64

from jewelcad import finish
from jewelcad.geometry.mesh import Mesh
from jewelcad.pieces import Ring
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Shank, half_round
from jewelcad.workpiece import Part, Stage

TOLERANCE = 0.01


def ring(part: Part, width: float = 2.2, profile=half_round, thickness: float = 1.8) -> Ring:
    shank = Shank(RingSize("US 6.5"), profile(width, thickness))
    return Ring(shank, part.on(shank.top))


@lru_cache(maxsize=64)
def metal(piece: Ring, stage: Stage = "cast", tolerance: float = TOLERANCE) -> Mesh:
    return finish.mesh(piece.workpiece(stage), tolerance)


def solid(mesh: Mesh) -> Manifold:
    made = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
    assert made.status().name == "NoError"
    return made


def genus(mesh: Mesh) -> list[int]:
    """Genus of every closed shell."""
    return [p.genus() for p in solid(mesh).decompose()]


def stone_of(piece: Ring, stage: Stage = "cast") -> Manifold:
    """The stone as a solid where it sits in the ring."""
    (placed,) = piece.workpiece(stage).stones
    return solid(placed.gem.mesh()).transform(np.array(placed.frame.matrix))


def overlap(a: Manifold, b: Manifold) -> float:
    """Shared volume, mm³."""
    return (a ^ b).volume()
