"""The cathedral shank: shoulders that leave the band in an arch and rise to the head.

Band and arches are one surface, so nothing steps where they part; the space beneath the arches is
sawn out afterwards, and a round well in the middle takes the head.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import WORLD, Frame
from jewelcad.geometry.contours import Arc, Contour, Line, Segment, polygon
from jewelcad.geometry.shapes import Carved, Quilt, Shape, Swept, Turned
from jewelcad.params import Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.shanks.laws import eased, slope
from jewelcad.shanks.shank import Shank
from jewelcad.units import Deg, Mm

if TYPE_CHECKING:
    from jewelcad.geometry.quilts import Sheet

STATIONS = 144
BEYOND = 1.0
"""mm by which tools stand out over what they cut."""


@part
class CathedralShank(Shank):
    """A band whose shoulders arch up to a head.

    `top` is on the bridge between the arches, where the head stands; `at` beyond the well is on
    the arches.

    Parameters
    ----------
    height : of the arches where they meet the head, over the crest of the band at the top, mm:
        such as a head's ``girdle_height_mm`` or the height of its rail
    head_radius : of the head's outline at that height, mm
    arch_angle : where an arch leaves the band, degrees from the top
    arch_thickness : of an open arch, mm (a choice)
    filled : leave the metal beneath the arches
    overlap : how far the arches reach into the head, mm (a choice)

    Raises
    ------
    ParameterError
        If the arches are too low to be open, too steep, or the profile has no side walls.
    """

    height: Annotated[Mm, Range(0.5, 10), Suggest(1.5, 5, 0.1), "of the arches"] = 3.0
    head_radius: Annotated[Mm, Range(0.8, 8), Suggest(1.5, 4, 0.1), "of the head there"] = 2.8
    arch_angle: Annotated[Deg, Range(35, 90), Suggest(45, 75, 1), "where arches begin"] = 62.0
    arch_thickness: Annotated[Mm, Range(0.6, 4), Suggest(1, 2, 0.1), "of an open arch"] = 1.3
    filled: bool = False
    overlap: Annotated[Mm, Range(0.05, 2), "of arch and head"] = 0.3

    def handles(self, parts: int) -> int:
        return 3 if parts and not self.filled else 1  # beneath arches that each meet a claw

    def check(self) -> None:
        super().check()
        self._section(0.0)
        if self._meeting > 0.6 * self.arch_angle:
            raise ParameterError(
                f"CathedralShank.head_radius = {self.head_radius:g} mm reaches to "
                f"{self._meeting:.0f}° of an arch that begins at {self.arch_angle:g}°. Begin the "
                "arch farther from the top, or choose a smaller head."
            )
        steep = max(abs(slope(self._arch, a) / self._arch(a)) for a in range(0, 90, 2))
        if steep > 1.6:
            raise ParameterError(
                f"CathedralShank.height = {self.height:g} mm makes the arches steeper than 58°. "
                "Begin them farther from the top (arch_angle), or lower them."
            )
        if 2 * self.well_radius < self.width(0.0) + 0.1:
            raise ParameterError(
                f"CathedralShank.head_radius = {self.head_radius:g} mm leaves a well "
                f"{2 * self.well_radius:.2f} mm wide in a band of {self.width(0.0):g} mm: metal "
                "would stand beside the head. Narrow the band at the top (at_top)."
            )
        if not self.filled and self._window_end is None:
            raise ParameterError(
                f"CathedralShank.height = {self.height:g} mm leaves no opening of "
                f"{limit('check.opening.error').value:g} mm beneath arches "
                f"{self.arch_thickness:g} mm thick. Raise them, thin them, or choose filled."
            )

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def tapered(self) -> bool:
        return True

    @property
    def well_radius(self) -> float:
        """Of the free space between the arches, mm."""
        return max(self.head_radius - self.overlap, 0.4)

    @property
    def arch_height(self) -> float:
        """Of the arches' ends over the finger's axis, mm."""
        return self.bore_radius + super().thickness(0.0) + self.height

    @property
    def _meeting(self) -> float:
        """Angle from the top at which an arch meets the head."""
        return math.degrees(math.atan2(self.head_radius, self.arch_height))

    def thickness(self, degrees: float = 180.0) -> float:
        """Over the bore: of the arches, and between them of the bridge, mm."""
        angle = abs((degrees + 180.0) % 360.0 - 180.0)
        if self._arch(angle) * math.sin(math.radians(angle)) < self.well_radius:
            return super().thickness(angle)
        return self._arch(angle) - self.bore_radius

    def _excess(self, degrees: float) -> float:
        """Of the arches over the plain band, mm."""
        angle = abs((degrees + 180.0) % 360.0 - 180.0)
        return self._highest * eased(1.0 - angle / self.arch_angle)

    @cached_property
    def _highest(self) -> float:
        """The arches' excess if they ran on to the top, mm."""
        reach = math.hypot(self.head_radius, self.arch_height)
        here = reach - self.bore_radius - super().thickness(self._meeting)
        return here / max(eased(1.0 - self._meeting / self.arch_angle), 0.01)

    def _plain(self, degrees: float) -> float:
        """Reach of the band without arches, mm."""
        return self.bore_radius + super().thickness(degrees)

    def _arch(self, degrees: float) -> float:
        """Reach of the arches, mm."""
        return self._plain(degrees) + self._excess(degrees)

    def _ceiling(self, degrees: float) -> float:
        """Reach of the arches' underside, mm."""
        reach = self._arch(degrees)
        steep = slope(self._arch, degrees) / reach
        return reach - self.arch_thickness * math.hypot(1.0, steep)

    @cached_property
    def _window_end(self) -> float | None:
        """Angle where the opening beneath an arch ends; none if there is no opening."""
        least, start = limit("check.opening.error").value, self._meeting
        places = [start + (self.arch_angle - start) * k / 200 for k in range(200)]
        open_ = [a for a in places if self._ceiling(a) - self._plain(a) >= least]
        return max(open_) if open_ and open_[0] == start else None

    # ---- shape ---------------------------------------------------------------------------------

    def _section(self, degrees: float) -> Contour:
        drawn = self._contour(self.width(degrees), super().thickness(degrees))
        return _raised(drawn, self._excess(degrees), type(self.profile).__name__)

    @cached_property
    def _shape(self) -> Shape:
        angles = [180.0 + 360.0 * i / STATIONS for i in range(STATIONS)]
        whole = Swept(tuple(self._section(a) for a in angles), self.bore_radius)
        cuts: list[tuple[Shape, Frame]] = [(self._well(), WORLD)]
        if not self.filled:
            cuts += [(Quilt(_Window(self)), WORLD), (Quilt(_Window(self)), Frame().turned(180))]
        return Carved(whole, tuple(cuts))

    def _well(self) -> Turned:
        low, high = self._plain(0.0), self._arch(0.0) + BEYOND
        r = self.well_radius
        return Turned(Contour(polygon([(0.0, low), (r, low), (r, high), (0.0, high)])))


