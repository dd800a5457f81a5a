"""An oval held by the lobes of a scalloped bezel, over a gallery of round windows."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import Bezel, Hollows, Scallops
from jewelcad.shanks import Shank, half_round


@design(title="Scalloped bezel", presets={"lace": {"lobes": 14, "windows": 14}})
def scalloped_bezel(
    size: RingSize = RingSize("EU 53"),
    stone: Annotated[Mm, Range(4, 10), Suggest(5, 8, 0.1), "width of the stone"] = 5.5,
    lobes: Annotated[int, Range(6, 18), Suggest(8, 14, 1), "of the lip"] = 12,
    windows: Annotated[int, Range(4, 16), Suggest(6, 12, 1), "under the bearing"] = 10,
    width: Annotated[Mm, Range(2, 6), Suggest(2.0, 3.2, 0.1), "band width"] = 2.2,
    metal: Annotated[str, OneOf("18k rose", "18k yellow", "platinum 950")] = "18k rose",
) -> Ring:
    """One oval under a lobed lip, over a gallery of round windows."""
    shank = Shank(size, profile=half_round(width, thickness=1.8))
    bezel = Bezel(
        Gem.of("oval", width=stone),
        wall=0.7,
        stance="high",
        scallops=Scallops(lobes, land=0.2),
        hollows=Hollows(windows, "round", post=0.6),
    )
    return Ring(shank, bezel.on(shank.top.turned(90.0)), alloy=metal)
