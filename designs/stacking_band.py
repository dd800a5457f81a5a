"""A band to wear beside an engagement ring: it gives way around the head."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import StackingBand, half_round


@design(title="Stacking band", presets={"wishbone": {"bow": "wishbone"}})
def stacking_band(
    size: RingSize = RingSize("US 6.5"),
    bow: Annotated[str, OneOf("curve", "wishbone"), "how the band gives way"] = "curve",
    beside: Annotated[Mm, Range(1, 6), Suggest(1.8, 2.6, 0.1), "the other band's width"] = 2.2,
    head: Annotated[Mm, Range(1.5, 6), Suggest(2, 3.4, 0.1), "radius of the other head"] = 3.0,
    gap: Annotated[Mm, Range(0.05, 1), Suggest(0.1, 0.4, 0.05), "between the rings"] = 0.2,
    width: Annotated[Mm, Range(1.4, 4), Suggest(1.6, 2.4, 0.1), "width of this band"] = 1.8,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """Wedding band for a solitaire; the gap to the other ring is the same at band and head."""
    shank = StackingBand(
        size,
        half_round(width, thickness=1.7),
        beside=beside,
        head_radius=head,
        gap=gap,
        bow=bow,
    )
    return Ring(shank, alloy=metal)
