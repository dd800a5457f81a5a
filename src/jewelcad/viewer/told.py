"""Designs, pieces and findings in the words of the wire."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from jewelcad.params import Spec
from jewelcad.reference.ring_sizes import RingSize, ring_system
from jewelcad.script import record

if TYPE_CHECKING:
    from jewelcad.checks.finding import Outcome
    from jewelcad.frames import Frame
    from jewelcad.geometry.mesh import Mesh
    from jewelcad.reference.alloys import Alloy
    from jewelcad.script import Design
    from jewelcad.workpiece import PlacedGem, Stage


def design_told(design: Design[..., Any]) -> dict[str, Any]:
    """What a panel is built from."""
    return {
        "name": design.name,
        "title": design.title,
        "doc": design.doc,
        "script": str(design.path),
        "kind": "script",
        "parameters": [_parameter(spec) for spec in design.specs.values()],
        "presets": {name: record(values) for name, values in design.presets.items()},
        "sizes": _sizes(design),
    }


def _parameter(spec: Spec) -> dict[str, Any]:
    usual, limits = spec.suggest, spec.range
    return {
        "name": spec.name,
        "about": spec.about,
        "kind": _kind(spec),
        "unit": spec.unit,
        "default": None if spec.required else record({"": spec.default})[""],
        "optional": spec.optional,
        "required": spec.required,
        "suggest": usual and {"least": usual.least, "most": usual.most, "step": usual.step},
        "least": limits and limits.least,
        "most": limits and limits.most,
        "choices": None if spec.choices is None else list(record(_numbered(spec)).values()),
    }


def _numbered(spec: Spec) -> dict[str, Any]:
    return {str(index): choice for index, choice in enumerate(spec.choices or ())}


def _kind(spec: Spec) -> str:
    if spec.choices is not None:
        return "choice"
    kinds = {RingSize: "size", bool: "flag", int: "integer", float: "number"}
    return kinds.get(spec.type, "text")


def _sizes(design: Design[..., Any]) -> list[str]:
    """The ring sizes to choose from: those of the default's system, or of the US."""
    given = [spec.default for spec in design.specs.values() if spec.type is RingSize]
    if not given:
        return []
    system = ring_system(given[0].system if isinstance(given[0], RingSize) else "US")
    system = system if system.sizes() else ring_system("US")
    return [system.write(size) for size in system.sizes()]


def facts_told(
    mesh: Mesh, size: RingSize | None, alloy: Alloy | None, stones: tuple[PlacedGem, ...]
) -> dict[str, Any]:
    """The numbers that are always in sight; no ray is traced for them.

    Weight and volume are the shown mesh's: it lies within its tolerance of the true piece.
    """
    from jewelcad import measure
    from jewelcad.units import grams

    low, high = measure.bounds(mesh)
    volume = float(measure.volume(mesh))
    rows = Counter((p.gem.cut, p.gem.species, round(p.gem.diameter, 3)) for p in stones)
    weights = {(p.gem.cut, p.gem.species, round(p.gem.diameter, 3)): p.gem.carat for p in stones}
    return {
        "size": None if size is None else str(size),
        "bore": None if size is None else round(size.diameter, 3),
        "alloy": alloy and alloy.name,
        "grams": alloy and round(grams(volume, alloy.density_g_cm3), 3),
        "volume": round(volume, 3),
        "box": [round(float(b - a), 3) for a, b in zip(low, high, strict=True)],
        "height": round(float(high[2] - low[2]), 3),
        "stones": len(stones),
        "carats": round(math.fsum(p.gem.carat for p in stones), 4),
        "rows": [
            {
                "cut": cut,
                "species": species,
                "mm": mm,
                "count": count,
                "carat": round(weights[cut, species, mm] * count, 4),
            }
            for (cut, species, mm), count in rows.items()
        ],
        "triangles": len(mesh.triangles),
        "deviation": round(mesh.deviation, 5),
    }


def frames_told(piece: Any) -> list[dict[str, Any]]:
    """Where the parts of a piece stand."""
    names = piece.names() if hasattr(piece, "names") else []
    rows = []
    for name, part in zip(names, getattr(piece, "parts", ()), strict=False):
        frames = getattr(part, "frames", ())
        for index, frame in enumerate(frames):
            label = f"{name}/[{index}]" if len(frames) > 1 else name
            rows.append({"name": label, "matrix": _columns(frame)})
    return rows


def _columns(frame: Frame) -> list[float]:
    rows = (*frame.matrix, (0.0, 0.0, 0.0, 1.0))
    return [row[column] for column in range(4) for row in rows]


def outcome_told(outcome: Outcome, limit: float, stage: Stage | None) -> dict[str, Any]:
    """What the checks found; ``stage`` is that of the piece they were given, None of a file."""
    from jewelcad.report.checked import summary, told_of

    told = told_of(outcome)
    return {
        "passed": told["passed"],
        "stage": stage,
        "summary": summary(outcome),
        "findings": told["findings"],
        "unverified": [c for c in told["checks"] if c["state"] == "not verified"],
        "remarks": told["remarks"],
        "wall": told["wall"],
        "profile": f"{outcome.profile} {outcome.version}",
        "limit": limit,
    }


def brought_onto(mesh: Mesh, findings: list[dict[str, Any]]) -> None:
    """Move the places of findings onto a mesh of another stage: to the nearest of the same part.

    A claw is longer as it is cast, and a place near its tip would hang in the air when it is set.
    """
    from trimesh.triangles import closest_point

    names = np.array(mesh.names)
    for finding in findings:
        if finding["place"] is None:
            continue
        part = finding["part"]
        own = (names == part) | np.char.startswith(names, f"{part}/")
        mine = own[mesh.body]
        corners = mesh.corners[mine] if mine.any() else mesh.corners
        place = np.array(finding["place"])
        near = closest_point(corners, np.broadcast_to(place, (len(corners), 3)))
        found = near[np.linalg.norm(near - place, axis=1).argmin()]
        finding["place"] = [round(float(c), 3) for c in found]
