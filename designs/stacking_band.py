"""A band to wear beside an engagement ring: it follows that very ring around its head."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.settings import Bezel, ProngHead
from jewelcad.shanks import Shank, StackingBand, half_round


@design(title="Stacking band", presets={"wishbone": {"bow": "wishbone"}})
def stacking_band(
    size: RingSize = RingSize("US 6.5"),
    bow: Annotated[str, OneOf("curve", "wishbone"), "how the band gives way"] = "curve",
    beside: Annotated[str, OneOf("claws", "bezel"), "the other ring's setting"] = "claws",
    cut: Annotated[str, OneOf("round", "oval", "princess"), "of the other ring's stone"] = "oval",
    stone: Annotated[Mm, Range(3, 8), Suggest(4, 6.5, 0.5), "width of the other stone"] = 5.0,
    gap: Annotated[Mm, Range(0.05, 1), Suggest(0.1, 0.4, 0.05), "between the rings"] = 0.2,
    width: Annotated[Mm, Range(1.4, 4), Suggest(1.6, 2.4, 0.1), "width of this band"] = 1.8,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """Wedding band for a solitaire; the gap between both rings is proved on their meshes."""
    shank, gem = Shank(size, half_round(2.2, thickness=1.8)), Gem.of(cut, width=stone)
    head = ProngHead(gem) if beside == "claws" else Bezel(gem)
    worn = Ring(shank, head.on(shank.top @ Frame().turned(90)))
    band = StackingBand(
        size, half_round(width, thickness=1.7), other=worn.workpiece("set"), gap=gap, bow=bow
    )
    return Ring(band, alloy=metal)
