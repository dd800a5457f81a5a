"""The pointed claw: filed to a fine tip that lies along the crown, like a talon."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jewelcad.geometry.limbs import Limb
from jewelcad.geometry.shapes import Quilt
from jewelcad.reference.limits import limit
from jewelcad.settings.claw_line import BEND, Tip
from jewelcad.settings.claws.kind import STEPS, Claw, Grip
from jewelcad.settings.claws.round import upright
from jewelcad.workpiece import Body

PRESSED = 0.4
"""Share of the tip's radius that lies in the seat cut for it (a choice)."""
FINEST, BLUNTEST = 0.2, 0.6
"""Radius of the tip over the claw's (a choice): finer catches, blunter is no point."""
STEEPEST = math.radians(60.0)
"""Of a crown along which a claw is laid."""


@dataclass(frozen=True)
class Pointed:
    """A round wire that tapers over its bend to a point; cast, it is the wire it is filed from."""

    deep = 1.0
    curves = True
    whole = False  # a talon is filed down over its bend

    def wide(self, diameter: float, below: float = 0.0) -> float:
        return diameter

    def tips(self, claw: Claw) -> Sequence[Claw]:
        return (claw,)

    def grips(self, coverage: float | None, height: float | None) -> Sequence[Grip]:
        """The trade's coverage and its lowest height first: a fine tip lies flat."""
        share, usual = limit("prong.coverage").value, limit("prong.height")
        low, high = usual.lo or usual.value, usual.hi or usual.value
        covers = [coverage] if coverage else [share * k / STEPS for k in range(STEPS, 0, -1)]
        up = [low + (high - low) * k / STEPS for k in range(STEPS + 1)]
        down = [low * k / STEPS for k in range(STEPS - 1, 0, -1)]
        return list(itertools.product(covers, [height] if height else [*up, *down]))

    def kept(self, claw: Claw, grip: Grip) -> float:
        return claw.kept(laid(claw, grip))

    def bodies(self, name: str, claw: Claw, grip: Grip | None, cast_top: float) -> Iterator[Body]:
        tip = laid(claw, grip) if grip else None
        if tip is None:
            yield upright(name, claw, claw.cast_end(cast_top))
            return
        runs = [*claw.stem, claw.line.straight(claw.start, tip.way), *claw.line.over(tip)]
        yield Body(name, Quilt(Limb(tuple(runs))), claw.frame)


def laid(claw: Claw, grip: Grip) -> Tip | None:
    """The tip whose ball ends its contact at the coverage and touches the finished height.

    The claw's line turns into the crown's slope there; none if it has no room to.
    """
    side, line = claw.side, claw.line
    reach = grip[0] * side.table
    z = side.crown_z(reach)
    step = 0.05 * side.table
    steep = math.atan2(side.crown_z(reach + step) - side.crown_z(reach - step), 2.0 * step)
    sin, cos = math.sin(steep), math.cos(steep)
    off = 1.0 - PRESSED
    behind = math.sqrt(1.0 - off**2)
    radius = (claw.top(grip) - z) / (1.0 - behind * sin + off * cos)
    if not FINEST <= radius / line.radius(0.0) <= BLUNTEST:
        return None
    end = (
        -reach + radius * (behind * cos + off * sin),
        z + radius * (off * cos - behind * sin),
    )
    along = min(math.atan2(z - side.crown[0][1], reach), STEEPEST)
    return line.into(end, along, BEND, radius)
