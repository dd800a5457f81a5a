"""Still pictures of a piece, made without a window: one view, or a sheet of several.

The same scene gives the same file, byte for byte, on the same machine.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import ParameterError
from jewelcad.files import written
from jewelcad.preview.scene import Scene, View, view_named
from jewelcad.preview.section import Section, plane_of

if TYPE_CHECKING:
    from PIL.Image import Image

SMALLEST, LARGEST = 16, 4096
SUPERSAMPLE = 2
BACKGROUND = ((250, 250, 251), (226, 227, 230))
"""Top and bottom of the paper behind the piece."""

SHEET_VIEWS = ("three-quarter", "top", "front", "side")
SHEET_SECTIONS: tuple[Section, ...] = ("x", "y")
SECTION_VIEW = {"x": "side", "y": "front", "z": "top"}


def render(
    scene: Scene,
    path: str | Path,
    view: str = "three-quarter",
    size: tuple[int, int] = (1200, 900),
    section: Section | None = None,
    transparent: bool = False,
    parallel: bool | None = None,
) -> Path:
    """Write one picture as PNG.

    Parameters
    ----------
    scene : what to show
    path : the file; written beside and renamed, so it is whole or not there
    view : a name of `VIEWS`
    size : width and height in pixels
    section : ``x``, ``y`` or ``z`` (the plane through the middle of the finger square to that
        axis), a `Frame` (its xy plane) or ``(origin, normal)``; the half towards the camera is
        taken off and the cut metal hatched
    transparent : no paper behind the piece
    parallel : parallel projection or a lens; by default the view's own

    Raises
    ------
    ParameterError
        For an unknown view, a size or a section that cannot be.
    ExportError
        When the file cannot be written.
    JewelcadError
        When the machine has no off-screen OpenGL.
    """
    picture = picture_of(scene, view, size, section, transparent, parallel)
    return save_picture(picture, Path(path))


def picture_of(
    scene: Scene,
    view: str = "three-quarter",
    size: tuple[int, int] = (1200, 900),
    section: Section | None = None,
    transparent: bool = False,
    parallel: bool | None = None,
) -> Image:
    """The picture of `render` in memory."""
    shot = Shot(view_named(view), section, parallel, transparent)
    return next(developed(scene, [shot], size))


@dataclass(frozen=True)
class Shot:
    """One press of the shutter.

    Parameters
    ----------
    half_height : sets the scale of a parallel picture, mm
    around : points that fill the picture, (n, 3) mm; else the scene's own
    """

    view: View
    section: Section | None = None
    parallel: bool | None = None
    transparent: bool = False
    half_height: float | None = None
    around: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        if self.section is not None:
            plane_of(self.section, self.view)

    @property
    def flat(self) -> bool:
        return self.view.parallel if self.parallel is None else self.parallel


def developed(scene: Scene, shots: Iterable[Shot], size: tuple[int, int]) -> Iterator[Image]:
    """Each shot at ``size``, all taken in one studio, on paper unless transparent.

    Raises
    ------
    ParameterError
        For a size that cannot be.
    JewelcadError
        When the machine has no off-screen OpenGL.
    """
    from jewelcad.preview.studio import add_light
    from jewelcad.preview.window import offscreen

    size = checked_size(size)
    big = (size[0] * SUPERSAMPLE, size[1] * SUPERSAMPLE)
    with offscreen(big) as plotter:
        add_light(plotter)
        for shot in shots:
            picture = _reduced(_taken(plotter, scene, shot, big), size)
            yield picture if shot.transparent else _on_paper(picture)


def _taken(plotter: Any, scene: Scene, shot: Shot, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The RGBA pixels of one shot."""
    from jewelcad.preview.camera import aim
    from jewelcad.preview.shadow import add_shadow
    from jewelcad.preview.stones import lay_stones, lens_of, traceable
    from jewelcad.preview.studio import add_scene, turn_light
    from jewelcad.preview.window import exposed

    traced = traceable(scene) if shot.section is None else {}
    plotter.clear_actors()
    turn_light(plotter, shot.view)
    add_scene(plotter, scene, shot.view, shot.section, without=traced)
    if not (shot.flat or shot.transparent or shot.section is not None):
        add_shadow(plotter, scene)
    around = scene.points if shot.around is None else shot.around
    aim(plotter, shot.view, around, size, shot.flat, half_height=shot.half_height)
    pixels, depth = exposed(plotter)
    if traced:
        stones = [(scene.stones[i], facets) for i, facets in traced.items()]
        lay_stones(pixels, depth, lens_of(plotter, shot.view, size), stones)
    return pixels


