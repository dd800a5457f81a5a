"""A slim band on which upright bars hold a row of stones, open at the sides."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Bars
from jewelcad.shanks import Shank, flat

ARCS = {"third": 120.0, "half": 180.0, "full": 360.0}
CUTS = {"round": Gem.round, "princess": Gem.princess}


@design(title="Bar band", presets={"princess": {"cut": "princess", "stone": 2.4}})
def bar_band(
    size: RingSize = RingSize("US 7"),
    cut: Annotated[str, OneOf(*CUTS), "cut of the stones"] = "round",
    stone: Annotated[Mm, Range(1.5, 5), Suggest(2.0, 3.0, 0.1), "width of a stone"] = 2.5,
    part: Annotated[str, OneOf(*ARCS), "part of the band that is set"] = "third",
    thickness: Annotated[Mm, Range(1.2, 3), Suggest(1.4, 2.0, 0.1), "of the band"] = 1.6,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "platinum 950",
) -> Ring:
    """Stones in a row, a bar between each two."""
    shank = Shank(size, flat(stone + 0.4, thickness=thickness))
    bar = max(1.05, 0.7 + 0.14 * stone)
    bars = Bars(shank, CUTS[cut](stone), gap=0.6, bar=bar, arc=ARCS[part], opening=0.6)
    return Ring(shank, bars, alloy=metal)
