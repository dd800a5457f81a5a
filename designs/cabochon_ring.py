"""An oval cabochon in a low bezel whose lip covers a third of its dome."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Bezel
from jewelcad.shanks import Shank, court


@design(title="Cabochon ring", presets={"round": {"outline": "round", "stone": 9.0}})
def cabochon_ring(
    size: RingSize = RingSize("US 7"),
    outline: Annotated[str, OneOf("oval", "round", "cushion"), "of the stone"] = "oval",
    stone: Annotated[Mm, Range(4, 14), Suggest(6, 11, 0.5), "width of the stone"] = 8.0,
    dome: Annotated[str, OneOf("low", "medium", "high"), "of the stone"] = "medium",
    width: Annotated[Mm, Range(2, 10), Suggest(2.5, 5, 0.1), "band width"] = 3.2,
    metal: Annotated[str, OneOf("sterling silver", "18k yellow")] = "sterling silver",
) -> Ring:
    """One cabochon, its bezel standing on the band."""
    shank = Shank(size, profile=court(width, thickness=1.9))
    length = 1.25 * stone if outline == "oval" else stone
    gem = Gem.cabochon(outline, length, stone, dome=dome, species="turquoise")
    return Ring(shank, Bezel(gem, wall=0.6).on(shank.top.turned(90.0)), alloy=metal)
