"""How fast the piece follows, over the wire, and whether it goes on doing so.

Run it by hand: ``python tests/benchmarks/viewer.py latency|stress [seed]``.

* latency: value sent -> bytes of the scene received, save -> the same; warm, median and worst
* stress: 500 random slider moves, some of them wild, and 50 saves, some of them broken; then the
  last state is held to a piece made here, and the memory of every process is printed
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/viewer"))

from wire import Served, Told, Wire, served  # noqa: E402

from jewelcad import finish, load, measure  # noqa: E402

PROMISED = {"solitaire": 0.7, "halo": 1.2}
"""s from a slider to the picture on the page; the wire may take half of it."""
SAVED = 1.5
RUNS = 12


class Clock:
    """Seconds from a change to the bytes of its scene: by the wall, and of the processors."""

    def __init__(self, page: Wire, site: Served) -> None:
        self.page, self.site = page, site
        self.wall: list[float] = []
        self.work: list[float] = []

    async def moved(self, **values: Any) -> None:
        start, used = time.perf_counter(), spent(self.site)
        await self._came(await self.page.built(**values), start, used)

    async def saved(self, script: Path, text: str) -> None:
        start, used = time.perf_counter(), spent(self.site)
        script.write_text(text)
        await self._came(await self.page.until("scene", "refused"), start, used)

    async def _came(self, scene: Told, start: float, used: float) -> None:
        assert scene["type"] == "scene", scene
        await self.page.fetched(f"/scene/{scene['key']}")
        self.wall.append(time.perf_counter() - start)
        self.work.append(spent(self.site) - used)


def spent(site: Served) -> float:
    """Seconds of the processors that the server and its workers have used."""
    tick = os.sysconf("SC_CLK_TCK")
    used = time.process_time()
    for pid in site.session.crew.pids():
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        used += (int(fields[11]) + int(fields[12])) / tick
    return used


async def measured(page: Wire, site: Served, script: Path) -> dict[str, Clock]:
    text = script.read_text()
    clocks = {name: Clock(page, site) for name in ("warm", "stone", "band", "save")}
    await page.until("design")
    for k in range(RUNS):
        await clocks["warm" if k < 3 else "stone"].moved(stone=6.0 + k / 10)
    for k in range(RUNS):
        await clocks["band"].moved(stone=6.2, width=2.0 + k / 10)
    for k in range(RUNS):
        thick = f"thickness={1.81 + k / 100:.2f}"
        await clocks["save"].saved(script, text.replace("thickness=1.8", thick))
    return clocks


def latency() -> None:
    for name, promise in PROMISED.items():
        with tempfile.TemporaryDirectory() as folder:
            script = Path(shutil.copy(ROOT / f"designs/{name}.py", folder))
            with served(str(script)) as site:
                found = site.seen(
                    lambda page, at=script, site=site: measured(page, site, at)  # type: ignore[misc]
                )
        for what, limit in (("stone", promise), ("band", promise), ("save", SAVED)):
            wall, work = statistics.median(found[what].wall), statistics.median(found[what].work)
            ratio = wall / (limit / 2)
            print(
                f"{name:10} {what:6} {wall:.3f} s (worst {max(found[what].wall):.3f}), "
                f"{work:.3f} s of work; of half of {limit} s: {ratio:.2f} "
                f"{'holds' if ratio <= 1 else 'TOO SLOW' if work > limit / 2 else 'busy machine'}"
            )


WILD = [99, -1, 0, 1e308, "x" * 200, None, True, "6,5"]


class Stress:
    """Random moves and saves, the same for a seed."""

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
            breaks = ["def (", "raise ValueError('no')", "import nothing_there", "1 / 0"]
            text += f"\n{self.random.choice(breaks)}\n"
        beside = self.script.with_suffix(".part")
        beside.write_text(text)
        os.replace(beside, self.script)

    async def run(self, page: Wire, site: Served) -> None:
        told = asyncio.ensure_future(self.listen(page))
        turns = ["move"] * 500 + ["save"] * 50
        self.random.shuffle(turns)
        start = time.perf_counter()
        for number, turn in enumerate(turns):
            if number % 50 == 0:
                print(f"{number:4} {time.perf_counter() - start:6.1f} s  {memory(site)}")
            if turn == "save":
                self.save()
            else:
                await page.ask("build", values=self.move(), stage=self.random.choice(STAGES))
            await asyncio.sleep(self.random.choice([0.0, 0.02, 0.08, 0.3]))
        told.cancel()
        await asyncio.wait({told})
        self.script.write_text(self.text)
        while (await page.until("design", "broken"))["type"] == "broken":
            pass
        await asyncio.sleep(1.0)
        values = {"stone": 6.45, "width": 2.15, "prongs": 4}
        scene = await page.built("cast", **values)
        mesh = finish.mesh(load(self.script)(**values).workpiece("cast"), scene["tolerance"])
        volume = measure.volume(mesh)
        right = abs(scene["facts"]["volume"] - volume) < 1e-3
        kinds = [t["type"] for t in page.told]
        counts = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
        print(f" end {time.perf_counter() - start:6.1f} s  {memory(site)}")
        print(f"last state {'right' if right else 'WRONG'}: {volume:.3f} mm³; told {counts}")

    async def listen(self, page: Wire) -> None:
        while True:
            await page.next()


STAGES = ["set", "set", "cast"]


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


def stress(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(shutil.copy(ROOT / "designs/solitaire.py", folder))
        work = Stress(script, seed)
        with served(str(script)) as site:
            site.seen(lambda page: work.run(page, site), seconds=1800)


if __name__ == "__main__":
    if sys.argv[1:2] == ["stress"]:
        stress(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    else:
        latency()
