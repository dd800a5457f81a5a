"""Where a stone lies in a faceting design, and its numbers.

A design's own frame is the faceting machine's: any unit, the origin wherever the designer put it.
`measure_of` finds the middle of the girdle's box and a quarter turn if the stone is longer across
than along, so x is its length; the index gear's foot, or its place a quarter before, looks to +x.

The girdle is where the outline is: every upright facet, and every corner between a facet that looks
up and one that looks down. So a design without 90° tiers has a girdle too, as high as its edge goes
up and down. Where it lies in a flat base (a rose cut) or table, the lowest or highest `FLAT_GIRDLE`
% of the stone is girdle, since the origin must lie inside.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.frames import Vector
from jewelcad.gems.diagram import Tier
from jewelcad.gems.facetting_notation import Design

if TYPE_CHECKING:
    from jewelcad.gems.polyhedron import Polyhedron

UPRIGHT, LEVEL = math.sin(math.radians(0.05)), math.cos(math.radians(1.0))
"""Facets within 0.05° of upright are the girdle's, within 1° of level the table's (a choice)."""
NEAR = 1e-6
"""Corners nearer than this share of the width are one in plan, as are sides that turn by less."""
FLAT_GIRDLE = 0.2
"""Least girdle of a stone with a flat base, % of the width (a choice)."""
FLATTEST, LONGEST = 0.02, 20.0
"""Depth and length of a stone, as shares of its width (a choice: no stone goes beyond)."""


class Plane(NamedTuple):
    """One facet's."""

    name: str
    tilt: float
    azimuth: float
    distance: float

    @property
    def normal(self) -> Vector:
        return next(Tier(self.name, self.tilt, (self.azimuth,), self.distance).normals)

    def depth(self, point: Vector) -> float:
        """How far ``point`` is inside."""
        return self.distance - sum(n * p for n, p in zip(self.normal, point, strict=True))


class Measure(NamedTuple):
    """Numbers of a design, and its frame: ``turn`` it, then move ``centre`` to the origin."""

    width: float
    ratio: float
    centre: Vector
    turn: float
    table: float
    girdle: float
    crown_height: float
    pavilion_depth: float
    crown_angle: float
    pavilion_angle: float


def planes_of(design: Design, turn: float = 0.0) -> list[Plane]:
    """The facets' planes; of several that look the same way (to 1e-7°), the deepest."""
    found: dict[tuple[float, float], Plane] = {}
    for tier in design.tiers:
        tilt = tier.tilt
        for position, name in tier.facets():
            azimuth = design.azimuth(position) % 360.0
            plane = Plane(name, tilt, azimuth + turn, abs(tier.distance))
            key = (round(tilt, 7), round(azimuth, 7) % 360.0 if 0.0 < tilt < 180.0 else 0.0)
            if key not in found or plane.distance < found[key].distance:
                found[key] = plane
    return list(found.values())


@functools.lru_cache(maxsize=64)
def measure_of(design: Design) -> Measure:
    from jewelcad.gems.polyhedron import enclosed

    planes = planes_of(design)
    if not any(plane.tilt < 90.0 for plane in planes):
        raise ParameterError("the stone is open above. Add a crown, or a table of angle 0.")
    if not any(plane.tilt > 90.0 for plane in planes):
        raise ParameterError("the stone is open below. Add a pavilion; its angles are below 0.")
    stone = sound(lambda: enclosed((str(k), p.normal, p.distance) for k, p in enumerate(planes)))
    length, width = (stone.vertices.max(axis=0) - stone.vertices.min(axis=0))[:2]
    if width <= length * (1.0 + 1e-6):
        return _measured(stone, planes, 0.0)
    vertices, normals = ((v[:, [1, 0, 2]] * (1, -1, 1)) for v in (stone.vertices, stone.normals))
    stone = replace(stone, vertices=vertices, normals=normals)
    return _measured(stone, planes_of(design, -90.0), -90.0)


def sound(make: Callable[[], Polyhedron]) -> Polyhedron:
    """The stone, if it is one."""
    import numpy as np

    why = "it has no volume. Check the distances."
    try:
        with np.errstate(all="ignore"):
            stone = make()
            if 0.0 < stone.volume < math.inf:
                return stone
    except (GeometryError, ParameterError) as error:
        why = str(error)
    except ValueError:  # what numpy raises
        why = "two facets all but coincide. Leave one of them out."
    raise ParameterError(f"the facets do not close to a stone: {why}")


