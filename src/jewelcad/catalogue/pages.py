"""What was made of the designs, as HTML pages that link to nothing but each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jewelcad import __version__

STYLE = "style.css"


def write_pages(entries: list[dict[str, Any]], title: str, folder: Path) -> None:
    """The front page, a page of each design in the folder of its name, and their style."""
    from importlib.resources import files

    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("jewelcad.catalogue", "templates")
    pages = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters["size"] = readable
    shared = {"title": title, "version": __version__, "entries": entries}
    _save(folder / "index.html", pages.get_template("index.html").render(shared))
    for number, entry in enumerate(entries):
        near = {"before": entries[number - 1], "after": entries[(number + 1) % len(entries)]}
        text = pages.get_template("design.html").render(shared | near, entry=entry)
        _save(folder / entry["name"] / "index.html", text)
    style = files("jewelcad.catalogue") / "templates" / STYLE
    _save(folder / STYLE, style.read_text(encoding="utf-8"))


def readable(count: int) -> str:
    """``1.2 MB``"""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 0.1):.1f} kB"


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
