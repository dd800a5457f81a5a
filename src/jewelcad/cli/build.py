"""``jewelcad build``: a script becomes files, each read back, and a record beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click

from jewelcad.cli.scripts import Order, ScriptCommand, script_argument
from jewelcad.cli.trouble import LateInterruptError

if TYPE_CHECKING:
    from jewelcad.report import Recipe
    from jewelcad.workpiece import SettersMetal, Stage


@click.command(
    "build",
    cls=ScriptCommand,
    epilog="With a SCRIPT, its own parameters are listed too: jewelcad build SCRIPT --help",
)
@script_argument
@click.option("--preset", metavar="NAME", help="Start from a preset of the script.")
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    help="What to write: stl, 3mf, step, glb, png; several with commas.  [default: stl]",
)
@click.option(
    "--out", metavar="DIR", help="Where to write.  [default: exports/DESIGN, with --from: there]"
)
@click.option("--tolerance", metavar="MM", help="Largest deviation of a mesh.  [default: 0.01]")
@click.option(
    "--stage",
    metavar="cast|set",
    help="cast: claws straight, to be printed; set: claws over the stone.  [default: cast]",
)
@click.option(
    "--setters-metal/--no-setters-metal",
    "spare",
    default=None,
    help="cast: claws, beads and bars with spare length for the setter, or without.",
)
@click.option(
    "--bearing-metal",
    "bearing",
    metavar="MM",
    help="cast: metal left on every bearing for the setter to cut.  [default: 0]",
)
@click.option("--ascii/--binary", "ascii", default=None, help="STL as text.")
@click.option(
    "--exact/--quick",
    "exact",
    default=None,
    help="Hold the mesh to the kernel's solid, or not.  [default: --exact up to 20 stones]",
)
@click.option(
    "--profile",
    metavar="NAME",
    help="Whose rules it is checked by: see jewelcad check --profiles.",
)
@click.option("--strict", is_flag=True, help="Warnings of the checks fail too.")
@click.option("--from", "record", metavar="JSON", help="Build again from an earlier record.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def command(ctx: click.Context, /, **words: Any) -> int:
    """Build SCRIPT and write its files and their record.

    SCRIPT is a Python file with a design; of several, SCRIPT:NAME picks one. Files are written to
    exports/DESIGN/: what --format asks for, and a .json that --from builds again. Nothing is
    written before all of it is built and read back.
    """
    order: Order = ctx.obj
    recipe = recipe_of(order, words)
    _must_allow(recipe, words["exact"])
    folder = _folder(order, words)
    told = _built(order, recipe, folder, words)
    try:
        _show(told, folder, words["as_json"])
    except KeyboardInterrupt:
        raise LateInterruptError([file["name"] for file in told["files"]]) from None
    return 0 if told["passed"] else 1


def _must_allow(recipe: Recipe, exact: bool | None) -> None:
    if exact is False and "step" in recipe.formats:
        from jewelcad.errors import ParameterError

        raise ParameterError(
            "--quick leaves the kernel out, and step is the kernel's. Leave out one of them."
        )


def _built(order: Order, recipe: Recipe, folder: Path, words: dict[str, Any]) -> dict[str, Any]:
    from jewelcad.cli.progress import Steps
    from jewelcad.making import check_folder, finished, write
    from jewelcad.reference.profiles import profile

    rules = profile(words["profile"]) if words["profile"] else None
    check_folder(folder)
    with Steps(total=7 + len(recipe.formats)) as steps:
        made = finished(order.design, recipe, steps, words["exact"], rules)
        return write(made, folder, steps, words["strict"])


def recipe_of(order: Order, words: dict[str, Any]) -> Recipe:
    """Everything asked for, checked; nothing heavy is imported for it."""
    from jewelcad.report import Recipe

    held = order.recipe
    chosen = words.get("preset")
    return Recipe(
        script=order.script,
        design=order.design.name,
        parameters=order.values(words, chosen),
        preset=chosen or (held.preset if held else None),
        stage=stage_named(words.get("stage") or (held.stage if held else "cast")),
        tolerance=length(
            "tolerance", words.get("tolerance"), held.tolerance if held else 0.01, 0.001, 0.1
        ),
        formats=_formats(words.get("formats"), held.formats if held else ("stl",)),
        ascii=_either(words.get("ascii"), held.ascii if held else False),
        setter=_setter(words, held.setter if held else None),
        script_sha256=held.script_sha256 if held else "",
    )


def _either(given: bool | None, held: bool) -> bool:
    return held if given is None else given


def stage_named(name: str) -> Stage:
    """``cast`` or ``set``, checked."""
    from jewelcad.params import OneOf, spec_of, validated

    specs = {"stage": spec_of("stage", Annotated[str, OneOf("cast", "set")])}
    stage: Stage = validated("build", specs, {"stage": name})["stage"]
    return stage


def _setter(words: dict[str, Any], held: SettersMetal | None) -> SettersMetal:
    from jewelcad.workpiece import MOST_BEARING, SETTERS_METAL, SettersMetal

    held = held or SETTERS_METAL
    left = length("bearing_metal", words.get("bearing"), held.bearing, 0.0, MOST_BEARING)
    return SettersMetal(_either(words.get("spare"), held.length), left)


def length(name: str, text: str | None, held: float, least: float, most: float) -> float:
    """A length given on the command line or held by a record, checked."""
    from jewelcad.params import Range, spec_of, validated
    from jewelcad.units import Mm

    spec = spec_of(name, Annotated[Mm, Range(least, most)])
    value = held if text is None else spec.read(text)
    return float(validated("build", {name: spec}, {name: value})[name])


def _formats(text: str | None, held: tuple[str, ...]) -> tuple[str, ...]:
    return formats_named(text.split(",")) if text is not None else formats_named(held)


def formats_named(words: Iterable[str], more: Iterable[str] = ()) -> tuple[str, ...]:
    """The formats of these names, each once, checked; ``more`` are known besides."""
    from jewelcad.errors import ParameterError
    from jewelcad.making import formats
    from jewelcad.params import nearest

    wanted = [word.strip().lower() for word in words]
    known = [*formats(), *more]
    for name in wanted:
        if name not in known:
            raise ParameterError(
                f"There is no format {name!r}.{nearest(name, known)} There are: {', '.join(known)}."
            )
    return tuple(dict.fromkeys(wanted))


def _folder(order: Order, words: dict[str, Any]) -> Path:
    if words["out"] is not None:
        return Path(words["out"])
    if words["record"] is not None:
        return Path(words["record"]).parent
    return Path("exports", order.design.name)


def _show(told: dict[str, Any], folder: Path, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    from jewelcad.report import show

    show(told)
    click.echo(f"Written to {folder}/")
