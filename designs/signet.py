"""A signet ring with a table for a crest or initials."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import SignetShank, half_round


@design(title="Signet", presets={"lady": {"length": 9.5, "table": 8.0, "width": 2.6}})
def signet(
    size: RingSize = RingSize("US 9"),
    outline: Annotated[str, OneOf("oval", "cushion", "rectangle"), "of the table"] = "oval",
    length: Annotated[Mm, Range(6, 20), Suggest(12, 15, 0.5), "along the finger"] = 13.0,
    table: Annotated[Mm, Range(6, 16), Suggest(9, 11.5, 0.5), "width around the finger"] = 10.5,
    dome: Annotated[Mm, Range(0, 2), Suggest(0, 0.8, 0.1), "rise of the table"] = 0.0,
    width: Annotated[Mm, Range(2, 6), Suggest(2.6, 4.5, 0.1), "band width at the base"] = 3.6,
    metal: Annotated[str, OneOf("18k yellow", "9k yellow", "sterling silver")] = "18k yellow",
) -> Ring:
    """A table that flows through its shoulders into the band, bored round to the finger."""
    corner = 0.6 if outline == "rectangle" else 0.0
    shank = SignetShank(
        size,
        half_round(width, thickness=1.8),
        outline=outline,
        length=length,
        table_width=table,
        corner=corner,
        dome=dome,
        height=3.0,
    )
    return Ring(shank, alloy=metal)
