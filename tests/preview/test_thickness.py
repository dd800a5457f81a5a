"""Pictures of thickness: red up to the limit and nowhere else, marks where they belong."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.thickness import COLOURS, NOTHING, colours, thickness_pictures


def test_a_colour_tells_the_share_of_the_limit():
    """Red at the limit, orange just over it, blue from three times on, grey where nothing is."""
    made = colours(np.array([0.0, 0.8, 0.8001, 2.4, 9.0, np.inf]), 0.8)
    red, orange = np.array(COLOURS[1]), np.array(COLOURS[2])
    assert (made[0] == COLOURS[0]).all()
    assert abs(made[1].astype(int) - red).max() <= 1
    assert abs(made[2].astype(int) - orange).max() <= 1
    assert (made[3] == made[4]).all()
    assert (made[5] == NOTHING).all()


def slab() -> Mesh:
    from manifold3d import Manifold

    raw = Manifold.cube((8, 8, 2), True).to_mesh64()
    triangles = np.asarray(raw.tri_verts).astype(np.int32)
    body = np.zeros(len(triangles), np.int32)
    return Mesh(np.asarray(raw.vert_properties)[:, :3].astype(float), triangles, body, ("slab",))


@pytest.mark.parametrize(("thin", "reddish"), [(0.5, True), (2.0, False)])
def test_a_thin_half_is_red_from_above(thin: float, reddish: bool):
    """Samples say how thick the slab is on its left half; the other is 2 mm."""
    side = np.linspace(-4, 4, 33)
    x, y = (g.ravel() for g in np.meshgrid(side, side))
    places = np.stack([x, y, np.ones_like(x)], axis=1)
    samples = np.where(x < 0, thin, 2.0)
    (shot,) = thickness_pictures(slab(), places, samples, 0.8, views=("top",), size=(200, 200))
    pixels = np.asarray(Image.open(BytesIO(shot[1])).convert("RGB")).astype(int)
    red = (pixels[..., 0] > 2 * pixels[..., 1]) & (pixels[..., 0] > 100)
    left, right = red[60:140, 40:90].mean(), red[60:140, 110:160].mean()
    assert right == 0.0
    assert (left > 0.95) == reddish