def _measured(stone: Polyhedron, planes: list[Plane], turn: float) -> Measure:
    """Numbers of a stone whose tiers are the numbers of its planes."""
    low, high = stone.vertices.min(axis=0).tolist(), stone.vertices.max(axis=0).tolist()
    length, width, depth = (b - a for a, b in zip(low, high, strict=True))
    if length > LONGEST * width or not FLATTEST * width <= depth <= LONGEST * width:
        size = f"{length:g} long, {width:g} wide and {depth:g} deep"
        raise ParameterError(f"no stone is {size}. Check angles and distances.")
    bottom, top = _girdle(stone, low[2], high[2], FLAT_GIRDLE / 100.0 * width)
    percent = 100.0 / width
    return Measure(
        width,
        length / width,
        _centre(planes, low, high, (bottom + top) / 2.0),
        turn,
        _across_table(stone) * percent,
        (top - bottom) * percent,
        max(high[2] - top, 0.0) * percent,
        max(bottom - low[2], 0.0) * percent,
        _main_slope(stone, planes, up=True),
        _main_slope(stone, planes, up=False),
    )


def _girdle(stone: Polyhedron, low: float, high: float, least: float) -> tuple[float, float]:
    """Heights of the girdle's lower and upper edge."""
    import numpy as np

    z = np.repeat(stone.normals[:, 2], [len(face) for face in stone.faces])
    corner = np.concatenate([np.array(face) for face in stone.faces])
    at = np.zeros((3, len(stone.vertices)), dtype=np.bool_)
    for row, kind in zip(at, (z > UPRIGHT, z < -UPRIGHT, np.abs(z) <= UPRIGHT), strict=True):
        row[corner[kind]] = True
    height = stone.vertices[(at[0] & at[1]) | at[2], 2]
    bottom, top = float(height.min()), float(height.max())
    if top - bottom < least and bottom - low < least / 2.0:
        return low, low + least
    if top - bottom < least and high - top < least / 2.0:
        return high - least, high
    return bottom, top


def _centre(planes: list[Plane], low: list[float], high: list[float], z: float) -> Vector:
    """The middle of the girdle's box; the machine's axis, if that lies outside a lopsided stone."""
    width = high[1] - low[1]
    x, y = ((a + b) / 2.0 for a, b in zip(low[:2], high[:2], strict=True))
    middle = tuple(0.0 if abs(v) < 1e-9 * width else v for v in (x, y))
    for x, y in (middle, (0.0, 0.0)):
        if min(plane.depth((x, y, z)) for plane in planes) > 1e-4 * width:
            return (x, y, z)
    raise ParameterError(
        "the middle of the girdle does not lie inside the stone, so nothing can be set by it. "
        "Check the tiers' positions."
    )


def _across_table(stone: Polyhedron) -> float:
    tables = [f for f, z in zip(stone.faces, stone.normals[:, 2], strict=True) if z > LEVEL]
    across = stone.vertices[[corner for face in tables for corner in face], 1]
    return float(across.max() - across.min()) if tables else 0.0


def _main_slope(stone: Polyhedron, planes: list[Plane], up: bool) -> float:
    """Slope of the mains: of the tiers that reach the table (or the culet), the largest in area.

    Of all, over a crown without a table.
    """
    import numpy as np

    a, b, c = np.moveaxis(stone.vertices[stone.triangles()], 1, 0)
    areas = np.bincount(stone.triangle_faces(), np.linalg.norm(np.cross(b - a, c - a), axis=1))
    height = stone.vertices[:, 2] if up else -stone.vertices[:, 2]
    reaches = height > height.max() - NEAR * np.ptp(stone.vertices[:, 1])
    if up and not (stone.normals[:, 2] > LEVEL).any():
        reaches[:] = True
    total: dict[float, float] = {}
    for face, tier, z, area in zip(
        stone.faces, stone.tiers, stone.normals[:, 2].tolist(), areas.tolist(), strict=True
    ):
        if UPRIGHT < (z if up else -z) < LEVEL and reaches[list(face)].any():
            tilt = planes[int(tier)].tilt
            total[tilt] = total.get(tilt, 0.0) + area
    tilt = max(total, key=lambda t: total[t], default=0.0)
    return min(tilt, 180.0 - tilt)
