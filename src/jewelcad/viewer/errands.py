"""What a page asks for besides pictures: files of the piece, a preset kept beside the script."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from jewelcad.errors import ParameterError
from jewelcad.viewer.lanes import Answer, Lane, Order
from jewelcad.viewer.messages import Export, SavePreset

Told = dict[str, Any]
Send = Callable[[Told], None]

SAVES, FILES = 30.0, 900.0
"""s that keeping a preset and making files may take (a choice)."""
KEPT = 12
"""Exports whose files are kept for the page to fetch."""
WAITING = 4
"""Errands of one page that may wait."""


class Errands:
    """Files and presets, one after another; none overtakes another.

    Parameters
    ----------
    quick : the lane that keeps presets
    slow : the lane that makes files
    job : makes a worker's job of what is to be done
    """

    def __init__(self, quick: Lane, slow: Lane, job: Callable[..., Told]) -> None:
        self.quick, self.slow, self.job = quick, slow, job
        self.folder = Path(tempfile.mkdtemp(prefix="jewelcad-view-"))
        self.files: OrderedDict[str, list[str]] = OrderedDict()
        self._waiting: dict[Hashable, set[int]] = {}

    def ask(self, owner: Hashable, send: Send, asked: Export | SavePreset) -> None:
        """Take an errand.

        Raises
        ------
        ParameterError
            If the owner has too many of them waiting.
        """
        waiting = self._waiting.setdefault(owner, set())
        if asked.id in waiting:
            raise ParameterError(f"Request {asked.id} is being done already.")
        if len(waiting) >= WAITING:
            raise ParameterError(f"{WAITING} requests wait already. Wait for one of them.")
        waiting.add(asked.id)

        async def then(answer: Answer) -> None:
            waiting.discard(asked.id)
            if answer.error is not None:
                send({"type": "failed", "id": asked.id, "message": answer.error["message"]})
            elif answer.done is not None:
                told = self._exported if isinstance(asked, Export) else _saved
                send({"id": asked.id, **told(answer.done)})

        name = (owner, asked.id)
        if isinstance(asked, SavePreset):
            job = self.job("save", values=asked.values, name=asked.name)
            self.quick.put(Order(name, job, then, limit=SAVES))
        else:
            folder = str(self.folder / secrets.token_hex(16))
            words = {"stage": asked.stage, "formats": asked.formats, "folder": folder}
            job = self.job("export", values=asked.values, **words)
            self.slow.put(Order(name, job, then, limit=FILES))

    def forget(self, owner: Hashable) -> None:
        """Nobody waits any more for what ``owner`` asked; a preset is kept all the same."""
        for number in self._waiting.pop(owner, ()):
            self.slow.drop((owner, number))

    def file(self, key: str, name: str) -> Path | None:
        """A file that was made, None if there is none of that name."""
        return self.folder / key / name if name in self.files.get(key, ()) else None

    def close(self) -> None:
        """Remove every file."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _exported(self, done: Told) -> Told:
        key, names = done["key"], done["files"]
        self.files[key] = names
        while len(self.files) > KEPT:
            shutil.rmtree(self.folder / self.files.popitem(last=False)[0], ignore_errors=True)
        rows = [
            {"name": n, "url": f"/file/{key}/{n}", "bytes": (self.folder / key / n).stat().st_size}
            for n in names
        ]
        return {"type": "exported", "files": rows, "passed": done["passed"]}


def _saved(done: Told) -> Told:
    return {"type": "saved", **done}
