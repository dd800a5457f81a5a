"""A six-claw solitaire on a half-round band."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, alloy, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import Shank, half_round


@design(title="Solitaire", presets={"petite": {"stone": 5.0, "width": 1.8}})
def solitaire(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(2, 12), Suggest(4, 8, 0.1), "girdle diameter of the stone"] = 6.5,
    prongs: Annotated[int, OneOf(4, 6), "number of claws"] = 6,
    width: Annotated[Mm, Range(1.4, 8), Suggest(1.6, 3.5, 0.1), "band width at the base"] = 2.2,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """One round brilliant held by claws on a half-round band."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    head = ProngHead(Gem.round(stone), prongs=prongs)
    return Ring(shank, head.on(shank.top), alloy=alloy(metal))
