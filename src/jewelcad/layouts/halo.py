"""Stones around a stone: halos of one or more rows that follow any girdle."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Annotated

import numpy as np

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.gems.outlines import Arc, GirdleOutline, Line
from jewelcad.layouts.girdles import Girdles, gaps
from jewelcad.layouts.layout import MOST, Layout, layout
from jewelcad.layouts.places import Around, Array, frames_of, half_along
from jewelcad.layouts.rows import Gap
from jewelcad.layouts.spacing import even
from jewelcad.params import Range
from jewelcad.units import Deg, Mm

SHARP = math.radians(30.0)
"""Least turning of an outline that asks for a stone on its corner (a choice)."""
ROUNDS = 60
NEAR = 1e-7
"""mm, within which a row's distance from what it surrounds is what it should be."""
_LOOKS = (3.0, 17.0, 31.0, 58.0, 77.0, 103.0, 149.0)


@layout
def around(
    stone: Stone,
    gem: Stone,
    gap: Gap = 0.2,
    distance: Annotated[Mm | None, Range(0.01, 20), "to the stone; as the gap if not given"] = None,
    rows: Annotated[int, Range(1, 6), "how many halos, one about the other"] = 1,
    tilt: Annotated[Deg, Range(-80, 80), "how far the stones lean outwards"] = 0.0,
    drop: Annotated[Mm, Range(-10, 10), "of the girdles below the stone's girdle"] = 0.0,
    corners: bool = True,
    beside: Annotated[Mm, Range(0, 20), "least way from the outline to the middles"] = 0.0,
) -> Layout:
    """As many stones around a stone as fit, in the frame of its girdle.

    They stand on a curve beside the girdle, x along it. Where the outline has sharp corners a stone
    sits on each, unless two would meet: then one sits between; each side shares what is left
    evenly. Without corners there are as many as suit the outline's symmetry (an even number about
    an oval). A cleft is bridged. Further rows go on outwards and, if tilted, down. Seen from above
    no stone reaches under the one within: dropped far, it is farther off than ``distance``.

    Parameters
    ----------
    corners : put a stone on each sharp corner
    beside : the first row's middles lie at least this far from the stone's outline in plan: what
        stands between, such as claws, keeps its room

    Raises
    ------
    ParameterError
        If fewer than three stones go around.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> halo = around(Gem.oval(8, 6), Gem.round(1.3), gap=0.1)
    >>> halo.report.count
    18
    """
    away = gap if distance is None else distance
    half = half_along(gem, 90.0)
    outline = stone.girdle_outline if stone.girdle_outline.is_convex else _bridged(stone)
    inner: tuple[list[Stone], list[Frame]] = ([stone], [Frame()])
    found = Layout((), (), gap)
    reach, low = away + half, drop
    for row in range(rows):
        least = beside if row == 0 else 0.0
        ring = _ring(outline, gem, gap, away, (reach, low, tilt), inner, corners, least)
        reach, path, s = ring
        frames = frames_of(path(s))
        n = len(s)
        pairs = tuple((i, (i + 1) % n) for i in range(n))
        found += Layout((gem,) * n, frames, gap, 0.0, pairs)
        inner, away = ([gem] * n, list(frames)), gap
        step = 2 * half + gap
        reach += step * math.cos(math.radians(tilt))
        low += step * math.sin(math.radians(tilt))
    return Layout(found.gems, found.frames, gap, 0.0, found.pairs)


@layout
def upon(
    line: GirdleOutline,
    gem: Stone,
    gap: Gap = 0.2,
    tilt: Annotated[Deg, Range(-120, 120), "how far the stones lean outwards"] = 0.0,
    drop: Annotated[Mm, Range(-20, 20), "of the line below the plane z = 0"] = 0.0,
) -> Layout:
    """As many stones as fit with their middles on a closed convex line, such as a gallery's.

    Raises
    ------
    ParameterError
        If fewer than three stones go around.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> upon(Gem.round(6.0).girdle_outline, Gem.round(1.1), gap=0.15, tilt=90).report.count
    15
    """
    path = Around(line, drop, tilt)
    s = _places(path, line, gem, gap, corners=False)
    pairs = tuple((i, (i + 1) % len(s)) for i in range(len(s)))
    return Layout((gem,) * len(s), frames_of(path(s)), gap, 0.0, pairs)


def _ring(
    outline: GirdleOutline,
    gem: Stone,
    gap: float,
    away: float,
    start: tuple[float, float, float],
    inner: tuple[list[Stone], list[Frame]],
    corners: bool,
    least: float,
) -> tuple[float, Around, Array]:
    """The row as near as it may come to what it surrounds: its reach, its path, its places."""
    reach, drop, tilt = start
    reach = max(least, _near_enough(outline, gem, away, (reach, drop, tilt), inner))
    for _ in range(ROUNDS):
        path = Around(outline.offset(reach), drop, tilt)
        s = _places(path, outline, gem, gap, corners)
        lack = away - _least(path, s, gem, inner)
        if lack < NEAR:
            return reach, path, s
        reach += lack
    raise ParameterError(
        f"around: stones that lean {tilt:g}° do not come to rest {away:g} mm from what they "
        "surround. Tilt them less, or drop them less."
    )


