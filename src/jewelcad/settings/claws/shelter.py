"""The V over a sharp corner: two thin walls that meet round it, and the corner's relief."""

from __future__ import annotations

import math

from jewelcad.gems.outlines import Point
from jewelcad.geometry.contours import Arc, Contour, Line, Segment, polygon
from jewelcad.geometry.rims import Less, plug
from jewelcad.geometry.shapes import Turned
from jewelcad.settings.places import Place
from jewelcad.workpiece import Body

SHELTER_WALL = 0.55
"""Thickness of a V beside the girdle, share of the claw's diameter (a choice)."""
TOE = 0.6
"""Of that where it ends under the girdle (a choice: a thinner toe beside a steep pavilion would not
cast)."""
SOFT = 0.8
"""Rounding of the lip's upper edge over its width (a choice): the rest stays level, for two
roundings that end on one line are more than the kernel bears."""
ROUND = 0.05
"""mm, rounding of the V's inner corner (a choice)."""
RELIEF = 0.2
"""Radius of the relief over the wall (a choice; GIA asks for one, domain.md §5.1)."""


def shelter(
    name: str, place: Place, wall: float, lip: float, leg: float, low: float, top: float
) -> Body:
    """The walls of which the seat leaves a V: round a corner and, once set, over its sides.

    Their upper edge is round.

    Parameters
    ----------
    wall, lip : thickness outside and inside the outline, mm
    leg : how far it reaches along each side from the corner, mm
    low, top : heights between which it stands; at the bottom it narrows to `TOE`
    """
    core = Contour(polygon(_corner_of(place, 0.0, leg)))
    bend = min(wall, 0.5 * (top - low))  # over a low crown the rounding is smaller
    shoulder = min(low + (1.0 - TOE) * wall, top - bend)
    upright = top - bend - shoulder > 1e-9
    outside: tuple[Segment, ...] = (
        Line((TOE * wall, low), (wall, shoulder)),
        *([Line((wall, shoulder), (wall, top - bend))] if upright else []),
        Arc((wall - bend, top - bend), bend, bend, 0.0, math.pi / 2.0),
    )
    room = Contour(polygon(_corner_of(place, lip + ROUND, 4.0 * (leg + wall))))
    soft = SOFT * lip
    inside = (
        Line((ROUND, low - wall), (ROUND, top - soft)),
        Arc((ROUND + soft, top - soft), soft, soft, math.pi, math.pi / 2.0),
        Line((ROUND + soft, top), (ROUND + soft, top + wall)),
    )
    return Body(name, Less(plug(core, outside), (plug(room, inside),)))


def relief(name: str, place: Place, wall: float, height: float) -> Body:
    """The setter's drill at the corner: no metal presses on the stone's brittle point."""
    r = RELIEF * wall
    ball = Arc((0.0, 0.0), r, r, -math.pi / 2.0, math.pi / 2.0)
    drill = Turned(Contour((ball, Line((0.0, r), (0.0, -r)))))
    return Body(name, drill, place.frame(0.0, height))


def _corner_of(place: Place, inset: float, leg: float) -> list[Point]:
    """The corner ``inset`` mm inside both its sides, and ``leg`` mm along either from there;
    counter-clockwise."""
    nx, ny = place.outward
    half = (math.pi - place.turn) / 2.0  # between a side and the way inwards
    x, y = place.at(-inset * place.spread)
    inward = math.atan2(-ny, -nx)
    return [
        (x, y),
        *((x + leg * math.cos(a), y + leg * math.sin(a)) for a in (inward - half, inward + half)),
    ]
