"""What adorns a bezel: hollows and scallops cut from its wall, beads laid on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.geometry.parallels import filled, parallel
from jewelcad.geometry.walks import Spot
from jewelcad.settings.lip import EDGE
from jewelcad.settings.piercing import Cuts, Wall
from jewelcad.workpiece import Stage

if TYPE_CHECKING:
    from jewelcad.settings.bezel import Bezel


def must_agree(bezel: Bezel) -> None:
    """Refuse what cannot be had together."""
    lower = bezel.scallops is not None and bezel.scallops.edge == "lower"
    upper = bezel.scallops is not None and not lower
    on_lip = bezel.millegrain is not None and bezel.millegrain.on == "lip"
    clashes = {
        "girdle_height and stance='high' both say how high the stone stands. Give one": (
            bezel.girdle_height and bezel.stance == "high"
        ),
        "hollows and scallops of the lower edge take the same metal. Choose one": (
            bezel.hollows and lower
        ),
        "scallops of the upper edge need a lip all round. Leave out open, or scallop the lower "
        "edge": upper and bezel.open,
        "millegrain runs along a whole lip. Leave out the scallops, or put it on a step": (
            upper and on_lip
        ),
        "millegrain on a step needs steps=Steps(...)": (
            bezel.millegrain and not on_lip and not bezel.steps
        ),
    }
    for clash, there in clashes.items():
        if there:
            raise ParameterError(f"Bezel: {clash}.")
    lowest = min(bezel.steps.ledges(bezel.bearing_height)) if bezel.steps else math.inf
    if lowest < bezel.floor_height + EDGE:
        raise ParameterError(
            f"Bezel.steps: the lowest ledge would lie {lowest:.2f} mm over the crest, below "
            f"the foot's {bezel.floor_height + EDGE:.2f} mm. Choose fewer or lower steps, or "
            "raise the girdle."
        )


def cuts(bezel: Bezel, stage: Stage) -> Cuts:
    """What hollows and scallops take from the wall."""
    floor, high = bezel.floor_height, bezel.pierced_to
    hollow, outline = bezel.gem.girdle_outline.contour(), bezel.outline
    low = Wall(hollow, outline, bezel.hollow_at(floor), bezel.outermost)
    made: Cuts = bezel.hollows.cuts(low, floor, high) if bezel.hollows else ()
    if bezel.scallops and bezel.scallops.edge == "lower":
        made += bezel.scallops.of_foot(low, floor, high)
    elif bezel.scallops:
        lip = Wall(hollow, outline, -bezel.lip_shape.reach, bezel.outer)
        made += bezel.scallops.of_lip(lip, bezel.lip_shape, bezel.girdle_height_mm, stage)
    return made


def beads(bezel: Bezel, stage: Stage) -> Cuts:
    """The beads of a row, where there is a wall under them."""
    grain, girdle, outline = bezel.millegrain, bezel.girdle_height_mm, bezel.outline
    if grain is None:
        return ()
    edge = bezel.steps.width if grain.on == "step" and bezel.steps else bezel.wall
    if grain.diameter > edge + 1e-9:
        raise ParameterError(
            f"Millegrain.bead = {grain.diameter:g} mm is wider than the {grain.on} it lies on, "
            f"{edge:g} mm. Choose smaller beads, or a wider {grain.on}."
        )
    if grain.on == "step" and bezel.steps:
        height = bezel.steps.ledges(bezel.bearing_height)[0]
        row = grain.row(parallel(outline, bezel.tapered_at(height) + bezel.steps.width / 2.0))
    else:
        ends = {s: bezel.lip_shape.crest(s, grain.diameter) for s in ("cast", "set")}
        finished = parallel(bezel.gem.girdle_outline.contour(), ends["set"][0])
        row = grain.row(filled(finished, 2.0 * grain.diameter))  # in a cleft they stand apart
        if stage == "cast":
            row = grain.again(len(row), parallel(outline, ends["cast"][0]))
        height = girdle + ends[stage][1]
    return tuple(grain.beads(_standing(bezel, row, height), height))


def _standing(bezel: Bezel, row: Sequence[Spot], height: float) -> list[Spot]:
    """Places whose beads stand wholly on the wall of a half bezel."""
    if not bezel.open or bezel.millegrain is None or height < bezel.open_from:
        return list(row)
    c, s = (f(math.radians(bezel.open) / 2.0) for f in (math.cos, math.sin))
    room = bezel.millegrain.diameter / 2.0
    return [spot for spot in row if c * abs(spot[0][0]) - s * abs(spot[0][1]) >= room]
