"""The largest balls that fit into the metal under places of a surface.

A ball that touches the surface at p is the narrower, the sooner a face or an edge stops it; which
does so first is searched in a tree (`stops`). What stops it must be seen from p: where something
lies in between, the next is searched, `TRIES` times in all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.chords import LIFT
from jewelcad.checks.features import TAPER, Floats, Ids, crossed, dots, unit
from jewelcad.checks.parts import side_by_side
from jewelcad.checks.stops import Places, stopped, stops
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.geometry.rays import rays_of

CONE = math.radians(22.5)
"""How far from the normal that may lie which stops the ball (a choice): beyond it, faces that meet
at less than 45 degrees would no longer be seen as two sides of the metal."""
WALL = TAPER / 2.0
"""The same for a wall, whose sides close by `TAPER` at most."""
OUT, AROUND = 0.7, 5
"""How far out in a cone, as a share of it, and at how many places around rays are sent where what
lies straight ahead does not stop the ball."""
FAR = 1.5
"""Nothing is looked for so many times as far off as what the rays of a place meet."""
NEAR, ALIKE, MANY = 4.0, 0.4, 64
"""Places are looked at together in boxes so many times as wide as they are apart, whose normals
differ by so much; and so many at most."""
PART = 10_000
"""So many places are looked at by one thread before the next."""
TRIES = 4
"""Times that something else is looked for where what stops a ball is out of sight."""


@dataclass(frozen=True, eq=False)
class Found:
    """What stops the balls: how wide they are (infinite if nothing), where, and by which triangle
    (-1 for none)."""

    wide: Floats
    place: Points
    face: Ids

    def take(self, which: Ids | NDArray[np.bool_]) -> Found:
        return Found(self.wide[which], self.place[which], self.face[which])

    def put(self, which: Ids | NDArray[np.bool_], other: Found) -> None:
        self.wide[which], self.place[which] = other.wide, other.place
        self.face[which] = other.face


class Balls:
    """Balls blown up in the metal of a mesh, at places of its surface.

    Parameters
    ----------
    mesh : closed
    start, inward : (n, 3) the places, and unit normals into the metal, mm
    own : (n,) the triangles they lie in
    """

    def __init__(self, mesh: Mesh, start: Points, inward: Points, own: Ids) -> None:
        self.rays = rays_of(mesh)
        self.stops = stops(mesh)
        self.slot = np.empty(len(self.rays.normal), np.int64)
        self.slot[self.stops.face[self.stops.edge < 0]] = np.flatnonzero(self.stops.edge < 0)
        self.start, self.inward, self.own = start, inward, own
        self.near = NEAR * math.sqrt(float(self.rays.size.sum()) / 2.0 / max(len(start), 1))

    @property
    def largest(self) -> Found:
        """The largest ball at each place."""
        return self._largest[0]

    @cached_property
    def walls(self) -> Found:
        """The largest ball at each place that only a wall's other side stops."""
        ball, most = self._largest
        wall = Found(ball.wide.copy(), ball.place.copy(), ball.face.copy())
        across = ball.place - self.start
        lean = dots(across, self.inward) < math.cos(WALL) * np.sqrt(dots(across, across))
        row = np.flatnonzero(lean & (ball.face >= 0))

        def part(row: Ids) -> Found:
            places, way, order = self._aimed(row)
            found = self._ahead(places, way, WALL)
            self._stopped(places, np.minimum(most[row[order]], found.wide), WALL, found)
            self._around(places, way, WALL, found)  # what is in sight, where all else was not
            return found.take(_back(order))

        wall.put(row, _joined(side_by_side(part, _parts(row))))
        return wall

    @cached_property
    def _largest(self) -> tuple[Found, Floats]:
        """`largest`, and how wide the balls are at most that are looked for."""

        def part(row: Ids) -> tuple[Found, Floats]:
            places, way, order = self._aimed(row)
            found = self._ahead(places, way, CONE)
            most, guess = self._around(places, way, CONE, found)
            self._stopped(places._replace(guess=guess), np.minimum(most, found.wide), CONE, found)
            back = _back(order)
            return found.take(back), most[back]

        made = side_by_side(part, _parts(np.arange(len(self.own))))
        return _joined([found for found, _ in made]), np.concatenate([most for _, most in made])

    def _aimed(self, row: Ids) -> tuple[Places, Floats, Ids]:
        """Some places in an order that puts like ones together, with the triangles straight ahead
        as guesses; how far those are off; and the order."""
        start, inward = self.start[row], self.inward[row]
        ahead = self.rays.met(start + LIFT * inward, inward)
        way = self.rays.way(start, inward, ahead)
        order, group = _groups(start, inward, way, self.near)
        guess = np.where(ahead < 0, -1, self.slot[ahead])[order]
        own = self.own[row[order]]
        return Places(start[order], inward[order], own, group, guess), way[order], order

    def _stopped(self, places: Places, limit: Floats, cone: float, found: Found) -> None:
        """Put what stops balls within a cone, if narrower than the limit, into ``found``."""
        row, barred = np.arange(len(limit)), np.empty((len(limit), 0), np.int64)
        for _ in range(TRIES):
            some = _some(places, row)
            wide, place, slot = stopped(self.stops, some, limit[row], cone, barred)
            there = np.flatnonzero(slot >= 0)
            row, place, slot = row[there], place[there], slot[there]
            seen = self._seen(places.start[row], places.inward[row], place)
            found.put(row[seen], Found(wide[there], place, self.stops.face[slot]).take(seen))
            row, barred = row[~seen], np.column_stack([barred[there], slot])[~seen]
            if not len(row):
                break

    def _ahead(self, places: Places, way: Floats, cone: float) -> Found:
        """What lies straight ahead, so far off, where that stops balls."""
        ahead = np.where(places.guess < 0, -1, self.stops.face[places.guess])
        fair = self._fair(ahead, places.inward, cone)
        return Found(
            np.where(fair, way, np.inf),
            places.start + np.where(fair, way, 0.0)[:, None] * places.inward,
            np.where(fair, ahead, -1),
        )

    def _around(self, places: Places, way: Floats, cone: float, found: Found) -> tuple[Floats, Ids]:
        """How wide balls may be that are looked for, and a slot to begin with: where nothing is
        found straight ahead, by rays in a ring about it, of which ``found`` is told too."""
        start, inward = places.start, places.inward
        limit = np.where(places.guess >= 0, way, np.inf)
        row = np.flatnonzero((found.face < 0) & (places.guess >= 0))
        for lean, ray in _ring(inward[row], cone):
            face = self.rays.met(start[row] + LIFT * inward[row], ray)
            wide = np.where(face < 0, 0.0, self.rays.way(start[row], ray, face) / lean)
            limit[row] = np.maximum(limit[row], wide)
            good = self._fair(face, inward[row], cone) & (wide < found.wide[row])
            place = start[row] + (wide * lean)[:, None] * ray
            found.put(row[good], Found(wide, place, face).take(good))
        return FAR * limit, np.where(found.face < 0, -1, self.slot[found.face])

    def _fair(self, face: Ids, inward: Points, cone: float) -> NDArray[np.bool_]:
        """Whether triangles look away from places as the other side does across a cone."""
        fair: NDArray[np.bool_] = (face >= 0) & (
            dots(self.rays.normal[face], inward) >= math.cos(2.0 * cone)
        )
        return fair

    def _seen(self, start: Points, inward: Points, end: Points) -> NDArray[np.bool_]:
        """Whether nothing lies between places on the surface and others."""
        way = end - start
        length = np.sqrt(dots(way, way))
        way /= np.maximum(length, 1e-300)[:, None]
        hit = self.rays.met(start + LIFT * inward, way)
        seen: NDArray[np.bool_] = hit < 0
        row = np.flatnonzero(~seen)
        seen[row] = self.rays.way(start[row], way[row], hit[row]) >= length[row] - 2.0 * LIFT
        return seen


