"""Gallery hollows: windows through a bezel's wall, below the bearing."""

from __future__ import annotations

import itertools
import math
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.gems.shapes import OUTLINES
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.settings.piercing import Cuts, Wall
from jewelcad.units import Mm

KINDS = {"round": "circle", "oval": "oval", "navette": "marquise"}
"""Windows that are outlines of stones, by name."""
WIDE = 1.5
"""Width of a window over its height, at most, unless asked for (a choice)."""


@part
class Hollows:
    """Windows through the wall, evenly spaced along the outline, the same number on equal sides.

    Parameters
    ----------
    count : how many
    shape : round, oval, arch (a level sill, half a circle above) or navette (pointed)
    post : metal left between two of them where it is least; by default ``check.wire.error``
    rail : metal left over and under them (``check.wall.error``)
    width : of each; by default all that the posts leave, at most half as much again as its
        height
    """

    count: Annotated[int, Range(1, 60), Suggest(6, 16, 1), "windows"] = 8
    shape: Annotated[str, OneOf("round", "oval", "arch", "navette"), "of a window"] = "oval"
    post: Annotated[Mm | None, Range(0.3, 5), "metal between windows"] = None
    rail: Annotated[Mm | None, Range(0.3, 5), "metal over and under them"] = None
    width: Annotated[Mm | None, Range(0.3, 20), "of a window"] = None

    def cuts(self, wall: Wall, low: float, high: float) -> Cuts:
        """What is cut from a wall that may be pierced from ``low`` to ``high``.

        Raises
        ------
        ParameterError
            If there is no room, or the windows cannot stand evenly.
        """
        least = limit("check.opening.error").value
        rail = self.rail or limit("check.wall.error").value
        tall = high - low - 2.0 * rail
        if tall < least:
            raise ParameterError(
                f"Hollows.rail = {rail:g} mm over and under the windows leaves {max(tall, 0):.2f} "
                f"mm for them, less than {least:g} mm (limits.csv: check.opening.error). Raise the "
                f"bezel's girdle by {least - tall:.2f} mm (or stance='high'), or lower rail."
            )
        wide = self._width(wall, tall, least)
        shown = window(self.shape, wide, wide if self.shape == "round" else tall)
        made = wall.cuts(self.count, wide) or ()  # `_width` saw that there are some
        return tuple(cut.prism(shown, (low + high) / 2.0) for cut in made)

    def _width(self, wall: Wall, tall: float, least: float) -> float:
        post = self.post or limit("check.wire.error").value
        wall.must_take(self.count, "Hollows.count")
        most = wall.widest(self.count, post)
        if most < least:
            raise ParameterError(
                f"Hollows.count = {self.count} windows with posts of {post:g} mm leaves no window "
                f"of {least:g} mm (limits.csv: check.opening.error). Choose fewer, or a thinner "
                "post."
            )
        if self.width and self.width > most:
            raise ParameterError(
                f"Hollows.width = {self.width:g} mm is more than {most:.2f} mm, the widest of "
                f"{self.count} windows that leaves posts of {post:g} mm. Choose fewer or narrower "
                "ones."
            )
        if self.shape == "round":
            return min(self.width or most, tall)
        return self.width or min(most, WIDE * tall)


def window(shape: str, width: float, height: float) -> Contour:
    """A window's outline about the middle of its box, in (along, upwards); mm."""
    wide, tall = round(width, 4), round(height, 4)
    if shape == "arch":
        return arch(wide, tall, tall / -2.0)
    make, long, short = OUTLINES[KINDS[shape]], max(wide, tall), min(wide, tall)
    lying = make(max(long / short, 1.2) if shape == "navette" else long / short)
    drawn = lying.scaled(long / (lying.extents[1][0] - lying.extents[0][0])).contour()
    return drawn if wide >= tall else _upright(drawn)


def arch(width: float, height: float, sill: float) -> Contour:
    """A level sill and an arc over it, half a circle where there is the height for it."""
    r, rise = width / 2.0, min(width / 2.0, height)
    radius = (r * r + rise * rise) / (2.0 * rise)
    spring, centre = sill + height - rise, sill + height - radius
    lean = math.atan2(spring - centre, r)
    over = Arc((0.0, centre), radius, radius, lean, math.pi - lean)
    corners = (over.end, (-r, sill), (r, sill), over.start)
    lines = (Line(a, b) for a, b in itertools.pairwise(corners))
    return Contour((over, *(s for s in lines if math.dist(s.start, s.end) > 1e-9)))


def _upright(lying: Contour) -> Contour:
    """An outline of circular arcs turned by a quarter."""
    turned = (
        Arc((-s.centre[1], s.centre[0]), s.rx, s.ry, s.first + math.pi / 2, s.last + math.pi / 2)
        for s in lying.segments
        if isinstance(s, Arc)
    )
    return Contour(tuple(turned))
