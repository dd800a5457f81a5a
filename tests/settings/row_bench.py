"""Helpers for rows and fields: stones as solids, and what lies on a stone's rim."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold, OpType
from setting_bench import solid

from jewelcad.gems import Gem
from jewelcad.geometry.mesh import Mesh
from jewelcad.pieces import Ring
from jewelcad.workpiece import PlacedGem


def stones(piece: Ring) -> list[Manifold]:
    """Every stone where it sits."""
    placed = piece.workpiece().stones
    shapes = {gem: solid(gem.mesh()) for gem in {p.gem for p in placed}}
    return [shapes[p.gem].transform(np.array(p.frame.matrix)) for p in placed]


def together(bodies: list[Manifold]) -> Manifold:
    return Manifold.batch_boolean(bodies, OpType.Add)


def finger(piece: Ring, less: float) -> Manifold:
    """The finger's room, ``less`` mm thinner."""
    bar = Manifold.cylinder(
        60.0, piece.shank.bore_radius - less, circular_segments=360, center=True
    )
    return bar.rotate((90.0, 0.0, 0.0))


def corners_of(mesh: Mesh, name: str) -> np.ndarray:
    """Corners of the triangles left of the bodies whose name starts so, (n, 3)."""
    mine = [k for k, n in enumerate(mesh.names) if n == name or n.startswith(f"{name}/")]
    return mesh.vertices[np.unique(mesh.triangles[np.isin(mesh.body, mine)])]


def on_crown(points: np.ndarray, placed: PlacedGem) -> np.ndarray:
    """How far inside the girdle, mm, those points lie that lie on a stone's turned crown."""
    gem = placed.gem
    assert isinstance(gem, Gem)
    inverse = np.array(placed.frame.inverse.matrix)
    x, y, z = (points @ inverse[:, :3].T + inverse[:, 3]).T
    r = np.hypot(x, y)
    crown = [(a, b) for a, b in gem.envelope() if b > 0.0]
    radii, heights = np.array(crown[::-1]).T
    near = np.abs(np.interp(r, radii, heights) - z) < 0.003
    return gem.girdle_radius - r[near & (z > gem.girdle_top + 1e-4) & (r < gem.girdle_radius)]
