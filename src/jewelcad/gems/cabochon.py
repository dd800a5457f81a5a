"""Cabochons: stones without facets, of any convex outline, and of the heart.

The dome is the girdle's outline shrinking towards a point over the middle of its area, while its
height follows one conic. An upright quarter of an ellipse makes half an ellipsoid of a round or an
oval; leaning in and fuller, it makes the tall bullet and, over a square, the four bulged flanks and
the rounded top of a sugarloaf.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Annotated, Any

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.gems import plan, profile
from jewelcad.gems.cabochon_making import KINDS, CabochonMaking, Kind
from jewelcad.gems.conic import conic
from jewelcad.gems.outlines import GirdleOutline, Point
from jewelcad.gems.section import STEPS, TANGENTS, Section, least
from jewelcad.gems.shapes import OUTLINES, must_fit
from jewelcad.gems.stone import Stone, species_of
from jewelcad.geometry.domes import Curve, Dome
from jewelcad.params import OneOf, Range, part
from jewelcad.units import Mm

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

OUTLINE_OF = {"round": "circle", "square": "rectangle", "bullet outline": "bullet"} | {
    name: name for name in OUTLINES if name not in ("circle", "bullet")
}
"""Outlines by the name a cabochon of it has; see `shapes.OUTLINES`."""
THINNEST = 0.01
"""Least height of the dome over the stone's width (a choice)."""
_WAY = tuple(1.0 - math.cos(k * math.pi / 2.0 / STEPS) for k in range(1, STEPS + 1))

Length = Annotated[Mm, Range(0.1, 200.0)]


