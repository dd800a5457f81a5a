"""Facet diagrams: a stone from the top, the side and below, as cutters publish them.

A stone without facets is shaded, with its outline, its ridges and what hole it has.
Lines only, with a light shade for each facet's tilt, so tiers read at a glance. The length runs up
the page in the plans and to the right in the side view; the bottom view is what one sees when the
stone is turned over about its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jewelcad.gems import Cabochon, Gem, Pearl, Stone
from jewelcad.preview.shading import face_normals

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Floats = NDArray[np.float64]

SUPERSAMPLE = 4
PAPER, INK, GREY = (255, 255, 255), (28, 32, 40), (105, 110, 120)
TILE = (640, 300)
COLUMNS = 3

TITLE = "Cuts from the top, the side and below; 1 ct of diamond, without facets of quartz or pearl"

VIEWS: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "top": ((0, -1, 0), (1, 0, 0)),
    "side": ((1, 0, 0), (0, 0, 1)),
    "bottom": ((0, 1, 0), (1, 0, 0)),
}
"""Right and up on the page."""

TURNED = ("heart",)
"""Cuts shown with their point down."""

LIGHT = np.array([-0.45, 0.55, 0.70])
"""Towards the lamp, over the draughtsman's left shoulder: right, up, out of the page."""

SMOOTH = np.cos(np.radians(20.0))
"""Flats of the girdle that turn by less show no line between them: a curve, as it is drawn."""

FINE = 0.0015
"""Deviation of a curved stone as it is drawn, share of its width: far less than a line's."""


@dataclass(frozen=True, eq=False)
class Curved:
    """A curved stone as small flat faces."""

    vertices: Floats
    normals: Floats
    faces: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, stone: Stone) -> Curved:
        mesh = stone.mesh(min(1.0, max(1e-4, FINE * stone.width)))
        faces = tuple((a, b, c) for a, b, c in mesh.triangles.tolist())
        return cls(mesh.vertices, face_normals(mesh.corners)[0], faces)


