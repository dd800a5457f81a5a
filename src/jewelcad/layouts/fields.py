"""Fields of equal stones over the outside of a band: pavé, in hexagonal or square rows.

All rows have the same step around; it and the steps from row to row are as small as the gaps
between girdles in space allow, each measured between stones lying in their own tangent planes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.gems import Stone
from jewelcad.layouts.girdles import Girdles, gaps
from jewelcad.layouts.graded import Angle, Edge, law
from jewelcad.layouts.layout import MOST, Layout, layout
from jewelcad.layouts.places import (
    Array,
    Path,
    Poses,
    Surface,
    frames_of,
    half_along,
    lowered,
    surface_of,
)
from jewelcad.layouts.rows import Gap, Row, Sunk, Turn, must_run
from jewelcad.layouts.spacing import speed
from jewelcad.params import Range
from jewelcad.units import Mm

COLUMNS = 9
"""Places along a tapered band at which steps are first sought."""
ROUNDS = 80
NEAR = 1e-9
Index = NDArray[np.intp]


@layout
def field(
    band: Any,
    gem: Stone,
    rows: Annotated[int | None, Range(1, 60), "how many; as fit into width if not given"] = 3,
    start: Angle = 0.0,
    end: Angle = 360.0,
    gap: Gap = 0.2,
    pattern: Literal["hexagonal", "square"] = "hexagonal",
    across: Edge = 0.0,
    width: Annotated[Mm | None, Range(0.3, 30), "most that all rows cover across"] = None,
    sunk: Sunk = 0.0,
    turn: Turn = 0.0,
) -> Layout:
    """Rows of equal stones between two angles, or all around.

    Parameters
    ----------
    band : a shank, or the radius of the surface in mm
    pattern : ``hexagonal`` sets every other row half a step on, ``square`` does not
    across : the middle of the rows: mm across the finger, or stations of (angle, mm across) for
        rows that curve

    Raises
    ------
    ParameterError
        If the rows do not fit the band or the width, or no stone fits between the angles.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> pave = field(11.0, Gem.round(1.3), rows=3, gap=0.1)
    >>> len(pave), round(pave.report.tightest[2], 6)
    (147, 0.1)
    """
    surface = surface_of("field", band)
    must_run("field", start, end)
    if rows is None and width is None:
        raise ParameterError("field: give the number of rows, or the width they may cover.")
    grid = _Grid(surface, gem, gap, pattern == "hexagonal", across, sunk, turn, (start, end))
    if rows is not None:
        return _laid(grid, rows, width)
    most = math.floor((width or 0.0) / (0.8 * gem.width)) + 1
    for count in range(most, 0, -1):
        try:
            return _laid(grid, count, width)
        except ParameterError:
            if count == 1:
                raise
    raise AssertionError("unreachable: the last of the counts above returns or raises")


def _laid(grid: _Grid, rows: int, width: float | None) -> Layout:
    """The rows, refused if they cover more than the width or hang over the band's edge."""
    try:
        pitch, offsets = grid.solved(rows)
        numbers, s, level, pairs = _counted(grid, pitch, offsets)
        if len(numbers) > MOST:
            raise ParameterError(f"{len(numbers)} stones, and {MOST} are the most of a layout.")
        poses = grid.poses(s, level)
        _must_lie_on(grid, poses, width)
    except ParameterError as error:
        raise ParameterError(
            f"field: {rows} rows of {grid.gem.width:g} mm stones do not lie on this band. {error} "
            "Choose fewer rows or smaller stones."
        ) from None
    return Layout((grid.gem,) * len(s), frames_of(poses), grid.gap, grid.sunk, pairs)


def _must_lie_on(grid: _Grid, poses: Poses, width: float | None) -> None:
    every = np.arange(len(poses[0]))
    girdles = Girdles([grid.gem] * len(every), *poses)
    way = np.broadcast_to((0.0, 1.0, 0.0), (len(every), 3))
    low, high = girdles.farthest(every, -way), girdles.farthest(every, way)
    for rim in (low, high):
        grid.surface.surface_poses(_angles(rim), rim[:, 1])
    middle = grid.across(_angles(girdles.origins))
    reach = float((high[:, 1] - middle).max() - (low[:, 1] - middle).min())
    if width is not None and reach > width + 1e-9:
        raise ParameterError(f"They cover {reach:.3g} mm across, and width is {width:g} mm.")