def _parts(row: Ids) -> list[Ids]:
    return np.array_split(row, max(len(row) // PART, 1))


def _joined(parts: Sequence[Found]) -> Found:
    columns = ((part.wide, part.place, part.face) for part in parts)
    return Found(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def _back(order: Ids) -> Ids:
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return back


def _some(places: Places, row: Ids) -> Places:
    start, inward, own, group, guess = places
    return Places(start[row], inward[row], own[row], group[row], guess[row])


def _ring(inward: Points, cone: float) -> Iterator[tuple[float, Points]]:
    """Directions about each ``inward``, and the cosine of how far they lean."""
    off = np.where(np.abs(inward[:, :1]) < 0.6, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    x = unit(crossed(inward, off))
    y = crossed(inward, x)
    lean = OUT * cone
    for k in range(AROUND):
        turn = 2.0 * math.pi * k / AROUND
        sideways = math.cos(turn) * x + math.sin(turn) * y
        yield math.cos(lean), math.cos(lean) * inward + math.sin(lean) * sideways


def _groups(start: Points, inward: Points, way: Floats, near: float) -> tuple[Ids, Ids]:
    """An order of places in which those within boxes as wide as ``near``, mm, with normals alike
    and the other side about as far off, follow each other; and, in it, numbers of such groups."""
    box = np.column_stack(
        [
            (start - start.min(axis=0, initial=np.inf)) / near,
            (inward + 1.0) / ALIKE,
            np.log2(np.clip(way / near, 0.25, 256.0)) + 2.0,
        ]
    ).astype(np.int64)
    key = np.zeros(len(start), np.int64)
    for column in box.T:
        key = key * (int(column.max(initial=0)) + 1) + column
    order = np.argsort(key, kind="stable")
    fresh = np.flatnonzero(np.diff(key[order], prepend=-1))
    nth = np.arange(len(order)) - np.repeat(fresh, np.diff(fresh, append=len(order)))
    return order, np.cumsum(nth % MANY == 0)
