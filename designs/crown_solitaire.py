"""A crown solitaire: a conical gallery pierced between the claws, as coronets are."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import CrownHead
from jewelcad.shanks import Shank, flat_court


@design(title="Crown solitaire", presets={"coronet": {"opening": "v", "openwork": 2}})
def crown_solitaire(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(5, 10), Suggest(6, 9, 0.1), "diameter of the stone"] = 7.0,
    openwork: Annotated[int, Range(1, 4), Suggest(1, 2, 1), "openings from claw to claw"] = 2,
    opening: Annotated[str, OneOf("arch", "v"), "their shape"] = "arch",
    width: Annotated[Mm, Range(1.8, 5), Suggest(2.2, 3.4, 0.1), "band width"] = 2.6,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """One round brilliant in four claws over an openwork gallery."""
    shank = Shank(size, profile=flat_court(width, thickness=1.8))
    head = CrownHead(Gem.round(stone), prongs=4, openwork=openwork, opening=opening, wall=0.8)
    return Ring(shank, head.on(shank.top), alloy=metal)
