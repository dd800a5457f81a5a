"""A bezel on a band that divides into two strands."""

from typing import Annotated

from jewelcad import Deg, Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Bezel
from jewelcad.shanks import Section, SplitShank, half_round


@design(title="Split shank", presets={"airy": {"part": 2.2, "split": 68.0, "rise": 0.8}})
def split_shank(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(4.5, 12), Suggest(5.5, 8, 0.1), "girdle diameter"] = 6.5,
    width: Annotated[Mm, Range(2, 6), Suggest(2.4, 3.6, 0.1), "band width at the base"] = 2.8,
    strand: Annotated[Mm, Range(1, 3), Suggest(1.3, 1.8, 0.1), "width of one strand"] = 1.5,
    part: Annotated[Mm, Range(0.8, 4), Suggest(1.4, 2.2, 0.1), "between the strands"] = 1.8,
    split: Annotated[Deg, Range(30, 90), Suggest(45, 70, 1), "where they part"] = 58.0,
    rise: Annotated[Mm, Range(0, 2), Suggest(0, 1, 0.1), "off the finger at the top"] = 0.4,
    metal: Annotated[str, OneOf("18k yellow", "18k rose", "platinum 950")] = "18k rose",
) -> Ring:
    """One round brilliant on two strands that open from the shoulders."""
    shank = SplitShank(
        size,
        half_round(width, thickness=1.8),
        at_top=Section(width=strand),
        split=split,
        part_width=part,
        rise=rise,
    )
    bezel = Bezel(Gem.round(stone), wall=0.8, taper=8.0, opening=1.2)
    return Ring(shank, bezel.on(shank.top), alloy=metal)
