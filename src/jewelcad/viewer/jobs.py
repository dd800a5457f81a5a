"""What a worker does: load a script, make a scene of it, check it, write files, keep a preset."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jewelcad.errors import JewelcadError, ParameterError
from jewelcad.viewer.sources import CHECKED, ScriptSource, Settled, Source, source_of

if TYPE_CHECKING:
    from jewelcad.preview.packing import Packed
    from jewelcad.viewer.sources import Shown

USUAL_WALL = 0.8
"""mm that a map shows as thin where a profile asks nothing of a plain wall (a choice)."""
GENTLE = 5
"""By how much checks give way to builds, as ``nice`` counts (a choice)."""

Answer = tuple[dict[str, Any], bytes]


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is asked.

    Parameters
    ----------
    do : one of `JOBS`, or ``warm``
    target : the script or file
    edition : which state of it on the disk is meant; another one is loaded first
    values : those given; of a check or an export too
    stage : ``set`` or ``cast``
    lenient : leave out values that are refused, and say which
    key : of the scene a map is for
    formats, folder : of an export
    name : of a preset
    """

    do: str
    target: str
    edition: int
    values: dict[str, Any]
    stage: Any = "set"
    lenient: bool = False
    key: str = ""
    formats: tuple[str, ...] = ()
    folder: str = ""
    name: str = ""


class Bench:
    """A worker's table: the source it has loaded last. Meshed shapes stay in the finisher's
    cache, so a part that is the same in the next piece is not meshed again."""

    def __init__(self) -> None:
        self.loaded: tuple[str, int] | None = None
        self.source: Source | None = None

    def do(self, job: Job) -> Answer:
        """Do a job.

        Raises
        ------
        JewelcadError
            What is wrong with the script, the values or the piece.
        """
        if job.do == "warm":
            return _warm()
        return JOBS[job.do](self._source(job), job)

    def _source(self, job: Job) -> Source:
        if self.source is None or self.loaded != (job.target, job.edition):
            self.loaded = None
            self.source = source_of(job.target)
            self.loaded = (job.target, job.edition)
        return self.source


