"""Random moves of the sliders and saves of the script, some of them bad, the same for a seed."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wire import Served, Told, Wire

from jewelcad import finish, load, measure

WILD = [99, -1, 0, 1e308, "x" * 200, None, True, "6,5"]


BREAKS = ["def (", "raise ValueError('no')", "import nothing_there", "1 / 0"]
STAGES = ["set", "set", "cast"]
LAST = {"stone": 6.45, "width": 2.15, "prongs": 4}


class Storm:
    """What is done to one script and its page.

    Parameters
    ----------
    script : a copy of the solitaire
    """

    def __init__(self, script: Path, seed: int) -> None:
        self.script, self.text = script, script.read_text()
        self.random = random.Random(seed)

    def move(self) -> dict[str, Any]:
        if self.random.random() < 0.06:
            return {"stone": self.random.choice(WILD)}
        return {
            "stone": round(self.random.uniform(4, 8), 2),
            "width": round(self.random.uniform(1.6, 3.5), 2),
            "prongs": self.random.choice([4, 6]),
        }

    def save(self) -> None:
        thick = f"thickness={self.random.uniform(1.6, 2.2):.2f}"
        text = self.text.replace("thickness=1.8", thick)
        if self.random.random() < 0.3:
            text += f"\n{self.random.choice(BREAKS)}\n"
        beside = self.script.with_suffix(".part")
        beside.write_text(text)
        os.replace(beside, self.script)

    async def run(
        self, page: Wire, moves: int, saves: int, tell: Callable[[int], None]
    ) -> tuple[Told, float]:
        """Do all of it, then one last thing: its scene, and the volume it must have.

        Parameters
        ----------
        tell : is called with the number of each turn
        """
        listening = asyncio.ensure_future(self._listen(page))
        turns = ["move"] * moves + ["save"] * saves
        self.random.shuffle(turns)
        for number, turn in enumerate(turns):
            tell(number)
            if turn == "save":
                self.save()
            else:
                await page.ask("build", values=self.move(), stage=self.random.choice(STAGES))
            await asyncio.sleep(self.random.choice([0.0, 0.02, 0.08, 0.3]))
        listening.cancel()
        await asyncio.wait({listening})
        self.script.write_text(self.text + "\n")
        while (await page.until("design", "broken"))["type"] == "broken":
            pass
        await asyncio.sleep(1.0)
        scene = await page.built("cast", **LAST)
        mesh = finish.mesh(load(self.script)(**LAST).workpiece("cast"), scene["tolerance"])
        return scene, measure.volume(mesh)

    async def _listen(self, page: Wire) -> None:
        while True:
            await page.next()


def memory(site: Served) -> str:
    """RSS of this process, which holds the server, and of each worker, MB."""
    pids = [os.getpid(), *site.session.crew.pids()]
    sizes = [f"{rss(pid):.0f}" for pid in pids]
    return f"server {sizes[0]} MB, workers {' + '.join(sizes[1:])} MB"


def rss(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
