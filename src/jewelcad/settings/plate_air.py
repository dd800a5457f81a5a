"""Air between a halo's plate and the uppermost rail of the head it stands round."""

from __future__ import annotations

import itertools
import math

from jewelcad.gems.outlines import Point
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.parallels import parallel
from jewelcad.geometry.walks import distance, run, spot, stretches
from jewelcad.settings.basket import rail_line
from jewelcad.settings.plans import away, inside
from jewelcad.settings.prong import PINHOLE, ProngHead

LOOK = 0.05
"""mm along the plate's inner wall between places at which its air to the rail is measured."""


def off_rail(head: ProngHead, corners: tuple[Point, ...], edge: float) -> float:
    """Air between plate and rail where a claw stands on a side, mm; negative where they are one.

    Parameters
    ----------
    corners : of the plate's section, in (outside the outline, height over the girdle)
    edge : by which they are rounded, mm
    """
    z = head.rail_heights[-1]
    core = tuple(p.start for p in parallel(Contour(polygon(corners)), -edge).segments)
    point = (head.line.at(z), z - head.girdle_height_mm)
    off = away(core, point) * (-1.0 if inside(core, point) else 1.0)
    return off - edge - head.rail_wire / 2


def crescents(head: ProngHead, wall: Contour, floor: float, top: float) -> list[float]:
    """Where a plate and a rail that are one part all the same, round a cleft or a corner: the
    greatest width of each such opening, mm; negative where they barely meet.

    Parameters
    ----------
    wall : the plate's inner wall from above
    floor, top : heights over the band's crest between which that wall is upright, mm
    """
    z, r = head.rail_heights[-1], head.rail_wire / 2.0
    height = min(max(z, floor), top)
    half = math.sqrt(max(r * r - (height - z) ** 2, 0.0))
    line = rail_line(head.path_at(z), head.rail_wire)
    claws = []
    for place in head.places:
        claw = head.claw_on(place).line
        for wire in head.wires(place):
            x, y, _ = place.frame(claw.at(height), 0.0).moved(y=wire).origin
            claws.append(((x, y), claw.taper.radius(height) / math.cos(claw.lean)))
    airs = []
    for stretch in stretches(wall):
        steps = max(2, math.ceil(run(stretch) / LOOK))
        for k in range(steps):
            point, _ = spot(stretch, run(stretch) * k / steps)
            clear = min(math.dist(point, middle) - radius for middle, radius in claws)
            airs.append(min(distance(line, point) - half, clear))
    start = next((k for k, air in enumerate(airs) if air <= -PINHOLE), 0)
    rows = itertools.groupby(airs[start:] + airs[:start], key=lambda air: air > -PINHOLE)
    return [max(row) for parted, row in rows if parted]
