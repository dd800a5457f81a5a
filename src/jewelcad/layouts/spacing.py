"""Stones along a path with true gaps: the gaps between their girdles in space decide.

Each step measures all gaps of the row at once and moves every stone by what its gap is off,
divided by how fast the gap grows; three to eight steps end within a nanometre.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import GeometryError
from jewelcad.gems import Stone
from jewelcad.layouts.girdles import Girdles, gaps
from jewelcad.layouts.places import Path

Array = NDArray[np.float64]

EXACT = 2e-9
"""mm, within which gaps are what they should be."""
STEPS = 60
HOPELESS = 5
"""Steps after which stones that still overlap on the whole are given up."""


def tight(path: Path, gems: Sequence[Stone], first: float, halves: Array, gap: float) -> Array:
    """Places with ``gap`` between each two neighbours, the first stone at ``first``.

    Parameters
    ----------
    halves : half the length of each stone along the path, mm; only a start
    """
    s = _started(path, first, halves, gap)
    row = _Row(path, gems, False)
    for _ in range(STEPS):
        miss = gap - row.measured(s)
        if not len(miss) or np.abs(miss).max() < EXACT:
            return s
        s = s.copy()
        s[1:] += np.cumsum(miss / row.slopes)
    raise _restless(gap)


def even(
    path: Path, gems: Sequence[Stone], s: Array, closed: float = 0.0, enough: float = 0.0
) -> tuple[Array, float]:
    """Places with equal gaps, and that gap; the first stone stays.

    Parameters
    ----------
    s : places to start from
    closed : length of a closed path, whose last stone is the first one's neighbour; else 0, and
        the last stone stays too
    enough : a gap below this is of no use, and need not be found exactly
    """
    row = _Row(path, gems, bool(closed))
    for step in range(STEPS):
        gap = row.measured(s)
        fair = float((gap / row.slopes).sum() / (1.0 / row.slopes).sum())
        if np.abs(gap - fair).max() < EXACT or (fair < enough / 2 and step > HOPELESS):
            return s, fair
        s = s.copy()
        s[1:] += np.cumsum((fair - gap) / row.slopes)[: len(s) - 1]
    if fair < enough:
        return s, fair
    raise _restless(fair)


def _restless(gap: float) -> GeometryError:
    return GeometryError(
        f"Stones with a gap of {gap:.3g} mm do not come to rest along this path. It bends too "
        "sharply for them: choose smaller stones or a smoother path."
    )


class _Row:
    """The gaps of a row, and how fast each grows with the way between its two stones."""

    def __init__(self, path: Path, gems: Sequence[Stone], closed: bool) -> None:
        self.path, self.gems = path, list(gems)
        n = len(self.gems)
        self.first = np.arange(n if closed else n - 1)
        self.second = (self.first + 1) % n
        self.slopes = np.ones(len(self.first))
        self._before: tuple[Array, Array] | None = None

    def measured(self, s: Array) -> Array:
        girdles = Girdles(self.gems, *self.path(s))
        a, b = self.first, self.second
        found = gaps(girdles, a, b)
        over = found <= 0.0
        if over.any():
            found[over] = -overlap(girdles, a[over], b[over])
        if self._before is None:
            self.slopes = speed(self.path, s)[a]
        else:
            way, gap = (s[b] - s[a]) - self._before[0], found - self._before[1]
            told = np.abs(way) > 1e-7 * np.abs(s[b] - s[a])
            slope = gap / np.where(told, way, 1.0)
            sane = told & (slope > 0.2 * self.slopes) & (slope < 5.0 * self.slopes) & ~over
            self.slopes = np.where(sane, slope, self.slopes)
        self._before = (s[b] - s[a], found)
        return found


def speed(path: Path, s: Array) -> Array:
    """mm for one unit of the path, at each place."""
    h = 1e-3
    ahead, behind = path(s + h)[0], path(s - h)[0]
    return np.asarray(np.linalg.norm(ahead - behind, axis=1) / (2 * h))


def overlap(girdles: Girdles, a: NDArray[np.intp], b: NDArray[np.intp]) -> Array:
    """How far two girdles overlap in the direction from one middle to the other."""
    way = girdles.origins[b] - girdles.origins[a]
    way /= np.maximum(np.linalg.norm(way, axis=1), 1e-300)[:, None]
    reach = ((girdles.farthest(a, way) - girdles.farthest(b, -way)) * way).sum(axis=1)
    return np.asarray(np.maximum(reach, 0.0))


def _started(path: Path, first: float, halves: Array, gap: float) -> Array:
    """Places a little too far apart, by the speed of the path where each stone about lies."""
    steps = (halves[:-1] + halves[1:] + gap) * 1.02
    s = first + np.concatenate([[0.0], np.cumsum(steps / speed(path, np.array([first])))])
    for _ in range(3):
        s = first + np.concatenate([[0.0], np.cumsum(steps / speed(path, (s[1:] + s[:-1]) / 2))])
    return s
