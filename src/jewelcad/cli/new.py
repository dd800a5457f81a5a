"""``jewelcad new``: a starter script that builds."""

from __future__ import annotations

import keyword
from pathlib import Path

import click

from jewelcad.errors import DesignError, ExportError, ParameterError

STARTER = '''"""{title}: a half-round band to start from."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import Shank, half_round


@design(title="{title}", presets={{"wide": {{"width": 4.0}}}})
def {name}(
    size: RingSize = RingSize("US 7"),
    width: Annotated[Mm, Range(1.2, 12), Suggest(2, 6, 0.1), "band width"] = 3.0,
    thickness: Annotated[Mm, Range(1.0, 4), Suggest(1.4, 2.4, 0.1), "band thickness"] = 1.8,
    metal: Annotated[str, OneOf("18k yellow", "platinum 950 ruthenium", "sterling")] = "18k yellow",
) -> Ring:
    """A half-round band."""
    return Ring(Shank(size, half_round(width, thickness)), alloy=metal)
'''


@click.command("new")
@click.argument("name")
@click.option("--out", metavar="DIR", default="designs", show_default=True, help="Where to write.")
def command(name: str, out: str) -> None:
    """Write a starter script: jewelcad new my_ring writes designs/my_ring.py."""
    name = name.removesuffix(".py")
    if not name.isidentifier() or not name.isascii() or keyword.iskeyword(name):
        raise ParameterError(
            f"{name!r} cannot be the name of a design. Use letters, digits and underscores, not "
            "beginning with a digit: my_ring."
        )
    path = Path(out, f"{name}.py")
    if path.exists():
        raise DesignError(f"{path} is there already. Choose another name.")
    title = name.replace("_", " ").strip().capitalize() or name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(STARTER.format(name=name, title=title))
    except OSError as error:
        raise ExportError(
            f"{path} was not written: {error.strerror}. Choose another --out."
        ) from None
    click.echo(f"Wrote {path}. Build it with: jewelcad build {path}")
