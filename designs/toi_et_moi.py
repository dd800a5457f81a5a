"""Toi et moi: two stones lean against each other on one band, a pear and an emerald cut."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead, abreast
from jewelcad.shanks import Shank, half_round


@design(title="Toi et moi", presets={"rounds": {"first": "round", "second": "round"}})
def toi_et_moi(
    size: RingSize = RingSize("US 6.5"),
    first: Annotated[str, OneOf("pear", "round", "oval"), "cut of the one stone"] = "pear",
    second: Annotated[str, OneOf("emerald", "round", "cushion"), "cut of the other"] = "emerald",
    stone: Annotated[Mm, Range(3, 7), Suggest(4, 5.5, 0.1), "width of both stones"] = 4.8,
    turn: Annotated[float, Range(30, 90), Suggest(50, 70, 1), "of the stones, degrees"] = 60.0,
    width: Annotated[Mm, Range(1.6, 5), Suggest(1.8, 2.6, 0.1), "width of the band"] = 2.2,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """Both turned the same way across the band, a true gap apart."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    pair = [ProngHead(Gem.of(cut, width=stone), prong_diameter=0.85) for cut in (first, second)]
    frames = abreast(shank, pair, gap=1.0, turns=[turn + 180.0, turn])
    heads = [head.on(frame) for head, frame in zip(pair, frames, strict=True)]
    return Ring(shank, *heads, alloy=metal)
