"""What the pages of one script ask, and what they are told.

A build makes the picture, in one lane; the checks, which take seconds, follow in another when the
page has come to rest, and are dropped when it asks for a new piece. `errands` has a third.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jewelcad.errors import ParameterError
from jewelcad.viewer import messages
from jewelcad.viewer.crew import Crew
from jewelcad.viewer.errands import Errands, Told
from jewelcad.viewer.lanes import Answer, Lane, Order
from jewelcad.viewer.messages import Build, Drawn
from jewelcad.viewer.store import Store
from jewelcad.viewer.watching import Watch

GRACE = 1.0
"""s a build may go on though a newer one waits, so that the piece follows a slider (a choice)."""
REST = 0.4
"""s a page rests, its piece drawn, before that is checked (a choice)."""
UNDRAWN = 3.0
"""s after which a piece is checked though the page has not said that it is drawn: it may be hidden
(a choice)."""
LOADS, BUILDS, CHECKS = 30.0, 120.0, 600.0
"""s that loading, a build and the checks may take (a choice)."""
IDLE = 60.0
"""s after the last export until its process is ended, for its memory (a choice)."""
REMEMBERED = 60
"""Pieces whose scene and checks are remembered: an undo is there at once."""


@dataclass(eq=False)
class Page:
    """One open page.

    Parameters
    ----------
    send : sends a message, and never waits for the page to read it
    last : what it asked to see last
    shown : the number of what it was shown last
    drawn : whether what it was told last is on it
    """

    send: Callable[[Told], None]
    last: Build | None = None
    shown: int = 0
    drawn: asyncio.Event = field(default_factory=asyncio.Event)
    resting: asyncio.Task[None] | None = None


@dataclass(eq=False)
class Piece:
    """A piece that was built: its scene, and once they are done its checks."""

    scene: Told
    checked: Told | None = None


class Session:
    """A script or file and the pages that look at it.

    Parameters
    ----------
    target : such as ``designs/solitaire.py`` or ``ring.stl``
    """

    def __init__(self, target: str) -> None:
        from jewelcad.script import presets_path, split_name

        self.target = target
        self.path = split_name(target)[0]
        self.pages: set[Page] = set()
        self.store = Store()
        self.design: Told | None = None
        self.broken: Told | None = None
        self.edition = 0
        self.pieces: OrderedDict[str, Piece] = OrderedDict()
        self.crew = Crew()
        self.builds = Lane(self.crew)
        self.checks = Lane(self.crew, opening=self._job("warm"))
        self.exports = Lane(self.crew, IDLE)
        self.errands = Errands(self.builds, self.exports, self._job)
        self.watch = Watch([self.path, presets_path(self.path)])
        self._waiting: dict[tuple[int, str], dict[Page, tuple[Build, Piece]]] = {}
        """Who waits for the checks of a piece: pages of one piece share them."""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Load the script, and go on whenever it is saved."""
        work = [lane.run() for lane in (self.builds, self.checks, self.exports)]
        self._tasks = [asyncio.ensure_future(task) for task in (*work, self._follow())]
        self._load()

    async def close(self) -> None:
        """End every process and remove what was made for fetching."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.crew.close()
        self.errands.close()

    # Pages come, ask and go.

    def join(self, page: Page) -> None:
        """A page has been opened."""
        self.pages.add(page)
        for told in (self.design, self.broken):
            if told is not None:
                page.send(told)

    def leave(self, page: Page) -> None:
        """A page has been closed."""
        self.pages.discard(page)
        self.builds.drop(page)
        self._stop_checks(page)
        self.errands.forget(page)

    def ask(self, page: Page, text: str) -> None:
        """A page asks for something; what cannot be read or done is answered with ``failed``."""
        try:
            message = messages.read(text)
            if isinstance(message, Build):
                self._build(page, message)
            elif isinstance(message, Drawn):
                self._drawn(page, message)
            else:
                self.errands.ask(page, page.send, message)
        except ParameterError as error:
            page.send(_failed(messages.id_of(text), str(error)))

    # The script.

    async def _follow(self) -> None:
        async for _ in self.watch.saves():
            self._load()

    def _load(self) -> None:
        self.edition += 1
        self.pieces.clear()
        for page in self.pages:
            self.builds.drop(page)
        job = self._job("load")
        self.builds.put(Order("script", job, self._loaded, limit=LOADS))

    async def _loaded(self, answer: Answer) -> None:
        first = self.design is None
        if answer.done is not None:
            self.design = {"type": "design", **answer.done["design"]}
            self.broken = None
            self.watch.learn(map(Path, answer.done["files"]), broken=False)
            self._tell_all(self.design)
        elif answer.error is not None:
            error = answer.error
            self.broken = {"type": "broken", **error, "source": _line(error)}
            self.watch.learn([Path(error["file"])] if error["file"] else [], broken=True)
            self._tell_all(self.broken)
            return
        for page in self.pages:
            if page.last is not None:
                self._build(page, page.last, lenient=not first)  # asked of an older script

    def _tell_all(self, told: Told) -> None:
        for page in self.pages:
            page.send(told)

    # Scenes.

    def _build(self, page: Page, asked: Build, lenient: bool = False) -> None:
        page.last = asked
        self._stop_checks(page)
        page.send({"type": "building", "id": asked.id})
        known = self.pieces.get(self._same(asked))
        if known is not None and known.scene["key"] in self.store:
            self.builds.drop(page)
            self._show(page, asked, known, 0.0, {})
            return
        job = self._job("build", values=asked.values, stage=asked.stage, lenient=lenient)
        edition = self.edition

        async def then(answer: Answer) -> None:
            if page in self.pages:
                self._built(page, asked, answer, edition)

        self.builds.put(Order(page, job, then, grace=GRACE, limit=BUILDS))

    def _built(self, page: Page, asked: Build, answer: Answer, edition: int) -> None:
        if answer.error is not None:
            error = {**answer.error, "source": _line(answer.error)}
            page.send({"type": "refused", "id": asked.id, **error})
        if answer.done is None:
            return
        done = answer.done
        self.store.put(done["key"], answer.data)
        self.watch.learn({*self.watch.local, *map(Path, done["files"])}, self.watch.broken)
        kept = {n: v for n, v in asked.values.items() if n not in done["dropped"]}
        asked = asked.model_copy(update={"values": kept})
        if page.last is not None and page.last.id == asked.id:
            page.last = asked
        piece = Piece({"type": "scene", "key": done["key"], **done["scene"]})
        if edition == self.edition:
            self._remember(self._same(asked), piece)
        self._show(page, asked, piece, answer.seconds, done["dropped"])

    def _show(
        self, page: Page, asked: Build, piece: Piece, seconds: float, dropped: dict[str, str]
    ) -> None:
        if asked.id < page.shown:
            return  # it was still being built when a newer one was there at once
        page.shown = asked.id
        page.drawn.clear()
        page.send({**piece.scene, "id": asked.id, "seconds": round(seconds, 3), "dropped": dropped})
        if page.last is None or page.last.id != asked.id:
            return  # a newer one waits
        if piece.checked is not None and self._has_map(piece.checked):
            page.send({**piece.checked, "id": asked.id})
        else:
            page.resting = asyncio.ensure_future(self._check(page, asked, piece))

    @staticmethod
    def _same(asked: Build) -> str:
        """Equal for requests of the same piece."""
        return json.dumps([asked.stage, sorted(asked.values.items())])

    def _remember(self, same: str, piece: Piece) -> None:
        self.pieces[same] = piece
        while len(self.pieces) > REMEMBERED:
            self.pieces.popitem(last=False)

    # Checks.

    @staticmethod
    def _drawn(page: Page, told: Drawn) -> None:
        if page.last is not None and page.last.id == told.of:
            page.drawn.set()

    async def _check(self, page: Page, asked: Build, piece: Piece) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(UNDRAWN):
                await page.drawn.wait()
        await asyncio.sleep(REST)
        page.resting = None
        name = (self.edition, self._same(asked))
        waiting = self._waiting.setdefault(name, {})
        waiting[page] = (asked, piece)
        if len(waiting) > 1:
            return  # another page has asked for these checks
        key = piece.scene["key"]
        job = self._job("check", values=asked.values, stage=asked.stage, key=key)

        async def then(answer: Answer) -> None:
            if answer.error is None and answer.done is None:
                return  # overtaken; who waits by now has asked again
            if answer.done is not None and answer.done["map"]:
                self.store.put(answer.done["map"], answer.data)
            for page, (asked, piece) in self._waiting.pop(name, {}).items():
                self._checked(page, asked, piece, answer)

        self.checks.put(Order(name, job, then, limit=CHECKS))

    @staticmethod
    def _checked(page: Page, asked: Build, piece: Piece, answer: Answer) -> None:
        if answer.done is None:
            assert answer.error is not None
            page.send(_failed(asked.id, f"Not checked: {answer.error['message']}"))
            return
        told = {"type": "checked", "key": piece.scene["key"], "map": answer.done["map"]}
        piece.checked = {**told, **answer.done["checked"]}
        page.send({**piece.checked, "id": asked.id})

    def _stop_checks(self, page: Page) -> None:
        if page.resting is not None:
            page.resting.cancel()
            page.resting = None
        for name, waiting in list(self._waiting.items()):
            if waiting.pop(page, None) and not waiting:
                del self._waiting[name]
                self.checks.drop(name)

    def _has_map(self, checked: Told) -> bool:
        return checked["map"] is None or checked["map"] in self.store

    def _job(self, do: str, **more: Any) -> Told:
        return {"do": do, "target": self.target, "edition": self.edition, "values": {}, **more}


def _failed(number: int | None, why: str) -> Told:
    return {"type": "failed", "id": number, "message": why}


def _line(error: Told) -> str | None:
    """The line of the script that an error comes from."""
    if not error["file"]:
        return None
    try:
        with open(error["file"], encoding="utf-8", errors="replace") as file:
            text = file.read(1_000_000).splitlines()
    except OSError:
        return None
    number = error["line"] or 0
    return text[number - 1][:300] if 0 < number <= len(text) else None
