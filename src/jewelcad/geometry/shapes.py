"""Shapes of bodies: small frozen descriptions that give an exact solid and a mesh when asked.

Both come from the same curves: `solid` hands them to the kernel, `mesh` evaluates them directly.
So a slider's move needs no kernel at all, and each way is the other's oracle. Equal shapes are
equal values, and a finisher makes each only once.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from jewelcad.errors import GeometryError
from jewelcad.frames import Frame
from jewelcad.geometry.contours import Arc, Contour, Line, Segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jewelcad.geometry.mesh import Mesh
    from jewelcad.geometry.quilts import Sheet


@dataclass(frozen=True)
class Turned:
    """A solid of revolution about Z; the contour is in (radius, height)."""

    contour: Contour

    def solid(self) -> Any:
        from jewelcad.geometry import solids

        return solids.turned(self.contour)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.patches import TurnedPatch, contour_patches
        from jewelcad.geometry.skins import skin

        pieces = contour_patches(self.contour)
        closed = len(pieces) == len(self.contour.segments)
        return skin([TurnedPatch(s) for s in pieces], tolerance, name, cyclic=closed)


@dataclass(frozen=True)
class Hoop:
    """A band of constant section about Y; the contour is in (across, outward from the bore)."""

    contour: Contour
    bore_radius: float

    def solid(self) -> Any:
        from jewelcad.geometry import solids

        return solids.hoop(self.contour, self.bore_radius)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.patches import HoopPatch
        from jewelcad.geometry.skins import skin

        patches = [HoopPatch(s, self.bore_radius) for s in self.contour.segments]
        return skin(patches, tolerance, name, cyclic=True)


POINTS_ACROSS = 17
"""Points a swept arc, or a swept spline's span, is drawn through."""


def stretches(segment: Segment, twisted: bool = False) -> list[Any]:
    """Where a section's piece is followed, one run for each surface: a closed one needs several.

    A line that turns on its way makes a twisted surface, which two points across cannot follow.
    """
    import numpy as np

    if isinstance(segment, Line):
        return [np.linspace(0.0, 1.0, 5 if twisted else 2)]
    if isinstance(segment, Arc):
        return [np.linspace(0.0, 1.0, POINTS_ACROSS)]
    ends = np.array(segment.knots) / segment.knots[-1]
    return [np.linspace(a, b, POINTS_ACROSS) for a, b in itertools.pairwise(ends)]


@dataclass(frozen=True)
class Swept:
    """A band whose section changes around the finger, exact periodic surfaces.

    Parameters
    ----------
    sections : contours of the same build, evenly spaced once around from the base
    bore_radius : mm
    places : for each section where its own origin lies (along the finger, outward from the bore,
        mm) and how far it is turned there (radians); as drawn, if left out
    """

    sections: tuple[Contour, ...]
    bore_radius: float
    places: tuple[tuple[float, float, float], ...] = ()

    @cached_property
    def patches(self) -> Any:
        import numpy as np

        from jewelcad.geometry.patches import SweptPatch, along

        if len({len(section.segments) for section in self.sections}) > 1:
            raise GeometryError(
                "The band's sections have different numbers of sides: a side wall or edge vanishes "
                "where it is thinnest. Choose smaller edges, or a thicker or wider section there."
            )
        count = len(self.sections)
        angles = math.pi + 2 * math.pi * np.arange(count) / count
        made = []
        twisted = any(turn for _, _, turn in self.places)
        pieces = enumerate(self.sections[0].segments)
        runs = [(k, v) for k, s in pieces for v in stretches(s, twisted)]
        for k, v in runs:
            rows = np.array([along(section.segments[k], v) for section in self.sections])
            if self.places:
                rows = _placed(rows, np.array(self.places))
            across, r = rows[..., 0], self.bore_radius + rows[..., 1]
            a = angles[:, None]
            made.append(SweptPatch(np.stack([r * np.sin(a), across, r * np.cos(a)], axis=2)))
        return tuple(made)

    def solid(self) -> Any:
        from jewelcad.geometry import solids

        return solids.swept(self.patches)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.skins import skin

        return skin(self.patches, tolerance, name, cyclic=True)


def _placed(rows: Any, places: Any) -> Any:
    """Rows (stations, points, 2) turned about their origins and moved to their places."""
    import numpy as np

    c, s = np.cos(places[:, 2, None]), np.sin(places[:, 2, None])
    x, y = rows[..., 0], rows[..., 1]
    turned = np.stack([c * x - s * y, s * x + c * y], axis=2)
    return turned + places[:, None, :2]


