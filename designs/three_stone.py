"""A three-stone ring: pears look away from the centre, each of half its carat."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead, abreast, weighing_share
from jewelcad.shanks import Shank, half_round


@design(title="Three-stone", presets={"trilogy": {"sides": "round"}})
def three_stone(
    size: RingSize = RingSize("US 6.5"),
    centre: Annotated[str, OneOf("round", "oval", "cushion"), "cut of the centre stone"] = "round",
    sides: Annotated[str, OneOf("pear", "round"), "cut of the side stones"] = "pear",
    stone: Annotated[Mm, Range(4, 10), Suggest(5, 7.5, 0.1), "width of the centre stone"] = 6.5,
    share: Annotated[float, Range(0.1, 1), Suggest(0.3, 0.5, 0.05), "carat of a side stone"] = 0.35,
    width: Annotated[Mm, Range(1.6, 5), Suggest(2, 3, 0.1), "width of the band"] = 2.4,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "14k white",
) -> Ring:
    """Three heads on one band, their girdles a true gap apart."""
    shank = Shank(size, profile=half_round(width, thickness=1.9))
    middle = Gem.of(centre, width=stone)
    head = ProngHead(middle, prongs=4, prong_diameter=1.02)
    side = ProngHead(
        weighing_share(middle, share, sides),
        prong_diameter=1.02,
        girdle_height=head.girdle_height_mm,
    )
    turns = [180.0, 90.0 if centre == "oval" else 0.0, 0.0]
    frames = abreast(shank, [side, head, side], gap=0.7, turns=turns, level=0.3)
    heads = [h.on(f) for h, f in zip([side, head, side], frames, strict=True)]
    return Ring(shank, *heads, alloy=metal)
