"""What must hold of every ring with stones, at both stages; the same law for all of them."""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np
from manifold3d import CrossSection, Manifold, Mesh64, OpType

from jewelcad import Ring, finish
from jewelcad.gems import Stone
from jewelcad.geometry.mesh import Mesh

TOLERANCE = 0.02
TOUCHES = 0.015
"""mm within which a set stone meets its metal: the tolerance of the mesh, and no more."""
BEARS = 2.5 * TOLERANCE
"""mm a stone is taken in before no metal may lie in it: its seat is cut by a mesh of its own."""


def solid(mesh: Mesh) -> Manifold:
    made = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
    assert made.status().name == "NoError"
    return made


def stones(piece: Ring) -> list[Manifold]:
    placed = piece.workpiece("set").stones
    shapes = {gem: solid(gem.mesh()) for gem in {p.gem for p in placed}}
    return [shapes[p.gem].transform(np.array(p.frame.matrix)) for p in placed]


@functools.lru_cache(maxsize=16)
def smaller(gem: Stone) -> Manifold:
    """What a stone moved by `BEARS` in each of six directions has in common."""
    body = solid(gem.mesh())
    moved = [body.translate(way) for way in np.vstack([np.eye(3), -np.eye(3)]) * BEARS]
    return Manifold.batch_boolean(moved, OpType.Intersect)


def faults(piece: Ring, gap: float) -> list[str]:
    """Every way in which a ring is not what a setter would take, as words; none if it is sound."""
    found = []
    gems = stones(piece)
    for stage in ("cast", "set"):
        metal = solid(finish.mesh(piece.workpiece(stage), TOLERANCE))
        shells = [part for part in metal.decompose() if part.volume() > 0.0]
        if len(shells) != 1:
            found.append(f"{stage}: {len(shells)} shells")
        elif metal.genus() != piece.genus:
            found.append(f"{stage}: genus {metal.genus()}, counted {piece.genus}")
        if (metal ^ _finger(piece)).volume() > 0.0:
            found.append(f"{stage}: metal in the finger")
        found += [f"{stage}: {word}" for word in _seats(piece, gems, metal, stage)]
    return found + _too_near(gems, gap)


def _finger(piece: Ring) -> Manifold:
    bar = Manifold.extrude(CrossSection.circle(piece.size.diameter / 2 - TOLERANCE, 720), 60.0)
    return bar.translate((0, 0, -30)).rotate((90, 0, 0))


def _seats(piece: Ring, gems: list[Manifold], metal: Manifold, stage: str) -> list[str]:
    found = []
    bites = any(getattr(p, "bites", False) for p in piece.parts)
    for placed, gem in zip(piece.workpiece(stage).stones, gems, strict=True):
        if stage == "cast":
            if not bites and (metal ^ gem).volume() > 0.0:
                found.append(f"{placed.name} lies in metal")
            continue
        if (metal ^ smaller(placed.gem).transform(np.array(placed.frame.matrix))).volume() > 0.0:
            found.append(f"{placed.name} lies in metal beyond its bearing")
        if metal.min_gap(gem, 1.0) > TOUCHES:
            found.append(f"{placed.name} touches no metal")
        for word, way in (("lifted out", 0.06), ("pushed through", -0.06)):
            if (metal ^ gem.translate([way * c for c in placed.frame.z])).volume() < 1e-5:
                found.append(f"{placed.name} can be {word}")
    return found


def _too_near(gems: list[Manifold], gap: float) -> list[str]:
    boxes = [np.array(g.bounding_box()) for g in gems]
    found = []
    for (i, a), (j, b) in itertools.combinations(enumerate(gems), 2):
        apart = np.maximum(boxes[i][:3] - boxes[j][3:], boxes[j][:3] - boxes[i][3:]).max()
        if apart < gap and (near := a.min_gap(b, math.nextafter(gap, 9.0))) < gap - 1e-6:
            found.append(f"stones {i} and {j} are {near:.4f} mm apart, {gap:g} mm were asked")
    return found