@part
class Cabochon(CabochonMaking, Stone):
    """A cabochon by its measures.

    Easier made by `of`, `round`, `oval`, `bullet`, `sugarloaf`. From below: the back, flat or
    domed; an upright wall, the edge; the dome. The origin is halfway up the edge. The dome's top
    and the back's lowest point stand over the middle of the outline's area.

    Parameters
    ----------
    outline : name of the outline, such as ``round``, ``oval``, ``cushion``, ``pear``
    length, width : of the girdle, mm
    dome : ``low``, ``medium``, ``high``, ``bullet`` or ``sugarloaf``: see `KINDS`
    height : of the whole stone, back and edge included, mm; by default the dome's share of the
        width, over the back
    back : depth of a domed back, mm; 0 for a flat one
    edge : height of the upright wall, mm
    shoulder, fullness : of the dome's conic, instead of the kind's: see `Kind`
    species : as in the table of stones

    Raises
    ------
    ParameterError
        If the ratio does not suit the outline, or back and edge leave no height for the dome.

    Examples
    --------
    >>> stone = Cabochon("oval", 8.0, 6.0, species="turquoise")
    >>> stone.depth, round(stone.volume, 3), round(stone.carat, 2)
    (3.0, 75.398, 1.04)
    """

    outline: Annotated[str, OneOf(*OUTLINE_OF), "outline of the girdle"]
    length: Annotated[Length, "length of the girdle"]
    width: Annotated[Length, "width of the girdle"]
    dome: Annotated[str, OneOf(*KINDS), "kind of dome"] = "medium"
    height: Annotated[Mm | None, Range(0.05, 400.0), "of the whole stone"] = None
    back: Annotated[Mm, Range(0.0, 200.0), "depth of a domed back; 0 is flat"] = 0.0
    edge: Annotated[Mm, Range(0.0, 200.0), "height of the upright wall"] = 0.0
    shoulder: Annotated[float | None, Range(0.1, 1.0), "where the flank aims; 1 is upright"] = None
    fullness: Annotated[float | None, Range(0.2, 0.8), "of the dome's conic"] = None
    species: Annotated[str, "species, as in the table of stones"] = "quartz"

    def check(self) -> None:
        species_of(self.species)
        must_fit("Cabochon", OUTLINE_OF[self.outline], self.ratio)
        if self.outline == "square" and not math.isclose(self.length, self.width, rel_tol=1e-9):
            raise ParameterError(
                f"Cabochon: a square cannot be {self.length:g} by {self.width:g} mm. "
                "Choose outline = 'rectangle', or one size."
            )
        if not plan.shrinks(self.girdle_outline, self.apex):
            raise ParameterError(
                f"Cabochon: an outline {self.outline!r} of {self.length:g} by {self.width:g} mm "
                "cannot shrink to one point: its cleft is too deep. Choose another ratio."
            )
        thinnest = THINNEST * self.width
        if self.crown_height < thinnest:
            raise ParameterError(
                f"Cabochon.height = {self.depth:g} mm leaves {self.crown_height:.3g} mm for the "
                f"dome over a back of {self.back:g} mm and an edge of {self.edge:g} mm. "
                f"Choose at least {self.back + self.edge + thinnest:.4g} mm."
            )

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def cut(self) -> str:
        kind = f"{self.dome} " if self.kind.tall else ""
        return f"{self.outline} {kind}cabochon"

    @property
    def kind(self) -> Kind:
        return KINDS[self.dome]

    @property
    def ratio(self) -> float:
        """Length over width."""
        return self.length / self.width

    @property
    def diameter(self) -> float:
        """Of the girdle; the width, for a stone that is not round."""
        return self.width

    @property
    def depth(self) -> float:
        """The height of the whole stone."""
        return self.kind.height * self.width + self.back if self.height is None else self.height

    @property
    def girdle_radius(self) -> float:
        return plan.farthest(self.girdle_outline)

    @property
    def crown_height(self) -> float:
        """Height of the dome over the edge."""
        return self.depth - self.back - self.edge

    @property
    def pavilion_depth(self) -> float:
        """Depth of the back under the edge; 0 if it is flat."""
        return self.back

    @property
    def girdle_thickness(self) -> float:
        return self.edge

    @property
    def crown_angle(self) -> float:
        """Slope of the dome at the edge, across the width, degrees."""
        return math.degrees(math.atan2(self.crown_height, (1.0 - self._aim) * self.width / 2.0))

    @property
    def pavilion_angle(self) -> float:
        """Slope of the back at the edge, degrees: upright if it is domed, 0 if it is flat."""
        return 90.0 if self.back else 0.0

    @property
    def _aim(self) -> float:
        return self.kind.shoulder if self.shoulder is None else self.shoulder

    @property
    def _rho(self) -> float:
        return self.kind.fullness if self.fullness is None else self.fullness

    @functools.cached_property
    def girdle_outline(self) -> GirdleOutline:
        """The girdle's curve seen from above; exact."""
        return OUTLINES[OUTLINE_OF[self.outline]](self.ratio).scaled(self.width)

    @functools.cached_property
    def apex(self) -> Point:
        """Where the top stands, in plan: the middle of the outline's area."""
        return plan.centroid(self.girdle_outline)

    @property
    def culet(self) -> Vector:
        """The lowest point of a domed back, or the middle of a flat one."""
        return (*self.apex, self.culet_z)

    @property
    def volume(self) -> float:
        """mm³: the outline's area times ∫ share² dz, for a similar section has share² of it."""
        mean = self.crown_height * conic(self._aim, self._rho).mean_square() + self.edge
        return plan.area(self.girdle_outline) * (mean + 2.0 / 3.0 * self.back)

    # ---- sections ------------------------------------------------------------------------------

    def crown_z(self, x: float, y: float) -> float:
        """Height of the dome over (x, y), inside the outline; exact."""
        return self._over(plan.share_of(self.girdle_outline, self.apex, (x, y)))

    def back_z(self, x: float, y: float) -> float:
        """Height of the back under (x, y), inside the outline; exact."""
        return self._under(plan.share_of(self.girdle_outline, self.apex, (x, y)))

    def _over(self, share: float) -> float:
        """Height of the dome where the outline has shrunk to ``share``."""
        return self.girdle_top + self.crown_height * conic(self._aim, self._rho).height(share)

    def _under(self, share: float) -> float:
        return self.girdle_bottom - self.back * math.sqrt(max(0.0, 1.0 - share**2))

    def _section(self, start: Point, inward: Point) -> Section:
        """It reaches to where the dome is highest; its sides are chords."""
        (sx, sy), (dx, dy) = start, inward
        outline, apex = self.girdle_outline, self.apex

        def share(d: float) -> float:
            return plan.share_of(outline, apex, (sx + d * dx, sy + d * dy))

        (ax, ay) = apex[0] - sx, apex[1] - sy
        beside = abs(ax * dy - ay * dx) > 1e-9 * self.width
        reach = least(share, 2.0 * self.girdle_radius) if beside else ax * dx + ay * dy
        places = [reach * way for way in _WAY]
        shares = [share(d) for d in places]
        dome = [(d, self._over(s)) for d, s in zip(places, shares, strict=True)]
        back = [(d, self._under(s)) for d, s in zip(places, shares, strict=True)]
        crown, pavilion = (0.0, self.girdle_top), (0.0, self.girdle_bottom)
        under = back if self.back else back[-1:]
        return Section(start, inward, (crown, *dome), (pavilion, *under))

    def _around(self) -> profile.Outline:
        """Tangents of the profile turned about the axis.

        Where the middle of the outline is off the axis, ``off`` and ``reach`` bound the radius,
        share by share: ``|c + s (q - c)| <= (1 - s) |c| + s |q|``.
        """
        off, reach = math.hypot(*self.apex), self.girdle_radius
        corners = (c for curve in self.sides for c in curve.around(TANGENTS))
        return profile.hull((off * (1.0 - s) + reach * s, z) for s, z in corners)

    # ---- geometry ------------------------------------------------------------------------------

    @property
    def sides(self) -> tuple[Curve, ...]:
        """In (share of the outline, z), from the back up to the top."""
        g, b = self.girdle_top, self.girdle_bottom
        made = []
        if self.back:
            low = self.culet_z
            made.append(Curve.bend((0.0, low), (1.0, low), (1.0, b), math.sqrt(0.5)))
        if self.edge:
            made.append(Curve.line((1.0, b), (1.0, g)))
        return (*made, conic(self._aim, self._rho).curve(g, self.table_height))

    def solid(self) -> Any:
        return self._shape.solid()

    def _mesh(self, tolerance: float) -> Mesh:
        return self._shape.mesh(tolerance, "stone")

    @property
    def _shape(self) -> Dome:
        return Dome(plan.curves(self.girdle_outline), self.sides, self.apex)
