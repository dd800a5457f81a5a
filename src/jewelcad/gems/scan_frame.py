"""Which way a scanned stone lies: its table, its girdle plane, its length. Needs numpy and scipy.

The girdle of a stone seen along its axis is its outline, and lies in one plane: of all directions
the axis is the one whose silhouette runs at the most even height. The largest flat facet square to
it is the table; where it is as wide as the stone it is a flat base, and up is the other way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from jewelcad.errors import ParameterError

Floats = NDArray[np.float64]

SAMPLES = 20_000
"""Points strewn evenly over the surface, so coarse and fine triangles count alike (a choice)."""
COARSE, AZIMUTHS = 700, 72
"""Directions tried for the axis, and places around each silhouette (a choice)."""
FLAT = 0.1
"""Least share of the silhouette that a table or base covers (a choice: a table of 32 % of the
width)."""
EVEN = 1e-4
"""How far from a plane, on average, a flat end of a clean mesh is, share of the size (a choice)."""
BASE = 0.85
"""Share of the silhouette from which on a flat end is a base and no table (a choice)."""
SMOOTH = 2e-5
"""Corners that lie this share of the size inside the hull are noise (a choice: above rounding)."""
FLAT_GIRDLE = 0.2
"""Least girdle of a stone with a flat base, % of the width (a choice, as of ``.asc`` designs)."""


@dataclass(frozen=True)
class Cloud:
    """A stone's surface: its corners, triangles, and points strewn evenly over it.

    ``noise`` is how far the middle one of its corners lies inside the hull, 0 on a clean mesh.
    """

    points: Floats
    triangles: NDArray[np.int32]
    samples: Floats
    hull: Floats
    noise: float

    @classmethod
    def of(cls, points: Floats, triangles: NDArray[np.int32]) -> Cloud:
        a, b, c = np.moveaxis(points[triangles], 1, 0)
        areas = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        dice = np.random.default_rng(0)
        chosen = dice.choice(len(areas), SAMPLES, p=areas / areas.sum())
        u, v = dice.random((2, SAMPLES, 1))
        u, v = np.where(u + v > 1.0, 1.0 - u, u), np.where(u + v > 1.0, 1.0 - v, v)
        samples = a[chosen] + u * (b - a)[chosen] + v * (c - a)[chosen]
        hull = ConvexHull(points)
        some = points[dice.choice(len(points), min(len(points), 400), replace=False)]
        depths = -(some @ hull.equations[:, :3].T + hull.equations[:, 3]).max(axis=1)
        noise = float(np.median(depths))
        size = float(np.ptp(points, axis=0).max())
        return cls(
            points, triangles, samples, points[hull.vertices], noise * (noise > SMOOTH * size)
        )

    @property
    def size(self) -> float:
        return float(np.ptp(self.hull, axis=0).max())

    def turned(self, axes: Floats) -> Cloud:
        """Seen along other axes, given as rows."""
        points, samples, hull = (p @ axes.T for p in (self.points, self.samples, self.hull))
        return Cloud(points, self.triangles, samples, hull, self.noise)


def axes_with(up: Floats) -> Floats:
    """Three axes as rows, the last one ``up``."""
    other = np.eye(3)[int(np.argmin(np.abs(up)))]
    x = np.cross(other, up)
    x /= np.linalg.norm(x)
    return np.array([x, np.cross(up, x), up])


def up_of(cloud: Cloud, wished: Any | None) -> Floats:
    """Unit vector from the girdle's plane through the table.

    Of the directions with an even silhouette, the one with the largest flat end square to it.
    """
    if wished is not None:
        return _given(wished)
    tried = _axes(cloud)
    ends = [end for axis in tried for end in _flat_ends(cloud, axis)]
    likely = sorted(ends, key=lambda end: -end[0])[:4]
    again = [end for _, normal in likely for end in _flat_ends(cloud, normal)]
    share, outward = max(again, key=lambda end: end[0])
    if share >= FLAT:
        return -outward if share >= BASE else outward
    spread, own = _moments(cloud)
    if spread[2] < 1.01 * spread[0]:  # a ball: any direction is an axis
        return np.array([0.0, 0.0, 1.0])
    if min(spread[1] / spread[0], spread[2] / spread[1]) < 1.01:  # turned about an axis
        return _longer_side_up(cloud, own[:, 2 if spread[1] < 1.01 * spread[0] else 0])
    return _longer_side_up(cloud, tried[0])


def _given(wished: Any) -> Floats:
    named = {"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}
    if isinstance(wished, str) and wished.lstrip("+-").lower() in named:
        sign = -1.0 if wished.startswith("-") else 1.0
        return sign * np.array(named[wished.lstrip("+-").lower()], dtype=np.float64)
    try:
        up = np.array([float(v) for v in wished])
    except (TypeError, ValueError):
        up = np.zeros(0)
    if up.shape != (3,) or not np.isfinite(up).all() or not np.linalg.norm(up) > 1e-9:
        raise ParameterError(f"up = {wished!r} is no direction. Write '+z', '-x' or (0, 0, 1).")
    return np.asarray(up / np.linalg.norm(up))


def _axes(cloud: Cloud) -> list[Floats]:
    """Directions, up or down, whose silhouette runs at an even height; the most even first."""
    dice = np.random.default_rng(0)
    few = cloud.hull
    if len(few) > 500:
        few = few[dice.choice(len(few), 500, replace=False)]
    k = np.arange(COARSE) + 0.5
    z, turn = k / COARSE, k * math.pi * (3.0 - math.sqrt(5.0))
    r = np.sqrt(1.0 - z * z)
    tried = np.column_stack([r * np.cos(turn), r * np.sin(turn), z])
    scores = np.array([_unevenness(few, up, 0.01 * cloud.size) for up in tried])
    found: list[Floats] = []
    for k in np.argsort(scores):
        if all(abs(float(tried[k] @ other)) < APART for other in found):
            found.append(tried[k])
        if len(found) == CANDIDATES:
            break
    levelled = [_levelled(cloud, up) for up in (*found, *_moments(cloud)[1].T)]
    return sorted(levelled, key=lambda up: _unevenness(cloud.hull, up, _near(cloud)))


APART, CANDIDATES = math.cos(math.radians(12.0)), 6


def _moments(cloud: Cloud) -> tuple[Floats, Floats]:
    """Spread of the solid along its own axes, rising, and these as columns; exact."""
    a, b, c = np.moveaxis(cloud.points[cloud.triangles], 1, 0)
    parts = np.einsum("ij,ij->i", a, np.cross(b, c))
    total = a + b + c
    middle = (parts[:, None] * total).sum(axis=0) / (4.0 * parts.sum())
    square = sum(np.einsum("n,ni,nj->ij", parts, v, v) for v in (a, b, c, total)) / 20.0
    spread, own = np.linalg.eigh(square / parts.sum() - np.outer(middle, middle))
    return spread, own


def _flat_ends(cloud: Cloud, axis: Floats) -> Iterator[tuple[float, Floats]]:
    """Share of the silhouette that is flat, and the flat's outward normal, at both ends."""
    axes, flipped = axes_with(axis), np.diag([1.0, -1.0, -1.0])
    seen = cloud.turned(axes)
    area = float(ConvexHull(seen.hull[:, :2]).volume)
    for turned, back in ((seen, axes), (seen.turned(flipped), flipped @ axes)):
        share, normal = _flat_end(turned, area)
        yield (share if normal[2] > SQUARE else 0.0), normal @ back


