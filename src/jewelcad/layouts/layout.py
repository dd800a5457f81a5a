"""What a layout is: stones, where they go, and what a setter asks of them."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ParamSpec

import numpy as np

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame, Vector
from jewelcad.gems import Stone
from jewelcad.layouts.girdles import Girdles, gaps
from jewelcad.params.spec import signature_specs
from jewelcad.params.validation import validated

P = ParamSpec("P")
MOST = 20_000
"""Most stones of one layout (a choice, far above any piece)."""


@dataclass(frozen=True)
class Report:
    """What to order and what to watch.

    Attributes
    ----------
    count : stones
    sizes : how many of each size, such as ``round 1.5 mm``; large ones first
    carats : of each size; ``carat`` is their sum
    tightest : the two stones nearest to each other, by number, and the gap between their girdles,
        mm; ``None`` for fewer than two
    """

    count: int
    sizes: tuple[tuple[str, int], ...]
    carats: tuple[tuple[str, float], ...]
    tightest: tuple[int, int, float] | None

    @property
    def carat(self) -> float:
        return sum(weight for _, weight in self.carats)

    def __str__(self) -> str:
        weights = dict(self.carats)
        lines = [f"{n} x {size}, {weights[size]:.3f} ct" for size, n in self.sizes]
        lines.append(f"{self.count} stones, {self.carat:.3f} ct")
        if self.tightest:
            i, j, least = self.tightest
            lines.append(f"tightest: {least:.3f} mm between stones {i} and {j}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Layout:
    """Stones on their girdle frames: origin in the middle of the girdle, z through the table.

    Parameters
    ----------
    gems, frames : one each
    gap : asked for between neighbours, mm
    sunk : how far the girdles' middle lies below the surface, mm
    pairs : neighbours in a row, by number
    """

    gems: tuple[Stone, ...]
    frames: tuple[Frame, ...]
    gap: float
    sunk: float = 0.0
    pairs: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if len(self.gems) != len(self.frames):
            raise ParameterError(
                f"Layout: {len(self.gems)} stones and {len(self.frames)} frames. Give one each."
            )

    def __len__(self) -> int:
        return len(self.gems)

    @property
    def stones(self) -> Iterator[tuple[Stone, Frame]]:
        """Each stone with its girdle frame."""
        return zip(self.gems, self.frames, strict=True)

    @property
    def surface_frames(self) -> tuple[Frame, ...]:
        """The frames on the surface, over the girdles."""
        return tuple(frame.lifted(self.sunk) for frame in self.frames)

    def on(self, frame: Frame) -> Layout:
        """The same stones, seen from ``frame``'s parent."""
        placed = tuple(frame @ own for own in self.frames)
        return Layout(self.gems, placed, self.gap, self.sunk, self.pairs)

    @property
    def mirrored(self) -> Layout:
        """The same on the other shoulder: the mirror image in the plane through finger and top.

        Each stone is taken to be alike on both sides of its length, as every cut here is.
        """
        frames = tuple(Frame(*map(_mirror, (f.origin, f.x, f.z))) for f in self.frames)
        return Layout(self.gems, frames, self.gap, self.sunk, self.pairs)

    def __add__(self, other: Layout) -> Layout:
        """Both together; the smaller gap is what the whole was asked for."""
        shift = len(self)
        pairs = self.pairs + tuple((i + shift, j + shift) for i, j in other.pairs)
        gap = min(self.gap, other.gap)
        return Layout(self.gems + other.gems, self.frames + other.frames, gap, self.sunk, pairs)

    @functools.cached_property
    def report(self) -> Report:
        """Counts, sizes, carats, and the tightest pair of all."""
        named = {gem: size_name(gem) for gem in set(self.gems)}
        counts, widths, weights = Counter[str](), {}, dict.fromkeys(named.values(), 0.0)
        for gem, n in Counter(self.gems).items():
            counts[named[gem]] += n
            weights[named[gem]] += n * gem.carat
            widths[named[gem]] = gem.width
        order = sorted(counts, key=lambda name: (-widths[name], name))
        sizes = tuple((name, counts[name]) for name in order)
        carats = tuple((name, weights[name]) for name in order)
        return Report(len(self), sizes, carats, self._tightest())

    def _tightest(self) -> tuple[int, int, float] | None:
        """The nearest pair: no pair is left out whose balls could be nearer."""
        if len(self) < 2:
            return None
        from scipy.spatial import cKDTree

        girdles = Girdles.of(self.gems, self.frames)
        tree = cKDTree(girdles.origins)
        ball = np.hypot(girdles.radius, girdles.half_height)
        _, near = tree.query(girdles.origins, k=2)
        self_first = near[:, 0] == np.arange(len(near))
        others = np.where(self_first, near[:, 1], near[:, 0])
        known = float(gaps(girdles, np.arange(len(near)), others).min())
        enough = (
            known + 1e-8
        )  # balls of pearls are as near as their girdles: not nearer by rounding
        pairs = tree.query_pairs(enough + 2 * float(ball.max()), output_type="ndarray")
        a, b = pairs[:, 0], pairs[:, 1]
        way = np.linalg.norm(girdles.origins[a] - girdles.origins[b], axis=1)
        kept = way - ball[a] - ball[b] <= enough
        a, b = a[kept], b[kept]
        found = gaps(girdles, a, b)
        least = float(found.min())
        i, j = min(zip(a[found <= least].tolist(), b[found <= least].tolist(), strict=True))
        return i, j, least


def _mirror(v: Vector) -> Vector:
    return (-v[0], v[1], v[2])


def size_name(gem: Stone) -> str:
    """``round 1.5 mm``, ``princess 2 x 2 mm``."""
    if gem.cut == "round":
        return f"round {gem.width:.4g} mm"
    return f"{gem.cut} {gem.length:.4g} x {gem.width:.4g} mm"


def layout(function: Callable[P, Layout]) -> Callable[P, Layout]:
    """Validate the parameters of a layout's function, and make equal layouts once."""
    kept = functools.lru_cache(maxsize=64)(function)
    names = [name for name in function.__annotations__ if name != "return"]

    @functools.wraps(function)
    def made(*args: Any, **kwargs: Any) -> Layout:
        if len(args) > len(names):
            raise ParameterError(f"{function.__name__} takes {len(names)} values at most.")
        given = dict(zip(names, args, strict=False)) | kwargs
        values = validated(function.__name__, _specs(function), given)
        try:
            return kept(**values)
        except TypeError as error:
            if "unhashable" not in str(error):
                raise
        return function(**values)  # type: ignore[call-arg]

    return made


@functools.cache
def _specs(function: Callable[..., Any]) -> Any:
    return signature_specs(function)
