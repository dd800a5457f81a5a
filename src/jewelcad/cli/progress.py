"""Steps of a build: timed always, shown as a bar on a terminal, silent in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jewelcad import making


class Steps(making.Steps):
    """Times each step by name and shows it on stderr, if that is a terminal.

    Parameters
    ----------
    total : how many steps there will be
    """

    def __init__(self, total: int) -> None:
        super().__init__()
        self._bar: Any = _bar() if sys.stderr.isatty() else None
        self._task = self._bar.add_task("", total=total) if self._bar else None

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        if self._bar:
            self._bar.update(self._task, description=name)
        with super().__call__(name):
            yield
        if self._bar:
            self._bar.advance(self._task)

    def part(self, done: int, of: int) -> None:
        """Show how much of the present step is done."""
        if self._bar:
            self._bar.update(self._task, total=of, completed=done, description=f"{done} of {of}")

    def __enter__(self) -> Steps:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.stop()


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
