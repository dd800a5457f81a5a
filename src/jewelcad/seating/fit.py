"""How stones fit the cast metal: how near they come to it, and what of them lies in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manifold3d import Manifold, Mesh64, OpType

from jewelcad.frames import Frame
from jewelcad.geometry.mesh import Mesh
from jewelcad.workpiece import PlacedGem

NEAR = 1.0
"""mm, farthest a clearance is looked for (a choice; a stone farther from metal floats)."""
USUAL = 0.1
"""mm within which metal is looked for first: it is there, and far quicker to find."""


def fits(cast: Mesh, stones: Sequence[PlacedGem]) -> list[tuple[float, float]]:
    """Clearance (mm) and overlap (mm³) of every stone."""
    metal = body_of(cast)
    bodies = [body_of(placed.gem.mesh(), placed.frame) for placed in stones]
    inside = metal ^ Manifold.batch_boolean(bodies, OpType.Add) if bodies else Manifold()
    return [
        (gap(metal, body), 0.0 if inside.is_empty() else float((inside ^ body).volume()))
        for body in bodies
    ]


def gap(metal: Manifold, body: Manifold) -> float:
    """Least distance, mm; `NEAR` if there is nothing nearer."""
    near = float(metal.min_gap(body, USUAL))
    return near if near < USUAL else min(float(metal.min_gap(body, NEAR)), NEAR)


def body_of(mesh: Mesh, frame: Frame | None = None) -> Manifold:
    """A mesh as a solid, placed."""
    made = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
    return made.transform(np.array(frame.matrix)) if frame else made
