"""Air: gaps too narrow, holes too small and deep, hollows whose drains are too narrow."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from jewelcad.checks.finding import Finding
from jewelcad.checks.gap import turned
from jewelcad.checks.making import by_rule
from jewelcad.checks.subject import Subject
from jewelcad.checks.wall import Bracket, thinnest_of
from jewelcad.checks.zones import ZONES, zoned
from jewelcad.reference.profiles import Profile

PITCH = 0.4
"""mm of the grid on which chambers are looked for (a choice, for speed)."""


FINE = 0.1
"""mm of the grid on which the depth of narrow holes is measured (a choice)."""


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
            continue
        ends = np.array(bracket.witness)
        x, y, z = (float(c) for c in ends.mean(axis=0))
        yield from by_rule(
            "JC107",
            rule,
            float(np.linalg.norm(ends[1] - ends[0])),
            f"the gap is {bracket.lower:.3f} to {bracket.upper:.3f} mm wide",
            "Part the surfaces, or let them overlap.",
            part=bracket.body,
            place=(x, y, z),
            slack=slack,
        )


def gaps(subject: Subject, profile: Profile) -> list[Bracket]:
    """The narrowest gap by kinds of faces, as far as gaps and holes are asked about; once."""
    if subject.gaps is not None:
        return subject.gaps
    made = zoned(subject.mesh, subject.workpiece, profile)
    asked = max(_asked(profile, "gap"), _asked(profile, "opening"))
    enough = asked + 2.0 * subject.mesh.deviation if asked else 0.0
    cut = np.arange(2 * len(ZONES)) >= len(ZONES)
    there = np.isin(np.arange(2 * len(ZONES)), made.kind)
    limits = np.where(np.outer(cut, cut) | ~np.outer(there, there), 0.0, enough)
    subject.gaps = list(thinnest_of(turned(made.mesh), made.kind, limits).values())
    return subject.gaps


def _asked(profile: Profile, key: str) -> float:
    rule = profile.rule(key)
    return (rule.strictest if rule else None) or 0.0


def small_opening(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A deep narrow hole does not fill with investment, which breaks off in it and stays.

    Places deeper than the profile's depth for a hole, as many times its width, that a ball as wide
    as the least hole cannot reach; on a grid of 0.1 mm, exact to two of its steps. Widen the hole,
    drill it later, or fill it.
    """
    rule, deep = profile.rule("opening"), profile.rule("hole_depth")
    if rule is None or deep is None or rule.strictest is None or deep.strictest is None:
        return
    if all(bracket.lower >= rule.strictest for bracket in gaps(subject, profile)):
        return  # proved: no air is as narrow
    from jewelcad.checks.pockets import pockets

    width, least = rule.strictest, deep.strictest * rule.strictest
    for pocket in pockets(subject.mesh, width, least, FINE):
        yield from by_rule(
            "JC108",
            deep,
            pocket.depth / width,
            f"a hole under {width:g} mm wide is {pocket.depth:.1f} mm deep",
            "Widen it, drill it later, or fill it.",
            place=pocket.place,
            slack=pocket.error / width,
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
            place=mass.place,
        )
