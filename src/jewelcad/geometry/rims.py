"""Bodies that follow an outline: a profile carried round it, always square to it.

`Plug` is solid: its profile runs from the bottom to the top, beside the outline, and level faces
close it. `Rim` is a ring: its section is closed. An outline of straight pieces and arcs makes
planes, cylinders, cones, balls and tori, exactly; a round one is a turned body.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jewelcad.errors import GeometryError
from jewelcad.geometry.contours import Arc, Contour, Line, Segment
from jewelcad.geometry.parallels import SMOOTH, bends, normal
from jewelcad.geometry.shapes import Turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jewelcad.geometry.mesh import Mesh


def plug(outline: Contour, profile: Sequence[Segment]) -> Plug | Turned:
    """A solid body round an outline.

    Parameters
    ----------
    outline : in plan
    profile : in (distance outside the outline, height), upwards

    Raises
    ------
    GeometryError
        If the profile goes inside a corner of the outline.
    """
    centre = circle_radius(outline)
    if centre is None:
        return Plug(outline, tuple(profile))
    side = [shifted(s, centre) for s in profile]
    (r0, z0), (r1, z1) = side[0].start, side[-1].end
    floor, lid = Line((0.0, z0), (r0, z0)), Line((r1, z1), (0.0, z1))
    axis = Line((0.0, z1), (0.0, z0))
    ends = [p for p in (floor, *side, lid) if math.dist(p.start, p.end) > 1e-9]
    return Turned(Contour((*ends, axis)))


def rim(outline: Contour, section: Contour) -> Rim | Turned:
    """A ring along an outline; its section in (distance outside the outline, height).

    Raises
    ------
    GeometryError
        If the outline has corners, or turns too tightly for the section.
    """
    centre = circle_radius(outline)
    if centre is None:
        return Rim(outline, section)
    return Turned(section.moved(centre, 0.0))


def circle_radius(outline: Contour) -> float | None:
    """Radius of an outline that is one circle about the origin; none of another."""
    first = outline.segments[0]
    if not isinstance(first, Arc) or math.hypot(*first.centre) > 1e-9:
        return None
    same = all(
        isinstance(s, Arc) and math.hypot(*s.centre) < 1e-9 and abs(s.rx - first.rx) < 1e-9
        for s in outline.segments
    )
    return first.rx if same else None


def shifted(segment: Segment, dx: float) -> Segment:
    """A piece of a profile, moved ``dx`` outwards."""
    if isinstance(segment, Line):
        (ax, az), (bx, bz) = segment.start, segment.end
        return Line((ax + dx, az), (bx + dx, bz))
    if isinstance(segment, Arc):
        (x, z) = segment.centre
        return Arc((x + dx, z), segment.rx, segment.ry, segment.first, segment.last)
    raise GeometryError("A profile round an outline is made of straight pieces and arcs.")


def chords(turn: float, radius: float, budget: float) -> int:
    """Chords along an arc of ``turn`` radians so that none bows by more than ``budget`` mm."""
    step = 2.0 * math.acos(max(1.0 - budget / max(radius, budget), 0.0))
    return max(1, math.ceil(turn / max(step, 1e-3)))


def balance(step: float) -> float:
    """How much farther out the corners of chords lie so that they keep the arc's area."""
    return math.sqrt(step / math.sin(step)) if 0.0 < step < 1.5 else 1.0


