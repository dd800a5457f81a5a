"""A reader in a process of its own, with bounded time and memory.

The kernel and lib3mf are large C++ libraries; a hostile file may hang them, fill the memory or end
the process. Here it ends a child. On systems without ``resource`` (Windows) the memory is not
bounded, the time is.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from jewelcad import errors
from jewelcad.geometry.mesh import Mesh
from jewelcad.reading.read import Read

SECONDS = 120.0
"""How long a reader may take (a choice)."""
MEMORY = 6 << 30
"""Bytes of address space a reader may take: 2 million triangles of a 3MF need about 3 GB of it, the
libraries alone more than 1 GB."""


@dataclass(frozen=True)
class Job:
    """What a child is to do: call ``module.function(path, **options)``, which gives a `Read`."""

    module: str
    function: str
    path: str
    options: dict[str, float | None]
    memory: int
    seconds: float


def in_child(
    module: str,
    function: str,
    path: Path,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    **options: float | None,
) -> Read:
    """``module.function(path, **options)`` in a process of its own.

    Raises
    ------
    JewelcadError
        What the function raises of ours.
    ExportError
        If it takes more than ``seconds`` or ``memory`` bytes, or ends the process.
    """
    with tempfile.TemporaryDirectory(prefix="jewelcad-") as folder:
        out = Path(folder) / "read.npz"
        job = Job(module, function, str(path.absolute()), options, memory, seconds)
        command = [sys.executable, "-P", "-m", __name__, json.dumps(asdict(job)), str(out)]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                timeout=seconds,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": paths()},
            )
        except subprocess.TimeoutExpired:
            raise errors.ExportError(
                f"{path.name} was not read within {seconds:g} s and was given up. It is broken, "
                "or too detailed: write it again, simpler, or as an STL."
            ) from None
        if not out.exists():
            raise errors.ExportError(_died(path, done))
        return _given(out)


def paths() -> str:
    """Where a child finds the modules that this process finds."""
    return os.pathsep.join(filter(None, sys.path))


def _died(path: Path, done: subprocess.CompletedProcess[bytes]) -> str:
    said = done.stderr.decode("utf-8", "replace")
    memory = "MemoryError" in said or "bad_alloc" in said
    why = "needs more memory than a file may" if memory else f"ends its reader ({done.returncode})"
    return f"{path.name} {why}. It is broken or meant to harm: write it again, or as an STL."


def _given(out: Path) -> Read:
    with np.load(out, allow_pickle=False) as kept:
        told = json.loads(str(kept["told"]))
        if "error" in told:
            raise getattr(errors, told["error"])(told["message"])
        mesh = Mesh(
            kept["vertices"], kept["triangles"], kept["body"], tuple(told["names"]), told["off"]
        )
    return Read(mesh, told["format"], told["unit"], tuple(told["notes"]))


def _main(text: str, out: Path) -> None:
    job = Job(**json.loads(text))
    bound(job.memory, job.seconds)
    arrays: dict[str, object] = {}
    try:
        found: Read = getattr(importlib.import_module(job.module), job.function)(
            Path(job.path), **job.options
        )
    except errors.JewelcadError as error:
        told: dict[str, object] = {"error": type(error).__name__, "message": str(error)}
    else:
        mesh = found.mesh
        arrays = {"vertices": mesh.vertices, "triangles": mesh.triangles, "body": mesh.body}
        told = {"names": mesh.names, "off": mesh.deviation, "format": found.format}
        told |= {"unit": found.unit, "notes": found.notes}
    part = out.with_name("part.npz")
    np.savez(part, told=np.array(json.dumps(told)), **arrays)  # type: ignore[arg-type]
    part.rename(out)


def bound(memory: int, seconds: float | None = None) -> None:
    """Let this process take no more memory (bytes) and processor time, and leave no core file."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if seconds is not None:
        whole = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
