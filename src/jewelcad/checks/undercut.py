"""Undercuts: where a mould that is drawn apart along a line would have metal in its way.

The two halves of a hard mould leave along ``+pull`` and ``-pull``. A place is *stuck* if metal
stands in the way of either half: no parting line, however it runs, lets the mould go there. With a
flat parting each place belongs to the half on its side of the plane, and is *caught* if metal
stands in the way of that one. A place is *captive* if no straight way leads out of it at all: not
even rubber can be drawn from there without bending round a corner, or being cut.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import ParameterError
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.geometry.rays import Ids, Rays

Bools = NDArray[np.bool_]
Place = tuple[float, float, float]

SAMPLES = 40_000
"""Samples of a piece, each of the same area."""
LEAST = 0.002
"""Undercuts under this are none, mm, however fine the mesh (a choice)."""


@dataclass(frozen=True)
class Pocket:
    """The place of an undercut that lies deepest.

    Parameters
    ----------
    depth : how far a slide comes in square to the pull until it can leave along it, mm; infinite if
        none gets there in a straight line
    place : on the surface, mm
    body : its name
    """

    depth: float
    place: Place
    body: str


class Surface:
    """Samples of a closed mesh, each of the same area, from which rays look for a way out.

    Rays start a little over the surface: what stands in their way by less is none, so that neither
    facets nor their rounding are undercuts.

    Parameters
    ----------
    mesh : closed, looking outwards
    count : samples

    Raises
    ------
    ParameterError
        If the mesh has no surface.
    """

    def __init__(self, mesh: Mesh, count: int = SAMPLES) -> None:
        self.mesh = mesh
        self.rays = Rays(mesh)
        self.area = float(self.rays.size.sum()) / 2.0
        if not self.area > 0.0:
            raise ParameterError("A mesh without a surface has no undercuts. Export it again.")
        self.slack = max(2.0 * mesh.deviation, LEAST)
        heap = np.cumsum(self.rays.size) / (2.0 * self.area)
        self.triangle = np.minimum(
            np.searchsorted(heap, (np.arange(count) + 0.5) / count), len(heap) - 1
        )
        self.place = _spread(self.rays.corners[self.triangle])
        self.start = self.place + self.slack * self.rays.normal[self.triangle]

    def told(self, sample: int) -> tuple[Place, str]:
        """Where a sample is, and the name of its body."""
        x, y, z = (float(c) for c in self.place[sample])
        return (x, y, z), self.mesh.names[self.mesh.body[self.triangle[sample]]]

    def some(self, count: int) -> Ids:
        """Numbers of fewer samples, spread alike."""
        step = max(len(self.place) // count, 1)
        return np.arange(step // 2, len(self.place), step)

    def blocked(self, start: Points, way: Points) -> Bools:
        """(n,): whether metal stands in the way of places along unit directions (3,) or (n, 3).

        A place within metal, as over a gap narrower than the slack, is not.
        """
        ray = np.broadcast_to(way, start.shape)
        met = self.rays.met(start, ray)
        found: Bools = (met >= 0) & (np.einsum("ij,ij->i", self.rays.normal[met], ray) < 0.0)
        return found


def _spread(corners: Points) -> Points:
    """(n, 3): a place in each triangle, evenly spread over those that come several times (the R2
    sequence of Roberts)."""
    n = np.arange(len(corners))
    u, v = (0.5 + 0.7548776662466927 * n) % 1.0, (0.5 + 0.5698402909980532 * n) % 1.0
    u, v = np.where(u + v > 1.0, 1.0 - u, u), np.where(u + v > 1.0, 1.0 - v, v)
    a, b, c = np.moveaxis(corners, 1, 0)
    made: Points = a + u[:, None] * (b - a) + v[:, None] * (c - a)
    return made


@dataclass(frozen=True, eq=False)
class Pull:
    """A mould of two halves drawn apart along a line.

    Parameters
    ----------
    surface : what was moulded
    direction : (3,) of one half, one long
    which : numbers of the samples looked at
    up, down : whether metal stands in the way of each half
    """

    surface: Surface
    direction: Points
    which: Ids
    up: Bools
    down: Bools

    @property
    def cell(self) -> float:
        """Surface that a sample stands for, mm²."""
        return self.surface.area / len(self.which)

    @property
    def stuck(self) -> Bools:
        """(n,): whether neither half lets a sample go."""
        return self.up & self.down

    @property
    def area(self) -> float:
        """Surface that no parting line frees, mm²."""
        return float(self.stuck.sum()) * self.cell

    @property
    def share(self) -> float:
        """The same, as a share of the whole."""
        return float(self.stuck.mean())

    @cached_property
    def flat(self) -> tuple[float, float]:
        """The best flat parting: its height along the pull from the origin, mm, and the surface
        caught with it, mm². Of heights that are equally good, the middle one."""
        height = self.surface.place[self.which] @ self.direction
        order = np.argsort(height, kind="stable")
        above = self.up[order].sum() - np.cumsum(np.r_[0, self.up[order]])
        caught = above + np.cumsum(np.r_[0, self.down[order]])
        level = np.r_[height[order[0]], height[order], height[order[-1]]]
        good = np.flatnonzero(caught == caught.min())
        low, high = level[good[0]], level[good[-1] + 1]
        return float(low + high) / 2.0, float(caught.min()) * self.cell

    def caught(self, height: float) -> Bools:
        """(n,): whether a sample's own half does not let it go, parted flat at a height, mm."""
        above = self.surface.place[self.which] @ self.direction > height
        return np.where(above, self.up, self.down)

    @property
    def cost(self) -> float:
        """What makes a direction worse: what a flat parting catches, and a little what is stuck."""
        return self.flat[1] + 0.01 * self.area


