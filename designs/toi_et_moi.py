"""Toi et moi: two stones side by side, each on its own end of the band, a pear and an emerald."""

from dataclasses import replace
from math import atan2, degrees
from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead, abreast
from jewelcad.shanks import BypassShank, Section, half_round


@design(title="Toi et moi", presets={"rounds": {"first": "round", "second": "round"}})
def toi_et_moi(
    size: RingSize = RingSize("US 6.5"),
    first: Annotated[str, OneOf("pear", "round", "oval"), "cut of the one stone"] = "pear",
    second: Annotated[str, OneOf("emerald", "round", "cushion"), "cut of the other"] = "emerald",
    stone: Annotated[Mm, Range(3, 7), Suggest(4, 5.5, 0.1), "width of both stones"] = 4.8,
    turn: Annotated[float, Range(30, 90), Suggest(50, 70, 1), "of the stones, degrees"] = 60.0,
    gap: Annotated[Mm, Range(0.3, 3), Suggest(0.5, 1, 0.1), "between the girdles"] = 0.7,
    width: Annotated[Mm, Range(1.6, 5), Suggest(1.8, 2.6, 0.1), "width of the band"] = 2.2,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """The ends pass each other, and the heads stand on them a true gap apart."""
    stones = [Gem.of(cut, width=stone) for cut in (first, second)]
    pair = [ProngHead(gem, prong_diameter=1.02, sink=1.15) for gem in stones]
    shank = BypassShank(
        size,
        half_round(width, thickness=1.8),
        at_top=Section(width=0.7 * width),
        apart=0.74 * width + 0.3,
        overlap=40.0,
        sway=110.0,
    )
    frames = abreast(shank.tips, pair, gap=gap, turns=[turn + 180.0, turn], level=0.3)
    tip = max(abs(degrees(atan2(x, z))) for x, _, z in (f.origin for f in frames))
    heads = [head.on(frame) for head, frame in zip(pair, frames, strict=True)]
    return Ring(replace(shank, overlap=tip + 5.0), *heads, alloy=metal)
