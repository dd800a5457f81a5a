"""A four-claw solitaire: pointed claws, a head on a peg, a knife-edge band."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import PegHead
from jewelcad.shanks import Shank, knife_edge


@design(title="Four-claw solitaire", presets={"half a carat": {"stone": 5.1, "width": 1.9}})
def four_claw_solitaire(
    size: RingSize = RingSize("US 6"),
    stone: Annotated[Mm, Range(4, 10), Suggest(4.5, 8, 0.1), "diameter of the stone"] = 6.0,
    claws: Annotated[str, OneOf("pointed", "round", "tab"), "kind of claw"] = "pointed",
    width: Annotated[Mm, Range(1.7, 4), Suggest(1.8, 2.8, 0.1), "band width"] = 2.1,
    metal: Annotated[str, OneOf("platinum 950", "18k yellow", "14k white")] = "platinum 950",
) -> Ring:
    """One round brilliant under four talons."""
    shank = Shank(size, profile=knife_edge(width, thickness=1.8))
    head = PegHead(Gem.round(stone), prongs=4, claw=claws, coverage=0.35)
    return Ring(shank, head.on(shank.top), alloy=metal)
