"""The signet: a band that swells through its shoulders into a table."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.contours import Contour, Line, Segment
from jewelcad.geometry.shapes import Quilt, Shape
from jewelcad.geometry.walks import parted, share_at
from jewelcad.params import OneOf, Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.shanks.laws import SmoothLaw
from jewelcad.shanks.shank import Shank
from jewelcad.shanks.table import Table
from jewelcad.units import Mm

if TYPE_CHECKING:
    from jewelcad.geometry.quilts import Sheet


@part
class SignetShank(Shank):
    """A signet ring: profile at the base, table at the top.

    The table lies with its length along the finger. `table_frame` is for engraving: origin in the
    middle of the table, z out of the metal, x along the table's length.

    Parameters
    ----------
    outline : of the table: any of a stone's, such as oval, cushion, shield, hexagon, heart or pear;
        points look along the finger
    length, table_width : of the table along the finger and around it, mm
    own : your own drawing of the table in mm, x along the finger, instead of outline, length and
        table_width: straight pieces and circular arcs, all of it seen from its middle
    height : of the table's edge over the bore, mm
    corner : radius that rounds the outline's corners, mm
    dome : height of a domed table over its edge, mm; 0 for flat
    shoulder : width of the band at three and nine o'clock, mm; by default between base and table
    fullness : of the shoulders on their way up: 0 straight into the table, above it rounded, below
        it hollowed
    edge : width of the table's rounded edge, mm (``edge.radius`` at least)
    turned : degrees the table is turned: at 90 its length lies around the finger

    Raises
    ------
    ParameterError
        If the table is too wide for the finger, does not suit its outline, or metal gets too thin.
    """

    outline: Annotated[str, OneOf(*Table.NAMES), "outline of the table"] = "oval"
    length: Annotated[Mm, Range(4, 30), Suggest(8, 16, 0.5), "table along the finger"] = 13.0
    table_width: Annotated[Mm, Range(4, 24), Suggest(8, 14, 0.5), "table around it"] = 10.5
    height: Annotated[Mm, Range(1.2, 8), Suggest(2, 4, 0.1), "table's edge over the bore"] = 2.8
    corner: Annotated[Mm, Range(0, 6), Suggest(0, 2, 0.1), "radius of the corners"] = 0.0
    dome: Annotated[Mm, Range(0, 3), Suggest(0, 1, 0.1), "rise of the table"] = 0.0
    shoulder: Annotated[Mm | None, Range(0.8, 20), "width at three o'clock"] = None
    edge: Annotated[Mm, Range(0.125, 1), "rounded edge of the table"] = 0.25
    fullness: Annotated[float, Range(-1, 1), Suggest(-0.5, 0.5, 0.1), "of the shoulders"] = 0.0
    own: Contour | None = None
    turned: Annotated[int, OneOf(0, 90, 180, 270), "turn of the table"] = 0

    # ---- numbers -------------------------------------------------------------------------------

    def check(self) -> None:
        if self.at_top or self.at_shoulder:
            raise ParameterError(
                "SignetShank takes its shoulders from shoulder= and the table. Leave at_top and "
                "at_shoulder out."
            )
        super().check()
        self.parts(90.0)
        wide = 2 * self.table.half_x
        if wide > 2 * (self.bore_radius + self.profile.thickness):
            raise ParameterError(
                f"SignetShank: the table is {wide:g} mm wide around the finger, wider than the "
                f"ring, {2 * (self.bore_radius + self.profile.thickness):.2f} mm. Make it narrower."
            )
        least, wall = limit("check.wall.warn").value, self.thinnest
        if wall < least:
            raise ParameterError(
                f"SignetShank: {wall:.2f} mm of metal are left between the finger and the "
                f"shoulders, less than {least:g} mm (limits.csv: check.wall.warn). Raise height, "
                "or make the table wider around the finger."
            )

    @cached_property
    def table(self) -> Table:
        """The table's outline, x around the finger and y along it."""
        named = (self.outline, self.length, self.table_width, self.corner, self.turned)
        return Table(*named, self.own)

    @property
    def tapered(self) -> bool:
        return True

    @property
    def table_height(self) -> float:
        """Of the table's edge over the finger's axis, mm."""
        return self.bore_radius + self.height

    @property
    def top(self) -> Frame:
        """The middle of the table."""
        return Frame().lifted(self.table_height + self.dome)

    @property
    def table_frame(self) -> Frame:
        """The middle of the table for engraving: x along its length, y across."""
        return self.top.turned(90.0 + self.turned)

    @cached_property
    def _laws(self) -> tuple[SmoothLaw, SmoothLaw]:
        base, span = self.profile.width, 2 * self.table.half_y
        side = self.shoulder or base + 0.3 * max(span - base, 0.0)
        top = max(min(0.88 * span, span - 0.6), side if side < span else 0.6 * span)
        widths = SmoothLaw([(0.0, top), (90.0, side), (180.0, base)])
        return widths, SmoothLaw([(0.0, self.profile.thickness), (180.0, self.profile.thickness)])

    def thickness(self, degrees: float = 180.0) -> float:
        """Over the bore, mm; above the middle of the finger that of the shoulders' crest."""
        angle = abs((degrees + 180.0) % 360.0 - 180.0)
        if angle >= 90.0:
            return self.profile.thickness
        if math.tan(math.radians(angle)) <= self.table.towards(0.0)[0] / self.table_height:
            return self.table_height / math.cos(math.radians(angle)) - self.bore_radius
        import numpy as np

        return float(np.interp(angle, *self._middle)) - self.bore_radius

    @cached_property
    def _middle(self) -> tuple[list[float], list[float]]:
        """Angles from the top (rising) and reaches of the column in the middle of a shoulder."""
        import numpy as np

        from jewelcad.geometry.quilts import Sheet
        from jewelcad.shanks.signet_skin import SignetSkin

        crest = np.array([[0.0, self.profile.thickness]] * 2)
        column = Sheet(SignetSkin(self).columns(crest, np.array([0.5, 0.5]), 1.0))
        x, _, z = column.points(np.zeros(1), np.linspace(1.0, 0.0, 401))[0].T
        return np.degrees(np.arctan2(x, z)).tolist(), np.hypot(x, z).tolist()

    @property
    def thinnest(self) -> float:
        """Least metal between the finger and the middle of a shoulder, mm."""
        return min(self._middle[1]) - self.bore_radius

    # ---- the band's section --------------------------------------------------------------------

    def parts(self, degrees: float, mirrored: bool = False) -> tuple[Contour, list[int], list[int]]:
        """The section at an angle, and which of its pieces lie below the dome and on it.

        The dome is cut where sheets of the shoulders end; ``mirrored`` as seen from behind.
        """
        below, dome, above = self._section(degrees)
        cut: list[Segment] = []
        for k, piece in enumerate(dome):
            own = len(dome) - 1 - k if mirrored else k
            shares = [t for j, t in self._cuts if j == own]
            cut += parted(piece, [1.0 - t for t in shares[::-1]] if mirrored else shares)
        first, last = len(below), len(below) + len(cut)
        rest = [*range(first), *range(last, last + len(above))]
        return Contour((*below, *cut, *above)), rest, list(range(first, last))

    def _section(self, degrees: float) -> tuple[tuple[Segment, ...], ...]:
        """Pieces of the section below the dome, on it, and after it."""
        pieces = self._contour(self.width(degrees), self.profile.thickness).segments
        walls = [
            k for k, s in enumerate(pieces) if isinstance(s, Line) and abs(s.start[0] - s.end[0])
            < 1e-9 and abs(s.start[0]) > 0.4 * self.width(degrees)
        ]  # fmt: skip
        if len(walls) != 2:
            raise ParameterError(
                f"SignetShank.profile is {type(self.profile).__name__}, which has no side walls "
                "for the table to stand on. Choose half_round, court, flat or flat_court."
            )
        first, last = walls[0] + 1, walls[1]
        return pieces[:first], pieces[first:last], pieces[last:]

    @cached_property
    def _cuts(self) -> tuple[tuple[int, float], ...]:
        """Where sheets of the shoulders end: number of the dome's piece, and share of it; rising.

        They are those of both shoulders, so that both meet the band below.
        """
        _, dome, _ = self._section(90.0)
        right, left = self.table.marks(0), self.table.marks(2)
        x0, x1 = dome[-1].end[0], dome[0].start[0]
        found = set()
        for share in {*right, *(1.0 - v for v in left)}:
            across = x0 + share * (x1 - x0)
            for k, piece in enumerate(dome):
                t = share_at(piece, across)
                if t is not None and 1e-6 < t < 1.0 - 1e-6:
                    found.add((k, round(t, 9)))
        return tuple(sorted(found))

    # ---- surfaces ------------------------------------------------------------------------------

    @cached_property
    def _shape(self) -> Shape:
        return Quilt(self)

    def sheets(self) -> list[Sheet]:
        """See `SignetSkin`."""
        from jewelcad.shanks.signet_skin import SignetSkin

        return SignetSkin(self).sheets()
