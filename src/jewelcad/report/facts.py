"""What is measured on a finished piece, as one dictionary that JSON can hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jewelcad import __version__
from jewelcad.checks.finding import Finding
from jewelcad.report.checked import told_of
from jewelcad.report.recipe import RECORD_VERSION, Recipe
from jewelcad.report.setting import seats, setters_metal
from jewelcad.units import grams

if TYPE_CHECKING:
    from jewelcad.checks.finding import Outcome
    from jewelcad.checks.subject import Subject
    from jewelcad.finish.agreement import Agreed
    from jewelcad.geometry.mesh import Mesh
    from jewelcad.script import Design
    from jewelcad.workpiece import PlacedGem, Workpiece

WALL_RAYS = 100_000
"""Rays of the thickness sample; the full thickness check is another command's."""


@dataclass(frozen=True, eq=False)
class Finished:
    """A piece made by both finishers, or in haste by the mesh finisher alone.

    Parameters
    ----------
    recipe : what was asked for
    design : the design it was asked of
    piece, workpiece : what the design returned, and what it put on the bench
    mesh : the metal, by ``finish.mesh``
    exact : the same by ``finish.agreed``; None where it was not asked for
    outcome : of its checks
    """

    recipe: Recipe
    design: Design[..., Any]
    piece: Any
    workpiece: Workpiece
    mesh: Mesh
    exact: Agreed | None = None
    outcome: Outcome | None = None

    @cached_property
    def subject(self) -> Subject:
        """What is checked."""
        from jewelcad.checks.subject import Subject

        recipe = self.recipe
        return Subject(self.mesh, self.piece, recipe.stage, recipe.setter, recipe.tolerance)

    @cached_property
    def volume(self) -> float:
        """Of the exact solid, mm³; of the mesh where there is none."""
        from jewelcad import measure

        return self.exact.volume if self.exact else float(measure.volume(self.mesh))


def report(
    finished: Finished,
    folder: Path,
    files: Iterable[Path],
    timings: Mapping[str, float],
    strict: bool = False,
) -> dict[str, Any]:
    """Everything that is told of a finished piece.

    Parameters
    ----------
    folder : where the record will lie; the script's path is told relative to it
    files : the files that were written
    timings : seconds by step
    strict : whether warnings of the checks fail
    """
    recipe, mesh = finished.recipe, finished.mesh
    return {
        "record": RECORD_VERSION,
        "jewelcad": __version__,
        "title": finished.design.title,
        "recipe": recipe.record(folder),
        **measured(finished),
        "deviation_mm": {"measured": _round(mesh.deviation, 6), "allowed": recipe.tolerance},
        "files": [_file(path) for path in files],
        **checked(finished, strict),
        "timings_s": {
            **{step: _round(seconds, 3) for step, seconds in timings.items()},
            "total": _round(sum(timings.values()), 3),
        },
    }


def measured(finished: Finished) -> dict[str, Any]:
    """What the finished metal and its stones measure."""
    from jewelcad import measure

    mesh, piece, subject = finished.mesh, finished.piece, finished.subject
    exact = finished.exact
    low, high = measure.bounds(mesh)
    return {
        "size": _size(piece.size),
        "bore_mm": _bore(piece.size.diameter, measure.bore(mesh)),
        "volume_mm3": {
            "exact": _round(exact.volume, 4) if exact else None,
            "mesh": _round(measure.volume(mesh), 4),
        },
        "weight_g": _weight(piece.alloy, finished.volume),
        "setters_metal": setters_metal(subject, piece.alloy.density_g_cm3),
        "stones": [_stone(stone) for stone in finished.workpiece.stones],
        "seats": seats(subject),
        "box_mm": [_round(b - a, 4) for a, b in zip(low, high, strict=True)],
        "triangles": len(mesh.triangles),
        "genus": measure.genus(mesh),
        "thinnest_wall": _wall(measure.wall_sample(mesh, WALL_RAYS)),
    }


