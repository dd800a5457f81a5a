"""A tension ring: a stone between the two ends of a strong band; its strength is yours to prove."""

from typing import Annotated

from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, allow, design
from jewelcad.gems import Gem
from jewelcad.settings import Tension
from jewelcad.shanks import Section, Shank, flat


@design(title="Tension", presets={"slim": {"stone": 4.5, "wall": 0.8}})
def tension(
    size: RingSize = RingSize("US 6.5"),
    cut: Annotated[str, OneOf("round", "princess"), "cut of the stone"] = "round",
    stone: Annotated[Mm, Range(3.5, 8), Suggest(4.5, 6.5, 0.1), "width of the stone"] = 6.0,
    groove: Annotated[Mm, Range(0.1, 1.5), Suggest(0.3, 0.5, 0.05), "yours to prove"] = 0.4,
    wall: Annotated[Mm, Range(0.3, 4), Suggest(0.8, 1.2, 0.1), "yours to prove"] = 1.0,
    spring: Annotated[Mm, Range(0, 1), Suggest(0.1, 0.3, 0.05), "yours to prove"] = 0.2,
    metal: Annotated[str, OneOf("18k yellow", "14k white", "platinum 950")] = "platinum 950",
) -> Ring:
    """NOT a proved spring: groove, wall and spring are examples to be replaced by your own tests.

    The strain in the band depends on alloy and hardening, and nothing here computes it.
    """
    gem = Gem.of(cut, width=stone)
    thick = wall + gem.girdle_thickness + gem.pavilion_depth + 1.1
    wide = 0.75 * stone + 0.5 if cut == "round" else stone + 2.0
    top = Section(width=wide, thickness=thick)
    shank = Shank(size, flat(4.0, thickness=2.4), at_top=top)
    setting = Tension(shank, gem, groove=groove, wall=wall, spring=spring)
    solid = allow("JC111", part="shank", reason="the shoulders are the spring")
    return Ring(shank, setting, solid, alloy=metal)