@dataclass(frozen=True)
class Wire:
    """A round tapered wire up Z with a domed foot and tip: a claw.

    With ``bend`` above zero it turns over towards -X at the top of its straight part.

    Parameters
    ----------
    foot_radius, tip_radius : radius at the ends of the straight part, mm
    length : of the straight part, from z = 0, mm; the domes stand beyond it
    bend_radius : of the wire's middle line, mm; larger than ``tip_radius``
    bend : angle of the bend, degrees; 0 for a straight wire
    """

    foot_radius: float
    tip_radius: float
    length: float
    bend_radius: float = 0.0
    bend: float = 0.0

    @property
    def lower(self) -> tuple[Arc, Line]:
        """Half section (radius, height) of the foot's dome and the straight part."""
        rise = math.atan2(self.foot_radius - self.tip_radius, self.length)
        ball = self.foot_radius / math.cos(rise)
        dome = Arc((0.0, -ball * math.sin(rise)), ball, ball, -math.pi / 2, rise)
        return dome, Line(dome.end, (self.tip_radius, self.length))

    @property
    def contour(self) -> Contour:
        """The straight wire's half section in (radius, height)."""
        foot, _side = self.lower
        rise, ball = foot.last, self.tip_radius / math.cos(foot.last)
        tip = Arc((0.0, self.length - ball * math.sin(rise)), ball, ball, rise, math.pi / 2)
        tip_point, foot_point = (0.0, tip.centre[1] + ball), (0.0, foot.centre[1] - foot.ry)
        return Contour((foot, Line(foot.end, tip.start), tip, Line(tip_point, foot_point)))

    def solid(self) -> Any:
        from jewelcad.geometry import solids

        if not self.bend:
            return solids.turned(self.contour)
        return solids.bent_wire(self.lower, self.bend_radius, self.bend)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.patches import BendPatch, TipPatch, TurnedPatch
        from jewelcad.geometry.skins import skin

        if not self.bend:
            return Turned(self.contour).mesh(tolerance, name)
        bend = BendPatch(self.tip_radius, self.length, self.bend_radius, math.radians(self.bend))
        lower = [TurnedPatch(s) for s in self.lower]
        return skin([*lower, bend, TipPatch(bend)], tolerance, name, cyclic=False)


@dataclass(frozen=True)
class Facetted:
    """A solid of planar faces.

    Parameters
    ----------
    vertices : corners, mm
    faces : loops of indices, counter-clockwise from outside, each seen whole from its first corner
    """

    vertices: tuple[tuple[float, float, float], ...]
    faces: tuple[tuple[int, ...], ...]

    def solid(self) -> Any:
        import numpy as np

        from jewelcad.geometry import solids

        return solids.polyhedron(np.array(self.vertices), self.faces)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        import numpy as np

        from jewelcad.geometry.mesh import Mesh

        fans = [(f[0], f[i], f[i + 1]) for f in self.faces for i in range(1, len(f) - 1)]
        triangles = np.array(fans, dtype=np.int32)
        body = np.zeros(len(fans), dtype=np.int32)
        return Mesh(np.array(self.vertices), triangles, body, (name,), 0.0)


@dataclass(frozen=True, eq=False)
class Foreign:
    """A designer's own solid of the kernel, meshed by the kernel under measured control."""

    shape: Any

    def solid(self) -> Any:
        return self.shape

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.tessellate import tessellate

        return tessellate(self.shape, tolerance, name)


class Shape(Protocol):
    """What a body is made of: a frozen value, so that equal shapes are made once."""

    def __hash__(self) -> int: ...

    def solid(self) -> Any:
        """The exact solid of the kernel."""

    def mesh(self, tolerance: float, name: str) -> Mesh:
        """A closed mesh within ``tolerance`` mm of the surface."""


class Drawing(Protocol):
    """What can draw its own surface, sheet by sheet. Equal drawings must be equal values."""

    def sheets(self) -> Sequence[Sheet]:
        """Sheets that share their rims two by two and close."""


@dataclass(frozen=True)
class Quilt:
    """A body of sheets sewn rim to rim; what Swept and Turned cannot say."""

    drawing: Drawing

    @cached_property
    def patches(self) -> tuple[Sheet, ...]:
        return tuple(self.drawing.sheets())

    def solid(self) -> Any:
        from jewelcad.geometry import solids

        return solids.quilted(self.patches)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.quilts import knitted

        return knitted(self.patches, tolerance, name)


@dataclass(frozen=True)
class Carved:
    """A body less others, for what a part cuts out of itself and nothing else must feel.

    Parameters
    ----------
    base : the body
    cuts : what is taken off, each with its frame
    """

    base: Shape
    cuts: tuple[tuple[Shape, Frame], ...]

    def solid(self) -> Any:
        from jewelcad.geometry import booleans, solids

        tools = [solids.moved(shape.solid(), frame) for shape, frame in self.cuts]
        return booleans.cut_all(self.base.solid(), tools)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.carving import carved

        base = self.base.mesh(tolerance, name)
        return carved(base, [(s.mesh(tolerance, name), frame) for s, frame in self.cuts], name)
