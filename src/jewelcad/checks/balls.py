"""The largest balls that fit into the metal under places of a surface.

Rays in a cone find what may stop the ball; each hit is then brought to where the ball touches that
triangle, and looked at again along the way there, where a neighbour may stop it earlier.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.chords import LIFT
from jewelcad.checks.features import TAPER, Floats, Ids, crossed, dots, unit
from jewelcad.checks.hollows import Found, Hollows
from jewelcad.checks.nearest import nearest
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.geometry.rays import Rays

CONE = math.radians(22.5)
"""How far from the normal that may lie which stops the ball (a choice): beyond it, faces that meet
at less than 45 degrees would no longer be seen as two sides of the metal."""
WALL = TAPER / 2.0
"""The same for a wall, whose sides close by `TAPER` at most."""
RINGS = ((0.0, 1), (0.35, 5), (0.95, 8))
"""Rays of a sample: how far out in the cone, as a share of `CONE`, and how many around."""
STEPS = 3
"""Times that what was found is brought to where the ball touches it."""
CLOSING = 5
"""Times that a ball and the place where it touches the rim of a triangle are brought together."""
FAR = 4.0
"""What is found so many times as far as the best will not better it."""


class Balls:
    """A mesh in whose metal balls are blown up."""

    def __init__(self, mesh: Mesh, step: float) -> None:
        self.rays = Rays(mesh)
        self.hollow = Hollows(mesh, step)

    def largest(self, start: Points, inward: Points, own: Ids) -> tuple[Found, Found]:
        """The largest ball at each place, and that which only a wall's other side stops.

        Parameters
        ----------
        start, inward : (n, 3) places on the surface, and unit normals into the metal, mm
        own : (n,) the triangles they lie in
        """
        every = np.arange(len(start))
        ball, wall, rest = (Found.none(start) for _ in range(3))
        for lean, ray in _cone(inward):
            hit = self._hit(start, inward, ray)
            fair = self._faces(hit.face, inward, CONE)
            ball.better(hit, every, fair)
            rest.better(hit, every, ~fair & (hit.face >= 0))
            if lean <= WALL:
                wall.better(hit, every, self._faces(hit.face, inward, WALL))
        known = np.where(ball.face >= 0, ball.wide, 2.0 * rest.wide)
        hollow = self.hollow.within(start, inward, known)
        for state in (ball, rest, *hollow):
            self._settle(ball, state, every >= 0, (start, inward, own), CONE)
        straight = self._in_cone(start, inward, ball.place, WALL) & (ball.face >= 0)
        wall.better(ball, every, straight)
        for state in (wall, *hollow):
            self._settle(wall, state, ~straight, (start, inward, own), WALL)
        return ball, wall

    def _settle(
        self,
        best: Found,
        state: Found,
        which: NDArray[np.bool_],
        of: tuple[Points, Points, Ids],
        cone: float,
    ) -> None:
        """Bring what was found to where balls touch it, as long as that betters the best."""
        todo = np.flatnonzero(which & (state.face >= 0) & (state.wide < FAR * best.wide))
        state = state.take(todo)
        for _ in range(STEPS):
            if not len(todo):
                return
            start, inward, own = of[0][todo], of[1][todo], of[2][todo]
            aim, wide, edge = self._aim(start, inward, state)
            found = best.take(todo)
            gain = np.zeros(len(todo), np.bool_)
            beside = (start[edge], inward[edge], own[edge])
            gain[edge] = self._at_edges(found, edge, beside, state.take(edge), wide[edge], cone)
            hit = self._hit(start, inward, aim)
            good = self._faces(hit.face, inward, cone) & (dots(aim, inward) >= math.cos(cone))
            gain |= found.better(hit, np.arange(len(todo)), good)
            best.put(todo, found)
            todo, state = todo[gain], found.take(np.flatnonzero(gain))

    def _hit(self, start: Points, inward: Points, ray: Points) -> Found:
        face = self.rays.met(start + LIFT * inward, ray)
        way = np.where(face >= 0, self.rays.way(start, ray, face), np.inf)
        way = np.maximum(way, 0.0)
        with np.errstate(invalid="ignore"):
            return Found(way / dots(ray, inward), start + way[:, None] * ray, face)

    def _faces(self, face: Ids, inward: Points, cone: float) -> NDArray[np.bool_]:
        """Whether triangles look away from places as the other side does across a cone."""
        fair: NDArray[np.bool_] = (face >= 0) & (
            dots(self.rays.normal[face], inward) >= math.cos(2.0 * cone)
        )
        return fair

    def _in_cone(
        self, start: Points, inward: Points, end: Points, cone: float
    ) -> NDArray[np.bool_]:
        way = end - start
        fair: NDArray[np.bool_] = dots(way, inward) >= math.cos(cone) * np.linalg.norm(way, axis=1)
        return fair

    def _aim(self, start: Points, inward: Points, state: Found) -> tuple[Points, Floats, Ids]:
        """Which way balls would touch the planes of the triangles that stop them, how wide they
        then are, and which of them would touch beside a triangle that has a sharp edge."""
        face = state.face
        out = self.rays.normal[face]
        corners = self.rays.corners[face]
        height = dots(corners[:, 0] - start, out)
        radius = height / np.maximum(1.0 + dots(inward, out), 1e-6)
        radius = np.clip(radius, LIFT, state.wide / 2.0)
        aim = inward + out
        place = start + radius[:, None] * aim
        aim /= np.maximum(np.linalg.norm(aim, axis=1), 1e-300)[:, None]
        sharp = np.flatnonzero(self.hollow.sharp[face])
        a, b, c = np.moveaxis(corners[sharp], 1, 0)
        off, normal = place[sharp], out[sharp]
        inside = np.ones(len(sharp), np.bool_)
        for p, q in ((a, b), (b, c), (c, a)):
            inside &= dots(crossed(q - p, off - p), normal) >= 0.0
        return aim, 2.0 * radius, sharp[~inside]

    def _at_edges(
        self,
        best: Found,
        rows: Ids,
        of: tuple[Points, Points, Ids],
        state: Found,
        wide: Floats,
        cone: float,
    ) -> NDArray[np.bool_]:
        """Bring balls to where they touch the rim of a triangle; which of them are the better."""
        start, inward, own = of
        corners = self.rays.corners[state.face]
        for _ in range(CLOSING):
            place = nearest(corners, start + wide[:, None] / 2.0 * inward)
            way = place - start
            wide = dots(way, way) / np.maximum(dots(way, inward), 1e-12)
        fair = self._in_cone(start, inward, place, cone)
        fair &= (wide > 2.0 * LIFT) & (state.face != own)
        across = self._faces(state.face, inward, cone)
        other = np.flatnonzero(fair & ~across)
        middle = start[other] + wide[other, None] / 2.0 * inward[other]
        across[other] = self.hollow.stop(state.face[other], place[other], middle)
        return best.better(Found(wide, place, state.face), rows, fair & across)


def _cone(inward: Points) -> list[tuple[float, Points]]:
    """Directions that fill the cone about each ``inward``, turned from sample to sample, and how
    far they lean out of it."""
    n = len(inward)
    off = np.where(np.abs(inward[:, :1]) < 0.6, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    x = unit(crossed(inward, off))
    y = crossed(inward, x)
    first = np.arange(n) * (math.pi * (3.0 - math.sqrt(5.0)))
    made = []
    for share, count in RINGS:
        lean = share * CONE
        for k in range(count):
            turn = first + 2.0 * math.pi * k / count
            sideways = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
            made.append((lean, math.cos(lean) * inward + math.sin(lean) * sideways))
    return made
