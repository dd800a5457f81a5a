"""A flat band with a channel of rounds or princess cuts, half way or all the way round."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Channel
from jewelcad.shanks import Shank, flat

ARCS = {"third": 120.0, "half": 180.0, "full": 360.0}
CUTS = {"round": Gem.round, "princess": Gem.princess}


@design(title="Channel band", presets={"princess": {"cut": "princess", "stone": 2.2}})
def channel_band(
    size: RingSize = RingSize("US 7"),
    cut: Annotated[str, OneOf(*CUTS), "cut of the stones"] = "round",
    stone: Annotated[Mm, Range(1.2, 4), Suggest(1.7, 2.5, 0.1), "width of a stone"] = 2.0,
    part: Annotated[str, OneOf(*ARCS), "part of the band that is set"] = "third",
    wall: Annotated[Mm, Range(0.6, 2), Suggest(0.7, 1.1, 0.1), "wall beside the stones"] = 0.8,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "14k white",
) -> Ring:
    """Stones in a row between two walls that run round the band."""
    gem = CUTS[cut](stone)
    band = flat(stone + 2 * wall + 0.4, thickness=max(1.8, gem.depth + 0.6))
    shank = Shank(size, band)
    return Ring(shank, Channel(shank, gem, arc=ARCS[part], wall=wall), alloy=metal)
