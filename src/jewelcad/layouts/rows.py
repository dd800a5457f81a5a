"""Rows around the finger: eternity rings, and stones along a part of a band."""

from __future__ import annotations

import math
from typing import Annotated, Any

import numpy as np

from jewelcad.errors import ParameterError
from jewelcad.gems import Pearl, Stone
from jewelcad.layouts.layout import MOST, Layout, layout
from jewelcad.layouts.places import (
    Array,
    Path,
    Surface,
    frames_of,
    half_along,
    over,
    surface_of,
)
from jewelcad.layouts.spacing import even, speed, tight
from jewelcad.params import Range, Suggest
from jewelcad.units import Deg, Mm

Gap = Annotated[Mm, Range(0.01, 5), Suggest(0.1, 0.3, 0.05), "from girdle to girdle, in space"]
"""0.10 at least (GIA), 0.2 by default (JewelCraft); the limits are a choice: none may touch."""
Sunk = Annotated[Mm, Range(-5, 5), "middle of the girdle below the surface; negative above"]
Turn = Annotated[Deg, Range(-360, 360), "the stone about its own axis; 90 sets it across"]
Across = Annotated[Mm, Range(-15, 15), "along the finger from the band's middle"]


def most_around(radius: float, length: float, gap: float) -> int:
    """How many stones ``length`` mm long close a ring with at least ``gap`` mm between them.

    The lower edges of the girdles, at ``radius``, are nearest: each stone's end is to keep half
    the gap from the plane between it and its neighbour. The trade's ``floor(pi / atan((d + g) /
    (2 r)))`` takes the gap along the girdle instead, which is larger by 1 / cos(pi / n): once in
    some hundred rings it allows one stone more than the gap in space does.

    Examples
    --------
    >>> most_around(10.36, 2.0, 0.1)
    31
    """
    half = length / 2
    return math.floor(math.pi / _half_step(radius, half, gap) + 1e-12)


def _half_step(radius: float, half: float, gap: float) -> float:
    """Half the angle from stone to stone, radians."""
    return math.atan2(half, radius) + math.asin(min(gap / 2 / math.hypot(radius, half), 1.0))


@layout
def eternity(
    band: Any,
    gem: Stone,
    gap: Gap = 0.2,
    arc: Annotated[Deg, Range(10, 360), "part of the band that is set; 360 is full"] = 360.0,
    centre: Annotated[Deg, Range(-360, 360), "middle of the part, from the top"] = 0.0,
    sunk: Sunk = 0.0,
    turn: Turn = 0.0,
) -> Layout:
    """As many equal stones as fit around a band, or around a part of it.

    A full ring shares what is left evenly; a half or three-quarter one keeps the gap and is
    centred. The first stone of a full ring lies at ``centre``.

    Parameters
    ----------
    band : a shank, or the radius of the surface in mm

    Raises
    ------
    ParameterError
        If fewer than three stones go around, or none into the part.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> len(eternity(10.36 + 0.035, Gem.round(2.0, girdle=3.5), gap=0.1))
    31
    """
    surface = surface_of("eternity", band)
    if arc < 360.0:
        ends = (centre - arc / 2, centre + arc / 2)
        return along(band, gem, *ends, gap=gap, sunk=sunk, turn=turn)
    path = over(surface, 0.0, sunk, turn)
    half = half_along(gem, turn)
    upright, radius = _upright(surface, path, gem)
    count = most_around(radius, 2 * half, gap)
    if count < 3:
        raise ParameterError(
            f"eternity: {max(count, 0)} stones of {2 * half:.3g} mm go around a radius of "
            f"{radius:.3g} mm, and a ring of stones needs 3. Choose smaller stones."
        )
    if count > MOST:
        raise ParameterError(f"eternity: {count} stones, and {MOST} are the most. Larger stones?")
    if upright:
        s = centre + np.arange(count) * 360.0 / count
    else:
        count, s = _closed(path, gem, count + 2, centre, gap)
    pairs = tuple((i, (i + 1) % count) for i in range(count))
    return Layout((gem,) * count, frames_of(path(s)), gap, sunk, pairs)


def _upright(surface: Surface, path: Path, gem: Stone) -> tuple[bool, float]:
    """Whether all stones look straight out of a round band and meet in the edges of their girdles,
    as pearls do not; and the radius of their lower edge."""
    origins, axes = path(np.array([0.0, 90.0, 180.0, 270.0]))
    reach = np.hypot(origins[:, 0], origins[:, 2])
    plain = not surface.tapered and float(np.abs(axes[:, 2, 1]).max()) < 1e-12
    return plain and not isinstance(gem, Pearl), float(reach.mean()) + gem.girdle_bottom


def _closed(path: Path, gem: Stone, count: int, first: float, gap: float) -> tuple[int, Array]:
    """The most stones around, no more than ``count``, whose equal gaps are large enough."""
    for n in range(count, 2, -1):
        spots = first + np.arange(n) * 360.0 / n
        s, fair = even(path, [gem] * n, spots, closed=360.0, enough=gap)
        if fair >= gap - 1e-9:
            return n, s
    raise ParameterError("eternity: fewer than 3 stones go around. Choose smaller stones.")


