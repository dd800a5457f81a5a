"""The drawing in the window: metal or its map, stones, a section, the place of a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview import thickness
from jewelcad.preview.scene import StoneView, View
from jewelcad.preview.section import cut
from jewelcad.preview.shadow import add_shadow
from jewelcad.preview.stones import lay_stones, lens_of, traceable
from jewelcad.preview.studio import add_hatched, add_metal, add_stone_cap, add_stones, soup
from jewelcad.preview.unpacking import Unpacked
from jewelcad.preview.window import exposed

if TYPE_CHECKING:
    from PIL.Image import Image

INK, ALARM = "#3c3e44", "#a3201d"
LETTERS = 9
"""Points, height of the text (a choice)."""
MARK = 16.0
"""Pixels, radius of the ring around a finding's place (a choice)."""


@dataclass(frozen=True, eq=False)
class Look:
    """What is shown of a piece.

    Parameters
    ----------
    stones, wire, shadow : whether these are
    hidden : names of bodies and stones that are not
    plane : of a section; what lies on the side of its z is taken off
    walls : thickness of the metal on each triangle, mm; None shows the metal itself
    limit : mm, up to which a wall is red
    mark : the place of a finding
    """

    stones: bool = True
    wire: bool = False
    shadow: bool = True
    hidden: frozenset[str] = frozenset()
    plane: Frame | None = None
    walls: NDArray[np.float32] | None = None
    limit: float = 1.0
    mark: tuple[float, float, float] | None = None


def draw(plotter: Any, piece: Unpacked, look: Look) -> None:
    """Put a piece into an empty plotter."""
    scene = piece.scene
    kept = _kept(scene.metal, look.hidden)
    stones = [s for s in scene.stones if look.stones and s.name not in look.hidden]
    surface = soup(scene.metal.corners[kept], piece.normals[kept])
    if look.walls is None:
        drawn = [add_metal(plotter, surface, scene.metal_colour)]
    else:
        drawn = [_add_map(plotter, surface, look.walls[kept], look.limit)]
    if look.wire:
        ink = {"color": "#31475c", "opacity": 0.45, "lighting": False}
        drawn.append(plotter.add_mesh(surface, style="wireframe", **ink))
    drawn += add_stones(plotter, stones)
    if look.plane is not None:
        _clip(drawn, look.plane)
        _add_caps(plotter, scene.metal, stones, look.plane)
    elif look.shadow:
        add_shadow(plotter, scene)
    if look.mark is not None:
        _add_mark(plotter, look.mark)


def picture_of(plotter: Any, piece: Unpacked, look: Look, view: View) -> Image:
    """The picture of an empty plotter's camera, the light in whole clear stones followed."""
    from PIL import Image

    whole = look.plane is None and look.stones
    shown = [s for s in piece.scene.stones if s.name not in look.hidden] if whole else []
    scene = replace(piece.scene, stones=tuple(shown))
    traced = traceable(scene)
    followed = frozenset(scene.stones[i].name for i in traced)
    draw(plotter, piece, replace(look, hidden=look.hidden | followed, mark=None))
    plotter.renderer.ResetCameraClippingRange()
    pixels, depth = exposed(plotter)
    height, width, _ = pixels.shape
    stones = [(scene.stones[i], facets) for i, facets in traced.items()]
    lay_stones(pixels, depth, lens_of(plotter, view, (width, height)), stones)
    return Image.fromarray(pixels[..., :3])


def add_legend(plotter: Any, limit: float) -> None:
    """What the colours of a map stand for."""
    stops = zip(thickness.WORDS, thickness.STOPS[1:], thickness.COLOURS[1:], strict=True)
    for row, (word, stop, colour) in enumerate(stops):
        text = f" {word} {limit * stop:.2f} mm "
        ink = INK if sum(colour) > 300 else "white"
        actor = _text(plotter, text, (0.985, 0.6 - 0.035 * row), ink, f"legend {row}")
        actor.prop.justification_horizontal = "right"
        actor.prop.SetBackgroundColor(*(c / 255 for c in colour))
        actor.prop.SetBackgroundOpacity(1.0)


def add_text(plotter: Any, text: str, corner: str, colour: str) -> None:
    """Text in a corner of the window, such as ``upper left``."""
    upper, left = corner.startswith("upper"), corner.endswith("left")
    place = (0.01 if left else 0.99, 0.985 if upper else 0.015)
    actor = _text(plotter, text, place, colour, corner)
    actor.prop.justification_horizontal = "left" if left else "right"
    actor.prop.justification_vertical = "top" if upper else "bottom"


def _text(plotter: Any, text: str, place: tuple[float, float], colour: str, name: str) -> Any:
    return plotter.add_text(
        text, position=place, viewport=True, font_size=LETTERS, color=colour, name=name
    )


def _add_mark(plotter: Any, place: tuple[float, float, float]) -> None:
    """A ring around a place, before everything."""
    from vtkmodules.vtkFiltersSources import vtkRegularPolygonSource
    from vtkmodules.vtkRenderingCore import vtkActor2D, vtkPolyDataMapper2D

    ring = vtkRegularPolygonSource()
    ring.SetNumberOfSides(48)
    ring.SetRadius(MARK)
    ring.GeneratePolygonOff()
    mapper = vtkPolyDataMapper2D()
    mapper.SetInputConnection(ring.GetOutputPort())
    actor = vtkActor2D()
    actor.SetMapper(mapper)
    actor.GetProperty().SetColor(*(int(ALARM[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    actor.GetProperty().SetLineWidth(3.0)
    actor.GetPositionCoordinate().SetCoordinateSystemToWorld()
    actor.GetPositionCoordinate().SetValue(*place)
    plotter.add_actor(actor, name="mark", reset_camera=False, render=False)


def _kept(metal: Mesh, hidden: frozenset[str]) -> NDArray[np.bool_]:
    shown = np.array([name not in hidden for name in metal.names])
    return np.asarray(shown[metal.body])


def _add_map(plotter: Any, surface: Any, walls: NDArray[np.float32], limit: float) -> Any:
    surface.cell_data["colour"] = thickness.colours(walls.astype(float), limit)
    return plotter.add_mesh(surface, scalars="colour", rgb=True, **thickness.PAINT)


def _clip(drawn: Iterable[Any], plane: Frame) -> None:
    """Draw no more than what lies below the plane."""
    from vtkmodules.vtkCommonDataModel import vtkPlane

    side = vtkPlane()
    side.SetOrigin(*plane.origin)
    side.SetNormal(*(-v for v in plane.z))
    for actor in drawn:
        actor.mapper.AddClippingPlane(side)


def _add_caps(plotter: Any, metal: Mesh, stones: list[StoneView], plane: Frame) -> None:
    half, cap = cut(metal, plane, "The metal")
    if half is not None and cap.any():
        add_hatched(plotter, half, cap, plane)
    flats = []
    for stone in stones:
        height = (stone.mesh.vertices - plane.origin) @ np.array(plane.z)
        if height.min() >= 0 or height.max() <= 0:
            continue
        half, cap = cut(stone.mesh, plane, f"The stone {stone.name}")
        if half is not None and cap.any():
            flats.append(half.corners[cap])
    if flats:
        add_stone_cap(plotter, np.concatenate(flats))
