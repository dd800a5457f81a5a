"""A stone seen from one side: crown and pavilion as a claw or a rail meets them."""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass

from jewelcad.gems import Stone
from jewelcad.gems.outlines import Point
from jewelcad.settings.places import Place, is_circle


def is_round(gem: Stone) -> bool:
    """Whether the girdle is a circle about the stone's axis, so that the stone may be turned."""
    return is_circle(gem.girdle_outline)


NO_TABLE = 0.7
"""Share of the way to the top at which a stone without a table is taken to have one (a choice)."""
AROUND = 24
"""Places all round from which a point beside a stone is looked at."""


@dataclass(frozen=True)
class Side:
    """The stone's profile inwards from the outline, in (distance inside it, height over the
    girdle's middle); mm.

    Parameters
    ----------
    crown, pavilion : corners, the first on the girdle
    """

    crown: tuple[Point, ...]
    pavilion: tuple[Point, ...]

    @staticmethod
    @functools.lru_cache(maxsize=512)
    def of(gem: Stone, place: Place) -> Side:
        """The stone at a place; a round one as the body of revolution it turns in."""
        if is_round(gem):
            around, r = gem.envelope(), gem.girdle_radius
            over = [(r - x, z) for x, z in around if z > 0.0]
            under = [(r - x, z) for x, z in reversed(around) if z <= 0.0]
            return Side(tuple(over), tuple(under))
        nx, ny = place.outward
        section = gem.section_from(place.point, (-nx, -ny))
        return Side(section.crown, section.pavilion)

    @property
    def table(self) -> float:
        """How far inside the outline the table begins, mm; without one, half way to the top."""
        top = max(z for _, z in self.crown)
        first = next(d for d, z in self.crown if z > top - 1e-9)
        return first if first < self.crown[-1][0] - 1e-9 else NO_TABLE * first

    def crown_z(self, distance: float) -> float:
        """Height of the crown ``distance`` mm inside the outline."""
        return _height(self.crown, distance)

    def crown_reach(self, height: float) -> float:
        """How far inside the outline the crown reaches a height, mm."""
        for (a, za), (b, zb) in itertools.pairwise(self.crown):
            if za <= height <= zb and zb > za:
                return a + (b - a) * (height - za) / (zb - za)
        return self.table

    def pavilion_z(self, distance: float) -> float:
        """Height of the pavilion ``distance`` mm inside the outline; its lowest beyond."""
        return _height(self.pavilion, distance)

    def crown_length(self, height: float) -> float:
        """Way up the crown from the girdle's upper edge to a height, mm."""
        up = [(a, b) for a, b in itertools.pairwise(self.crown) if a[1] < height]
        whole = sum(math.dist(a, b) for a, b in up)
        if not up or up[-1][1][1] <= height:
            return whole
        (a, za), (b, zb) = up[-1]
        return whole - math.dist((a, za), (b, zb)) * (zb - height) / (zb - za)

    def under(self, distance: float, height: float) -> float:
        """How far a point stands off the stone's underside, mm; negative inside its slope."""
        flanks = (_off(a, b, (distance, height)) for a, b in itertools.pairwise(self.pavilion))
        return max((-distance, *flanks))


def off_underside(gem: Stone, point: tuple[float, float, float]) -> float:
    """How far a point stands off a convex stone's underside, mm, at least; negative in it."""
    outline, (x, y, z) = gem.girdle_outline, point
    found = []
    for k in range(AROUND):
        (px, py), (nx, ny) = outline.point(k / AROUND), outline.normal(k / AROUND)
        side = Side.of(gem, Place((px, py), (nx, ny)))
        found.append(side.under((px - x) * nx + (py - y) * ny, z))
    return max(found)


def _height(line: tuple[Point, ...], distance: float) -> float:
    for (a, za), (b, zb) in itertools.pairwise(line):
        if a <= distance <= b and b > a:
            return za + (zb - za) * (distance - a) / (b - a)
    return line[0][1] if distance < 0.0 else line[-1][1]


def _off(a: Point, b: Point, p: Point) -> float:
    """Signed distance of ``p`` from a line going inwards and down; positive below it."""
    dx, dz = b[0] - a[0], b[1] - a[1]
    size = math.hypot(dx, dz)
    return (dz * (p[0] - a[0]) - dx * (p[1] - a[1])) / size if size else -math.inf


@functools.lru_cache(maxsize=64)
def sides(gem: Stone, count: int) -> tuple[Side, ...]:
    """A stone from ``count`` places all round; from one, if it is round."""
    outline = gem.girdle_outline
    each = 1 if is_round(gem) else count
    shares = [(k + 0.5) / each for k in range(each)]
    found = (Side.of(gem, Place(outline.point(t), outline.normal(t))) for t in shares)
    return tuple(side for side in found if len(side.crown) > 1 and len(side.pavilion) > 1)
