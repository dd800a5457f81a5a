"""The round brilliant: 57 facets from the proportions a grading report gives.

Table 1, stars 8, bezels 8, upper halves 16; girdle; lower halves 16, pavilion mains 8, and a culet
if asked. Bezels and pavilion mains look to 0°, 45°, 90° ...; the stars and the points of the lower
halves lie between them. The girdle is round: 96 flats with corners on the circle, one of them at
0°. Its edge is scalloped: each half's plane passes through the girdle's thick points at its two
ends (a side of the 16-gon on them) and cuts lower on the circle between.

Sources: facets from GIA's anatomy of the round brilliant; star length and lower half as GIA
measures them, in plan: from the table's edge to the girdle, and from the girdle to the culet's
centre. The culet is measured across two opposite flats (a choice).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.gems import profile
from jewelcad.gems.cut import Cut
from jewelcad.params import Range, nearest, part, specs_of
from jewelcad.units import Deg, Percent

if TYPE_CHECKING:
    from jewelcad.gems.diagram import Diagram

FLATS = 96
"""Flats of the girdle: 12 for each bezel (a choice; 96 is the cutters' usual index gear)."""
R = 0.5
EIGHTH, SIXTEENTH = math.cos(math.radians(22.5)), math.cos(math.radians(11.25))
ON_MAINS = tuple(45.0 * k for k in range(8))
BETWEEN = tuple(45.0 * k + 22.5 for k in range(8))
ON_HALVES = tuple(22.5 * k + 11.25 for k in range(16))
ON_FLATS = tuple(360.0 / FLATS * (k + 0.5) for k in range(FLATS))

LEAST_GIRDLE = 0.01
"""Least thickness of the girdle between its thick points, % (a choice: still a clean facet)."""
LEAST_CULET = 0.01
"""Least width of a culet that is one, % (a choice: still a clean facet)."""
LEAST_LENGTH = 1.0
"""How far star length and lower half stay from where a facet vanishes, % (a choice)."""


@part
class RoundBrilliant(Cut):
    """Proportions of a round brilliant, lengths in percent of the diameter.

    Use `RoundBrilliant.named`; there the numbers have sources. The ranges are a choice, wide enough
    for old and odd stones; `check` finds the limits proportions set each other.

    Raises
    ------
    ParameterError
        If a facet would vanish or the girdle close, saying which value and what would do.
    """

    table: Annotated[Percent, Range(30, 90), "table, corner to corner"]
    crown_angle: Annotated[Deg, Range(5, 60), "slope of the bezels"]
    pavilion_angle: Annotated[Deg, Range(20, 65), "slope of the pavilion mains"]
    girdle: Annotated[Percent, Range(0.1, 20), "girdle's thickness at the bezels"]
    star_length: Annotated[Percent, Range(1, 99), "stars, share of table edge to girdle"]
    lower_half: Annotated[Percent, Range(1, 99), "lower halves, share of girdle to culet"]
    culet: Annotated[Percent, Range(0, 20), "culet across flats; 0 for a point"] = 0.0

    name = "round"
    ratio = 1.0

    @staticmethod
    def named(name: str = "gia_reference", **changed: float | None) -> RoundBrilliant:
        """The proportions called ``name`` in ``proportions.csv``, with ``changed`` values.

        Examples
        --------
        >>> RoundBrilliant.named("tolkowsky", girdle=2.5).table
        53.0
        """
        known = _named_proportions()
        if name not in known:
            raise ParameterError(
                f"proportions = {name!r} is not a known set of a round brilliant."
                f"{nearest(str(name), known)} Choose one of {', '.join(known)}."
            )
        given = {k: v for k, v in changed.items() if v is not None}
        return RoundBrilliant(**(known[name] | given))

    def check(self) -> None:
        if 0.0 < self.culet < LEAST_CULET:
            raise ParameterError(
                f"RoundBrilliant.culet = {self.culet:g} % is below {LEAST_CULET:g} %, too "
                f"small for a facet. Lower culet to 0 for a point, or raise it to "
                f"{LEAST_CULET:g} % or more."
            )
        self._check_star()
        self._check_lower_half()
        self._check_girdle()

    def _check_star(self) -> None:
        r = self.table / 200.0
        least = 100.0 * (r / EIGHTH - r * EIGHTH) / (R - r * EIGHTH) + LEAST_LENGTH
        if self.star_length < least:
            raise ParameterError(
                f"RoundBrilliant.star_length = {self.star_length:g} % is below {_up(least)} %: "
                f"under a table of {self.table:g} % the stars would lie flat in the table. "
                f"Raise star_length to {_up(least)} % or more, or choose a smaller table."
            )

    def _check_lower_half(self) -> None:
        most = 100.0 - self.culet / EIGHTH - LEAST_LENGTH
        if self.lower_half > most:
            raise ParameterError(
                f"RoundBrilliant.lower_half = {self.lower_half:g} % is above {_down(most)} %: the "
                f"lower halves would run into the culet of {self.culet:g} % and cut the pavilion "
                f"mains away. Lower lower_half to {_down(most)} % or less, or choose a smaller "
                "culet."
            )

    def _check_girdle(self) -> None:
        scallop = self.girdle - self.girdle_thin
        least = scallop + LEAST_GIRDLE
        if self.girdle < least:
            raise ParameterError(
                f"RoundBrilliant.girdle = {self.girdle:g} % is below {_up(least)} %: upper and "
                f"lower halves take {scallop:.2f} % from a round girdle between its thick points, "
                f"and it would close there. Raise girdle to {_up(least)} % or more, shorten "
                "star_length or lengthen lower_half."
            )

    # ---- what follows from the proportions --------------------------------------------------

    @property
    def crown_height(self) -> float:
        return (self._table_z - self._half_girdle) * 100.0

    @property
    def pavilion_depth(self) -> float:
        return (-self._culet_z - self._half_girdle) * 100.0

    def angle_for(self, pavilion_depth: float) -> float:
        return math.degrees(math.atan2(pavilion_depth, 50.0 - self.culet / 2.0))

    @property
    def girdle_thin(self) -> float:
        """Thickness of the girdle where the halves cut deepest, midway on them, %."""
        slopes = math.tan(math.radians(self.upper_half_angle))
        slopes += math.tan(math.radians(self.lower_half_angle))
        return self.girdle - 100.0 * R * (1.0 - SIXTEENTH) * slopes

    @property
    def star_angle(self) -> float:
        """Slope of the stars, degrees."""
        run = self._star_r - self.table / 200.0 * EIGHTH
        return math.degrees(math.atan2(self._table_z - self._star_z, run))

    @property
    def upper_half_angle(self) -> float:
        """Slope of the upper halves, degrees."""
        run = SIXTEENTH * (R - self._star_r)
        return math.degrees(math.atan2(self._star_z - self._half_girdle, run))

    @property
    def lower_half_angle(self) -> float:
        """Slope of the lower halves, degrees."""
        run = SIXTEENTH * (R - self._lower_r)
        return math.degrees(math.atan2(-self._lower_z - self._half_girdle, run))

    @property
    def _half_girdle(self) -> float:
        return self.girdle / 200.0

    @property
    def _table_z(self) -> float:
        return self._crown_z(self.table / 200.0)

    @property
    def _star_r(self) -> float:
        edge = self.table / 200.0 * EIGHTH
        return edge + self.star_length / 100.0 * (R - edge)

    @property
    def _star_z(self) -> float:
        return self._crown_z(self._star_r * EIGHTH)

    @property
    def _lower_r(self) -> float:
        return R * (1.0 - self.lower_half / 100.0)

    @property
    def _lower_z(self) -> float:
        return self._pavilion_z(self._lower_r * EIGHTH)

    @property
    def _culet_z(self) -> float:
        return self._pavilion_z(self.culet / 200.0)

    def _crown_z(self, r: float) -> float:
        """Height of a bezel's plane ``r`` from the axis, below its azimuth."""
        return self._half_girdle + (R - r) * math.tan(math.radians(self.crown_angle))

    def _pavilion_z(self, r: float) -> float:
        """Height of a main's plane ``r`` from the axis, below its azimuth."""
        return -self._half_girdle - (R - r) * math.tan(math.radians(self.pavilion_angle))

    # ---- geometry at diameter 1 -------------------------------------------------------------

    def diagram(self) -> Diagram:
        """The planes at diameter 1."""
        from jewelcad.gems.diagram import Diagram, Tier

        g, through = self._half_girdle, Tier.through
        edge, half = self.table / 200.0 * EIGHTH, R * SIXTEENTH
        flat = R * math.cos(math.pi / FLATS)
        main, lower = 180.0 - self.pavilion_angle, 180.0 - self.lower_half_angle
        tiers = (
            Tier("table", 0.0, (0.0,), self._table_z),
            through("star", self.star_angle, BETWEEN, edge, self._table_z),
            through("bezel", self.crown_angle, ON_MAINS, R, g),
            through("upper half", self.upper_half_angle, ON_HALVES, half, g),
            Tier("girdle", 90.0, ON_FLATS, flat),
            through("lower half", lower, ON_HALVES, half, -g),
            through("pavilion main", main, ON_MAINS, R, -g),
        )
        culet = Tier("culet", 180.0, (0.0,), -self._culet_z)
        return Diagram((*tiers, culet) if self.culet > 0.0 else tiers)

    @property
    def outline(self) -> profile.Outline:
        """Hull of the corners' (r, z): culet, lower halves' points, girdle, stars' points, table.

        The points of stars and lower halves stand out of the mains' cone, so they count.
        """
        g = self._half_girdle
        return profile.hull(
            (
                (self.culet / 200.0 / EIGHTH, self._culet_z),
                (self._lower_r, self._lower_z),
                (R, -g),
                (R, g),
                (self._star_r, self._star_z),
                (self.table / 200.0, self._table_z),
            )
        )

    @functools.cached_property
    def volume(self) -> float:
        """Volume at diameter 1: sixteen times the prisms under the facets from 0° to 22.5°."""
        return 16.0 * sum(_prism(facet) for facet in self._sixteenth())

    def _sixteenth(self) -> Iterator[Sequence[Vector]]:
        """The facets between 0° and 22.5°, cut off there."""
        rt, rc, z, bottom = self.table / 200.0, self.culet / 200.0, self._table_z, self._culet_z
        table, middle = _at(rt, 0.0, z), _at(rt * EIGHTH, 22.5, z)
        star, lower = _at(self._star_r, 22.5, self._star_z), _at(self._lower_r, 22.5, self._lower_z)
        culet, corner = _at(rc, 0.0, bottom), _at(rc / EIGHTH, 22.5, bottom)
        top = self._girdle_edge(self.upper_half_angle)
        base = [(x, y, -z) for x, y, z in self._girdle_edge(self.lower_half_angle)]
        yield (0.0, 0.0, z), table, middle
        yield table, star, middle
        yield table, top[0], star
        yield star, *top
        yield lower, *base
        yield culet, base[0], lower, corner
        yield (0.0, 0.0, bottom), culet, corner

    def _girdle_edge(self, slope: float) -> list[Vector]:
        """Corners of the girdle's edge from 0° to 22.5°, over the girdle plane."""
        steep = R * math.tan(math.radians(slope))
        azimuths = [360.0 / FLATS * k for k in range(FLATS // 16 + 1)]
        drops = [math.cos(math.radians(a - 11.25)) - SIXTEENTH for a in azimuths]
        return [
            _at(R, a, self._half_girdle - steep * d) for a, d in zip(azimuths, drops, strict=True)
        ]


def _at(r: float, azimuth: float, z: float) -> Vector:
    a = math.radians(azimuth)
    return (r * math.cos(a), r * math.sin(a), z)


def _prism(facet: Sequence[Vector]) -> float:
    """Volume between a convex facet and its shadow in the girdle plane."""
    (ax, ay, az), *rest = facet
    total = 0.0
    for (bx, by, bz), (cx, cy, cz) in pairwise(rest):
        shadow = abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / 2.0
        total += shadow * abs(az + bz + cz) / 3.0
    return total


def _up(value: float) -> str:
    """Rounded up to two decimals, so that the number named is allowed."""
    return f"{math.ceil(value * 100.0) / 100.0:g}"


def _down(value: float) -> str:
    return f"{math.floor(value * 100.0) / 100.0:g}"


@functools.cache
def _named_proportions() -> dict[str, dict[str, float]]:
    import csv  # here and not above: importing the gems must cost nothing

    with Path(__file__).with_name("proportions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["name"]: {key: float(row[key]) for key in specs_of(RoundBrilliant)} for row in rows}
