"""The plate of a halo: how thick, how far in, and its body.

Its section is in (outside the centre's outline, height over the centre's girdle).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jewelcad.gems.outlines import Point
from jewelcad.geometry.contours import Arc, Contour, Line, polygon
from jewelcad.geometry.parallels import bends, clefts, parallel
from jewelcad.geometry.rims import Less, plug, rim
from jewelcad.geometry.shapes import Shape
from jewelcad.geometry.walks import distance
from jewelcad.reference.limits import limit
from jewelcad.settings import plate_air
from jewelcad.settings.basket import soft
from jewelcad.settings.bezel import Bezel
from jewelcad.settings.places import SHARP
from jewelcad.settings.reach import middle, outside
from jewelcad.settings.sides import sides

if TYPE_CHECKING:
    from jewelcad.settings.halo import Halo

AIR = 0.05
"""mm between plate and centre stone, beside the clearance (a choice)."""
CORNER = 0.15
"""mm, least rounding of the inner wall's corners (a choice)."""
EDGE = 0.12
"""mm, rounding of the plate's edges (``edge.radius``)."""
ROUND = 0.05
"""mm of a plate's thickness that its round edges may take (a choice)."""
STEP, TRIES = 0.05, 10
"""mm by which a plate is made to reach its rail, and how often (choices)."""
LOOKS = 24
"""Places round the stone at which its room is measured."""


def fitted(halo: Halo) -> tuple[float, float]:
    """Thickness of the plate and how far outside the outline its inner wall stands, mm.

    A plate that would almost touch the uppermost rail is as much thicker, or reaches as much
    farther in or less far, as joins the two or parts them, if that is to be had; or else thinner,
    as it is where the claws lean away from it.
    """
    if halo.under:
        return thin(halo), back(halo)
    usual, low = thin(halo), least(halo)
    clear = clear_of_stone(halo, -halo.low - halo.top_depth)
    thick = [usual + STEP * k for k in range(1 if halo.thickness else TRIES)]
    thick += [low + STEP * k for k in range(math.ceil((usual - low) / STEP))]
    tries = sorted(
        (plate < usual, abs(plate - usual) + moved, plate, inner)
        for plate in thick
        for moved, inner in _inner_walls(halo, plate, clear)
    )
    for *_, plate, inner in tries:
        held = carried(halo, plate, inner) >= limit("overlap.merge").value
        if held and not grazes(halo, plate, inner):
            return plate, inner
    return tries[0][2:]


def _inner_walls(halo: Halo, plate: float, clear: float) -> list[tuple[float, float]]:
    """Where the inner wall of a plate may stand outside the outline, and how far that is from
    where it stands best, mm."""
    half = -halo.low - halo.top_depth - plate / 2
    best = max(middle(halo.head, half, bite()), clear)
    far = max(outside(halo.head, half) - limit("overlap.merge").value, best)
    steps = [STEP * k for k in range(-TRIES, TRIES)]
    return [(0.0, best), *((abs(d), best + d) for d in steps if clear <= best + d <= far)]


def carried(halo: Halo, plate: float, inner: float) -> float:
    """How far the head's claws reach into a plate, at its middle, mm."""
    return outside(halo.head, -halo.low - halo.top_depth - plate / 2) - inner


def grazes(halo: Halo, plate: float, inner: float) -> bool:
    """Whether a plate leaves a slot too narrow to cast beside the uppermost rail, or joins it
    by less than a seam."""
    return slot(halo, plate, inner) < limit("check.gap.error").value


def slot(halo: Halo, plate: float, inner: float) -> float:
    """The narrowest air between a plate and the uppermost rail, mm; negative where they are
    one by less than a seam."""
    off = off_rail(halo, plate, inner)
    if off > -limit("overlap.merge").value:
        return off
    return min(crescents(halo, plate, inner), default=math.inf)


def thin(halo: Halo) -> float:
    """Thickness of a plate that holds the small stones and that every caster takes, mm."""
    return halo.thickness or max(limit("check.wall.warn").value + ROUND, least(halo))


def least(halo: Halo) -> float:
    """Thickness of a plate that just holds the small stones, mm."""
    deep = halo.melee.pavilion_depth + halo.clearance + 0.1
    deep += bite() if halo.under else 0.0
    return halo.thickness or max(limit("check.wall.error").value, deep)


def off_rail(halo: Halo, plate: float, inner: float) -> float:
    """Air between a plate and the uppermost rail, mm; negative where they are one."""
    if isinstance(halo.head, Bezel) or not halo.head.rails:
        return math.inf
    return plate_air.off_rail(halo.head, corners(halo, plate, inner), EDGE)


def crescents(halo: Halo, plate: float, inner: float) -> list[float]:
    """Widths of the openings between a plate and a rail that else are one, mm."""
    outline = halo.head.gem.girdle_outline.contour()
    cornered = clefts(outline) or any(bend >= SHARP for bend in bends(outline))
    if isinstance(halo.head, Bezel) or not cornered:
        return []
    heights = [z + halo.head.girdle_height_mm for _, z in corners(halo, plate, inner)]
    low, high = min(heights) + EDGE, max(heights) - EDGE
    return plate_air.crescents(halo.head, wall(halo, inner), low, high)


