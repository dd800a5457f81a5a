"""Walls: the proof that none is too thin for its part."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jewelcad.checks.finding import Finding, Place
from jewelcad.checks.making import by_rule
from jewelcad.checks.map import wall_map
from jewelcad.checks.regions import regions
from jewelcad.checks.subject import Subject
from jewelcad.checks.wall import PRECISION, Bracket, thinnest_of
from jewelcad.checks.zones import ZONES, Zoned
from jewelcad.geometry.mesh import Points
from jewelcad.reference.profiles import Profile, Rule

SPACING = 0.3
"""mm of the map that finds every thin place when the proof has found one (a choice)."""
NEAR = 1.0
"""mm from a place that is told within which the proof's own is the same (a choice)."""
ROUNDING = 1e-6
"""mm of a length that is only rounding."""
ADVICE = "Thicken it, or move what comes near."


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
    made = subject.zoned(profile)
    there = np.isin(np.arange(2 * len(ZONES)), made.kind)
    limits = np.where(np.outer(there, there), made.limits(profile), 0.0)
    enough = np.where(limits > 0.0, np.inf, 0.0) if subject.whole else limits
    slack = 2.0 * subject.mesh.deviation
    found = thinnest_of(made.surface, np.where(enough > 0.0, enough + slack, 0.0))
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
    slack = 2.0 * subject.mesh.deviation
    thin = {
        kinds: rule
        for kinds, bracket in found.brackets.items()
        if (rule := found.zoned.rule(profile, *kinds)) and not _good(rule, bracket, slack)
    }
    if not thin:
        return
    located = tuple(_located(found, thin, profile, slack))
    yield from located
    for kinds, rule in thin.items():
        yield from _proved(rule, found.brackets[kinds], located, slack)


def _good(rule: Rule, bracket: Bracket, slack: float) -> bool:
    """Whether a zone is proved to be as thick as asked, or its thinnest wall, which is known, is so
    within the slack: the mesh's own walls are thicker than the lower end by ``slack``."""
    short = (rule.strictest or 0.0) - bracket.lower
    return short <= (2.0 * slack if bracket.witness else 0.0) + ROUNDING


def _located(
    found: Walls, thin: Mapping[tuple[int, int], Rule], profile: Profile, slack: float
) -> Iterator[Finding]:
    """Every region a map sees that is thin, as far as the proof agrees that one may be."""
    kind, mesh = found.zoned.kind, found.zoned.mesh
    made = wall_map(mesh, SPACING, np.isin(kind, list(thin)))
    limits = found.zoned.limits(profile)
    asked, proved = np.zeros_like(limits), np.zeros_like(limits)
    for one, two in thin:
        asked[one, two] = asked[two, one] = limits[one, two]
        proved[one, two] = proved[two, one] = found.brackets[one, two].lower
    for region in regions(made, asked, kind, proved):
        where = np.array([region.place, region.opposite])
        one, two = (int(kind[side]) for side in region.sides)
        rule = found.zoned.rule(profile, one, two)
        if rule is not None:
            yield from by_rule(
                "JC103",
                rule,
                region.least,
                f"{rule.kind.meaning}: {region.least:.2f} mm",
                ADVICE,
                part=region.body,
                place=_place(where.mean(axis=0)),
                slack=slack + ROUNDING,
                size=region.area,
                size_unit="mm²",
            )


def _proved(
    rule: Rule, bracket: Bracket, located: Sequence[Finding], slack: float
) -> Iterator[Finding]:
    """What the proof found and the map did not, or what could not be proved."""
    if bracket.witness is None or not math.isfinite(bracket.upper):
        yield _unsure(rule, bracket)
        return
    ends = np.array(bracket.witness)
    middle = ends.mean(axis=0)
    found = tuple(
        by_rule(
            "JC103",
            rule,
            float(np.linalg.norm(ends[1] - ends[0])),
            f"{rule.kind.meaning}: {bracket.lower:.3f} to {bracket.upper:.3f} mm",
            ADVICE,
            part=bracket.body,
            place=_place(middle),
            slack=slack + ROUNDING,
        )
    )
    yield from (f for f in found if not any(_tells(other, f, slack) for other in located))
    if not found and bracket.lower < (rule.error or 0.0) * (1.0 - 2.0 * PRECISION) - 2.0 * slack:
        yield _unsure(rule, bracket)


def _tells(other: Finding, finding: Finding, slack: float) -> bool:
    """Whether another finding is of the same place: near it, no milder and no thicker."""
    near = math.dist(other.place or (), finding.place or ()) < NEAR
    milder = other.level != finding.level and finding.level == "error"
    return near and not milder and (other.value or 0.0) <= 1.05 * (finding.value or 0.0) + slack


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


def _place(point: Points) -> Place:
    x, y, z = (float(c) for c in point)
    return (x, y, z)
