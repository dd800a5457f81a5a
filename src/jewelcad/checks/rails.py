"""Gallery rails that run too near each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from jewelcad.checks.finding import Finding
from jewelcad.checks.making import by_bracket
from jewelcad.checks.subject import Subject
from jewelcad.checks.surface import Surface
from jewelcad.checks.wall import thinnest_of
from jewelcad.geometry.mesh import Mesh
from jewelcad.reference.profiles import Profile

RAILS = ("rail", "gallery")
"""Last words of the names of rails."""
MOST = 60
"""Rails that are looked at together."""


def near_rails(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Two rails that run too near each other keep a fin of investment, and cannot be polished.

    A gap as in JC107, between faces of two different rails of our own piece; found by the same
    proof, so nothing is missed. Stuller asks for 0.4 mm, and 0.8 in platinum and palladium. Part
    the rails, or leave one out.
    """
    rule = profile.rule("rail_gap")
    if rule is None or rule.strictest is None:
        return
    mesh = subject.zoned(profile).mesh
    slack = 2.0 * mesh.deviation
    rails = _near(mesh, rule.strictest + slack)
    if len(rails) < 2:
        return
    kind = np.zeros(len(mesh.names), np.int64)
    kind[rails] = np.arange(1, len(rails) + 1)
    limits = np.full((len(rails) + 1, len(rails) + 1), rule.strictest + slack)
    limits[0] = limits[:, 0] = 0.0
    np.fill_diagonal(limits, 0.0)
    for bracket in thinnest_of(Surface(mesh, kind[mesh.body]).air, limits).values():
        advice = "Part the rails, or leave one out."
        yield from by_bracket("JC117", rule, bracket, "the gap between two rails", advice, slack)


def _near(mesh: Mesh, limit: float) -> list[int]:
    """The rails whose boxes come within a limit of another's, mm; `MOST` of them at most."""
    words = [re.sub(r"\[.*?\]", "", name.split("/")[-1]) for name in mesh.names]
    there = set(np.unique(mesh.body).tolist())
    rails = [k for k, word in enumerate(words) if word in RAILS and k in there]
    boxes = []
    for k in rails:
        points = mesh.corners[mesh.body == k].reshape(-1, 3)
        boxes.append((points.min(axis=0) - limit / 2.0, points.max(axis=0) + limit / 2.0))
    near = [
        k
        for k, (low, high) in zip(rails, boxes, strict=True)
        if sum(bool((low <= h).all() and (high >= o).all()) for o, h in boxes) > 1
    ]
    return near[:MOST]
