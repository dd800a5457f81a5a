"""A tension setting: the two ends of a band press on a stone's girdle from both sides.

What holds the stone is the band's spring. How strong it is depends on the alloy, on how far it was
hardened by working and on the whole band's section: nothing this program computes, and no table of
the trade was found. So groove, wall and spring have no defaults: they are the user's own, proved on
a sample of the same alloy and temper. Geometry is all that is checked here.

The part stands in the ring's own place: ``Ring(shank, Tension(shank, gem, ...))``.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Contour, Line, polygon
from jewelcad.geometry.rims import Less, plug
from jewelcad.geometry.shapes import Facetted, Shape
from jewelcad.params import Range, part
from jewelcad.reference.limits import limit
from jewelcad.settings.seats import must_be_seated, seats
from jewelcad.settings.stretch import Moved
from jewelcad.shanks import Shank
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

BEVEL = 0.2
"""mm, bevels of the ends above and towards the finger (a choice above ``edge.radius``)."""
BESIDE = 3.0
"""mm the gap is cut beyond the band, and over it."""


@part
class Tension(Part):
    """A stone between the two ends of a band, its girdle in a groove of either.

    At *set* the ends press on the stone, and the grooves are the stone's own surface. At *cast*
    they stand ``spring`` mm nearer, each with its own half of the groove: the jeweller springs them
    apart and lets them close on the stone. The bend of the rest of the band is not drawn.

    Parameters
    ----------
    shank : the band, thick enough over the finger for stone and wall
    gem : the stone
    groove : how deep the girdle lies in either end; yours to prove
    wall : metal over the girdle at the ends' faces; yours to prove
    spring : how much nearer the ends stand before the stone is in; yours to prove
    turn : of the stone about its own axis, degrees
    culet_clearance : from the culet to the finger (``culet.clearance``)

    Raises
    ------
    ParameterError
        If the band is too thin or too narrow, or the groove as deep as the stone.

    Examples
    --------
    >>> from jewelcad import RingSize
    >>> from jewelcad.gems import Gem
    >>> from jewelcad.shanks import flat
    >>> band = Shank(RingSize("US 7"), flat(6, thickness=5.0))
    >>> setting = Tension(band, Gem.round(6.0), groove=0.4, wall=1.0, spring=0.2)
    >>> setting.gap, round(setting.thickness_needed, 2)
    (5.2, 4.48)
    """

    shank: Shank
    gem: Stone
    groove: Annotated[Mm, Range(0.05, 3), "depth of the girdle in either end"]
    wall: Annotated[Mm, Range(0.1, 6), "metal over the girdle at the ends"]
    spring: Annotated[Mm, Range(0, 2), "how much nearer the ends stand before"]
    turn: Annotated[Deg, Range(-180, 180), "of the stone"] = 0.0
    culet_clearance: Annotated[Mm, Range(0.2, 3), "culet to finger"] = 0.5

    part_name = "tension"
    windows = -1
    """The gap takes the ring's own opening away: an open band has none."""
    bites = True
    """At cast the ends stand where the stone will be: it does not lie free before they are sprung
    apart."""

    # ---- numbers -------------------------------------------------------------------------------

    @cached_property
    def _half(self) -> float:
        """Of the stone along the band, the lesser of both ways, mm."""
        from jewelcad.layouts.places import half_along

        return min(half_along(self.gem, self.turn), half_along(self.gem, self.turn + 180.0))

    @property
    def gap(self) -> float:
        """Between the ends' faces with the stone in, mm."""
        return 2.0 * (self._half - self.groove)

    @cached_property
    def _crest(self) -> float:
        """Height of the band's crest over the finger's axis where the ends begin, mm."""
        low, high = 0.0, 90.0
        for _ in range(50):
            middle = (low + high) / 2
            short = self.shank.at(middle).origin[0] < self.gap / 2
            low, high = (middle, high) if short else (low, middle)
        return self.shank.at(high).origin[2]

    @property
    def seat(self) -> Frame:
        """Middle of the girdle, table up."""
        return Frame().lifted(self._crest - self.wall - self.gem.girdle_top).turned(self.turn)

    @property
    def thickness_needed(self) -> float:
        """Of the band at the top, mm."""
        now = self.shank.thickness(0.0)
        return now + self.culet_clearance - self._under

    @property
    def _under(self) -> float:
        """From the culet to the finger, mm."""
        return self.seat.origin[2] + self.gem.culet_z - self.shank.bore_radius

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What the report says of it: a code and a sentence."""
        return (
            (
                "tension-unproved",
                f"The stone is held by the spring of the band alone: groove {self.groove:g} mm, "
                f"wall {self.wall:g} mm and spring {self.spring:g} mm are your own. Strain depends "
                "on alloy, hardening and section and was not computed. Prove it on a sample of the "
                "same alloy and temper before a customer's stone is set.",
            ),
        )

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        must_be_seated("Tension", self.gem)
        if self.groove >= 0.5 * self._half:
            raise ParameterError(
                f"Tension.groove = {self.groove:g} mm is half the way to the middle of a stone "
                f"{2 * self._half:.2f} mm long or more. Make it less deep."
            )
        if self.gap - self.spring < limit("check.gap.error").value:
            raise ParameterError(
                f"Tension.spring = {self.spring:g} mm closes the gap of {self.gap:.2f} mm. Make it "
                "smaller."
            )
        if self._under < self.culet_clearance - 1e-9:
            raise ParameterError(
                f"Tension: the culet lies {self._under:.2f} mm over the finger, and "
                f"{self.culet_clearance:g} mm are asked for. Make the band "
                f"{self.thickness_needed:.2f} mm thick at the top, or choose a smaller stone or "
                "less wall."
            )
        need, have = 2 * self._chord + 2 * self.groove, self.shank.width(0.0)
        if have < need:
            raise ParameterError(
                f"Tension: the girdle enters the ends {2 * self._chord:.2f} mm wide, and the band "
                f"is {have:.2f} mm wide there: the grooves would break out at its sides. Make it "
                f"{need:.2f} mm wide, the groove less deep, or turn the stone."
            )

    @property
    def _chord(self) -> float:
        """Half the width of the girdle at the ends' faces, mm."""
        a = math.radians(self.turn)
        c, s, face = math.cos(a), math.sin(a), self.gap / 2
        corners = self.gem.girdle_outline.polygon()
        turned = [(c * x - s * y, s * x + c * y) for x, y in corners]
        ends = zip(turned, (*turned[1:], turned[0]), strict=True)
        found = [
            abs(ya + (yb - ya) * (side * face - xa) / (xb - xa))
            for (xa, ya), (xb, yb) in ends
            for side in (-1.0, 1.0)
            if (xa - side * face) * (xb - side * face) <= 0.0 and xa != xb
        ]
        return max(found)

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """The gap (opening), a groove in either end (seats), and the stone."""
        nearer = self.spring if stage == "cast" else 0.0
        return Workpiece(
            openings=[Body("gap", self._gap(self.gap - nearer))],
            seats=[
                Body(f"{room.name}[{k}]", self._half_of(room.shape, way), place)
                for k, way in enumerate((-1.0, 1.0))
                for room in seats(self.gem, "set", 0.0, 0.0)
                for place in [Frame().moved(x=-way * nearer / 2.0) @ self.seat]
            ],
            stones=[PlacedGem("stone", self.gem, self.seat)],
        )

    def _half_of(self, room: Shape, way: float) -> Shape:
        """The part of the stone's room that lies towards one end."""
        far = 2.0 * (self.gem.length + self.gem.depth)
        x0, x1 = sorted((0.0, -way * far))
        corners = tuple((x, y, z) for z in (-far, far) for y in (-far, far) for x in (x0, x1))
        faces = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5))
        return Less(room, (Moved(Facetted(corners, faces), Frame().turned(-self.turn)),))

    def _gap(self, gap: float) -> Shape:
        """Straight between the ends, bevelled above and towards the finger."""
        x, y = gap / 2.0, self.shank.width(0.0) / 2.0 + BESIDE
        outline = Contour(polygon([(-x, -y), (x, -y), (x, y), (-x, y)]))
        low, high = math.sqrt(self.shank.bore_radius**2 - x**2) + BEVEL, self._crest - BEVEL
        sides = (
            Line((BESIDE, low - BESIDE), (0.0, low)),
            Line((0.0, low), (0.0, high)),
            Line((0.0, high), (BESIDE, high + BESIDE)),
        )
        return plug(outline, sides)
