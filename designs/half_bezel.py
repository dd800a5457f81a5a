"""A round brilliant between two curved walls, open to the light on both sides."""

from typing import Annotated

from jewelcad import Deg, Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Bezel
from jewelcad.shanks import Shank, court


@design(title="Half bezel", presets={"wide open": {"opening": 110.0}})
def half_bezel(
    size: RingSize = RingSize("EU 53"),
    stone: Annotated[Mm, Range(3, 12), Suggest(4, 8, 0.1), "girdle diameter of the stone"] = 6.0,
    opening: Annotated[Deg, Range(30, 120), Suggest(60, 110, 5), "of the wall, each side"] = 90.0,
    width: Annotated[Mm, Range(2, 8), Suggest(2.2, 4, 0.1), "band width"] = 2.8,
    metal: Annotated[str, OneOf("18k yellow", "platinum 950")] = "18k yellow",
) -> Ring:
    """One round brilliant held at both ends of the row."""
    shank = Shank(size, profile=court(width, thickness=1.9))
    bezel = Bezel(Gem.round(stone), open=opening, wall=0.7, bearing=0.4, taper=6.0)
    return Ring(shank, bezel.on(shank.top), alloy=metal)
