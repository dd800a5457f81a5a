"""Profiles: the section of a band, across (along the finger) by outward (from the bore).

Outward 0 is the nominal bore. A profile domed inside touches it at its crest only, so its nominal
diameter is its smallest, which is where ISO 8653 reads a rounded inside. Edge radii are part of
the drawing, so a rounded edge is exact. Default radii and rises are choices unless a source is
named.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Annotated, Any

from jewelcad.errors import ParameterError
from jewelcad.geometry.contours import Arc, Contour, Line, Point, Segment, own, polygon
from jewelcad.params import Range, Suggest, part
from jewelcad.params.markers import shown
from jewelcad.units import Mm

Width = Annotated[Mm, Range(0.8, 20), Suggest(1.4, 8, 0.1), "width along the finger"]
Thickness = Annotated[Mm, Range(0.6, 6), Suggest(1.2, 3, 0.1), "thickness out of the bore"]
Edge = Annotated[Mm, Range(0, 1), Suggest(0.125, 0.3, 0.025), "radius of the long edges"]
Share = Annotated[float, Range(0.05, 0.9), "share of the thickness"]
Comfort = Annotated[Mm, Range(0.03, 1), Suggest(0.1, 0.4, 0.05), "rise of the domed inside"]

EDGE = 0.15
"""mm, a choice above the 0.125 mm that Morris & Watson ask of every cast edge."""

WALL = 0.01
"""mm, least side wall under a dome: a wall that vanished would change the number of sides."""


class Profile:
    """What every profile offers: ``contour`` for any width and thickness of its kind."""

    width: float
    thickness: float
    comfort_fit = False

    def contour(self, width: float, thickness: float) -> Contour:
        """The outline at a width and thickness, mm; counter-clockwise from the inside's left."""
        raise TypeError(f"{type(self).__name__} does not say how it is drawn.")

    def check(self) -> None:
        self.drawn(self.width, self.thickness)

    def drawn(self, width: float, thickness: float) -> Contour:
        """`contour`, with what cannot be drawn refused in the profile's own words.

        Raises
        ------
        ParameterError
            If the edges or domes do not fit this width and thickness.
        """
        try:
            return self.contour(width, thickness)
        except ParameterError as error:
            raise ParameterError(
                f"{type(self).__name__} of {width:g} x {thickness:g} mm cannot be drawn: {error}"
            ) from None


def _need(room: float, used: float, what: str, mend: str) -> None:
    if used > room + 1e-12:
        raise ParameterError(f"{what} need {used:.3g} mm and there are {room:.3g} mm. {mend}")


def _mirrored(half: Sequence[Segment]) -> tuple[Segment, ...]:
    """The left half of a symmetric outline, running on from the right half's end."""
    made: list[Segment] = []
    for s in reversed(half):
        if isinstance(s, Arc):
            c = (-s.centre[0], s.centre[1])
            made.append(Arc(c, s.rx, s.ry, math.pi - s.last, math.pi - s.first))
        elif isinstance(s, Line):
            made.append(Line((-s.end[0], s.end[1]), (-s.start[0], s.start[1])))
    return tuple(made)


def _symmetric(right: Sequence[Segment]) -> Contour:
    """A whole outline from its right half, which runs up from (0, inside) to (0, outside)."""
    real = [s for s in right if math.dist(s.start, s.end) > 1e-12]
    return Contour((*real, *_mirrored(real)))


def _flat_inside(half: float, edge: float) -> list[Segment]:
    """From the middle of a flat inside to the bottom of the right side wall."""
    _need(half, edge, "The edges of the inside", "Choose a smaller edge or a wider band.")
    corner = [Arc((half - edge, edge), edge, edge, -math.pi / 2, 0.0)] if edge else []
    return [Line((0.0, 0.0), (half - edge, 0.0)), *corner]


