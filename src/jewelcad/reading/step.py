"""STEP of anybody's: its solids, meshed by the kernel in a process of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from jewelcad.errors import ExportError, GeometryError
from jewelcad.reading.read import Read

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

MOST_FILE = 100 << 20
"""Bytes; a ring with a hundred stones has a twentieth of it."""
MOST_SOLIDS = 2000
INCH = re.compile(rb"CONVERSION_BASED_UNIT\s*\(\s*'INCH", re.IGNORECASE)
METRIC = re.compile(rb"SI_UNIT\s*\(\s*(\.\w+\.|\$)\s*,\s*\.METRE\.\s*\)", re.IGNORECASE)
PREFIX = {b".MILLI.": "mm", b".CENTI.": "cm", b".MICRO.": "micron", b"$": "m"}


def read(path: Path, tolerance: float, scale: float | None) -> Read:
    """Read a STEP in a process of its own.

    ``tolerance`` in mm; ``scale`` is mm in its unit, None for what it says.
    """
    from jewelcad.reading.child import in_child

    return in_child(__name__, "read_here", path, tolerance=tolerance, scale=scale)


def read_here(path: Path, tolerance: float, scale: float | None) -> Read:
    """Read a STEP.

    Raises
    ------
    ExportError
        If the file cannot be read, or is too large.
    GeometryError
        If it holds no solid, or one cannot be meshed.
    """
    size = path.stat().st_size
    if size > MOST_FILE:
        raise refused(path, f"it has {size:,} bytes, more than {MOST_FILE:,}")
    data = path.read_bytes()
    if b"ENDSEC" not in data[-4096:].upper() or b"END-ISO-10303-21" not in data[-4096:].upper():
        raise refused(path, "its text is cut short")
    from OCP.Standard import Standard_Failure

    try:
        return _meshed(path, _unit(data), tolerance, scale)
    except Standard_Failure as error:
        raise refused(path, f"the kernel gives it up: {error}") from error


def _unit(data: bytes) -> str:
    if INCH.search(data):
        return "inch"
    found = METRIC.search(data)
    return PREFIX.get(found.group(1).upper(), "") if found else ""


def _meshed(path: Path, unit: str, tolerance: float, scale: float | None) -> Read:
    import numpy as np
    from OCP.TopAbs import TopAbs_FACE, TopAbs_SOLID
    from OCP.TopExp import TopExp_Explorer

    from jewelcad.export import step
    from jewelcad.geometry import facts
    from jewelcad.geometry.tessellate import tessellate

    solids, notes = [], dict[str, None]()
    try:
        for name, shape in step.read(path):
            found = facts.solids_of(shape)
            solids += [(_body(path, name, k, len(found)), s) for k, s in enumerate(found)]
            if TopExp_Explorer(shape, TopAbs_FACE, TopAbs_SOLID).More():
                notes["It holds faces that belong to no solid, which were not read."] = None
    except ExportError:
        raise refused(path, "the kernel cannot read it") from None
    if not solids:
        raise GeometryError(
            f"{path.name} holds no solid: its faces are not joined, or there are none. Join them "
            "where it was made."
        )
    if len(solids) > MOST_SOLIDS:
        raise refused(path, f"it holds {len(solids):,} solids, more than {MOST_SOLIDS:,}")
    for name, solid in solids:
        if not facts.is_valid(solid):
            notes[f"{name} is not a valid solid: faces cross or edges do not meet."] = None
    meshes = [tessellate(solid, tolerance, name) for name, solid in solids]
    mesh = _together(meshes, unit, scale)
    if not np.isfinite(mesh.vertices).all():
        raise refused(path, "a coordinate is no finite number")
    return Read(mesh, "step", unit, tuple(notes))


def _body(path: Path, name: str, k: int, count: int) -> str:
    return (name or path.stem) + (f"[{k}]" if count > 1 else "")


def _together(meshes: list[Mesh], unit: str, scale: float | None) -> Mesh:
    """One mesh; the kernel has made mm of the unit, which another word overrules."""
    import numpy as np

    from jewelcad.geometry.mesh import Mesh
    from jewelcad.reading.units import UNITS

    factor = 1.0 if scale is None else scale / UNITS.get(unit, 1.0)
    first = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    return Mesh(
        np.concatenate([m.vertices for m in meshes]) * factor,
        np.concatenate([m.triangles + n for m, n in zip(meshes, first, strict=False)]).astype(
            np.int32
        ),
        np.repeat(np.arange(len(meshes), dtype=np.int32), [len(m.triangles) for m in meshes]),
        tuple(m.names[0] for m in meshes),
        max(m.deviation for m in meshes) * factor,
    )


def refused(path: Path, why: str) -> ExportError:
    return ExportError(f"{path.name} is not a whole STEP: {why}. Write it again.")
