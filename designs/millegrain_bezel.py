"""A vintage collet: a stepped bezel with a gallery of hollows and a row of millegrain."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, allow, design
from jewelcad.gems import Gem
from jewelcad.settings import Bezel, Hollows, Millegrain, Steps
from jewelcad.shanks import Shank, half_round


@design(title="Millegrain bezel", presets={"oval": {"cut": "oval", "windows": 12}})
def millegrain_bezel(
    size: RingSize = RingSize("EU 53"),
    cut: Annotated[str, OneOf("round", "oval", "cushion"), "of the stone"] = "round",
    stone: Annotated[Mm, Range(4, 10), Suggest(5, 8, 0.1), "width of the stone"] = 6.0,
    windows: Annotated[int, Range(6, 16), Suggest(8, 12, 2), "hollows of the gallery"] = 10,
    shape: Annotated[str, OneOf("arch", "oval", "navette"), "of a hollow"] = "arch",
    bead: Annotated[Mm, Range(0.25, 0.5), Suggest(0.3, 0.4, 0.05), "millegrain"] = 0.35,
    width: Annotated[Mm, Range(2, 6), Suggest(2.0, 3.2, 0.1), "band width"] = 2.2,
    metal: Annotated[str, OneOf("18k yellow", "platinum 950")] = "18k yellow",
) -> Ring:
    """One stone in a pierced and beaded collet."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    bezel = Bezel(
        Gem.of(cut, width=stone),
        wall=0.7,
        taper=6.0,
        stance="high",
        steps=Steps(width=0.4),
        hollows=Hollows(windows, shape, post=0.6),
        millegrain=Millegrain(bead, on="step"),
    )
    grains = allow("JC103", part="bead", reason="grains adorn the step and hold nothing")
    return Ring(shank, bezel.on(shank.top), grains, alloy=metal)
