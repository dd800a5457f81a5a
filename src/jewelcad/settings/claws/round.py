"""The round claw: a wire with a domed tip, bent over the crown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jewelcad.geometry.limbs import Limb
from jewelcad.geometry.shapes import Quilt, Wire
from jewelcad.settings.claw_line import Tip
from jewelcad.settings.claws.kind import Claw, Grip, usual_grips
from jewelcad.workpiece import Body


@dataclass(frozen=True)
class Round:
    """A round wire."""

    deep = 1.0
    curves = True
    whole = True

    def wide(self, diameter: float, below: float = 0.0) -> float:
        return diameter

    def tips(self, claw: Claw) -> Sequence[Claw]:
        return (claw,)

    def grips(self, coverage: float | None, height: float | None) -> Sequence[Grip]:
        return usual_grips(coverage, height)

    def kept(self, claw: Claw, grip: Grip) -> float:
        return claw.kept(claw.tip(grip))

    def bodies(self, name: str, claw: Claw, grip: Grip | None, cast_top: float) -> Iterator[Body]:
        tip = claw.tip(grip) if grip else None
        yield upright(name, claw, tip.way if tip else claw.cast_end(cast_top), tip)


def upright(name: str, claw: Claw, end: float, tip: Tip | None = None) -> Body:
    """A wire up the claw's line to a way along it, and on round its bend."""
    line = claw.line
    if claw.stem:
        runs = [*claw.stem, line.straight(claw.start, end), *(line.over(tip) if tip else ())]
        return Body(name, Quilt(Limb(tuple(runs))), claw.frame)
    bend = (tip.turn_radius, tip.bend) if tip else (0.0, 0.0)
    wire = Wire(line.radius(claw.start), line.radius(end), end - claw.start, *bend)
    return Body(name, wire, claw.foot_frame())
