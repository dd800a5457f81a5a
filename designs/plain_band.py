"""A plain wedding band in any classic profile."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import Shank, bevelled, concave, flat, half_round, knife_edge, round_wire

PROFILES = {
    "half-round": half_round,
    "flat": flat,
    "knife-edge": knife_edge,
    "bevelled": bevelled,
    "concave": concave,
    "round": round_wire,
}


@design(title="Plain band", presets={"slim": {"width": 2.0, "thickness": 1.5}})
def plain_band(
    size: RingSize = RingSize("US 7"),
    shape: Annotated[str, OneOf(*PROFILES), "section of the band"] = "half-round",
    width: Annotated[Mm, Range(1.4, 12), Suggest(2, 8, 0.1), "width along the finger"] = 4.0,
    thickness: Annotated[Mm, Range(1.2, 4), Suggest(1.4, 2.4, 0.1), "wall of the band"] = 1.8,
    metal: Annotated[str, OneOf("18k yellow", "18k rose", "platinum 950")] = "18k yellow",
) -> Ring:
    """One closed band, polished all round."""
    shank = Shank(size, profile=PROFILES[shape](width, thickness))
    return Ring(shank, alloy=metal)
