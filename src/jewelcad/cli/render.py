"""``jewelcad render``: pictures of a design."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jewelcad.cli import picturing
from jewelcad.cli.scripts import Order, ScriptCommand, script_argument


@click.command("render", cls=ScriptCommand)
@script_argument
@click.option("-o", "--out", metavar="FILE", required=True, help="The picture, a .png.")
@click.option("--html", is_flag=True, help="A page to send, an .html: it turns in any browser.")
@click.option("--preset", metavar="NAME", help="Start from a preset of the script.")
@click.option(
    "--view",
    metavar="NAME",
    help="three-quarter, top, front, side, back, through, high; several with commas, each a file "
    "ring-top.png; or sheet for all on one.  [default: three-quarter]",
)
@click.option("--section", is_flag=True, help="Cut the piece open, square to the view.")
@click.option("--transparent", is_flag=True, help="No paper behind the piece.")
@click.option("--map", is_flag=True, help="How thick the metal is: red is too thin.")
@click.option(
    "--turntable", is_flag=True, help="The piece turns: FILE is a .gif, or an .mp4 with [video]."
)
@click.option("--frames", metavar="COUNT", help="Pictures of a turn.  [default: 48]")
@click.option("--photo", is_flag=True, help="A photograph: light followed by Mitsuba ([render]).")
@click.option("--quality", metavar="draft|good|best", help="Of a photograph.  [default: draft]")
@click.option("--seed", metavar="COUNT", help="Of a photograph's noise.  [default: 0]")
@click.option(
    "--aperture", metavar="MM", help="Of a photograph's lens; 0 is sharp all over.  [default: 0]"
)
@click.option(
    "--pixels",
    metavar="WxH",
    help="Its size.  [default: 1200x900; a turn 480x360, a tile of a sheet 640x480]",
)
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
    kind = picturing.kind_of(words)
    path = picturing.picture_path(words["out"], kind)
    views = picturing.views_named(words["view"], kind, words["section"])
    paths = picturing.one_each(path, views)
    stage = stage_named(words["stage"])
    check_folder(paths[0].parent)
    with Steps(total=3) as steps:
        with steps("design"):
            piece = order.design.make(values)
        if kind == "html":
            _send(piece, path, order.design, stage, steps)
            return
        with steps("piece"):
            from jewelcad.preview import scene_of

            fine = picturing.PHOTO_TOLERANCE if kind == "photo" else picturing.TOLERANCE
            scene = scene_of(piece, stage, fine, title=order.design.title)
        with steps("picture"):
            _draw(kind, piece, scene, views, paths, words, steps.part)
    for path in paths:
        click.echo(f"Wrote {path}")


def _send(piece: Any, path: Path, design: Any, stage: Any, steps: Any) -> None:
    from jewelcad.files import written
    from jewelcad.preview.web_page import piece_page

    about = design.doc.split("\n\n")[0]
    with steps("page"), written(path) as beside:
        beside.write_text(piece_page(piece, design.title, about, stage), encoding="utf-8")
    click.echo(f"Wrote {path}")


def _draw(
    kind: str,
    piece: Any,
    scene: Any,
    views: list[str],
    paths: list[Path],
    words: dict[str, Any],
    done: picturing.Progress,
) -> None:
    if kind == "turntable":
        picturing.turn(scene, paths[0], views, words, done)
    elif views == [picturing.SHEET]:
        picturing.sheet(scene, paths[0], words)
    elif kind == "photo":
        _save(picturing.photos(scene, views, words, done), paths)
    elif kind == "map":
        _save(picturing.maps(piece, scene, views, words), paths)
    else:
        _save(picturing.stills(scene, views, words), paths)


def _save(pictures: Any, paths: list[Path]) -> None:
    """All of the pictures under their names, or none."""
    from jewelcad.making import place_together
    from jewelcad.preview.stills import save_picture

    def make(folder: Path) -> list[Path]:
        return [
            save_picture(picture, folder / path.name)
            for picture, path in zip(pictures, paths, strict=True)
        ]

    place_together(paths[0].parent, make)