def contact_sheet(
    scene: Scene,
    path: str | Path,
    views: Sequence[str] = SHEET_VIEWS,
    sections: Sequence[Section] = SHEET_SECTIONS,
    tile: tuple[int, int] = (640, 480),
    columns: int = 3,
) -> Path:
    """Write one PNG with several labelled views, then the sections.

    The parallel views share one scale, so that lengths compare. A named section is looked at
    square on, any other from three quarters.

    Raises
    ------
    ParameterError, ExportError, JewelcadError
        As `render` does.
    """
    tile = checked_size(tile)
    if not (views or sections) or columns < 1:
        raise ParameterError("A contact sheet needs at least one view and one column.")
    shots = [Shot(view_named(name)) for name in views]
    shots += [Shot(_section_view(section), section) for section in sections]
    scale = _common_scale(scene, shots, tile)
    shots = [replace(shot, half_height=scale) for shot in shots]
    tiles = [
        _labelled(picture, _label(shot))
        for shot, picture in zip(shots, developed(scene, shots, tile), strict=True)
    ]
    return save_picture(tiled(tiles, min(columns, len(tiles)), scene.title), Path(path))


def checked_size(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height that a picture can have; else a `ParameterError`."""
    try:
        width, height = (operator.index(pixels) for pixels in size)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"The size {size!r} is not width and height in pixels.") from error
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise ParameterError(
            f"A picture of {width} x {height} pixels cannot be made: both sides must be "
            f"{SMALLEST} to {LARGEST}."
        )
    return width, height


def _section_view(section: Section) -> View:
    name = SECTION_VIEW.get(section, "front") if isinstance(section, str) else "three-quarter"
    return view_named(name)


def _label(shot: Shot) -> str:
    if shot.section is None:
        return shot.view.label
    return f"Section {shot.section} = 0" if isinstance(shot.section, str) else "Section"


def _common_scale(scene: Scene, shots: Sequence[Shot], tile: tuple[int, int]) -> float:
    from jewelcad.preview.camera import fitting_scale

    points, aspect = scene.points, tile[0] / tile[1]
    fits = [fitting_scale(shot.view, points, aspect) for shot in shots if shot.flat]
    return max(fits, default=1.0)


def _reduced(pixels: NDArray[np.uint8], size: tuple[int, int]) -> Image:
    from PIL import Image

    # What OpenGL blends into an empty frame is already weighted by its alpha ("RGBa").
    height, width, _ = pixels.shape
    weighted = Image.frombytes("RGBa", (width, height), pixels.tobytes())
    return weighted.resize(size, Image.Resampling.BOX).convert("RGBA")


def _on_paper(picture: Image) -> Image:
    paper = _paper(picture.size).convert("RGBA")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _paper(size: tuple[int, int]) -> Image:
    """A soft gradient, dithered in a fixed pattern so that it shows no bands."""
    from PIL import Image

    top, bottom = (np.array(colour, dtype=float) for colour in BACKGROUND)
    t = np.linspace(0.0, 1.0, size[1])[:, None, None]
    grain = np.random.default_rng(7).random((size[1], size[0], 1))
    paper = np.floor(top * (1 - t) + bottom * t + grain)
    return Image.fromarray(paper.astype(np.uint8), "RGB")


def _labelled(picture: Image, label: str) -> Image:
    from PIL import ImageDraw, ImageFont

    size = max(11, picture.height // 26)
    font = ImageFont.load_default(size)
    ImageDraw.Draw(picture).text((size, size * 0.8), label, fill=(90, 92, 98), font=font)
    return picture


def tiled(tiles: list[Image], columns: int, title: str) -> Image:
    """Tiles in rows, with hairlines between them and the title above."""
    from PIL import Image, ImageDraw, ImageFont

    gap, (width, height) = 2, tiles[0].size
    across, rows = columns * (width + gap) - gap, -(-len(tiles) // columns)
    head = max(30, height // 10, across // 32) if title else 0
    whole = (across, head + rows * (height + gap) - gap)
    sheet = Image.new("RGB", whole, (255, 255, 255))
    if title:
        font = ImageFont.load_default(head * 0.5)
        middle = (head * 0.5, head * 0.5)
        ImageDraw.Draw(sheet).text(middle, title, fill=(40, 42, 48), font=font, anchor="lm")
    for index, tile in enumerate(tiles):
        row, column = divmod(index, columns)
        sheet.paste(tile, (column * (width + gap), head + row * (height + gap)))
    return sheet


def save_picture(picture: Image, path: Path) -> Path:
    """The picture under its name, or nothing: written beside, then renamed."""
    with written(path) as beside:
        picture.save(beside, format="PNG", compress_level=6)
    return path
