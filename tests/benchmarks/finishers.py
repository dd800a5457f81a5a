"""The two finishers and our meshing against the kernel's, side by side; medians, warm.

Run it by hand: ``python tests/benchmarks/finishers.py``; names of designs after it are run in
place of its own few (the kernel takes minutes for a field of stones).
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from jewelcad import finish, load
from jewelcad.finish import exact_finish, mesh_finish
from jewelcad.geometry.tessellate import tessellate

DESIGNS = Path(__file__).parents[2] / "designs"
FEW = ("plain_band", "solitaire", "oval_bezel", "princess_solitaire", "three_stone", "signet")
"""Bands, claws, a bezel, corners, side stones, and a table."""


def median(work: Callable[[], object], runs: int = 5) -> float:
    times = []
    for _ in range(runs):
        mesh_finish._manifold.cache_clear()
        mesh_finish.meshed.cache_clear()
        exact_finish._solid.cache_clear()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def compare(script: Path) -> str:
    """One design: both finishers, and both ways to mesh its band."""
    bench = load(script)().workpiece()
    quick = median(lambda: finish.mesh(bench, 0.01))
    exact = median(lambda: finish.exact(bench), runs=1)
    shape = bench.metal[0].shape
    solid = shape.solid()
    ours = median(lambda: shape.mesh(0.01, "shank"))
    theirs = median(lambda: tessellate(solid, 0.01, "shank"), runs=1)
    return (
        f"{script.stem:18} mesh {quick:.3f} s, exact {exact:.3f} s = {exact / quick:.1f} times; "
        f"band meshed {ours:.3f} s, by the kernel {theirs:.3f} s = {theirs / ours:.0f} times"
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or FEW:
        print(compare(DESIGNS / f"{name}.py"), flush=True)
