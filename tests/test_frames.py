"""Frames: the laws of a group, and the world convention."""

from __future__ import annotations

import dataclasses
import doctest
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import jewelcad.frames
from jewelcad.frames import WORLD, Frame, Vector

LAWS = settings(derandomize=True, deadline=None, max_examples=60)
number = st.floats(-30, 30)
vectors = st.tuples(number, number, number)
angles = st.floats(-720, 720)


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Any frame whose axes are well away from degenerate."""
    x, z = draw(vectors), draw(vectors)
    assume(np.linalg.norm(np.cross(x, z)) > 1e-2 * np.linalg.norm(x) * np.linalg.norm(z) > 1e-4)
    return Frame(draw(vectors), x, z)


def matrix(frame: Frame) -> np.ndarray:
    """The frame as a 4 x 4 matrix, so that NumPy is the oracle of every law."""
    return np.array([*frame.matrix, (0.0, 0.0, 0.0, 1.0)])


def same(a: Frame, b: Frame) -> bool:
    return bool(np.allclose(matrix(a), matrix(b), atol=1e-9))


@LAWS
@given(frames())
def test_axes_are_a_right_handed_orthonormal_triad(f: Frame) -> None:
    """x, y, z are unit, square to each other, y = z × x, and the determinant is +1."""
    turn = matrix(f)[:3, :3]
    assert np.allclose(turn.T @ turn, np.eye(3), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1.0)
    assert np.allclose(f.y, np.cross(f.z, f.x))


@LAWS
@given(vectors, vectors)
def test_z_keeps_its_direction_and_x_gives_way(x: Vector, z: Vector) -> None:
    """z is taken as given; x only leans towards z, never to the other side."""
    assume(np.linalg.norm(np.cross(x, z)) > 1e-2 * np.linalg.norm(x) * np.linalg.norm(z) > 1e-4)
    f = Frame(x=x, z=z)
    assert np.allclose(f.z, np.array(z) / np.linalg.norm(z))
    assert np.dot(f.x, x) > 0
    assert abs(np.dot(np.cross(x, z), f.x)) < 1e-9 * np.linalg.norm(x) * np.linalg.norm(z)


@LAWS
@given(frames())
def test_a_frame_and_its_inverse_undo_each_other(f: Frame) -> None:
    """The inverse is a two-sided one."""
    assert same(f @ f.inverse, WORLD)
    assert same(f.inverse @ f, WORLD)
    assert same(f.inverse.inverse, f)


@LAWS
@given(frames(), frames(), frames())
def test_placing_is_associative_and_the_product_of_matrices(a: Frame, b: Frame, c: Frame) -> None:
    """(a @ b) @ c == a @ (b @ c), and both are what NumPy multiplies."""
    assert same((a @ b) @ c, a @ (b @ c))
    assert np.allclose(matrix(a @ b), matrix(a) @ matrix(b), atol=1e-9)
    assert same((a @ b).inverse, b.inverse @ a.inverse)


@LAWS
@given(frames())
def test_the_world_changes_nothing(f: Frame) -> None:
    """The world is the neutral element on both sides."""
    assert same(WORLD @ f, f)
    assert same(f @ WORLD, f)


@LAWS
@given(frames(), vectors, vectors)
def test_points_keep_their_distances_and_vectors_their_length(
    f: Frame, p: Vector, q: Vector
) -> None:
    """A frame is a rigid motion; a vector is the difference of two points."""
    assert math.dist(f.point(*p), f.point(*q)) == pytest.approx(math.dist(p, q), abs=1e-9)
    between = np.subtract(f.point(*p), f.point(*q))
    assert np.allclose(between, f.vector(*np.subtract(p, q)), atol=1e-9)


@LAWS
@given(frames(), angles, angles)
def test_turning_keeps_z_and_adds_up(f: Frame, a: float, b: float) -> None:
    """Turns about one axis add, keep origin and z, and 360° is none."""
    assert same(f.turned(a).turned(b), f.turned(a + b))
    assert same(f.turned(360), f)
    assert f.turned(a).origin == pytest.approx(f.origin)
    assert f.turned(a).z == pytest.approx(f.z, abs=1e-12)


@LAWS
@given(frames(), angles, angles)
def test_tilting_keeps_y_and_adds_up(f: Frame, a: float, b: float) -> None:
    """Tilts about y add and keep origin and y."""
    assert same(f.tilted(a).tilted(b), f.tilted(a + b))
    assert f.tilted(a).y == pytest.approx(f.y, abs=1e-12)


def test_quarter_turns_go_the_way_the_docstrings_say() -> None:
    """Turned: x towards y (counter-clockwise from above). Tilted: z towards x."""
    assert WORLD.turned(90).x == pytest.approx((0, 1, 0))
    assert WORLD.turned(90).y == pytest.approx((-1, 0, 0))
    assert WORLD.tilted(90).z == pytest.approx((1, 0, 0))
    assert WORLD.tilted(90).x == pytest.approx((0, 0, -1))


@LAWS
@given(frames(), number, number)
def test_lifting_adds_up_along_z_alone(f: Frame, a: float, b: float) -> None:
    """Lifted and moved walk along the frame's own axes and change none of them."""
    assert same(f.lifted(a).lifted(b), f.lifted(a + b))
    assert np.allclose(np.subtract(f.lifted(a).origin, f.origin), a * np.array(f.z), atol=1e-9)
    assert same(f.moved(a, b, 1.0), f @ Frame((a, b, 1.0)))
    assert f.inverse.point(*f.moved(a, b, 1.0).origin) == pytest.approx((a, b, 1.0), abs=1e-9)


def test_a_frame_is_a_value_and_no_tuple() -> None:
    """A tuple would concatenate under + and pass for a point; a frame does neither."""
    f = Frame((1, 2, 3))
    assert not isinstance(f, tuple)
    with pytest.raises(TypeError):
        f + f  # type: ignore[operator]
    with pytest.raises(TypeError):
        iter(f)  # type: ignore[call-overload]
    assert f == Frame((1.0, 2.0, 3.0))
    assert len({f, Frame((1.0, 2.0, 3.0))}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        f.origin = (0, 0, 0)  # type: ignore[misc]


@pytest.mark.parametrize(
    "axes",
    [{"z": (0, 0, 0)}, {"x": (0, 0, 0)}, {"x": (0, 0, 5)}, {"z": (math.nan, 0, 1)}],
    ids=["no z", "no x", "x along z", "nan"],
)
def test_an_axis_without_direction_is_refused(axes: dict[str, Vector]) -> None:
    """No length, no direction; NaN has neither. The message says what an axis needs."""
    with pytest.raises(ValueError, match=r"axis needs a length; got \("):
        Frame(**axes)


def test_no_kernel_is_loaded_for_a_frame() -> None:
    """Placement is arithmetic: importing it must not pull in OCP, CadQuery or NumPy."""
    heavy = "{'OCP', 'cadquery', 'numpy', 'scipy'}"
    script = f"import sys, jewelcad.frames; print({heavy} & set(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "set()"


def test_the_docstring_runs() -> None:
    assert doctest.testmod(jewelcad.frames).failed == 0
