"""Twisted bands: a section that turns around the band's middle line; rope, cut from one piece.

Strands of a rope are drawn as one section of lobes with rounded valleys, so a rope is one body:
nothing to fuse, no slit that would not cast.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.geometry.contours import Arc, Contour
from jewelcad.geometry.shapes import Shape, Swept
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.shanks.profiles import Profile, outline_points
from jewelcad.shanks.shank import Shank
from jewelcad.units import Mm

PER_TURN = 24
"""Sections for each turn of the twist; a circle drawn through so few errs by 1e-5 of itself."""


@part
class Rope(Profile):
    """Lobes around a middle, one for each strand, for a `TwistedShank`.

    Parameters
    ----------
    strands : number of strands
    wire : diameter of a strand, mm
    lay : distance of neighbouring strands' middles, share of the wire's diameter (a choice)
    valley : radius of the rounding between strands (``edge.radius``)
    """

    strands: Annotated[int, OneOf(2, 3, 4), "number of strands"] = 2
    wire: Annotated[Mm, Range(0.6, 4), Suggest(0.9, 2, 0.1), "diameter of a strand"] = 1.2
    lay: Annotated[float, Range(0.6, 0.95), "distance of strands, share of the wire"] = 0.8
    valley: Annotated[Mm | None, Range(0.125, 1), "rounding between strands"] = None

    @property
    def width(self) -> float:  # type: ignore[override]
        return 2 * self._offset + self.wire

    @property
    def thickness(self) -> float:  # type: ignore[override]
        return self.width

    @property
    def _offset(self) -> float:
        """Distance of a strand's middle from the rope's, mm."""
        return self.lay * self.wire / 2 / math.sin(math.pi / self.strands)

    @property
    def neck(self) -> float:
        """Metal between opposite valleys of two strands, or across the rope's middle, mm."""
        fillet, half = self._fillet, self.lay * self.wire / 2
        out = self._offset * math.cos(math.pi / self.strands)
        return 2 * (out + math.sqrt((self.wire / 2 + fillet) ** 2 - half**2) - fillet)

    @property
    def _fillet(self) -> float:
        return self.valley or max(limit("edge.radius").value, 0.15 * self.wire)

    def check(self) -> None:
        least = limit("check.wire.error").value
        if self.neck < least:
            raise ParameterError(
                f"Rope: the valleys leave {self.neck:.2f} mm between them, less than {least:g} mm "
                "(limits.csv: check.wire.error). Choose a thicker wire or a smaller lay."
            )

    def contour(self, width: float, thickness: float) -> Contour:
        n, r, f = self.strands, self.wire / 2, self._fillet
        half, step = self.lay * r, 2 * math.pi / n
        beyond = math.sqrt((r + f) ** 2 - half**2)
        meet, far = math.atan2(half, beyond), self._offset * math.cos(step / 2) + beyond
        pieces = []
        for k in range(n):
            a = k * step - math.pi / 2
            valley = a + step / 2
            lobe = (self._offset * math.cos(a), self._offset * math.sin(a))
            dip = (far * math.cos(valley), far * math.sin(valley))
            pieces.append(Arc(lobe, r, r, a - step / 2 - meet, valley + meet))
            pieces.append(Arc(dip, f, f, valley + math.pi + meet, valley + math.pi - meet))
        scale = self.width
        whole = Contour(tuple(pieces))
        return whole.scaled(width / scale, thickness / scale, 0.0, thickness / 2)


rope = Rope


@part
class TwistedShank(Shank):
    """A band whose section turns evenly around its middle line, a whole number of times.

    The section is the profile's; it turns about the middle of its thickness. The bore is where its
    farthest corner comes nearest to the finger, so nothing ever reaches inside the size.

    Parameters
    ----------
    turns : whole turns once around the finger
    hand : which way the twist runs

    Raises
    ------
    ParameterError
        If the section tapers, or the twist is so steep that it leaves less than the least wire.
    """

    turns: Annotated[int, Range(1, 40), Suggest(4, 20, 1), "whole turns around the finger"] = 10
    hand: Annotated[str, OneOf("right", "left"), "which way the twist runs"] = "right"

    def check(self) -> None:
        super().check()
        if super().tapered:
            raise ParameterError(
                "TwistedShank: a twisted band keeps one section. Leave at_top and at_shoulder out."
            )
        least, left = limit("check.wire.error").value, self.strand
        if left < least:
            raise ParameterError(
                f"TwistedShank.turns = {self.turns} twists so steeply that {left:.2f} mm are left "
                f"across the metal, less than {least:g} mm (limits.csv: check.wire.error). Take "
                "fewer turns or a thicker section."
            )

    @property
    def tapered(self) -> bool:
        return True

    @property
    def reach(self) -> float:
        """From the middle of the section to its farthest corner, mm."""
        return max(math.hypot(x, y) for x, y in self._corners)

    @property
    def strand(self) -> float:
        """Least metal square to the twist, mm: the section's least measure, leaned over."""
        least = 2 * min(math.hypot(x, y) for x, y in self._corners)
        lead = self.reach * self.turns / (self.bore_radius + self.reach)
        return least / math.hypot(1.0, lead)

    def width(self, degrees: float = 180.0) -> float:
        """Of the space the turning section fills, mm."""
        return 2 * self.reach

    def thickness(self, degrees: float = 180.0) -> float:
        """Of the space the turning section fills, mm."""
        return 2 * self.reach

    @cached_property
    def _drawn(self) -> Contour:
        """The section about its middle."""
        profile = self.profile
        drawn = profile.drawn(profile.width, profile.thickness)
        return drawn.moved(0.0, -profile.thickness / 2)

    @cached_property
    def _corners(self) -> tuple[tuple[float, float], ...]:
        return outline_points(self._drawn)

    @cached_property
    def _shape(self) -> Shape:
        count = max(72, PER_TURN * self.turns)
        way = 2 * math.pi * self.turns * (1 if self.hand == "right" else -1)
        places = tuple((0.0, self.reach, way * i / count) for i in range(count))
        return Swept((self._drawn,) * count, self.bore_radius, places)