def _angles(points: Array) -> Array:
    return np.asarray(np.degrees(np.arctan2(points[:, 0], points[:, 2])))


@dataclass(frozen=True)
class _Grid:
    """Stones in rows over a band, by their angle and their distance from the middle row."""

    surface: Surface
    gem: Stone
    gap: float
    hexagonal: bool
    middle: Edge
    sunk: float
    turn: float
    part: tuple[float, float]

    @property
    def whole(self) -> bool:
        return self.part[1] - self.part[0] > 360.0 - 1e-9

    def across(self, s: Array) -> Array:
        return law(self.middle)(s)

    def poses(self, s: Array, level: Array) -> Poses:
        found = self.surface.surface_poses(s, self.across(s) + level)
        return lowered(found, self.sunk, self.turn)

    def way(self, level: float) -> Path:
        return lambda s: self.poses(s, np.full(len(s), level))

    def solved(self, rows: int) -> tuple[float, Array]:
        """Step around in degrees, and each row's distance from the middle."""
        pitch, steps = self._first_guess(rows)
        alike = not self.surface.tapered and isinstance(self.middle, (int, float))
        middle = sum(self.part) / 2
        few = np.array([middle]) if alike else np.linspace(*self.part, COLUMNS)

        def columns(pitch: float) -> Array:
            return few

        def every(pitch: float) -> Array:
            half = math.ceil((self.part[1] - self.part[0]) / pitch)
            return np.asarray(middle + pitch / 2 * np.arange(-half, half + 1))

        pitch, steps = self._settled(columns, pitch, steps)
        if self.whole:
            pitch = 360.0 / max(math.floor(360.0 / pitch + 1e-9), 1)
            pitch, steps = self._settled(columns, pitch, steps, held=True)
        if not alike:
            pitch, steps = self._settled(every, pitch, steps, held=self.whole)
        return pitch, _levels(steps)

    def _first_guess(self, rows: int) -> tuple[float, Array]:
        long, wide = (2 * half_along(self.gem, self.turn + a) + self.gap for a in (0.0, 90.0))
        middle = np.array([sum(self.part) / 2])
        if self.hexagonal and not self.gem.corners:
            wide *= math.sqrt(0.75)
        return long * 1.05 / float(speed(self.way(0.0), middle)[0]), np.full(rows - 1, wide)

    def _settled(
        self,
        columns: Callable[[float], Array],
        pitch: float,
        steps: Array,
        held: bool = False,
    ) -> tuple[float, Array]:
        """The least steps that keep the gaps at ``columns``; ``held`` leaves the step around."""
        slope = np.ones(len(steps))
        before: tuple[Array, Array] | None = None
        pace = float(speed(self.way(0.0), columns(pitch)).min())
        for _ in range(ROUNDS):
            in_row, cross = self._gaps(columns(pitch), pitch, steps)
            lack, short = self.gap - in_row, self.gap - cross
            if (held or abs(lack) < NEAR) and (np.abs(short) < NEAR).all():
                return pitch, steps
            if before is not None:
                moved = steps - before[0]
                told = np.abs(moved) > 1e-8
                found = (before[1] - short) / np.where(told, moved, 1.0)
                slope = np.where(told & (found > 0.2) & (found < 3.0), found, slope)
            before = (steps, short)
            pitch += 0.0 if held else lack / pace
            steps = steps + short / slope
        raise GeometryError(
            f"A field of {self.gem.width:g} mm stones does not come to rest on this band: it bends "
            "too sharply for them. Choose smaller stones, or fewer rows."
        )

    def _gaps(self, columns: Array, pitch: float, steps: Array) -> tuple[float, Array]:
        """The least gap within rows, and the least between each two rows."""
        level, n = _levels(steps), len(columns)
        rows = len(level)
        half = pitch / 2 if self.hexagonal else 0.0
        places = [(k, d) for k in range(rows) for d in (0.0, pitch, half, -half)]
        number = {place: i for i, place in enumerate(dict.fromkeys(places))}
        s = np.concatenate([columns + d for _, d in number])
        levels = np.repeat([level[k] for k, _ in number], n)
        girdles = Girdles([self.gem] * len(s), *self.poses(s, levels))
        links = [((k, 0.0), (k, pitch)) for k in range(rows)]
        for k in range(rows - 1):
            links += [((k, 0.0), (k + 1, half)), ((k, 0.0), (k + 1, -half))]
            links += [((k + 1, 0.0), (k, half)), ((k + 1, 0.0), (k, -half))]
        links += [((k, 0.0), (k + 2, 0.0)) for k in range(rows - 2)]
        each = np.arange(n)
        first = np.concatenate([number[a] * n + each for a, _ in links])
        second = np.concatenate([number[b] * n + each for _, b in links])
        found = _signed(girdles, first, second).reshape(len(links), n).min(axis=1)
        cross = found[rows : rows + 4 * (rows - 1)].reshape(-1, 4).min(axis=1)
        for k, beyond in enumerate(found[rows + 4 * (rows - 1) :]):
            cross[k : k + 2] = np.minimum(cross[k : k + 2], beyond)
        return float(found[:rows].min()), cross