def _domed_inside(half: float, comfort: float, edge: float) -> list[Segment]:
    """From the crest of a domed inside to the bottom of the right side wall.

    The dome is a circle through the crest that would rise by ``comfort`` at the side wall; the
    edge's circle touches it from within.
    """
    _need(half, comfort, "The comfort rise", "Choose a smaller comfort or a wider band.")
    _need(half, 2 * edge, "The edges of the inside", "Choose a smaller edge or a wider band.")
    big, across = (half * half + comfort * comfort) / (2 * comfort), half - edge
    height = big - math.sqrt((big - edge) ** 2 - across**2)
    tangent = math.atan2(height - big, across)
    dome = Arc((0.0, big), big, big, -math.pi / 2, tangent)
    return [dome, Arc((across, height), edge, edge, tangent, 0.0)] if edge else [dome]


def _dome_outside(half: float, foot: float, thickness: float) -> list[Segment]:
    """The right half of an elliptic dome standing on the side wall."""
    mend = "Choose smaller edges, less comfort, or a thicker band."
    _need(thickness, foot + 0.05, "The side walls and 0.05 mm of dome", mend)
    return [Arc((0.0, foot), half, thickness - foot, 0.0, math.pi / 2)]


def _flat_outside(half: float, thickness: float, edge: float) -> list[Segment]:
    corner = [Arc((half - edge, thickness - edge), edge, edge, 0.0, math.pi / 2)] if edge else []
    return [*corner, Line((half - edge, thickness), (0.0, thickness))]


def _between(inside: list[Segment], outside: list[Segment]) -> Contour:
    """Inside and outside joined by the side wall."""
    low, high = inside[-1].end, outside[0].start
    _need(high[1], low[1], "The edges", "Choose smaller edges, less comfort, or a thicker band.")
    return _symmetric([*inside, Line(low, high), *outside])


@part
class HalfRound(Profile):
    """D-shaped: flat inside, an elliptic dome on low side walls outside."""

    width: Width
    thickness: Thickness = 1.8
    edge: Edge = EDGE
    side: Share = 0.22

    def contour(self, width: float, thickness: float) -> Contour:
        half, foot = width / 2, max(self.side * thickness, self.edge + WALL)
        return _between(_flat_inside(half, self.edge), _dome_outside(half, foot, thickness))


@part
class Court(Profile):
    """Domed outside and inside (comfort fit); the crest of the inside is the nominal bore."""

    width: Width
    thickness: Thickness = 1.8
    edge: Edge = EDGE
    side: Share = 0.35
    comfort: Comfort = 0.2
    comfort_fit = True

    def contour(self, width: float, thickness: float) -> Contour:
        half = width / 2
        inside = _domed_inside(half, self.comfort, self.edge)
        foot = max(self.side * thickness, inside[-1].end[1] + WALL)
        return _between(inside, _dome_outside(half, foot, thickness))


@part
class Flat(Profile):
    """A rectangle with rounded edges."""

    width: Width
    thickness: Thickness = 1.8
    edge: Edge = EDGE

    def contour(self, width: float, thickness: float) -> Contour:
        inside = _flat_inside(width / 2, self.edge)
        return _between(inside, _flat_outside(width / 2, thickness, self.edge))


@part
class FlatCourt(Profile):
    """Flat outside, domed inside (comfort fit)."""

    width: Width
    thickness: Thickness = 1.8
    edge: Edge = EDGE
    comfort: Comfort = 0.2
    comfort_fit = True

    def contour(self, width: float, thickness: float) -> Contour:
        inside = _domed_inside(width / 2, self.comfort, self.edge)
        return _between(inside, _flat_outside(width / 2, thickness, self.edge))


