"""A cathedral solitaire: shoulders that leave the band in an arch and join the gallery rail."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import CathedralShank, half_round


@design(title="Cathedral solitaire", presets={"two carats": {"stone": 8.1, "width": 2.6}})
def cathedral_solitaire(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(4.5, 10), Suggest(5.5, 8, 0.1), "diameter of the stone"] = 6.5,
    prongs: Annotated[int, OneOf(4, 6), "number of claws"] = 4,
    width: Annotated[Mm, Range(1.8, 4), Suggest(2, 3, 0.1), "band width"] = 2.4,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """One round brilliant between two open arches."""
    head = ProngHead(
        Gem.round(stone), prongs=prongs, girdle_height=0.35 * stone + 1.6, rail_diameter=1.05
    )
    height, reach = head.gallery
    shank = CathedralShank(
        size,
        profile=half_round(width, thickness=1.8),
        height=height + 0.35,
        head_radius=reach,
        arch_thickness=1.5,
        overlap=0.55,
    )
    return Ring(shank, head.on(shank.top), alloy=metal)