SQUARE = math.cos(math.radians(4.0))
"""How far from square to the axis a table may lie (a choice)."""


def _near(cloud: Cloud) -> float:
    return 0.003 * cloud.size + 2.0 * cloud.noise


def _rim(hull: Floats, up: Floats, near: float) -> tuple[Floats, Floats, Floats]:
    """The silhouette along ``up``: places in plan, lowest and highest corner there."""
    axes = axes_with(up)
    turn = np.arange(AZIMUTHS) * 2.0 * math.pi / AZIMUTHS
    plan, height = hull @ axes[:2].T, hull @ up
    out = plan @ np.array([np.cos(turn), np.sin(turn)])
    on = out > out.max(axis=0) - near
    low = np.where(on, height[:, None], np.inf).min(axis=0)
    high = np.where(on, height[:, None], -np.inf).max(axis=0)
    return plan[out.argmax(axis=0)], low, high


def _unevenness(hull: Floats, up: Floats, near: float) -> float:
    _, low, high = _rim(hull, up, near)
    return float((high - low).mean() + 2.0 * ((high + low) / 2.0).std())


def _levelled(cloud: Cloud, up: Floats) -> Floats:
    """The direction square to the plane of the silhouette along it, in turns."""
    for _ in range(12):
        places, low, high = _rim(cloud.hull, up, _near(cloud))
        slope = np.linalg.lstsq(
            np.column_stack([places, np.ones(AZIMUTHS)]), (low + high) / 2.0, rcond=None
        )[0]
        turned = np.array([-slope[0], -slope[1], 1.0]) @ axes_with(up)
        turned /= np.linalg.norm(turned)
        if float(turned @ up) > 1.0 - 1e-14:
            break
        up = turned
    return up


