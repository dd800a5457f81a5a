"""Every setting with every stone outline it claims, in three sizes, on a thin and a wide band.

A *kind* is a way of setting as a shop would order it: a function from a stone and a band's looks to
a ring. What it refuses it must refuse when it is made, so the function is all that may raise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from jewelcad import Ring, RingSize
from jewelcad.gems import Gem
from jewelcad.gems.cuts import all_cuts
from jewelcad.layouts import Stock, along, between, eternity, field
from jewelcad.settings import (
    Bars,
    Bezel,
    Channel,
    CrownHead,
    Flush,
    Halo,
    Hollows,
    Millegrain,
    Pave,
    PegHead,
    ProngHead,
    Scallops,
    SharedClaws,
    Steps,
    Tension,
    TrellisHead,
    TulipHead,
    abreast,
    beside,
    weighing_share,
)
from jewelcad.shanks import BypassShank, Section, Shank, court, flat, half_round

SIZE = RingSize("US 6.5")
FACETTED = ("round", *(cut.name for cut in all_cuts()))
DOMED = tuple(f"{outline} cabochon" for outline in ("round", "oval", "cushion", "pear"))
ROUND = ("round", "single cut", "old european")
FOUR_CLAWED = (
    *ROUND, "rose", "rose 12", "rose 6", "oval", "oval rose", "cushion", "old mine", "flanders",
    "princess", "radiant", "asscher", "octagon", "emerald", "square step", "rectangular step",
)  # fmt: skip
"""Alike to both sides of their length, with four places for claws."""
BLUNT = tuple(c for c in FOUR_CLAWED if c not in ("princess", "square step", "rectangular step"))
"""As those, and no corner wants a V, which two heads turned aslant would touch with."""
BROAD = tuple(c for c in FACETTED if c not in ("triangle", "kite", "shield", "bullet", "briolette"))
"""Over a small foot no claw has to reach into a narrow corner."""
LARGE, MELEE = (3.0, 6.0, 10.0), (1.3, 2.0, 3.0)
BANDS = ("thin", "wide")


@dataclass(frozen=True)
class Kind:
    """A way of setting.

    Parameters
    ----------
    make : from the stone and the band, ``thin`` or ``wide``, to a ring
    cuts : it claims
    widths : of the stones, mm: small, middle, large
    gap : the least its stones may come near each other, mm
    """

    make: Callable[[Any, str], Ring]
    cuts: tuple[str, ...] = FACETTED
    widths: tuple[float, ...] = LARGE
    gap: float = 0.0


def stone(cut: str, width: float) -> Any:
    """A stone by the name of its outline."""
    if cut.endswith(" cabochon"):
        outline = cut.removesuffix(" cabochon")
        length = {"oval": 1.3, "pear": 1.5}.get(outline, 1.0) * width
        return Gem.cabochon(outline, length, width)
    if cut == "pearl":
        return Gem.pearl(width)
    return Gem.round(width) if cut == "round" else Gem.of(cut, width=width)


def band(looks: str) -> Shank:
    """Under a head: 1.8 by 1.6 mm, or 6 by 2.2 mm."""
    return Shank(SIZE, court(1.8, 1.6) if looks == "thin" else court(6.0, 2.2))


def bed(looks: str, across: float, need: float) -> Shank:
    """Under a row: as narrow and thin as it may be, or half as much again."""
    more = 1.0 if looks == "thin" else 1.5
    return Shank(SIZE, flat(across * more, max(1.8, need * more)))


def extent(gem: Any, turn: float) -> float:
    """Of a turned stone across the band."""
    return gem.length if turn else gem.width


def headed(part: Any, looks: str) -> Ring:
    shank = band(looks)
    return Ring(shank, part.on(shank.top.turned(90.0)))


def head(kind: Callable[..., Any] = ProngHead, **words: Any) -> Callable[[Any, str], Ring]:
    return lambda gem, looks: headed(kind(gem, **words), looks)


def bezel(**words: Any) -> Callable[[Any, str], Ring]:
    return lambda gem, looks: headed(Bezel(gem, **words), looks)


def pierced(part: Callable[[int], Any], name: str, **words: Any) -> Callable[[Any, str], Ring]:
    """A bezel with windows or arcs, as many as stand evenly round the stone."""

    def make(gem: Any, looks: str) -> Ring:
        count = {3: 6, 5: 5, 6: 6}.get(len(gem.corners), 8 if gem.width > 4.0 else 6)
        return headed(Bezel(gem, **{name: part(count)}, **words), looks)

    return make


def tension(gem: Any, looks: str) -> Ring:
    turn = _across(gem)
    wall, more = (0.8, 1.0) if looks == "thin" else (1.2, 1.3)
    thick = wall + gem.girdle_thickness + gem.pavilion_depth + 1.1
    across = (gem.length if turn else gem.width) * more + 2.0
    shank = Shank(SIZE, flat(4.0, 2.4), at_top=Section(width=across, thickness=thick))
    return Ring(shank, Tension(shank, gem, groove=0.4, wall=wall, spring=0.2, turn=turn))


def shoulders(gem: Any, looks: str) -> Ring:
    """Rows of falling size, from a round head down the tapering band."""
    centre, last = ProngHead(Gem.round(5.0), prongs=6), 0.7 * gem.width
    margin = 0.24 if looks == "thin" else 0.8
    narrow = flat(max(1.8, 0.4 * gem.width + margin), max(2.0, 0.45 * gem.width + 0.9))
    shank = Shank(SIZE, narrow, at_top=Section(width=gem.width + margin))
    start = beside(shank, centre, gem.width)
    widths = [last + 0.1 * k for k in range(round((gem.width - last) / 0.1) + 1)]
    edges = [((start, s * gem.width / 2), (65.0, s * last / 2)) for s in (-1.0, 1.0)]
    stock = Stock.of(gem.cut, widths)
    row = between(
        shank, *edges, stock, start, 65.0, gap=0.1, margin=-0.06, sunk=-0.05, at_start=True
    )
    return Ring(shank, centre.on(shank.top), SharedClaws(row + row.mirrored, shank))


def halo(**words: Any) -> Callable[[Any, str], Ring]:
    def make(gem: Any, looks: str) -> Ring:
        shank = band(looks)
        centre = ProngHead(gem, prong_diameter=0.8, seat_depth=0.4, girdle_height=_high(gem, words))
        ring = Halo(centre, Gem.round(1.2), **words)
        return Ring(shank, centre.on(shank.top), ring.on(shank.top @ centre.seat))

    return make


def _high(gem: Any, words: dict[str, Any]) -> float | None:
    """A hidden halo wants room under the girdle."""
    return max(0.75 * gem.width, 4.0) if words.get("under") else None


def three(gem: Any, looks: str) -> Ring:
    shank = band(looks)
    centre = ProngHead(gem, prong_diameter=max(0.7, 0.13 * gem.width))
    side = ProngHead(weighing_share(gem, 0.35, "round"), girdle_height=centre.girdle_height_mm)
    heads = (side, centre, side)
    frames = abreast(shank, heads, gap=0.9)
    return Ring(shank, *(h.on(f) for h, f in zip(heads, frames, strict=True)))


def five(gem: Any, looks: str) -> Ring:
    """Each stone 0.86 of the one before it, across the band where they are long."""
    shank, turn = band(looks), 90.0 if gem.length > gem.width else 0.0
    heads = [
        ProngHead(
            stone(gem.cut, width),
            prongs=4,
            prong_diameter=0.75,
            base_diameter=0.5 * width,
            sink=1.2,
        )
        for width in (gem.width * 0.86 ** abs(k) for k in (-2, -1, 0, 1, 2))
    ]
    frames = abreast(shank, heads, gap=0.3, turns=[turn] * 5, level=0.35)
    return Ring(shank, *(h.on(f) for h, f in zip(heads, frames, strict=True)))


def toi_et_moi(gem: Any, looks: str) -> Ring:
    """Two alike, each on its own end of the band: broad feet tie the two ends, small ones stand
    clear of the other end."""
    profile = half_round(2.2, 1.8) if looks == "thin" else half_round(4.0, 1.8)
    end, foot = 0.7 * profile.width, max(0.55 * gem.width, 0.8 * gem.width - 0.6)
    tied, free = end + 0.4, (foot + end) / 2 + 1.1
    apart = tied if foot > tied + 0.5 else free
    shank = BypassShank(
        SIZE, profile, at_top=Section(width=end), apart=apart, overlap=40.0, sway=110.0
    )
    part = ProngHead(gem, prong_diameter=0.85, base_diameter=foot, sink=1.2)
    frames = abreast(shank.tips, (part, part), gap=0.7, turns=[240.0, 60.0], level=0.3)
    tip = max(abs(math.degrees(math.atan2(f.origin[0], f.origin[2]))) for f in frames)
    return Ring(replace(shank, overlap=tip + 5.0), *(part.on(frame) for frame in frames))


def channel(gem: Any, looks: str) -> Ring:
    turn = _alike_to_both(gem)
    shank = bed(looks, extent(gem, turn) + 2.2, gem.depth + 0.8)
    return Ring(shank, Channel(shank, gem, arc=100.0, turn=turn))


def bars(gem: Any, looks: str) -> Ring:
    turn = _across(gem)
    shank = bed(looks, extent(gem, turn) + 0.5, 0.4 * gem.depth + 1.2)
    return Ring(shank, Bars(shank, gem, arc=100.0, turn=turn))


def flush(gem: Any, looks: str) -> Ring:
    turn = _across(gem)
    shank = bed(looks, extent(gem, turn) + 2.2, gem.depth + 0.8)
    row = along(shank, gem, -40, 40, gap=0.8, sunk=gem.table_height, turn=turn)
    return Ring(shank, Flush(shank, row))


def _across(gem: Any) -> float:
    """Long stones stand across the band."""
    return 90.0 if gem.length > 1.2 * gem.width else 0.0


def _alike_to_both(gem: Any) -> float:
    """As `_across`, if the stone is then alike to both sides of the band; else the other way."""
    (x, y), (u, v) = (gem.girdle_outline.facing(a) for a in (50.0, 130.0))
    return _across(gem) if math.dist((x, y), (-u, v)) < 1e-6 else 0.0


def shared(scalloped: bool) -> Callable[[Any, str], Ring]:
    def make(gem: Any, looks: str) -> Ring:
        shank = bed(looks, 1.12 * gem.width, 0.45 * gem.width + 0.9)
        row = eternity(shank, gem, gap=0.1, arc=150.0, sunk=-0.04 * gem.width)
        return Ring(shank, SharedClaws(row, shank, scalloped=scalloped))

    return make


def pave(look: str) -> Callable[[Any, str], Ring]:
    def make(gem: Any, looks: str) -> Ring:
        rows = 2 if looks == "thin" else 3
        across = gem.width + 0.88 * (rows - 1) * (gem.width + 0.1) + 1.6
        shank = Shank(SIZE, flat(across, max(1.8, 0.7 * gem.width + 0.8)))
        sunk = 0.0 if look == "plain" else 0.2 * gem.width
        laid = field(shank, gem, rows=rows, start=-40, end=40, gap=0.1, sunk=sunk)
        return Ring(shank, Pave(laid, shank, look=look))

    return make


KINDS: dict[str, Kind] = {
    "claws": Kind(head(), FACETTED + DOMED),
    "double claws": Kind(head(style="double"), FACETTED),
    "claws, two rails": Kind(head(rails=2), FACETTED),
    "pointed claws": Kind(head(claw="pointed")),
    "tab claws": Kind(head(claw="tab")),
    "fishtail claws": Kind(head(claw="fishtail")),
    "plain claws on corners": Kind(head(shelter=False)),
    "peg head": Kind(head(PegHead)),
    "tulip": Kind(head(TulipHead), BROAD),
    "trellis": Kind(head(TrellisHead, prongs=4), FOUR_CLAWED, (4.0, 6.0, 10.0)),
    "crown": Kind(head(CrownHead)),
    "bezel": Kind(bezel(wall=0.7), FACETTED + DOMED),
    "tapered bezel": Kind(bezel(taper=8.0), FACETTED + DOMED),
    "half bezel": Kind(bezel(open=80.0, bearing=0.4), FACETTED),
    "open-backed bezel": Kind(bezel(opening=1.2), FACETTED + DOMED),
    "stepped bezel": Kind(bezel(steps=Steps(2), millegrain=Millegrain(on="step"))),
    "millegrain bezel": Kind(bezel(stance="high", millegrain=Millegrain()), FACETTED + DOMED),
    "gallery bezel": Kind(
        pierced(Hollows, "hollows", stance="high"), FACETTED + DOMED, (4.0, 6.0, 10.0)
    ),
    "scalloped bezel": Kind(pierced(Scallops, "scallops"), FACETTED + DOMED),
    "scalloped foot": Kind(
        pierced(lambda n: Scallops(n, "lower"), "scallops", stance="high"), FACETTED + DOMED
    ),
    "tension": Kind(tension, widths=(3.0, 4.5, 6.0)),
    "halo": Kind(halo(drop=0.6), gap=0.15),
    "double halo": Kind(halo(rows=2, drop=0.6), gap=0.15),
    "halo of beads": Kind(halo(drop=0.6, held="beads"), gap=0.15),
    "hidden halo": Kind(halo(under=True), gap=0.15),
    "three stones": Kind(three, gap=0.9),
    "five stones": Kind(five, FOUR_CLAWED, (3.0, 4.0, 5.0), gap=0.3),
    "toi et moi": Kind(toi_et_moi, (*BLUNT, "pear", "hexagon"), (3.0, 5.0, 7.0), gap=0.7),
    "channel": Kind(channel, widths=MELEE, gap=0.2),
    "bars": Kind(bars, widths=MELEE, gap=0.5),
    "flush": Kind(flush, widths=MELEE, gap=0.8),
    "shared claws": Kind(shared(False), ROUND, MELEE, gap=0.1),
    "set shoulders": Kind(shoulders, ("round",), MELEE, gap=0.1),
    "scalloped claws": Kind(shared(True), ROUND, MELEE, gap=0.1),
    "pavé": Kind(pave("plain"), ROUND, MELEE, gap=0.1),
    "cut-down pavé": Kind(pave("cut-down"), ROUND, MELEE, gap=0.1),
    "fishtail pavé": Kind(pave("fishtail"), ROUND, MELEE, gap=0.1),
}


def every() -> Iterator[tuple[str, str, float, str]]:
    """All of it: kind, cut, width, band."""
    for name, kind in KINDS.items():
        for cut in kind.cuts:
            for width in kind.widths:
                for looks in BANDS:
                    yield name, cut, width, looks
