"""A trellis solitaire: claws cross beneath the stone on either side."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import TrellisHead
from jewelcad.shanks import Shank, court


@design(title="Trellis solitaire", presets={"cushion": {"cut": "cushion", "stone": 6.5}})
def trellis_solitaire(
    size: RingSize = RingSize("US 6.5"),
    cut: Annotated[str, OneOf("round", "cushion", "oval"), "of the stone"] = "round",
    stone: Annotated[Mm, Range(4.5, 9), Suggest(5, 8, 0.1), "width of the stone"] = 6.5,
    width: Annotated[Mm, Range(1.8, 4), Suggest(2, 3, 0.1), "band width"] = 2.4,
    metal: Annotated[str, OneOf("14k white", "18k yellow", "platinum 950")] = "14k white",
) -> Ring:
    """One stone in four woven claws."""
    shank = Shank(size, profile=court(width, thickness=1.8))
    gem = Gem.of(cut, width=stone)
    head = TrellisHead(gem, prongs=4, claw="pointed", prong_diameter=0.16 * stone)
    return Ring(shank, head.on(shank.top), alloy=metal)
