"""The gate finds every planted fault and says what, how much, where, why and what to do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from known_shapes import box, expected_torus, inside_out, joined, mesh_of, sphere, torus

from jewelcad.errors import GeometryError
from jewelcad.export.gate import check_meant, check_mesh
from jewelcad.geometry.mesh import Mesh

GOOD, KNOWN = torus(), expected_torus()


def with_triangles(triangles: np.ndarray) -> Mesh:
    return mesh_of(GOOD.vertices, triangles)


def refused(mesh: Mesh, **changes: object) -> str:
    with pytest.raises(GeometryError) as caught:
        check_mesh(mesh, replace(KNOWN, **changes), "ring.stl")
    message = str(caught.value)
    assert message.startswith("ring.stl")
    return message


def test_a_good_mesh_passes() -> None:
    check_mesh(GOOD, KNOWN)
    check_meant(GOOD, GOOD)


def test_missing_triangle() -> None:
    lost = GOOD.corners[7]
    message = refused(with_triangles(np.delete(GOOD.triangles, 7, axis=0)))
    assert "not closed. It has 3 cracks" in message
    for a, b in ((0, 1), (1, 2), (2, 0)):
        x, y, z = (lost[a] + lost[b]) / 2
        assert f"({x:.3f}, {y:.3f}, {z:.3f})" in message


def test_many_cracks_name_three_places() -> None:
    assert " and 27 more" in refused(
        with_triangles(np.delete(GOOD.triangles, range(0, 100, 10), 0))
    )


def test_flipped_triangle() -> None:
    triangles = GOOD.triangles.copy()
    triangles[5] = triangles[5, ::-1]
    assert "3 edges where neighbouring triangles face opposite ways at (" in refused(
        with_triangles(triangles)
    )


def test_duplicated_triangle() -> None:
    x, y, z = GOOD.corners[4].mean(axis=0)
    message = refused(with_triangles(np.vstack([GOOD.triangles, GOOD.triangles[4]])))
    assert f"1 duplicate triangles at ({x:.3f}, {y:.3f}, {z:.3f})" in message


def test_degenerate_triangle() -> None:
    a, b, _ = GOOD.triangles[4]
    message = refused(with_triangles(np.vstack([GOOD.triangles, [a, b, b]])))
    assert "1 degenerate triangles (no height) at (" in message


def test_sheet_of_two_faces_meeting_four_times_on_an_edge() -> None:
    pair = joined(box(3, 3, 3), box(3, 3, 3, at=(3, 3, 0)))
    welded = {tuple(p): i for i, p in enumerate(pair.vertices.tolist())}
    index = np.array([welded[tuple(p)] for p in pair.vertices.tolist()])
    message = refused(mesh_of(pair.vertices, index[pair.triangles]))
    assert "edges where more than two triangles meet at (3.000, 3.000, 1.500)" in message


def test_two_shells() -> None:
    message = refused(joined(GOOD, box(1, 1, 1)))
    assert "falls into 2 closed shells where 1 was meant" in message
    assert "Move the parts so that they overlap" in message


def test_shells_that_were_meant_pass() -> None:
    both = joined(GOOD, sphere(2, 5))
    volume = KNOWN.volume + 4 / 3 * np.pi * 8
    area = KNOWN.area + 16 * np.pi
    check_mesh(both, replace(KNOWN, components=2, volume=volume, area=area, bounds=None))


def test_inside_out() -> None:
    assert "is inside out: its volume is -" in refused(inside_out(GOOD))


def test_pinched() -> None:
    pair = joined(box(2, 2, 2), box(2, 2, 2, at=(2, 2, 2)))
    triangles = pair.triangles.copy()
    triangles[triangles == 8] = 7
    message = refused(mesh_of(pair.vertices, triangles), components=2)
    assert "touches itself in 1 single points at (2.000, 2.000, 2.000)" in message


@pytest.mark.parametrize(("counted", "says"), [(2, "1 holes fewer"), (0, "1 holes more")])
def test_wrong_genus(counted: int, says: str) -> None:
    message = refused(GOOD, genus=counted)
    assert f"has genus 1 where {counted} was counted: {says} than meant" in message


def test_wrong_volume() -> None:
    message = refused(torus(r=1.1), bounds=None)
    assert "mm³ where the solid has 177.6529 mm³: off by" in message
    assert "explains" in message


def test_volume_is_held_as_tightly_as_the_tolerance() -> None:
    assert "off by" in refused(GOOD, tolerance=1e-4, bounds=None)


def test_box_off() -> None:
    moved = mesh_of(GOOD.vertices + np.array([0, 0.5, 0]), GOOD.triangles)
    message = refused(moved)
    assert "its least y is -0.5000 mm where the solid has -1.0000 mm: off by 0.5000 mm" in message


@pytest.mark.parametrize("scale", [1 / 25.4, 25.4, 0.001])
def test_other_units(scale: float) -> None:
    message = refused(mesh_of(GOOD.vertices * scale, GOOD.triangles))
    assert "the largest side of a piece of jewellery is 1 to 200 mm" in message
    assert f"{20 * scale:.4g} x {2 * scale:.4g}" in message


def test_nothing() -> None:
    assert "holds no triangle" in refused(with_triangles(np.empty((0, 3))))


def test_not_what_was_meant() -> None:
    moved = GOOD.vertices.copy()
    moved[3] += (0, 0, 1e-3)
    with pytest.raises(GeometryError, match="6 triangles are not where they were meant, by"):
        check_meant(mesh_of(moved, GOOD.triangles), GOOD)
    with pytest.raises(GeometryError, match="holds 6143 triangles where 6144 were meant"):
        check_meant(with_triangles(GOOD.triangles[1:]), GOOD)
