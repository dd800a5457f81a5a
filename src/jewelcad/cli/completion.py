"""``jewelcad completion``: the script that makes a shell complete commands and flags."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of SHELL.

    For bash, put this into ~/.bashrc: eval "$(jewelcad completion bash)"
    """
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    if maker is None:
        raise click.UsageError(f"click has no completion for {shell}.", ctx)
    root = ctx.find_root().command
    click.echo(maker(root, {}, "jewelcad", "_JEWELCAD_COMPLETE").source())
