"""Edges: those that stand out too sharp, and corners that are cut in too sharp."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jewelcad.checks.creases import creases
from jewelcad.checks.finding import Finding
from jewelcad.checks.making import by_rule
from jewelcad.checks.subject import Subject
from jewelcad.reference.profiles import Profile

LEAST = 0.2
"""mm of a sharp edge before it is told (a choice): shorter ones are polished away unseen."""
TURN = 30.0
"""Degrees a surface turns into a corner from which it is one (a choice)."""


def feather_edge(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A feather edge does not fill, chips in the wax and cuts the finger.

    Chains of outer edges at which the metal is sharper than the profile asks, with their length;
    an edge is no wall, so these are not among the thin walls. Blunt it, or let the parts overlap
    more.
    """
    rule = profile.rule("edge_angle")
    if rule is None or rule.strictest is None:
        return
    from jewelcad.checks.regions import feathers

    for edge in feathers(subject.mesh, rule.strictest):
        if edge.length < LEAST:
            continue
        yield from by_rule(
            "JC104",
            rule,
            edge.angle,
            f"{edge.length:.1f} mm of edge are as sharp as {edge.angle:.0f} degrees, between "
            f"{' and '.join(dict.fromkeys(edge.bodies))}",
            "Blunt it, or let the parts overlap more.",
            part=edge.bodies[0],
            place=edge.place,
            size=edge.length,
            size_unit="mm",
        )


def sharp_inner_corner(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Metal shrinks away from a sharp inner corner and tears there; investment breaks off in it.

    Inner corners without a fillet, of 30 degrees and more, with their length in all. Only for
    houses that ask for a radius. Round the corner.
    """
    rule = profile.rule("edge_radius")
    if rule is None:
        return
    found = creases(subject.mesh, TURN)
    inner = np.flatnonzero(found.bend < 0.0)
    length = float(found.length[inner].sum())
    if length < LEAST:
        return
    worst = int(inner[np.argmin(found.bend[inner])])
    x, y, z = (float(c) for c in found.middle[worst])
    yield from by_rule(
        "JC109",
        rule,
        0.0,
        f"{length:.1f} mm of inner corners have no radius",
        "Round them.",
        part=subject.mesh.names[subject.mesh.body[found.triangle[worst]]],
        place=(x, y, z),
        size=length,
        size_unit="mm",
    )
