"""Open rings: a band with two round ends, a gap between them or one beside the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.contours import Contour
from jewelcad.geometry.shapes import Quilt, Shape
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.shanks.laws import eased
from jewelcad.shanks.shank import Shank
from jewelcad.units import Deg, Mm

if TYPE_CHECKING:
    from jewelcad.geometry.quilts import Sheet

SHORT = 1e-3
"""Degrees short of a tip at which its slant is still read."""


class Ended(Shank):
    """A band from one angle round to another, each end rounded over ``rounding`` mm."""

    rounding: float
    opening: str = "top"

    def handles(self, parts: int) -> int:
        return 0  # what parts join is counted by the ring

    @property
    def span(self) -> tuple[Deg, Deg]:
        """Angles of the two tips from the top, towards +X, the second beyond 180°."""
        raise TypeError(f"{type(self).__name__} does not say where it ends.")

    @property
    def ends(self) -> tuple[Frame, Frame]:
        """The crest where the round ends begin: z out of the metal, x towards the tip."""
        first, last = self.span
        turned = self.at(first + self._cap).turned(180.0)
        return turned, self.at(last - self._cap)

    @property
    def _cap(self) -> float:
        """Angle that a rounded end takes."""
        return math.degrees(self.rounding / (self.bore_radius + self.profile.thickness / 2))

    @cached_property
    def _shape(self) -> Shape:
        return Quilt(self)

    def _section(self, degrees: float) -> Contour:
        drawn = self._contour(self.width(degrees), self.thickness(degrees))
        return drawn.moved(self.across(degrees), 0.0)

    def _middle(self, degrees: float) -> tuple[float, float]:
        return self.across(degrees), self.thickness(degrees) / 2

    def sheets(self) -> list[Sheet]:
        """The band's sides and its two round ends."""
        from jewelcad.shanks.strips import angles, cap, strip

        (first, last), inner = self.span, self.bore_radius
        start, end = first + self._cap, last - self._cap
        made = strip(self._section, angles(start, end), inner)
        made += cap(self._section, self._middle, start, first, inner)
        return made + cap(self._section, self._middle, end, last, inner)


@part
class OpenShank(Ended):
    """A band with a gap, its ends rounded.

    Parameters
    ----------
    gap : least distance between the ends, mm
    opening : where the gap is
    rounding : length of the rounded ends, mm

    Raises
    ------
    ParameterError
        If the gap takes more than a quarter of the band: it would not stay on the finger.
    """

    gap: Annotated[Mm, Range(0.3, 20), Suggest(0.6, 8, 0.2), "distance of the ends"] = 2.0
    opening: Annotated[str, OneOf("top", "base"), "where the gap is"] = "top"
    rounding: Annotated[Mm, Range(0.3, 5), Suggest(0.6, 2, 0.1), "length of a round end"] = 1.2

    def check(self) -> None:
        super().check()
        if self._half > 45.0:
            raise ParameterError(
                f"OpenShank.gap = {self.gap:g} mm takes {2 * self._half:.0f}° of the band; beyond "
                "90° it would not stay on the finger. Choose a smaller gap or a larger size."
            )

    @property
    def span(self) -> tuple[Deg, Deg]:
        shift = 0.0 if self.opening == "top" else -180.0
        return shift + self._half, shift + 360.0 - self._half

    @cached_property
    def _half(self) -> float:
        """Half of the angle between the tips; bisection on the least distance of the ends."""
        low, high = 0.0, 90.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if self._apart(middle) < self.gap else (low, middle)
        return high

    def _apart(self, half: float) -> float:
        """Least distance between ends whose tips lie ``half`` degrees off the middle, mm."""
        at = 0.0 if self.opening == "top" else 180.0
        t, inner = self.thickness(at + half), self.bore_radius
        lean = (math.pi * k / 180 for k in range(91))
        return min(
            2 * (inner + t / 2 * (1 - math.sin(b)))
            * math.sin(math.radians(half + self._cap * (1 - math.cos(b))))
            for b in lean
        )  # fmt: skip


@part
class BypassShank(Ended):
    """A band whose two ends pass each other at the top, side by side along the finger.

    `ends` are frames for a stone on each end; `top` lies between them, at the crest's height, for
    a stone that joins both.

    Parameters
    ----------
    apart : distance of the two ends' middle lines where they pass, mm
    overlap : how far each tip runs past the top, degrees
    sway : angle over which an end leaves the middle of the band, degrees
    rounding : length of the rounded ends, mm

    Raises
    ------
    ParameterError
        If the ends would touch (``check.gap.error``), or part too steeply.
    """

    apart: Annotated[Mm, Range(1, 16), Suggest(2.4, 8, 0.1), "distance of the ends"] = 4.0
    overlap: Annotated[Deg, Range(2, 60), Suggest(8, 35, 1), "of each tip past the top"] = 20.0
    sway: Annotated[Deg, Range(40, 170), Suggest(70, 130, 5), "where an end leaves"] = 100.0
    rounding: Annotated[Mm, Range(0.3, 5), Suggest(0.6, 2, 0.1), "length of a round end"] = 1.2

    def check(self) -> None:
        super().check()
        widest = max(self.width(a) for a in range(int(self.overlap) + 1))
        air, least = self.apart - widest, limit("check.gap.error").value
        if air < least:
            raise ParameterError(
                f"BypassShank.apart = {self.apart:g} mm leaves {air:.2f} mm between ends that are "
                f"{widest:g} mm wide, less than {least:g} mm (limits.csv: check.gap.error). Part "
                "them more or make the ends narrower."
            )
        steep = 1.875 * self.apart / 2 / (math.radians(self.sway) * self.bore_radius)
        if steep > 1.0:
            raise ParameterError(
                f"BypassShank.sway = {self.sway:g}° bends the ends apart at more than 45°. Take a "
                "longer sway, or part them less."
            )

    @property
    def span(self) -> tuple[Deg, Deg]:
        return -self.overlap, 360.0 + self.overlap

    @property
    def top(self) -> Frame:
        """Between the ends at the crest's height: z outwards (+Z), x along the band (+X)."""
        return Frame().lifted(self.bore_radius + self.thickness(0.0))

    @property
    def tips(self) -> Tips:
        """The two ends as one way from tip to tip, for heads that stand `abreast` on them."""
        return Tips(self)

    def across(self, degrees: float) -> float:
        """Of the end that starts past the top at ``-overlap``, runs by 90° to 180° and on."""
        angle = degrees + 360.0 if degrees < -self.overlap else degrees
        off = angle - 180.0
        return -math.copysign(self.apart / 2, off) * eased((abs(off) - 180.0) / self.sway + 1.0)

    def width(self, degrees: float = 180.0) -> float:
        """Width along the finger; where the band runs aslant as much more as keeps its own."""
        run = self._slant(degrees)
        return super().width(degrees) * math.hypot(1.0, run)

    def _slant(self, degrees: float) -> float:
        from jewelcad.shanks.laws import slope

        first, last = self.span
        angle = degrees + 360.0 if degrees < first else degrees
        inside = min(max(angle, first + SHORT), last - SHORT)  # beyond a tip begins the other end
        return slope(self.across, inside) / (self.bore_radius + self.profile.thickness / 2)


@dataclass(frozen=True)
class Tips:
    """The ends of a bypass seen as one band: left of the top the one, right of it the other."""

    shank: BypassShank

    def at(self, degrees: float) -> Frame:
        """Crest of the end whose tip lies on that side of the top, at an angle from it."""
        return self.shank.at(degrees if degrees <= 0.0 else degrees + 360.0)
