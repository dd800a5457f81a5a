"""The stone a setting is built around."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Annotated, Any

from jewelcad.errors import ParameterError
from jewelcad.gems import profile
from jewelcad.gems.cut import Cut, unit_polyhedron
from jewelcad.gems.making import Making
from jewelcad.gems.round import RoundBrilliant
from jewelcad.gems.stone import Stone, species_of
from jewelcad.params import Range, part, spec_of, validated
from jewelcad.units import GRAMS_PER_CARAT, Carat, Mm

if TYPE_CHECKING:
    from jewelcad.frames import Vector
    from jewelcad.gems.outlines import GirdleOutline, Point
    from jewelcad.gems.planes import Facet
    from jewelcad.gems.polyhedron import Polyhedron
    from jewelcad.gems.section import Section
    from jewelcad.geometry.mesh import Mesh
    from jewelcad.geometry.shapes import Facetted

Size = Annotated[Mm, Range(0.1, 200.0)]
"""Width of a stone; the limits are a choice, wider than any stone that is set."""
Weight = Annotated[Carat, Range(1e-6, 1e6)]
"""Weight of a stone; the limits are a choice."""


@part
class Gem(Making, Stone):
    """A stone of a cut, a width and a species.

    Make it by its cut: ``Gem.round(6.5)``, ``Gem.round(carat=1.0)``, ``Gem.oval(8, 6)``. The
    numbers are formulas; `polyhedron`, `mesh` and `solid` are made when asked for.

    Frame: origin in the middle of the girdle plane, z up through the table, x along the length; a
    bezel (crown main) of a round stone looks to +x. The girdle is thickest, `girdle_thickness`,
    at the bezels.

    Examples
    --------
    >>> stone = Gem.round(6.5)
    >>> round(stone.crown_height, 3), round(stone.depth, 2)
    (0.943, 3.9)
    """

    proportions: Annotated[Cut, "cut and proportions"]
    width: Annotated[Size, "width of the girdle"]
    species: Annotated[str, "species, as in the table of stones"] = "diamond"

    def check(self) -> None:
        species_of(self.species)

    @staticmethod
    def round(
        diameter: float | None = None,
        *,
        carat: float | None = None,
        species: str = "diamond",
        proportions: str | RoundBrilliant = "gia_reference",
        table: float | None = None,
        crown_angle: float | None = None,
        pavilion_angle: float | None = None,
        girdle: float | None = None,
        star_length: float | None = None,
        lower_half: float | None = None,
        culet: float | None = None,
    ) -> Gem:
        """A round brilliant by its diameter or its weight.

        Parameters
        ----------
        diameter : of the girdle, mm
        carat : weight instead of diameter, ct; the diameter follows from the species
        species : such as ``diamond``, ``ruby``
        proportions : a set named in ``gems/proportions.csv``, or a `RoundBrilliant`
        table, girdle, culet : instead of the set's, % of the diameter; the girdle at the bezels
        crown_angle, pavilion_angle : instead of the set's, degrees
        star_length, lower_half : instead of the set's, %

        Raises
        ------
        ParameterError
            If neither or both of ``diameter`` and ``carat`` are given, or a value cannot be.

        Examples
        --------
        >>> round(Gem.round(6.5).carat, 2)
        0.99
        """
        changed = {
            "table": table,
            "crown_angle": crown_angle,
            "pavilion_angle": pavilion_angle,
            "girdle": girdle,
            "star_length": star_length,
            "lower_half": lower_half,
            "culet": culet,
        }
        cut = _changed(proportions, changed)
        stone = species_of(species)
        if (diameter is None) == (carat is None):
            given = "neither" if diameter is None else "both"
            raise ParameterError(
                f"Gem.round needs a diameter in mm or a weight in carat, and {given} was given. "
                "Write Gem.round(6.5) or Gem.round(carat=1.0)."
            )
        width = _width("Gem.round", "diameter", cut, stone.specific_gravity, diameter, carat)
        return Gem(cut, width, stone.name)

    # ---- numbers, mm -------------------------------------------------------------------------

    @property
    def cut(self) -> str:
        """Name of the cut, such as ``round``."""
        return self.proportions.name

    @property
    def diameter(self) -> float:
        """Of the girdle; the width, for a stone that is not round."""
        return self.width

    @property
    def length(self) -> float:
        return self.width * self.proportions.ratio

    @property
    def girdle_radius(self) -> float:
        """Largest distance of the girdle from the axis."""
        return max(r for r, _ in self.proportions.outline) * self.width

    @property
    def table(self) -> float:
        """Width of the table, corner to corner."""
        return self._mm(self.proportions.table)

    @property
    def crown_height(self) -> float:
        """From `girdle_top` to the table."""
        return self._mm(self.proportions.crown_height)

    @property
    def pavilion_depth(self) -> float:
        """From `girdle_bottom` to the culet."""
        return self._mm(self.proportions.pavilion_depth)

    @property
    def girdle_thickness(self) -> float:
        """At the thick points."""
        return self._mm(self.proportions.girdle)

    @property
    def crown_angle(self) -> float:
        """Degrees."""
        return self.proportions.crown_angle

    @property
    def pavilion_angle(self) -> float:
        """Degrees."""
        return self.proportions.pavilion_angle

    def _mm(self, percent: float) -> float:
        return percent / 100.0 * self.width

    # ---- weight ------------------------------------------------------------------------------

    @property
    def volume(self) -> float:
        """mm³."""
        return self.proportions.volume * self.width**3

    # ---- what settings ask ---------------------------------------------------------------------

    @functools.cached_property
    def girdle_outline(self) -> GirdleOutline:
        """The girdle's curve seen from the table; exact."""
        return self.proportions.girdle_outline.scaled(self.width)

    @property
    def culet(self) -> Vector:
        """The lowest point, or the middle of the keel."""
        x, y = self.proportions.culet_place
        return (x * self.width, y * self.width, self.culet_z)

    def _section(self, start: Point, inward: Point) -> Section:
        from jewelcad.gems.section import section_of

        mirrored = start[1] < 0.0 and not self.girdle_outline.is_convex
        return section_of(_facets(self.proportions, self.width, mirrored), start, inward)

    def _around(self) -> profile.Outline:
        return tuple((r * self.width, z * self.width) for r, z in self.proportions.outline)

    def _grown(self, clearance: float) -> Facetted:
        from jewelcad.gems.grown import grown

        return grown(self.proportions, self.width, clearance)

    # ---- geometry ------------------------------------------------------------------------------

    @functools.cached_property
    def polyhedron(self) -> Polyhedron:
        """Vertices, faces and the tier of each face; mm."""
        return unit_polyhedron(self.proportions).scaled(self.width)

    def _mesh(self, tolerance: float) -> Mesh:
        import numpy as np

        from jewelcad.geometry.mesh import Mesh

        stone = self.polyhedron
        triangles = stone.triangles()
        body = np.zeros(len(triangles), dtype=np.int32)
        return Mesh(stone.vertices, triangles, body, names=("stone",))

    def solid(self) -> Any:
        """The stone as a solid of the kernel (``TopoDS_Solid``), one planar face for each facet.

        Equal stones are given the same solid, so it is meshed once.

        Raises
        ------
        GeometryError
            If the kernel cannot make it.
        """
        return _solid(self.proportions, self.width)


