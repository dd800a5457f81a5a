"""A crown head: a conical gallery wall between base and rail, pierced between the claws."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Annotated

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.frames import WORLD, Frame
from jewelcad.geometry.contours import Contour, Line, Point, polygon
from jewelcad.geometry.overlaps import solid_of
from jewelcad.geometry.parallels import parallel
from jewelcad.geometry.rims import plug
from jewelcad.geometry.shapes import Carved, Shape
from jewelcad.geometry.walks import distance, nearest, run, spot
from jewelcad.params import OneOf, Range, part
from jewelcad.reference.limits import limit
from jewelcad.settings.basket import EDGE
from jewelcad.settings.prong import ProngHead
from jewelcad.units import Mm
from jewelcad.workpiece import Body, Stage, Workpiece

OVER = 0.3
"""mm by which the wall reaches into base and rail (a choice: twice ``overlap.merge``)."""

OPENING = 1.1
"""mm between base and rail, if no height is asked (a choice: room for an opening one sees)."""
BESIDE = 0.1
"""mm of wall between an opening and the claw beside it (a choice; the claw is the bar there)."""

FREE, STEP = 0.02, 0.05
"""mm by which a saw comes out of the wall inside, and in which its depth is sought (choices)."""

LOOK = 0.02
"""mm, tolerance of the mesh on which the openings are counted (a choice)."""


@part
class CrownHead(ProngHead):
    """A crown: the stone and its claws are described at `ClawHead`, base and rail at `ProngHead`.

    Parameters
    ----------
    openwork : openings from one claw to the next; 0 leaves the wall whole
    opening : ``arch`` (pointed upwards, the airline at its foot) or ``v`` (cut to a point below)
    wall : thickness of the gallery (``check.wall.error`` at least)
    bar : of metal between openings (``check.wall.warn``)

    Raises
    ------
    ParameterError
        As for `ProngHead`, and if the openings would be too small to cast, or would not
        come out inside the wall.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> CrownHead(Gem.round(6.5), openwork=2).windows
    12
    """

    openwork: Annotated[int, Range(0, 6), "openings from claw to claw"] = 1
    opening: Annotated[str, OneOf("arch", "v"), "shape of the openings"] = "arch"
    wall: Annotated[Mm, Range(0.6, 2), "thickness of the gallery"] = 0.7
    bar: Annotated[Mm, Range(0.3, 2), "metal between openings"] = 0.8

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def windows(self) -> int:
        """The openings."""
        return self.openwork * len(self.places)

    @property
    def _sill(self) -> float:
        """Height of the openings' lower end over the band's crest, mm."""
        return self.rim_height + 0.1

    @property
    def _head(self) -> float:
        """Of their upper end."""
        return self.rail_heights[-1] - self.rail_wire / 2.0 - 0.1

    @property
    def _middle(self) -> float:
        """Of their middles."""
        return (self._sill + self._head) / 2.0

    @property
    def _half_wall(self) -> float:
        """Half the wall's thickness, level, mm."""
        return self.wall / 2.0 / math.cos(self.line.lean)

    @property
    def _air(self) -> float:
        return OPENING

    def _spans(self) -> list[float]:
        """Width of the openings in each bay, mm; they are widest at one end, an arch at its
        foot."""
        widest = self._sill if self.opening == "arch" else self._head
        beside = self.line.taper.radius(widest) + BESIDE
        rooms = (b - a - 2.0 * beside for a, b in self._bays_at(widest))
        return [(room + self.bar) / max(self.openwork, 1) - self.bar for room in rooms]

    def check(self) -> None:
        super().check()
        if self.rails != 1:
            raise ParameterError(
                f"{self._who}.rails = {self.rails}: a crown's wall ends in one rail. Leave it out."
            )
        least = limit("check.opening.error")
        span = min(self._spans())
        size = min(span, self._head - self._sill)
        if self.openwork and size < least.value:
            raise ParameterError(
                f"{self._who}.openwork = {self.openwork} makes openings of "
                f"{span:.2f} x {self._head - self._sill:.2f} mm; {least.value:g} mm is the "
                f"least ({least.source}). Take fewer, a thinner bar, fewer claws, or raise "
                f"girdle_height ({self.girdle_height_mm:.2f} mm)."
            )
        try:
            wall = solid_of(self._gallery().mesh(LOOK, "gallery"))
        except GeometryError as error:
            raise ParameterError(
                f"{self._who}: the gallery's wall cannot lean round this {self.gem.cut}'s outline, "
                "which turns too tightly. Widen base_diameter, or take a ProngHead."
            ) from error
        if (wall.genus(), len(wall.decompose())) != (1 + self.windows, 1):
            raise ParameterError(
                f"{self._who}.wall = {self.wall:g} mm leaves no room inside it behind some of the "
                f"{self.windows} openings about this {self.gem.cut}. Take a thinner wall, fewer "
                "openings, or widen base_diameter."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Basket, stone and claws, and the gallery."""
        return super().build(stage) + Workpiece(metal=[Body("gallery", self._gallery())])

    def _gallery(self) -> Shape:
        low, high = self.rim_height - OVER, self.rail_heights[-1]
        outer, inner = (self._cone(low, high, side * self._half_wall) for side in (1.0, -1.0))
        cuts: list[tuple[Shape, Frame]] = [(inner, WORLD)]
        return Carved(outer, (*cuts, *self._openings()))

    def _cone(self, low: float, high: float, aside: float) -> Shape:
        """The claws' cone between heights, ``aside`` mm outside their middle; the inner one runs
        on through both ends."""
        over = 0.0 if aside > 0.0 else 0.4
        low, high = low - over, high + over
        path = parallel(self.gem.girdle_outline.contour(), self.line.at(low) + aside)
        return plug(path, (Line((0.0, low), (self.line.at(high) - self.line.at(low), high)),))

    def _openings(self) -> Iterator[tuple[Shape, Frame]]:
        """What is sawn out of the wall: x along the girdle, z outwards."""
        z, up = self._middle, self._head - self._middle
        path = self.gem.girdle_outline.contour()
        heights = (self._sill, z, self._head) if self.openwork else ()
        inside = [parallel(path, self.line.at(h) - self._half_wall) for h in heights]
        spans = (span for span in self._spans() for _ in range(self.openwork))
        for (place, out), span in zip(self._spots(), spans, strict=True):
            deep = self._depth(place, out, span, inside)
            through = (Line((0.0, -deep), (0.0, 2.0 * self.wall + up)),)
            saw = plug(_shape(self.opening, span / 2.0, up), through)
            yield saw, Frame((*place, z), (-out[1], out[0], 0.0), (*out, 0.0))

    def _depth(self, place: Point, out: Point, span: float, inside: list[Contour]) -> float:
        """How deep a saw is let in: through the wall, and not into it again on the other side of
        a narrow gallery, mm."""
        (x, y), (nx, ny) = place, out
        steps = [k * STEP for k in range(1, math.ceil((2.0 * self.wall + span) / STEP))]
        end = steps[-1]
        for aside in (k / 4.0 * span for k in range(-2, 3)):
            row = [(x - d * nx - aside * ny, y - d * ny + aside * nx) for d in steps]
            for inner in inside:
                free = [distance(inner, at) < -FREE for at in row]
                if not any(free):
                    continue
                first = free.index(True)
                past = next((k for k in range(first, len(free)) if not free[k]), len(free))
                end = min(end, steps[past - 1])
        return end

    def _spots(self) -> Iterator[tuple[Point, Point]]:
        """The openings' middles on the wall's middle, and the ways outwards there."""
        path = self.path_at(self._middle).segments
        long = run(path)
        for (a, b), span in zip(self._bays_at(self._middle), self._spans(), strict=True):
            for j in range(self.openwork):
                aside = (j - (self.openwork - 1) / 2.0) * (span + self.bar)
                yield spot(path, ((a + b) / 2.0 + aside) % long)

    def _bays_at(self, height: float) -> list[tuple[float, float]]:
        """From claw to claw, ways along the wall at a height, mm."""
        path, off = self.path_at(height).segments, self.line.at(height)
        marks = [nearest(path, place.at(off * place.spread)) for place in self.places]
        ends, long = itertools.pairwise([*marks, marks[0]]), run(path)
        return [(a, a + ((b - a) % long or long)) for a, b in ends]


def _shape(name: str, half: float, up: float) -> Contour:
    """An opening ``2 half`` wide and ``2 up`` high about the origin, its corners softened."""
    soft = 0.2 * min(half, up, EDGE / 0.2)
    if name == "v":
        return Contour(polygon([(0.0, -up), (half, up), (-half, up)], soft))
    rise = min(half, 1.4 * up)
    slope, steep = math.hypot(half, rise), math.atan2(rise, half)
    round_it = 0.4 * min(slope, 2.0 * up - rise) / math.tan((math.pi / 2.0 - steep) / 2.0)
    corners = [(-half, -up), (half, -up), (half, up - rise), (0.0, up), (-half, up - rise)]
    return Contour(
        polygon(corners, [soft, soft, round_it, 0.4 * slope / math.tan(steep), round_it])
    )
