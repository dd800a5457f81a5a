"""A court band: domed inside so that it slips over the knuckle, domed or flat outside."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import Shank, court, flat_court


@design(title="Comfort band", presets={"flat top": {"outside": "flat", "width": 5.0}})
def comfort_band(
    size: RingSize = RingSize("US 9"),
    outside: Annotated[str, OneOf("domed", "flat"), "outside of the band"] = "domed",
    width: Annotated[Mm, Range(2, 12), Suggest(3, 8, 0.1), "width along the finger"] = 4.5,
    thickness: Annotated[Mm, Range(1.4, 4), Suggest(1.6, 2.6, 0.1), "at its thickest"] = 2.0,
    comfort: Annotated[Mm, Range(0.05, 0.5), Suggest(0.1, 0.3, 0.05), "rise of the inside"] = 0.2,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "platinum 950",
) -> Ring:
    """A comfort-fit band; its nominal size is its narrowest place, in the middle of its width."""
    profile = court if outside == "domed" else flat_court
    shank = Shank(size, profile=profile(width, thickness, comfort=comfort))
    return Ring(shank, alloy=metal)