@part
class KnifeEdge(Profile):
    """Flat inside, two slopes that meet in a rounded ridge."""

    width: Width
    thickness: Thickness = 1.8
    edge: Edge = EDGE
    ridge: Annotated[Mm, Range(0.05, 1), "radius of the ridge"] = 0.2
    side: Share = 0.4

    def contour(self, width: float, thickness: float) -> Contour:
        half, foot = width / 2, max(self.side * thickness, 2 * self.edge)
        crown = thickness - self.ridge - foot
        _need(half, self.ridge, "The ridge", "Choose a smaller ridge or a wider band.")
        slope = math.atan2(crown, half) + math.asin(self.ridge / math.hypot(crown, half))
        top = foot + half * math.tan(slope)
        corners = [(-half, 0.0), (half, 0.0), (half, foot), (0.0, top), (-half, foot)]
        return Contour(polygon(corners, [self.edge, self.edge, self.edge, self.ridge, self.edge]))


@part
class RoundWire(Profile):
    """Round wire; an ellipse where width and thickness differ around the finger."""

    width: Width
    thickness: Annotated[Mm, Range(0, 6), "thickness; 0 for as thick as wide"] = 0.0

    def check(self) -> None:
        if not self.thickness:
            object.__setattr__(self, "thickness", self.width)
        super().check()

    def contour(self, width: float, thickness: float) -> Contour:
        a, b = width / 2, thickness / 2
        quarters = (-math.pi / 2, 0.0, math.pi / 2, math.pi, 1.5 * math.pi)
        pairs = itertools.pairwise(quarters)
        return Contour(tuple(Arc((0.0, b), a, b, f, t) for f, t in pairs))


@part
class Bevelled(Profile):
    """Flat inside and outside, with a bevel along both outer edges."""

    width: Width
    thickness: Thickness = 1.8
    edge: Edge = EDGE
    bevel: Annotated[float, Range(0.05, 0.45), "width of one bevel, share of the width"] = 0.2
    side: Share = 0.6

    def contour(self, width: float, thickness: float) -> Contour:
        half, foot = width / 2, self.side * thickness
        flat = half - self.bevel * width
        right = [(half, 0.0), (half, foot), (flat, thickness)]
        left = [(-x, y) for x, y in reversed(right)]
        return Contour(polygon([*left[-1:], *right, *left[:-1]], self.edge))


@part
class Concave(Profile):
    """Flat inside, a hollow along the outside."""

    width: Width
    thickness: Thickness = 1.8
    edge: Edge = EDGE
    hollow: Annotated[Mm, Range(0.02, 1.5), "depth of the hollow"] = 0.3

    def contour(self, width: float, thickness: float) -> Contour:
        half, edge = width / 2, self.edge
        _need(thickness - 0.5, self.hollow, "The hollow and 0.5 mm of floor", "Hollow it less.")
        _need(half, 2 * edge, "The outer edges", "Choose a smaller edge or a wider band.")
        across = half - edge
        _need(across, self.hollow, "The hollow's sides", "Hollow it less or choose a wider band.")
        big = (across**2 + self.hollow**2) / (2 * self.hollow) - edge
        _need(big, half, "The hollow's arc", "Hollow it less.")
        middle = thickness - self.hollow + big
        tangent = math.atan2(middle - thickness + edge, -across)
        dip = Arc((0.0, middle), big, big, tangent - math.pi, -math.pi / 2)
        corner = [Arc((across, thickness - edge), edge, edge, 0.0, tangent)] if edge else []
        return _between(_flat_inside(half, edge), [*corner, dip])


