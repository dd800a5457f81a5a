"""Beads of a single row of stones that runs round another, such as a halo.

A goldsmith raises two beads in the gap of two neighbours, one on either side of the row. Where two
would stand too near each other to be cast, he raises one there, on the inside, shared by both; at a
corner or a cleft a smaller one, more between the stones. What of a stone's rim is then bare takes a
bead of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jewelcad.reference.limits import limit
from jewelcad.settings.beads import BEAD, BESIDE, POST, ROOT, Beads
from jewelcad.settings.between import BARE, ENDS, Field, Spot
from jewelcad.settings.grains import DRAFT, SWELL
from jewelcad.units import Mm

WIDE = 0.5
"""Diameter of the widest bead, share of the stone (a choice: JewelCraft's 0.4 and some more)."""
HELD = 190.0
"""Degrees of a stone's rim that may be bare on the inside, where a bead of its own would keep the
row off the centre (a choice: half of it in a straight row, and some more)."""
ASIDE = 30.0
"""Degrees from the row at which a stone has its own beads where neighbours lie far apart, at least
(a choice: about where it shares them)."""
EVEN = 1e-6
"""mm within which two distances are the same: mirrored beads fare alike."""
STEP = 5.0
"""Degrees by which a bead of a stone's own goes round the stone to find room (a choice)."""


@dataclass(frozen=True)
class RowBeads(Beads):
    """The beads of a closed row of equal round stones that runs anticlockwise.

    Parameters
    ----------
    edge : metal beside the girdles, mm: beads of a stone's own are no larger than stand on it
    """

    edge: Mm = BESIDE

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Where they stand: no two nearer to each other than can be cast."""
        left = [list(self._ways(i, j)) for i, j in self.row.pairs]
        while meeting := self._meeting(left):
            for joint in meeting:
                left[joint].pop(0)
        found = [spot for ways in left for spot in ways[0]]
        for i in range(len(self.row)):
            found += self._own(i, found)
        return tuple(found)

    def bare(self, i: int, spots: Iterable[Spot] | None = None) -> list[tuple[float, float]]:
        """The stretches of a stone's rim without a bead: where they begin and how long they are,
        degrees."""
        spots = self.spots if spots is None else spots
        ends = sorted(
            self._field.azimuth(i, np.array(s.frame.origin)) for s in spots if i in s.stones
        )
        after = (*ends[1:], *ends[:1])
        return [(a, (b - a) % 360.0 or 360.0) for a, b in zip(ends, after, strict=True)]

    def beside(self, spot: Spot) -> float:
        """How far outside the girdles a bead reaches before it is raised, mm."""
        return spot.off + self._post(spot.off)

    # ---- sizes ---------------------------------------------------------------------------------

    @cached_property
    def _inside(self) -> float:
        return self.grip.inside(self.row.gems[0])

    @cached_property
    def _offs(self) -> tuple[float, float, float]:
        """How far outside the girdles the thinnest that can be cast, the usual and the widest
        beads stand, mm."""
        gem = self.row.gems[0]
        foot = limit("check.prong.micro.error").value / 2 + DRAFT * (self.top + ROOT * gem.width)
        least = foot / (POST * SWELL) - self._inside
        usual = max(least, BEAD * gem.width / 2 - self._inside)
        return least, usual, max(usual, WIDE * gem.width / 2 / SWELL - self._inside)

    @cached_property
    def _own_off(self) -> float:
        """How far outside its girdle a bead of a stone's own stands, mm."""
        least, usual, _ = self._offs
        share = POST * SWELL
        return max(least, min(usual, (self.edge - share * self._inside) / (1.0 + share)))

    def _post(self, off: float) -> float:
        """Radius of a bead before it is raised, mm."""
        return POST * SWELL * (off + self._inside)

    # ---- between two neighbours ----------------------------------------------------------------

    @cached_property
    def _field(self) -> Field:
        return Field(self.row)

    def _ways(self, i: int, j: int) -> Iterator[tuple[Spot, ...]]:
        """What may stand between two neighbours, in the order of liking."""
        field, (least, usual, widest) = self._field, self._offs
        half = math.dist(*(self.row.frames[k].origin for k in (i, j))) / 2
        half -= self.row.gems[0].girdle_radius
        if usual > half:
            yield tuple(field.beside(i, j, side, usual) for side in (1.0, -1.0))
            yield tuple(field.beside(i, j, side, widest) for side in (1.0, -1.0))
            yield (field.beside(i, j, 1.0, usual),)
        small = max(least, half)
        if small <= widest:
            yield (field.beside(i, j, 1.0, small),)
            yield (field.beside(i, j, -1.0, small),)
        each = self._each(i, j, least)
        yield each
        yield each[1::2]
        yield ()

    def _each(self, i: int, j: int, off: float) -> tuple[Spot, ...]:
        """Two beads of either stone's own, inside and outside, as near to the row as those of the
        other let them."""
        field, frames = self._field, self.row.frames
        apart = 2.0 * self._post(off) + limit("check.gap.error").value
        room = math.dist(frames[i].origin, frames[j].origin) - apart
        share = room / (2.0 * (self.row.gems[0].girdle_radius + off))
        turn = max(ASIDE, math.degrees(math.acos(min(max(share, 0.0), 1.0))))
        found = []
        for one, other, inside in ((i, j, 1.0), (j, i, -1.0)):
            way = field.azimuth(one, field.origin[other])
            found += [field.alone(one, way + s * inside * turn, off) for s in (1.0, -1.0)]
        return tuple(found)

    def _meeting(self, left: list[list[tuple[Spot, ...]]]) -> set[int]:
        """The joints whose beads stand too near others; of two joints that with more ways left."""
        owner = [k for k, ways in enumerate(left) for _ in ways[0]]
        found = set()
        for pair in self._too_near([spot for ways in left for spot in ways[0]]):
            joints = [owner[k] for k in pair]
            most = max(len(left[k]) for k in joints)
            found |= {k for k in joints if len(left[k]) == most}
        return found

    def _too_near(self, spots: list[Spot]) -> list[tuple[int, int]]:
        """Pairs of beads that stand nearer to each other than can be cast."""
        at = np.array([spot.frame.origin for spot in spots]).reshape(-1, 3)
        post = np.array([self._post(spot.off) for spot in spots])
        far = np.linalg.norm(at[:, None] - at, axis=2) - post[:, None] - post
        near = np.argwhere(np.triu(far < limit("check.gap.error").value - EVEN, 1))
        return [(int(a), int(b)) for a, b in near]

    # ---- beads of one stone --------------------------------------------------------------------

    def _own(self, i: int, found: list[Spot]) -> list[Spot]:
        """What a stone needs beside those it shares."""
        own: list[Spot] = []
        if not any(i in spot.stones for spot in found):
            outside = [self._alone(i, turn) for turn in (225.0, 315.0)]
            own += [] if self._too_near([*found, *outside]) else outside
        for start, bare in self.bare(i, [*found, *own]):
            middle = start + bare / 2.0
            inside = math.sin(math.radians(middle)) > 0.0
            if bare <= (HELD if inside else BARE):
                continue
            both = [self._alone(i, start + turn) for turn in (180.0, bare - 180.0)]
            if bare > ENDS and not self._too_near([*found, *own, *both]):
                own += both
                continue
            turns = [s * STEP * k for k in range(int(bare / 3.0 / STEP)) for s in (1.0, -1.0)]
            beads = (self._alone(i, middle + turn) for turn in turns)
            own += next(([b] for b in beads if not self._too_near([*found, *own, b])), [])
        return own

    def _alone(self, i: int, azimuth: float) -> Spot:
        return self._field.alone(i, azimuth, self._own_off)
