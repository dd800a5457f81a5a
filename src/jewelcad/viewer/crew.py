"""The worker processes: one spare is always warm, so that one that ends is replaced at once."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import Any

from jewelcad.viewer.worker import HEAD, frame_of

REST = 2.0
"""s after a worker was taken before the next one is started: its start takes a core (a choice)."""


class DiedError(Exception):
    """The worker's process has ended. ``str`` is a sentence that says how."""


class Worker:
    """One process that does one job at a time."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._count = 0

    @classmethod
    async def started(cls) -> Worker:
        """A process that has loaded all it needs.

        Raises
        ------
        DiedError
            If it does not come up.
        """
        from jewelcad.reading.child import paths

        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # a script of the name of a library's module is not taken for it
                "-m",
                "jewelcad.viewer.worker",
                stdin=PIPE,
                stdout=PIPE,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": paths()},
                start_new_session=True,  # Ctrl-C is the server's
            )
        except OSError as error:
            raise DiedError(f"No process to make the piece could be started: {error}.") from None
        worker = cls(process)
        try:
            await worker._frame()
        except asyncio.CancelledError:
            await worker.end()
            raise
        return worker

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def ask(self, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Have a job done: what came of it, and the bytes of that.

        Raises
        ------
        DiedError
            If the process ends over it.
        """
        self._count += 1
        await self._send({**job, "id": self._count})
        while True:
            told, data = await self._frame()
            if told.get("id") == self._count:
                return told, data

    async def cancel(self) -> None:
        """Interrupt the job that was asked last, if it is still being done."""
        with suppress(DiedError):
            await self._send({"cancel": self._count})

    async def end(self) -> None:
        """End the process."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def _send(self, told: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(frame_of(told))
            await self.process.stdin.drain()
        except (ConnectionError, OSError):
            raise DiedError(await self._how()) from None

    async def _frame(self) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdout is not None
        try:
            length, size = HEAD.unpack(await self.process.stdout.readexactly(HEAD.size))
            text = await self.process.stdout.readexactly(length)
            return json.loads(text), await self.process.stdout.readexactly(size)
        except asyncio.IncompleteReadError:
            raise DiedError(await self._how()) from None

    async def _how(self) -> str:
        """How the process ended, as a sentence."""
        code = await self.process.wait()
        names = {one.value: one.name for one in signal.Signals}
        how = f"code {code}" if code >= 0 else names.get(-code, f"signal {-code}")
        if how in ("SIGKILL", "SIGTERM"):
            why = "ended from outside, perhaps as the machine was out of memory"
        else:
            why = "crashed over this piece"
        return (
            f"The process that makes the piece {why} ({how}). "
            "Another one takes over: change a value, or mend the script."
        )


class Crew:
    """Hands out workers, and has the next one ready."""

    def __init__(self) -> None:
        self._spare: asyncio.Task[Worker] | None = None
        self._out: set[Worker] = set()

    async def worker(self) -> Worker:
        """A warm worker: the spare one, and another is started to be the next."""
        spare = self._spare or self._next(0.0)
        self._spare = None
        worker = await spare
        if not worker.alive:
            worker = await Worker.started()
        self._out.add(worker)
        self._spare = self._next(REST)
        return worker

    async def dismiss(self, worker: Worker) -> None:
        """End a worker."""
        self._out.discard(worker)
        await worker.end()

    async def close(self) -> None:
        """End all of them."""
        if self._spare is not None:
            self._spare.cancel()
            with suppress(asyncio.CancelledError, DiedError):
                await (await self._spare).end()
        for worker in list(self._out):
            await self.dismiss(worker)

    def pids(self) -> list[int]:
        """Of the workers at work."""
        return [worker.process.pid for worker in self._out]

    def _next(self, rest: float) -> asyncio.Task[Worker]:
        async def later() -> Worker:
            await asyncio.sleep(rest)
            return await Worker.started()

        return asyncio.get_running_loop().create_task(later())
