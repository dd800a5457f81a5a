"""What every stone answers, facetted or not, without a solid: numbers, outline, sections. In mm.

Its frame lies in the middle of the girdle plane, z up through the table or the top of the dome, x
along the length.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Annotated, Any

from jewelcad.frames import Frame, Vector
from jewelcad.gems import profile
from jewelcad.params import Range, spec_of, validated
from jewelcad.units import Mm, carats

if TYPE_CHECKING:
    from jewelcad.gems.outlines import GirdleOutline, Point
    from jewelcad.gems.section import Section
    from jewelcad.geometry.mesh import Mesh
    from jewelcad.geometry.shapes import Shape
    from jewelcad.reference.stones import Species

TOLERANCE = 0.005
"""mm, deviation of a curved stone's mesh unless asked for (a choice)."""
CLEARANCE = {"clearance": spec_of("clearance", Annotated[Mm, Range(0.0, 50.0)])}
_TOLERANCE = {"tolerance": spec_of("tolerance", Annotated[Mm, Range(1e-4, 1.0)])}


class Stone:
    """A stone a setting can be built around: `Gem`, `Cabochon`, `Pearl`; a frozen part.

    Settings, pictures and files need nothing of a stone but what is here.
    """

    # ---- what each kind tells ------------------------------------------------------------------

    if TYPE_CHECKING:  # a field of a part must not find a property of its name in a base

        @property
        def species(self) -> str: ...

        @property
        def length(self) -> float: ...

        @property
        def width(self) -> float: ...

        @property
        def diameter(self) -> float:
            """Of the girdle; the width, for a stone that is not round."""

    @property
    def cut(self) -> str:
        """Name of the cut, such as ``round`` or ``oval cabochon``."""
        raise NotImplementedError

    @property
    def girdle_outline(self) -> GirdleOutline:
        """The girdle's curve seen from above; exact."""
        raise NotImplementedError

    @property
    def girdle_radius(self) -> float:
        """Largest distance of the girdle from the axis."""
        raise NotImplementedError

    @property
    def table(self) -> float:
        """Width of the table, corner to corner; 0 for none."""
        return 0.0

    @property
    def crown_angle(self) -> float:
        """Slope of the crown where it leaves the girdle, degrees."""
        raise NotImplementedError

    @property
    def pavilion_angle(self) -> float:
        """Slope of the pavilion where it leaves the girdle, degrees."""
        raise NotImplementedError

    @property
    def crown_height(self) -> float:
        """From `girdle_top` to the table or the top of the dome."""
        raise NotImplementedError

    @property
    def pavilion_depth(self) -> float:
        """From `girdle_bottom` to the lowest point."""
        raise NotImplementedError

    @property
    def girdle_thickness(self) -> float:
        """At the thick points."""
        raise NotImplementedError

    @property
    def culet(self) -> Vector:
        """The lowest point, or the middle of a keel or a flat back."""
        raise NotImplementedError

    @property
    def volume(self) -> float:
        """mm³."""
        raise NotImplementedError

    def _section(self, start: Point, inward: Point) -> Section:
        """The upright section from a point of the outline along a unit direction in plan."""
        raise NotImplementedError

    def _around(self) -> profile.Outline:
        """The envelope without clearance."""
        raise NotImplementedError

    def _mesh(self, tolerance: float) -> Mesh:
        raise NotImplementedError

    def solid(self) -> Any:
        """The stone as an exact solid of the kernel (``TopoDS_Solid``).

        Raises
        ------
        GeometryError
            If the kernel cannot make it.
        """
        raise NotImplementedError

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def depth(self) -> float:
        """Lowest point to top."""
        return self.crown_height + self.girdle_thickness + self.pavilion_depth

    @property
    def girdle_top(self) -> float:
        """Height of the girdle's upper edge at its thick points."""
        return self.girdle_thickness / 2.0

    @property
    def girdle_bottom(self) -> float:
        """Height of the girdle's lower edge at its thick points; 0 or less."""
        return -self.girdle_top

    @property
    def table_height(self) -> float:
        """Height of the table, or the top, over the middle of the girdle."""
        return self.girdle_top + self.crown_height

    @property
    def culet_z(self) -> float:
        """Height of the lowest point over the middle of the girdle; 0 or less."""
        return self.girdle_bottom - self.pavilion_depth

    @property
    def genus(self) -> int:
        """How many holes go through it."""
        return 0

    @property
    def specific_gravity(self) -> float:
        """Of the species, g/cm³."""
        return species_of(self.species).specific_gravity

    @property
    def carat(self) -> float:
        """Weight, ct."""
        return carats(self.volume, self.specific_gravity)

    # ---- what settings ask ---------------------------------------------------------------------

    @property
    def corners(self) -> tuple[Point, ...]:
        """Where the girdle's outline turns at once; none on a round or an oval."""
        return self.girdle_outline.corners

    @property
    def extents(self) -> tuple[Vector, Vector]:
        """Least and largest x, y and z."""
        (ax, ay), (bx, by) = self.girdle_outline.extents
        return (ax, ay, self.culet_z), (bx, by, self.table_height)

    @property
    def girdle_frame(self) -> Frame:
        """Middle of the girdle plane: z through the table, x along the length."""
        return Frame()

    def girdle_at(self, t: float) -> Frame:
        """On the outline at share ``t`` of its length: x outwards, y along it, z up."""
        (x, y), (nx, ny) = self.girdle_outline.point(t), self.girdle_outline.normal(t)
        return Frame((x, y, 0.0), (nx, ny, 0.0), (0.0, 0.0, 1.0))

    def section_at(self, t: float) -> Section:
        """The section at share ``t`` of the outline's length, square to the outline."""
        (x, y), (nx, ny) = self.girdle_outline.point(t), self.girdle_outline.normal(t)
        return self._section((x, y), (-nx, -ny))

    def section(self, azimuth: float) -> Section:
        """The section along the ray from the middle at ``azimuth`` degrees.

        Examples
        --------
        >>> from jewelcad.gems import Gem
        >>> side = Gem.oval(8, 6).section(90)
        >>> [round(side.pavilion_z(d), 3) for d in (0.0, 1.0, 3.0)]
        [-0.12, -0.959, -2.637]
        """
        a = math.radians(azimuth)
        start = self.girdle_outline.at(self.girdle_outline.toward(azimuth))[0]
        return self._section(start, (-math.cos(a), -math.sin(a)))

    def section_from(self, start: Point, inward: Point) -> Section:
        """The section from a point of the outline along ``inward``, a unit direction in plan."""
        return self._section(start, inward)

    def envelope(self, clearance: float = 0.0) -> profile.Outline:
        """Outline of a convex body of revolution that holds the stone however it is turned.

        The least one around facets; a curve is replaced by tangents a little outside it.

        Parameters
        ----------
        clearance : how far outside it, mm; corners are mitred, so every flank and cone moves by
            just this much

        Returns
        -------
        tuple of (r, z)
            From the axis below the culet, outwards and up, to the axis over the table; mm.

        Examples
        --------
        >>> from jewelcad.gems import Gem
        >>> Gem.round(10.0).envelope()[2:4]
        ((5.0, -0.125), (5.0, 0.125))
        """
        given = {"clearance": clearance}
        clear = validated(f"{type(self).__name__}.envelope", CLEARANCE, given)["clearance"]
        return _envelope(self, clear)

    def pavilion_radius(self, z: float, clearance: float = 0.0) -> float:
        """Radius of the envelope at height ``z`` mm, below the girdle; from there up the girdle's.

        0 below the stone.
        """
        return profile.radius_at(self.envelope(clearance), min(z, self.girdle_bottom))

    def crown_radius(self, z: float, clearance: float = 0.0) -> float:
        """Radius of the envelope at height ``z`` mm, over the girdle; from there down the girdle's.

        0 over the stone.
        """
        return profile.radius_at(self.envelope(clearance), max(z, self.girdle_top))

    def grown(self, clearance: float) -> Shape:
        """The room the stone needs in metal, ``clearance`` mm away from all of its surface.

        A shape for a `Body` among the seats of a `Workpiece`. The holes of a pearl are none: no
        metal stands in them.

        Examples
        --------
        >>> from jewelcad.gems import Gem
        >>> room = Gem.princess(4.0).grown(0.05)
        >>> round(max(x for x, _, _ in room.vertices), 6)
        2.05
        """
        given = {"clearance": clearance}
        return self._grown(validated(f"{type(self).__name__}.grown", CLEARANCE, given)["clearance"])

    def _grown(self, clearance: float) -> Shape:
        from jewelcad.gems.swollen import swollen

        return swollen(self, clearance)

    # ---- geometry ------------------------------------------------------------------------------

    def mesh(self, tolerance: float = TOLERANCE) -> Mesh:
        """The stone as triangles, nowhere farther than ``tolerance`` mm from its surface.

        Its ``deviation`` is 0 if the stone has facets: they are exact.
        """
        given = {"tolerance": tolerance}
        return self._mesh(validated(f"{type(self).__name__}.mesh", _TOLERANCE, given)["tolerance"])


@functools.lru_cache(maxsize=1024)
def _envelope(stone: Stone, clearance: float) -> profile.Outline:
    return profile.offset(stone._around(), clearance)


def species_of(name: str) -> Species:
    """The species called ``name``; its table is read when first asked for."""
    from jewelcad.reference.stones import species

    return species(name)