def _flat_end(cloud: Cloud, area: float) -> tuple[float, Floats]:
    """Share of the silhouette's ``area`` that is flat at the top, and the flat's normal."""
    z = cloud.samples[:, 2]
    counts, edges = np.histogram(z, 200, (z.max() - 0.15 * np.ptp(z), z.max() + 1e-12))
    level = edges[int(counts.argmax())] + np.diff(edges)[0] / 2.0
    plane = np.array([0.0, 0.0, level])
    within = 0.006 * cloud.size
    for _ in range(25):
        miss = z - cloud.samples[:, :2] @ plane[:2] - plane[2]
        on = np.abs(miss) < within
        if on.sum() < 50:
            return 0.0, np.array([0.0, 0.0, 1.0])
        there = np.column_stack([cloud.samples[on, :2], np.ones(int(on.sum()))])
        plane = np.linalg.lstsq(there, z[on], rcond=None)[0]
        rms = float(np.sqrt(np.mean((z[on] - there @ plane) ** 2)))
        within = max(min(within, 3.0 * rms), 1e-5 * cloud.size)
    normal = np.array([-plane[0], -plane[1], 1.0])
    if rms > max(EVEN * cloud.size, 2.0 * cloud.noise):
        return 0.0, normal / np.linalg.norm(normal)
    a, b, c = np.moveaxis(cloud.points[cloud.triangles], 1, 0)
    whole = float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()) / 2.0
    return float(on.sum()) / SAMPLES * whole / area, normal / np.linalg.norm(normal)


def _longer_side_up(cloud: Cloud, axis: Floats) -> Floats:
    """Up, where there is neither table nor base: the higher side, else the file's z."""
    _, low, high = _rim(cloud.hull, axis, _near(cloud))
    middle = float((low + high).mean()) / 2.0
    height = cloud.hull @ axis
    above, below = float(height.max()) - middle, middle - float(height.min())
    if abs(above - below) > 0.02 * (above + below):
        return axis if above > below else -axis
    return axis if axis[2] >= 0.0 else -axis


# ---- in plan ---------------------------------------------------------------------------------


def along(plan: Floats, slack: float) -> Floats:
    """Unit vector along the length of a convex polygon, (n, 2) counter-clockwise.

    Of the outline's mirror lines and the squares to them, the one with the least calliper across;
    without any, of all directions. Where the two ends differ, it points to the one farther from
    the middle of the area.
    """
    middle = _centroid(plan)
    ring = plan - middle
    step = math.pi / AXES
    h = _support(ring, np.arange(2 * AXES) * step)
    lines = [math.pi * k / AXES for k in _mirror_lines(h, slack)]
    if lines:
        lines = [_sharpened(ring, line, step) for line in lines]
        tried = np.array([*lines, *(line + math.pi / 2.0 for line in lines)])
    else:
        sides = np.roll(plan, -1, axis=0) - plan
        tried = np.arctan2(sides[:, 1], sides[:, 0])
    across = _support(ring, tried + math.pi / 2.0) + _support(ring, tried - math.pi / 2.0)
    turn = float(tried[int(np.argmin(np.round(across / slack)))])
    ahead, behind = _support(ring, np.array([turn, turn + math.pi]))
    left, right = _support(ring, turn + np.array([0.5, -0.5]) * math.pi)
    if behind - ahead > slack or (abs(ahead - behind) <= slack and right - left > slack):
        turn += math.pi
    return np.array([math.cos(turn), math.sin(turn)])


AXES = 720
"""Mirror lines tried, a quarter of a degree apart (a choice)."""


def _support(ring: Floats, turn: Any) -> Floats:
    """How far a polygon reaches in directions, radians."""
    found: Floats = (ring @ np.array([np.cos(turn), np.sin(turn)])).max(axis=0)
    return found


def _mirror_lines(h: Floats, slack: float) -> list[int]:
    """Where the reach is alike on both sides, best within each run of neighbours."""
    count = len(h)
    j = np.arange(count)
    scores = np.array(
        [np.sqrt(np.mean((h[(k + j) % count] - h[(k - j) % count]) ** 2)) for k in range(AXES)]
    )
    lower = (scores <= np.roll(scores, 1)) & (scores <= np.roll(scores, -1))
    return [int(k) for k in np.flatnonzero(lower & (scores < slack))]


