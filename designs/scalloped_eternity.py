"""A half eternity ring with a scalloped band: stones on their claws over U-shaped cuts."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.layouts import eternity
from jewelcad.settings import SharedClaws
from jewelcad.shanks import Shank, flat

DEGREES = {"half": 180.0, "three-quarter": 270.0, "full": 360.0}


@design(title="Scalloped half eternity", presets={"full": {"part": "full"}})
def scalloped_eternity(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(1.5, 4), Suggest(1.6, 3, 0.1), "diameter of the stones"] = 2.2,
    part: Annotated[str, OneOf(*DEGREES), "how much of the band is set"] = "half",
    metal: Annotated[str, OneOf("18k yellow", "18k rose", "platinum 950")] = "18k yellow",
) -> Ring:
    """Equal stones in shared claws, seen through from the side."""
    shank = Shank(size, profile=flat(1.14 * stone, thickness=max(1.8, 0.45 * stone + 0.9)))
    row = eternity(shank, Gem.round(stone), gap=0.1, arc=DEGREES[part], sunk=-0.04 * stone)
    return Ring(shank, SharedClaws(row, shank, scalloped=True), alloy=metal)
