"""An eternity ring: round brilliants that share their claws, all round the finger or in part."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.layouts import eternity as around
from jewelcad.settings import SharedClaws
from jewelcad.shanks import Shank, flat

DEGREES = {"full": 360.0, "three-quarter": 270.0, "half": 180.0}


@design(title="Eternity", presets={"half": {"part": "half"}, "bold": {"stone": 3.0}})
def eternity(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(1.5, 4), Suggest(1.6, 3, 0.1), "diameter of the stones"] = 2.0,
    part: Annotated[str, OneOf(*DEGREES), "how much of the band is set"] = "full",
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "platinum 950",
) -> Ring:
    """A row of equal stones on a band as wide as they are."""
    shank = Shank(size, profile=flat(1.2 * stone, thickness=max(1.8, 0.3 * stone + 1.0)))
    row = around(shank, Gem.round(stone), gap=0.1, arc=DEGREES[part], sunk=-0.1 * stone)
    return Ring(shank, SharedClaws(row, shank), alloy=metal)