@dataclass(frozen=True, eq=False)
class Drawing:
    """One view of a stone in mm on the page, the origin where the stone's is."""

    points: Floats
    depths: Floats
    normals: Floats
    faces: tuple[tuple[int, ...], ...]
    rounds: NDArray[np.bool_]
    """Faces that are drawn as part of a curve where they meet at less than `SMOOTH`."""

    @classmethod
    def of(cls, gem: Stone, view: str, turned: bool = False) -> Drawing:
        """The view of a stone; ``turned`` by half, with its +x down the page."""
        stone = gem.polyhedron if isinstance(gem, Gem) else Curved.of(gem)
        right, up = (np.array(axis, dtype=float) for axis in VIEWS[view])
        axes = np.stack([right, up, np.cross(right, up)])
        if turned:
            axes = axes * (-1.0, -1.0, 1.0)
        seen, normals = stone.vertices @ axes.T, stone.normals @ axes.T
        rounds = np.abs(stone.normals[:, 2]) < (1e-3 if isinstance(gem, Gem) else 2.0)
        return cls(seen[:, :2], seen[:, 2], normals, stone.faces, rounds)

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height, mm."""
        width, height = np.ptp(self.points, axis=0).tolist()
        return width, height

    @property
    def middle(self) -> Floats:
        return np.asarray((self.points.min(axis=0) + self.points.max(axis=0)) / 2.0)

    def ordered(self) -> list[int]:
        """The facets that face the eye, the farthest first: what is near covers what is behind."""
        front = np.flatnonzero(self.normals[:, 2] > 1e-9).tolist()
        return sorted(front, key=lambda f: float(self.depths[list(self.faces[f])].mean()))

    def shade(self, face: int) -> tuple[int, int, int]:
        """Light for facets that look at the lamp; the flattest are near white."""
        lit = float(self.normals[face] @ LIGHT) / float(np.linalg.norm(LIGHT))
        level = 0.80 + 0.19 * max(0.0, lit)
        return (int(250 * level), int(252 * level), int(255 * level))

    def lines(self, face: int) -> Iterator[tuple[int, int, bool]]:
        """Sides of a facet that are drawn, and whether the stone ends there."""
        loop = self.faces[face]
        for a, b in zip(loop, loop[1:] + loop[:1], strict=True):
            other = self._neighbour[b, a]
            turn = float(self.normals[face] @ self.normals[other])
            outer = bool(self.normals[other, 2] <= 1e-9)
            smooth = bool(self.rounds[face] and self.rounds[other]) and turn > SMOOTH
            if outer or not (smooth or turn > 1.0 - 1e-9):
                yield a, b, outer

    @cached_property
    def _neighbour(self) -> dict[tuple[int, int], int]:
        return {
            side: face
            for face, loop in enumerate(self.faces)
            for side in zip(loop, loop[1:] + loop[:1], strict=True)
        }


def cut_sheet(path: str | Path, gems: Sequence[Stone] | None = None) -> Path:
    """Write one PNG with the diagram of every cut, each of one carat.

    Parameters
    ----------
    gems : to draw instead

    Raises
    ------
    ExportError
        When the file cannot be written.
    """
    from jewelcad.preview.stills import save_picture, tiled

    given = list(gems) if gems is not None else every_cut()
    title = "" if gems is not None else TITLE
    tiles = [stone_diagram(gem) for gem in given]
    return save_picture(tiled(tiles, min(COLUMNS, len(tiles)), title), Path(path))


def every_cut() -> list[Stone]:
    """A diamond of one carat in every cut, then stones without facets."""
    from jewelcad.gems.cuts import all_cuts

    cuts = [Gem.round(carat=1.0), *(Gem.of(row.name, carat=1.0) for row in all_cuts())]
    return [*cuts, *unfacetted()]


def unfacetted() -> list[Stone]:
    """Quartz of one carat with each dome, and a half-drilled pearl."""
    return [
        Cabochon.round(carat=1.0),
        Cabochon.oval(carat=1.0, ratio=1.25, dome="high", back=0.5),
        Cabochon.bullet(carat=1.0),
        Cabochon.sugarloaf(carat=1.0),
        Pearl.of(carat=1.0, drill="half"),
    ]


def stone_diagram(gem: Stone, size: tuple[int, int] = TILE) -> Image:
    """The stone from the top, the side and below in one scale; its name and size underneath."""
    from PIL import Image, ImageDraw

    big = (size[0] * SUPERSAMPLE, size[1] * SUPERSAMPLE)
    picture = Image.new("RGB", big, PAPER)
    pen = ImageDraw.Draw(picture)
    drawings = [Drawing.of(gem, view, gem.cut.split()[0] in TURNED) for view in VIEWS]
    margin, foot = 0.045 * big[0], 0.24 * big[1]
    scale = _scale(drawings, big[0] - 2.0 * margin, big[1] - foot - margin, margin)
    widths = [scale * d.size[0] for d in drawings]
    gap = (big[0] - sum(widths)) / (len(drawings) + 1)
    left, level = gap, margin + (big[1] - foot - margin) / 2.0
    for drawing, width in zip(drawings, widths, strict=True):
        _draw(pen, drawing, scale, (left + width / 2.0, level), gem.girdle_outline.is_convex)
        left += width + gap
    small = picture.resize(size, Image.Resampling.BOX)
    _write_below(ImageDraw.Draw(small), gem, size)
    return small


def _scale(drawings: Sequence[Drawing], width: float, height: float, gap: float) -> float:
    """Pixels to the mm, so that all stand side by side."""
    across = sum(d.size[0] for d in drawings)
    tall = max(d.size[1] for d in drawings)
    return min((width - gap * (len(drawings) - 1)) / across, height / tall)


def _draw(
    pen: ImageDraw, drawing: Drawing, scale: float, middle: tuple[float, float], convex: bool
) -> None:
    placed = (drawing.points - drawing.middle) * (scale, -scale) + middle
    at = [(float(x), float(y)) for x, y in placed]
    curved, again = bool(drawing.rounds.all()), []
    for face in drawing.ordered():
        pen.polygon([at[corner] for corner in drawing.faces[face]], fill=drawing.shade(face))
        for a, b, outer in drawing.lines(face):
            width = SUPERSAMPLE * (1.9 if outer else 1.0)
            _line(pen, at[a], at[b], width)
            if outer or curved:
                again.append((at[a], at[b], width))
    for line in again if convex or curved else ():  # flats seen edge-on cover half of a line
        _line(pen, *line)


def _line(pen: ImageDraw, a: tuple[float, float], b: tuple[float, float], width: float) -> None:
    """A line with round ends, so that corners close."""
    pen.line([a, b], fill=INK, width=round(width))
    r = width / 2.0 - 0.5
    for x, y in (a, b):
        pen.ellipse((x - r, y - r, x + r, y + r), fill=INK)


def _write_below(pen: ImageDraw, gem: Stone, size: tuple[int, int]) -> None:
    from PIL import ImageFont

    width, height = size
    text = height * 0.062
    middle = width / 2.0
    said = f"{gem.length:.2f} x {gem.width:.2f} mm, depth {gem.depth:.2f} mm"
    for line, y, ink, grown in ((gem.cut, 0.845, INK, 1.2), (said, 0.925, GREY, 1.0)):
        font = ImageFont.load_default(text * grown)
        pen.text((middle, height * y), line, fill=ink, font=font, anchor="mm")
