"""When a script, or a module it imports, has been saved.

Folders are watched, not files: most editors write a file beside and rename it over the old one.
Whether anything has changed is then told by the files' stamps, so a file that was only looked at
is none, and of several quick saves comes one word.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

Stamps = dict[Path, tuple[int, int, int] | None]

log = logging.getLogger(__name__)

SELDOM = 1000
"""ms after which the files are looked at though the system tells of nothing, as on some network
disks, or when it can watch no more (a choice)."""
STEP = 60
"""ms of quiet that end a save (a choice)."""
MISSING = 0.15
"""s a file may be away while an editor puts another in its place (a choice)."""


class Watch:
    """The files of a script.

    Parameters
    ----------
    always : the script and its presets
    """

    def __init__(self, always: Iterable[Path]) -> None:
        self.always = [path.absolute() for path in always]
        self.local: set[Path] = set()
        self.broken = False
        self._moved = asyncio.Event()
        self._seen = self._stamps()

    def learn(self, local: Iterable[Path], broken: bool) -> None:
        """What was imported at the last loading; of a broken script any module beside it counts,
        as the one that mends it may not have been there."""
        before = self.folders
        fresh = {path.absolute() for path in local}
        self.local, self.broken = self.local | fresh if broken else fresh, broken
        for path, stamp in self._stamps().items():
            self._seen.setdefault(path, stamp)
        if self.folders != before:
            self._moved.set()

    @property
    def folders(self) -> set[Path]:
        return {path.parent for path in (*self.always, *self.local) if path.parent.is_dir()}

    async def saves(self) -> AsyncIterator[None]:
        """A word for each time something was saved."""
        async for _ in self._stirs():
            if await self._saved():
                yield

    async def _stirs(self) -> AsyncIterator[None]:
        """A word whenever something may have changed; at least every `SELDOM` ms."""
        from watchfiles import awatch

        while True:
            self._moved.clear()
            try:
                async for _ in awatch(
                    *self.folders,
                    watch_filter=None,
                    step=STEP,
                    recursive=False,
                    stop_event=self._moved,
                    yield_on_timeout=True,
                    rust_timeout=SELDOM,
                    ignore_permission_denied=True,
                ):
                    yield
            except (OSError, RuntimeError, ValueError) as error:
                log.warning("Saves are looked for every second only: %s", error)
                await asyncio.sleep(SELDOM / 1000)
                yield

    async def _saved(self) -> bool:
        """Whether any file is another than when this was asked last."""
        now = self._stamps()
        if any(stamp is None and self._seen.get(path) for path, stamp in now.items()):
            await asyncio.sleep(MISSING)
            now = self._stamps()
        changed = any(self._seen.get(path) != stamp for path, stamp in now.items())
        self._seen = now
        return changed

    def _stamps(self) -> Stamps:
        paths = {*self.always, *self.local}
        if self.broken:
            paths |= {path for folder in self.folders for path in folder.glob("*.py")}
        return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
