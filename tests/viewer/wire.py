"""The viewer's server in a thread, and a page of it that speaks the wire and draws nothing."""

from __future__ import annotations

import asyncio
import json
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
import numpy as np

from jewelcad.viewer import server
from jewelcad.viewer.session import Session

Told = dict[str, Any]

BAND = '''
from typing import Annotated
from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import Shank, flat, half_round

@design(title="Band", presets={"wide": {"width": 4.0}, "swiss": {"size": "CH 14"}})
def band(
    size: RingSize = RingSize("US 7"),
    width: Annotated[Mm, Range(1, 12), Suggest(2, 4, 0.1), "band width"] = 3.0,
    hard_edge: bool = False,
    metal: Annotated[str, OneOf("18k yellow", "sterling silver")] = "18k yellow",
) -> Ring:
    """A band."""
    profile = flat(width, 1.6) if hard_edge else half_round(width, 1.6)
    return Ring(Shank(size, profile), alloy=metal)
'''


class Served:
    """A server at work: its address, and what it holds."""

    def __init__(self, address: str, session: Session) -> None:
        self.address, self.session = address, session

    def seen(self, look: Callable[[Wire], Any], seconds: float = 120.0) -> Any:
        """What a page gives: ``look`` is a coroutine function of an open one."""

        async def run() -> Any:
            async with opened(self.address) as wire:
                return await asyncio.wait_for(look(wire), seconds)

        return asyncio.run(run())


@contextmanager
def served(target: str, host: str = "127.0.0.1") -> Iterator[Served]:
    """Serve a script from another thread."""
    loop, ended = asyncio.new_event_loop(), asyncio.Event()
    ready: Any = threading.Event()
    found: list[Any] = []
    sessions: list[Session] = []
    first = server.Session

    def made(name: str) -> Session:
        sessions.append(first(name))
        return sessions[-1]

    async def serve() -> None:
        try:
            async with server.serving(target, host) as address:
                found.append(address)
                ready.set()
                await ended.wait()
        finally:
            ready.set()

    server.Session = made  # type: ignore[assignment, misc]
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    try:
        thread.start()
        ready.wait(30)
        server.Session = first  # type: ignore[misc]
        yield Served(found[0], sessions[0])
    finally:
        server.Session = first  # type: ignore[misc]
        loop.call_soon_threadsafe(ended.set)
        thread.join(30)
        loop.close()


class Wire:
    """An open page, which says at once that what it is told is drawn, unless ``draws`` is off."""

    draws = True

    def __init__(
        self, http: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse
    ) -> None:
        self.http, self.socket = http, socket
        self.told: list[Told] = []
        self._id = 0

    async def send(self, text: str) -> None:
        await self.socket.send_str(text)

    async def ask(self, kind: str, **words: Any) -> int:
        """Ask for something; the number it has."""
        self._id += 1
        await self.send(json.dumps({"type": kind, "id": self._id, **words}))
        return self._id

    async def next(self) -> Told:
        told: Told = await self.socket.receive_json()
        self.told.append(told)
        if told["type"] == "scene" and self.draws:
            await self.ask("drawn", of=told["id"])
        return told

    async def until(self, *kinds: str, id: int | None = None) -> Told:
        """The next message of one of these kinds, and of that number."""
        while True:
            told = await self.next()
            if told["type"] in kinds and (id is None or told.get("id") == id):
                return told

    async def built(self, stage: str = "set", **values: Any) -> Told:
        """A piece's scene, or why there is none."""
        number = await self.ask("build", stage=stage, values=values)
        return await self.until("scene", "refused", "failed", id=number)

    async def fetched(self, path: str, **headers: str) -> bytes:
        async with self.http.get(path, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def status(self, path: str, **headers: str) -> int:
        async with self.http.get(path, headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def opened(address: str) -> Any:
    """A page of the server, open."""
    async with (
        aiohttp.ClientSession(address) as http,
        http.ws_connect("/live", max_msg_size=0) as socket,
    ):
        yield Wire(http, socket)


def header_of(scene: bytes) -> Told:
    """What a packed scene says of itself."""
    magic, length = struct.unpack("<4sI", scene[:8])
    assert magic == b"JWC1"
    header: Told = json.loads(scene[8 : 8 + length])
    return header


def positions_of(scene: bytes) -> np.ndarray:
    """(n, 3) the places of the metal's vertices."""
    length = struct.unpack("<I", scene[4:8])[0]
    place = header_of(scene)["metal"]["positions"]
    return np.frombuffer(scene, "<f4", place["count"], 8 + length + place["offset"]).reshape(-1, 3)