def windows(halo: Halo) -> int:
    """Openings one can see through between plate, claws and uppermost rail; where the plate lies
    on the rail only those round its clefts and corners."""
    if isinstance(halo.head, Bezel):
        return 0
    if off_rail(halo, *halo.fitted) < 0.0:
        return len(crescents(halo, *halo.fitted))
    return sum(len(halo.head.wires(place)) for place in halo.head.places)


def line(halo: Halo) -> Contour:
    """Through the middles of a hidden halo's stones."""
    inner = soft(parallel(halo.outline, back(halo)), halo.half)
    return parallel(inner, halo.plate + halo.top_depth)


def clear_of_stone(halo: Halo, z: float) -> float:
    """How far outside the outline metal at ``z`` must stay, mm; negative under the girdle."""
    need, (low, high) = halo.clearance + AIR, (-halo.head.gem.width / 2, 1.0)
    around_it = sides(halo.head.gem, LOOKS)
    if z >= halo.head.gem.girdle_bottom:
        return need
    for _ in range(30):
        between = (low + high) / 2
        free = all(side.under(-between, z) >= need for side in around_it)
        low, high = (low, between) if free else (between, high)
    return high


def corners(halo: Halo, plate: float, inner: float) -> tuple[Point, ...]:
    """Of the plate's section in (outside the outline, height over the centre's girdle)."""
    a = math.radians(halo.lean)
    (first, last), (cos, sin) = halo.middles, (math.cos(a), math.sin(a))

    def place(u: float, v: float) -> Point:
        return (first + u * cos + v * sin, v * cos - u * sin - halo.low)

    top, floor = -halo.top_depth, -halo.top_depth - plate
    if halo.under:
        low, high = -halo.half, halo.half
        return (place(low, floor), place(high, floor), place(high, top), place(low, top))
    out = (last - first) / cos + halo.half
    ends = [(inner, place(0.0, v)[1] + (place(0.0, v)[0] - inner) * math.tan(a))
             for v in (floor, top)]  # fmt: skip
    return (ends[0], place(out, floor), place(out, top), ends[1])


def wall(halo: Halo, start: float) -> Contour:
    """The plate's inner wall from above, so far outside the outline."""
    path = parallel(halo.outline, start)
    if halo.under or start < CORNER:
        return soft(path, halo.half if halo.under else CORNER)
    return path


def shape(halo: Halo) -> Shape:
    """The plate as a body."""
    start = halo.fitted[1]
    path = wall(halo, start)
    if _goes_round_corners(halo):
        return _cornered(halo, path)
    section = Contour(polygon(corners(halo, *halo.fitted), EDGE))
    return rim(path, section.moved(-start, 0.0))


def beyond(halo: Halo, point: Point) -> float:
    """How far outside the plate's outer edge a place lies in plan, mm; negative over the plate."""
    inner, outer = halo.fitted[1], max(u for u, _ in corners(halo, *halo.fitted))
    if _goes_round_corners(halo):
        return distance(halo.outline, point) - outer
    return distance(wall(halo, inner), point) - (outer - inner)


def _goes_round_corners(halo: Halo) -> bool:
    """Whether the outside goes round sharp corners as the stones do, where the inner wall runs
    inside them; a band that leans keeps one section all round."""
    inside = not halo.under and not halo.lean and halo.fitted[1] < CORNER
    return inside and any(bend >= SHARP for bend in bends(halo.outline))


def _cornered(halo: Halo, path: Contour) -> Shape:
    """A plate whose inner wall runs inside the outline's corners: outside it goes round them
    as the stones do."""
    (inner, low), outer_low, outer_high, (_, high) = corners(halo, *halo.fitted)
    at = max(inner, 0.0)
    section = polygon([(at, low), outer_low, outer_high, (at, high)], [0.0, EDGE, EDGE, 0.0])
    side = section[1:-2]  # floor and top are level
    hole = (
        Line((EDGE, low - EDGE), (EDGE, low)),
        Arc((EDGE, low + EDGE), EDGE, EDGE, -math.pi / 2.0, -math.pi),
        Line((0.0, low + EDGE), (0.0, high - EDGE)),
        Arc((EDGE, high - EDGE), EDGE, EDGE, math.pi, math.pi / 2.0),
        Line((EDGE, high), (EDGE, high + EDGE)),
    )
    return Less(plug(halo.outline, side), (plug(path, hole),))


def back(halo: Halo) -> float:
    """Of a hidden halo's inner face outside the outline, mm."""
    return outside(halo.head, -halo.low) - bite()


def bite() -> float:
    """How far the plate reaches into the head's claws, mm (twice ``overlap.merge``)."""
    return 2 * limit("overlap.merge").value
