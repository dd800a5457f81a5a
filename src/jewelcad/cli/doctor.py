"""``jewelcad doctor``: what works on this machine, and how to mend what does not."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import click

from jewelcad.cli.table import table

TIMEOUT = 120
"""Seconds one trial may take; the first import on a slow disk is slow."""


@dataclass(frozen=True)
class Trial:
    """One thing jewelcad needs, a program that proves it, and how to mend it."""

    name: str
    program: str
    mend: str


TRIALS = (
    Trial(
        "kernel",
        "import cadquery as cq\n"
        "v = cq.Workplane().box(2, 2, 2).cut(cq.Workplane().sphere(0.5)).val().Volume()\n"
        "assert 7.4 < v < 7.5, v\n",
        "pip install --force-reinstall cadquery cadquery-ocp",
    ),
    Trial(
        "meshes",
        "from manifold3d import Manifold\n"
        "v = (Manifold.cube([2, 2, 2]) - Manifold.cube([1, 1, 1])).volume()\n"
        "assert abs(v - 7) < 1e-9, v\n",
        "pip install --force-reinstall manifold3d",
    ),
    Trial(
        "rays",
        "import numpy as np\n"
        "from embreex.mesh_construction import TriangleMesh\n"
        "from embreex.rtcore_scene import EmbreeScene\n"
        "s = EmbreeScene()\n"
        "p = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=np.float32)\n"
        "TriangleMesh(scene=s, vertices=p, indices=np.array([[0, 1, 2]], dtype=np.int32))\n"
        "o = np.array([[0.2, 0.2, 1]], dtype=np.float32)\n"
        "d = np.array([[0, 0, -1]], dtype=np.float32)\n"
        "assert s.run(o, d)[0] == 0\n",
        "pip install --force-reinstall embreex",
    ),
    Trial(
        "3MF",
        "import lib3mf\n"
        "w = lib3mf.get_wrapper() if hasattr(lib3mf, 'get_wrapper') else lib3mf.Wrapper()\n"
        "assert w.CreateModel() is not None\n",
        "pip install --force-reinstall lib3mf",
    ),
    Trial(
        "pictures",
        "import pyvista as pv\n"
        "from jewelcad.preview.window import exposed, offscreen\n"
        "with offscreen((64, 64)) as plotter:\n"
        "    plotter.add_mesh(pv.Sphere(), color='white')\n"
        "    plotter.set_background('black')\n"
        "    assert exposed(plotter)[0][..., :3].max() > 100, 'the picture is black'\n",
        "install Mesa for off-screen OpenGL (Debian, Ubuntu: apt install libegl1 libgl1-mesa-dri)",
    ),
)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    """Try the kernel, the meshes, the rays, 3MF and off-screen pictures.

    Each trial runs in a process of its own, so one that crashes is told like one that fails.
    """
    results = [examined(trial) for trial in TRIALS]
    if as_json:
        click.echo(json.dumps([asdict(r) for r in results], indent=2, ensure_ascii=False))
    else:
        rows = [
            (r.name, "works" if r.works else "fails", f"{r.seconds:.1f} s", r.trouble)
            for r in results
        ]
        click.echo(table(("what", "", "took", "trouble"), rows))
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
