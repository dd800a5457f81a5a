"""The shank: a band for one finger size, of one profile, tapered or not."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.contours import Contour
from jewelcad.geometry.shapes import Hoop, Shape, Swept
from jewelcad.params import Range, part
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks.laws import SmoothLaw, slope
from jewelcad.shanks.profiles import Profile
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, Stage, Workpiece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from jewelcad.shanks.outside import Outside

STATIONS = 72
"""Sections a tapered band is drawn through; an interpolated circle then errs by 1e-7 of itself."""


@part
class Section:
    """Width and thickness at one place of the band; what is left out stays the profile's own."""

    width: Annotated[Mm | None, Range(0.8, 20), "width along the finger"] = None
    thickness: Annotated[Mm | None, Range(0.6, 6), "thickness out of the bore"] = None


@part
class Shank(Part):
    """A band around the finger axis (Y), twelve o'clock at +Z.

    The profile's width and thickness hold at the base and, unless told otherwise, everywhere.

    Parameters
    ----------
    size : the finger's size; the nominal diameter is the smallest of the bore
    profile : the section at the base
    at_top, at_shoulder : width and thickness there, if they differ
    shoulder_angle : where the shoulder is, degrees from the top on both sides

    Raises
    ------
    ParameterError
        If a section cannot be drawn with the profile's edges and domes.

    Examples
    --------
    >>> from jewelcad.reference.ring_sizes import RingSize
    >>> from jewelcad.shanks.profiles import half_round
    >>> round(Shank(RingSize("US 7"), half_round(2.2)).top.origin[2], 3)
    10.461
    """

    size: RingSize
    profile: Profile
    at_top: Section | None = None
    at_shoulder: Section | None = None
    shoulder_angle: Annotated[Deg, Range(15, 120), "angle of the shoulder from the top"] = 45.0

    part_name = "shank"

    def check(self) -> None:
        for section in (self.at_top, self.at_shoulder):
            if section:
                self._contour(*self._filled(section))

    def handles(self, parts: int) -> int:
        """Ways round through its metal, the finger's and others, once so many parts join it."""
        return 1

    @property
    def bore_radius(self) -> float:
        """Half the nominal inner diameter, mm."""
        return self.size.diameter / 2

    @property
    def tapered(self) -> bool:
        base = (self.profile.width, self.profile.thickness)
        return any(s and self._filled(s) != base for s in (self.at_top, self.at_shoulder))

    def width(self, degrees: float = 180.0) -> float:
        """Width along the finger at an angle from the top, mm."""
        return self._laws[0](degrees)

    def thickness(self, degrees: float = 180.0) -> float:
        """Thickness of the crest over the bore at an angle from the top, mm."""
        return self._laws[1](degrees)

    @property
    def top(self) -> Frame:
        """Crest at twelve o'clock: z outwards (+Z), x along the band (+X), y along the finger."""
        return self.at(0.0)

    @property
    def base(self) -> Frame:
        """Crest at six o'clock."""
        return self.at(180.0)

    def across(self, degrees: float) -> float:
        """Where the band's middle line lies along the finger at an angle from the top, mm."""
        return 0.0

    def at(self, degrees: float) -> Frame:
        """Crest of the outside at an angle from the top towards +X; z square to the surface."""
        reach = self.bore_radius + self.thickness(degrees)
        lean = math.degrees(math.atan2(slope(self.thickness, degrees), reach))
        yaw = math.degrees(math.atan2(slope(self.across, degrees), reach))
        crest = Frame().tilted(degrees).moved(y=self.across(degrees), z=reach)
        return crest.tilted(-lean).turned(yaw)

    def on_surface(self, degrees: float, across: float = 0.0) -> Frame:
        """On the outside at an angle from the top, ``across`` mm along the finger from the middle.

        z is square to the metal as it is built, x runs along the band, y along the finger.

        Raises
        ------
        ParameterError
            If the place lies beside the band.

        Examples
        --------
        >>> from jewelcad.reference.ring_sizes import RingSize
        >>> from jewelcad.shanks.profiles import flat
        >>> frame = Shank(RingSize("US 7"), flat(4)).on_surface(0, 1.5)
        >>> [round(c, 3) for c in frame.origin]
        [0.0, 1.5, 10.461]
        """
        origins, axes = self.surface_poses([degrees], [across])
        return Frame(tuple(origins[0]), tuple(axes[0, 0]), tuple(axes[0, 2]))

    def surface_poses(
        self, degrees: ArrayLike, across: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """`on_surface` for many places: origins (n, 3) and axes (n, 3, 3), rows x, y and z."""
        import numpy as np

        return self._outside.poses(np.asarray(degrees, float), np.asarray(across, float))

    def inside(self, degrees: float) -> Frame:
        """The bore at an angle from the top: z points into the finger, x along the band."""
        frame = Frame().tilted(degrees).moved(y=self.across(degrees), z=self.bore_radius)
        return Frame(frame.origin, frame.x, tuple(-c for c in frame.z))  # type: ignore[arg-type]

    def row(self, start: float, count: int, pitch: float) -> tuple[Frame, ...]:
        """Frames along the crest for a row of stones: on a shoulder, or right round.

        Parameters
        ----------
        start : angle of the first from the top; a negative one runs down the other shoulder
        count : number of frames
        pitch : from one origin to the next, mm, measured straight

        Raises
        ------
        ParameterError
            If the row would run past the base.
        """
        angles, way = [start], math.copysign(1.0, start or 1.0)
        for _ in range(count - 1):
            angles.append(self._stepped(angles[-1], way, pitch))
        if max(map(abs, angles)) > 180.0:
            raise ParameterError(
                f"A row of {count} with {pitch:g} mm from one to the next, begun at {start:g}°, "
                "runs past the base of the band. Take fewer, or set them closer."
            )
        return tuple(self.at(a) for a in angles)

    def _stepped(self, angle: float, way: float, pitch: float) -> float:
        """The angle whose crest lies ``pitch`` from the crest at ``angle``; bisection."""
        low, high = 0.0, 90.0
        for _ in range(60):
            middle = (low + high) / 2
            near = math.dist(self.at(angle).origin, self.at(angle + way * middle).origin) < pitch
            low, high = (middle, high) if near else (low, middle)
        return angle + way * low

    def build(self, stage: Stage = "cast") -> Workpiece:
        """One solid of metal; a shank is the same at every stage."""
        return Workpiece(metal=[Body("", self._shape, clear=True)])

    @cached_property
    def _shape(self) -> Shape:
        if not self.tapered:
            return Hoop(self._contour(self.width(), self.thickness()), self.bore_radius)
        return self._swept(STATIONS)

    def _swept(self, stations: int) -> Swept:
        """The band through sections evenly spaced from the base, each on the middle line."""
        angles = [180.0 + 360.0 * i / stations for i in range(stations)]
        sections = tuple(self._contour(self.width(a), self.thickness(a)) for a in angles)
        places = tuple((self.across(a), 0.0, 0.0) for a in angles)
        return Swept(sections, self.bore_radius, places if any(p[0] for p in places) else ())

    @cached_property
    def _outside(self) -> Outside:
        from jewelcad.shanks.outside import Outside

        if not isinstance(self._shape, Hoop | Swept):
            raise ParameterError(
                f"{type(self).__name__} does not run once round in even sections, so a place on it "
                "has no angle and distance across. Ask at(angle) or the frames it names itself."
            )
        return Outside(self._shape)

    def _contour(self, width: float, thickness: float) -> Contour:
        return self.profile.drawn(width, thickness)

    def _filled(self, section: Section) -> tuple[float, float]:
        return (
            section.width or self.profile.width,
            section.thickness or self.profile.thickness,
        )

    @cached_property
    def _laws(self) -> tuple[SmoothLaw, SmoothLaw]:
        base = (self.profile.width, self.profile.thickness)
        top = self._filled(self.at_top) if self.at_top else base
        stations = [(0.0, top), (180.0, base)]
        if self.at_shoulder:
            stations.insert(1, (self.shoulder_angle, self._filled(self.at_shoulder)))
        widths, thicknesses = ([(a, pair[k]) for a, pair in stations] for k in (0, 1))
        return SmoothLaw(widths), SmoothLaw(thicknesses)
