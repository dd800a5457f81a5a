"""3MF of anybody's: every object that is to be built, in its place, in millimetres.

lib3mf reads it, in a process of its own, after `package` has looked at what is in it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from jewelcad.errors import GeometryError
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.reading.package import MOST_BODIES, MOST_DEPTH, refused, repacked
from jewelcad.reading.read import Read
from jewelcad.reading.stl import MOST_TRIANGLES

UNITS = {"MicroMeter": 0.001, "MilliMeter": 1.0, "CentiMeter": 10.0, "Inch": 25.4, "Foot": 304.8}
UNITS |= {"Meter": 1000.0}
"""mm in each unit of the format, by lib3mf's names."""


def read(path: Path, scale: float | None) -> Read:
    """Read a 3MF in a process of its own; ``scale`` is mm in its unit, None for what it says."""
    from jewelcad.reading.child import in_child

    return in_child(__name__, "read_here", path, scale=scale)


def read_here(path: Path, scale: float | None) -> Read:
    """Read a 3MF.

    Raises
    ------
    ExportError
        If it is no 3MF, too large, or not fit to be unpacked.
    GeometryError
        If it builds nothing.
    """
    import lib3mf

    with tempfile.TemporaryDirectory(prefix="jewelcad-") as folder:
        clean = Path(folder) / "clean.3mf"
        clean.write_bytes(repacked(path))
        try:
            model = lib3mf.get_wrapper().CreateModel()
            reader = model.QueryReader("3mf")
            reader.ReadFromFile(str(clean))
            return _read(path, model, reader, scale)
        except lib3mf.ELib3MFException as error:
            raise refused(path, str(error)) from error


def _read(path: Path, model: Any, reader: Any, scale: float | None) -> Read:
    unit = model.GetUnit().name
    notes = dict.fromkeys(
        f"lib3mf: {reader.GetWarning(k)[1]}." for k in range(min(reader.GetWarningCount(), 10))
    )
    gathered = _Gathered(path)
    items = model.GetBuildItems()
    while items.MoveNext():
        item = items.GetCurrent()
        place = _transform(item.GetObjectTransform()) if item.HasObjectTransform() else np.eye(4)
        gathered.add(item.GetObjectResource(), place, 0)
    if not gathered.triangles:
        raise GeometryError(
            f"{path.name} builds nothing: no object of it has triangles and is among the items to "
            "build. Write it again with the piece placed."
        )
    mesh = gathered.mesh(UNITS[unit] if scale is None else scale)
    return Read(mesh, "3mf", unit.lower(), (*notes, *gathered.notes))


def _transform(given: Any) -> Points:
    """A 3MF transform (4 rows of 3) as a matrix for rows of (x, y, z, 1)."""
    matrix = np.eye(4)
    matrix[:, :3] = np.array([[given.Fields[i][j] for j in range(3)] for i in range(4)])
    return matrix


class _Gathered:
    """Meshes of a model put in their places, counted."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self.vertices: list[Points] = []
        self.triangles: list[Any] = []
        self.names: list[str] = []
        self.notes: dict[str, None] = {}
        self.known: dict[int, tuple[Points, Any]] = {}
        self.seen = 0

    def add(self, item: Any, place: Points, depth: int) -> None:
        self.seen += 1
        if depth > MOST_DEPTH or self.seen > MOST_BODIES:
            raise refused(self.path, "its components hold each other too often")
        if item.IsMeshObject():
            self._add_mesh(item, place)
        elif item.IsComponentsObject():
            for k in range(item.GetComponentCount()):
                part = item.GetComponent(k)
                own = _transform(part.GetTransform()) if part.HasTransform() else np.eye(4)
                self.add(part.GetObjectResource(), own @ place, depth + 1)
        else:
            self.notes["It holds an object that is no mesh, which was not read."] = None

    def _add_mesh(self, item: Any, place: Points) -> None:
        key = int(item.GetUniqueResourceID())
        if key not in self.known:
            self.known[key] = _arrays(item)
        points, faces = self.known[key]
        self.count += len(faces)
        if self.count > MOST_TRIANGLES:
            raise refused(self.path, f"it has more than {MOST_TRIANGLES:,} triangles")
        if item.BeamLattice().GetBeamCount():
            self.notes["It holds a lattice of beams, which was not read."] = None
        mirrored = np.linalg.det(place[:3, :3]) < 0.0
        self.vertices.append(points @ place[:3, :3] + place[3, :3])
        self.triangles.append(faces[:, ::-1] if mirrored else faces)
        self.names.append(item.GetName() or self.path.stem)

    def mesh(self, scale: float) -> Mesh:
        first = np.cumsum([0, *map(len, self.vertices)])
        vertices = np.concatenate(self.vertices) * scale
        if not np.isfinite(vertices).all():
            raise refused(self.path, "a coordinate is no finite number")
        return Mesh(
            vertices,
            np.concatenate([t + n for t, n in zip(self.triangles, first, strict=False)]).astype(
                np.int32
            ),
            np.repeat(np.arange(len(self.names), dtype=np.int32), [len(t) for t in self.triangles]),
            tuple(self.names),
        )


def _arrays(item: Any) -> tuple[Points, Any]:
    import lib3mf

    points, faces = item.GetVertices(), item.GetTriangleIndices()
    vertices = np.frombuffer((lib3mf.Position * len(points))(*points), np.float32)
    triangles = np.frombuffer((lib3mf.Triangle * len(faces))(*faces), np.uint32)
    return vertices.reshape(-1, 3).astype(np.float64), triangles.reshape(-1, 3).astype(np.int64)