def pulled(surface: Surface, direction: Points, which: Ids | None = None) -> Pull:
    """The undercuts of a pull.

    Parameters
    ----------
    direction : (3,) not 0
    which : samples to look at; all of them if not given
    """
    d = np.asarray(direction, np.float64)
    d = d / np.linalg.norm(d)
    chosen = np.arange(len(surface.place)) if which is None else which
    start = surface.start[chosen]
    return Pull(surface, d, chosen, surface.blocked(start, d), surface.blocked(start, -d))


COARSE = 1_000
"""Samples by which directions are compared at first."""
FINE = 4_000
"""Samples by which the best are refined."""
TURNS = (8.0, 4.0, 2.0, 1.0)
"""Degrees by which a direction is turned to better it."""
WORTH = 0.001
"""Share of the surface by which another direction must be better to be taken."""


def best_pull(surface: Surface) -> Pull:
    """The pull whose best flat parting catches least, and of equals the one with the least stuck.

    The axes, the piece's own axes of inertia and the directions of its largest flats come first, so
    that a symmetric piece gets its symmetric answer; then directions 20 degrees apart all over, the
    best of which are turned by ever smaller steps. No direction is taken for one before it that
    is as good within `WORTH`.
    """
    few, more = surface.some(COARSE), surface.some(FINE)
    worth = WORTH * surface.area
    tried = [pulled(surface, d, few) for d in _directions(surface)]
    ranked = sorted(tried, key=lambda p: round(p.cost / worth))  # stable: the first of equals
    finalists = [pulled(surface, p.direction, more) for p in ranked[:3]]
    best = min(finalists, key=lambda p: round(p.cost / worth))
    for degrees in TURNS:
        if best.cost < worth:
            break
        turned = [pulled(surface, d, more) for d in _around(best.direction, degrees)]
        better = min(turned, key=lambda p: p.cost)
        if better.cost < best.cost - worth:
            best = better
    return pulled(surface, best.direction)


