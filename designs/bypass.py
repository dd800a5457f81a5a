"""A bezel between two ends that pass each other."""

from typing import Annotated

from jewelcad import Deg, Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Bezel
from jewelcad.shanks import BypassShank, Section, half_round


@design(title="Bypass", presets={"long": {"overlap": 34.0, "stone": 5.0}})
def bypass(
    size: RingSize = RingSize("EU 53"),
    stone: Annotated[Mm, Range(3.5, 9), Suggest(4.5, 6.5, 0.1), "girdle diameter"] = 5.5,
    width: Annotated[Mm, Range(1.8, 4), Suggest(2.2, 3, 0.1), "band width at the base"] = 2.6,
    end: Annotated[Mm, Range(1.2, 4), Suggest(1.6, 2.2, 0.1), "width of the ends"] = 1.8,
    overlap: Annotated[Deg, Range(5, 50), Suggest(16, 36, 1), "of each end past the top"] = 28.0,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "14k white",
) -> Ring:
    """One round brilliant in a bezel that both ends of the band embrace."""
    bezel = Bezel(Gem.round(stone), wall=0.8, taper=6.0, opening=1.2)
    shank = BypassShank(
        size,
        half_round(width, thickness=1.7),
        at_top=Section(width=end),
        apart=1.5 * (stone / 2 + bezel.wall),
        overlap=overlap,
        sway=120.0,
    )
    return Ring(shank, bezel.on(shank.top), alloy=metal)
