"""The skin of a signet ring, sheet by sheet.

Below the middle of the finger it is a band. Above, columns rise from the band's dome to the table's
edge: the shoulders. They leave the band with its own slope and curvature and run straight into the
edge, so no crease crosses the shoulders. Flanks rise from the band's side walls to the columns at
the shoulders' ends, and between them to the table.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.patches import along
from jewelcad.geometry.quilts import Sheet
from jewelcad.geometry.shapes import stretches
from jewelcad.shanks.laws import slope
from jewelcad.shanks.strips import around, rows_of, strip

if TYPE_CHECKING:
    from jewelcad.shanks.signet import SignetShank

Array = NDArray[np.float64]
COLUMN = 17
"""Points a column is drawn through."""
LEAST = 9
"""Lines along a part of a side, at least."""
SIDE = 41
"""Lines along one side of the table."""
LINE = 13
"""Points such a line is drawn through."""
SOFT = 9.0
"""Degrees over which a corner of the flank's upper boundary is smoothed (a choice)."""
SWELL = 1.6
"""Bow of the fullest shoulder: 0.17 of the way from the band to the table (a choice)."""
SPREAD = (0.025, -0.01)
"""Slopes, outwards and across, by which the shoulders' ends leave the band's walls (a choice): the
flanks open at once, and steep. With none they would begin as slivers a ten-thousandth of a
millimetre wide, folded over themselves, or as a ledge."""
SHORT = 1.0
"""mm; shorter lines of a flank run the straighter the shorter they are (a choice)."""
CLOSE = 4
"""How late the smoothed lines close up to their ends: a power of the way (a choice)."""


