"""The metal a seat leaves: behind the girdle, towards a neighbour's seat, under the bearing.

Rays start on the seat all along the girdle and end where the metal does; each is exact on the mesh.
Behind the girdle the shortest of a fan counts, so a leaning claw is measured square to itself.
Where metal ends beside a claw its edge runs out to nothing; places nearer to an end than the metal
is thick are therefore left out, though at most three quarters of the way to the middle: what stays
is a claw's middle and a wall's whole length. Under the bearing its outer half is looked at, for the
same reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.rays import Rays
from jewelcad.seating.girdle import around

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ids = NDArray[np.int64]

INSIDE = 0.05
"""mm inside the girdle, where the search for metal starts (a choice)."""
TOUCH = 0.1
"""mm outside the girdle up to which metal stands behind it (a choice: over a seat's clearance)."""
ALONG = 1.0
"""mm outside the girdle up to which a wall is followed to its ends (a choice)."""
JUMP = 0.1
"""mm between neighbouring places by which one wall ends and another begins (a choice)."""
LIFT = 1e-4
"""mm under the surface where a ray through the metal starts."""
GRAZING = 0.05
"""Sine of the least angle at which a ray enters the metal (a choice)."""
FAN = np.radians(np.arange(-40.0, 41.0, 5.0))
"""Tilts of the rays behind the girdle: the shortest is at most 0.1 % longer than square."""
OPPOSED = math.cos(math.radians(45.0))
"""Metal behind the girdle ends at a face within 45° of upright, not at the top of a wall."""
GRID = 0.05
"""mm between rays inwards over the bearing (a choice)."""


@dataclass(frozen=True, eq=False)
class Left:
    """The metal behind and under a girdle, place by place round the stone.

    Parameters
    ----------
    azimuth : of each place, degrees
    run : number of the stretch of metal the place belongs to, -1 where none stands behind
    chord : shortest way through the metal behind the girdle, mm; inf without, and where its edge
        runs out
    shared : whether that way ends in a neighbour's seat
    under : least metal straight under the outer half of the bearing, mm; None without any
    """

    azimuth: Floats
    run: Ids
    chord: Floats
    shared: Bools
    under: float | None

    @property
    def beside(self) -> float | None:
        """Least metal from the girdle to air, mm."""
        return _least(self.chord[~self.shared])

    @property
    def web(self) -> float | None:
        """Least metal from the girdle to a neighbour's seat, mm."""
        return _least(self.chord[self.shared])

    def neck(self, azimuth: float) -> float | None:
        """Least of the stretch of metal that stands at an azimuth, mm."""
        off = (self.azimuth - azimuth + 180.0) % 360.0 - 180.0
        run = self.run[int(np.argmin(np.abs(off)))]
        return None if run < 0 else _least(self.chord[self.run == run])


def left(gem: Stone, frame: Frame, rays: Rays, owner: Ids, number: int) -> Left:
    """What a stone's seat leaves.

    Parameters
    ----------
    rays : the metal
    owner : for each of its triangles the number of the stone whose seat has cut it, -1 for none
    number : of this stone
    """
    girdle = around(gem)
    points, normals = girdle.points, girdle.normals
    matrix = np.array(frame.matrix)
    turn, up, origin = matrix[:, :2].T, matrix[:, 2], matrix[:, 3]
    chord, shared = np.full(len(points), np.inf), np.zeros(len(points), np.bool_)
    gap = np.full(len(points), np.inf)
    edges, out = len(girdle.edges.T), normals @ turn
    start = np.tile((points - INSIDE * normals) @ turn + origin, (edges, 1))
    start += girdle.edges.T.reshape(-1, 1) * up
    foot, entered, which = _onto(rays, start, np.tile(out, (edges, 1)), INSIDE + ALONG)
    edge, place = np.divmod(which, len(points))
    far = np.einsum("ij,ij->i", foot - start[which], out[place]) - INSIDE
    np.minimum.at(gap, place, far)
    near = (owner[entered] == number) & (far < TOUCH)
    foot, entered, edge, place = foot[near], entered[near], edge[near], place[near]
    length, end = _fan(rays, foot, out[place], up, entered)
    for k in range(edges):
        less = (edge == k) & (length < chord[place])
        chord[place[less]] = length[less]
        shared[place[less]] = (owner[end[less]] >= 0) & (owner[end[less]] != number)
    run = _runs(gap)
    _trim_all(chord, run, gem)
    return Left(girdle.azimuth, run, chord, shared, _under(gem, frame, rays, owner == number))


def _fan(rays: Rays, foot: Floats, out: Floats, up: Floats, entered: Ids) -> tuple[Floats, Ids]:
    """The shortest of a fan of ways through metal that ends opposite, inf without; and where."""
    ray = np.cos(FAN)[:, None, None] * out + np.sin(FAN)[:, None, None] * up
    tilts = len(FAN)
    length, end = _through(
        rays, np.tile(foot, (tilts, 1)), ray.reshape(-1, 3), np.tile(entered, tilts)
    )
    opposed = np.einsum("ij,ij->i", rays.normal[end], np.tile(out, (tilts, 1))) >= OPPOSED
    length, end = np.where(opposed, length, np.inf).reshape(tilts, -1), end.reshape(tilts, -1)
    best = length.argmin(axis=0), np.arange(len(foot))
    return length[best], end[best]


def _under(gem: Stone, frame: Frame, rays: Rays, own: Bools) -> float | None:
    """Least metal straight under the outer half of the bearing, mm."""
    points, normals = around(gem).points, around(gem).normals
    matrix = np.array(frame.matrix)
    inward = np.arange(GRID / 2.0, gem.width / 2.0, GRID)
    plan = points[:, None] - inward[:, None] * normals[:, None]
    start = plan.reshape(-1, 2) @ matrix[:, :2].T
    start += 0.5 * gem.girdle_bottom * matrix[:, 2] + matrix[:, 3]
    down = np.broadcast_to(-matrix[:, 2], start.shape)
    foot, entered, which = _onto(rays, start, down, gem.depth)
    mine = own[entered]
    foot, entered, which = foot[mine], entered[mine], which[mine]
    length, _ = _through(rays, foot, down[which], entered)
    place, step = np.divmod(which, len(inward))
    width = np.zeros(len(points), np.int64)
    np.maximum.at(width, place, step)
    outer = step <= width[place] // 2
    deep = np.full((len(inward), len(points)), np.inf)
    deep[step[outer], place[outer]] = length[outer]
    for row in deep[: width.max() // 2 + 1]:
        _trim_all(row, _runs(np.where(np.isfinite(row), 0.0, np.inf)), gem)
    return _least(deep)


def _onto(rays: Rays, start: Floats, ray: Floats, most: float) -> tuple[Floats, Ids, Ids]:
    """Where rays from inside the stone first meet metal: points, triangles, and which rays."""
    hit = rays.met(start, ray)
    way = rays.way(start, ray, hit)
    facing = np.einsum("ij,ij->i", rays.normal[hit], ray) < 0.0
    which = np.flatnonzero((hit >= 0) & facing & (way < most))
    return start[which] + way[which, None] * ray[which], hit[which], which


def _through(rays: Rays, foot: Floats, ray: Floats, entered: Ids) -> tuple[Floats, Ids]:
    """How far the metal goes on along rays from its surface, inf if they do not enter it; and the
    triangles they leave it by."""
    start = foot + LIFT * ray
    end = rays.met(start, ray)
    enters = np.einsum("ij,ij->i", rays.normal[entered], ray) < -GRAZING
    leaves = (end >= 0) & (np.einsum("ij,ij->i", rays.normal[end], ray) > 0.0)
    return np.where(enters & leaves, rays.way(foot, ray, end), np.inf), end


def _runs(gap: Floats) -> Ids:
    """Number of the stretch of metal behind each place, round and round; -1 without metal there.

    A stretch ends where there is no more metal, or it begins elsewhere at once.
    """
    there, before = np.isfinite(gap), np.roll(gap, 1)
    with np.errstate(invalid="ignore"):
        start = there & ~(np.abs(gap - before) < JUMP)
    if not start.any():
        return np.where(there, 0, -1)
    run = np.cumsum(start) - 1
    return np.where(there, np.where(run < 0, run[-1], run), -1)


def _trim_all(chord: Floats, run: Ids, gem: Stone) -> None:
    """Leave out the ends of every stretch."""
    step = gem.girdle_outline.length / len(chord)
    for number in range(run.max(initial=-1) + 1):
        _trim(chord, np.flatnonzero(run == number), step)


def _trim(chord: Floats, places: Ids, step: float) -> None:
    """Leave out the places nearer to a stretch's end than it is thick there."""
    if len(places) == len(chord):
        return
    gap = np.flatnonzero(np.diff(places) > 1)
    places = np.roll(places, -int(gap[0]) - 1) if len(gap) else places
    in_from = np.minimum(np.arange(len(places)), np.arange(len(places))[::-1])
    runs_out = in_from * step < np.minimum(chord[places], 0.375 * len(places) * step)
    chord[places[runs_out]] = np.inf


def _least(values: Floats) -> float | None:
    least = float(values.min(initial=math.inf))
    return least if math.isfinite(least) else None
