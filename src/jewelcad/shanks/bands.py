"""Bands by the names a shop gives them: tapered, reverse-tapered, wide, cigar; the euro shank."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.geometry.shapes import Shape
from jewelcad.params import Range, Suggest, part
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks.laws import SmoothLaw
from jewelcad.shanks.profiles import Bevelled, FlatCourt, Profile
from jewelcad.shanks.shank import Section, Shank
from jewelcad.units import Mm

WIDE = 5.0
"""mm from which a band is felt as wide and sits tighter (careypearson.com/finding-a-ring-size)."""
CIGAR = 7.0
"""mm from which the trade's cigar bands begin (a choice)."""


def tapered(size: RingSize, profile: Profile, top: float, thickness: float | None = None) -> Shank:
    """A band that narrows from ``profile`` at the base to ``top`` mm wide at the top.

    Raises
    ------
    ParameterError
        If the top is not narrower than the base; `reverse_tapered` widens.
    """
    if top >= profile.width:
        raise ParameterError(
            f"tapered: top = {top:g} mm is not narrower than the base, {profile.width:g} mm. "
            "Choose less, or use reverse_tapered."
        )
    return Shank(size, profile, at_top=Section(width=top, thickness=thickness))


def reverse_tapered(
    size: RingSize, profile: Profile, top: float, thickness: float | None = None
) -> Shank:
    """A band that widens from ``profile`` at the base to ``top`` mm wide at the top.

    Raises
    ------
    ParameterError
        If the top is not wider than the base; `tapered` narrows.
    """
    if top <= profile.width:
        raise ParameterError(
            f"reverse_tapered: top = {top:g} mm is not wider than the base, {profile.width:g} mm. "
            "Choose more, or use tapered."
        )
    return Shank(size, profile, at_top=Section(width=top, thickness=thickness))


def wide_band(size: RingSize, width: float, thickness: float = 1.6, comfort: float = 0.3) -> Shank:
    """A wide flat band, domed inside: a flat inside that wide would not pass the knuckle.

    Raises
    ------
    ParameterError
        If the band is not wide (`WIDE`).
    """
    _at_least("wide_band", width, WIDE)
    return Shank(size, FlatCourt(width, thickness, comfort=comfort))


def cigar_band(
    size: RingSize, width: float = 9.0, thickness: float = 1.8, base: float | None = None
) -> Shank:
    """A cigar band: very wide, flat with bevels; ``base`` narrows it between the fingers.

    Raises
    ------
    ParameterError
        If the band is not wide enough (`CIGAR`), or its base wider than its top.
    """
    _at_least("cigar_band", width, CIGAR)
    narrow = width if base is None else base
    if narrow > width:
        raise ParameterError(
            f"cigar_band: base = {narrow:g} mm is wider than the top, {width:g} mm. Choose less."
        )
    return Shank(size, Bevelled(narrow, thickness, bevel=0.12), at_top=Section(width=width))


def _at_least(name: str, width: float, least: float) -> None:
    if width < least:
        raise ParameterError(
            f"{name}: width = {width:g} mm is below {least:g} mm. Make it wider, or use Shank."
        )


@part
class EuroShank(Shank):
    """A band with a flat base and two corners beside it, which keep a heavy head upright.

    Parameters
    ----------
    corner : how far the corners stand out over the band's own outside, mm
    corner_angle : of a corner from the base, degrees

    Raises
    ------
    ParameterError
        If the flat would leave less metal than the profile's thickness, or reach past the corners.
    """

    corner: Annotated[Mm, Range(0.2, 3), Suggest(0.6, 1.6, 0.1), "height of the corners"] = 1.1
    corner_angle: Annotated[float, Range(25, 55), "of a corner from the base"] = 38.0

    @property
    def tapered(self) -> bool:
        return True

    @property
    def flat_thickness(self) -> float:
        """Metal under the finger in the middle of the flat, mm."""
        return self.profile.thickness

    def check(self) -> None:
        super().check()
        reach = (self.bore_radius + self.profile.thickness) / math.cos(
            math.radians(self.corner_angle)
        )
        most = reach - self.bore_radius - self.profile.thickness
        if self.corner > most:
            raise ParameterError(
                f"EuroShank.corner = {self.corner:g} mm stands out farther than a flat base can "
                f"reach at {self.corner_angle:g}°, {most:.2f} mm. Choose less, or a wider angle."
            )

    def thickness(self, degrees: float = 180.0) -> float:
        """Of the crest over the bore: the round law, cut by the base's flat and rounded there."""
        inner, own = self.bore_radius, super().thickness(degrees)
        angle = abs((degrees + 180.0) % 360.0 - 180.0)
        round_ = inner + own + self._corner(angle)
        down = max(0.0, -math.cos(math.radians(angle)))
        flat = (inner + self.profile.thickness) * self._ease
        return float((round_**-SHARP + (down / flat) ** SHARP) ** (-1 / SHARP) - inner)

    @cached_property
    def _corner(self) -> SmoothLaw:
        corner = 180.0 - self.corner_angle
        return SmoothLaw([(0.0, 0.0), (70.0, 0.0), (corner, self.corner), (180.0, self.corner)])

    @cached_property
    def _ease(self) -> float:
        """How far out the flat is drawn so that its rounded middle has the profile's thickness."""
        own = self.bore_radius + self.profile.thickness
        share = (1.0 - (own / (own + self.corner)) ** SHARP) ** (-1 / SHARP)
        return float(share)

    @cached_property
    def _shape(self) -> Shape:
        return self._swept(STATIONS_EURO)


SHARP = 40
"""How sharply the flat meets the corners: the larger the sharper (a choice)."""
STATIONS_EURO = 144
"""Sections of a euro shank: its corners turn within a few degrees."""