@dataclass(frozen=True)
class SignetSkin:
    """All sheets of a signet ring."""

    ring: SignetShank

    def sheets(self) -> list[Sheet]:
        """Band below; bore, walls, shoulders, flanks and table above."""
        lower = strip(
            lambda a: self.ring.parts(a)[0], np.linspace(90.0, 270.0, SIDE), self.ring.bore_radius
        )
        shoulders = self.shoulders()
        flanks = [flank for y in (1, -1) for flank in self._flanks(shoulders, y)]
        rims = [g[:, -1] for pair in shoulders for g in pair]
        rims += [grid[:, -1] for grid, _, on_table in flanks if on_table]
        return [
            *lower,
            *self._under(flanks),
            *(Sheet(grid) for pair in shoulders for grid in pair),
            *(Sheet(grid) for grid, _, _ in flanks),
            *(sheet for rim in rims for sheet in self._face(rim)),
        ]

    def shoulders(self) -> tuple[list[Array], list[Array]]:
        """Grids of the right shoulder from -y to +y, and of the left from +y to -y.

        Columns leave the dome at three o'clock with the band's own slope and curvature.
        """
        return self._shoulder(1.0), self._shoulder(-1.0)

    def _shoulder(self, side: float) -> list[Array]:
        drawn, _, dome = self.ring.parts(90.0, side < 0)
        pieces = [drawn.segments[k] for k in dome[::-1]]
        runs = [along(s, stretches(s, True)[0][::-1]) for s in pieces]
        whole = sum(abs(run[-1, 0] - run[0, 0]) for run in runs)
        made, begun = [], 0.0
        for run in runs:
            share = begun + np.abs(run[:, 0] - run[0, 0]) / whole
            begun = share[-1]
            made.append(self.columns(run, share, side))
        return made

    def columns(self, run: Array, share: Array, side: float) -> Array:
        """Columns (n, COLUMN, 3) from points (across, outward) of the dome to the table's edge.

        Quartics in their share: they end straight. ``side`` is -1 for the left half, where
        everything is turned by half a turn about z but the table.
        """
        law, back = self.ring.width, np.array([side, side, 1.0])
        x, zero = self.ring.bore_radius + run[:, 1], np.zeros(len(run))
        table = [self.ring.table.at(float(u) + (0.0 if side > 0 else 2.0)) for u in share]
        end = np.array([(*p, self.ring.table_height - self.ring.edge) for p in table])[:, None]
        foot = (np.stack([x, run[:, 0], zero], 1) * back)[:, None]
        rise = self.ring.table_height - self.ring.edge
        lean = -slope(law, 90.0) * run[:, 0] / law(90.0) / x
        outer = 2.0 * run[:, 0] / law(90.0)
        out, lean = SPREAD[0] * outer**4, lean + SPREAD[1] * outer**3
        first = (rise * np.stack([out, lean, zero + 1], 1) * back)[:, None]
        bend = (rise**2 / 2 * np.stack([-1 / x, zero, zero], 1) * back)[:, None]
        s = np.linspace(0.0, 1.0, COLUMN)[None, :, None]
        left = end - foot - first - bend
        fourth = -(bend + 3 * left) / 3
        straight = foot + first * s + bend * s**2 + (left - fourth) * s**3 + fourth * s**4
        chord = end - foot
        aside = side * np.stack([chord[..., 2], 0.0 * chord[..., 1], -chord[..., 0]], axis=2)
        return np.asarray(straight + self.ring.fullness * SWELL * aside * s**3 * (1 - s))

    def _flanks(
        self, shoulders: tuple[list[Array], list[Array]], y: int
    ) -> list[tuple[Array, Array, bool]]:
        """The side at +y (1) or -y (-1) from right to left: under a shoulder, the table, the other.

        Grids of lines that rise from the wall square to the bore; with each its angles and whether
        it ends on the table.
        """
        right, left = shoulders
        outer = (right[-1], left[0]) if y > 0 else (right[0], left[-1])
        columns = [g[::-1] if at else g for g, at in zip(outer, (y < 0, y > 0), strict=True)]
        tangents = [_tangent(g) for g in columns]
        level = self.ring.table_height - self.ring.edge
        shares, ends_at = self._across(y)
        edge = np.array([(*self.ring.table.at(float(u)), level) for u in shares])
        way = np.linspace(0.0, 1.0, len(shares))[:, None]
        over = (1 - way) * tangents[0][-1] + way * tangents[1][-1]
        last = np.concatenate([tangents[0][:-1], over, tangents[1][-2::-1]])
        ends = np.concatenate([columns[0][-1][:-1], edge, columns[1][-1][-2::-1]])
        lines, degrees = self._lines(ends, last, y)
        marks = [0, *(COLUMN - 1 + k for k in ends_at), len(ends) - 1]
        return [
            (lines[a : b + 1], degrees[a : b + 1], 0 < k < len(marks) - 2)
            for k, (a, b) in enumerate(itertools.pairwise(marks))
        ]

    def _across(self, y: int) -> tuple[Array, list[int]]:
        """Shares of the table's side at +y (1) or -y (-1) from right to left, and which of them
        part its sheets: where either side turns a corner, for the bore lies under both."""
        ahead, behind = self.ring.table.marks(1), (1.0 - v for v in self.ring.table.marks(3))
        marks = [0.0, *sorted({round(w, 9) for w in (*ahead, *behind)}), 1.0]
        parts, ends_at = [np.zeros(1)], [0]
        for a, b in itertools.pairwise(marks):
            count = max(LEAST, round(SIDE * (b - a)))
            parts.append(np.linspace(a, b, count)[1:])
            ends_at.append(ends_at[-1] + count - 1)
        way = np.concatenate(parts)
        return (1.0 + way if y > 0 else 4.0 - way), ends_at

    def _lines(self, end: Array, over: Array, y: int) -> tuple[Array, Array]:
        """Lines (n, LINE, 3) in planes through the finger's axis, from the wall to ``end``.

        They leave square to the bore and arrive along ``over`` (outward, across). Where the upper
        boundary turns a corner they follow it smoothed, and close up to it near their ends, so
        that the corner does not run down the flank as a crease.
        """
        degrees = np.degrees(np.arctan2(end[:, 0], end[:, 2]))
        half = np.array([self.ring.width(float(a)) / 2 for a in degrees])
        start = np.stack([np.full(len(end), self._foot), y * half], 1)
        stop = np.stack([np.hypot(end[:, 0], end[:, 2]), end[:, 1]], 1)
        straight = stop - start
        length = np.linalg.norm(straight, axis=1)[:, None]
        tall = np.clip(length / SHORT, 0.0, 1.0) ** 2  # a short line has no room to bow: it folds
        over = tall * over + (1 - tall) * straight / np.maximum(length, 1e-12)
        drawn = np.concatenate([straight, over], 1)
        soft = drawn + tall * (_smoothed(degrees, drawn) - drawn)
        rise, over = soft[:, :2], soft[:, 2:]
        size = np.linalg.norm(rise, axis=1)[:, None]
        if self.ring.table.cornered:  # a crease runs down from the corner: arrive straight
            over = rise / np.maximum(size, 1e-12)
        s = np.linspace(0.0, 1.0, LINE)[None, :, None]
        points = (
            start[:, None]
            + (s**3 - 2 * s**2 + s) * (tall * size * [1.0, 0.0] + (1 - tall) * rise)[:, None]
            + (3 * s**2 - 2 * s**3) * rise[:, None]
            + (s**3 - s**2) * (size * over)[:, None]
            + s**CLOSE * (stop - start - rise)[:, None]
        )
        return around(degrees, points[..., 1], points[..., 0]), degrees

    @property
    def _foot(self) -> float:
        """Reach of the walls' upper end, mm."""
        drawn, _, dome = self.ring.parts(90.0)
        return self.ring.bore_radius + drawn.segments[dome[0]].start[1]

    def _under(self, flanks: list[tuple[Array, Array, bool]]) -> list[Sheet]:
        """Bore, its edges and the walls of the upper half, in ranges as the flanks are."""
        made, half_way = [], len(flanks) // 2
        pairs = list(zip(flanks[:half_way], flanks[half_way:], strict=True))
        turns = [90.0, *(float(a[1][-1] + b[1][-1]) / 2.0 for a, b in pairs[:-1]), -90.0]
        for (start, end), pair in zip(itertools.pairwise(turns), pairs, strict=True):
            count = len(pair[0][1])
            degrees = np.linspace(start, end, count)
            drawn = [self.ring.parts(float(a)) for a in degrees]
            rows = rows_of([contour for contour, _, _ in drawn])
            _, under, dome = drawn[0]
            walls = (dome[0] - 1, dome[-1] + 1)
            for piece in set(under) - set(walls):
                r = rows[piece]
                made.append(Sheet(around(degrees, r[..., 0], self.ring.bore_radius + r[..., 1])))
            low = np.array([contour.segments[walls[0]].start[1] for contour, _, _ in drawn])[
                :, None
            ]
            for y, own in zip((1, -1), pair, strict=True):
                v = np.linspace(0.0, 1.0, 5)
                a = degrees[:, None] * (1 - v) + own[1][:, None] * v
                half = np.vectorize(self.ring.width)(a) / 2
                reach = (self.ring.bore_radius + low) * (1 - v) + self._foot * v
                t = np.radians(a)
                made.append(
                    Sheet(np.stack([reach * np.sin(t), y * half, reach * np.cos(t)], axis=2))
                )
        return made

    def _face(self, rim: Array) -> list[Sheet]:
        """The table's rounded edge inside a stretch of rim, and the table inside that."""
        inner = rim * [self._inset, self._inset, 1.0] + [0.0, 0.0, self.ring.edge]
        turn = np.linspace(0.0, math.pi / 2, 9)[None, :, None]
        level = np.array([0.0, 0.0, 1.0])
        flat = (inner - rim)[:, None] * (1 - level)
        bend = rim[:, None] + flat * (1 - np.cos(turn)) + self.ring.edge * level * np.sin(turn)
        size = np.linspace(1.0, 0.0, 9)[None, :, None]
        face = inner[:, None] * (size * (1 - level) + level)
        return [Sheet(bend), Sheet(face + self.ring.dome * level * (1 - size**2))]

    @property
    def _inset(self) -> float:
        return 1.0 - self.ring.edge / min(self.ring.table.half_x, self.ring.table.half_y)


