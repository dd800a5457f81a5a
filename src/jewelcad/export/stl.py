"""STL: triangles in float32. The format knows no unit; the header says mm, as text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jewelcad import __version__
from jewelcad.errors import ExportError
from jewelcad.export.gate import check_meant, check_mesh
from jewelcad.export.product import Product
from jewelcad.export.weld import welded
from jewelcad.geometry.mesh import Mesh

RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("extra", "<u2")])
"""One triangle of a binary STL: 50 bytes."""

HEADER = 80
START = HEADER + 4
MOST_BYTES = 1 << 29
"""Larger files are refused: a ring at 0.001 mm is a twentieth of it."""

MOST_TEXT = 1 << 27
"""The same for text, whose words take many times their length in memory."""

LONGEST_WORD = 40
"""Longest word of an ASCII STL; numbers have at most 25 characters."""

FACET = (
    b"facet normal . . . outer loop vertex . . . vertex . . . vertex . . . endloop endfacet"
).split()
"""The words of one triangle of an ASCII STL; a point stands for a number."""


def write(product: Product, path: Path) -> None:
    """Write the metal as binary STL."""
    mesh = product.settled
    records = np.zeros(len(mesh.triangles), RECORD)
    records["corners"] = mesh.corners
    records["normal"] = _normals(mesh)
    title = f"jewelcad {__version__} {product.name}, unit mm".encode("ascii", "replace")
    with path.open("wb") as file:
        file.write(title[:HEADER].ljust(HEADER))
        file.write(np.uint32(len(records)).astype("<u4").tobytes())
        file.write(records.tobytes())


def write_ascii(product: Product, path: Path) -> None:
    """Write the metal as text; nine digits give every float32 back exactly."""
    mesh = product.settled
    name = " ".join(product.name.encode("ascii", "replace").decode().split())
    lines = [f"solid {name} (jewelcad {__version__}, unit mm)"]
    rows = np.concatenate([_normals(mesh)[:, None], mesh.corners], axis=1).reshape(-1, 12)
    layout = (
        "facet normal {:.6g} {:.6g} {:.6g}\n outer loop\n"
        + "  vertex {:.9g} {:.9g} {:.9g}\n" * 3
        + " endloop\nendfacet"
    )
    lines += [layout.format(*row) for row in rows.tolist()]
    path.write_text("\n".join([*lines, f"endsolid {name}", ""]), encoding="ascii", newline="\n")


def verify(product: Product, path: Path) -> int:
    """Read the file back and hold it to the gate; gives its triangles."""
    found = read(path)
    what = f"{product.name}.stl, read back,"
    check_mesh(found, product.allowed, what)
    check_meant(found, product.settled, what)
    return len(found.triangles)


def read(path: Path) -> Mesh:
    """Read an STL, binary or text; equal float32 coordinates become one vertex, nothing else.

    Raises
    ------
    ExportError
        If the file cannot be read, is cut short, too long, or not an STL.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _refused(path, f"it has {size} bytes, more than {MOST_BYTES}")
        data = path.read_bytes()
    except OSError as error:
        raise _refused(path, (error.strerror or str(error)).lower()) from error
    count = int.from_bytes(data[HEADER:START], "little") if len(data) >= START else -1
    if count >= 0 and len(data) == START + RECORD.itemsize * count:
        corners = np.frombuffer(data, RECORD, count, START)["corners"].astype(np.float32)
    elif data[:5].lower() == b"solid":
        corners = _from_text(path, data)
    else:
        raise _refused(path, _misfit(len(data), count))
    if not np.isfinite(corners).all():
        raise _refused(path, "a coordinate is not a finite number")
    return welded(corners, path.stem)


def _normals(mesh: Mesh) -> NDArray[np.float64]:
    a, b, c = np.moveaxis(mesh.corners, 1, 0)
    cross: NDArray[np.float64] = np.cross(b - a, c - a)
    cross /= np.linalg.norm(cross, axis=1, keepdims=True)
    return cross


def _misfit(size: int, count: int) -> str:
    if count < 0:
        return f"it has {size} bytes, and even an empty STL has {START}"
    meant = START + RECORD.itemsize * count
    return f"it says {count} triangles, which take {meant} bytes, and it has {size}"


def _from_text(path: Path, data: bytes) -> NDArray[np.float32]:
    """Corners (m, 3, 3) of a text STL of one solid; memory stays in proportion to the file."""
    if len(data) > MOST_TEXT:
        raise _refused(path, f"it has {len(data)} bytes of text, more than {MOST_TEXT}")
    lines = data.strip().split(b"\n")
    if len(lines) < 2 or not lines[-1].strip().lower().startswith(b"endsolid"):
        raise _refused(path, "the text does not end with endsolid")
    words = b"\n".join(lines[1:-1]).lower().split()
    if len(words) % len(FACET) or max(map(len, words), default=0) > LONGEST_WORD:
        raise _refused(path, "the text is not a list of whole facets")
    table = np.array(words, dtype=f"S{LONGEST_WORD}").reshape(-1, len(FACET))
    numbers = [i for i, word in enumerate(FACET) if word == b"."]
    fixed = [i for i, word in enumerate(FACET) if word != b"."]
    if not (table[:, fixed] == np.array(FACET)[fixed]).all():
        raise _refused(path, "the text has words out of place")
    try:
        values = table[:, numbers[3:]].astype(np.float64)
    except ValueError:
        raise _refused(path, "a coordinate of the text is not a number") from None
    with np.errstate(over="ignore"):
        return values.astype(np.float32).reshape(-1, 3, 3)


def _refused(path: Path, why: str) -> ExportError:
    return ExportError(f"{path} is not a whole STL file: {why}. Write it again.")