def _directions(surface: Surface) -> Points:
    """(n, 3) directions worth a try, those that a symmetric piece has first; none and its opposite
    both."""
    _, own = np.linalg.eigh(np.cov(surface.place.T))
    rows = np.concatenate([np.eye(3)[::-1], own.T, _flats(surface), _sphere(SPHERE)[: SPHERE // 2]])
    largest = rows[np.arange(len(rows)), np.abs(rows).argmax(axis=1)]
    return np.asarray(rows * np.sign(largest)[:, None])


SPHERE = 120
"""Directions over the sphere, about 20 degrees apart; half of them are opposites."""
FLATS = 6
"""Flats of a piece whose directions are tried."""


def _flats(surface: Surface) -> Points:
    """(k, 3) normals of the largest flats."""
    normal, size = surface.rays.normal, surface.rays.size
    _, group = np.unique(np.round(normal, 3), axis=0, return_inverse=True)
    group = group.ravel()
    area = np.bincount(group, size)
    largest = np.argsort(-area, kind="stable")[:FLATS]
    first = np.array([np.argmax(np.where(group == k, size, -1.0)) for k in largest])
    found: Points = normal[first]
    return found


def _around(direction: Points, degrees: float) -> Points:
    """(6, 3) directions that far from one."""
    x, y = _square(direction)
    turn = np.radians(60.0 * np.arange(6))[:, None]
    made: Points = direction + math.tan(math.radians(degrees)) * (
        np.cos(turn) * x + np.sin(turn) * y
    )
    return made


def _square(direction: Points) -> tuple[Points, Points]:
    """Two unit directions square to a unit one and to each other, along the axes if that is."""
    side = np.cross(direction, np.eye(3)[np.abs(direction).argmin()])
    side /= np.linalg.norm(side)
    return side, np.cross(direction, side)


TRIED = 200
"""Stuck samples whose depth is looked for."""
SLIDES = 16
"""Directions square to the pull from which slides come in."""
STEPS = 48
"""Steps by which a slide is tried, over the whole piece; then halved."""
HALVINGS = 8


def deepest(pull: Pull) -> Pocket | None:
    """The deepest of the stuck places; None if there is none."""
    surface = pull.surface
    stuck = pull.which[pull.stuck]
    if not len(stuck):
        return None
    stuck = stuck[:: max(len(stuck) // TRIED, 1)]
    depth = _slides(surface, pull.direction, surface.start[stuck])
    worst = int(np.argmax(depth))
    return Pocket(float(depth[worst]), *surface.told(int(stuck[worst])))


def _slides(surface: Surface, d: Points, start: Points) -> NDArray[np.float64]:
    """(n,) the shortest way, square to a pull, to where one half lets go; inf if there is none."""
    turn = np.pi * np.arange(SLIDES) / (SLIDES / 2)
    x, y = _square(d)
    least = np.full(len(start), np.inf)
    size = float(np.linalg.norm(np.ptp(surface.mesh.vertices, axis=0)))
    step = size / STEPS
    for side in np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y:
        ray = np.broadcast_to(side, start.shape)
        met = surface.rays.met(start, ray)
        room = np.where(met >= 0, surface.rays.way(start, ray, met) - surface.slack, size)
        low, high = np.zeros(len(start)), np.full(len(start), np.inf)
        rows = np.arange(len(start))
        for k in range(1, STEPS + 1):  # as far as there is room, and the shortest is not surpassed
            rows = rows[(low[rows] < room[rows]) & (low[rows] < least[rows])]
            way = np.minimum(k * step, room[rows])
            free = _free(surface, start[rows] + way[:, None] * side, d)
            high[rows[free]], low[rows[~free]] = way[free], way[~free]
            rows = rows[~free]
        rows = np.flatnonzero(np.isfinite(high))
        for _ in range(HALVINGS):
            middle = (low[rows] + high[rows]) / 2.0
            free = _free(surface, start[rows] + middle[:, None] * side, d)
            high[rows[free]], low[rows[~free]] = middle[free], middle[~free]
        least = np.minimum(least, high)
    return least


def _free(surface: Surface, place: Points, d: Points) -> Bools:
    """(n,): whether one half of the mould lets go of places in the air."""
    found: Bools = ~(surface.blocked(place, d) & surface.blocked(place, -d))
    return found


WAYS = (200, 3_000)
"""Directions over the sphere in which a way out is looked for: 14 degrees apart, and where none is
found, 4."""
LOOKED = (8_000, 300)
"""Samples that are asked, and those of them that are asked again."""


@dataclass(frozen=True)
class Captive:
    """Surface from which no straight way leads out.

    Parameters
    ----------
    area : mm²
    place : one such, mm
    body : its name
    """

    area: float
    place: Place
    body: str


def captive(surface: Surface, hollow: Bools | None = None) -> Captive | None:
    """What is captive; None if nothing is.

    Parameters
    ----------
    hollow : (triangles,) which are walls of closed hollows and not asked; none if not given

    A hole that is over a dozen times deeper than it is wide counts: no direction that was tried
    leads out of it.
    """
    left = surface.some(LOOKED[0])
    cell = surface.area / len(left)
    normal = surface.rays.normal[surface.triangle]
    if hollow is not None:
        left = left[~hollow[surface.triangle[left]]]
    left = left[surface.blocked(surface.start[left], normal[left])]
    for count, most in zip(WAYS, LOOKED, strict=True):
        asked = left[:: max(math.ceil(len(left) / most), 1)]
        cell *= len(left) / max(len(asked), 1)
        left = asked
        for ray in _sphere(count):
            ahead = np.flatnonzero(normal[left] @ ray > 0.0)
            if len(ahead):
                out = ~surface.blocked(surface.start[left[ahead]], ray)
                left = np.delete(left, ahead[out])
    if not len(left):
        return None
    return Captive(len(left) * cell, *surface.told(int(left[len(left) // 2])))


def _sphere(count: int) -> Points:
    """(n, 3) directions spread evenly over the sphere, along a spiral."""
    turn = np.pi * (3.0 - math.sqrt(5.0)) * np.arange(count)
    z = 1.0 - (2.0 * np.arange(count) + 1.0) / count
    r = np.sqrt(1.0 - z**2)
    return np.stack([r * np.cos(turn), r * np.sin(turn), z], axis=1)
