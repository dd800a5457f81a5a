"""A cigar band: very wide, bevelled, a little narrower between the fingers."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import cigar_band


@design(title="Wide band", presets={"straight": {"base": 9.0}})
def wide_band(
    size: RingSize = RingSize("US 8.5"),
    width: Annotated[Mm, Range(7, 14), Suggest(8, 11, 0.5), "at the top"] = 9.0,
    base: Annotated[Mm, Range(4, 14), Suggest(5.5, 8, 0.5), "at the base"] = 6.5,
    thickness: Annotated[Mm, Range(1.2, 3), Suggest(1.5, 2.2, 0.1), "of the wall"] = 1.7,
    metal: Annotated[str, OneOf("18k yellow", "sterling silver", "platinum 950")] = "18k yellow",
) -> Ring:
    """One broad band, polished flat with two bevels."""
    return Ring(cigar_band(size, width, thickness, base=base), alloy=metal)
