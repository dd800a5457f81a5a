"""A halo: a centre stone of any cut in a ring of small round ones."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Halo, ProngHead
from jewelcad.shanks import Shank, half_round

POINTED = ("pear", "princess", "marquise", "heart")
"""Cuts whose V's reach below the girdle: the halo keeps clear of them."""


@design(
    title="Halo",
    presets={"grand": {"stone": 8.0, "melee": 1.5, "width": 2.4}, "pear": {"centre": "pear"}},
)
def halo(
    size: RingSize = RingSize("US 6.5"),
    centre: Annotated[
        str,
        OneOf("round", "oval", "cushion", "pear", "emerald", "princess", "marquise", "heart"),
        "cut of the centre stone",
    ] = "round",
    stone: Annotated[Mm, Range(3, 12), Suggest(4.5, 8, 0.1), "width of the centre stone"] = 6.0,
    melee: Annotated[Mm, Range(1, 2), Suggest(1.1, 1.5, 0.05), "diameter of a small stone"] = 1.3,
    width: Annotated[Mm, Range(1.4, 5), Suggest(1.8, 2.6, 0.1), "width of the band"] = 2.0,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "14k white",
) -> Ring:
    """Slim claws hold the centre a little proud of a ring of shared-claw melee."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    head = ProngHead(
        Gem.of(centre, width=stone),
        prong_diameter=0.8,
        seat_depth=0.4,
        base_diameter=0.75 * stone,
        sink=1.2,
        rail_diameter=0.85,
    )
    ring = Halo(
        head,
        Gem.round(melee),
        gap=0.1,
        drop=1.0 if centre in POINTED else 0.7,
        claw_diameter=max(0.54, 0.45 * melee),
    )
    return Ring(shank, head.on(shank.top), ring.on(shank.top @ head.seat), alloy=metal)
