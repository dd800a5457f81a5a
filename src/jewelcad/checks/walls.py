"""Walls: the proof that none is too thin for its part."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from jewelcad.checks.finding import Finding
from jewelcad.checks.making import by_rule
from jewelcad.checks.subject import Subject
from jewelcad.checks.wall import Bracket, thinnest_of
from jewelcad.checks.zones import ZONES, Zoned, zoned
from jewelcad.reference.profiles import Profile, Rule


@dataclass(frozen=True, eq=False)
class Walls:
    """The thinnest wall of each zone, proved.

    Parameters
    ----------
    zoned : the mesh by zones
    brackets : by kinds of faces
    """

    zoned: Zoned
    brackets: dict[tuple[int, int], Bracket]

    @property
    def least(self) -> Bracket | None:
        """Over all zones: the least lower end, and the least upper with its witness."""
        if not self.brackets:
            return None
        found = list(self.brackets.values())
        thin = min(found, key=lambda b: b.upper)
        return Bracket(min(b.lower for b in found), thin.upper, thin.witness, thin.body)

    def told(self) -> dict[str, Any] | None:
        """As JSON holds it."""
        least = self.least
        if least is None:
            return None
        known = math.isfinite(least.upper)
        return {
            "lower": round(least.lower, 5) if math.isfinite(least.lower) else None,
            "upper": round(least.upper, 5) if known else None,
            "witness": [list(end) for end in least.witness] if least.witness else None,
            "part": least.body,
        }


def walls(subject: Subject, profile: Profile) -> Walls:
    """The proof, by zones; looked for once."""
    made = zoned(subject.mesh, subject.workpiece, profile)
    there = np.isin(np.arange(2 * len(ZONES)), made.kind)
    limits = np.where(np.outer(there, there), made.limits(profile), 0.0)
    enough = np.where(limits > 0.0, np.inf, 0.0) if subject.whole else limits
    slack = 2.0 * subject.mesh.deviation
    found = thinnest_of(made.mesh, made.kind, np.where(enough > 0.0, enough + slack, 0.0))
    return Walls(made, found)


def thin_wall(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A wall that is too thin does not fill in casting, tears in the mould, or wears through.

    A wall is a chord through metal that leaves and arrives within half a degree of the surface's
    normals (18 degrees at a rim). Branch and bound over pairs of triangles gives, for each zone,
    lower <= thinnest wall <= upper with the two points of the thinnest: a lower end over the limit
    proves that nothing is thinner, anywhere. The mesh's deviation from the true surface is taken
    into account: a wall that is at its limit within twice that is good. Each part has its own
    limit: shank, claw, micro claw, bezel, metal beside a seat, other walls; what lies between two
    stones' seats is judged by the stones' checks. Thicken the part, or move what comes near it.
    """
    found = walls(subject, profile)
    subject.walls = found
    for (one, two), bracket in found.brackets.items():
        rule = found.zoned.rule(profile, one, two)
        if rule is not None:
            yield from _thin(rule, bracket, 2.0 * subject.mesh.deviation)


def _thin(rule: Rule, bracket: Bracket, slack: float) -> Iterator[Finding]:
    witness = bracket.witness
    strictest = rule.strictest or 0.0
    if bracket.lower >= strictest:
        return
    if witness is None or not math.isfinite(bracket.upper):
        yield _unsure(rule, bracket)
        return
    ends = np.array(witness)
    length = float(np.linalg.norm(ends[1] - ends[0]))
    x, y, z = (float(c) for c in ends.mean(axis=0))
    found = list(
        by_rule(
            "JC103",
            rule,
            length,
            f"{rule.kind.meaning}: {bracket.lower:.3f} to {bracket.upper:.3f} mm",
            "Thicken it, or move what comes near.",
            part=bracket.body,
            place=(x, y, z),
            slack=slack,
        )
    )
    yield from found
    if not found and bracket.lower < (rule.error or 0.0) - 2.0 * slack:
        yield _unsure(rule, bracket)


def _unsure(rule: Rule, bracket: Bracket) -> Finding:
    return Finding(
        "JC103",
        "thin-wall",
        "error",
        f"{rule.kind.meaning}: proved to be at least {bracket.lower:.3f} mm, not that it is "
        f"{rule.strictest:g} mm. Build with a smaller --tolerance.",
        part=bracket.body,
        value=bracket.lower,
        limit=rule.strictest,
        source=rule.source,
    )
