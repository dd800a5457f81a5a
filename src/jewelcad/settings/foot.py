"""The foot of a setting: a bowl that sinks into the band and joins it at any width.

Its underside is a half ellipsoid, so it crosses the band's surface steeply all round: no wedge of
air beneath it and no feather edge, on a narrow wire as on a wide band.
"""

from __future__ import annotations

import math

from jewelcad.geometry.contours import Arc, Line, Segment

Point = tuple[float, float]


def bowl(radius: float, shoulder: float, sink: float) -> tuple[Arc]:
    """The underside in (radius, height): from the axis at -``sink`` to the rim."""
    return (Arc((0.0, shoulder), radius, shoulder + sink, -math.pi / 2, 0.0),)


def rounded_rim(outer: Point, inner: Point, edge: float) -> tuple[Segment, ...]:
    """Over a level rim from the outer wall's top to the inner wall's, both edges rounded.

    ``outer`` and ``inner`` are the sharp corners at one height; the walls beneath are upright.
    """
    (r1, z), (r0, _) = outer, inner
    low = z - edge
    over = [Arc((r1 - edge, low), edge, edge, 0.0, math.pi / 2)]
    back = [Arc((r0 + edge, low), edge, edge, math.pi / 2, math.pi)]
    flat = [Line((r1 - edge, z), (r0 + edge, z))] if r1 - r0 - 2 * edge > 1e-9 else []
    return (*over, *flat, *back)
