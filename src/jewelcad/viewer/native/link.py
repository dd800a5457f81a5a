"""A session in a thread of its own, as one page of it sees it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from jewelcad.viewer.session import Page, Session

Told = dict[str, Any]


class Link:
    """Asks a session, and keeps what it tells until it is looked at."""

    def __init__(self, session: Session, loop: asyncio.AbstractEventLoop) -> None:
        self.session, self.loop = session, loop
        self.page = Page(self._take)
        self._told: SimpleQueue[tuple[Told, bytes]] = SimpleQueue()
        self._id = 0

    def ask(self, kind: str, **words: Any) -> int:
        """Ask for something; its number."""
        self._id += 1
        text = json.dumps({"type": kind, "id": self._id, **words})
        self.loop.call_soon_threadsafe(self.session.ask, self.page, text)
        return self._id

    def heard(self) -> Iterator[tuple[Told, bytes]]:
        """What has been told since, each with the bytes it speaks of."""
        while True:
            try:
                yield self._told.get_nowait()
            except Empty:
                return

    def _take(self, told: Told) -> None:
        names = {"scene": "key", "checked": "map"}
        key = told.get(names.get(told["type"], "")) or ""
        self._told.put((told, self.session.store.get(key) or b""))


@contextmanager
def linked(target: str) -> Iterator[Link]:
    """A session on a script or a file, as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    link = Link(Session(target), loop)

    async def start() -> None:
        await link.session.start()
        link.session.join(link.page)

    async def end() -> None:
        link.session.leave(link.page)
        await link.session.close()

    try:
        asyncio.run_coroutine_threadsafe(start(), loop).result()
        yield link
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
