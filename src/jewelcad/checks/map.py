"""The thickness of the metal all over a piece: a map of samples.

The thickness at a place is the width of the largest ball that lies in the metal and touches the
surface there, as far as what stops the ball lies across from the place: where the straight way to
it leaves the surface within `CONE` of the normal. So a plate is as thick at its rim as in its
middle, and a wall that tapers by up to twice `CONE` is a wall.

Rays in the cone find what may stop the ball; each hit is then brought to where the ball touches
that triangle, and looked at again along the way there, where a neighbour may stop it earlier. What
a map does not prove is that nothing between its samples is thinner: ``wall`` does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.chords import LIFT
from jewelcad.checks.features import Floats, Ids, dots
from jewelcad.checks.hollows import Found, Hollows
from jewelcad.checks.nearest import nearest
from jewelcad.checks.samples import Samples, cover
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.geometry.rays import Rays

CONE = math.radians(22.5)
"""How far from the normal that may lie which stops the ball (a choice): faces that meet at less
than 45 degrees are the two sides of a wall."""
RINGS = ((0.0, 1), (0.45, 5), (0.95, 8))
"""Rays of a sample: how far out in the cone, as a share of `CONE`, and how many around."""
STEPS = 3
"""Times that what was found is brought to where the ball touches it."""
PART = 50_000
"""Samples in hand at a time: bounds the memory."""


@dataclass(frozen=True, eq=False)
class Map:
    """Thickness at samples of a surface.

    Parameters
    ----------
    mesh : what was measured
    samples : where, in rising order of the triangles
    thickness : (n,) mm; infinite where nothing lies across
    opposite : (n, 3) where the ball meets the other side; the place itself where nothing does
    facing : (n,) triangle of the other side, -1 where there is none
    """

    mesh: Mesh
    samples: Samples
    thickness: Floats
    opposite: Points
    facing: Ids

    @property
    def by_triangle(self) -> Floats:
        """(m,) the least thickness on each triangle of the mesh, mm."""
        first = np.searchsorted(self.samples.triangle, np.arange(len(self.mesh.triangles)))
        least: Floats = np.minimum.reduceat(self.thickness, first)
        return least


def wall_map(mesh: Mesh, spacing: float = 0.5) -> Map:
    """The thickness all over a closed mesh.

    Parameters
    ----------
    mesh : closed, oriented, with at least one triangle
    spacing : mm; a patch of the surface this wide has a sample in it (a choice: a thin patch of
        half a millimetre does not slip through)

    Raises
    ------
    ParameterError
        If the spacing does not suit the mesh.
    """
    samples = cover(mesh, spacing)
    balls = _Balls(mesh, spacing / 4.0)
    parts = [
        balls.largest(
            samples.place[s : s + PART],
            -samples.normal[s : s + PART],
            samples.triangle[s : s + PART],
        )
        for s in range(0, len(samples), PART)
    ]
    thickness, opposite, facing = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Map(mesh, samples, thickness, opposite, facing)


class _Balls:
    """A mesh in whose metal balls are blown up."""

    def __init__(self, mesh: Mesh, step: float) -> None:
        self.rays = Rays(mesh)
        self.hollow = Hollows(mesh, step)

    def largest(self, start: Points, inward: Points, own: Ids) -> tuple[Floats, Points, Ids]:
        """The largest ball at each place: how wide, where it is stopped and by which triangle."""
        n = len(start)
        best = Found(np.full(n, np.inf), start.copy(), np.full(n, -1))
        near = Found(np.full(n, np.inf), start.copy(), np.full(n, -1))
        for ray in _cone(inward):
            hit = self._hit(start, inward, ray)
            fair = self._faces(hit.face, inward)
            best.better(hit, fair)
            near.better(hit, ~fair)
        known = np.where(best.face >= 0, best.wide, 2.0 * near.wide)
        for kept in (best, near, *self.hollow.within(start, inward, known)):
            todo = np.flatnonzero((kept.face >= 0) & (kept.wide < 4.0 * best.wide))
            state = kept.take(todo)
            for _ in range(STEPS):
                todo, state = self._settled(best, start, inward, own, todo, state)
        none = best.face < 0
        best.place[none] = start[none]
        return best.wide, best.place, best.face

    def _settled(
        self, best: Found, start: Points, inward: Points, own: Ids, todo: Ids, state: Found
    ) -> tuple[Ids, Found]:
        """One step of all that is still worth it: what is left to do."""
        if not len(todo):
            return todo, state
        p, n = start[todo], inward[todo]
        touch, aim, inside = self._touch(p, n, state)
        fair = (
            (touch.wide > 2.0 * LIFT) & self._in_cone(p, n, touch.place) & (touch.face != own[todo])
        )
        centre = p + touch.wide[:, None] / 2.0 * n
        across = self._faces(touch.face, n)
        edge = np.flatnonzero(fair & ~across & ~inside)
        centre = p[edge] + touch.wide[edge, None] / 2.0 * n[edge]
        across[edge] = self.hollow.stop(touch.face[edge], touch.place[edge], centre)
        fair &= across
        found = best.take(todo)
        gain = found.better(touch, fair)
        hit = self._hit(p, n, aim)
        good = self._faces(hit.face, n) & (dots(aim, n) >= math.cos(CONE))
        gain |= found.better(hit, good)
        best.wide[todo], best.place[todo], best.face[todo] = found.wide, found.place, found.face
        return todo[gain], found.take(np.flatnonzero(gain))

    def _hit(self, start: Points, inward: Points, ray: Points) -> Found:
        face = self.rays.met(start + LIFT * inward, ray)
        way = np.where(face >= 0, self.rays.way(start, ray, face), np.inf)
        way = np.maximum(way, 0.0)
        with np.errstate(invalid="ignore"):
            return Found(way / dots(ray, inward), start + way[:, None] * ray, face)

    def _faces(self, face: Ids, inward: Points) -> NDArray[np.bool_]:
        """Whether triangles look away from places as the other side of a wall does."""
        fair: NDArray[np.bool_] = (face >= 0) & (
            dots(self.rays.normal[face], inward) >= math.cos(2.0 * CONE)
        )
        return fair

    def _in_cone(self, start: Points, inward: Points, end: Points) -> NDArray[np.bool_]:
        way = end - start
        fair: NDArray[np.bool_] = dots(way, inward) >= math.cos(CONE) * np.linalg.norm(way, axis=1)
        return fair

    def _touch(
        self, start: Points, inward: Points, state: Found
    ) -> tuple[Found, Points, NDArray[np.bool_]]:
        """Where balls touch the triangles they are stopped by, which way they would touch the whole
        plane, and whether they touch inside the triangle."""
        face = state.face
        out = self.rays.normal[face]
        height = dots(self.rays.corners[face, 0] - start, out)
        open_ = np.maximum(1.0 + dots(inward, out), 1e-6)
        radius = np.clip(height / open_, LIFT, state.wide / 2.0)
        centre = start + radius[:, None] * inward
        aim = centre + radius[:, None] * out - start
        aim /= np.maximum(np.linalg.norm(aim, axis=1), 1e-300)[:, None]
        place = nearest(self.rays.corners[face], centre)
        inside = dots(place - centre, out) >= 0.999 * np.linalg.norm(place - centre, axis=1)
        for _ in range(2):
            way = place - start
            wide = dots(way, way) / np.maximum(dots(way, inward), 1e-12)
            place = nearest(self.rays.corners[face], start + wide[:, None] / 2.0 * inward)
        way = place - start
        wide = dots(way, way) / np.maximum(dots(way, inward), 1e-12)
        return Found(wide, place, face), aim, inside


def _cone(inward: Points) -> list[Points]:
    """Directions that fill the cone about each ``inward``, turned from sample to sample."""
    n = len(inward)
    off = np.where(np.abs(inward[:, :1]) < 0.6, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    x = np.cross(inward, off)
    x /= np.linalg.norm(x, axis=1)[:, None]
    y = np.cross(inward, x)
    first = np.arange(n) * (math.pi * (3.0 - math.sqrt(5.0)))
    made = []
    for share, count in RINGS:
        lean = share * CONE
        for k in range(count):
            turn = first + 2.0 * math.pi * k / count
            sideways = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
            made.append(math.cos(lean) * inward + math.sin(lean) * sideways)
    return made
