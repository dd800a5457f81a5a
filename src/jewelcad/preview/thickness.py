"""Pictures of how thick a piece is: coloured by samples of its wall, thin places red."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.preview.scene import view_named
from jewelcad.preview.stills import SUPERSAMPLE

if TYPE_CHECKING:
    from PIL.Image import Image

Floats = NDArray[np.float64]

STOPS = (0.0, 1.0, 1.0, 1.5, 2.0, 3.0)
COLOURS = (
    (120, 0, 20),
    (215, 38, 30),
    (244, 150, 40),
    (250, 215, 90),
    (120, 190, 120),
    (90, 130, 200),
)
"""Colours of a thickness by its share of the limit: red up to it, blue from three times on."""
WORDS = ("under", "over", "", "", "from")
"""What a legend says of each colour's thickness."""
NOTHING = (205, 205, 208)
"""Where nothing lies across."""
PAINT = {"ambient": 0.45, "diffuse": 0.6, "specular": 0.1}
"""How its colours take the light."""
MARK = 0.45
"""mm, radius of a mark."""
GRAIN = 0.35
"""mm; triangles are coloured in pieces no longer than this."""
MOST = 400_000
"""Pieces of a picture, at most; larger meshes are coloured triangle by triangle."""


def thickness_pictures(
    mesh: Mesh,
    places: Points,
    thickness: Floats,
    limit: float,
    views: Sequence[str] = ("three-quarter", "front", "top", "side"),
    size: tuple[int, int] = (520, 420),
    marks: Points | None = None,
) -> Iterator[tuple[str, bytes]]:
    """A PNG of each view.

    Parameters
    ----------
    places, thickness : samples on the surface, (n, 3) and (n,) mm; inf where nothing lies across
    limit : mm, up to which it is red
    marks : (k, 3) places to be marked by a black ball
    """
    import pyvista as pv
    from PIL import Image

    from jewelcad.preview.camera import aim
    from jewelcad.preview.window import exposed, offscreen

    vertices, faces = _pieces(mesh)
    colour = colours(_nearest(vertices[faces].mean(axis=1), places, thickness), limit)
    shown = pv.PolyData.from_regular_faces(vertices, faces)
    shown.cell_data["colour"] = colour
    big = (size[0] * SUPERSAMPLE, size[1] * SUPERSAMPLE)
    with offscreen(big) as plotter:
        plotter.set_background("white")
        plotter.add_mesh(shown, scalars="colour", rgb=True, **PAINT)
        for mark in marks if marks is not None else ():
            ball = pv.Sphere(radius=MARK, center=mark)
            plotter.add_mesh(ball, color="black", ambient=1.0)
        for name in views:
            view = view_named(name)
            aim(plotter, view, mesh.vertices, big, view.parallel)
            pixels, _ = exposed(plotter)
            out = BytesIO()
            picture = Image.fromarray(pixels[..., :3]).resize(size, Image.Resampling.LANCZOS)
            picture.save(out, "PNG")
            yield name, out.getvalue()


def with_legend(picture: Image, limit: float, high: int) -> Image:
    """The picture with ``high`` pixels below it: each colour and the thickness it stands for."""
    from PIL import Image, ImageDraw, ImageFont

    size = min(high / 3, picture.width / 52)
    whole = Image.new("RGB", (picture.width, picture.height + high), (255, 255, 255))
    whole.paste(picture, (0, 0))
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(size)
    middle, place = picture.height + high / 2, size
    for word, stop, colour in zip(WORDS, STOPS[1:], COLOURS[1:], strict=True):
        text = f"{word} {limit * stop:.2f}".strip()
        draw.rectangle((place, middle - size / 2, place + 2 * size, middle + size / 2), colour)
        draw.text((place + 2.5 * size, middle), text, (60, 62, 68), font, anchor="lm")
        place += 4 * size + draw.textlength(text, font)
    draw.text((place, middle), "mm", (60, 62, 68), font, anchor="lm")
    return whole


def colours(thickness: Floats, limit: float) -> NDArray[np.uint8]:
    """(n, 3) the colour of each thickness."""
    share = np.minimum(np.nan_to_num(thickness / limit, posinf=9.0), 9.0)
    stops = np.array(STOPS) + 1e-9 * np.arange(len(STOPS))  # a step at the limit itself
    made = np.stack([np.interp(share, stops, [c[k] for c in COLOURS]) for k in range(3)], axis=1)
    made[~np.isfinite(thickness)] = NOTHING
    return np.rint(made).astype(np.uint8)


def _nearest(middles: Points, places: Points, thickness: Floats) -> Floats:
    """The thickness at the sample nearest to each of as many places."""
    from scipy.spatial import cKDTree

    found: Floats = thickness[cKDTree(places).query(middles)[1]]
    return found


def _pieces(mesh: Mesh) -> tuple[Points, Any]:
    """Vertices and triangles, large ones cut into pieces."""
    from trimesh.remesh import subdivide_to_size

    sides = np.linalg.norm(mesh.corners - np.roll(mesh.corners, 1, axis=1), axis=2).max(axis=1)
    if float(((sides / GRAIN) ** 2).sum()) > MOST:
        return mesh.vertices, mesh.triangles
    vertices, faces = subdivide_to_size(mesh.vertices, mesh.triangles, GRAIN, max_iter=14)
    return np.asarray(vertices), np.asarray(faces)
