"""From an exception to a message and an exit code."""

from __future__ import annotations

import errno
import json
import os
import sys
import traceback

import click

from jewelcad.errors import JewelcadError

INTERRUPTED = 130
BUG = 3


class LateInterruptError(Exception):
    """Ctrl-C, and what had been written by then."""

    def __init__(self, written: list[str]) -> None:
        super().__init__(f"written before: {', '.join(written)}" if written else "")


def exit_code_of(error: BaseException, as_json: bool = False) -> int:
    """Say what went wrong on stderr (and with ``as_json`` on stdout), and how to exit."""
    if os.environ.get("JEWELCAD_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        return _pipe_closed()
    message, code = _told(error)
    if isinstance(error, click.ClickException):
        error.show()
    else:
        click.echo(f"Error: {message}", err=True)
    if as_json:
        click.echo(json.dumps({"error": message, "exit_code": code}, ensure_ascii=False))
    return code


def _told(error: BaseException) -> tuple[str, int]:
    match error:
        case JewelcadError():
            notes = getattr(error, "__notes__", [])
            return "\n  ".join([str(error), *notes]), error.exit_code
        case click.ClickException():
            return error.format_message(), error.exit_code
        case LateInterruptError():
            return f"Interrupted, {error or 'nothing was written'}.", INTERRUPTED
        case KeyboardInterrupt() | click.Abort():
            return "Interrupted, nothing was written.", INTERRUPTED
        case MemoryError():
            return "The machine ran out of memory. Choose a coarser --tolerance.", BUG
        case OSError(strerror=str(why), filename=name):
            return f"{name or 'A file'}: {why}.", 2
    return _bug(error), BUG


def _bug(error: BaseException) -> str:
    said = str(error).split("\n")[0][:200]
    return (
        f"This is a mistake in jewelcad, not in your design: {type(error).__name__}: {said}\n"
        "Please report it with what JEWELCAD_DEBUG=1 shows when you run the command again."
    )


def _pipe_closed() -> int:
    """Whoever read our output has gone (``jewelcad alloys | head``): that is no error."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    return 0