def checked(finished: Finished, strict: bool = False) -> dict[str, Any]:
    """What the checks found, and what else a jeweller should know before the piece is made."""
    told = told_of(finished.outcome, strict) if finished.outcome else {"findings": []}
    return {**told, "findings": [*told["findings"], *(n.told() for n in notes(finished))]}


def notes(finished: Finished) -> list[Finding]:
    """What is good to know of how the piece was made."""
    return [
        *_unusual(finished),
        *_parts(finished.piece),
        *_script(finished.recipe),
        *_kernel(finished.exact),
    ]


def _unusual(finished: Finished) -> Iterable[Finding]:
    for name, value in finished.recipe.parameters.items():
        spec = finished.design.specs[name]
        usual = spec.suggest
        if usual is None or value is None or usual.least <= value <= usual.most:
            continue
        unit = f" {spec.unit}" if spec.unit else ""
        yield Finding(
            "JC501",
            "unusual-value",
            "note",
            f"{name} = {value:g}{unit} is outside the usual {usual.least:g} to {usual.most:g}"
            f"{unit} of this design.",
        )


def _parts(piece: Any) -> Iterable[Finding]:
    """What parts have to say of themselves, such as that a spring was not computed."""
    for part in getattr(piece, "parts", ()):
        for code, text in getattr(getattr(part, "part", part), "notes", ()):
            yield Finding("JC502", code, "note", text)


def _script(recipe: Recipe) -> Iterable[Finding]:
    if recipe.changed:
        yield Finding(
            "JC503",
            "script-changed",
            "note",
            f"{recipe.script.name} has changed since the record was written, so the piece may "
            "differ.",
        )


def _kernel(exact: Agreed | None) -> Iterable[Finding]:
    if exact is None:
        yield Finding(
            "JC504",
            "not-verified",
            "note",
            "The mesh was not held to the kernel's solid: that was not asked for, or the piece has "
            "many stones. Volume and weights are the mesh's. --exact takes its time and does.",
        )
    elif exact.nudge:
        yield Finding(
            "JC505",
            "seats-nudged",
            "note",
            f"The kernel cut its seats {exact.nudge:g} mm aside to agree with the mesh; STEP has "
            "them there, every other file in their place.",
        )


def _size(size: Any) -> dict[str, Any]:
    return {
        "given": str(size),
        "diameter_mm": _round(size.diameter, 4),
        "circumference_mm": _round(size.circumference, 4),
        "systems": systems(size),
    }


def systems(size: Any) -> list[dict[str, Any]]:
    """A ring size in every system, with the difference in diameter."""
    return [
        {
            "system": seen.system,
            "size": None if seen.nearest is None else str(seen.nearest),
            "difference_mm": None if seen.difference is None else _round(seen.difference, 4),
            "note": seen.note,
        }
        for seen in size.conversions()
    ]


def _bore(nominal: float, found: float) -> dict[str, float]:
    return {
        "nominal": _round(nominal, 4),
        "measured": _round(found, 4),
        "difference": _round(found - nominal, 4),
    }


def _weight(alloy: Any, volume: float) -> dict[str, Any]:
    from jewelcad.reference.alloys import alloys

    every = {a.name: _round(grams(volume, a.density_g_cm3), 3) for a in alloys()}
    return {
        "alloy": alloy.name,
        "grams": _round(grams(volume, alloy.density_g_cm3), 3),
        "alloys": every,
    }


def _stone(placed: PlacedGem) -> dict[str, Any]:
    gem = placed.gem
    return {
        "name": placed.name,
        "cut": gem.cut,
        "species": gem.species,
        "mm": _round(gem.diameter, 4),
        "carat": _round(gem.carat, 4),
    }


def _wall(wall: Any) -> dict[str, Any] | None:
    if wall is None:
        return None
    return {
        "mm": _round(wall.value, 4),
        "at_mm": [_round(c, 3) for c in wall.place],
        "part": wall.body,
        "rays": WALL_RAYS,
        "sample": True,
    }


def _file(path: Path) -> dict[str, Any]:
    return {"name": path.name, "bytes": path.stat().st_size}


def _round(value: float, digits: int) -> float:
    return round(float(value), digits)
