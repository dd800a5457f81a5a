"""A five-stone ring: round stones that grow smaller from the middle, each in its own claws."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead, abreast
from jewelcad.shanks import Shank, half_round


@design(title="Five-stone", presets={"even": {"step": 1.0}, "ovals": {"cut": "oval"}})
def five_stone(
    size: RingSize = RingSize("US 6.5"),
    cut: Annotated[str, OneOf("round", "oval", "cushion"), "cut of the stones"] = "round",
    stone: Annotated[Mm, Range(2.5, 6), Suggest(3.2, 4.5, 0.1), "width of the middle one"] = 4.2,
    step: Annotated[float, Range(0.6, 1), Suggest(0.8, 1, 0.02), "width from one to next"] = 0.86,
    width: Annotated[Mm, Range(1.6, 5), Suggest(1.8, 2.6, 0.1), "width of the band"] = 2.0,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "14k white",
) -> Ring:
    """Five four-claw heads on one band, their girdles a true gap apart, in one even curve."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    widths = [stone * step ** abs(k) for k in (-2, -1, 0, 1, 2)]
    heads = [
        ProngHead(
            Gem.of(cut, width=w),
            prongs=4,
            prong_diameter=1.0,
            rail_diameter=0.85,
            base_diameter=0.5 * w,
            sink=1.2,
        )
        for w in widths
    ]
    turns = [0.0 if cut == "round" else 90.0] * 5
    frames = abreast(shank, heads, gap=0.3, turns=turns, level=0.35)
    placed = [head.on(frame) for head, frame in zip(heads, frames, strict=True)]
    return Ring(shank, *placed, alloy=metal)
