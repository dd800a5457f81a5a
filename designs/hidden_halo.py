"""A hidden halo: a solitaire with a gallery of small stones under its girdle."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Halo, ProngHead
from jewelcad.shanks import Shank, half_round


@design(title="Hidden halo", presets={"cushion": {"centre": "cushion", "stone": 6.0}})
def hidden_halo(
    size: RingSize = RingSize("US 6.5"),
    centre: Annotated[
        str, OneOf("oval", "round", "cushion", "emerald"), "cut of the centre stone"
    ] = "oval",
    stone: Annotated[Mm, Range(4, 12), Suggest(5, 8, 0.1), "width of the centre stone"] = 6.5,
    melee: Annotated[Mm, Range(0.9, 1.5), Suggest(1, 1.2, 0.05), "diameter of a small one"] = 1.15,
    width: Annotated[Mm, Range(1.4, 5), Suggest(1.8, 2.6, 0.1), "width of the band"] = 2.0,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """Seen from above a solitaire; from the side a row of stones looks outwards."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    head = ProngHead(
        Gem.of(centre, width=stone),
        prong_diameter=1.05,
        seat_depth=0.4,
        girdle_height=0.75 * stone,
        sink=1.2,
        rails=1,
        rail_diameter=0.95,
    )
    gallery = Halo(head, Gem.round(melee), gap=0.1, under=True, claw_diameter=0.48 * melee)
    return Ring(shank, head.on(shank.top), gallery.on(shank.top @ head.seat), alloy=metal)
