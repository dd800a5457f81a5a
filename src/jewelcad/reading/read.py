"""One door for all files that arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jewelcad.errors import ExportError
from jewelcad.reading.units import UNITS, check_size, known_unit

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

TOLERANCE = 0.005
"""mm; how far the triangles of a STEP may be off its surfaces (a choice: a third of what casters
ask of an STL)."""
MOST_NOTES = 20


@dataclass(frozen=True, eq=False)
class Read:
    """What was in a file.

    Parameters
    ----------
    mesh : in mm, just as drawn: open, turned or crossed where the file is; its names are the
        bodies' in the file; ``deviation`` is 0 for triangles, which are all there is
    format : ``stl``, ``3mf`` or ``step``
    unit : what the file says its unit is; nothing for an STL, which has no word for it
    notes : what else is worth knowing of how it was written, sentences
    """

    mesh: Mesh
    format: str
    unit: str
    notes: tuple[str, ...]


def read(path: Path, unit: str | None = None, tolerance: float = TOLERANCE) -> Read:
    """Read a file, whatever it is called inside.

    Parameters
    ----------
    path : an STL (binary or text), a 3MF or a STEP
    unit : in what an STL is drawn, if not in mm: ``inch``, ``cm``, ``m`` ...; for the others it
        overrules what the file says; who gives it, be it mm, means the size, whatever it is
    tolerance : mm, how far the triangles of a STEP may be off its surfaces

    Raises
    ------
    ExportError
        If the file is no such file, is cut short, too large, or takes too much time or memory.
    GeometryError
        If it holds no solid, its surfaces cannot be meshed, or, with no unit given, nothing of
        jewellery is that large or small.
    ParameterError
        If ``unit`` is none.
    """
    from jewelcad.reading import step, stl, threemf

    scale = None if unit is None else UNITS[known_unit(unit)]
    start = _start(path)
    if start[:4] == b"PK\x03\x04":
        found = threemf.read(path, scale)
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n")[:12].upper() == b"ISO-10303-21":
        found = step.read(path, tolerance, scale)
    else:
        found = stl.read(path, scale)
    if unit is None:  # who says the unit means the size
        check_size(path.name, found.mesh)
    return replace(found, notes=found.notes[:MOST_NOTES])


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(256)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ExportError(f"{path} cannot be read: {why.lower()}. Check the path.") from error
