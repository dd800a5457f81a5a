"""Bodies along a part of a band: a section carried round the finger, closed at the end stones.

A section is drawn once, beside the stone's outline: (distance outside it, height over the girdle's
middle). The same section runs along the row and round the outline of the first and the last stone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jewelcad.frames import Frame
from jewelcad.geometry.contours import Arc, Contour, Line, Segment
from jewelcad.geometry.parallels import parallel
from jewelcad.geometry.rims import Less, plug, shifted
from jewelcad.geometry.shapes import Facetted, Hoop, Shape

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

JOIN = 0.01
"""mm by which the body round an end stone is wider than the one along the row: walls that went on
without a bend would only just touch, which the kernel does not take."""
FAR = 60.0
"""mm, beyond every ring."""


@dataclass(frozen=True)
class Moved:
    """A shape on a frame."""

    shape: Any
    frame: Frame

    def solid(self) -> Any:
        from jewelcad.geometry.solids import moved

        return moved(self.shape.solid(), self.frame)

    def mesh(self, tolerance: float, name: str) -> Mesh:
        from dataclasses import replace

        import numpy as np

        made: Mesh = self.shape.mesh(tolerance, name)
        place = np.array(self.frame.matrix)
        return replace(made, vertices=made.vertices @ place[:, :3].T + place[:, 3])


@dataclass(frozen=True)
class Row:
    """A row of equal stones around the finger.

    Parameters
    ----------
    outline : the stone's, in its own frame
    half : of the stone across the band, mm
    radius : of the girdles' middle from the finger's axis, mm
    ends : the first and the last girdle's frame; none for a full ring
    widest : along the row from a stone's middle to where it is widest across the band, mm: there
        the row begins and ends
    """

    outline: Contour
    half: float
    radius: float
    ends: tuple[Frame, Frame] | None
    widest: float = 0.0

    def body(self, side: Sequence[Segment]) -> Shape:
        """The solid between a side, drawn upwards, and its mirror image.

        A side that begins with a bend has none at the ends: round a corner it would fold.
        """
        right = [shifted(piece, self.half) for piece in side]
        (x0, z0), (x1, z1) = right[0].start, right[-1].end
        lines = (Line((-x0, z0), (x0, z0)), *right, Line((x1, z1), (-x1, z1)))
        left = [_mirrored(piece) for piece in reversed(right)]
        whole = Hoop(Contour((*lines, *left)), self.radius)
        if self.ends is None:
            return whole
        foot = side[0]
        if isinstance(foot, Arc):
            side = [Line((foot.end[0], foot.start[1]), foot.end), *side[1:]]
        least = min(x for piece in side for x, _ in (piece.start, piece.end))
        around = plug(parallel(self.outline, least + JOIN), [shifted(p, -least) for p in side])
        beyond = Less(self._wedge(*self.ends), tuple(Moved(around, frame) for frame in self.ends))
        return Less(whole, (beyond,))

    def _wedge(self, first: Frame, last: Frame) -> Facetted:
        """All round the finger from where the last stone is widest on to where the first is."""
        start = degrees_of(last) + math.degrees(math.atan2(self.widest, self.radius))
        turn = (degrees_of(first) - degrees_of(last)) % 360.0
        steps = math.ceil(turn / 45.0)
        angles = [math.radians(start + turn * k / steps) for k in range(steps + 1)]
        rim = [(0.0, 0.0), *((FAR * math.sin(a), FAR * math.cos(a)) for a in angles)]
        n = len(rim)
        corners = tuple((x, y, z) for y in (-FAR, FAR) for x, z in rim)
        walls = [(k, (k + 1) % n, (k + 1) % n + n, k + n) for k in range(n)]
        near, far = tuple(range(n)), tuple(range(n, 2 * n))
        return Facetted(corners, (near[:1] + near[:0:-1], far, *walls))


def degrees_of(frame: Frame) -> float:
    """Where a frame stands, from the top towards +X."""
    return math.degrees(math.atan2(frame.origin[0], frame.origin[2]))


def _mirrored(piece: Segment) -> Segment:
    """To the other side of the row's middle, run the other way."""
    if isinstance(piece, Arc):
        centre = (-piece.centre[0], piece.centre[1])
        return Arc(centre, piece.rx, piece.ry, math.pi - piece.last, math.pi - piece.first)
    return Line((-piece.end[0], piece.end[1]), (-piece.start[0], piece.start[1]))