def _near_enough(
    outline: GirdleOutline,
    gem: Stone,
    away: float,
    start: tuple[float, float, float],
    inner: tuple[list[Stone], list[Frame]],
) -> float:
    """The reach at which a stone moved all around keeps its distance from the stone within.

    In plan it stays beside the outline, however low it is dropped. About a ring of stones the
    reach stays as it is: there the gaps of its stones decide.
    """
    reach, drop, tilt = start
    beside = half_along(gem, 90.0) * math.cos(math.radians(tilt))
    if len(inner[0]) > 1:
        return reach
    for _ in range(ROUNDS):
        path = Around(outline.offset(reach), drop, tilt)
        starts = np.array(path.starts())
        s = np.sort(np.concatenate([np.linspace(0.0, path.length, 97), starts]))
        lack = away - _least(path, s, gem, inner)
        nearer = max(reach + lack, beside)
        if abs(nearer - reach) < NEAR / 10:
            break
        reach = nearer
    return reach


def _least(path: Around, s: Array, gem: Stone, inner: tuple[list[Stone], list[Frame]]) -> float:
    """The least gap between the stones of a row and the stones within."""
    gems, frames = inner
    n, m = len(s), len(gems)
    origins, axes = path(s)
    inside = Girdles.of(gems, frames)
    both = Girdles(
        [gem] * n + gems,
        np.concatenate([origins, inside.origins]),
        np.concatenate([axes, inside.axes]),
    )
    a, b = (k.ravel() for k in np.meshgrid(np.arange(n), n + np.arange(m), indexing="ij"))
    if m > 8:  # the nearest few of a ring of equal stones hold the nearest
        way = np.linalg.norm(origins[:, None] - inside.origins[None], axis=2)
        few = np.argsort(way, axis=1)[:, :6]
        a, b = np.repeat(np.arange(n), 6), n + few.ravel()
    return float(gaps(both, a, b).min())


def _places(path: Around, outline: GirdleOutline, gem: Stone, gap: float, corners: bool) -> Array:
    """Places of as many stones as go around with at least the gap."""
    anchors = _anchors(path, outline) if corners else []
    half = half_along(gem)
    while len(anchors) > 1:
        pairs = list(itertools.pairwise([*anchors, anchors[0] + path.length]))
        sides = [_side(path, gem, a, b, half, gap) for a, b in pairs]
        tooclose = [i for i, side in enumerate(sides) if side is None]
        if not tooclose:
            return np.concatenate([side[:-1] for side in sides if side is not None])
        anchors = _joined(anchors, path.length, tooclose)
    first = anchors[0] if anchors else float(np.interp(outline.toward(0.0), path.u, path.s))
    step = 1 if anchors else _folds(outline)
    most = math.floor(1.1 * path.length / (2 * half + gap)) + 1
    _must_be_few(most)
    for n in range(most - most % step, 2, -step):
        spots = first + np.arange(n) * path.length / n
        s, fair = even(path, [gem] * n, spots, closed=path.length, enough=gap)
        if fair >= gap - 1e-9:
            return s
    raise ParameterError(
        f"around: fewer than 3 stones of {2 * half:.3g} mm go around. Choose smaller ones."
    )


def _must_be_few(count: int) -> None:
    if count > MOST:
        raise ParameterError(f"around: {count} stones, and {MOST} are the most. Larger stones?")


def _side(path: Around, gem: Stone, a: float, b: float, half: float, gap: float) -> Array | None:
    """From corner stone to corner stone with as many between as fit; None if these two meet."""
    most = math.floor(1.1 * (b - a) / (2 * half + gap)) + 2
    _must_be_few(most)
    for n in range(most, 1, -1):
        s, fair = even(path, [gem] * n, np.linspace(a, b, n), enough=gap)
        if fair >= gap - 1e-9:
            return s
    return None


def _anchors(path: Around, outline: GirdleOutline) -> list[float]:
    """Where the path rounds the outline's sharp corners."""
    sharp = set(outline.corners)
    ends = [*path.starts()[1:], path.length]
    return [
        (a + b) / 2
        for a, b, piece in zip(path.starts(), ends, path.outline.pieces, strict=True)
        if isinstance(piece, Arc) and piece.centre in sharp and piece.turn >= SHARP
    ]


def _joined(anchors: list[float], length: float, sides: Sequence[int]) -> list[float]:
    """Corner stones that meet their next one, replaced by one between them."""
    merged = {*sides}
    gone = {(i + 1) % len(anchors) for i in merged}
    kept = []
    for i, s in enumerate(anchors):
        if i in merged:
            after = anchors[(i + 1) % len(anchors)] + (length if i + 1 == len(anchors) else 0.0)
            kept.append(((s + after) / 2) % length)
        elif i not in gone:
            kept.append(s)
    return sorted(kept)


def _folds(outline: GirdleOutline) -> int:
    """By what number the count must divide so that the halo is as symmetric as the outline."""
    first = outline.pieces[0]
    if isinstance(first, Arc) and first.rx == first.ry and first.turn > 2 * math.pi - 1e-9:
        return 1
    return next((k for k in (8, 6, 5, 4, 3, 2) if _turns_into_itself(outline, 360.0 / k)), 1)


def _turns_into_itself(outline: GirdleOutline, degrees: float) -> bool:
    def reach(look: float) -> float:
        x, y = outline.facing(look)
        return x * math.cos(math.radians(look)) + y * math.sin(math.radians(look))

    return all(abs(reach(a) - reach(a + degrees)) < 1e-6 for a in _LOOKS)


def _bridged(stone: Stone) -> GirdleOutline:
    """The outline without its cleft, as a polygon through points of it.

    What it lacks between its corners is made good by the row's reach, which true girdles decide.
    """
    looks = [2.0 * k + 1.0 for k in range(180)]  # none along the axis, where two points tie
    corners = list(dict.fromkeys(stone.girdle_outline.facing(a) for a in looks))
    ends = [*corners[1:], corners[0]]
    return GirdleOutline(
        tuple(Line(a, b) for a, b in zip(corners, ends, strict=True) if math.dist(a, b) > 1e-6)
    )
