"""GemCad's ``.asc`` written: a `Design` as text, and any convex stone as a `Design`.

A stone's design has half its width as its unit and the girdle plane's middle as its origin; its
length runs from the foot of GemCad's top view upwards. Tiers come in the order of the bench:
pavilion, girdle, crown, each from its steepest facets. Angles and positions keep nine decimals,
distances eleven, so the stone comes back exact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.gems.asc_reader import loads
from jewelcad.gems.diagram import Tier
from jewelcad.gems.facetting_notation import AscTier, Design

if TYPE_CHECKING:
    from jewelcad.gems.gem import Gem

GEARS = (96, 64, 72, 77, 80, 120)
"""Index gears that published designs use, the usual one first; between teeth a position has
decimals, as GemCad allows."""
UNKNOWN_REFRACTION = 1.54
"""Refractive index of a design for a species whose own is not known (a choice: quartz, as in
GemCad's own examples)."""


def dumps(design: Design) -> str:
    """The design as text that `loads` reads as an equal one.

    Raises
    ------
    ParameterError
        If `loads` would not: a value out of range, a name with a space in it.

    Examples
    --------
    >>> print(dumps(Design(96, 4, True, 1.54, (AscTier(0.0, 0.3, (96.0,), ((1, "T"),)),))))
    GemCad 5.0
    g 96 0.0
    y 4 y
    I 1.54
    a 0.0 0.3 96 n T
    <BLANKLINE>
    """
    text = "".join(f"{line}\n" for line in _lines(design))
    if loads(text, "dumps(design)") != design:
        raise ParameterError(
            "dumps(design): the design would not be read again as it is. Use single words for "
            "names, and one line without spaces at its ends for the version and each note."
        )
    return text


def _lines(design: Design) -> Iterator[str]:
    if design.version:
        yield design.version
    yield f"g {design.gear} {design.offset!r}"
    yield f"y {design.symmetry} {'y' if design.mirror else 'n'}"
    yield f"I {design.refractive_index!r}"
    yield from (f"H {text}" for text in design.headers)
    yield from map(_tier_text, design.tiers)
    yield from (f"F {text}" for text in design.footers)


def _tier_text(tier: AscTier) -> str:
    text = f"a {tier.angle!r} {tier.distance!r}"
    for count in range(len(tier.positions) + 1):
        if count:
            text += f" {tier.positions[count - 1]!r}".removesuffix(".0")
        text += "".join(f" n {name}" for at, name in tier.names if at == count)
        text += "".join(f" G {note}\n" for at, note in tier.notes if at == count)
    return re.sub("\n +", "\n", text).rstrip("\n")


# ---- a stone as a design -------------------------------------------------------------------------


def design_of(gem: Gem) -> Design:
    """The stone as a design; one that came from a file, as it was there.

    Raises
    ------
    ParameterError
        If the stone is not convex, as a heart is not.
    """
    from jewelcad.gems.asc import AscCut
    from jewelcad.reference.stones import species

    cut = gem.proportions
    if isinstance(cut, AscCut):
        return cut.design
    if not cut.girdle_outline.is_convex:
        raise ParameterError(
            f"A {cut.name} has a cleft, and an .asc design has none: its facets are planes that "
            "enclose a convex stone. Write it as step or stl, or choose another cut."
        )
    tiers = sorted(cut.diagram().tiers, key=lambda tier: (tier.tilt <= 90.0, -tier.slope))
    teeth, index = _gear(tiers), species(gem.species).refractive_index
    return Design(
        teeth,
        *_symmetry(tiers),
        UNKNOWN_REFRACTION if index is None else round(index, 4),
        tuple(_asc_tier(tier, teeth) for tier in tiers),
        tuple(_headers(gem)),
    )


def _gear(tiers: Iterable[Tier]) -> int:
    """The gear with most of the facets off the girdle on its teeth."""
    turns = [a / 360.0 for tier in tiers if 0.0 < tier.slope < 90.0 for a in tier.azimuths]
    return max(
        GEARS, key=lambda teeth: sum(abs(math.remainder(t * teeth, 1.0)) < 1e-9 for t in turns)
    )


def _asc_tier(tier: Tier, teeth: int) -> AscTier:
    positions = [round(azimuth % 360.0 / 360.0 * teeth, 9) for azimuth in tier.azimuths]
    angle, distance = round(tier.slope, 9), round(2.0 * tier.distance, 11)
    if tier.tilt > 90.0:
        angle, distance = (-angle, distance) if angle else (0.0, -distance)
    name = "-".join(tier.name.split())
    return AscTier(angle, distance, tuple(p or float(teeth) for p in positions), ((1, name),))


def _symmetry(tiers: Iterable[Tier]) -> tuple[int, bool]:
    """How many fold the facets are, and whether they mirror about the length."""
    sides = [tier for tier in tiers if 0.0 < tier.tilt < 180.0]
    alike: dict[tuple[float, float], set[float]] = {}
    for tier in sides:
        key = (round(tier.tilt, 7), round(tier.distance, 9))
        alike.setdefault(key, set()).update(_places(tier.azimuths))
    fold = math.gcd(*map(len, alike.values()))
    while any(_places(a + 360.0 / fold for a in at) != at for at in alike.values()):
        fold -= 1
    return fold, all(_places(-a for a in at) == at for at in alike.values())


def _places(azimuths: Iterable[float]) -> set[float]:
    return {round(azimuth % 360.0, 6) % 360.0 for azimuth in azimuths}


def _headers(gem: Gem) -> Iterator[str]:
    cut = gem.proportions
    yield cut.name
    angles = f"crown {cut.crown_angle:.2f} deg, pavilion {cut.pavilion_angle:.2f} deg"
    yield f"{angles}, girdle {cut.girdle:.2f} % of the width"
    shares = {"T": cut.table, "C": cut.crown_height, "P": cut.pavilion_depth, "H": cut.depth}
    told = "  ".join(f"{name}/W = {share / 100.0:.4f}" for name, share in shares.items())
    yield f"L/W = {cut.ratio:.4f}  {told}  Vol./W^3 = {cut.volume:.4f}"
