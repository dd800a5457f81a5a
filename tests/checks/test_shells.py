"""Shells beside, within and around each other are told apart, however the whole is turned."""

from __future__ import annotations

import numpy as np
import pytest
from known_meshes import inside_out, joined, together, turned
from known_walls import mesh
from manifold3d import Manifold

from jewelcad import measure
from jewelcad.checks.shells import shells, winding
from jewelcad.geometry.mesh import Mesh

SEEDS = (0, 1)
CUBE = Manifold.cube((10, 10, 10), True)
SMALL = Manifold.cube((2, 2, 2), True)
TINY = Manifold.cube((1, 1, 1), True)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_solid(seed):
    (one,) = shells(mesh(turned(CUBE, seed)))
    assert (one.kind, one.within, one.triangles) == ("metal", None, 12)
    assert (one.volume, one.area) == pytest.approx((1000.0, 600.0))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hollow_holds_what_its_volume_says(seed):
    """A cube of 2 mm hollow: 8 mm³ are trapped, wherever in the metal."""
    whole = mesh(turned(CUBE - SMALL.translate((1, 2, 3)), seed))
    outside, hollow = shells(whole)
    assert (outside.kind, hollow.kind, hollow.within) == ("metal", "hollow", 0)
    assert hollow.volume == pytest.approx(8.0)
    assert outside.volume - hollow.volume == pytest.approx(measure.volume(whole))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hollow_with_a_drain_is_one_shell(seed):
    drain = Manifold.cylinder(20.0, 0.1, 0.1, 12).translate((1, 2, 0))
    (one,) = shells(mesh(turned(CUBE - SMALL.translate((1, 2, 3)) - drain, seed)))
    assert one.kind == "metal"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_loose_body_in_a_hollow_and_one_in_metal(seed):
    rattle = joined(turned(CUBE - SMALL, seed), turned(TINY, seed))
    assert [(s.kind, s.within) for s in shells(rattle)] == [
        ("metal", None),
        ("hollow", 0),
        ("metal", 1),
    ]
    double = shells(joined(turned(CUBE, seed), turned(TINY, seed)))
    assert [(s.kind, s.within, s.bodies) for s in double] == [
        ("metal", None, ("body 0",)),
        ("body within", 0, ("body 1",)),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_bodies_side_by_side_and_touching(seed):
    for off in (3.0, 2.0, 1.0):
        made = joined(turned(SMALL, seed), turned(SMALL.translate((off, 0.4, 0)), seed))
        assert [(s.kind, s.within) for s in shells(made)] == [("metal", None)] * 2


@pytest.mark.parametrize("seed", SEEDS)
def test_inside_out(seed):
    (one,) = shells(inside_out(mesh(turned(CUBE, seed))))
    assert (one.kind, one.volume) == ("inside out", pytest.approx(1000.0))
    beside = together(
        inside_out(mesh(turned(SMALL.translate((9, 0, 0)), seed))), mesh(turned(CUBE, seed))
    )
    assert [s.kind for s in shells(beside)] == ["metal", "inside out"]


def test_open_and_empty():
    made = mesh(CUBE)
    cracked = Mesh(made.vertices, made.triangles[1:], made.body[1:], made.names)
    (one,) = shells(cracked)
    assert (one.kind, one.volume, one.area) == ("open", 0.0, pytest.approx(550.0))
    nothing = Mesh(made.vertices, made.triangles[:0], made.body[:0], made.names)
    assert shells(nothing) == ()


def test_many_bodies_in_little_time():
    """A box of 2000 grains, one of them hollow."""
    grain = Manifold.sphere(0.4, 12)
    row = [grain.translate((i, j, k)) for i in range(20) for j in range(10) for k in range(10)]
    row[7] -= Manifold.sphere(0.2, 12).translate((0, 0, 7))
    found = shells(joined(*row))
    assert [s.kind for s in found].count("metal") == 2000
    assert [s.kind for s in found].count("hollow") == 1


def test_winding_by_truth():
    """1 inside, 0 outside; less where it is turned inwards."""
    cube = mesh(Manifold.cube((2, 2, 2)))
    ways = winding(cube, np.array([[1, 1, 1], [3, 1, 1], [-0.1, -0.1, -0.1]], float))
    assert ways == pytest.approx([1.0, 0.0, 0.0], abs=1e-12)
    assert winding(inside_out(cube), np.array([[0.3, 1, 1]]))[0] == pytest.approx(-1.0)
    near = 2.0 + 1e-9
    on = winding(cube, np.array([[near, 1.2, 0.9]]))
    assert on[0] == pytest.approx(0.0, abs=1e-6)
