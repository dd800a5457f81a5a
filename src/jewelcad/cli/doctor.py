"""``jewelcad doctor``: what works on this machine, and how to mend what does not."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import click

from jewelcad.cli.table import table
from jewelcad.cli.trials import TRIALS, Trial

TIMEOUT = 120
"""Seconds one trial may take; the first import on a slow disk is slow."""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    """Try the kernel, the meshes, the rays, 3MF and off-screen pictures; where they are installed,
    the page of [web], photographs of [render] and films of [video].

    Each trial runs in a process of its own, so one that crashes is told like one that fails.
    """
    results = [examined(trial) for trial in TRIALS if trial.installed]
    absent = [trial for trial in TRIALS if not trial.installed]
    if as_json:
        click.echo(json.dumps([asdict(r) for r in results], indent=2, ensure_ascii=False))
    else:
        rows = [
            (r.name, "works" if r.works else "fails", f"{r.seconds:.1f} s", r.trouble)
            for r in results
        ]
        click.echo(table(("what", "", "took", "trouble"), rows))
        for trial in absent:
            click.echo(
                f"Not installed: {trial.name}. {trial.mend.replace('--force-reinstall ', '')}"
            )
        for result in results:
            if not result.works:
                click.echo(f"To mend {result.name}: {result.mend}")
    return 0 if all(result.works for result in results) else 1


@dataclass(frozen=True)
class Result:
    """How one trial went."""

    name: str
    works: bool
    seconds: float
    trouble: str
    mend: str


def examined(trial: Trial) -> Result:
    """Run a trial in a process of its own."""
    start = time.perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, "-c", trial.program], capture_output=True, text=True, timeout=TIMEOUT
        )
        trouble = "" if done.returncode == 0 else _trouble(done.returncode, done.stderr)
    except subprocess.TimeoutExpired:
        trouble = f"took longer than {TIMEOUT} s"
    seconds = round(time.perf_counter() - start, 2)
    return Result(trial.name, not trouble, seconds, trouble, trial.mend if trouble else "")


def _trouble(code: int, stderr: str) -> str:
    if code < 0:
        return f"crashed (signal {-code})"
    lines = stderr.strip().splitlines()
    return lines[-1][:200] if lines else f"ended with {code}"
