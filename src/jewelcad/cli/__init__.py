"""The command line. Each command lives in its own file and is loaded when it is called.

Exit codes: 0 good, 1 findings that want a decision, 2 the user's input, 3 geometry (or a bug),
130 interrupted.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from jewelcad import __version__
from jewelcad.cli.trouble import exit_code_of

COMMANDS = {
    "build": "Build a design and write its files.",
    "params": "List the parameters of a design.",
    "render": "Picture a design.",
    "gallery": "Make a static site of a folder of designs.",
    "view": "See a design in the browser while you write it.",
    "check": "Prove how thin a file's walls are.",
    "size": "A ring size in every system.",
    "alloys": "The alloys, with density and source.",
    "stones": "The cuts and species of stones; all cuts in one picture.",
    "stone": "One stone: its numbers and its files.",
    "new": "Write a starter script.",
    "doctor": "Try what jewelcad needs on this machine.",
    "completion": "Print the completion script of a shell.",
}


class Lazy(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from jewelcad.params import nearest

            raise click.UsageError(
                f"There is no command {args[0]!r}.{nearest(args[0], COMMANDS)}", ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> NoReturn:
        """Run, and turn whatever is raised into a message and an exit code."""
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        try:
            code = super().main(given, *rest, **extra)
        except (Exception, KeyboardInterrupt) as error:
            code = exit_code_of(error, as_json="--json" in given)
        sys.exit(code if isinstance(code, int) else 0)


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jewelcad", message="%(prog)s %(version)s")
def main() -> None:
    """Short Python scripts become rings that can be cast."""
