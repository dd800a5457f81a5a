"""A lane does one thing after another, in one worker, and of what one page asks only the newest.

What a newer request has overtaken before it began is gone. One that is being done is left to
finish within its grace, so a piece follows while a slider is dragged; then it is interrupted,
and if it does not heed that, its process is ended and a warm one takes over.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from jewelcad.viewer.crew import Crew, DiedError, Worker

log = logging.getLogger(__name__)

HEED = 1.0
"""s within which an interrupted job should have ended (a choice)."""


@dataclass(eq=False)
class Answer:
    """What came of an order: one of ``done``, ``error``, or neither where it was overtaken.

    Parameters
    ----------
    done : what the worker tells
    data : the bytes of it
    error : message, parameter, file and line
    seconds : how long it took
    """

    done: dict[str, Any] | None = None
    data: bytes = b""
    error: dict[str, Any] | None = None
    seconds: float = 0.0


@dataclass(eq=False)
class Order:
    """Something to be done.

    Parameters
    ----------
    owner : who asks; a newer order of the same owner overtakes
    job : for the worker
    then : is called with the answer
    grace : s, how long it may go on once it is overtaken
    limit : s, how long it may take at all
    """

    owner: Hashable
    job: dict[str, Any]
    then: Callable[[Answer], Awaitable[None]]
    grace: float = 0.0
    limit: float = 120.0
    overtaken: asyncio.Event = field(default_factory=asyncio.Event)


class Lane:
    """One worker and what waits for it.

    Parameters
    ----------
    idle : s after which the worker is dismissed when nothing comes; None keeps it
    opening : a job that each new worker does first, and is left to finish
    """

    def __init__(
        self, crew: Crew, idle: float | None = None, opening: dict[str, Any] | None = None
    ) -> None:
        self.crew, self.idle, self.opening = crew, idle, opening
        self.waiting: dict[Hashable, Order] = {}
        self.running: Order | None = None
        self._worker: Worker | None = None
        self._come = asyncio.Event()

    def put(self, order: Order) -> None:
        """Take an order; what its owner asked before is overtaken."""
        self.drop(order.owner)
        self.waiting[order.owner] = order
        self._come.set()

    def drop(self, owner: Hashable) -> None:
        """Nobody waits any more for what ``owner`` asked."""
        self.waiting.pop(owner, None)
        if self.running is not None and self.running.owner == owner:
            self.running.overtaken.set()

    async def run(self) -> None:
        """Do what comes, for ever."""
        while True:
            while not self.waiting:
                await self._rest()
            order = self.waiting.pop(next(iter(self.waiting)))
            self.running = order
            start = time.perf_counter()
            answer = await self._answered(order)
            self.running = None
            answer.seconds = time.perf_counter() - start
            try:
                await order.then(answer)
            except Exception:  # one page's answer must not stop the others'
                log.exception("An answer could not be given.")

    async def _rest(self) -> None:
        self._come.clear()
        try:
            await asyncio.wait_for(self._come.wait(), self.idle if self._worker else None)
        except TimeoutError:
            await self._dismiss()

    async def _answered(self, order: Order) -> Answer:
        try:
            if self._worker is None or not self._worker.alive:
                self._worker = await self.crew.worker()
                if self.opening is not None:
                    told, _ = await self._worker.ask(self.opening)
                    if "error" in told:
                        raise DiedError(told["error"]["message"])
            if order.overtaken.is_set():
                return Answer()
            return await self._asked(self._worker, order)
        except DiedError as error:
            await self._dismiss()
            return _failed(str(error))

    async def _asked(self, worker: Worker, order: Order) -> Answer:
        asking = asyncio.ensure_future(worker.ask(order.job))
        overtaken = asyncio.ensure_future(order.overtaken.wait())
        try:
            return await self._waited(worker, order, asking, overtaken)
        finally:  # the lane may be ended in the middle of it
            asking.cancel()
            overtaken.cancel()

    async def _waited(
        self,
        worker: Worker,
        order: Order,
        asking: asyncio.Future[tuple[dict[str, Any], bytes]],
        overtaken: asyncio.Future[Any],
    ) -> Answer:
        start = time.perf_counter()
        await asyncio.wait(
            {asking, overtaken}, timeout=order.limit, return_when=asyncio.FIRST_COMPLETED
        )
        if not asking.done() and order.overtaken.is_set():
            left = max(0.0, order.grace - (time.perf_counter() - start))
            await asyncio.wait({asking}, timeout=left)
        if not asking.done():
            await worker.cancel()
            await asyncio.wait({asking}, timeout=HEED)
        if not asking.done():
            asking.cancel()
            with suppress(asyncio.CancelledError, DiedError):
                await asking
            await self._dismiss()
        elif (answer := await self._given(*asking.result())) is not None:
            return answer
        if order.overtaken.is_set():
            return Answer()
        return _failed(f"This took more than {order.limit:g} s and was given up. Change a value.")

    async def _given(self, told: dict[str, Any], data: bytes) -> Answer | None:
        """The worker's answer; None if it was interrupted."""
        if told.get("spent"):
            await self._dismiss()
        if "cancelled" in told:
            return None
        return Answer(told.get("done"), data, told.get("error"))

    async def _dismiss(self) -> None:
        if self._worker is not None:
            worker, self._worker = self._worker, None
            await self.crew.dismiss(worker)


def _failed(why: str) -> Answer:
    return Answer(error={"message": why, "parameter": None, "file": None, "line": None})
