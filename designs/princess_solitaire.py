"""A princess held by four V-claws, its corners sheltered, on a flat-topped band."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import Shank, court


@design(title="Princess solitaire", presets={"one carat": {"stone": 5.5, "width": 2.4}})
def princess_solitaire(
    size: RingSize = RingSize("US 6"),
    stone: Annotated[Mm, Range(3, 10), Suggest(4, 7, 0.1), "side of the stone"] = 5.0,
    width: Annotated[Mm, Range(1.6, 6), Suggest(1.8, 3.2, 0.1), "band width"] = 2.2,
    metal: Annotated[str, OneOf("platinum 950", "14k white", "18k yellow")] = "14k white",
) -> Ring:
    """One princess cut; a V shelters each of its brittle corners."""
    shank = Shank(size, profile=court(width, thickness=1.8))
    head = ProngHead(Gem.princess(stone))
    return Ring(shank, head.on(shank.top), alloy=metal)
