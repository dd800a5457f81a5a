"""Bright cuts: what a graver takes off a band between sunk stones, down to their girdles.

Rows that lie alike all along a band are cut out in one, a floor turned round the finger between two
walls. Other fields are cut stone by stone, and straight from stone to stone along their edges.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Contour, Point, polygon
from jewelcad.geometry.rims import Less
from jewelcad.geometry.shapes import Facetted, Hoop, Shape, Turned
from jewelcad.layouts import Layout
from jewelcad.settings.grains import FINE
from jewelcad.settings.stretch import FAR, Moved, degrees_of
from jewelcad.workpiece import Body

BRIGHT = 60.0
"""Slope of the bright-cut walls, degrees (a choice)."""
WITHIN = 0.02
"""mm by which a straight cut keeps inside the round ones it joins: surfaces that only touch lead
the kernel astray."""
HIGH = 1.0
"""mm over the band's surface up to which cuts are open."""
ALIKE = 1e-6
"""mm within which stones of a row stand equally far along the finger and from its axis."""


@dataclass(frozen=True)
class BrightCuts:
    """The cuts of a layout of round stones.

    Parameters
    ----------
    row : the stones
    margin : how far outside the girdles the floor reaches, mm
    """

    row: Layout
    margin: float

    def scalloped(self) -> Iterator[Body]:
        """Round every stone."""
        for i, (gem, frame) in enumerate(self.row.stones):
            yield Body(f"cut[{i}]", self._bowl(gem), frame)

    def straight(self, edges: Sequence[tuple[int, int]]) -> Iterator[Body]:
        """With straight walls along the edges of the field.

        Parameters
        ----------
        edges : pairs of neighbours with nothing beyond them
        """
        found = [self._turned(run) for run in self._runs()]
        if all(found):
            yield from (Body(f"cut[{k}]", cut) for k, cut in enumerate(found) if cut)
            return
        yield from self.scalloped()
        for i, j in edges:
            yield self._trough(i, j)

    # ---- all in one ----------------------------------------------------------------------------

    def _runs(self) -> list[tuple[int, ...]]:
        """The stones by number, parted where metal stands between them; each from its start on."""
        frames = self.row.frames
        order = sorted(range(len(self.row)), key=lambda i: degrees_of(frames[i]))
        steps = zip(order, (*order[1:], order[0]), strict=True)
        gaps = [k for k, (i, j) in enumerate(steps, start=1) if self._far(i, j)]
        if not gaps:
            return [tuple(order)]
        order = order[gaps[-1] :] + order[: gaps[-1]]
        marks = [0, *((g - gaps[-1]) % len(order) or len(order) for g in gaps)]
        return [tuple(order[a:b]) for a, b in pairwise(marks)]

    def _far(self, i: int, j: int) -> bool:
        """Whether the cuts of a stone and the next around the finger lie apart."""
        turn = (degrees_of(self.row.frames[j]) - degrees_of(self.row.frames[i])) % 360.0
        (x, _, z), reach = self.row.frames[i].origin, self._reach(i) + self._reach(j)
        return turn > 180.0 or 2.0 * math.hypot(x, z) * math.sin(math.radians(turn / 2)) > reach

    def _reach(self, i: int) -> float:
        return self.row.gems[i].girdle_radius + self.margin

    def _turned(self, run: tuple[int, ...]) -> Shape | None:
        """One cut for a run of stones in rows that go straight round; None of another field."""
        rows = defaultdict[tuple[int, int], list[int]](list)
        for i in run:
            x, y, z = self.row.frames[i].origin
            rows[round(y / ALIKE), round(math.hypot(x, z) / ALIKE)].append(i)
        across = [rows[key] for key in sorted(rows)]
        gem = self.row.gems[run[0]]
        apart = [(b - a) * ALIKE for (a, _), (b, _) in pairwise(sorted(rows))]
        if any(self.row.gems[i] != gem for i in run) or min(apart, default=1.0) < gem.width / 2:
            return None
        section = self._section(gem, [self.row.frames[r[0]] for r in across])
        whole = Hoop(section, 0.0)
        first, last = (degrees_of(self.row.frames[i]) for i in (run[0], run[-1]))
        if first != last and not self._far(run[-1], run[0]):
            return whole
        floor = min(y for line in section.segments for _, y in (line.start, line.end))
        reach = math.degrees(math.asin(self._reach(run[0]) / floor))
        return Less(whole, (_beyond(first, last, reach, floor),))

    def _section(self, gem: Stone, rows: Sequence[Frame]) -> Contour:
        """Of a cut in (across, from the finger's axis): the floor under the rows, and the walls.

        Before and behind a stone the floor just comes to its girdle's lower edge.
        """
        foot, top = gem.girdle_bottom + _bow(gem, rows), self.row.sunk + HIGH
        wide = gem.girdle_radius + self.margin - WITHIN
        floor = [_across(frame, 0.0, foot) for frame in rows]
        lid = [_across(frame, 0.0, top) for frame in reversed(rows)]
        left, right = rows[0], rows[-1]
        lean = wide + (top - foot) / math.tan(math.radians(BRIGHT))
        ring = [_across(left, -wide, foot), *floor, _across(right, wide, foot)]
        ring += [_across(right, lean, top), *lid, _across(left, -lean, top)]
        return Contour(polygon(_bends(ring)))

    # ---- stone by stone ------------------------------------------------------------------------

    def _bowl(self, gem: Stone) -> Turned:
        """A flat floor under a wall that leans outwards."""
        ring = self._half(gem.girdle_radius + self.margin, gem.girdle_bottom)
        return Turned(Contour(polygon(ring)))

    def _trough(self, i: int, j: int) -> Body:
        """The same section, straight from stone to stone."""
        a, b = (self.row.frames[k] for k in (i, j))
        gem = self.row.gems[i]
        long = round(math.dist(a.origin, b.origin) / 2, FINE)
        middle = tuple((p + q) / 2 for p, q in zip(a.origin, b.origin, strict=True))
        z = tuple(p + q for p, q in zip(a.z, b.z, strict=True))
        x = tuple(q - p for p, q in zip(a.origin, b.origin, strict=True))
        right = self._half(self._reach(i) - WITHIN, gem.girdle_bottom + WITHIN)[1:-1]
        ring = [*((-y, h) for y, h in right), *reversed(right)]
        frame = Frame(middle, x, z)  # type: ignore[arg-type]
        return Body(f"cut[{i}-{j}]", along(ring[::-1], long), frame)

    def _half(self, wide: float, floor: float) -> list[Point]:
        """Half a section, from its middle: floor, wall and lid."""
        r, low, top = (round(v, FINE) for v in (wide, floor, self.row.sunk + HIGH))
        lean = r + (top - low) / math.tan(math.radians(BRIGHT))
        return [(0.0, low), (r, low), (lean, top), (0.0, top)]


