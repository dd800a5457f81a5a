"""Rows and fields of stones, from design to closed mesh at 0.01 mm; CPU seconds, warm.

Run it by hand: ``python tests/benchmarks/rows.py`` (``--exact`` times the kernel's way of the
40-stone eternity beside it). Promises: 40-stone eternity 1.5 s, 200 stones in three rows 5 s, 1,000
stones 30 s and under 2 GB, a stone among 1,000 at most twice as dear as among 100.
"""

from __future__ import annotations

import itertools
import resource
import statistics
import sys
import time
from collections.abc import Callable

from jewelcad import Ring, RingSize, finish
from jewelcad.gems import Gem
from jewelcad.layouts import eternity, field
from jewelcad.settings import Pave, SharedClaws
from jewelcad.shanks import Shank, flat
from jewelcad.workpiece import Stage, Workpiece

_runs = itertools.count()


def fresh() -> float:
    """A gap no run had before, so that nothing is left of it: no layout, no body's mesh."""
    return 0.1 + 1e-6 * next(_runs)


def shared(stage: Stage) -> Workpiece:
    band = Shank(RingSize("US 6.5"), flat(1.8, 1.8))
    row = eternity(band, Gem.round(1.5 + fresh() - 0.1), gap=fresh(), sunk=-0.15)
    return Ring(band, SharedClaws(row, band)).workpiece(stage)


def pave(rows: int, stone: float, look: str, stage: Stage) -> Workpiece:
    band = Shank(RingSize("US 6.5"), flat(0.9 * rows * (stone + 0.1) + 1.6, 1.8))
    sunk = 0.0 if look == "plain" else 0.2
    stones = field(band, Gem.round(stone + fresh() - 0.1), rows=rows, gap=fresh(), sunk=sunk)
    return Ring(band, Pave(stones, band, look=look)).workpiece(stage)


CASES: dict[str, tuple[Callable[[], Workpiece], float]] = {
    "eternity, cast": (lambda: shared("cast"), 1.5),
    "eternity, set": (lambda: shared("set"), 1.5),
    "pave, 2 rows": (lambda: pave(2, 1.2, "plain", "cast"), 5.0),
    "pave, 3 rows, cast": (lambda: pave(3, 0.9, "plain", "cast"), 5.0),
    "pave, 3 rows, set": (lambda: pave(3, 0.9, "plain", "set"), 5.0),
    "pave, 3 rows, cut-down": (lambda: pave(3, 0.9, "cut-down", "cast"), 5.0),
    "pave, 17 rows": (lambda: pave(17, 1.0, "plain", "cast"), 30.0),
}


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    finish.mesh(shared("cast"), 0.01)  # libraries loaded
    each = {}
    for name, (made, promise) in CASES.items():
        count = len(made().stones)
        runs = 1 if count > 500 else 3
        spent = statistics.median(cpu(lambda m=made: finish.mesh(m(), 0.01)) for _ in range(runs))
        each[name] = spent / count
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:24} {count:5} stones {spent:6.2f} s of {promise:g}, {1e3 * each[name]:5.1f} ms "
            f"a stone, peak {peak:.0f} MB",
            flush=True,
        )
    print(
        f"a stone among 1,000 costs {each['pave, 17 rows'] / each['pave, 2 rows']:.2f} times one "
        "among 100"
    )
    if "--exact" in sys.argv:
        for stage in ("cast", "set"):
            quick = cpu(lambda s=stage: finish.mesh(shared(s), 0.01))
            slow = cpu(lambda s=stage: finish.exact(shared(s)))
            print(
                f"eternity, {stage}: mesh {quick:.2f} s, exact {slow:.2f} s = {slow / quick:.0f} x"
            )
