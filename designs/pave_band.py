"""A pavé band: rows of small brilliants under beads, the edges bright-cut."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, allow, design
from jewelcad.gems import Gem
from jewelcad.layouts import field
from jewelcad.settings import Pave
from jewelcad.shanks import Shank, flat


@design(title="Pavé band", presets={"half": {"arc": 180.0}, "wide": {"rows": 5}})
def pave_band(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(1, 2), Suggest(1.1, 1.6, 0.1), "diameter of the stones"] = 1.3,
    rows: Annotated[int, Range(1, 7), Suggest(2, 5, 1), "of stones"] = 3,
    arc: Annotated[float, Range(40, 360), Suggest(120, 360, 60), "degrees that are set"] = 360.0,
    look: Annotated[str, OneOf("cut-down", "fishtail", "plain"), "of the edges"] = "cut-down",
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "14k white",
) -> Ring:
    """Staggered rows of equal stones, each bead shared by three."""
    gap, sunk = 0.1, 0.0 if look == "plain" else 0.2 * stone
    width = stone + 0.88 * (rows - 1) * (stone + gap) + 1.6
    shank = Shank(size, profile=flat(width, thickness=max(1.8, 0.7 * stone + 0.8)))
    pave = field(
        shank, Gem.round(stone), rows=rows, start=-arc / 2, end=arc / 2, gap=gap, sunk=sunk
    )
    between = allow("JC107", part="pave", reason="the setter's graver cuts between the beads")
    return Ring(shank, Pave(pave, shank, look=look), between, alloy=metal)
