"""``jewelcad gallery``: a static site of a folder of designs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from jewelcad.catalogue.entry import Choice

MADE, CHECKS_FAILED, NOT_MADE = 0, 1, 3


@click.command("gallery")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", metavar="DIR", required=True, type=click.Path(path_type=Path), help="The site."
)
@click.option("--title", metavar="TEXT", default="Designs", show_default=True, help="Its title.")
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    default="stl,3mf,glb",
    show_default=True,
    help="The files of each design: stl, 3mf, step, glb; several with commas.",
)
@click.option("--frames", metavar="COUNT", default="24", show_default=True, help="Of each spin.")
@click.option("--quick", is_flag=True, help="Pictures, parameters and numbers only.")
@click.option(
    "--jobs",
    metavar="COUNT",
    type=click.IntRange(1, 256),
    help="Designs made at once.  [default: one for each processor]",
)
def command(folder: Path, out: Path, title: str, jobs: int | None, **words: Any) -> int:
    """Make a static site of every design in FOLDER.

    Each design has its picture, a spin, its parameters, numbers, files and the report of its
    checks; links are relative, so the site may lie anywhere. Each is made in a process of its own.
    The site takes its place when all of it is made. Exit code 1 if the checks of a design fail, 3
    if a design could not be made: its page says why.
    """
    from jewelcad.catalogue.gallery import check_place, designs_in, gallery
    from jewelcad.cli.progress import Steps

    choice = _choice(words)
    count = len(designs_in(folder))
    check_place(out)
    with Steps(total=count) as steps, steps("designs"):
        entries = gallery(folder, out, choice, jobs or os.cpu_count() or 1, title, steps.part)
    for entry in entries:
        click.echo(f"{entry['name']}: {_said(entry)}")
    click.echo(f"Wrote {out / 'index.html'}")
    if not all(entry["made"] for entry in entries):
        return NOT_MADE
    return MADE if all(entry.get("passed", True) for entry in entries) else CHECKS_FAILED


def _choice(words: dict[str, Any]) -> Choice:
    from jewelcad.catalogue.entry import Choice
    from jewelcad.cli.build import formats_named
    from jewelcad.cli.picturing import number
    from jewelcad.errors import ParameterError
    from jewelcad.making import PICTURE

    formats = formats_named(words["formats"].split(","))
    if PICTURE in formats:
        raise ParameterError("A gallery has a picture of each design anyway: leave png out.")
    frames = number("frames", words["frames"], 24, whole=True)
    if not 4 <= frames <= 360:
        raise ParameterError(f"A turn has 4 to 360 pictures, not {frames}.")
    return Choice(words["quick"], formats, frames)


def _said(entry: dict[str, Any]) -> str:
    if not entry["made"]:
        return f"NOT MADE: {entry['message'].splitlines()[0]}"
    return str(entry["checks"] or "made")
