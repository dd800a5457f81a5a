"""Reading the fact tables: CSV rows by name, forgiving names, nearest suggestions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from jewelcad.errors import ParameterError

Row = dict[str, str]
Rgb = tuple[float, float, float]


def rows(filename: str) -> tuple[Row, ...]:
    """All rows of one CSV of this package, columns by their heading.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than the heading, or no source.
    """
    import csv  # these here and not above: importing the tables must cost nothing
    from io import StringIO
    from pkgutil import get_data  # half the cost of importlib.resources

    text = (get_data(__package__, filename) or b"").decode("utf-8")
    found = tuple(dict(row) for row in csv.DictReader(StringIO(text), strict=True))
    for number, row in enumerate(found, start=2):
        if None in row or None in row.values() or not row.get("source"):
            raise ValueError(f"{filename} line {number}: wrong number of cells, or no source.")
    return found


def number(cell: str) -> float | None:
    """A cell as a float; an empty cell is ``None`` (not sourced)."""
    return float(cell) if cell else None


def names(cell: str) -> tuple[str, ...]:
    """A cell of names separated by ``;``."""
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def shown(text: object) -> str:
    """What the user wrote, short and printable, for a message."""
    full = repr(text)
    return full if len(full) <= 60 else f"{full[:56]}...'"


def tidy(text: str) -> str:
    """Lower case, one kind of blank, full-width letters made plain."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def key(text: str) -> str:
    """A name without case, spaces, hyphens and dots."""
    return "".join(letter for letter in tidy(text) if letter.isalnum())


def nearest(text: str, known: Iterable[str], count: int = 4) -> tuple[str, ...]:
    """The known names most like ``text``: those that contain it, then those spelt like it."""
    from difflib import get_close_matches

    wanted = key(text[:60])
    by_key = {key(name): name for name in known}
    inside = [k for k in by_key if len(wanted) > 3 and wanted in k]
    alike = get_close_matches(wanted, by_key, n=count, cutoff=0.6)
    return tuple(by_key[k] for k in dict.fromkeys(inside + alike))[:count]


def unknown(what: str, text: object, known: Iterable[str], listing: str) -> ParameterError:
    """The error for a name that is in no row: names the nearest, says where all are listed."""
    found = nearest(text, known) if isinstance(text, str) else ()
    near = f"Nearest: {', '.join(found)}. " if found else ""
    return ParameterError(f"{shown(text)} is not a known {what}. {near}{listing}")


def rgb(colour: str) -> Rgb:
    """``#rrggbb`` as sRGB values, 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def linear_rgb(colour: str) -> Rgb:
    """``#rrggbb`` as linear light, 0 to 1: what glTF and path tracers want (IEC 61966-2-1)."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)
    )
    return red, green, blue
