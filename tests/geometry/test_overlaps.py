"""What two bodies share, held to boxes whose overlap is known."""

from __future__ import annotations

import numpy as np
import pytest
from manifold3d import Manifold

from jewelcad.errors import GeometryError
from jewelcad.frames import WORLD
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.overlaps import joined, overlap

BOX = Manifold.cube((4.0, 3.0, 2.0))


@pytest.mark.parametrize("lean", [0.0, 23.0])
def test_its_thickness_is_that_of_the_shared_box(lean):
    """Boxes 0.3 mm into each other, however the two lie in space."""
    one, other = (b.rotate((lean, 2 * lean, 0)) for b in (BOX, BOX.translate((3.7, 0.5, 0.25))))
    found = overlap(one, other, 1.0)
    assert (found.pieces, found.air) == (1, 0.0)
    assert found.thin == pytest.approx(0.3, abs=1e-4)


def test_a_bar_across_two_posts_meets_two():
    posts = BOX + BOX.translate((8.0, 0, 0))
    bar = Manifold.cube((12.0, 1.0, 1.0)).translate((0, 1, 1.8))
    found = overlap(bar, posts, 1.0)
    assert found.pieces == 2
    assert found.thin == pytest.approx(0.2, abs=1e-4)


def test_apart_it_says_by_how_much():
    found = overlap(BOX, BOX.translate((4.15, 0, 0)), 1.0)
    assert (found.pieces, found.thin) == (0, 0.0)
    assert found.air == pytest.approx(0.15, abs=1e-6)


def test_an_open_mesh_is_refused():
    corners = np.eye(4, 3)
    leaf = Mesh(corners, np.array([[0, 1, 2]], np.int32), np.zeros(1, np.int32), ("leaf",), 0.0)
    with pytest.raises(GeometryError, match="leaf does not mesh"):
        joined([(leaf, WORLD)])
