"""What is in a 3MF before any library reads it.

The package is unpacked here, bounded, and packed anew with just the parts that were looked at, so
that whoever reads it sees the same. XML that declares entities is refused: the format has none.
Components that hold each other are counted, for a few lines of them can stand for any number.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from jewelcad.errors import ExportError
from jewelcad.reading.stl import MOST_TRIANGLES

MOST_FILE = 300 << 20
"""Bytes of the package."""
MOST_UNPACKED = 1 << 30
"""Bytes of all its parts: 5 million triangles take about half of it."""
MOST_PARTS = 500
MOST_DEPTH = 50
"""Components in components."""
MOST_BODIES = 10_000

DECLARED = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
TAG = re.compile(rb"<(?:[\w.-]+:)?(object|component)\b([^<>]*)>")
ID = re.compile(rb"""(?<![\w:])(?:id|objectid)\s*=\s*["']\s*(\d+)""")
PATH = re.compile(rb"""\bpath\s*=\s*["']/?([^"']+)""")


def repacked(path: Path) -> bytes:
    """The package anew, its parts not compressed."""
    try:
        size = path.stat().st_size
        if size > MOST_FILE:
            raise refused(path, f"it has {size:,} bytes, more than {MOST_FILE:,}")
        result = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(path.read_bytes())) as given,
            zipfile.ZipFile(result, "w") as packed,
        ):
            for name, data in _parts(path, given):
                packed.writestr(name, data)
        return result.getvalue()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise refused(path, str(error).lower() or "its zip is cut short") from error
    except (ValueError, struct.error, zlib.error) as error:
        raise refused(path, f"its zip is broken: {error}") from error


def _parts(path: Path, given: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the parts, counted as they are unpacked."""
    if not all(i.filename for i in given.infolist()):
        raise refused(path, "a part of it has no name")
    listed = [i for i in given.infolist() if not i.filename.endswith("/")]
    if len(listed) > MOST_PARTS:
        raise refused(path, f"it holds {len(listed):,} parts, more than {MOST_PARTS}")
    if (said := sum(i.file_size for i in listed)) > MOST_UNPACKED:
        raise refused(path, f"it would unpack to {said:,} bytes, more than {MOST_UNPACKED:,}")
    if len({i.filename.lower() for i in listed}) < len(listed):
        raise refused(path, "two of its parts have one name")
    left, models = MOST_UNPACKED, dict[str, bytes]()
    for info in listed:
        with given.open(info) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            raise refused(path, f"it unpacks to more than {MOST_UNPACKED:,} bytes")
        if Path(info.filename).suffix.lower() in (".model", ".rels", ".xml"):
            _check_xml(path, info.filename, data)
            models[info.filename] = data
        yield info.filename, data
    _check_components(path, models)


def _check_xml(path: Path, name: str, data: bytes) -> None:
    if b"\0" in data:
        raise refused(path, f"{name} is not XML in UTF-8")
    if DECLARED.search(data):
        raise refused(path, f"{name} declares a document type or entities, which 3MF forbids")
    if (count := data.count(b"triangle ")) > MOST_TRIANGLES:
        raise refused(path, f"{name} has {count:,} triangles, more than {MOST_TRIANGLES:,}")


Object = tuple[str, int]
"""The part an object stands in, and its number."""


def _check_components(path: Path, models: dict[str, bytes]) -> None:
    """Refuse objects that stand for more than `MOST_BODIES`, or hold themselves."""
    holds: dict[Object, list[Object]] = {}
    for name, data in models.items():
        own = (name, -1)
        for tag in TAG.finditer(data):
            number, elsewhere = ID.search(tag.group(2)), PATH.search(tag.group(2))
            if number is None:
                continue
            if tag.group(1) == b"object":
                own = (name, int(number.group(1)[:9]))
                holds.setdefault(own, [])
            else:
                part = elsewhere.group(1).decode("utf-8", "replace") if elsewhere else name
                holds.setdefault(own, []).append((part, int(number.group(1)[:9])))
    counts: dict[Object, int] = {}
    for one in holds:
        if _count(one, holds, counts, 0) > MOST_BODIES:
            raise refused(path, "its components hold each other too often")


def _count(
    one: Object, holds: dict[Object, list[Object]], counts: dict[Object, int], depth: int
) -> int:
    """How many objects one stands for; too many if they lie too deep."""
    if depth > MOST_DEPTH:
        return MOST_BODIES + 1
    if one not in counts:
        inside = [_count(other, holds, counts, depth + 1) for other in holds.get(one, [])]
        counts[one] = min(1 + sum(inside), MOST_BODIES + 1)
    return counts[one]


def refused(path: Path, why: str) -> ExportError:
    return ExportError(f"{path.name} is not a whole 3MF: {why}. Write it again.")
