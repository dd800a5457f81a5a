"""A process that makes pieces: warm, with the shapes it has meshed, and replaceable at any time.

It is started as ``python -m jewelcad.viewer.worker``, which is the same on every system. Jobs come
on its input, answers leave on its output, each as lengths, JSON and bytes. Whatever a script
prints goes to the terminal. A job that nobody waits for any more is interrupted like a keyboard
does; one that does not heed it is ended together with its process, from outside.
"""

from __future__ import annotations

import _thread
import json
import os
import queue
import signal
import struct
import sys
import threading
import traceback
from typing import Any, BinaryIO

HEAD = struct.Struct(">II")
"""Lengths of the JSON and of the bytes."""
MEMORY = 8 << 30
"""Bytes of address space of a worker (a choice: a reader has 6 GB; checks come on top)."""

FULL = 2 << 30
"""Bytes of memory after which a worker is replaced when its job is done (a choice)."""


class CancelledError(BaseException):
    """Nobody waits for this job any more. Not an ``Exception``, so no script holds it up."""


class Desk:
    """Jobs that have come, and which of them is being done."""

    def __init__(self, inward: BinaryIO) -> None:
        self.inward = inward
        self.jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.current: int | None = None
        self.cancelled: int | None = None
        self.main = threading.get_ident()

    def listen(self) -> None:
        """Take jobs from the server until it goes away; then end, whatever is being done."""
        while (frame := read_frame(self.inward)) is not None:
            told, _ = frame
            if "cancel" not in told:
                self.jobs.put(told)
                continue
            self.cancelled = told["cancel"]
            if hasattr(signal, "pthread_kill"):
                signal.pthread_kill(self.main, signal.SIGINT)  # wakes a sleep, too
            else:
                _thread.interrupt_main()
        os._exit(0)

    def heed(self, number: int, frame: object) -> None:
        """What an interrupt does: ends the current job, if that is the one."""
        if self.current is not None and self.current == self.cancelled:
            self.cancelled = None
            raise CancelledError


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message and its bytes; None at the end."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    length, size = HEAD.unpack(head)
    return json.loads(stream.read(length)), stream.read(size)


def frame_of(told: dict[str, Any], data: bytes = b"") -> bytes:
    """A message and its bytes."""
    text = json.dumps(told, allow_nan=False).encode()
    return HEAD.pack(len(text), len(data)) + text + data


def main() -> None:
    """Serve jobs until the input ends."""
    inward, outward = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    desk = Desk(inward)
    signal.signal(signal.SIGINT, desk.heed)
    bench = _warm_bench()
    threading.Thread(target=desk.listen, daemon=True).start()
    _send(outward, {"ready": True})
    while True:
        told, data = _answer(bench, desk, desk.jobs.get())
        _send(outward, told, data)


def _send(outward: BinaryIO, told: dict[str, Any], data: bytes = b"") -> None:
    try:
        outward.write(frame_of(told, data))
        outward.flush()
    except OSError:  # the server has gone
        os._exit(0)


def _warm_bench() -> Any:
    """What every build loads is loaded before the first one comes; the kernel, which takes seconds
    and half a gigabyte, is not: the mesh path does without it."""
    from jewelcad.reading.child import bound

    bound(MEMORY)
    import manifold3d  # noqa: F401
    import scipy.spatial  # noqa: F401

    import jewelcad.finish.mesh_finish
    import jewelcad.layouts
    import jewelcad.making
    import jewelcad.pieces
    import jewelcad.preview.packing
    import jewelcad.settings
    import jewelcad.shanks
    import jewelcad.viewer.told  # noqa: F401
    from jewelcad.viewer.jobs import Bench

    sys.dont_write_bytecode = True  # a module beside a script is never read from an old .pyc
    return Bench()


def _answer(bench: Any, desk: Desk, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from jewelcad.errors import JewelcadError
    from jewelcad.viewer.jobs import Job, refusal

    number = asked.pop("id")
    try:
        try:
            desk.current = number
            told, data = bench.do(Job(**asked))
        finally:
            desk.current = None
    except CancelledError as error:
        return {"id": number, "cancelled": True, "spent": _importing(error)}, b""
    except JewelcadError as error:
        return {"id": number, "error": refusal(error)}, b""
    except MemoryError:
        why = "It needs more memory than a preview may take. Choose fewer or simpler parts."
        return {"id": number, "error": _said(why), "spent": True}, b""
    except BaseException as error:
        if os.environ.get("JEWELCAD_DEBUG"):
            traceback.print_exc()
        return {"id": number, "error": _said(_bug(error)), "spent": True}, b""
    return {"id": number, "done": told, "spent": _most_memory() > FULL}, data


def _importing(error: CancelledError) -> bool:
    """Whether a module was being loaded when it came, and may be loaded by half."""
    frames = traceback.walk_tb(error.__traceback__)
    return any("importlib" in frame.f_code.co_filename for frame, _ in frames)


def _most_memory() -> int:
    """Bytes this process has held at most."""
    try:
        import resource
    except ImportError:
        return 0
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def _said(why: str) -> dict[str, Any]:
    return {"message": why, "parameter": None, "file": None, "line": None}


def _bug(error: BaseException) -> str:
    said = str(error).split("\n")[0][:200]
    return (
        f"This is a mistake in jewelcad, not in your design: {type(error).__name__}: {said}. "
        "Please report it with what the terminal shows under JEWELCAD_DEBUG=1."
    )


if __name__ == "__main__":
    main()
