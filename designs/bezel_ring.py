"""A round brilliant rubbed over in a tapered bezel on a court band."""

from typing import Annotated

from jewelcad import Deg, Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Bezel
from jewelcad.shanks import Shank, court


@design(title="Bezel ring", presets={"straight": {"taper": 0.0}, "large": {"stone": 8.0}})
def bezel_ring(
    size: RingSize = RingSize("EU 54"),
    stone: Annotated[Mm, Range(2, 14), Suggest(4, 9, 0.1), "girdle diameter of the stone"] = 6.0,
    wall: Annotated[Mm, Range(0.5, 2), Suggest(0.7, 1.2, 0.05), "wall of the bezel"] = 0.8,
    taper: Annotated[Deg, Range(0, 12), Suggest(0, 10, 1), "of the bezel's outside"] = 8.0,
    width: Annotated[Mm, Range(2, 8), Suggest(2.4, 5, 0.1), "band width"] = 3.0,
    metal: Annotated[str, OneOf("18k yellow", "18k rose", "platinum 950")] = "18k yellow",
) -> Ring:
    """One round brilliant in a bezel."""
    shank = Shank(size, profile=court(width, thickness=2.0))
    bezel = Bezel(Gem.round(stone), wall=wall, taper=taper)
    return Ring(shank, bezel.on(shank.top), alloy=metal)
