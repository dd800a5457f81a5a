"""Moulding: whether a mould made of the piece lets it go.

Run by profiles that set a rule about it; others have nothing to judge.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from jewelcad import measure
from jewelcad.checks import undercut as measuring
from jewelcad.checks.finding import Finding
from jewelcad.checks.making import by_rule
from jewelcad.checks.subject import Subject
from jewelcad.checks.undercut import Bools, Pull, Surface
from jewelcad.geometry.mesh import Mesh
from jewelcad.reference.profiles import Profile


def undercut(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A hard mould of two halves lets go only what nothing undercuts.

    The pull and the height of a flat parting are sought at which the least surface is undercut:
    where metal stands in the way of the half on that side. Measured by rays from 40,000 samples
    of equal area; what stands in the way by less than twice the mesh's deviation is none. The depth
    is how far a slide has to come in from the side. Surface that neither half lets go is undercut
    however the parting line runs: fill it, or make a slide or a loose piece there. If a stepped
    parting line frees all of it, that is a warning. Rubber bends round undercuts: see JC402.
    """
    rule = profile.rule("undercut")
    if rule is None:
        return
    pull = measuring.best_pull(Surface(subject.mesh))
    height, caught = pull.flat
    way = "({:.2f}, {:.2f}, {:.2f})".format(*pull.direction)
    best = f"with the best pull {way}, parted flat at {height:.2f} mm along it"
    pocket = measuring.deepest(pull)
    if pocket is not None and rule.level(pull.area, 2.0 * pull.cell):
        deep = "in reach of no slide" if math.isinf(pocket.depth) else f"{pocket.depth:.2f} mm deep"
        yield from by_rule(
            "JC401",
            rule,
            pull.area,
            f"Neither half of the mould lets go {pull.area:.2f} mm² ({pull.share:.1%} of the "
            f"surface), {best}; the worst is {deep}",
            "Fill it, turn it to the pull, or make a slide there.",
            part=pocket.body,
            place=pocket.place,
            slack=2.0 * pull.cell,
        )
    elif rule.level(caught, 2.0 * pull.cell):
        place, body = _caught(pull, height)
        yield Finding(
            "JC401",
            "undercut",
            "warning",
            f"{caught:.2f} mm² are caught {best}; a parting line that follows the piece lets go.",
            part=body,
            place=place,
            value=caught,
            limit=rule.strictest,
            unit=rule.kind.unit,
            source=rule.source,
        )


def _caught(pull: Pull, height: float) -> tuple[measuring.Place, str]:
    """Where a flat parting catches, farthest from it."""
    which = pull.which[pull.caught(height)]
    off = np.abs(pull.surface.place[which] @ pull.direction - height)
    return pull.surface.told(int(which[np.argmax(off)]))


def captive(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Rubber bends round an undercut, but not round a corner inside a hollow.

    A place is captive if no straight way leads out of it: rubber there must be cut, squeezed or
    torn (looked for in up to 3,000 directions, 4 degrees apart, from samples of equal area). Rubber
    that goes through an opening is cut by the mould maker and is no fault. Into a closed hollow
    rubber never gets: the wax comes out solid. No house we know quotes a draft or a depth for
    rubber, so none is asked. Open the hollow, widen its mouth, or mould it in two pieces.
    """
    rule = profile.rule("captive")
    if rule is None:
        return
    hollow, volume = _hollow(subject.mesh)
    surface = Surface(subject.mesh)
    cell = 2.0 * surface.area / measuring.LOOKED[0]
    advice = "Open it, widen its mouth, or mould it in two pieces."
    if volume > 0.0:
        closed = Surface(_only(subject.mesh, hollow))
        place, body = closed.told(0)
        yield from by_rule(
            "JC402",
            rule,
            closed.area,
            f"A hollow of {volume:.2f} mm³ is closed: rubber never gets in, and the wax comes "
            "out solid",
            advice,
            part=body,
            place=place,
        )
    found = measuring.captive(surface, hollow)
    if found is not None:
        yield from by_rule(
            "JC402",
            rule,
            found.area,
            f"No straight way leads out from {found.area:.2f} mm²: rubber is locked there",
            advice,
            part=found.body,
            place=found.place,
            slack=cell,
        )


def _hollow(mesh: Mesh) -> tuple[Bools, float]:
    """(triangles,) which bound closed hollows, and the volume of these, mm³."""
    shell = measure.shell_of(mesh)
    a, b, c = np.moveaxis(mesh.corners - mesh.vertices.mean(axis=0), 1, 0)
    volume = np.bincount(shell, np.einsum("ij,ij->i", a, np.cross(b, c)) / 6.0)
    return (volume < 0.0)[shell], -float(volume[volume < 0.0].sum())


def _only(mesh: Mesh, which: Bools) -> Mesh:
    return Mesh(mesh.vertices, mesh.triangles[which], mesh.body[which], mesh.names, mesh.deviation)
