"""A signet ring with a table for a crest or initials."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import SignetShank, half_round

TABLES = ("oval", "cushion", "rectangle", "octagon", "hexagon", "shield")
SHOULDERS = {"straight": 0.0, "full": 0.4, "hollow": -0.2}


@design(
    title="Signet",
    presets={
        "lady": {"length": 9.5, "table": 8.0, "width": 2.6},
        "shield": {"outline": "shield", "length": 12.5, "table": 11.0, "shoulders": "full"},
        "hexagon": {"outline": "hexagon", "length": 12.0, "table": 10.5},
    },
)
def signet(
    size: RingSize = RingSize("US 9"),
    outline: Annotated[str, OneOf(*TABLES), "of the table"] = "oval",
    length: Annotated[Mm, Range(6, 20), Suggest(12, 15, 0.5), "along the finger"] = 13.0,
    table: Annotated[Mm, Range(6, 16), Suggest(9, 11.5, 0.5), "width around the finger"] = 10.5,
    dome: Annotated[Mm, Range(0, 2), Suggest(0, 0.8, 0.1), "rise of the table"] = 0.0,
    shoulders: Annotated[str, OneOf(*SHOULDERS), "from the band to the table"] = "straight",
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
        fullness=SHOULDERS[shoulders],
        turned=180,
        height=3.0,
    )
    return Ring(shank, alloy=metal)
