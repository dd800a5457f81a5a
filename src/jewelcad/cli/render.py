"""``jewelcad render``: a picture of a design."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from jewelcad.cli.scripts import Order, ScriptCommand, script_argument
from jewelcad.errors import ParameterError

_VIEWS = {"through": "through-finger"}


@click.command("render", cls=ScriptCommand)
@script_argument
@click.option("-o", "--out", metavar="FILE", required=True, help="The picture, a .png.")
@click.option("--html", is_flag=True, help="A page to send, an .html: it turns in any browser.")
@click.option("--preset", metavar="NAME", help="Start from a preset of the script.")
@click.option(
    "--view",
    metavar="NAME",
    help="three-quarter, top, front, side, back, through, or sheet for all.  "
    "[default: three-quarter]",
)
@click.option("--section", is_flag=True, help="Cut the piece open, square to the view.")
@click.option("--pixels", metavar="WxH", default="1200x900", show_default=True, help="Its size.")
@click.option(
    "--stage",
    metavar="cast|set",
    default="set",
    show_default=True,
    help="cast: what is printed; set: claws over the stone.",
)
@click.pass_context
def command(ctx: click.Context, /, **words: Any) -> None:
    """Picture SCRIPT; nothing is shown on a screen."""
    from jewelcad.cli.build import stage_named
    from jewelcad.cli.progress import Steps
    from jewelcad.making import check_folder

    order: Order = ctx.obj
    values = order.values(words, words["preset"])
    kind = ".html" if words["html"] else ".png"
    path, size = _picture_path(words["out"], kind), _pixels(words["pixels"])
    stage = stage_named(words["stage"])
    check_folder(path.parent)
    with Steps(total=3) as steps:
        with steps("design"):
            piece = order.design.make(values)
        if words["html"]:
            _send(piece, path, order.design, stage, steps)
            return
        with steps("piece"):
            from jewelcad.preview import scene_of

            scene = scene_of(piece, stage, title=order.design.title)
        with steps("picture"):
            _draw(scene, path, words["view"], words["section"], size)
    click.echo(f"Wrote {path}")


def _send(piece: Any, path: Path, design: Any, stage: Any, steps: Any) -> None:
    from jewelcad.files import written
    from jewelcad.preview.web_page import piece_page

    about = design.doc.split("\n\n")[0]
    with steps("page"), written(path) as beside:
        beside.write_text(piece_page(piece, design.title, about, stage), encoding="utf-8")
    click.echo(f"Wrote {path}")


def _draw(scene: Any, path: Path, view: str | None, section: bool, size: tuple[int, int]) -> None:
    from jewelcad.preview import contact_sheet, render

    if view == "sheet":
        contact_sheet(scene, path)
        return
    named = _VIEWS.get(view or "", view or ("front" if section else "three-quarter"))
    plane: Any = {"side": "x", "top": "z"}.get(named, "y") if section else None
    render(scene, path, named, size, section=plane)


def _picture_path(text: str, kind: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != kind:
        raise ParameterError(f"--out {text!r} is not a {kind}. Write it like ring{kind}.")
    return path


def _pixels(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,5})[xX×]([0-9]{1,5})", text.strip())
    if not found:
        raise ParameterError(f"--pixels {text!r} is not a size. Write it like 1200x900.")
    return int(found[1]), int(found[2])