@dataclass(frozen=True)
class Around:
    """An outline as pieces to carry a section along: corners are arcs of radius 0."""

    pieces: tuple[Line | Arc, ...]

    @staticmethod
    def of(outline: Contour) -> Around:
        made: list[Line | Arc] = []
        for piece, bend in zip(outline.segments, bends(outline), strict=True):
            if not isinstance(piece, Line | Arc):
                raise GeometryError("An outline to follow is made of straight pieces and arcs.")
            if abs(bend) > SMOOTH:
                nx, ny = normal(piece, 0.0)
                last = math.atan2(ny, nx)
                made.append(Arc(piece.start, 0.0, 0.0, last - bend, last))
            made.append(piece)
        return Around(tuple(made))

    @property
    def inner(self) -> float:
        """How far inside a section may reach, mm."""
        arcs = [p for p in self.pieces if isinstance(p, Arc)]
        return min((p.rx for p in arcs if p.last > p.first), default=math.inf)

    @property
    def outer(self) -> float:
        """How far outside, mm."""
        arcs = [p for p in self.pieces if isinstance(p, Arc)]
        return min((p.rx for p in arcs if p.last < p.first), default=math.inf)

    def must_carry(self, least: float, most: float) -> None:
        """Refuse a section from ``least`` to ``most`` mm beside the outline that would fold.

        Raises
        ------
        GeometryError
            Saying by how much.
        """
        if least < -self.inner - 1e-9 or most > self.outer + 1e-9:
            raise GeometryError(
                f"A section from {least:.3g} to {most:.3g} mm beside an outline folds: its "
                f"tightest turns allow {-self.inner:.3g} to {self.outer:.3g} mm. Round the outline."
            )

    def sampled(self, most: float, budget: float) -> tuple[NDArray[Any], NDArray[Any], float]:
        """Places (n, 2) and normals (n, 2) once round, and the largest bow of a chord, mm.

        Parameters
        ----------
        most : farthest the section reaches outside, mm
        budget : bow allowed, mm
        """
        import numpy as np

        places, normals, worst, before = [], [], 0.0, self._step(self.pieces[-1], most, budget)
        for piece in self.pieces:
            step = self._step(piece, most, budget)
            if isinstance(piece, Line):
                places.append(np.array([piece.start]))
                normals.append(np.array([normal(piece, 0.0)]))
            else:
                count = round(abs(piece.last - piece.first) / step)
                worst = max(worst, (piece.rx + max(most, 0.0)) * (1.0 - math.cos(step / 2.0)))
                a = piece.first + (piece.last - piece.first) * np.arange(count) / count
                grown = np.full((count, 1), balance(step))
                corner = piece.rx == 0.0  # what meets at a corner stays on it
                grown[0] = balance((before + step) / 2.0) if before and not corner else 1.0
                unit = grown * np.stack([np.cos(a), np.sin(a)], axis=1)
                places.append(np.array(piece.centre) + piece.rx * unit)
                normals.append(unit if piece.last > piece.first else -unit)
            before = 0.0 if isinstance(piece, Arc) and piece.rx == 0.0 else step
        return np.concatenate(places), np.concatenate(normals), worst

    @staticmethod
    def _step(piece: Line | Arc, most: float, budget: float) -> float:
        """Angle of a chord of an arc, radians; 0 of a straight piece."""
        if isinstance(piece, Line):
            return 0.0
        turn = abs(piece.last - piece.first)
        return turn / chords(turn, piece.rx + max(most, 0.0), budget)


@dataclass(frozen=True)
class Plug:
    """A solid body round an outline; see `plug`."""

    outline: Contour
    profile: tuple[Segment, ...]

    def __post_init__(self) -> None:
        self.around.must_carry(*_reach(self.profile))

    @cached_property
    def around(self) -> Around:
        return Around.of(self.outline)

    def solid(self) -> Any:
        from jewelcad.geometry.rim_solids import plugged

        return plugged(self)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.rim_meshes import plugged

        return plugged(self, tolerance, name)


@dataclass(frozen=True)
class Rim:
    """A ring along an outline; see `rim`."""

    outline: Contour
    section: Contour

    def __post_init__(self) -> None:
        if any(isinstance(p, Arc) and p.rx == 0.0 for p in self.around.pieces):
            raise GeometryError("A ring along an outline with corners would fold. Round them.")
        self.around.must_carry(*_reach(self.section.segments))

    @cached_property
    def around(self) -> Around:
        return Around.of(self.outline)

    def solid(self) -> Any:
        from jewelcad.geometry.rim_solids import ringed

        return ringed(self)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.rim_meshes import ringed

        return ringed(self, tolerance, name)


def _reach(segments: Sequence[Segment]) -> tuple[float, float]:
    """Least and largest distance of a section beside the outline, mm."""
    marks = [k / 32.0 for k in range(33)]
    found = [s.at(t)[0] for s in segments if isinstance(s, Line | Arc) for t in marks]
    return min(found), max(found)


@dataclass(frozen=True)
class Less:
    """A body with others cut from it before it comes to the bench.

    Parameters
    ----------
    body : a shape
    tools : shapes in the same frame
    """

    body: Any
    tools: tuple[Any, ...]

    def solid(self) -> Any:
        from jewelcad.geometry.booleans import cut_all

        return cut_all(self.body.solid(), [tool.solid() for tool in self.tools])

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from jewelcad.geometry.rim_meshes import less

        return less(self.body, self.tools, tolerance, name)
