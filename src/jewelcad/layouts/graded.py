"""Rows whose sizes follow the place: graduated rows, and channels between two edges.

Each stone is the largest of the stock that may lie where it lies; what is left of the row is shared
evenly among the gaps.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import ParameterError
from jewelcad.gems import Stone
from jewelcad.layouts.layout import MOST, Layout, layout
from jewelcad.layouts.places import (
    Array,
    Path,
    Poses,
    Surface,
    frames_of,
    half_along,
    lowered,
    over,
    surface_of,
)
from jewelcad.layouts.rows import Across, Gap, Row, Sunk, Turn, must_run
from jewelcad.layouts.spacing import even, speed
from jewelcad.layouts.stock import Stock
from jewelcad.params import Range
from jewelcad.units import Deg, Mm

Angle = Annotated[Deg, Range(-720, 720), "from the top"]
Edge = float | tuple[tuple[float, float], ...]
"""mm across the finger, or (angle, mm across) stations with straight runs between them."""
May = Callable[[Sequence[Stone], Array], NDArray[np.bool_]]
"""Whether each stone may lie at its place."""
ROUNDS = 120
"""Points of a girdle whose distance from the edges is asked: within 0.0004 of its radius."""
STRIDE = 0.5
"""Degrees by which a channel too narrow for any stone is searched for its first place."""


@layout
def graduated(
    band: Any,
    stock: Stock,
    start: Angle,
    end: Angle,
    largest: Annotated[Mm, Range(0.3, 20), "width in the middle, at most"],
    smallest: Annotated[Mm, Range(0.3, 20), "width at the ends, at most"],
    gap: Gap = 0.2,
    across: Across = 0.0,
    sunk: Sunk = 0.0,
    turn: Turn = 0.0,
    spread: bool = True,
) -> Layout:
    """A row that grows smaller from its middle to both ends, in sizes of the stock.

    The width allowed falls evenly with the angle from ``largest`` to ``smallest``; each stone is
    the largest of the stock below what is allowed at its middle. The two sides are alike.

    Raises
    ------
    ParameterError
        If no stone of the stock is small enough, or the part is too short for one.

    Examples
    --------
    >>> row = graduated(11.0, Stock.example(), -40, 40, largest=2.5, smallest=1.2)
    >>> [gem.width for gem in row.gems]
    [1.3, 1.7, 2.0, 2.5, 2.0, 1.7, 1.3]
    """
    path = over(surface_of("graduated", band), across, sunk, turn)
    middle, half = (start + end) / 2, (end - start) / 2
    must_run("graduated", start, end)

    def may(gems: Sequence[Stone], s: Array) -> NDArray[np.bool_]:
        allowed = largest + (smallest - largest) * np.minimum(np.abs(s - middle) / half, 1.0)
        return np.array([gem.width for gem in gems]) <= allowed + 1e-9

    row = Row(path, turn, start, end, gap)
    side = _filled(row, stock.gems, may, middle, centred=True)
    if not side:
        raise ParameterError(
            f"graduated: the stock's smallest stone is {stock.gems[-1].width:g} mm wide, and "
            f"{largest:g} mm is the most allowed. Raise largest, or add smaller stones."
        )
    while True:
        try:
            gems, s = row.filled((*side[:0:-1], *side), may_drop=False)
        except ParameterError:
            if len(side) == 1:
                raise
            side = side[:-1]
            continue
        return _laid(row, gems, _rested(row, gems, s, spread), sunk)


@layout
def between(
    band: Any,
    low: Edge,
    high: Edge,
    stock: Stock,
    start: Angle,
    end: Angle,
    gap: Gap = 0.2,
    margin: Annotated[Mm, Range(-2, 5), "from girdle to edge; negative reaches under it"] = 0.0,
    sunk: Sunk = 0.0,
    turn: Turn = 0.0,
    spread: bool = False,
    at_start: bool = False,
) -> Layout:
    """Stones between two edges of a channel, each as large as the stock has them and there is room.

    The row follows the middle of the two edges, which need not be alike; where the channel is too
    narrow for the smallest stone it starts later or ends earlier.

    Parameters
    ----------
    low, high : the edges, mm across the finger; or stations of (angle, mm across)
    at_start : begin the row at ``start``, as on a shoulder, and let it end where it ends; else it
        lies in the middle

    Raises
    ------
    ParameterError
        If the edges cross, or no stone fits anywhere.

    Examples
    --------
    >>> channel = between(11.0, ((-40, -1), (40, -0.7)), 0.9, Stock.example(), -40, 40)
    >>> [gem.width for gem in channel.gems]
    [1.7, 1.7, 1.7, 1.7, 1.7, 1.5, 1.5, 1.5]
    """
    must_run("between", start, end)
    surface = surface_of("between", band)
    lower, upper = law(low), law(high)
    samples = np.linspace(start, end, 361)
    if (upper(samples) - lower(samples)).min() <= 0.0:
        at = float(samples[(upper(samples) - lower(samples)).argmin()])
        raise ParameterError(
            f"between: at {at:g}° the edge high does not lie above low. Let high be the larger "
            "distance across the finger all along."
        )
    path = middle_way(surface, lambda s: (lower(s) + upper(s)) / 2, sunk, turn)

    def may(gems: Sequence[Stone], s: Array) -> NDArray[np.bool_]:
        rims = np.array([_rim(gem) for gem in gems])
        origins, axes = path(s)
        points = origins[:, None] + np.einsum("nki,nij->nkj", rims, axes[:, :2])
        angle = np.degrees(np.arctan2(points[..., 0], points[..., 2]))
        angle = s[:, None] + (angle - s[:, None] + 180.0) % 360.0 - 180.0
        room = np.minimum(points[..., 1] - lower(angle), upper(angle) - points[..., 1])
        return np.asarray(room.min(axis=1) >= margin - 1e-9)

    row = Row(path, turn, start, end, gap, at_start)
    gems = _filled(row, stock.gems, may, start, centred=False)
    while gems:
        try:
            gems, s = row.filled(gems, may_drop=True)
        except ParameterError:
            break
        s = _rested(row, gems, s, spread)
        off = ~may(gems, s)
        if not off.any():
            return _laid(row, gems, s, sunk)
        gems = _smaller(gems, stock.gems, off)
    raise ParameterError(
        f"between: the stock's smallest stone, {stock.gems[-1].width:g} mm wide, finds no room "
        f"between the edges with a margin of {margin:g} mm. Widen the channel, or add smaller "
        "stones."
    )


Law = Callable[[Array], Array]
"""mm across the finger over degrees."""


def law(edge: Edge) -> Law:
    """The edge at any angle."""
    if isinstance(edge, (int, float)):
        level = float(edge)
        return lambda s: np.full(np.shape(s), level)
    angles, values = np.array(sorted(edge), dtype=float).T
    return lambda s: np.asarray(np.interp(s, angles, values))


def middle_way(
    surface: Surface, across: Callable[[Array], Array], sunk: float, turn: float
) -> Path:
    """The way over a band along a law of distances across; x follows the way."""

    def path(s: Array) -> Poses:
        h = 1e-4
        origins, axes = surface.surface_poses(s, across(s))
        ahead, behind = (surface.surface_poses(t, across(t))[0] for t in (s + h, s - h))
        z = axes[:, 2]
        x = ahead - behind
        x -= (x * z).sum(axis=1)[:, None] * z
        x /= np.linalg.norm(x, axis=1)[:, None]
        return lowered((origins, np.stack([x, np.cross(z, x), z], axis=1)), sunk, turn)

    return path


@functools.lru_cache(maxsize=1024)
def _rim(gem: Stone) -> list[tuple[float, float]]:
    """Points all around the girdle."""
    return [gem.girdle_outline.facing(360.0 / ROUNDS * k) for k in range(ROUNDS)]


def _filled(
    row: Row, stock: Sequence[Stone], may: May, first: float, centred: bool
) -> tuple[Stone, ...]:
    """The largest stones of the stock one after another, at places good to some microns.

    ``centred``: the first stone's middle lies at ``first``, else its end.
    """
    halves = np.array([half_along(gem, row.turn) for gem in stock])
    found: list[Stone] = []
    reached = first
    while len(found) < MOST:
        pace = float(speed(row.path, np.array([reached]))[0])
        s = reached + (halves + (row.gap if found else 0.0)) / pace
        if centred and not found:
            s = np.full(len(stock), first)
        fits = may(stock, s) & (s + halves / pace <= row.end)
        if not fits.any():
            if found or reached >= row.end:
                return tuple(found)
            if centred:
                return ()
            reached += STRIDE
            continue
        k = int(fits.argmax())
        found.append(stock[k])
        reached = float(s[k] + halves[k] / pace)
    raise ParameterError(f"More than {MOST} stones are needed. Choose larger ones.")


def _smaller(
    gems: Sequence[Stone], stock: Sequence[Stone], off: NDArray[np.bool_]
) -> tuple[Stone, ...]:
    """The next smaller stone wherever one does not fit; none where there is none."""
    following = dict(zip(stock, (*stock[1:], None), strict=True))
    wished = [following[gem] if wrong else gem for gem, wrong in zip(gems, off, strict=True)]
    return tuple(gem for gem in wished if gem is not None)


def _rested(row: Row, gems: tuple[Stone, ...], s: Array, spread: bool) -> Array:
    """The row as it is, or out to both its ends with equal gaps."""
    if not spread or len(gems) < 2:
        return s
    return even(row.path, gems, s + np.linspace(*row.slack(gems, s), len(s)))[0]


def _laid(row: Row, gems: tuple[Stone, ...], s: Array, sunk: float) -> Layout:
    pairs = tuple((i, i + 1) for i in range(len(gems) - 1))
    return Layout(gems, frames_of(row.path(s)), row.gap, sunk, pairs)
