"""Seats: what every setting cuts for its stone.

A seat is a body of revolution about the stone's axis, so the stone may be turned in it. It is cut
from everything; its own frame is the stone's.
"""

from __future__ import annotations

import itertools
import math

from jewelcad.errors import ParameterError
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.shapes import Turned
from jewelcad.workpiece import Body, Stage


def must_be_round(gem: Stone, setting: str) -> None:
    """Refuse a stone whose girdle is no circle: a turned seat would not hold it.

    Raises
    ------
    ParameterError
        Naming the setting, the cut and its size.
    """
    around = gem.girdle_outline.length
    if abs(around - 2 * math.pi * gem.girdle_radius) > 1e-6 * around:
        raise ParameterError(
            f"{setting}.gem = {gem.cut}, {gem.length:.2f} x {gem.width:.2f} mm, is not round, and "
            f"{setting} holds round stones only: its seat is turned. Choose a round cut."
        )


def seat(gem: Stone, stage: Stage, clearance: float, open_to: float) -> Body:
    """The room a stone needs.

    Parameters
    ----------
    stage : at ``cast`` the bearing under the girdle and a straight way in from above, up to
        ``open_to``; at ``set`` the stone's own envelope, so the metal laid over it touches
    clearance : mm on every side, at ``cast``; metal burnished onto a stone leaves none
    open_to : height over the girdle plane to which the way in is open, mm
    """
    outline = list(gem.envelope(clearance if stage == "cast" else 0.0))
    if stage == "cast":
        widest = max(r for r, _ in outline)
        below = [p for p in outline if p[1] <= 0]
        outline = [*below, (widest, open_to), (0.0, open_to)]
    return Body("seat", Turned(Contour(polygon(outline))))


def distance_under(gem: Stone, r: float, z: float) -> float:
    """How far a point (radius, height over the girdle plane) stands off the stone's underside, mm.

    Negative inside the pavilion's slope; exact for the envelope's flanks.
    """
    below = [p for p in gem.envelope() if p[1] <= 0]
    pairs = list(itertools.pairwise(below))
    return max(_outside(a, b, (r, z)) for a, b in pairs)


def crown_height_at(gem: Stone, r: float) -> float:
    """Height of the crown's envelope over the girdle plane at a radius, mm."""
    over = [p for p in gem.envelope() if p[1] > 0]
    for (r1, z1), (r0, z0) in itertools.pairwise(over):
        if r0 <= r <= r1 and r1 > r0:
            return z0 + (z1 - z0) * (r - r0) / (r1 - r0)
    return gem.girdle_top


def _outside(a: tuple[float, float], b: tuple[float, float], p: tuple[float, float]) -> float:
    """Signed distance of ``p`` from the line a-b, positive on its right."""
    dx, dz = b[0] - a[0], b[1] - a[1]
    length = (dx * dx + dz * dz) ** 0.5
    return float((dz * (p[0] - a[0]) - dx * (p[1] - a[1])) / length)
