"""Where claws and beads stand between the stones of a layout: in the gaps, shared by neighbours.

From the layout's pairs alone: a gap between three or four neighbours takes one, in its middle; a
pair with an open side takes one there; a stone with nothing on a whole side takes its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.layouts import Layout

Array = NDArray[np.float64]
TURN = 115.0
"""Degrees between two neighbours, seen from a stone, up to which there is a gap and no open side:
60 in hexagonal rows, 90 in square ones; between them and 120, the end of staggered rows."""
BARE, ENDS = 150.0, 250.0
"""Degrees of a stone's rim without a claw from which it takes one of its own, or two opposite those
it shares: choices. A stone in a row, held at four corners, takes none; at the end of a row two."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place between stones.

    Parameters
    ----------
    frame : origin at the girdles' height, z as the stones' on average, x away from them
    stones : numbers of those it touches
    off : distance of its axis outside their girdles, mm
    """

    frame: Frame
    stones: tuple[int, ...]
    off: float


def spots(layout: Layout, off: Callable[[tuple[int, ...]], float]) -> tuple[Spot, ...]:
    """All places, those with most stones first.

    Parameters
    ----------
    off : of a place outside the girdles of those stones, where nothing but a choice fixes it, mm
    """
    field = Field(layout)
    gaps = sorted(field.gaps(), key=lambda g: (-len(g), g))
    found = [field.middle(gap) for gap in gaps]
    found += [field.beside(i, j, side, off((i, j))) for i, j, side in field.open_sides(gaps)]
    return (*found, *field.own(found, off))


def meeting(far: float, a: float, b: float) -> tuple[float, float]:
    """Where circles of radius ``a`` and ``b`` meet whose middles lie ``far`` apart: on the way from
    the first, and beside it; on it, if they lie apart. mm."""
    along = (far**2 + a**2 - b**2) / (2.0 * far)
    return along, math.sqrt(max(a**2 - along**2, 0.0))


class Field:
    """A layout's girdles and who neighbours whom."""

    def __init__(self, layout: Layout) -> None:
        frames = layout.frames
        self.radius = [gem.girdle_radius for gem in layout.gems]
        self.origin = np.array([f.origin for f in frames])
        self.x, self.y, self.z = (
            np.array([getattr(f, axis) for f in frames]) for axis in ("x", "y", "z")
        )
        self.pairs = sorted({(min(p), max(p)) for p in layout.pairs})
        self.near: list[set[int]] = [set() for _ in frames]
        for i, j in self.pairs:
            self.near[i].add(j)
            self.near[j].add(i)

    def azimuth(self, i: int, point: Array) -> float:
        """Of a point seen from a stone, from its frame's x, degrees."""
        way = point - self.origin[i]
        return math.degrees(math.atan2(way @ self.y[i], way @ self.x[i])) % 360.0

    def gaps(self) -> set[tuple[int, ...]]:
        """Threes and fours of neighbours that close a gap."""
        found = set()
        for i, near in enumerate(self.near):
            order = sorted(near, key=lambda j: self.azimuth(i, self.origin[j]))
            for a, b in zip(order, (*order[1:], *order[:1]), strict=True):
                between = self.azimuth(i, self.origin[b]) - self.azimuth(i, self.origin[a])
                if a == b or between % 360.0 > TURN:
                    continue
                if b in self.near[a]:
                    found.add(tuple(sorted((i, a, b))))
                    continue
                across = (self.near[a] & self.near[b]) - self.near[i] - {i}
                found |= {tuple(sorted((i, a, b, c))) for c in across if self._closes(i, a, b, c)}
        return found

    def _closes(self, i: int, a: int, b: int, c: int) -> bool:
        """Whether ``c`` lies opposite ``i`` and not on the far side of the finger."""
        way, guess = self.origin[c] - self.origin[i], self.origin[a] + self.origin[b]
        return bool(np.linalg.norm(way - (guess - 2 * self.origin[i])) < 0.7 * np.linalg.norm(way))

    def open_sides(self, gaps: list[tuple[int, ...]]) -> Iterator[tuple[int, int, float]]:
        """Pairs and the sides of them, 1 or -1, on which no gap lies."""
        taken: dict[tuple[int, int], set[float]] = {}
        for gap in gaps:
            middle = self.origin[list(gap)].mean(axis=0)
            for i in gap:
                for j in gap:
                    if i < j and j in self.near[i]:
                        taken.setdefault((i, j), set()).add(self._side(i, j, middle))
        for i, j in self.pairs:
            yield from ((i, j, s) for s in (1.0, -1.0) if s not in taken.get((i, j), ()))

    def _side(self, i: int, j: int, point: Array) -> float:
        across = np.cross(self.z[i] + self.z[j], self.origin[j] - self.origin[i])
        return math.copysign(1.0, float(across @ (point - self.origin[i])))

    def _plane(self, numbers: tuple[int, ...]) -> tuple[Frame, Array]:
        """The stones' mean plane and their middles in it."""
        own = list(numbers)
        middle, z = self.origin[own].mean(axis=0), self.z[own].mean(axis=0)
        frame = Frame(tuple(middle), tuple(self.x[own[0]]), tuple(z))
        way = self.origin[own] - middle
        return frame, np.stack([way @ np.array(frame.x), way @ np.array(frame.y)], axis=1)

    def _spot(self, plane: Frame, numbers: tuple[int, ...], x: float, y: float, off: float) -> Spot:
        """On the girdles' planes over (x, y) of the mean plane, looking away from the stones."""
        base, z = np.array(plane.point(x, y, 0.0)), np.array(plane.z)
        rise = [float((self.origin[i] - base) @ self.z[i]) / float(z @ self.z[i]) for i in numbers]
        out = (x, y) if math.hypot(x, y) > 0.05 else (0.0, 1.0)
        way = plane.vector(*out, 0.0)
        return Spot(Frame(tuple(base + z * float(np.mean(rise))), way, plane.z), numbers, off)

    def middle(self, gap: tuple[int, ...]) -> Spot:
        """Equally far from the girdles around a gap (Newton, in their mean plane)."""
        plane, at = self._plane(gap)
        radius = np.array([self.radius[i] for i in gap])
        x = np.zeros(3)
        for _ in range(12):
            way = x[:2] - at
            far = np.linalg.norm(way, axis=1)
            slope = np.column_stack([way / far[:, None], -np.ones(len(gap))])
            step = np.linalg.lstsq(slope, far - radius - x[2], rcond=None)[0]
            x = x - step
            if float(np.abs(step).max()) < 1e-12:
                break
        return self._spot(plane, gap, float(x[0]), float(x[1]), float(x[2]))

    def beside(self, i: int, j: int, side: float, off: float) -> Spot:
        """``off`` mm from two girdles, on a side of their middle line; on it, if they lie apart."""
        plane, (a, b) = self._plane((i, j))
        way = b - a
        far = float(np.linalg.norm(way))
        along, high = meeting(far, self.radius[i] + off, self.radius[j] + off)
        unit = way / far
        x, y = a + along * unit + side * high * np.array([-unit[1], unit[0]])
        return self._spot(plane, (i, j), float(x), float(y), off)

    def own(self, found: list[Spot], off: Callable[[tuple[int, ...]], float]) -> Iterator[Spot]:
        """Places of a stone alone, evenly over what is bare of its rim."""
        held: list[list[float]] = [[] for _ in self.near]
        for spot in found:
            for i in spot.stones:
                held[i].append(self.azimuth(i, np.array(spot.frame.origin)))
        for i, angles in enumerate(map(sorted, held)):
            if not angles:
                yield from (self.alone(i, a, off((i,))) for a in (45.0, 135.0, 225.0, 315.0))
            for a, b in zip(angles, (*angles[1:], *angles[:1]), strict=True):
                bare = (b - a) % 360.0 or 360.0
                if bare > ENDS:
                    yield from (self.alone(i, turn, off((i,))) for turn in (b - 180.0, a + 180.0))
                elif bare > BARE:
                    yield self.alone(i, a + bare / 2.0, off((i,)))

    def alone(self, i: int, azimuth: float, off: float) -> Spot:
        """``off`` mm from one girdle, at an azimuth of its frame."""
        frame = Frame(tuple(self.origin[i]), tuple(self.x[i]), tuple(self.z[i])).turned(azimuth)
        return Spot(frame.moved(x=self.radius[i] + off), (i,), off)