def _changed(proportions: str | RoundBrilliant, changed: dict[str, float | None]) -> RoundBrilliant:
    if isinstance(proportions, RoundBrilliant):
        from dataclasses import replace

        given: Any = {k: v for k, v in changed.items() if v is not None}
        return replace(proportions, **given) if given else proportions
    return RoundBrilliant.named(proportions, **changed)


def _width(
    owner: str, name: str, cut: Cut, gravity: float, size: float | None, carat: float | None
) -> float:
    """The width asked for, or the one that weighs ``carat``: volume goes with its cube."""
    if carat is None:
        return float(validated(owner, {name: spec_of(name, Size)}, {name: size})[name])
    weight = validated(owner, {"carat": spec_of("carat", Weight)}, {"carat": carat})["carat"]
    volume = weight * GRAMS_PER_CARAT * 1000.0 / gravity
    return float((volume / cut.volume) ** (1.0 / 3.0))


def sized(cut: Cut, width: float | None, carat: float | None, species: str) -> Gem:
    """The stone of a cut with the width or, not None, the weight asked for."""
    kind = species_of(species)
    wide = _width(cut.name, "width", cut, kind.specific_gravity, width, carat)
    return Gem(cut, wide, kind.name)


@functools.lru_cache(maxsize=64)
def _facets(cut: Cut, width: float, mirrored: bool = False) -> tuple[Facet, ...]:
    from jewelcad.gems.planes import Facet, facets_of

    side = -1.0 if mirrored else 1.0
    return tuple(Facet(n, (x, side * y, z), d * width) for n, (x, y, z), d in facets_of(cut))


@functools.lru_cache(maxsize=256)
def _solid(cut: Cut, width: float) -> Any:
    from jewelcad.geometry import polyhedron

    stone = unit_polyhedron(cut).scaled(width)
    return polyhedron(stone.vertices, stone.faces)
