"""Holes that are too narrow to stay open, or too deep to clear."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.finding import Finding
from jewelcad.checks.gap import turned
from jewelcad.checks.making import by_rule
from jewelcad.checks.rods import Rod, rods
from jewelcad.checks.subject import Subject
from jewelcad.reference.profiles import Profile

FOLLOWED = 4.0
"""Times its width that a narrow hole is followed either way (a choice): its depth is only told."""
WIDEST = 2.0
"""mm, widest hole whose depth is judged (a choice: wider ones clear)."""


def narrow_hole(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A hole that is too narrow closes in the wax, or its pin of investment breaks and it fills.

    A hole is room that metal closes round: a chord through air leaves and arrives square to the
    surface (within 18 degrees), and across it, square to the hole's run, every way meets metal
    within one and a half times that. The narrowest such chord is the hole's width, right within
    three times the mesh's deviation, on our pieces and on any mesh. What is more than three times
    as broad is a slot, and judged as a gap (JC107); a blind hole shallower than it is wide is a
    dent; what lies between the faces of stones' seats is the stones' own room. Holes are looked for
    from every triangle, which finds them but is no proof. Least widths: Stuller 0.4 mm, Morris &
    Watson 0.2, Formlabs 0.5, Sculpteo 1.2 (second hand). Widen the hole, close it, or drill it
    after casting.
    """
    rule = profile.rule("opening")
    if rule is None or rule.strictest is None:
        return
    mesh = subject.zoned(profile).mesh
    for hole in rods(turned(mesh), rule.strictest, FOLLOWED, _but_seats(subject)):
        if hole.shut and hole.length < hole.width:
            continue
        yield from by_rule(
            "JC108",
            rule,
            hole.width,
            f"a {_kind(hole)} hole is {hole.width:.3f} mm wide and {_deep(hole)} deep",
            "Widen it, close it, or drill it after casting.",
            part=mesh.names[mesh.body[hole.face]],
            place=hole.place,
            slack=3.0 * mesh.deviation,
        )


def deep_hole(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Investment in a deep narrow hole is a pin that breaks; in a blind one it also stays behind.

    Holes are found as in JC108, up to 2 mm wide, and followed to both ends: depth over the
    narrowest width, right within a twentieth and what three times the mesh's deviation make of the
    width. Sources: a machine-written compilation of castability rules (4 times; a copy of it 2 for
    blind holes).
    Widen the hole, or drill it after casting.
    """
    through, blind = profile.rule("hole_depth"), profile.rule("blind_depth")
    asked = [r.strictest for r in (through, blind) if r and r.strictest]
    if not asked:
        return
    mesh = subject.zoned(profile).mesh
    for hole in rods(turned(mesh), WIDEST, 2.0 * max(asked), _but_seats(subject)):
        rule = (blind or through) if hole.shut else through
        if rule is not None:
            yield from by_rule(
                "JC116",
                rule,
                hole.length / hole.width,
                f"a {_kind(hole)} hole is {hole.width:.2f} mm wide and {hole.length:.2f} deep",
                "Widen it, or drill it after casting.",
                part=mesh.names[mesh.body[hole.face]],
                place=hole.place,
                slack=0.05 + 4.0 * mesh.deviation * hole.length / hole.width**2,
            )


def _but_seats(subject: Subject) -> NDArray[np.bool_]:
    """(m,) the triangles that no seat has cut: what lies between those is the stones' own room."""
    seats = {body.name for body in subject.workpiece.seats} if subject.workpiece else set()
    cut = np.array([name in seats for name in subject.mesh.names])
    kept: NDArray[np.bool_] = ~cut[subject.mesh.body]
    return kept


def _kind(hole: Rod) -> str:
    return "blind" if hole.shut else "through"


def _deep(hole: Rod) -> str:
    whole = hole.length < FOLLOWED * hole.width
    return f"{hole.length:.2f} mm" if whole else f"more than {FOLLOWED * hole.width:.1f} mm"
