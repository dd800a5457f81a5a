"""A cluster: a flower of equal stones about a centre, leaning outwards like petals."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Halo, ProngHead
from jewelcad.shanks import Shank, court


@design(title="Cluster", presets={"oval": {"centre": "oval", "stone": 4.5}})
def cluster(
    size: RingSize = RingSize("US 6.5"),
    centre: Annotated[str, OneOf("round", "oval"), "cut of the centre stone"] = "round",
    stone: Annotated[Mm, Range(3, 8), Suggest(4, 6, 0.1), "width of the centre stone"] = 5.0,
    petal: Annotated[Mm, Range(1.8, 4), Suggest(2, 2.8, 0.1), "diameter of a petal"] = 2.6,
    lean: Annotated[float, Range(0, 35), Suggest(0, 25, 1), "petals outwards, degrees"] = 18.0,
    width: Annotated[Mm, Range(1.6, 5), Suggest(2, 3, 0.1), "width of the band"] = 2.4,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """The petals share their claws; the centre's claws rise between centre and petals."""
    shank = Shank(size, profile=court(width, thickness=1.8))
    head = ProngHead(
        Gem.of(centre, width=stone),
        prong_diameter=1.0,
        seat_depth=0.4,
        girdle_height=max(1.6 * petal + 0.2, 0.65 * stone),
    )
    flower = Halo(head, Gem.round(petal), tilt=lean, drop=0.8, edge=0.0, claw_diameter=0.34 * petal)
    return Ring(shank, head.on(shank.top), flower.on(shank.top @ head.seat), alloy=metal)
