"""The mesh finisher: every different shape meshed once, copies placed, booleans by manifold."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from manifold3d import Manifold, OpType

from jewelcad.errors import GeometryError
from jewelcad.finish.finger import pokes_in
from jewelcad.finish.meshed import meshed
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.overlaps import solid_of
from jewelcad.geometry.shapes import Shape
from jewelcad.workpiece import Body, Workpiece


def finish(workpiece: Workpiece, tolerance: float) -> Mesh:
    """The metal of a workpiece as one mesh that remembers its bodies.

    Parameters
    ----------
    tolerance : largest deviation from the true surface, mm

    Raises
    ------
    GeometryError
        If a body does not mesh to a closed solid (named), or nothing is left.
    """
    bench = _Bench(tolerance)
    metal = bench.joined(workpiece.metal, workpiece.finger)
    metal -= bench.joined(workpiece.openings)
    metal += bench.joined(workpiece.prongs, workpiece.finger)
    metal -= bench.joined(workpiece.seats)
    if metal.is_empty():
        raise GeometryError("No metal is left after the cuts. Check the sizes of seats and finger.")
    pieces = sum(part.volume() > 0 for part in metal.decompose())  # a cavity is none
    if pieces > 1:
        raise GeometryError(
            f"The metal came out in {pieces} separate pieces. Parts that should be one must "
            "overlap: move them together, or make them larger."
        )
    return bench.mesh_of(metal)


class _Bench:
    """Bodies placed so far: their names, by the identity manifold gives them."""

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self.names: list[str] = []
        self.index: dict[int, int] = {}
        self.deviation = 0.0

    def joined(self, bodies: Iterable[Body], finger: Iterable[Body] = ()) -> Manifold:
        """Bodies placed and fused; those that poke into the finger are cleared of it first."""
        placed = []
        for body in bodies:
            solid = self._placed(body)
            for bar in finger:
                if pokes_in(body, bar):
                    solid -= self._placed(bar)
            placed.append(solid)
        return Manifold.batch_boolean(placed, OpType.Add) if placed else Manifold()

    def _placed(self, body: Body) -> Manifold:
        try:
            base, deviation = _manifold(body.shape, self.tolerance)
        except GeometryError as error:
            raise GeometryError(f"{body.name}: {error}") from error
        self.deviation = max(self.deviation, deviation)
        solid = base.transform(np.array(body.frame.matrix)).as_original()
        self.index[solid.original_id()] = len(self.names)
        self.names.append(body.name)
        return solid

    def mesh_of(self, metal: Manifold) -> Mesh:
        raw = metal.to_mesh64()
        triangles = np.asarray(raw.tri_verts).astype(np.int32)
        body = np.zeros(len(triangles), dtype=np.int32)
        starts = np.asarray(raw.run_index) // 3
        for run, original in enumerate(raw.run_original_id):
            body[starts[run] : starts[run + 1]] = self.index[original]
        vertices = np.asarray(raw.vert_properties)[:, :3].astype(np.float64)
        return Mesh(vertices, triangles, body, tuple(self.names), self.deviation)


@lru_cache(maxsize=512)
def _manifold(shape: Shape, tolerance: float) -> tuple[Manifold, float]:
    mesh = meshed(shape, tolerance)
    return solid_of(mesh), mesh.deviation
