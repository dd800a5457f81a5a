"""Rounding for files keeps a closed mesh closed, or says where it cannot."""

from __future__ import annotations

import math

import numpy as np
import pytest
from known_shapes import box, joined, mesh_of, torus

from jewelcad import measure
from jewelcad.errors import GeometryError
from jewelcad.export.rounding import FARTHEST, GRID, ROUNDING, settled
from jewelcad.export.weld import welded
from jewelcad.geometry.mesh import Mesh


def read_back(mesh: Mesh) -> Mesh:
    """What a file gives: float32 corners, welded by place."""
    return welded(mesh.corners.astype(np.float32), "read")


def sound(mesh: Mesh) -> bool:
    found = measure.topology(mesh)
    clean = not len(measure.degenerate(mesh)) and not len(measure.duplicates(mesh))
    return found.closed and clean and not len(found.pinched)


def test_every_multiple_of_the_grid_is_a_float32() -> None:
    steps = np.random.default_rng(1).integers(-(2**24), 2**24, 10_000)
    assert (np.float32(steps * GRID) == steps * GRID).all()
    assert FARTHEST == 2**24 * GRID


def test_a_good_mesh_is_only_rounded() -> None:
    mesh = torus()
    result = settled(mesh)
    assert (result.triangles == mesh.triangles).all()
    assert result.names == mesh.names
    assert np.linalg.norm(result.vertices - mesh.vertices, axis=1).max() <= ROUNDING
    assert (result.vertices == result.vertices.astype(np.float32)).all()
    assert sound(read_back(result))


def split_edges(mesh: Mesh, gap: float) -> Mesh:
    """A sliver beside the middle of the first triangle: two vertices ``gap`` apart in a fan."""
    a, b, c = mesh.triangles[0]
    middle = mesh.vertices[[a, b, c]].mean(axis=0)
    n = len(mesh.vertices)
    side = mesh.vertices[b] - mesh.vertices[a]
    twin = middle + side / np.linalg.norm(side) * gap
    fan = [(a, b, n + 1), (b, c, n + 1), (c, n, n + 1), (c, a, n), (a, n + 1, n)]
    return mesh_of(
        np.vstack([mesh.vertices, middle, twin]), np.vstack([mesh.triangles[1:], fan]), "ring"
    )


@pytest.mark.parametrize("gap", [1e-12, 1e-8, 3e-7, 3e-6, 1e-5])
def test_vertices_that_round_to_one_place_are_collapsed(gap: float) -> None:
    mesh = split_edges(torus(), gap)
    assert measure.topology(mesh).closed
    result = read_back(settled(mesh))
    assert sound(result)
    assert measure.genus(result) == 1
    assert measure.volume(result) == pytest.approx(measure.volume(mesh), rel=1e-5)


def test_plain_rounding_would_have_cracked_it() -> None:
    mesh = split_edges(torus(), 1e-8)
    plain = welded((np.round(mesh.corners / GRID) * GRID).astype(np.float32), "read")
    assert not sound(plain)


def test_flat_slivers_along_an_edge_are_removed() -> None:
    """A box whose top edge carries vertices exactly on it: caps without height."""
    mesh = box(4, 4, 4)
    edge = mesh.triangles[0]
    n = len(mesh.vertices)
    on_edge = mesh.vertices[edge[:2]].mean(axis=0)
    flat = [(edge[0], n, edge[1]), (edge[0], edge[1], edge[2])]
    near = [(edge[1], n, edge[0])]
    torn = mesh_of(np.vstack([mesh.vertices, on_edge]), np.vstack([mesh.triangles[1:], flat, near]))
    if not measure.topology(torn).closed:  # the cap and its mirror are one sheet: close it
        torn = mesh_of(torn.vertices, np.vstack([mesh.triangles[1:], flat[1:]]))
    assert sound(read_back(settled(torn)))


def test_sheets_that_would_touch_in_a_vertex_are_parted() -> None:
    pair = joined(box(2, 2, 2), box(2, 2, 2, at=(2 + 1e-9, 2 + 1e-9, 2 + 1e-9)))
    result = read_back(settled(pair))
    assert sound(result)
    assert measure.components(result) == 2
    assert measure.volume(result) == pytest.approx(16, rel=1e-4)


def test_sheets_that_would_touch_along_an_edge_are_parted() -> None:
    pair = joined(box(2, 2, 2), box(2, 2, 2, at=(2 + 1e-9, 2 + 1e-9, 0)))
    result = read_back(settled(pair))
    assert sound(result)
    assert measure.components(result) == 2


@pytest.mark.parametrize("bad", [math.nan, math.inf, 300.0, -256.0])
def test_vertices_out_of_range_are_refused(bad: float) -> None:
    mesh = torus()
    vertices = mesh.vertices.copy()
    vertices[4, 1] = bad
    with pytest.raises(GeometryError, match="1 vertices are not within 256 mm"):
        settled(mesh_of(vertices, mesh.triangles))


def test_no_metal_is_refused() -> None:
    with pytest.raises(GeometryError, match="no metal to write"):
        settled(mesh_of(np.empty((0, 3)), np.empty((0, 3))))


def test_an_open_mesh_is_not_mended_in_silence() -> None:
    mesh = split_edges(torus(), 1e-9)
    open_ = mesh_of(mesh.vertices, mesh.triangles[5:])
    with pytest.raises(GeometryError, match="does not survive rounding.*2 vertices|1 vertices"):
        settled(open_)


def test_moving_is_added_to_the_deviation() -> None:
    mesh = split_edges(torus(), 1e-8)
    assert 0 < settled(mesh).deviation <= 0.002
    assert settled(torus()).deviation == 0