@layout
def along(
    band: Any,
    gem: Stone | tuple[Stone, ...],
    start: Annotated[Deg, Range(-720, 720), "where the row may begin, from the top"],
    end: Annotated[Deg, Range(-720, 720), "where the row must end"],
    gap: Gap = 0.2,
    across: Across = 0.0,
    sunk: Sunk = 0.0,
    turn: Turn = 0.0,
    spread: bool = False,
) -> Layout:
    """A row along a band between two angles, centred.

    Parameters
    ----------
    band : a shank, or the radius of the surface in mm
    gem : one stone, of which as many are set as fit, or a tuple of stones in their order
    spread : share what is left evenly among the gaps, so that the row's ends lie at the angles

    Raises
    ------
    ParameterError
        If ``end`` is not after ``start``, or the stones do not fit.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> row = along(11.0, Gem.round(1.5), -45, 45, gap=0.15)
    >>> row.report.count, round(row.report.tightest[2], 6)
    (10, 0.15)
    """
    surface = surface_of("along", band)
    must_run("along", start, end)
    path = over(surface, across, sunk, turn)
    gems = gem if isinstance(gem, tuple) else (gem,) * _at_most(path, gem, start, end, gap)
    if not gems:
        raise ParameterError("along: no stones were given.")
    row = Row(path, turn, start, end, gap)
    gems, s = row.filled(gems, may_drop=not isinstance(gem, tuple))
    if spread and len(gems) > 1:
        s, _ = even(path, gems, s + np.linspace(*row.slack(gems, s), len(s)))
    pairs = tuple((i, i + 1) for i in range(len(gems) - 1))
    return Layout(tuple(gems), frames_of(path(s)), gap, sunk, pairs)


def must_run(owner: str, start: float, end: float) -> None:
    """Refuse angles between which no row can lie."""
    if not start < end <= start + 360.0:
        raise ParameterError(
            f"{owner}: from {start:g}° to {end:g}° is no part of a band. Let end be after start, "
            "by 360° at most."
        )


def _at_most(path: Path, gem: Stone, start: float, end: float, gap: float) -> int:
    """More stones than can fit: by the narrowest of the path, no gap, and one more."""
    reach = float(speed(path, np.linspace(start, end, 33)).max()) * (end - start)
    count = math.ceil(1.1 * reach / (gem.width + gap)) + 2
    if count > MOST:
        raise ParameterError(f"along: {count} stones, and {MOST} are the most. Larger stones?")
    return count


class Row:
    """A row over a path around the finger, which must stay between two angles.

    Parameters
    ----------
    turn : of each stone about its axis, degrees
    start, end : degrees
    gap : mm
    at_start : begin it at ``start``; else its middle lies between the two
    """

    def __init__(
        self, path: Path, turn: float, start: float, end: float, gap: float, at_start: bool = False
    ) -> None:
        self.path, self.turn, self.start, self.end, self.gap = path, turn, start, end, gap
        self.at_start = at_start

    def filled(self, gems: tuple[Stone, ...], may_drop: bool) -> tuple[tuple[Stone, ...], Array]:
        """The stones that fit and their places."""
        halves = np.array([half_along(gem, self.turn) for gem in gems])
        s = tight(self.path, gems, self.start, halves, self.gap)
        low, high = self.ends(gems, s)
        if may_drop:
            fits = int((high - low[0] <= self.end - self.start + 1e-9).sum())
            gems, s, halves = gems[:fits], s[:fits], halves[:fits]
        if not gems or high[len(gems) - 1] - low[0] > self.end - self.start + 1e-9:
            self._refuse(gems, float(high[max(len(gems), 1) - 1] - low[0]))
        for _ in range(40):
            low, high = self.ends(gems, s)
            off = self.start - low[0]
            if not self.at_start:
                off = (off + self.end - high[-1]) / 2
            if abs(off) < 1e-10:
                break
            s = tight(self.path, gems, float(s[0] + off), halves, self.gap)
        return gems, s

    def _refuse(self, gems: tuple[Stone, ...], needed: float) -> None:
        raise ParameterError(
            f"{max(len(gems), 1)} stones with {self.gap:g} mm between them need {needed:.2f}° of "
            f"the band, and from {self.start:g}° to {self.end:g}° there are "
            f"{self.end - self.start:.2f}°. Choose fewer or smaller stones, or a longer part."
        )

    def slack(self, gems: tuple[Stone, ...], s: Array) -> tuple[float, float]:
        """How far the first stone may go back, and the last one on, degrees."""
        first, last = float(s[0]), float(s[-1])
        ends = np.array([first, last])
        for _ in range(40):
            low, high = self.ends((gems[0], gems[-1]), ends)
            off = np.array([self.start - low[0], self.end - high[1]])
            ends = ends + off
            if np.abs(off).max() < 1e-11:
                break
        return float(ends[0] - first), float(ends[1] - last)

    def ends(self, gems: tuple[Stone, ...], s: Array) -> tuple[Array, Array]:
        """The angles between which each girdle's lower edge lies."""
        origins, axes = self.path(s)
        a = math.radians(-self.turn)
        way = math.cos(a) * axes[:, 0] + math.sin(a) * axes[:, 1]
        half = np.array([half_along(gem, self.turn) for gem in gems])[:, None]
        low = origins + np.array([g.girdle_bottom for g in gems])[:, None] * axes[:, 2]
        found = []
        for point in (low - half * way, low + half * way):
            angle = np.degrees(np.arctan2(point[:, 0], point[:, 2]))
            found.append(s + (angle - s + 180.0) % 360.0 - 180.0)
        return found[0], found[1]