@part
class Own(Profile):
    """A designer's own closed outline, stretched to the width and thickness asked.

    ``points`` are (across, outward) pairs in mm, or a closed CadQuery wire drawn in its XY plane.
    The outline is moved so that its lowest point is the bore and its middle the middle of the band.
    """

    points: Any
    smooth: bool = False
    width: Annotated[Mm, Range(0, 20), "width; 0 for as drawn"] = 0.0
    thickness: Annotated[Mm, Range(0, 6), "thickness; 0 for as drawn"] = 0.0

    def check(self) -> None:
        points = _wire_points(self.points) if hasattr(self.points, "wrapped") else self.points
        try:
            points = tuple((float(x), float(y)) for x, y in points)
        except (TypeError, ValueError):
            raise ParameterError(
                f"Own.points = {shown(points)} is no outline. Give (across, outward) pairs in mm, "
                "or a closed CadQuery wire (for a Workplane: its .wire().val())."
            ) from None
        object.__setattr__(self, "points", points)
        try:
            (x0, y0), (x1, y1) = extents(own(points, self.smooth))
        except ParameterError as error:
            raise ParameterError(f"Own cannot be drawn: {error}") from None
        for name, size, least, most in (
            ("width", x1 - x0, 0.8, 20),
            ("thickness", y1 - y0, 0.6, 6),
        ):
            given = getattr(self, name) or size
            if not least <= given <= most or size < 1e-6:
                raise ParameterError(
                    f"Own.{name} = {given:g} mm: it must lie between {least:g} mm and {most:g} mm, "
                    f"and the outline is drawn {size:g} mm. Draw it larger or smaller."
                )
            object.__setattr__(self, name, given)
        super().check()

    def contour(self, width: float, thickness: float) -> Contour:
        drawn = own(self.points, self.smooth)
        (x0, y0), (x1, y1) = extents(drawn)
        sx, sy = width / (x1 - x0), thickness / (y1 - y0)
        return drawn.scaled(sx, sy, -sx * (x0 + x1) / 2, -sy * y0)


def extents(contour: Contour, steps: int = 256) -> tuple[Point, Point]:
    """Least and greatest coordinates of an outline, splines followed in ``steps`` steps a piece."""
    import numpy as np

    from jewelcad.geometry.patches import along

    v = np.linspace(0.0, 1.0, steps + 1)
    p = np.concatenate(
        [along(s, v[[0, -1]] if isinstance(s, Line) else v) for s in contour.segments]
    )
    low, high = p.min(axis=0), p.max(axis=0)
    return (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))


def outline_points(contour: Contour, steps: int = 512) -> tuple[Point, ...]:
    """Points along every piece of an outline."""
    import numpy as np

    from jewelcad.geometry.patches import along

    v = np.linspace(0.0, 1.0, steps + 1)
    found = np.concatenate([along(s, v) for s in contour.segments])
    return tuple((float(x), float(y)) for x, y in found)


def _wire_points(wire: Any) -> list[Point]:
    """Points along a CadQuery wire: corners of straight edges, 32 steps on curved ones."""
    found: list[Point] = []
    for edge in wire.Edges() if wire.ShapeType() != "Edge" else [wire]:
        steps = 1 if edge.geomType() == "LINE" else 32
        ends = edge.positions([i / steps for i in range(steps + 1)])
        found.append([(p.x, p.y) for p in ends])  # type: ignore[arg-type]
    return _chained(found)  # type: ignore[arg-type]


def _chained(pieces: list[list[Point]]) -> list[Point]:
    """Edges in any order and direction as one run of points."""
    chain, rest = list(pieces[0]), pieces[1:]
    while rest:
        i = min(
            range(len(rest)),
            key=lambda k: min(math.dist(chain[-1], rest[k][0]), math.dist(chain[-1], rest[k][-1])),
        )
        piece = rest.pop(i)
        if math.dist(chain[-1], piece[0]) > math.dist(chain[-1], piece[-1]):
            piece = piece[::-1]
        if math.dist(chain[-1], piece[0]) > 1e-6:
            raise ParameterError("The wire is open. Close it before making it a profile.")
        chain.extend(piece[1:])
    if math.dist(chain[0], chain[-1]) > 1e-6:
        raise ParameterError("The wire is open. Close it before making it a profile.")
    return chain[:-1]


half_round = HalfRound
court = Court
flat = Flat
flat_court = FlatCourt
knife_edge = KnifeEdge
round_wire = RoundWire
bevelled = Bevelled
concave = Concave
own_profile = Own
