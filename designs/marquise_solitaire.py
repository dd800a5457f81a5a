"""A marquise along the finger: a V on each tip, two slim pointed claws on each side."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import Section, Shank, half_round


@design(title="Marquise solitaire", presets={"petite": {"stone": 4.0, "width": 1.8}})
def marquise_solitaire(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(3, 8), Suggest(3.6, 6, 0.1), "width of the stone"] = 4.6,
    width: Annotated[Mm, Range(1.6, 4), Suggest(1.8, 2.8, 0.1), "band width at the base"] = 2.0,
    metal: Annotated[str, OneOf("18k yellow", "platinum 950")] = "18k yellow",
) -> Ring:
    """One marquise on a band that slims towards it."""
    shank = Shank(
        size, profile=half_round(width, thickness=1.7), at_top=Section(width=0.85 * width)
    )
    gem = Gem.of("marquise", width=stone)
    head = ProngHead(gem, claw="pointed", prong_diameter=max(1.02, 0.17 * stone))
    return Ring(shank, head.on(shank.top.turned(90.0)), alloy=metal)
