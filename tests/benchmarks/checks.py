"""All checks of finished pieces: how long they take, and how much memory.

Run it by hand: ``python tests/benchmarks/checks.py`` (``--quick`` leaves out the large pavé band).
Promises: the solitaire's checks in 1.5 s of processor time, imports not counted; those of a pavé
band of 300,000 triangles in 20 s by the clock, of a machine with two cores that does nothing else,
and 1.5 GB. Each piece runs in a process of its own, whose peak is that of the build and the checks
together.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

from jewelcad import finish, load
from jewelcad.checks.finding import Outcome
from jewelcad.checks.running import checked
from jewelcad.checks.subject import Subject
from jewelcad.reference.profiles import profile_for

DESIGNS = Path(__file__).parents[2] / "designs"
PIECES = (
    ("solitaire", 0.01, "promised: 1.5 s"),
    ("halo", 0.01, ""),
    ("eternity", 0.01, ""),
    ("pave_band", 0.0012, "promised, at 300,000 triangles: 20 s and 1500 MB"),
)
"""Design, tolerance of its mesh in mm, what is promised."""
SLOW = 0.2
"""Seconds from which a check is told by itself."""


def measured(name: str, tolerance: float, promise: str) -> None:
    """Check a piece and print what it took."""
    _run("plain_band", 0.05)  # imports
    subject, outcome, spent, took = _run(name, tolerance)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name} at {tolerance:g} mm, {len(subject.mesh.triangles):,} triangles:", end=" ")
    print(f"{took:.1f} s, {spent:.1f} s of processor time, {peak:.0f} MB  {promise}".rstrip())
    slow = [r for r in outcome.results if r.seconds > SLOW or r.why]
    for result in sorted(slow, key=lambda r: -r.seconds):
        print(f"    {result.code} {result.name} {result.seconds:.2f} s {result.why}".rstrip())


def _run(name: str, tolerance: float) -> tuple[Subject, Outcome, float, float]:
    """A piece checked: processor time and time by the clock, s."""
    piece = load(DESIGNS / f"{name}.py")()
    mesh = finish.mesh(piece.workpiece("cast"), tolerance)
    subject = Subject(mesh, piece, tolerance=tolerance)
    start, clock = time.process_time(), time.perf_counter()
    outcome = checked(subject, profile_for(piece.alloy), piece.allowances)
    return subject, outcome, time.process_time() - start, time.perf_counter() - clock


def main(arguments: list[str]) -> None:
    """Each piece in a process of its own."""
    if arguments and arguments[0] == "--piece":
        measured(*next(piece for piece in PIECES if piece[0] == arguments[1]))
        return
    for name, _, _ in PIECES[: -1 if "--quick" in arguments else None]:
        subprocess.run([sys.executable, __file__, "--piece", name], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
