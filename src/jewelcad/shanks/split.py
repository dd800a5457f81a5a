"""The split shank: a band that a valley divides into two strands, which part and rise to the head.

Both strands and the undivided band are one surface: a valley deepens along the crest until it
reaches the fork, and there the window opens. Nothing is fused, so there is no seam to file.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.shapes import Quilt, Shape
from jewelcad.params import Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.shanks.laws import SmoothLaw, eased
from jewelcad.shanks.profiles import HalfRound
from jewelcad.shanks.shank import Shank
from jewelcad.units import Deg, Mm

if TYPE_CHECKING:
    from jewelcad.geometry.quilts import Sheet


@part
class SplitShank(Shank):
    """A half-round band that divides into two strands towards the top.

    The profile must be half-round: each strand takes its dome. ``at_top`` gives the width and
    thickness of one strand at the top.

    Parameters
    ----------
    split : angle from the top where the strands part
    part_width : clear distance between the strands at the top, mm
    rise : how far the strands leave the finger at the top, mm
    valley : angle over which the valley deepens before the fork

    Raises
    ------
    ParameterError
        If a strand would be thinner than the least wire, or the profile is not half-round.
    """

    split: Annotated[Deg, Range(20, 100), Suggest(35, 70, 1), "where the strands part"] = 55.0
    part_width: Annotated[Mm, Range(0.6, 12), Suggest(1.2, 5, 0.1), "between the strands"] = 2.4
    rise: Annotated[Mm, Range(0, 4), Suggest(0, 1.5, 0.1), "off the finger at the top"] = 0.0
    valley: Annotated[Deg, Range(15, 80), Suggest(25, 60, 5), "run of the valley"] = 40.0

    def check(self) -> None:
        if not isinstance(self.profile, HalfRound):
            raise ParameterError(
                f"SplitShank.profile is {type(self.profile).__name__}: only half_round divides "
                "into strands. Choose half_round."
            )
        super().check()
        least, (place, thin) = limit("check.wire.error").value, self._thinnest
        if thin < least:
            raise ParameterError(
                f"SplitShank: a strand is {thin:.2f} mm wide at {place:.0f}°, less than {least:g} "
                "mm (limits.csv: check.wire.error). Make the band or the strands (at_top) wider, "
                "or part them less."
            )
        if self.split + self.valley > 170.0:
            raise ParameterError(
                f"SplitShank.split = {self.split:g}° and valley = {self.valley:g}° reach the base. "
                "Choose less."
            )

    # ---- numbers -------------------------------------------------------------------------------

    def handles(self, parts: int) -> int:
        return 3 if parts else 2  # a head ties the strands

    @property
    def tapered(self) -> bool:
        return True

    @property
    def strand_width(self) -> float:
        """Of one strand at the top, mm; by default six tenths of the band (a choice)."""
        given = self.at_top.width if self.at_top else None
        return given or max(0.6 * self.profile.width, limit("check.wire.warn").value)

    def width(self, degrees: float = 180.0) -> float:
        """From the outer side of one strand to that of the other, mm."""
        return 2 * self.outer(degrees)

    def window(self, degrees: float) -> float:
        """Clear distance of the strands, mm; nothing before the fork."""
        share = self.angle(degrees) / self.split
        return self.part_width * max(0.0, 1.0 - share * share)

    def lift(self, degrees: float) -> float:
        """How far the strands' undersides are off the finger, mm."""
        return self.rise * eased(1.0 - self.angle(degrees) / (self.split + self.valley))

    def crest(self, degrees: float) -> float:
        """Where a strand's crest lies along the finger, off the middle, mm."""
        return (self.outer(degrees) + self.inner(degrees)) / 2

    def at(self, degrees: float) -> Frame:
        """Between the strands at their crests' height; on the crest itself before the valley."""
        reach = self.bore_radius + self.thickness(degrees) + self.lift(degrees)
        return self._lean(degrees, Frame().tilted(degrees).lifted(reach))

    def strand(self, degrees: float, side: int = 1) -> Frame:
        """On the crest of the strand at +y (``side`` 1) or -y (-1)."""
        frame = self.at(degrees).moved(y=math.copysign(self.crest(degrees), side))
        step = 0.01
        run = (self.crest(degrees + step) - self.crest(degrees - step)) / math.radians(2 * step)
        return frame.turned(math.copysign(1, side) * math.degrees(math.atan2(run, self._reach)))

    @property
    def _reach(self) -> float:
        return self.bore_radius + self.profile.thickness

    def _lean(self, degrees: float, frame: Frame) -> Frame:
        from jewelcad.shanks.laws import slope

        rising = slope(lambda a: self.thickness(a) + self.lift(a), degrees)
        return frame.tilted(-math.degrees(math.atan2(rising, self._reach)))

    @staticmethod
    def angle(degrees: float) -> float:
        """From the top, whichever way round."""
        return abs((degrees + 180.0) % 360.0 - 180.0)

    @cached_property
    def outer(self) -> SmoothLaw:
        top = self.part_width / 2 + self.strand_width
        half = self.profile.width / 2
        return SmoothLaw([(0.0, top), (self.split + self.valley, half), (180.0, half)])

    @cached_property
    def inner(self) -> SmoothLaw:
        """Where a strand's dome would come down to its side wall between the strands."""
        half, fork = self.profile.width / 2, self.split
        stations = [(0.0, self.part_width / 2 - 0.02), (fork, -0.3 * self.outer(fork))]
        return SmoothLaw([*stations, (fork + self.valley, -half), (180.0, -half)])

    @property
    def _thinnest(self) -> tuple[float, float]:
        """Angle and width of the narrowest place of a strand."""
        places = [self.split * k / 40 for k in range(41)]
        widths = [(self.outer(a) - self.window(a) / 2, a) for a in places]
        width, place = min(widths)
        return place, width

    @cached_property
    def _laws(self) -> tuple[SmoothLaw, SmoothLaw]:
        top = self.at_top.thickness if self.at_top else None
        base = self.profile.thickness
        rise = SmoothLaw([(0.0, top or base), (180.0, base)])
        return self.outer, rise

    # ---- surfaces ------------------------------------------------------------------------------

    @cached_property
    def _shape(self) -> Shape:
        return Quilt(self)

    def sheets(self) -> list[Sheet]:
        """See `SplitSkin`."""
        from jewelcad.shanks.split_skin import SplitSkin

        return SplitSkin(self).sheets()
