"""Whole commands against the imports they cannot do without, side by side: medians of pairs.

Run it by hand: ``python tests/benchmarks/startup.py [runs]``. The machine is noisy, so each pair is
run back to back and the ratio of each pair is taken.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOLITAIRE = str(ROOT / "designs/solitaire.py")
LIGHT = [sys.executable, "-c", "import click, pydantic"]
HEAVY = [sys.executable, "-c", "import cadquery, manifold3d, embreex"]


def jewelcad(*words: str) -> list[str]:
    return [sys.executable, "-m", "jewelcad", *words]


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - start


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        build = jewelcad("build", SOLITAIRE, "--format", "stl", "--out", folder)
        rows = [
            ("--help", jewelcad("--help"), LIGHT, 3),
            ("params", jewelcad("params", SOLITAIRE), LIGHT, 3),
            ("misspelt flag", jewelcad("build", SOLITAIRE, "--stoen", "6"), LIGHT, 3),
            ("out of range", jewelcad("build", SOLITAIRE, "--stone", "60"), LIGHT, 3),
            ("build --format stl", build, HEAVY, 2),
        ]
        for name, command, base, most in rows:
            seconds(command), seconds(base)
            pairs = [(seconds(command), seconds(base)) for _ in range(runs)]
            ratio = statistics.median(a / b for a, b in pairs)
            took, against = (statistics.median(p[k] for p in pairs) for k in (0, 1))
            verdict = "holds" if ratio <= most else "TOO SLOW"
            print(
                f"{name:20} {took:6.3f} s / {against:6.3f} s = {ratio:4.2f} (<= {most}) {verdict}"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
