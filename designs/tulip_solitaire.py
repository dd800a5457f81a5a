"""A tulip solitaire: slim claws flow out of one foot and open under an oval."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import TulipHead
from jewelcad.shanks import Shank, half_round


@design(title="Tulip solitaire", presets={"petite": {"stone": 5.0, "width": 1.8}})
def tulip_solitaire(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(4, 9), Suggest(4.5, 7, 0.1), "width of the oval"] = 6.0,
    opening: Annotated[float, Range(30, 65), Suggest(40, 58, 1), "of the claws, degrees"] = 48.0,
    width: Annotated[Mm, Range(1.6, 4), Suggest(1.8, 2.8, 0.1), "band width"] = 2.0,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """One oval along the finger in four pointed claws."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    gem = Gem.of("oval", width=stone)
    head = TulipHead(gem, prongs=4, claw="pointed", prong_diameter=0.17 * stone, opening=opening)
    return Ring(shank, head.on(shank.top.turned(90.0)), alloy=metal)