def _bow(gem: Stone, rows: Sequence[Frame]) -> float:
    """How far a floor round the finger falls under a row of stones from middle to rim, mm."""
    least = min(math.hypot(frame.origin[0], frame.origin[2]) for frame in rows)
    return least - math.sqrt(least**2 - gem.girdle_radius**2)


def _across(frame: Frame, beside: float, over: float) -> Point:
    """A point beside and over a girdle's middle: along the finger, and from its axis; mm."""
    x, y, z = frame.origin
    out, up = math.hypot(x, z), (frame.z[0] * x + frame.z[2] * z) / math.hypot(x, z)
    return y + beside * up + over * frame.z[1], out - beside * frame.z[1] + over * up


def _bends(ring: Sequence[Point]) -> list[Point]:
    """A ring of points without those on the straight line between their neighbours."""
    kept = []
    for (px, py), (x, y), (qx, qy) in zip(
        (ring[-1], *ring), ring, (*ring[1:], ring[0]), strict=False
    ):
        area = (x - px) * (qy - y) - (y - py) * (qx - x)
        if abs(area) > 1e-7 * math.dist((px, py), (qx, qy)):
            kept.append((x, y))
    return kept


def _beyond(first: float, last: float, reach: float, floor: float) -> Moved:
    """What a cut leaves of a turn: all from one end on to the other, whose walls lean outwards.

    Parameters
    ----------
    first, last : where the end stones stand around the finger, degrees
    reach : of the floor beyond them, degrees
    floor : radius of the floor, mm
    """
    lean, start = 90.0 - BRIGHT, last + reach
    turn = (first - reach - start) % 360.0  # never 0: the end stones' cuts lie apart
    feet = [_on(floor, start), _on(floor, start + turn)]
    ways = [_on(1.0, start + lean), _on(1.0, start + turn - lean)]
    steps = math.ceil(turn / 45.0)
    rim = [_on(FAR, start + turn * k / steps) for k in range(1, steps)]
    low, high = ([_along(f, w, by) for f, w in zip(feet, ways, strict=True)] for by in (-HIGH, FAR))
    if turn > 180.0 or turn < 2.0 * lean:
        half = math.radians(turn / 2.0)
        by = -floor * math.sin(half) / math.sin(half - math.radians(lean))
        cross = _along(feet[0], ways[0], by)  # here the walls' planes meet
        ring = [cross, high[0], *rim, high[1]] if turn > 180.0 else [low[0], cross, low[1]]
    else:
        ring = [low[0], high[0], *rim, high[1], low[1]]
    return Moved(along([(-x, z) for x, z in ring], FAR), Frame(x=(0.0, 1.0, 0.0)))


def _on(radius: float, degrees: float) -> Point:
    """In (x, z), at an angle from the top."""
    return radius * math.sin(math.radians(degrees)), radius * math.cos(math.radians(degrees))


def _along(start: Point, way: Point, by: float) -> Point:
    return start[0] + by * way[0], start[1] + by * way[1]


def along(ring: Sequence[Point], half: float) -> Facetted:
    """A prism along x whose section is a counter-clockwise ring of (y, z)."""
    n = len(ring)
    corners = tuple((x, y, z) for x in (-half, half) for y, z in ring)
    sides = [(k, (k + 1) % n, (k + 1) % n + n, k + n) for k in range(n)]
    return Facetted(corners, ((0, *range(n - 1, 0, -1)), tuple(range(n, 2 * n)), *sides))
