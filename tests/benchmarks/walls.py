"""Thickness all over a mesh: ours beside trimesh's and MeshLab's, how quick and how true.

Run it by hand: ``python tests/benchmarks/walls.py`` (``--speed`` or ``--truth`` for one half).
Promise: at least 100 times the samples a second of ``trimesh.proximity.thickness`` with
``max_sphere`` on the same mesh, at places drawn from ours, by the clock. What either makes ready
once for a mesh, its trees, is built before; our sampling is counted. A first map of a mesh, trees
and all, is shown too. MeshLab's shape diameter
function, a mean over a cone of rays at each vertex, is run if ``pymeshlab`` happens to be
installed, max_sphere if ``rtree`` is.

The truth is that of ``tests/checks/known_maps.py``; the error shown is what 95 % of the samples
keep to, and the worst, as a share of the thickness.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import trimesh
from scipy.spatial.transform import Rotation

sys.path.insert(0, str(Path(__file__).parents[1] / "checks"))
from known_maps import MAPS
from known_walls import SOLIDS, mesh

from jewelcad import finish, load
from jewelcad.checks.features import normals
from jewelcad.checks.map import wall_map
from jewelcad.checks.samples import cover
from jewelcad.geometry.mesh import Mesh

DESIGNS = Path(__file__).parents[2] / "designs"
ROUNDS = 3
"""Of each the quickest of so many counts."""
Measured = tuple[Any, Any, Any]
"""Places (n, 3), outward normals (n, 3), thickness (n,)."""
Way = Callable[[Mesh, int], tuple[Measured, float]]
"""What is measured, and the seconds it takes."""


def ours(made: Mesh, count: int) -> tuple[Measured, float]:
    start = time.perf_counter()
    found = wall_map(made, 0.5)
    thickness = found.thickness
    spent = time.perf_counter() - start
    return (found.samples.place, found.samples.normal, thickness), spent


def of_trimesh(method: str) -> Way:
    def measured(made: Mesh, count: int) -> tuple[Measured, float]:
        samples = cover(made, 0.5)
        pick = np.random.default_rng(1).permutation(len(samples))[:count]
        place, normal = samples.place[pick], normals(made.corners)[samples.triangle[pick]]
        theirs = trimesh.Trimesh(made.vertices, made.triangles, process=False)

        def thickness(some: int) -> Any:
            return trimesh.proximity.thickness(
                theirs, place[:some], exterior=False, normals=normal[:some], method=method
            )

        thickness(20)  # its trees are not counted
        start = time.perf_counter()
        return (place, normal, thickness(count)), time.perf_counter() - start

    return measured


def meshlab(made: Mesh, count: int) -> tuple[Measured, float]:
    import pymeshlab

    start = time.perf_counter()
    theirs = pymeshlab.MeshSet(verbose=False)
    theirs.add_mesh(pymeshlab.Mesh(made.vertices, made.triangles))
    theirs.compute_scalar_by_shape_diameter_function_per_vertex()
    current = theirs.current_mesh()
    found = (
        np.asarray(current.vertex_matrix()),
        np.asarray(current.vertex_normal_matrix()),
        np.asarray(current.vertex_scalar_array()),
    )
    return found, time.perf_counter() - start


def at_first(made: Mesh, count: int) -> tuple[Measured, float]:
    return ours(replace(made), count)


WAYS: dict[str, tuple[Way, int]] = {
    "jewelcad, at first": (at_first, 0),
    "jewelcad": (ours, 0),
    "trimesh ray": (of_trimesh("ray"), 2000),
    "trimesh max_sphere": (of_trimesh("max_sphere"), 2000),
    "MeshLab SDF": (meshlab, 0),
}
"""And how many samples each is given time for."""


def tried(name: str, made: Mesh, count: int) -> tuple[Measured | None, float, str]:
    """What a way measures, seconds, and what there is to say if it does not."""
    needs = {"MeshLab SDF": "pymeshlab", "trimesh max_sphere": "rtree"}.get(name, "trimesh")
    if importlib.util.find_spec(needs) is None:
        return None, 0.0, f"{needs} is not installed"
    try:
        found, spent = WAYS[name][0](made, count)
    except Exception as error:  # another program's trouble is part of the comparison
        return None, 0.0, f"{type(error).__name__}: {str(error)[:50]}"
    return found, spent, ""


def speed() -> None:
    for name in ("solitaire", "halo", "pave_band"):
        made = finish.mesh(load(DESIGNS / f"{name}.py")().workpiece("cast"), 0.01)
        wall_map(mesh(SOLIDS["plate"](16)[0]), 1.0)
        print(f"{name}: {len(made.triangles)} triangles")
        rate = {}
        for way, (_, count) in WAYS.items():
            found, spent, said = min(
                (tried(way, made, count) for _ in range(ROUNDS)), key=lambda one: one[1]
            )
            if found is None:
                print(f"  {way:20} {said}")
                continue
            rate[way] = len(found[2]) / spent
            ratio = f"; ours is {rate['jewelcad'] / rate[way]:.1f} x" if "jewelcad" in rate else ""
            print(
                f"  {way:20} {len(found[2]):7} samples in {spent:6.2f} s: {rate[way]:9.0f} "
                f"a second{ratio}",
                flush=True,
            )


def truth() -> None:
    ways = [way for way in WAYS if way != "jewelcad, at first"]
    print(f"{'error, 95 % / worst':26}" + "".join(f"{way:>24}" for way in ways))
    for name, make in SOLIDS.items():
        for n in (16, 36):
            made = mesh(make(n)[0])
            turn = Rotation.random(random_state=n).as_matrix()
            row = f"{name:23}{n:3}"
            for way in ways:
                turned = replace(made, vertices=made.vertices @ turn.T)
                found, _, said = tried(way, turned, min(WAYS[way][1], 100))
                row += f"{said[:22] if found is None else _error(name, turn, found):>24}"
            print(row, flush=True)


def _error(name: str, turn: Any, found: Measured) -> str:
    place, normal, thickness = found
    true = MAPS[name](place @ turn, normal @ turn)
    known = np.isfinite(true)
    if not known.any():
        return "-"
    off = np.abs(thickness[known] / true[known] - 1.0)
    return f"{np.quantile(off, 0.95):.2%} / {off.max():.2%}"


if __name__ == "__main__":
    if "--truth" not in sys.argv:
        speed()
    if "--speed" not in sys.argv:
        truth()
