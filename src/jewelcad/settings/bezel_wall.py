"""The metal of a bezel: its foot in the band, and its wall, hollow and cut."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jewelcad.frames import Frame
from jewelcad.geometry.contours import Contour, Line, Segment, polygon
from jewelcad.geometry.parallels import bends, parallel
from jewelcad.geometry.rims import plug, shifted
from jewelcad.geometry.shapes import Carved, Shape
from jewelcad.settings.basket import bowl
from jewelcad.settings.bezel_trim import cuts
from jewelcad.settings.lip import EDGE, LAP
from jewelcad.settings.piercing import Cuts
from jewelcad.workpiece import Stage

if TYPE_CHECKING:
    from jewelcad.settings.bezel import Bezel

BROW = 0.25
"""mm of the ledge's edge under the bearing over a gallery (a choice; not 0.2, at which windows
under a usual rail would just touch the slope below it)."""


def foot(bezel: Bezel) -> Shape:
    """The bowl in the band; its level top is the floor of the hollow."""
    outer = parallel(bezel.outline, bezel.outer_at(bezel.floor_height) + LAP)
    return bowl(outer, bezel.floor_height, bezel.sink, 0.7 * LAP)


def wall(bezel: Bezel, stage: Stage) -> Shape:
    """The wall from the foot up, hollow all through."""
    rows = _outside(bezel, stage)
    over = bezel.lip_shape.over if stage == "set" else 0.0
    start = min(-over, *(row.start[0] for row in rows))  # inside all of the profile
    wall = plug(parallel(bezel.outline, start), [shifted(row, -start) for row in rows])
    return Carved(wall, ((_hollow(bezel, stage), Frame()), *_opened(bezel), *cuts(bezel, stage)))


def _outside(bezel: Bezel, stage: Stage) -> list[Segment]:
    """The wall's outside from the foot up, in (outside the girdle, height over the crest)."""
    bottom, girdle = bezel.floor_height - 0.5 * LAP, bezel.girdle_height_mm
    rows: list[Segment] = []
    if bezel.steps:
        rows += bezel.steps.side(bezel.tapered_at, bottom, bezel.bearing_height)
        bottom = rows[-1].end[1]
    rows.append(Line((bezel.tapered_at(bottom), bottom), (bezel.outer, girdle)))
    return [*rows, *bezel.lip_shape.profile(stage, girdle)]


def at_corners(bezel: Bezel) -> float:
    """Wall left outside the seat on the stone's sharpest corner, mm: a taper that runs in under
    the girdle rounds it off."""
    under = max(0.0, -min(row.start[0] for row in _outside(bezel, "cast")))
    turn = max(0.0, *bends(bezel.outline))
    spread = 1.0 / math.cos(turn / 2.0)
    return bezel.outer + under - (bezel.clearance + under) * spread


def _opened(bezel: Bezel) -> Cuts:
    """What is cut from the wall of a half bezel, on both sides of the row."""
    if not bezel.open:
        return ()
    half, far = math.radians(bezel.open) / 2.0, 4.0 * (bezel.gem.length + bezel.outer)
    x, y = far * math.sin(half), far * math.cos(half)
    low, top = bezel.open_from, bezel.girdle_height_mm + bezel.cast_height + 1.0
    wedges = ([(0.0, 0.0), (side * x, side * y), (-side * x, side * y)] for side in (1.0, -1.0))
    up = [Line((0.0, low), (0.0, top))]
    return tuple((plug(Contour(polygon(corners)), up), Frame()) for corners in wedges)


def _hollow(bezel: Bezel, stage: Stage) -> Shape:
    """Under the bearing it follows the taper; over it, it leaves what becomes the lip."""
    floor, girdle = bezel.floor_height, bezel.girdle_height_mm
    low, inner = bezel.hollow_at(floor), -bezel.ledge
    top, step = bezel.cast_height + EDGE, max(bezel.gem.girdle_bottom, -0.2)
    if stage == "set":
        inner, top = -bezel.lip_shape.reach, bezel.lip_height + bezel.wall
        if inner > -bezel.ledge:  # the step lies in the stone
            step = (bezel.gem.girdle_bottom + bezel.lip_height) / 2.0
    profile = [
        Line((low, floor - LAP), (low, floor)),
        *_under_bearing(bezel, girdle + step),
        Line((-bezel.ledge, girdle + step), (inner, girdle + step)),
        Line((inner, girdle + step), (inner, girdle + top)),
    ]
    kept = [p for p in profile if math.dist(p.start, p.end) > 1e-9]
    start = min(p.start[0] for p in kept)
    path = parallel(bezel.gem.girdle_outline.contour(), start)
    return plug(path, [shifted(p, -start) for p in kept])


def _under_bearing(bezel: Bezel, top: float) -> list[Line]:
    """The hollow's side from the floor to the ledge, which a gallery leaves on a slope of 45°
    from below."""
    floor, foot = bezel.floor_height, bezel.bearing_foot - BROW
    low, ledge = (bezel.hollow_at(floor), floor), (-bezel.ledge, top)
    if not bezel.is_gallery:
        return [Line(low, ledge)]
    z = max(foot - bezel.ledge, floor + BROW)
    brow = (min(bezel.hollow_at(z), foot - z - bezel.ledge), z)
    return [Line(low, brow), Line(brow, (-bezel.ledge, foot)), Line((-bezel.ledge, foot), ledge)]
