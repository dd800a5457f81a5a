"""STL of anybody's, binary or text, with the oddities that are met in the field.

A binary file may begin with ``solid``, and its normals may be anything; text may have capitals, any
line ends, a mark of byte order, decimal commas, several solids, and no last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import ExportError
from jewelcad.export.stl import FACET, RECORD, START
from jewelcad.export.weld import welded
from jewelcad.geometry.mesh import Mesh
from jewelcad.reading.read import Read

MOST_TRIANGLES = 5_000_000
"""More are refused: thirty times a pavé band at 0.005 mm."""
MOST_TEXT = 300
"""Bytes of text a triangle may take."""
MOST_SOLIDS = 1000
CHUNK = 1 << 23
"""Bytes of text in hand at a time; a single facet or line of more is refused."""

SOLID = re.compile(rb"^[ \t]*(end)?solid\b([^\n]*)", re.MULTILINE | re.IGNORECASE)
COMMA = re.compile(rb"[+-]?\d*,\d+(e[+-]?\d+)?")
NUMBERS = [i for i, word in enumerate(FACET) if word == b"."][3:]
WORDS = [i for i, word in enumerate(FACET) if word != b"."]


def read(path: Path, scale: float | None) -> Read:
    """Read an STL; ``scale`` is mm in its unit, None for 1.

    Raises
    ------
    ExportError
        If it is no STL, cut short or too large.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(max(START, 512))
            count = int.from_bytes(head[80:START], "little") if len(head) >= START else -1
            file.seek(0)
            found = _binary(path, file, size, count) or _text(path, file, head, size, count)
    except OSError as error:
        raise refused(path, (error.strerror or str(error)).lower()) from error
    corners, body, names, notes = found
    if not len(corners):
        raise refused(path, "it has no triangle")
    wild = ~np.isfinite(corners).all(axis=(1, 2)) | (np.abs(corners) > 1e9).any(axis=(1, 2))
    if wild.any():
        raise refused(path, f"a coordinate of {int(wild.sum())} triangles is no finite number")
    mesh = welded(corners.astype(np.float64) * (scale or 1.0), names[0])
    return Read(Mesh(mesh.vertices, mesh.triangles, body, names), "stl", "", notes)


Found = tuple[NDArray[np.floating], NDArray[np.int32], tuple[str, ...], tuple[str, ...]]
"""Corners (m, 3, 3), the body of each triangle, names, notes."""


def _binary(path: Path, file: BinaryIO, size: int, count: int) -> Found | None:
    """A binary file; None for what is none by its size."""
    over = size - START - RECORD.itemsize * count
    if count < 0 or over < 0 or (over and (not count or over % RECORD.itemsize == 0)):
        return None
    if over and _looks_like_text(file.read(512)):
        return None
    if count > MOST_TRIANGLES:
        raise refused(path, f"it has {count:,} triangles, more than {MOST_TRIANGLES:,}")
    file.seek(START)
    records = np.frombuffer(file.read(RECORD.itemsize * count), RECORD)
    notes = (f"{over} bytes after the last triangle were not read.",) if over else ()
    return records["corners"], np.zeros(len(records), np.int32), (path.stem,), notes


def _looks_like_text(head: bytes) -> bool:
    return b"\0" not in head and b"facet" in head.lower()


def _text(path: Path, file: BinaryIO, head: bytes, size: int, count: int) -> Found:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refused(path, "it is text in UTF-16; save it as plain ASCII")
    file.seek(0)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:5].lower() != b"solid" or (b"\0" in head and b"facet" not in head.lower()):
        raise refused(path, _misfit(size, count))
    if size > MOST_TRIANGLES * MOST_TEXT:
        raise refused(path, f"it has {size:,} bytes of text, more than are read")
    parts, bodies, names, notes = [np.empty((0, 3, 3))], [0], list[str](), dict[str, None]()
    if len(start) < len(head.lstrip()):
        notes["It begins with a mark of byte order, which an STL should not."] = None
    total, last = 0, b""
    for text in _facets(path, file):
        for name, ends, facets in _solids(text):
            last = b"endsolid" if ends else b"solid" if name is not None else last
            if name is not None and not ends:
                names.append(name or path.stem)
                bodies.append(0)
            if len(names) > MOST_SOLIDS:
                raise refused(path, f"it holds more than {MOST_SOLIDS} solids")
            corners = _corners(path, facets, notes)
            total += len(corners)
            if total > MOST_TRIANGLES:
                raise refused(path, f"it has more than {MOST_TRIANGLES:,} triangles")
            parts.append(corners)
            bodies[-1] += len(corners)
    if last != b"endsolid":
        notes["The text has no endsolid: it may have been cut short."] = None
    body = np.repeat(np.arange(len(names), dtype=np.int32), bodies[1:])
    return np.concatenate(parts), body, tuple(names), tuple(notes)


def _facets(path: Path, file: BinaryIO) -> Iterator[bytes]:
    """The text in parts that end where a facet or the file does."""
    rest = b""
    while block := file.read(CHUNK):
        text = rest + block.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n")
        cut = text.lower().rfind(b"endfacet") + len(b"endfacet")
        if cut < len(b"endfacet"):
            if len(text) > CHUNK:
                raise refused(path, "its text is not a list of facets")
            rest = text
            continue
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _solids(text: bytes) -> Iterator[tuple[str | None, bool, bytes]]:
    """The lines that begin or end a solid, with the facets that follow; the first may have none."""
    found = list(SOLID.finditer(text))
    yield None, False, text[: found[0].start() if found else len(text)]
    ends = [*(line.start() for line in found[1:]), len(text)]
    for line, end in zip(found, ends, strict=False):
        name = line.group(2).decode("ascii", "replace")
        facets = text[line.end() : end]
        yield " ".join(name.split())[:60], line.group(1) is not None, facets


def _corners(path: Path, facets: bytes, notes: dict[str, None]) -> NDArray[np.float64]:
    """(m, 3, 3) of a run of facets."""
    words = facets.lower().split()
    count, rest = divmod(len(words), len(FACET))
    if rest or any(words[i :: len(FACET)] != [FACET[i]] * count for i in WORDS):
        raise refused(path, "its text is not a list of whole facets; it may be cut short")
    columns = [words[i :: len(FACET)] for i in NUMBERS]
    if b"," in facets:
        columns = [_with_points(path, column) for column in columns]
        notes["Its numbers have decimal commas, read as points."] = None
    try:
        if b"_" in facets:
            raise ValueError
        values = [np.fromiter(map(float, column), np.float64, count) for column in columns]
    except ValueError:
        raise refused(path, "a coordinate of the text is not a number") from None
    return np.stack(values, axis=1).reshape(-1, 3, 3)


def _with_points(path: Path, words: list[bytes]) -> list[bytes]:
    """Numbers with decimal commas as numbers with points; a point and a comma is neither."""
    with_commas = [word for word in words if b"," in word]
    if any(b"." in word for word in words) or not all(map(COMMA.fullmatch, with_commas)):
        raise refused(path, "its numbers have points and commas; only one can be the decimal")
    return [word.replace(b",", b".") for word in words]


def _misfit(size: int, count: int) -> str:
    if size < START:
        return f"it has {size} bytes, and even an empty STL has {START}"
    meant = START + RECORD.itemsize * count
    return f"it says {count:,} triangles, which take {meant:,} bytes, and it has {size:,}"


def refused(path: Path, why: str) -> ExportError:
    return ExportError(f"{path.name} is not a whole STL: {why}. Write it again.")