def _sharpened(ring: Floats, line: float, step: float) -> float:
    """A mirror line, radians, to where both sides are most alike."""
    from scipy.optimize import minimize_scalar

    j = np.arange(2 * AXES) * step

    def unlike(turn: float) -> float:
        return float(np.mean((_support(ring, turn + j) - _support(ring, turn - j)) ** 2))

    found = minimize_scalar(
        unlike, bounds=(line - step, line + step), method="bounded", options={"xatol": 1e-7}
    )
    return float(found.x)


def _centroid(ring: Floats) -> Floats:
    """Of a polygon's area."""
    origin = ring[0]
    a, b = ring - origin, np.roll(ring, -1, axis=0) - origin
    cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    middle: Floats = origin + ((a + b) * cross[:, None]).sum(axis=0) / (3.0 * cross.sum())
    return middle


# ---- heights ---------------------------------------------------------------------------------


def girdle_of(seen: Cloud, plan: Floats) -> tuple[float, float]:
    """Heights of the girdle's lower and upper edge at its thick points, z up.

    On a clean mesh every corner counts that lies on an upright triangle or between one that looks
    up and one that looks down. On a noisy one crown and pavilion are continued, sector by sector,
    to the outline.
    """
    low, high = float(seen.points[:, 2].min()), float(seen.points[:, 2].max())
    bottom, top = _noisy_girdle(seen, plan) if seen.noise else _clean_girdle(seen)
    least = FLAT_GIRDLE / 100.0 * float(np.ptp(plan[:, 1]))
    if top - bottom < least and bottom - low < least / 2.0:
        return low, low + least
    if top - bottom < least and high - top < least / 2.0:
        return high - least, high
    return bottom, max(bottom, top)


UPRIGHT = math.sin(math.radians(0.2))
"""Triangles within 0.2° of upright are the girdle's (a choice: STL's rounding tilts small ones)."""


def slopes_of(seen: Cloud) -> tuple[Floats, Floats]:
    """How much each triangle looks up, -1 to 1, and its area."""
    a, b, c = np.moveaxis(seen.points[seen.triangles], 1, 0)
    normal = np.cross(b - a, c - a)
    size = np.linalg.norm(normal, axis=1)
    return normal[:, 2] / np.maximum(size, 1e-300), size / 2.0


def _clean_girdle(seen: Cloud) -> tuple[float, float]:
    up, area = slopes_of(seen)
    up = np.where(area < 1e-9 * seen.size**2, np.nan, up)  # slivers have no direction to speak of
    at = np.zeros((3, len(seen.points)), dtype=np.bool_)
    for row, kind in zip(at, (up > UPRIGHT, up < -UPRIGHT, np.abs(up) <= UPRIGHT), strict=True):
        row[seen.triangles[kind].ravel()] = True
    height = seen.points[(at[0] & at[1]) | at[2], 2]
    return float(height.min()), float(height.max())


SECTORS = 48


def _noisy_girdle(seen: Cloud, plan: Floats) -> tuple[float, float]:
    sides = np.roll(plan, -1, axis=0) - plan
    out = np.column_stack([sides[:, 1], -sides[:, 0]]) / np.linalg.norm(sides, axis=1)[:, None]
    inside = ((out * plan).sum(axis=1) - seen.samples[:, :2] @ out.T).min(axis=1) - seen.noise
    width = float(np.ptp(plan[:, 1]))
    rim = seen.samples[inside < seen.noise, 2]
    middle = float(np.median(rim))
    fitted = (inside > 2.0 * seen.noise) & (inside < 0.08 * width)
    sector = (np.arctan2(*seen.samples[:, 1::-1].T) / (2.0 * math.pi) * SECTORS).astype(int)
    edges: list[list[float]] = []
    for side in (seen.samples[:, 2] < middle, seen.samples[:, 2] >= middle):
        edges.append([])
        for k in range(-SECTORS // 2, SECTORS // 2 + 1):
            on = fitted & side & (sector == k)
            if on.sum() >= 12:
                edges[-1].append(float(np.polyfit(inside[on], seen.samples[on, 2], 1)[1]))
    if not all(edges):
        return float(np.percentile(rim, 5)), float(np.percentile(rim, 95))
    return float(np.percentile(edges[0], 15)), float(np.percentile(edges[1], 85))
