"""The fishtail: one stem that parts under the girdle into two round tips."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jewelcad.geometry.limbs import Limb, Station, flowing
from jewelcad.geometry.shapes import Quilt
from jewelcad.reference.limits import limit
from jewelcad.settings.claw_line import ClawLine
from jewelcad.settings.claws.kind import NEVER, Claw, Grip, usual_grips
from jewelcad.settings.claws.round import upright
from jewelcad.settings.places import Place
from jewelcad.workpiece import Body

ARM = 0.72
"""An arm's diameter over the stem's (a choice: two arms have the stem's section)."""
BEGIN = 0.55
"""Depth under the girdle at which an arm begins to run straight, over the stem's diameter (a
choice)."""


@dataclass(frozen=True)
class Fishtail:
    """Two arms, one wire bent to a yoke on a stem; each ends as a round claw at its own place."""

    deep = 1.0
    curves = False
    whole = True

    def wide(self, diameter: float, below: float = 0.0) -> float:
        arms = self._apart(diameter) + ARM * diameter
        return arms if below < BEGIN * diameter + arms / 2.0 else diameter

    def _apart(self, diameter: float) -> float:
        """From arm to arm at the girdle, mm: they leave the least gap that casts."""
        return ARM * diameter + limit("check.gap.warn").value

    def tips(self, claw: Claw) -> list[Claw]:
        """Its two arms."""
        line, outline = claw.line, claw.gem.girdle_outline
        half, (nx, ny) = self._apart(line.taper.top) / 2.0, claw.place.outward
        x, y = claw.place.at(0.0)
        taper = replace(line.taper, foot=ARM * line.taper.foot, top=ARM * line.taper.top)
        arm = ClawLine(line.base, ARM * line.girdle, line.height, taper)
        found = []
        for aside in (-half, half):
            azimuth = math.degrees(math.atan2(y + aside * nx, x - aside * ny))
            place = Place(*outline.at(outline.toward(azimuth)))
            found.append(Claw(claw.gem, place, arm, claw.start))
        return found

    def grips(self, coverage: float | None, height: float | None) -> Sequence[Grip]:
        return usual_grips(coverage, height)

    def kept(self, claw: Claw, grip: Grip) -> float:
        kept = min(arm.kept(arm.tip(grip)) for arm in self.tips(claw))
        return kept if kept > NEVER and self._yoke(claw, grip, 0.0).tightness < 1.0 else NEVER

    def bodies(self, name: str, claw: Claw, grip: Grip | None, cast_top: float) -> Iterator[Body]:
        end = self._low(claw) - (1.0 - 0.4 * ARM) * claw.line.radius(self._low(claw))
        yield upright(name, claw, end)  # its dome ends in the yoke
        yield Body(f"{name}/yoke", Quilt(self._yoke(claw, grip, cast_top)), claw.frame)

    def _low(self, claw: Claw) -> float:
        """Way up the stem to the yoke's crotch, mm."""
        return -BEGIN * claw.line.taper.top - self._apart(claw.line.taper.top) / 2.0

    def _yoke(self, claw: Claw, grip: Grip | None, cast_top: float) -> Limb:
        low, begin = self._low(claw), -BEGIN * claw.line.taper.top
        crotch, sides = claw.line.station(low).point, []
        for arm, y in zip(self.tips(claw), (-1.0, 1.0), strict=True):
            tip = arm.tip(grip) if grip else None
            end = tip.way if tip else arm.cast_end(cast_top)
            upper = [arm.line.straight(begin, end), *(arm.line.over(tip) if tip else ())]
            runs = [tuple(_seen(s, arm, claw) for s in run) for run in upper]
            root = Station(crotch, (0.0, y, 0.0), arm.line.radius(low))
            sides.append([flowing(root, runs[0][0]), *runs])
        first = [tuple(map(_back, reversed(run))) for run in reversed(sides[0])]
        return Limb((*first, *sides[1]))


def _seen(station: Station, arm: Claw, claw: Claw) -> Station:
    """A station of an arm, seen from the stem; rounded to a picometre, so that claws alike are
    equal."""
    to = claw.frame.inverse @ arm.frame
    (x, y, z), (u, v, w) = to.point(*station.point), to.vector(*station.along)
    return Station(
        (round(x, 9), round(y, 9), round(z, 9)),
        (round(u, 9), round(v, 9), round(w, 9)),
        round(station.radius, 9),
    )


def _back(station: Station) -> Station:
    x, y, z = station.along
    return Station(station.point, (-x, -y, -z), station.radius)
