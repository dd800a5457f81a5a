"""How fast the piece follows, over the wire, and whether it goes on doing so.

Run it by hand: ``python tests/benchmarks/viewer.py latency|page|stress [seed]``.

* latency: value sent -> bytes of the scene received, save -> the same; warm, median and worst
* page: slider released -> the new picture in a browser, script saved -> the same. The browser here
  draws by the processor (SwiftShader): with a graphics card the drawing's share is next to nothing
* stress: 500 random slider moves, some of them wild, and 50 saves, some of them broken; then the
  last state is held to a piece made here, and the memory of every process is printed
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/viewer"))

from storm import Storm, memory  # noqa: E402
from wire import Served, Told, Wire, served  # noqa: E402

PROMISED = {"solitaire": 0.7, "halo": 1.2}
"""s from a slider to the picture on the page; the wire may take half of it."""
Took = tuple[float, float, float]
"""s by the wall, and of the processors for the server and for the browser."""
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
                f"{verdict(wall, work, limit / 2)}"
            )


PICTURE = """key => new Promise((done) => {
  const gl = document.querySelector("#stage canvas").getContext("webgl2");
  const drawn = () => { // the page says so when it is; waiting for all that was asked for proves it
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    done(Date.now() / 1000);
  };
  const look = () => {
    const { scene, drawn: there, state } = document.body.dataset;
    const next = state === "shown" && there === scene && scene !== key;
    requestAnimationFrame(next ? drawn : look);
  };
  look();
})"""
"""When a picture of another scene than ``key`` is there, s of the system's clock."""


def on_the_page() -> None:
    """Save, or release of a slider, to the picture in a real browser."""
    from browsing import Server, browsing, hook, state

    with browsing() as browser, tempfile.TemporaryDirectory() as folder:
        for name, promise in PROMISED.items():
            script = Path(shutil.copy(ROOT / f"designs/{name}.py", folder))
            server, text = Server(script), script.read_text()
            server.start()
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(server.address)
            state(page, state="shown")

            def timed(change: Any, page: Any = page, pid: int = server.process.pid) -> Took:
                used = spent_below(pid), spent_below(os.getpid())
                page.evaluate(
                    f"key => {{ window.picture = ({PICTURE})(key) }}", hook(page, "scene")
                )
                start = change()
                seconds = float(page.evaluate("window.picture")) - start
                making = spent_below(pid) - used[0]
                return seconds, making, spent_below(os.getpid()) - used[1] - making

            def released(value: float, page: Any = page) -> float:
                slide = "(slider, v) => { slider.value = v; const now = Date.now() / 1000;"
                slide += "for (const e of ['input', 'change']) slider.dispatchEvent(new Event(e));"
                slider = page.locator('[data-parameter="stone"] input[type="range"]')
                return float(slider.evaluate(slide + " return now; }", value))

            def saved(thick: float, script: Path = script, text: str = text) -> float:
                now = time.time()
                script.write_text(text.replace("thickness=1.8", f"thickness={thick:.2f}"))
                return now

            for what, change, first, limit in (
                ("slider", released, 5.1, promise),
                ("save", saved, 1.81, SAVED),
            ):
                took = [timed(partial(change, first + k / 10)) for k in range(RUNS)][2:]
                median, making, drawing = map(statistics.median, zip(*took, strict=True))
                print(
                    f"{name:10} {what:6} -> picture {median:.3f} s (worst {max(took)[0]:.3f}); "
                    f"work {making:.3f} s to make it, {drawing:.3f} s to draw it; of {limit} s: "
                    f"{median / limit:.2f} {verdict(median, making + drawing, limit)}"
                )
            page.close()
            server.stop()


def verdict(wall: float, work: float, limit: float) -> str:
    return "holds" if wall <= limit else "TOO SLOW" if work > limit else "busy machine"


def spent_below(root: int) -> float:
    """Seconds of the processors that a process and all it has started have used."""
    tick, own = os.sysconf("SC_CLK_TCK"), {root}
    rows = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rsplit(")", 1)[1].split()
            rows[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15])) / tick
    while more := {pid for pid, (parent, _) in rows.items() if parent in own} - own:
        own |= more
    return sum(rows[pid][1] for pid in own if pid in rows)


def stress(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        storm = Storm(Path(shutil.copy(ROOT / "designs/solitaire.py", folder)), seed)
        start = time.perf_counter()
        with served(str(storm.script)) as site:

            def tell(number: int) -> None:
                if number % 50 == 0:
                    print(f"{number:4} {time.perf_counter() - start:6.1f} s  {memory(site)}")

            async def look(page: Wire) -> tuple[Told, float, list[str]]:
                scene, volume = await storm.run(page, 500, 50, tell)
                return scene, volume, [told["type"] for told in page.told]

            scene, volume, kinds = site.seen(look, seconds=1800)
            tell(0)
    right = abs(scene["facts"]["volume"] - volume) < 1e-3
    counts = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    print(f"last state {'right' if right else 'WRONG'}: {volume:.3f} mm³; told {counts}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["stress"]:
        stress(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    elif sys.argv[1:2] == ["page"]:
        on_the_page()
    else:
        latency()
