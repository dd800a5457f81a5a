"""An oval in a tapered bezel, its length along the finger or across it."""

from typing import Annotated

from jewelcad import Deg, Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Bezel
from jewelcad.shanks import Shank, court


@design(title="Oval bezel", presets={"large": {"stone": 8.0, "width": 3.6}})
def oval_bezel(
    size: RingSize = RingSize("EU 54"),
    stone: Annotated[Mm, Range(3, 10), Suggest(4, 8, 0.1), "width of the stone"] = 5.5,
    lies: Annotated[str, OneOf("along the finger", "across the finger")] = "across the finger",
    taper: Annotated[Deg, Range(0, 12), Suggest(0, 10, 1), "of the bezel's outside"] = 6.0,
    width: Annotated[Mm, Range(2, 8), Suggest(2.2, 4, 0.1), "band width"] = 2.6,
    metal: Annotated[str, OneOf("18k yellow", "platinum 950")] = "18k yellow",
) -> Ring:
    """One oval rubbed over all round."""
    shank = Shank(size, profile=court(width, thickness=1.9))
    bezel = Bezel(Gem.of("oval", width=stone), taper=taper, wall=0.7)
    turn = 90.0 if lies == "along the finger" else 0.0
    return Ring(shank, bezel.on(shank.top.turned(turn)), alloy=metal)