def _signed(girdles: Girdles, first: Index, second: Index) -> Array:
    from jewelcad.layouts.spacing import overlap

    found = gaps(girdles, first, second)
    over = found <= 0.0
    if over.any():
        found[over] = -overlap(girdles, first[over], second[over])
    return found


def _levels(steps: Array) -> Array:
    reach = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(reach - reach[-1] / 2)


Counted = tuple[list[tuple[int, int]], Array, Array, tuple[tuple[int, int], ...]]


def _counted(grid: _Grid, pitch: float, levels: Array) -> Counted:
    """Every stone's row and half steps from the middle, its angle and level, and the pairs."""
    middle = sum(grid.part) / 2
    numbers: list[tuple[int, int]] = []
    parity = _parity(grid, pitch, float(levels[0]), middle)
    for k, level in enumerate(levels.tolist()):
        odd = (parity + k * grid.hexagonal) % 2
        if grid.whole:
            numbers += [(k, 2 * i + odd) for i in range(round(360.0 / pitch))]
        else:
            numbers += [(k, h) for h in _fitting(grid, pitch, level, middle, odd)]
    if not numbers:
        raise ParameterError(
            f"field: no stone of {grid.gem.width:g} mm fits between {grid.part[0]:g}° and "
            f"{grid.part[1]:g}°. Choose a longer part or smaller stones."
        )
    number = {place: i for i, place in enumerate(numbers)}
    around = 2 * round(360.0 / pitch) if grid.whole else 0
    pairs = []
    for k, h in numbers:
        across = ((k + 1, h + 1), (k + 1, h - 1)) if grid.hexagonal else ((k + 1, h),)
        for row, there in ((k, h + 2), *across):
            place = (row, there % around if around else there)
            if place in number:
                pairs.append((number[k, h], number[place]))
    s = np.array([middle + h * pitch / 2 for _, h in numbers])
    return numbers, s, levels[[k for k, _ in numbers]], tuple(pairs)


def _parity(grid: _Grid, pitch: float, level: float, middle: float) -> int:
    """0 if the first row is fullest with a stone in its middle, else 1."""
    if grid.whole:
        return 0
    counts = [len(_fitting(grid, pitch, level, middle, odd)) for odd in (0, 1)]
    return int(counts[1] > counts[0])


def _fitting(grid: _Grid, pitch: float, level: float, middle: float, odd: int) -> list[int]:
    """Half steps from the middle at which a stone keeps between the two angles."""
    reach = math.ceil((grid.part[1] - grid.part[0]) / pitch) + 1
    steps = np.array([h for h in range(-reach, reach + 1) if h % 2 == odd])
    row = Row(grid.way(level), grid.turn, *grid.part, grid.gap)
    inside = np.abs(steps) * pitch / 2 <= (grid.part[1] - grid.part[0]) / 2
    steps = steps[inside]
    if not len(steps):
        return []
    low, high = row.ends((grid.gem,) * len(steps), middle + steps * pitch / 2)
    fits = (low >= grid.part[0] - 1e-9) & (high <= grid.part[1] + 1e-9)
    return [int(h) for h in steps[fits]]
