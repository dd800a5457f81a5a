"""An emerald cut in four double claws, its length along the finger or across it."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, allow, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import Shank, half_round


@design(title="Emerald solitaire", presets={"statement": {"stone": 7.0, "width": 2.8}})
def emerald_solitaire(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(3, 10), Suggest(4, 7, 0.1), "width of the stone"] = 5.5,
    lies: Annotated[str, OneOf("along the finger", "across the finger")] = "along the finger",
    width: Annotated[Mm, Range(1.6, 6), Suggest(1.8, 3.2, 0.1), "band width"] = 2.2,
    metal: Annotated[str, OneOf("18k yellow", "platinum 950")] = "18k yellow",
) -> Ring:
    """One emerald cut; two slender wires hold each of its cut corners."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    gem = Gem.of("emerald", width=stone)
    head = ProngHead(
        gem,
        style="double",
        prong_diameter=max(0.95, 0.17 * stone),
        coverage=0.35,
        seat_depth=0.3,
        rail_diameter=0.85,
        sink=1.2,
    )
    turn = 90.0 if lies == "along the finger" else 0.0
    slots = allow("JC107", part="head", reason="the slot between two wires is sawn clean")
    return Ring(shank, head.on(shank.top.turned(turn)), slots, alloy=metal)
