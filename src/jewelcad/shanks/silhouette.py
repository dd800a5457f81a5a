"""How far a ring stands out along the finger, seen by a ring that is to be worn beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jewelcad.geometry.mesh import Mesh
    from jewelcad.workpiece import Workpiece

    Floats = NDArray[np.float64]

TOLERANCE = 0.01
"""mm, deviation of the meshes that are looked at."""
FINE, COARSE, ACROSS = 0.03, 0.15, 6
"""mm between looks round a place: an ``ACROSS``-th of the gap, within these limits (a choice)."""


def reach(other: Workpiece, gap: float, places: Floats) -> Floats:
    """Where along +y a point over each place lies ``gap`` mm from all of ``other``; -inf if nothing
    of it is so near.

    Bodies are looked at before they are cut, stones too. What stands out hides what lies behind it:
    rings are pushed together along the finger.

    Parameters
    ----------
    places : (x, z) in the plane of the ring, (n, 2), mm
    """
    import numpy as np

    from jewelcad.geometry.rays import Rays

    rays = Rays(_whole(other))
    above = float(rays.corners[..., 1].max()) + 1.0
    step = float(np.clip(gap / ACROSS, FINE, COARSE))
    grid = np.arange(-np.ceil(gap / step), np.ceil(gap / step) + 1) * step
    dx, dz = (c.ravel() for c in np.meshgrid(grid, grid))
    off = np.hypot(dx, dz)
    dx, dz, off = dx[off < gap], dz[off < gap], off[off < gap]
    around = places[:, None] + np.stack([dx, dz], axis=1)
    x, z = around.reshape(-1, 2).T
    start = np.stack([x, np.full(len(x), above), z], axis=1)
    down = np.broadcast_to([0.0, -1.0, 0.0], start.shape)
    hit = rays.met(start, down)
    height = np.where(hit >= 0, above - rays.way(start, down, hit), -np.inf)
    round_it = height.reshape(len(places), -1) + np.sqrt(gap**2 - off**2)
    return np.asarray(round_it.max(axis=1))


def _whole(work: Workpiece) -> Mesh:
    """All metal and stones of a workpiece as one heap of triangles."""
    import numpy as np

    from jewelcad.geometry.mesh import Mesh

    solids = [(b.shape.mesh(TOLERANCE, b.name), b.frame) for b in (*work.metal, *work.prongs)]
    solids += [(placed.gem.mesh(), placed.frame) for placed in work.stones]
    vertices, triangles, count = [], [], 0
    for mesh, frame in solids:
        matrix = np.array(frame.matrix)
        vertices.append(mesh.vertices @ matrix[:, :3].T + matrix[:, 3])
        triangles.append(mesh.triangles + count)
        count += len(mesh.vertices)
    corners = np.concatenate(triangles).astype(np.int32)
    return Mesh(np.concatenate(vertices), corners, np.zeros(len(corners), np.int32), ("other",))