def key_of(data: bytes) -> str:
    """What a scene or a map is fetched by."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _load(source: Source, job: Job) -> Answer:
    return {"design": source.told(), "files": _files(source)}, b""


def _build(source: Source, job: Job) -> Answer:
    from jewelcad.finish.meshed import times_meshed
    from jewelcad.script import record
    from jewelcad.viewer.told import facts_told, frames_told

    settled = source.settled(job.values, job.lenient)
    before = times_meshed()
    shown = source.shown(settled.values, job.stage)
    made = _packed(shown)
    size = getattr(shown.piece, "size", None)
    told = {
        "values": record(settled.values),
        "stage": job.stage,
        "facts": facts_told(shown.mesh, size, shown.alloy, shown.stones),
        "tolerance": source.tolerance,
        "bodies": _left(shown),
        "stones": [stone.name for stone in shown.stones],
        "frames": frames_told(shown.piece),
        "bore": None if size is None else size.diameter,
        "meshed": times_meshed() - before,
    }
    return {
        "scene": told,
        "key": key_of(made.data),
        "dropped": settled.dropped,
        "files": _files(source),
    }, made.data


def _check(source: Source, job: Job) -> Answer:
    from jewelcad.making import outcome_of, rules_of
    from jewelcad.viewer.told import brought_onto, outcome_told

    _give_way()
    settled = _again(source, job)
    shown, subject = source.shown(settled.values, job.stage), source.subject(settled.values)
    rules = rules_of(subject)
    wall = rules.rule("wall")
    limit = (wall and wall.strictest) or USUAL_WALL
    stage = None if subject.piece is None else subject.stage
    told = outcome_told(outcome_of(subject, rules), limit, stage)
    if stage is not None and job.stage != stage:
        brought_onto(shown.mesh, told["findings"])
    data = _map(shown, job.key) if subject.closed else b""
    return {"checked": told, "map": key_of(data) if data else None}, data


def _warm() -> Answer:
    """Load all that checks need by checking a plain band: a second in which a module, or a function
    that is being compiled, should not be interrupted."""
    import trimesh.triangles  # noqa: F401

    from jewelcad import finish
    from jewelcad.checks.subject import Subject
    from jewelcad.making import outcome_of
    from jewelcad.pieces import Ring
    from jewelcad.reference import RingSize
    from jewelcad.shanks import Shank, flat

    _give_way()
    band = Ring(Shank(RingSize("US 7"), flat(2.0, 1.6)), alloy="18k yellow")
    mesh = finish.mesh(band.workpiece("cast"), CHECKED)
    outcome_of(Subject(mesh, band, "cast", tolerance=CHECKED))
    return {}, b""


def _give_way() -> None:
    """Let builds have the processors first."""
    if hasattr(os, "nice") and os.nice(0) < GENTLE:
        os.nice(GENTLE)


def _map(shown: Shown, key: str) -> bytes:
    """The thickness on each triangle of the scene, in its order; NaN where nothing lies across.

    Raises
    ------
    ParameterError
        If the piece is not the one of the scene.
    """
    from jewelcad.checks.map import wall_map

    made = _packed(shown)
    if key_of(made.data) != key:
        raise ParameterError("The piece came out otherwise than in its picture. Change a value.")
    thick = wall_map(shown.mesh).by_triangle[made.order]
    return np.where(np.isfinite(thick), thick, np.nan).astype("<f4").tobytes()


def _export(source: Source, job: Job) -> Answer:
    from jewelcad.making import Steps, finished, write
    from jewelcad.report import Recipe

    if not isinstance(source, ScriptSource):
        raise ParameterError("A file is not exported again. View the script that made it.")
    steps = Steps()
    recipe = Recipe(
        script=source.path,
        design=source.design.name,
        parameters=_again(source, job).values,
        stage=job.stage,
        tolerance=CHECKED,
        formats=tuple(job.formats),
    )
    made = finished(source.design, recipe, steps)
    told = write(made, Path(job.folder), steps, home=source.path.parent)
    names = [file["name"] for file in told["files"]]
    key, record = Path(job.folder).name, f"{source.design.name}.json"
    return {"key": key, "files": [*names, record], "passed": told["passed"]}, b""


def _save(source: Source, job: Job) -> Answer:
    from jewelcad.script import record, save_preset

    if not isinstance(source, ScriptSource):
        raise ParameterError("A file has no parameters, so no presets.")
    design = source.design
    if job.name in design.presets and job.name not in _beside(source):
        raise ParameterError(f"{job.name!r} is a preset of the script itself. Choose another name.")
    values = source.settled(job.values, lenient=False).values
    given = {name: values[name] for name in job.values}
    save_preset(source.path, design.name, job.name, record(given))
    design.presets[job.name] = given
    return {"presets": {name: record(row) for name, row in design.presets.items()}}, b""


def _beside(source: ScriptSource) -> set[str]:
    from jewelcad.script import read_presets

    return set(read_presets(source.path, source.design.name))


JOBS: dict[str, Callable[[Any, Job], Answer]] = {
    "load": _load,
    "build": _build,
    "check": _check,
    "export": _export,
    "save": _save,
}


def refusal(error: JewelcadError) -> dict[str, Any]:
    """An error as the wire tells it."""
    file, line = error.place or (None, None)
    parameter = getattr(error, "parameter", None)
    return {"message": str(error), "parameter": parameter, "file": file, "line": line}


def _again(source: Source, job: Job) -> Settled:
    return source.settled(job.values, lenient=False)


def _packed(shown: Shown) -> Packed:
    from jewelcad.preview.packing import packed

    return packed(shown.mesh, shown.colour, shown.stones)


def _left(shown: Shown) -> list[str]:
    """Names of the bodies that are left in the metal."""
    return [shown.mesh.names[i] for i in np.unique(shown.mesh.body)]


def _files(source: Source) -> list[str]:
    return sorted(str(path) for path in source.files)
