"""The exact solid, held to the mesh: two ways through one formula that must come to one answer.

The kernel now and then cuts dozens of stones wrongly where surfaces just touch, and calls the solid
valid. Openings and volume give it away; with seats and prongs a micrometre aside it mostly does
not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jewelcad import measure
from jewelcad.errors import GeometryError
from jewelcad.finish import exact_finish, mesh_finish
from jewelcad.geometry import facts
from jewelcad.geometry.mesh import Mesh
from jewelcad.workpiece import Workpiece

NUDGES = ((0.0, 0.0), (0.001, 0.0), (0.002, 0.0), (0.003, 0.0), (0.002, 0.004))
"""mm by which the kernel's seats and claws, and its heads, are moved in turn until both ways agree:
far under a tolerance."""
SHARE = 5e-4
"""Of the volume, by which both ways may differ. Sound pieces differ by under 0.0001 at `FINE`; one
seat of a pavé band that was not cut is 0.0006."""
FINE = 0.002
"""Tolerance in mm of the mesh whose volume is compared."""


@dataclass(frozen=True, eq=False)
class Agreed:
    """An exact solid that agrees with the mesh.

    Parameters
    ----------
    solid : the kernel's ``TopoDS_Solid``
    volume : of it, mm³
    genus : its handles, the mesh's too
    nudge : mm by which its seats and prongs were moved to get there; 0 as a rule
    """

    solid: Any
    volume: float
    genus: int
    nudge: float


def agreed(workpiece: Workpiece, mesh: Mesh) -> Agreed:
    """The exact solid of a workpiece with the openings and the volume of its mesh.

    Parameters
    ----------
    mesh : of the same workpiece, by ``finish.mesh``

    Raises
    ------
    GeometryError
        If the kernel fails, or both ways go on to disagree: neither is to be trusted then.
    """
    handles, volume = measure.genus(mesh), _volume(workpiece, mesh)
    failures = []
    for nudge, heads in NUDGES:
        try:
            solid = exact_finish.finish(workpiece, nudge, heads)
        except GeometryError as error:
            failures.append(error)
            continue
        found = Agreed(solid, facts.volume(solid), facts.genus(solid), nudge)
        wrong = _disagreement(found, handles, volume)
        if not wrong:
            return found
        failures.append(GeometryError(wrong))
    raise GeometryError(f"{failures[0]} --quick writes the mesh alone, not held to the kernel.")


def _volume(workpiece: Workpiece, mesh: Mesh) -> float:
    fine = mesh if mesh.deviation <= FINE else mesh_finish.finish(workpiece, FINE)
    return measure.volume(fine)


def _disagreement(found: Agreed, handles: int, volume: float) -> str:
    off = found.volume / volume - 1.0
    if found.genus != handles:
        what = f"has {found.genus} openings where the mesh has {handles}"
    elif abs(off) > SHARE:
        what = f"has {100 * off:+.2f} % of volume against the mesh"
    else:
        return ""
    return (
        f"The kernel's solid {what}, so one of them is wrong and nothing is written. Change a size "
        "a little; if it stays, please report the design with its parameters."
    )
