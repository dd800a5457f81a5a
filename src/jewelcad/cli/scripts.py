"""Commands on a design script: their flags come from the script's parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from jewelcad.errors import DesignError, JewelcadError

if TYPE_CHECKING:
    from jewelcad.params import Spec
    from jewelcad.report import Recipe
    from jewelcad.script import Design

RESERVED = frozenset(
    {
        "aperture",
        "ascii",
        "bearing-metal",
        "desktop",
        "binary",
        "exact",
        "format",
        "frames",
        "from",
        "help",
        "host",
        "json",
        "map",
        "no-browser",
        "no-setters-metal",
        "out",
        "photo",
        "pixels",
        "port",
        "preset",
        "profile",
        "profiles",
        "quality",
        "seed",
        "strict",
        "transparent",
        "turntable",
        "html",
        "junit",
        "least-wall",
        "picture",
        "explain",
        "thinnest",
        "unit",
        "quick",
        "setters-metal",
    }
    | {"section", "stage", "tolerance", "view"}
)
"""Flags of the commands themselves: the same for every command, so a design fits them all."""

_PREFIX = "given_"


@dataclass(frozen=True)
class Order:
    """What the words on the command line ask for.

    Parameters
    ----------
    design : loaded from the script
    script : its path
    recipe : of the record given by ``--from``, else None
    """

    design: Design[..., Any]
    script: Path
    recipe: Recipe | None

    def values(self, words: dict[str, Any], preset: str | None) -> dict[str, Any]:
        """Every parameter: the flag, else what the record holds, else preset, else default."""
        texts: dict[str, str] = {}
        given: dict[str, Any] = {}
        for key, word in words.items():
            if key.startswith(_PREFIX) and word is not None:
                (given if isinstance(word, bool) else texts)[key[len(_PREFIX) :]] = word
        held = dict(self.recipe.parameters) if self.recipe and preset is None else {}
        return self.design.values(held | given | self.design.read(texts), preset)


class ScriptCommand(click.Command):
    """A command whose first operand is a design script, with flags for its parameters."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            order = self._order(ctx, args)
        except JewelcadError:
            if not ctx.resilient_parsing:
                raise
            order = None
        ctx.obj = order
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        own = super().get_params(ctx)
        return [*own, *_flags(ctx.obj.design)] if isinstance(ctx.obj, Order) else own

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        shown = [(p, p.get_help_record(ctx)) for p in options]
        flags = [record for p, record in shown if record and _is_flag(p)]
        if flags:
            with formatter.section(f"Parameters of {ctx.obj.design.name}"):
                formatter.write_dl(flags)
        with formatter.section("Options"):
            formatter.write_dl([record for p, record in shown if record and not _is_flag(p)])

    def _order(self, ctx: click.Context, args: Sequence[str]) -> Order | None:
        from jewelcad.script import load, split_name

        operands, record = self._words(args)
        script = _script_among(operands)
        if record is not None:
            return _from_record(record, script)
        if script is None:
            if not ctx.resilient_parsing and not {"-h", "--help"} & set(args):
                raise click.UsageError(
                    f"Which script? Give one: {ctx.command_path} designs/solitaire.py", ctx
                )
            return None
        return Order(load(script), split_name(script)[0], None)

    def _words(self, args: Sequence[str]) -> tuple[list[tuple[str, bool]], str | None]:
        """The operands, each with whether it may be the value of a script's flag; ``--from``."""
        options = {
            name: option
            for option in self.params
            if isinstance(option, click.Option)
            for name in option.opts
        }
        operands, record, doubtful = [], None, False
        words = iter(args)
        for word in words:
            name, equals, value = word.partition("=")
            option = options.get(name)
            if not word.startswith("-"):
                operands.append((word, doubtful))
            elif option and not option.is_flag and not equals:
                value = next(words, "")
            if option and option.name == "record":
                record = value
            doubtful = word.startswith("-") and option is None and not equals
        return operands, record


def _script_among(operands: Sequence[tuple[str, bool]]) -> str | None:
    scripts = [word for word, _ in operands if ".py" in word]
    certain = [word for word, doubtful in operands if not doubtful]
    return next(iter([*scripts, *certain]), None)


def _from_record(record: str, script: str | None) -> Order:
    from jewelcad.report import read_recipe
    from jewelcad.script import load, split_name

    moved = split_name(script)[0] if script else None
    recipe = read_recipe(record, moved)
    return Order(load(recipe.script, recipe.design), recipe.script, recipe)


def _is_flag(parameter: click.Parameter) -> bool:
    return (parameter.name or "").startswith(_PREFIX)


def _flags(design: Design[..., Any]) -> Iterator[click.Option]:
    """One option for each parameter of the script.

    Raises
    ------
    DesignError
        If a parameter has the name of one of the command's own options.
    """
    from jewelcad.params.telling import described

    for spec in design.specs.values():
        flag = spec.name.replace("_", "-")
        if flag in RESERVED or (spec.type is bool and f"no-{flag}" in design.specs):
            raise DesignError(
                f"{design.name}: the parameter {spec.name!r} has the name of jewelcad's own flag "
                f"--{flag}. Rename it, for instance {spec.name}_mm."
            )
        yes_no = spec.type is bool and not spec.optional
        yield click.Option(
            [f"--{flag}/--no-{flag}" if yes_no else f"--{flag}", f"{_PREFIX}{spec.name}"],
            default=None,
            help=described(spec),
            metavar=None if yes_no else (spec.unit or _KINDS.get(spec.type, "TEXT")).upper(),
            shell_complete=_choices(spec),
        )


_KINDS: dict[Any, str] = {int: "COUNT", float: "NUMBER", bool: "YES|NO"}


def _choices(spec: Spec) -> Any:
    def complete(ctx: click.Context, param: click.Parameter, word: str) -> list[CompletionItem]:
        known = [str(choice) for choice in spec.choices or ()]
        return [CompletionItem(name) for name in known if name.startswith(word)]

    return complete


def script_argument(function: Any) -> Any:
    """The operand SCRIPT, which `ScriptCommand` has already loaded; completed with files."""
    return click.argument("script", required=False, shell_complete=_script_files)(function)


def _script_files(ctx: click.Context, param: click.Parameter, word: str) -> list[CompletionItem]:
    return [CompletionItem(word, type="file")]
