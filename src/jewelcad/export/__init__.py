"""Files that leave: one module per format, one table of formats, one gate.

Every file is written beside its place, read back from disk, held to what is `Expected` and only
then renamed. A file that fails is not left behind, and a good one under that name is not lost.
Nothing heavy is imported until a format is used.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from jewelcad.errors import ParameterError
from jewelcad.export.product import Bounds, Colour, Expected, Product, Stone, WrittenFile

Write = Callable[[Product, Path], None]
Verify = Callable[[Product, Path], int | None]


@dataclass(frozen=True)
class Format:
    """One row of the table.

    Parameters
    ----------
    suffix : of the file, with its dot
    about : one line for the help
    write : writes the file
    verify : reads it back from disk and holds it to what is expected; gives its triangles, or
        None if it has none. Raises GeometryError or ExportError.
    """

    suffix: str
    about: str
    write: Write
    verify: Verify


def _home(module: str, suffix: str, about: str, write: str = "write") -> Format:
    """A format whose module is loaded when it is first used."""

    def written(product: Product, path: Path) -> None:
        getattr(importlib.import_module(f"jewelcad.export.{module}"), write)(product, path)

    def verified(product: Product, path: Path) -> int | None:
        checked: int | None = importlib.import_module(f"jewelcad.export.{module}").verify(
            product, path
        )
        return checked

    return Format(suffix, about, written, verified)


FORMATS: dict[str, Format] = {
    "stl": _home("stl", ".stl", "binary STL in mm, for the wax printer"),
    "stl-ascii": _home("stl", ".stl", "STL as text, in mm", write="write_ascii"),
    "3mf": _home("threemf", ".3mf", "3MF with unit, title, parts and alloy"),
    "step": _home("step", ".step", "the exact solid, named and coloured, in mm"),
    "glb": _home("glb", ".glb", "metal and stones for viewers and the web"),
}
"""The one table of formats. A later module may add its own row, such as a picture."""


def export(
    product: Product, folder: Path, name: str, formats: Iterable[str] = ("stl",)
) -> list[WrittenFile]:
    """Write a product in every format asked for, each read back before it takes its name.

    Parameters
    ----------
    folder : made if it is missing
    name : of the files, without suffix

    Raises
    ------
    ParameterError
        If a format is unknown, two would share a file, or ``name`` is not a file name.
    GeometryError
        If a file read back is not what was meant; that file is removed.
    ExportError
        If a file cannot be written or read.
    """
    rows = _rows(name, list(formats))
    return [_written(product, folder / f"{name}{row.suffix}", key, row) for key, row in rows]


def _rows(name: str, keys: list[str]) -> list[tuple[str, Format]]:
    if not name or name in (".", "..") or any(c in name for c in "/\\\0"):
        raise ParameterError(f"{name!r} is not the name of a file. Give a plain name, no folders.")
    rows = [(key, _row(key)) for key in dict.fromkeys(keys)]
    taken: dict[str, str] = {}
    for key, row in rows:
        if taken.setdefault(row.suffix, key) != key:
            raise ParameterError(
                f"{taken[row.suffix]} and {key} would both be {name}{row.suffix}. Ask for one."
            )
    return rows


def _row(key: str) -> Format:
    if key in FORMATS:
        return FORMATS[key]
    from jewelcad.params import nearest

    raise ParameterError(
        f"There is no format {key!r}.{nearest(key, FORMATS)} There are: {', '.join(FORMATS)}."
    )


def _written(product: Product, path: Path, key: str, row: Format) -> WrittenFile:
    from jewelcad.files import written

    triangles: list[int | None] = []
    with written(path, verify=lambda beside: triangles.append(row.verify(product, beside))) as to:
        row.write(product, to)
    return WrittenFile(path, key, path.stat().st_size, triangles[0])


__all__ = [
    "FORMATS",
    "Bounds",
    "Colour",
    "Expected",
    "Format",
    "Product",
    "Stone",
    "WrittenFile",
    "export",
]
