"""Pearls and beads: balls, whole, half-drilled for a post or drilled through.

Hole and depth: domain.md §2.7. Half-drilled 0.8 mm (Stuller's kit) to 0.9 to 1.0 mm
(pearlswholesaler), 50 to 60 % of the diameter deep (professionaljeweler, Sept 2001); drilled
through 0.6 to 1.0 mm.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Annotated, Any

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.gems import outlines, profile
from jewelcad.gems.outlines import GirdleOutline, Point
from jewelcad.gems.section import STEPS, TANGENTS, Section
from jewelcad.gems.stone import Stone, species_of
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.geometry.domes import Curve
from jewelcad.geometry.shapes import Turned
from jewelcad.params import OneOf, Range, Suggest, part, spec_of, validated
from jewelcad.units import GRAMS_PER_CARAT, Carat, Mm

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

MOST_HOLE = 0.8
"""Widest hole over the ball's diameter (a choice: the wall left is a tenth of the diameter)."""

_WEIGHT = {"carat": spec_of("carat", Annotated[Carat, Range(1e-6, 1e6)])}


@part
class Pearl(Stone):
    """A ball, drilled from below along its axis.

    The hole is a plain cylinder with a flat end. Frame: origin in the middle of the ball, z up,
    away from the post.

    Parameters
    ----------
    diameter : of the ball, mm
    drill : ``none``, ``half`` (a blind hole for a post) or ``full``
    hole : diameter of the hole, mm; by default 0.8 (Stuller's kit for half-drilled ones)
    hole_share : depth of a half-drilled hole as a share of the diameter, 0.5 to 0.6 in the trade,
        measured from where the ball's surface was
    species : as in the table of stones

    Raises
    ------
    ParameterError
        If the hole is too wide, too shallow or too deep for the ball.

    Examples
    --------
    >>> pearl = Pearl(7.0, drill="half")
    >>> round(pearl.hole_depth, 2), round(pearl.carat, 2)
    (3.5, 2.4)
    """

    diameter: Annotated[Mm, Range(0.5, 100.0), Suggest(2.0, 14.0, 0.5), "of the ball"]
    drill: Annotated[str, OneOf("none", "half", "full"), "how it is drilled"] = "none"
    hole: Annotated[Mm, Range(0.1, 50.0), Suggest(0.6, 1.0, 0.1), "diameter of the hole"] = 0.8
    hole_share: Annotated[
        float,
        Range(0.1, 0.9),
        Suggest(0.5, 0.6, 0.01),
        "depth of a half-drilled hole over the ball's",
    ] = 0.5
    species: Annotated[str, "species, as in the table of stones"] = "pearl"

    @staticmethod
    def of(diameter: float | None = None, *, carat: float | None = None, **wishes: Any) -> Pearl:
        """A pearl by its diameter in mm or its weight in carat; ``wishes`` are the others.

        Examples
        --------
        >>> round(Pearl.of(carat=2.4, drill="half").diameter, 2)
        7.0
        """
        if "species" in wishes:
            wishes["species"] = species_of(wishes["species"]).name
        if (diameter is None) == (carat is None):
            raise ParameterError(
                "Pearl.of needs a diameter in mm or a weight in carat, and "
                f"{'neither was' if carat is None else 'both were'} given. "
                "Write Pearl.of(7) or Pearl.of(carat=2.4)."
            )
        if diameter is not None:
            return Pearl(diameter, **wishes)
        validated("Pearl.of", _WEIGHT, {"carat": carat})
        return _weighing(carat or 0.0, wishes)

    @staticmethod
    def bead(diameter: float | None = None, species: str = "quartz", **wishes: Any) -> Pearl:
        """A bead of any species, drilled through.

        Examples
        --------
        >>> Pearl.bead(6.0, "lapis lazuli").drill
        'full'
        """
        return Pearl.of(diameter, species=species, **{"drill": "full", **wishes})

    def check(self) -> None:
        species_of(self.species)
        if self.drill != "none" and self.hole > MOST_HOLE * self.diameter:
            raise ParameterError(
                f"Pearl.hole = {self.hole:g} mm is too wide for a ball of {self.diameter:g} mm: "
                "its side would stand less than a tenth of the diameter thick. Choose at most "
                f"{MOST_HOLE * self.diameter:.3g} mm, or a larger pearl."
            )
        if self.drill == "half":
            self._check_blind()

    def _check_blind(self) -> None:
        """The end of a blind hole lies inside the ball."""
        what = f"Pearl.hole_share = {self.hole_share:g} drills a hole of {self.hole:g} mm"
        ball = f"a ball of {self.diameter:g} mm"
        if self._hole_end <= -self._mouth:
            raise ParameterError(f"{what} that ends outside {ball}. Drill deeper.")
        if self._hole_end >= self._mouth * (1.0 - 1e-6):
            raise ParameterError(
                f"{what} through {ball}. Drill less deep, or choose drill = 'full'."
            )

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def cut(self) -> str:
        return "pearl" if species_of(self.species).name == "pearl" else "bead"

    @property
    def radius(self) -> float:
        return self.diameter / 2.0

    @property
    def crown_angle(self) -> float:
        return 90.0

    @property
    def pavilion_angle(self) -> float:
        return 90.0

    @property
    def length(self) -> float:
        return self.diameter

    @property
    def width(self) -> float:
        return self.diameter

    @property
    def girdle_radius(self) -> float:
        return self.radius

    @property
    def girdle_thickness(self) -> float:
        return 0.0

    @property
    def crown_height(self) -> float:
        return self.radius

    @property
    def pavilion_depth(self) -> float:
        """From the girdle to the lowest point, the hole filled."""
        return self.radius

    @property
    def culet(self) -> Vector:
        """The ball's lowest point, the hole filled."""
        return (0.0, 0.0, -self.radius)

    @property
    def genus(self) -> int:
        return 1 if self.drill == "full" else 0

    @property
    def extents(self) -> tuple[Vector, Vector]:
        """Least and largest x, y and z; a hole takes the ball's lowest and highest point away."""
        r = self.radius
        low = r if self.drill == "none" else self._mouth
        return (-r, -r, -low), (r, r, self._mouth if self.drill == "full" else r)

    @property
    def hole_depth(self) -> float:
        """Length of a post that fills the hole, from the ball's lowest point, mm; 0 for none."""
        shares = {"none": 0.0, "half": self.hole_share, "full": 1.0}
        return shares[self.drill] * self.diameter

    @property
    def _hole_end(self) -> float:
        """Height of the blind hole's end."""
        return self.hole_depth - self.radius

    @property
    def _mouth(self) -> float:
        """Distance of the hole's rim from the girdle plane."""
        return math.sqrt(self.radius**2 - (self.hole / 2.0) ** 2)

    @property
    def volume(self) -> float:
        """mm³, the hole taken out: a ball less a cap and a cylinder, or a ring of 4/3 π mouth³."""
        if self.drill == "full":
            return 4.0 / 3.0 * math.pi * self._mouth**3
        ball = 4.0 / 3.0 * math.pi * self.radius**3
        if self.drill == "none":
            return ball
        cap = self.radius - self._mouth
        lost = math.pi * cap**2 * (3.0 * self.radius - cap) / 3.0
        return ball - lost - math.pi * (self.hole / 2.0) ** 2 * (self._hole_end + self._mouth)

    @functools.cached_property
    def girdle_outline(self) -> GirdleOutline:
        """The equator; exact."""
        r = self.radius
        return GirdleOutline((outlines.Arc((0.0, 0.0), r, r, 0.0, 2.0 * math.pi),))

    def _around(self) -> profile.Outline:
        r = self.radius
        lower = Curve.bend((0.0, -r), (r, -r), (r, 0.0), math.sqrt(0.5))
        upper = Curve.bend((r, 0.0), (r, r), (0.0, r), math.sqrt(0.5))
        return profile.hull([*lower.around(TANGENTS), *upper.around(TANGENTS)])

    def _section(self, start: Point, inward: Point) -> Section:
        """Of the ball, as if it were not drilled; its sides are chords."""
        angles = [k * math.pi / 2.0 / STEPS for k in range(STEPS + 1)]
        side = [(self.radius * (1.0 - math.cos(a)), self.radius * math.sin(a)) for a in angles]
        return Section(start, inward, tuple(side), tuple((d, -z) for d, z in side))

    # ---- geometry ------------------------------------------------------------------------------

    def _grown(self, clearance: float) -> Turned:
        r, quarter = self.radius + clearance, math.pi / 2.0
        side, axis = Arc((0.0, 0.0), r, r, -quarter, quarter), Line((0.0, r), (0.0, -r))
        return Turned(Contour((side, axis)))

    def solid(self) -> Any:
        return Turned(self._contour()).solid()

    def _mesh(self, tolerance: float) -> Mesh:
        return Turned(self._contour()).mesh(tolerance, "stone")

    def _contour(self) -> Contour:
        """In (radius, height), the hole in it; the piece on the axis last."""
        r, half, quarter = self.radius, self.hole / 2.0, math.pi / 2.0
        if self.drill == "none":
            return Contour((Arc((0.0, 0.0), r, r, -quarter, quarter), Line((0.0, r), (0.0, -r))))
        rim = math.atan2(self._mouth, half)
        if self.drill == "full":
            side = Arc((0.0, 0.0), r, r, -rim, rim)
            return Contour((side, Line(side.end, side.start)))
        side, end = Arc((0.0, 0.0), r, r, -rim, quarter), self._hole_end
        floor, wall = Line((0.0, end), (half, end)), Line((half, end), side.start)
        return Contour((floor, wall, side, Line((0.0, r), (0.0, end))))


def _weighing(carat: float, wishes: dict[str, Any]) -> Pearl:
    """Each step adds the ball that the drill took from the one before, until nothing changes."""
    species = species_of(wishes.get("species", "pearl"))
    sought = carat * GRAMS_PER_CARAT * 1000.0 / species.specific_gravity
    lost = 0.0
    for _ in range(200):
        pearl = Pearl(2.0 * (0.75 / math.pi * (sought + lost)) ** (1.0 / 3.0), **wishes)
        if math.isclose(pearl.volume, sought, rel_tol=1e-12):
            break
        lost = 4.0 / 3.0 * math.pi * pearl.radius**3 - pearl.volume
    return pearl
