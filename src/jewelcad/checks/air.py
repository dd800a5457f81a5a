"""Air and masses: narrow gaps, narrow drains; metal too thick, or too suddenly so."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from jewelcad.checks.finding import Finding, Place
from jewelcad.checks.making import by_bracket, by_rule
from jewelcad.checks.subject import Subject
from jewelcad.checks.wall import Bracket, thinnest_of
from jewelcad.checks.walls import ROUNDING
from jewelcad.checks.zones import ZONES, Metal
from jewelcad.errors import GeometryError
from jewelcad.reference.profiles import Profile

PITCH = 0.4
"""mm of the grid on which chambers are looked for (a choice, for speed)."""


def narrow_gap(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A gap that is too narrow closes in the wax, or holds a fin of investment that breaks off.

    A gap is a chord through air from one place of the surface to another, square to both: the proof
    of the wall turned inside out, so nothing is missed. Sides that run together in an edge are a
    groove and no gap; what lies between two faces of stones' seats is the stones' own room. Part
    the surfaces, or let them overlap.
    """
    rule = profile.rule("gap")
    if rule is None:
        return
    slack = 2.0 * subject.mesh.deviation
    for bracket in gaps(subject, profile):
        if bracket.witness is None or not math.isfinite(bracket.upper):
            if bracket.lower < (rule.strictest or 0.0) - ROUNDING:
                raise GeometryError(
                    f"Gaps are proved to be at least {bracket.lower:.3f} mm wide, not that they "
                    f"are {rule.strictest:g} mm: the search took too long."
                )
            continue
        advice = "Part the surfaces, or let them overlap."
        yield from by_bracket("JC107", rule, bracket, "the gap", advice, slack)


def gaps(subject: Subject, profile: Profile) -> list[Bracket]:
    """The narrowest gap by kinds of faces, as far as it is asked about."""
    made = subject.zoned(profile)
    rule = profile.rule("gap")
    asked = (rule.strictest if rule else None) or 0.0
    enough = asked + 2.0 * subject.mesh.deviation if asked else 0.0
    cut = np.arange(2 * len(ZONES)) >= len(ZONES)
    there = np.isin(np.arange(2 * len(ZONES)), made.kind)
    limits = np.where(np.outer(cut, cut) | ~np.outer(there, there), 0.0, enough)
    found = list(thinnest_of(made.surface.air, limits).values())
    made.let_go()  # walls are looked for before gaps
    return found


def section_jump(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Thin metal beside thick freezes first and cuts the thick off from what feeds it.

    The thickest ball in the metal next to a thin place, over its thickness; told from the samples
    of the thickness map, so no proof. Let the section grow gradually, or thicken the thin part.
    """
    rule = profile.rule("section_ratio")
    if rule is None or rule.strictest is None:
        return
    from jewelcad.checks.map import wall_map
    from jewelcad.checks.sections import steepest

    step = steepest(wall_map(subject.mesh), rule.strictest)
    if step is not None:
        yield from by_rule(
            "JC110",
            rule,
            step.ratio,
            f"{step.thick:.2f} mm stand beside {step.thin:.2f} mm",
            "Let the section grow gradually, or thicken the thin part.",
            part=step.body,
            place=step.place,
        )


def narrow_drain(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Resin, powder and investment leave a hollow by its drains only.

    The widest ball that gets out of each chamber, found on a grid of 0.4 mm; chambers that hold no
    ball wider than the drain asked for by two of its steps are not looked for. Widen a drain, or
    drill another.
    """
    rule = profile.rule("drain")
    if rule is None or rule.strictest is None:
        return
    from jewelcad.checks.chambers import chambers

    for chamber in chambers(subject.mesh, rule.strictest, PITCH):
        if chamber.drain <= 0.0:
            continue  # shut in: JC106 has it
        yield from by_rule(
            "JC115",
            rule,
            chamber.drain,
            f"{chamber.volume:.1f} mm³ drain by {chamber.drain:.2f} mm",
            "Widen the drain, or drill another.",
            place=chamber.place,
            slack=chamber.error,
        )


def thick_mass(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A heavy mass cools last: it shrinks, sinks in and grows porous; and it costs gold.

    The largest balls that fit in the metal, exact to 0.0001 mm. Hollow it from the finger's side.
    """
    rule = profile.rule("thick_mass")
    if rule is None or rule.strictest is None:
        return
    from jewelcad.checks.masses import masses

    for mass in masses(subject.mesh, rule.strictest):
        yield from by_rule(
            "JC111",
            rule,
            mass.diameter,
            f"a ball of {mass.diameter:.2f} mm fits in the metal",
            "Hollow it from the finger's side.",
            part=_body_at(subject, mass.place),
            place=mass.place,
        )


def _body_at(subject: Subject, place: Place) -> str:
    """The body of the piece a place lies in; empty for a file's."""
    if subject.workpiece is None:
        return ""
    metal = Metal(subject.workpiece, subject.tolerance)
    which = int(metal.owner(np.array([place]))[0])
    return metal.bodies[which].name if which >= 0 else ""
