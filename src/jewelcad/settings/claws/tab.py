"""The flat tab: a bar of rectangular section whose end lies flat on the crown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.frames import Frame
from jewelcad.gems.outlines import Point
from jewelcad.geometry.contours import Arc, Contour, Line, polygon
from jewelcad.geometry.parallels import parallel
from jewelcad.geometry.rims import plug
from jewelcad.settings.claws.kind import NEVER, Claw, Grip, usual_grips
from jewelcad.workpiece import Body

WIDTH = 1.3
"""Along the girdle, over the claw's diameter (a choice)."""
EDGE = 0.18
"""Rounding of all edges, share of the thickness (a choice)."""
THINNEST = 0.4
"""Least thickness of the end, share of the thickness (a choice)."""
ROUNDS = 12
"""Corrections of the end's thickness: each leaves less than a third of the error."""


@dataclass(frozen=True)
class Tab:
    """A tab; its side view is an outline of straight pieces and arcs, as thick as it is wide."""

    deep = 0.65
    curves = False
    whole = True

    def wide(self, diameter: float, below: float = 0.0) -> float:
        return WIDTH * diameter

    def tips(self, claw: Claw) -> Sequence[Claw]:
        return (claw,)

    def grips(self, coverage: float | None, height: float | None) -> Sequence[Grip]:
        return usual_grips(coverage, height)

    def kept(self, claw: Claw, grip: Grip) -> float:
        core = self._laid(claw, grip)
        if core is None:
            return NEVER
        edges = (0.0, claw.gem.girdle_bottom), (0.0, claw.gem.girdle_top)
        corners = (p.at(k / 8) for p in core.segments for k in range(8))  # type: ignore[union-attr]
        back = [p for p in corners if p[0] > 0.0]
        least = min((math.dist(edge, p) for edge in edges for p in back), default=0.0)
        return (least + EDGE * self._thick(claw)) / self._thick(claw)

    def bodies(self, name: str, claw: Claw, grip: Grip | None, cast_top: float) -> Iterator[Body]:
        side = self._laid(claw, grip) if grip else self._straight(claw, cast_top)
        assert side is not None
        edge, half = EDGE * self._thick(claw), self.wide(claw.line.taper.top) / 2.0
        (nx, ny), point = claw.place.outward, claw.place.point
        profile = (
            Arc((0.0, edge - half), edge, edge, -math.pi / 2.0, 0.0),
            Line((edge, edge - half), (edge, half - edge)),
            Arc((0.0, half - edge), edge, edge, 0.0, math.pi / 2.0),
        )
        frame = Frame((*point, claw.line.height), (nx, ny, 0.0), (ny, -nx, 0.0))
        yield Body(name, plug(side, profile), frame)

    def _thick(self, claw: Claw) -> float:
        return self.deep * claw.line.taper.top

    def _flanks(self, claw: Claw, way: float) -> tuple[Point, Point]:
        """Inner and outer side at a way up the line, (distance outside, height over the girdle)."""
        line, half = claw.line, self._thick(claw) / 2.0
        sin, cos = math.sin(line.lean), math.cos(line.lean)
        x, z = line.girdle + way * sin, way * cos
        return (x - half * cos, z + half * sin), (x + half * cos, z - half * sin)

    def _foot(self, claw: Claw) -> tuple[Point, Point]:
        return self._flanks(claw, claw.start - 0.3 * claw.line.taper.foot)

    def _straight(self, claw: Claw, cast_top: float) -> Contour:
        """Before setting: a bar, its edges inset for the rounding."""
        thick = self._thick(claw)
        end = claw.line.length_to(cast_top - 0.5 * thick * math.sin(claw.line.lean))
        (a, b), (c, d) = self._foot(claw), self._flanks(claw, end)
        return parallel(Contour(polygon([b, d, c, a])), -EDGE * thick)

    def _laid(self, claw: Claw, grip: Grip) -> Contour | None:
        """The side view laid over the stone; none if there is no room for it.

        The end is as thick as lets its upper corner reach the finished height.
        """
        thick, asked = self._thick(claw), claw.top(grip)
        end, edge = 0.7 * thick, EDGE * thick
        for _ in range(ROUNDS):
            core = self._side_view(claw, grip[0], end)
            if core is None:
                return None
            over = edge + max(p.at(k / 32)[1] for p in core.segments for k in range(33)) - asked  # type: ignore[union-attr]
            end -= over
            if not THINNEST * thick <= end <= thick:
                return None
        return core if abs(over) < 1e-3 else None

    def _side_view(self, claw: Claw, coverage: float, end: float) -> Contour | None:
        """An outline, a rounding inside the tab's, with an end of a thickness.

        The end face meets the crown at the coverage, a rounding deep in the seat cut for it.
        """
        side, line, thick = claw.side, claw.line, self._thick(claw)
        reach, edge = coverage * side.table, EDGE * thick
        z = side.crown_z(reach)
        slope = math.atan2(z - side.crown[0][1], reach)
        sin, cos = math.sin(slope), math.cos(slope)
        low = (-reach - edge * sin, z - edge * cos)
        high = (low[0] + end * sin, low[1] + end * cos)
        half_turn = math.tan((math.pi / 2.0 - slope + line.lean) / 2.0)
        (ax, az), _ = self._flanks(claw, 0.0)
        up = ((low[0] - ax) * sin + (low[1] - az) * cos) / math.cos(line.lean - slope)
        inner, outer = self._flanks(claw, up)[0], self._flanks(claw, up + thick * half_turn)[1]
        soft = min(0.4 * thick, 0.8 * math.dist(inner, low) / half_turn)
        round_it = min(soft + thick, 0.7 * math.dist(outer, high) / half_turn)
        if low[0] > inner[0] or up < -thick or round_it < 2.0 * edge:
            return None
        (a, b), around = self._foot(claw), [0.0, round_it, 0.0, 0.0, soft, 0.0]
        try:
            return parallel(Contour(polygon([b, outer, high, low, inner, a], around)), -edge)
        except (GeometryError, ParameterError):
            return None