@dataclass(frozen=True)
class _Window:
    """What is sawn out beneath the right arch: from inside the well to where it gets too low."""

    shank: CathedralShank

    def sheets(self) -> list[Sheet]:
        import numpy as np

        from jewelcad.geometry.quilts import Sheet
        from jewelcad.shanks.strips import around

        shank = self.shank
        start = math.degrees(math.atan2(0.05 * shank.well_radius, shank.arch_height))
        degrees = np.linspace(start, shank._window_end or start, 25)
        low = np.array([shank._plain(float(a)) for a in degrees])
        high = np.array([shank._ceiling(float(a)) for a in degrees])
        y = max(shank.width(float(a)) for a in degrees) / 2 + BEYOND
        corners = [around(degrees, np.full((25, 1), s * y), r[:, None])
                   for s, r in ((1, low), (1, high), (-1, high), (-1, low))]  # fmt: skip
        sides = [
            Sheet(np.concatenate([a, b], axis=1))
            for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
        ]
        ends = [
            Sheet(np.array([[corners[0][k, 0], corners[1][k, 0]],
                            [corners[3][k, 0], corners[2][k, 0]]]))
            for k in (0, -1)
        ]  # fmt: skip
        return sides + ends


def _raised(contour: Contour, height: float, name: str) -> Contour:
    """A section whose side walls are drawn longer, so that its dome lies ``height`` mm higher.

    Raises
    ------
    ParameterError
        If the outline has no side walls.
    """
    walls = [
        s for s in contour.segments
        if isinstance(s, Line) and abs(s.start[0] - s.end[0]) < 1e-9 and abs(s.start[0]) > 1e-9
    ]  # fmt: skip
    if len(walls) != 2:
        raise ParameterError(
            f"CathedralShank.profile is {name}, which has no side walls to draw up into an arch. "
            "Choose half_round, court, flat, flat_court or knife_edge."
        )
    cut = (walls[0].start[1] + walls[0].end[1]) / 2

    def up(p: tuple[float, float]) -> tuple[float, float]:
        return (p[0], p[1] + height) if p[1] > cut else p

    def lifted(s: Segment) -> Segment:
        if isinstance(s, Line):
            return Line(up(s.start), up(s.end))
        if isinstance(s, Arc) and min(s.start[1], s.end[1]) >= cut:
            return Arc((s.centre[0], s.centre[1] + height), s.rx, s.ry, s.first, s.last)
        return s

    return Contour(tuple(map(lifted, contour.segments)))
