"""The place on a triangle that is nearest to another place."""

from __future__ import annotations

import numpy as np

from jewelcad.checks.features import crossed, dots
from jewelcad.geometry.mesh import Points


def nearest(triangles: Points, places: Points) -> Points:
    """(m, 3) the place on each (flat) triangle nearest to each of as many places."""
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    normal = crossed(b - a, c - a)
    area = dots(normal, normal)
    safe = np.maximum(area, 1e-300)
    off = places - a
    u = dots(crossed(off, c - a), normal) / safe
    v = dots(crossed(b - a, off), normal) / safe
    inside = (area > 1e-30) & (u >= 0) & (v >= 0) & (u + v <= 1)
    best = a + u[:, None] * (b - a) + v[:, None] * (c - a)
    least = np.where(inside, dots(places - best, places - best), np.inf)
    for p, q in ((a, b), (b, c), (c, a)):
        run = q - p
        share = np.clip(dots(places - p, run) / np.maximum(dots(run, run), 1e-300), 0.0, 1.0)
        foot = p + share[:, None] * run
        gap = dots(places - foot, places - foot)
        nearer = gap < least
        best = np.where(nearer[:, None], foot, best)
        least = np.where(nearer, gap, least)
    return best
