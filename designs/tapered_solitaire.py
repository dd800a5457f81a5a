"""A four-claw solitaire whose band is widest at the shoulders and slim under the stone."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import Section, Shank, half_round


@design(title="Tapered solitaire", presets={"bold": {"stone": 8.0, "shoulder": 4.5, "base": 2.6}})
def tapered_solitaire(
    size: RingSize = RingSize("UK N"),
    stone: Annotated[Mm, Range(3, 12), Suggest(4, 9, 0.1), "girdle diameter of the stone"] = 7.0,
    prongs: Annotated[int, OneOf(4, 6), "number of claws"] = 4,
    top: Annotated[Mm, Range(1.4, 6), Suggest(1.6, 3, 0.1), "width under the stone"] = 2.0,
    shoulder: Annotated[Mm, Range(1.4, 8), Suggest(2.4, 5, 0.1), "width at the shoulders"] = 3.6,
    base: Annotated[Mm, Range(1.4, 6), Suggest(1.8, 3, 0.1), "width at the base"] = 2.2,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "14k white",
) -> Ring:
    """One round brilliant on a band that swells at the shoulders and slims to the base."""
    shank = Shank(
        size,
        profile=half_round(base, thickness=1.7),
        at_top=Section(width=top, thickness=2.0),
        at_shoulder=Section(width=shoulder, thickness=1.9),
        shoulder_angle=50.0,
    )
    head = ProngHead(Gem.round(stone), prongs=prongs)
    return Ring(shank, head.on(shank.top), alloy=metal)
