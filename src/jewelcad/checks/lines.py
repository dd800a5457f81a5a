"""Lines: narrow shallow grooves in metal; and of the mesh turned inside out, raised ones.

A line is room between two sides that face each other, with a floor on the one hand and nothing on
the other, that runs on, about as wide, for some widths: what stands between two claws or beads is
none, and what is deeper than a line may be is a gap. Its width is taken in the middle of its depth,
square to its floor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.features import Floats, dots, unit
from jewelcad.checks.rods import Look
from jewelcad.geometry.mesh import Indices, Mesh, Points

LEAN = math.radians(40.0)
"""How far the sides of a line may lean to each other (a choice: twice the draft of 15 degrees that
goldsmiths give letters, and more)."""
LONG = 3.0
"""Times its width that a line runs on, at least (a choice)."""
LEAST = 1.0
"""mm that it does (a choice): what is shorter, as between grains or at a corner, is none."""
ALIKE = 0.25
"""Of its width by which a line may widen or narrow on the way (a choice): what parts like a wedge
is none."""
FREE = 4.0
"""Times its width beyond which nothing is seen to stand over a line (a choice)."""
FLAT = math.cos(math.radians(40.0))
"""Cosine of how far a floor may lean to the way out (a choice)."""
STEP, SHORTEST = 0.5, 0.05
"""From section to section: of its width, and mm at least."""
FINE = 10
"""Halvings with which the mouth of a line is found."""


@dataclass(frozen=True)
class Line:
    """A place of a line.

    Parameters
    ----------
    width, depth : mm
    place : between its sides, mm
    face : a triangle of one side
    """

    width: float
    depth: float
    place: tuple[float, float, float]
    face: int


def lines(
    mesh: Mesh, widest: float, deepest: float, only: NDArray[np.bool_] | None = None
) -> tuple[Line, ...]:
    """Places of raised lines of a closed mesh; of engraved ones, where it is turned inside out.

    Parameters
    ----------
    widest, deepest : mm; what is wider or deeper is no line
    only : (m,) the triangles of their sides; all, if not said. Sides and floor belong to one body:
        what parts leave between them is no line
    """
    look = Look(mesh)
    start, across, face, way = look.chords(widest, only, LEAN)
    middle = start + way[:, None] / 2.0 * across
    out, fair = _out(look, middle, across, way, mesh.body[face])
    middle, across, out = middle[fair], across[fair], out[fair]
    face, way = face[fair], way[fair]
    side = unit(across - dots(across, out)[:, None] * out)
    one, two = (look.reach(middle, sign * side)[1] for sign in (1.0, -1.0))
    near = one + two < 2.0 * widest
    middle[near] += ((one[near] - two[near]) / 2.0)[:, None] * side[near]
    floor = np.minimum(look.reach(middle, -out)[1], 2.0 * deepest)  # farther off it is no line's
    mouth = _mouth(look, middle, side, out, way, deepest)
    depth = floor + mouth
    middle += ((mouth - floor) / 2.0)[:, None] * out
    width = look.reach(middle, side)[1] + look.reach(middle, -side)[1]
    fair = (depth <= deepest) & (width <= widest)
    fair[fair] = _runs(look, *(r[fair] for r in (middle, side, out, width, depth)))
    rows = zip(width[fair], depth[fair], middle[fair].tolist(), face[fair], strict=True)
    return tuple(Line(float(w), float(d), (x, y, z), int(f)) for w, d, (x, y, z), f in rows)


def _out(
    look: Look, middle: Points, across: Points, way: Floats, body: Indices
) -> tuple[Points, NDArray[np.bool_]]:
    """Which way lines open, square to their floors, and which open at all and have a floor, of the
    same body as their sides."""
    off = np.where(np.abs(across[:, :1]) < 0.6, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    x = unit(np.cross(across, off))
    spoke, _, reach = look.spokes(middle, x, np.cross(across, x))
    free = reach > FREE * way[:, None]
    out = unit(np.where(free[:, :, None], spoke, 0.0).sum(axis=1))
    fair = free.any(axis=1) & ~free.all(axis=1)
    hit = look.reach(middle, -out)[0]
    up = -look.rays.normal[hit]
    fair &= (hit >= 0) & (dots(up, out) > FLAT) & (look.mesh.body[hit] == body)
    fair &= look.reach(middle, up)[1] > FREE * way
    return up, fair


def _mouth(
    look: Look, middle: Points, side: Points, out: Points, way: Floats, deepest: float
) -> Floats:
    """How far from a middle the sides reach, mm."""
    low, high = np.zeros(len(way)), np.full(len(way), deepest)
    for _ in range(FINE):
        half = (low + high) / 2.0
        there = _between(look, middle + half[:, None] * out, side, way)
        low, high = np.where(there, half, low), np.where(there, high, half)
    found: Floats = (low + high) / 2.0
    return found


def _between(look: Look, place: Points, side: Points, way: Floats) -> NDArray[np.bool_]:
    """Whether places lie between two sides no farther off than the line is wide."""
    found: NDArray[np.bool_] = np.ones(len(way), np.bool_)
    for sign in (1.0, -1.0):
        found &= look.reach(place, sign * side)[1] <= way
    return found


def _runs(
    look: Look, middle: Points, side: Points, out: Points, width: Floats, depth: Floats
) -> NDArray[np.bool_]:
    """Whether lines run on, both ways together, as long as they must."""
    length, asked = np.zeros(len(width)), np.maximum(LONG * width, LEAST)
    for sign in (1.0, -1.0):
        place, across = middle.copy(), side.copy()
        along, todo = sign * np.cross(side, out), np.arange(len(width))
        while len(todo := todo[length[todo] < asked[todo]]):
            step = np.maximum(STEP * width[todo], SHORTEST)
            way, aside, up = along[todo], across[todo], out[todo]
            new = place[todo] + step[:, None] * way
            one, two = (look.reach(new, k * aside)[1] for k in (1.0, -1.0))
            alike = np.abs(one + two - width[todo]) <= ALIKE * width[todo]
            kept = alike & (look.reach(place[todo], way)[1] > step)
            kept &= look.reach(new, -up)[1] <= depth[todo]
            todo, aside, step = todo[kept], aside[kept], step[kept]
            new = new[kept] + ((one[kept] - two[kept]) / 2.0)[:, None] * aside
            along[todo] = unit(way[kept] + unit(new - place[todo]))
            across[todo] = unit(aside - dots(aside, along[todo])[:, None] * along[todo])
            place[todo] = new
            length[todo] += step
    runs: NDArray[np.bool_] = length >= asked
    return runs
