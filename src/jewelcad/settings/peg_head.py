"""A peg head: slender claws that meet in a cup on a peg, which is let into the band."""

from __future__ import annotations

import math
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.geometry.parallels import filled, parallel
from jewelcad.geometry.shapes import Turned
from jewelcad.geometry.walks import distance
from jewelcad.params import Range, part
from jewelcad.reference.limits import limit
from jewelcad.settings.basket import EDGE, bowl
from jewelcad.settings.prong import ProngHead
from jewelcad.units import Mm
from jewelcad.workpiece import Body

LAP = 0.03
"""mm by which the fillet of a peg runs on into the cup (a choice)."""


@part
class PegHead(ProngHead):
    """A head on a peg; the stone and its claws are described at `ClawHead`.

    Parameters
    ----------
    stand : height of the cup's underside over the band's crest (a choice)
    peg_diameter : of the peg in the band (a choice: 0.3 of the stone's width, at least a wire's)
    base_diameter : width of the claws' middle lines at the crest (a choice: 0.15 of the stone's)
    sink : how deep the peg reaches into the band

    Raises
    ------
    ParameterError
        As for `ProngHead`, and if the peg is thicker than the cup.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> PegHead(Gem.round(6.5), prongs=4).windows
    4
    """

    sink: Annotated[Mm, Range(0.2, 4), "depth of the peg in the band"] = 1.2
    stand: Annotated[Mm, Range(0.2, 4), "cup over the band's crest"] = 0.35
    peg_diameter: Annotated[Mm | None, Range(0.8, 6), "of the peg"] = None

    @property
    def _narrow(self) -> float:
        return 0.15

    @property
    def peg(self) -> float:
        """Diameter of the peg, mm."""
        return self.peg_diameter or max(limit("check.wire.warn").value, 0.3 * self.gem.width)

    @property
    def rim_height(self) -> float:
        """Top of the cup over the band's crest, mm."""
        return self.stand + self.foot_diameter

    @property
    def floor_height(self) -> float:
        """The cup is solid."""
        return self.rim_height

    def check(self) -> None:
        super().check()
        room = 2.0 * self._cup_radius
        if self.peg + 2.0 * self._flare > room:
            raise ParameterError(
                f"{self._who}.peg_diameter = {self.peg:.2f} mm is thicker than the cup of "
                f"{room:.2f} mm it carries. Take a thinner peg or a wider base_diameter."
            )

    @property
    def _cup(self) -> Contour:
        outer = parallel(self.path_at(self.rim_height), self.foot_diameter / 2.0)
        return filled(outer, 0.5 * self.foot_diameter)

    @property
    def _cup_radius(self) -> float:
        """Of the cup where it is narrowest about the peg, mm."""
        return -distance(self._cup, (0.0, 0.0))

    @property
    def _cup_floor(self) -> float:
        """The lowest of the cup over the band's crest, mm."""
        return self.stand - 0.05

    @property
    def _flare(self) -> float:
        """Radius of the fillet from peg to cup, mm."""
        return 0.6 * self.stand

    def _fillet(self) -> Arc:
        """From the peg's side upwards into the cup's underside, where that is narrowest; it
        touches the underside and runs on into it by `LAP`."""
        r, flare = self.peg / 2.0, self._flare
        wide, shoulder = self._cup_radius, self.rim_height - EDGE
        deep = shoulder - self._cup_floor

        def touching(t: float) -> tuple[float, float, float]:
            """Where the fillet's middle is when it touches the quarter ellipse at ``t``, and how
            far from there the way to the touch turns from upright."""
            turn = math.atan2(math.sin(t) / wide, math.cos(t) / deep)
            x = wide * math.sin(t) + (flare - LAP) * math.sin(turn)
            return x, shoulder - deep * math.cos(t) - (flare - LAP) * math.cos(turn), turn

        low, high = 0.0, math.pi / 2.0
        for _ in range(50):
            between = (low + high) / 2.0
            low, high = (between, high) if touching(between)[0] < r + flare else (low, between)
        _, z, turn = touching(low)
        return Arc((r + flare, z), flare, flare, math.pi, math.pi / 2.0 + turn)

    def _foot(self) -> list[Body]:
        """The cup, and the peg that flares into it."""
        side = self._fillet()
        r, top = self.peg / 2.0, (side.end[1] + self.rim_height) / 2.0
        contour = (
            Line((0.0, -self.sink), (r, -self.sink)),
            Line((r, -self.sink), side.start),
            side,
            Line(side.end, (0.0, top)),
            Line((0.0, top), (0.0, -self.sink)),
        )
        cup = bowl(self._cup, self.rim_height, -self._cup_floor, EDGE)
        return [Body("base", cup), Body("peg", Turned(Contour(contour)))]