def _tangent(grid: Array) -> Array:
    """Past the last column of a grid, on over it: unit (outward, across) in the radial planes.

    A direction in the grid's tangent planes, so that what arrives along it joins without a crease.
    """
    column = grid[-1]
    out = (3 * grid[-1] - 4 * grid[-2] + grid[-3]) / 2
    run = np.gradient(column, axis=0)
    a = np.arctan2(column[:, 0], column[:, 2])
    sin, cos, zero = np.sin(a), np.cos(a), np.zeros(len(a))
    turning, radial = np.stack([cos, zero, -sin], 1), np.stack([sin, zero, cos], 1)
    share = (out * turning).sum(1) / (run * turning).sum(1)
    over = share[:, None] * run - out
    flat = np.stack([(over * radial).sum(1), over[:, 1]], 1)
    return np.asarray(flat / np.linalg.norm(flat, axis=1)[:, None])


def _smoothed(degrees: Array, values: Array) -> Array:
    """Values over angles from 90 to -90, smoothed by a bell; less so towards both ends."""
    gap = degrees[:, None] - degrees[None, :]
    weight = np.exp(-((gap / SOFT) ** 2) / 2) * np.abs(np.gradient(degrees))
    smooth = weight @ values / weight.sum(1)[:, None]
    share = ((1 - (degrees / 90.0) ** 4) ** 2)[:, None]
    return np.asarray(values + share * (smooth - values))
