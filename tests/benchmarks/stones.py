"""What a stone costs: numbers and outline, mesh, seat, exact solid; medians, warm, the stone new.

Each run asks for proportions that were never seen before, so no cache of the stone's own helps.
Run it by hand: ``python tests/benchmarks/stones.py``.
"""

from __future__ import annotations

import itertools
import os
import platform
import statistics
import time
from collections.abc import Callable

from jewelcad.gems import Gem
from jewelcad.gems.cuts import all_cuts, named

RUNS = 15
_STEPS = itertools.count(1)


def fresh(name: str) -> Gem:
    """A stone of the cut with a girdle (or a height, where there is none) no other has had."""
    step = 1e-6 * next(_STEPS)
    if name == "round":
        return Gem.round(6.5, girdle=2.5 + step)
    cut = named(name).cut()
    if cut.girdle:
        return Gem.of(name, width=6.5, girdle=cut.girdle + step)
    return Gem.of(name, width=6.5, height=cut.depth + step)


def numbers(name: str) -> object:
    """All numbers of a stone, and its girdle's outline, walked once around."""
    gem = fresh(name)
    outline = gem.girdle_outline
    told = (gem.length, gem.depth, gem.table, gem.carat, gem.extents, gem.culet, gem.corners)
    return told, [outline.point(k / 8) for k in range(8)]


WORK: dict[str, tuple[float, Callable[[str], object]]] = {
    "numbers": (5.0, numbers),
    "mesh": (10.0, lambda name: fresh(name).mesh()),
    "seat": (10.0, lambda name: fresh(name).grown(0.05).mesh(0.0, "seat")),
    "solid": (60.0, lambda name: fresh(name).solid()),
}
"""What is timed, and its limit in ms."""


def median_ms(work: Callable[[str], object], name: str) -> float:
    work(name)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work(name)
        times.append(1000.0 * (time.perf_counter() - start))
    return statistics.median(times)


if __name__ == "__main__":
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    names = ["round", *(cut.name for cut in all_cuts())]
    found = {name: {key: median_ms(w, name) for key, (_, w) in WORK.items()} for name in names}
    for name, times in found.items():
        print(f"{name:18}" + "".join(f"{key:>10} {ms:5.1f} ms" for key, ms in times.items()))
    for key, (limit, _) in WORK.items():
        worst = max(names, key=lambda name: found[name][key])
        print(f"worst {key}: {worst}, {found[worst][key]:.1f} ms of {limit:g} ms")
