"""Heads side by side along a band, with true gaps between their girdles.

Three and five stones, toi et moi, side stones on the shoulders: where each head stands is found so
that neighbouring girdles keep the gap in space, whatever cut, size and height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame, Vector
from jewelcad.gems import Gem
from jewelcad.layouts import gap as girdle_gap
from jewelcad.reference.limits import limit
from jewelcad.settings.bezel import Bezel
from jewelcad.settings.claw_head import ClawHead
from jewelcad.settings.reach import air, along
from jewelcad.units import Deg, Mm

FARTHEST = 80.0
"""Degrees from one head to the next beyond which none is put (a choice)."""
HALF_THE_CARAT = 0.5
"""Side stones of a three-stone ring against the centre (domain.md §5.5: 0.794 of the diameter)."""


class Band(Protocol):
    """A shank: the crest at an angle from the top."""

    def at(self, degrees: float) -> Frame: ...


class Head(Protocol):
    """A head or bezel: its stone, and the seat in its own frame."""

    @property
    def gem(self) -> Any: ...

    @property
    def seat(self) -> Frame: ...


def abreast(
    band: Band,
    heads: Sequence[Head],
    gap: Mm = 0.3,
    turns: Sequence[Deg] | None = None,
    level: float = 0.0,
) -> tuple[Frame, ...]:
    """Where heads stand along a band, one frame for each, towards +X.

    Neighbouring girdles are at least the gap apart in space, and also in plan under the inner one,
    so that none slips under the next; their claws, rails and bases keep ``check.gap.error`` apart
    as cast. Of an odd number the middle one stands at twelve o'clock; of an even number the two in
    the middle stand as far to either side.

    Parameters
    ----------
    band : a shank
    heads : in order
    gap : between neighbouring girdles, mm, or more where claws need it
    turns : of each head about its own axis, degrees
    level : share of its lean over the band's curve that each head is set upright again; 0 stands
        square to the band, and much more than a third lifts a foot out of it

    Raises
    ------
    ParameterError
        If the heads do not fit on the band's upper part, or ``turns`` are not as many as heads.

    Examples
    --------
    >>> from jewelcad import RingSize
    >>> from jewelcad.settings import ProngHead
    >>> from jewelcad.shanks import Shank, flat
    >>> heads = [ProngHead(Gem.round(d)) for d in (4.0, 4.0, 4.0)]
    >>> frames = abreast(Shank(RingSize("US 7"), flat(2.2)), heads)
    >>> seats = [frame @ head.seat for frame, head in zip(frames, heads)]
    >>> girdle_gap(heads[0].gem, seats[0], heads[1].gem, seats[1]) >= 0.3
    True
    """
    turned = list(turns) if turns is not None else [0.0] * len(heads)
    if len(turned) != len(heads) or not heads:
        raise ParameterError(f"abreast: {len(heads)} heads and {len(turned)} turns. Give one each.")

    last = len(heads) - 1

    def stand(k: int, degrees: float) -> Frame:
        return band.at(degrees).tilted(-level * degrees).turned(turned[k])

    def between(a: int, at_a: float, b: int, at_b: float) -> float:
        """How much more than asked two heads lie apart, mm."""
        feet = stand(a, at_a), stand(b, at_b)
        first, second = (foot @ heads[k].seat for k, foot in zip((a, b), feet, strict=True))
        above = band.at(0.0 if a + b == last and len(heads) % 2 == 0 else at_a)
        flat = [Frame(_flat((above.inverse @ seat).origin), _flat(above.inverse.vector(*seat.x)))
                for seat in (first, second)]  # fmt: skip
        pairs = ((first, second), flat)
        girdles = min(girdle_gap(heads[a].gem, one, heads[b].gem, other) for one, other in pairs)
        if girdles < gap:
            return girdles - gap
        claws = air(heads[a], feet[0], heads[b], feet[1])
        return min(girdles - gap, claws - limit("check.gap.error").value)

    low, high = last // 2, (last + 1) // 2
    angles = {low: 0.0}
    if low != high:
        half = _where(lambda a: between(low, -a, high, a), gap)
        angles = {low: -half, high: half}
    for k in range(high + 1, last + 1):
        start = angles[k - 1]
        angles[k] = start + _where(lambda a, k=k, s=start: between(k - 1, s, k, s + a), gap)
    for k in range(low - 1, -1, -1):
        start = angles[k + 1]
        angles[k] = start - _where(lambda a, k=k, s=start: between(k + 1, s, k, s - a), gap)
    return tuple(stand(k, angles[k]) for k in range(last + 1))


def beside(band: Band, head: ClawHead | Bezel, width: Mm, gap: Mm = 0.2, turn: Deg = 0.0) -> Deg:
    """Where a row on a shoulder may begin: seen from above, ``gap`` mm off the head at its girdle.

    Parameters
    ----------
    band : a shank the head stands on at twelve o'clock
    width : of the row across the band
    gap : from the head's stone, claws or wall to the first girdle, mm (a choice)
    turn : of the head about its own axis, degrees

    Raises
    ------
    ParameterError
        If the head covers the band's upper half.

    Examples
    --------
    >>> from jewelcad import RingSize
    >>> from jewelcad.settings import ProngHead
    >>> from jewelcad.shanks import Shank, flat
    >>> 15 < beside(Shank(RingSize("US 7"), flat(2.2)), ProngHead(Gem.round(5.0)), 2.0) < 20
    True
    """
    way = along(head, turn, width / 2) + gap
    if way > 0.9 * band.at(90.0).origin[0]:
        raise ParameterError(
            f"beside: the head reaches {way:.2f} mm along the band and leaves no shoulder. Choose "
            "a smaller stone."
        )
    low, high = 0.0, 90.0
    for _ in range(50):
        half = (low + high) / 2
        low, high = (half, high) if band.at(half).origin[0] < way else (low, half)
    return high


def _flat(place: Vector) -> Vector:
    return (place[0], place[1], 0.0)


def _where(spare: Any, gap: float) -> float:
    """The least angle from which there is room to spare, degrees; by halving."""
    low, high = 0.0, 2.0
    while spare(high) < 0.0:
        low, high = high, high + 2.0
        if high > FARTHEST:
            raise ParameterError(
                f"abreast: two heads do not come {gap:g} mm apart on this band. Choose smaller "
                "stones, or a smaller gap."
            )
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if spare(middle) < 0.0 else (low, middle)
    return high


def weighing_share(gem: Gem, share: float = HALF_THE_CARAT, cut: str | None = None) -> Gem:
    """A stone of ``share`` of another's carat, of the same cut or of ``cut``.

    Examples
    --------
    >>> round(weighing_share(Gem.round(6.5)).width / 6.5, 3)
    0.794
    """
    if cut is None or cut == gem.cut:
        return replace(gem, width=gem.width * share ** (1 / 3))
    return Gem.of(cut, carat=gem.carat * share, species=gem.species)
