"""A solitaire whose shoulders are set too: rows of small stones that fall away from the head."""

from typing import Annotated

from jewelcad import Deg, Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.layouts import Stock, between
from jewelcad.settings import Pave, ProngHead, SharedClaws, beside
from jewelcad.shanks import Section, Shank, flat


@design(
    title="Set shoulders",
    presets={"beads": {"held": "beads"}, "even": {"largest": 1.5, "smallest": 1.5}},
)
def shoulder_solitaire(
    size: RingSize = RingSize("US 6.5"),
    stone: Annotated[Mm, Range(3, 10), Suggest(4.5, 7, 0.1), "diameter of the centre"] = 6.0,
    largest: Annotated[Mm, Range(1.2, 3), Suggest(1.5, 2.2, 0.1), "beside the head"] = 2.0,
    smallest: Annotated[Mm, Range(1, 3), Suggest(1.2, 1.5, 0.1), "last of a row"] = 1.3,
    end: Annotated[Deg, Range(30, 90), Suggest(50, 80, 5), "of the rows, from the top"] = 65.0,
    held: Annotated[str, OneOf("claws", "beads"), "what holds the small stones"] = "claws",
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "14k white",
) -> Ring:
    """A six-claw head between two graduated rows, each stone as wide as the band allows there."""
    head = ProngHead(Gem.round(stone), prongs=6)
    margin = 0.4 if held == "claws" else 1.1
    last = min(smallest, largest)
    band = flat(max(1.8, 2 * last - largest + margin), thickness=2.0)
    shank = Shank(size, band, at_top=Section(width=largest + margin))
    start = beside(shank, head, largest)
    widths = [last + 0.1 * k for k in range(round((largest - last) / 0.1) + 1)]
    row = between(
        shank,
        ((start, -largest / 2), (end, -last / 2)),
        ((start, largest / 2), (end, last / 2)),
        Stock.of("round", widths),
        start,
        end,
        gap=0.1,
        margin=-0.06,
        sunk=-0.05,
        at_start=True,
    )
    row += row.mirrored
    held_by = SharedClaws(row, shank, coverage=0.34) if held == "claws" else Pave(row, shank)
    return Ring(shank, head.on(shank.top), held_by, alloy=metal)
