"""A flat band with round brilliants set flush: in a row, or scattered over its width."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.layouts import Layout, along
from jewelcad.settings import Flush
from jewelcad.shanks import Shank, flat

SCATTER = (0.6, -1.0, 0.2, 1.0, -0.7, 0.4, -0.3)
"""Where the stones lie across the band, share of the room there is (a choice)."""


@design(title="Flush band", presets={"one row": {"scattered": "no", "stones": 3}})
def flush_band(
    size: RingSize = RingSize("US 7"),
    stone: Annotated[Mm, Range(1, 3.5), Suggest(1.2, 2.4, 0.1), "girdle diameter"] = 1.8,
    stones: Annotated[int, OneOf(1, 3, 5, 7), "how many stones"] = 5,
    scattered: Annotated[str, OneOf("yes", "no"), "over the width, or in a row"] = "yes",
    width: Annotated[Mm, Range(3, 10), Suggest(4, 8, 0.5), "band width"] = 5.0,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "18k yellow",
) -> Ring:
    """Brilliants sunk level with the band, its edge burnished over them."""
    gem = Gem.round(stone)
    shank = Shank(size, flat(width, thickness=max(1.8, gem.depth + 0.5)))
    row = along(shank, (gem,) * stones, -90, 90, gap=0.6, sunk=gem.table_height)
    room = width / 2 - stone / 2 - 0.6 if scattered == "yes" else 0.0
    frames = tuple(f.moved(y=room * y) for f, y in zip(row.frames, SCATTER, strict=False))
    return Ring(shank, Flush(shank, Layout(row.gems, frames, row.gap, row.sunk)), alloy=metal)
