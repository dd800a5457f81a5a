"""``jewelcad view``: see a piece in the browser while its script is written."""

from __future__ import annotations

from pathlib import Path

import click

from jewelcad.errors import DesignError, ExportError
from jewelcad.viewer.native.wording import keys


@click.command("view")
@click.argument("target", metavar="SCRIPT|FILE")
@click.option("--host", metavar="NAME", default="127.0.0.1", show_default=True, help="Serve at.")
@click.option(
    "--port",
    metavar="NUMBER",
    type=click.IntRange(0, 65535),
    default=0,
    help="Serve at.  [default: a free one]",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
@click.option("--desktop", is_flag=True, help="A window of its own instead of the browser.")
@click.pass_context
def command(
    ctx: click.Context, target: str, host: str, port: int, no_browser: bool, desktop: bool
) -> None:
    """See SCRIPT in the browser; it follows every change of a slider and every save.

    FILE may be an STL, 3MF or STEP instead. Nothing leaves this machine: the page is served to it
    alone unless --host says otherwise. Ctrl-C ends it.

    With --desktop the piece is in a window, which follows every save and has keys:

    \b
    {keys}
    """
    _must_be(target)
    if desktop:
        _refuse_serving(ctx)
    _must_have(*(["watchfiles"] if desktop else ["aiohttp", "watchfiles"]))
    try:
        if desktop:
            from jewelcad.viewer.native.window import show

            show(target)
        else:
            import asyncio

            asyncio.run(_serve(target, host, port, not no_browser))
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)


command.help = (command.help or "").replace("{keys}", keys().replace("\n", "\n    "))


def _refuse_serving(ctx: click.Context) -> None:
    """Nothing is served for a window."""
    given = click.core.ParameterSource.COMMANDLINE
    for name in ("host", "port", "no_browser"):
        if ctx.get_parameter_source(name) is given:
            flag = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{flag} is for the browser. Leave it out, or --desktop.", ctx)


def _must_have(*names: str) -> None:
    from importlib import import_module

    try:
        for name in names:
            import_module(name)
    except ImportError as error:
        raise ExportError(
            f"jewelcad view needs {error.name}. Install it: pip install 'jewelcad[web]'"
        ) from None


def _must_be(target: str) -> None:
    from jewelcad.script import split_name

    path = split_name(target)[0]
    if not path.is_file():
        from jewelcad.params import nearest

        known = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
        raise DesignError(f"{path} does not exist.{nearest(path.name, known)}")
    if path.suffix.lower() not in (".py", ".stl", ".3mf", ".step", ".stp"):
        raise DesignError(f"{Path(target)} is neither a script (.py) nor an STL, 3MF or STEP.")


async def _serve(target: str, host: str, port: int, browser: bool) -> None:
    import asyncio
    import signal
    from contextlib import suppress

    from jewelcad.viewer.server import serving

    ended = asyncio.Event()
    with suppress(NotImplementedError):  # Windows has no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    async with serving(target, host, port) as address:
        click.echo(f"{target} is at {address}  (Ctrl-C ends it)")
        if host not in ("127.0.0.1", "::1", "localhost"):
            click.echo("Whoever reaches this machine can open it.", err=True)
        if browser:
            import webbrowser

            await asyncio.to_thread(webbrowser.open, address)
        await ended.wait()
