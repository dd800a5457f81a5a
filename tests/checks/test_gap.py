"""The bracket of the narrowest gap holds the truth."""

from __future__ import annotations

import math

import pytest
from known_meshes import joined, turned
from known_walls import groove, mesh, sag
from manifold3d import Manifold

from jewelcad.checks.gap import narrowest
from jewelcad.checks.wall import PRECISION

BLOCK = (8.0, 6.0, 3.0)


def slot() -> tuple[Manifold, float, float]:
    return groove([(5.0, 0.5), (5.3, 0.5), (5.3, 2.5), (5.0, 2.5)], 0.5)(0)[0], 0.3, 0.0


def hole() -> tuple[Manifold, float, float]:
    """A hole of 0.4 mm through a block: facets lie within the circle."""
    n = 32
    drill = Manifold.cylinder(9.0, 0.2, 0.2, n, True).translate((3.0, 2.0, 1.5))
    return Manifold.cube(BLOCK) - drill, 0.4, 2 * sag(0.2, n)


def blind_hole() -> tuple[Manifold, float, float]:
    n = 32
    drill = Manifold.cylinder(2.0, 0.25, 0.25, n).translate((3.0, 2.0, 1.6))
    return Manifold.cube(BLOCK) - drill, 0.5, 2 * sag(0.25, n)


def sleeve() -> tuple[Manifold, float, float]:
    """A rod of 4 mm held by a plate in a tube of 4.5 mm: 0.25 mm of air."""
    n = 32
    tube = Manifold.cylinder(5, 3.0, 3.0, n) - Manifold.cylinder(9, 2.25, 2.25, n, True)
    rod = Manifold.cylinder(6, 2.0, 2.0, n).translate((0, 0, -1))
    foot = Manifold.cylinder(1, 3, 3, n).translate((0, 0, -1.0))
    return (tube + rod + foot), 0.25, sag(2.25, n)


def claws() -> tuple[Manifold, float, float]:
    """Two round claws 0.9 mm thick, their middles 1.2 mm apart."""
    n = 32
    claw = Manifold.cylinder(4, 0.45, 0.45, n)
    return Manifold.cube((6, 6, 1), True) + claw + claw.translate((1.2, 0, 0)), 0.3, 0.0


def tapered_groove() -> tuple[Manifold, float, float]:
    """A floor of 0.35 mm between sides that lean by 10 degrees."""
    out = 1.5 * math.tan(math.radians(10.0))
    return groove([(4, 0.5), (4.35, 0.5), (4.35 + out, 2.0), (4 - out, 2.0)], 0.5)(0)[0], 0.35, 0.0


KNOWN = {f.__name__: f for f in (slot, hole, blind_hole, sleeve, claws, tapered_groove)}


@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize("name", KNOWN)
def test_a_known_gap(name, seed):
    solid, truth, off = KNOWN[name]()
    found = narrowest(mesh(turned(solid, seed), off / 2.0))
    assert found.lower <= truth * (1 + 1e-6)
    assert found.upper >= truth * (1 - 1e-6)
    assert found.upper - found.lower <= 2.0 * off + (PRECISION + 0.004) * truth + 1e-6
    assert math.dist(*found.witness) == pytest.approx(truth, abs=off + 0.005 * truth)
    less = 0.9 * truth - off
    assert narrowest(mesh(solid), enough=less).lower == pytest.approx(less)


@pytest.mark.parametrize("seed", [0, 1])
def test_two_shells_are_as_far_apart_as_they_are(seed):
    one, two = Manifold.cube((2, 2, 2)), Manifold.cube((2, 2, 2)).translate((2.17, 0.3, 0.4))
    found = narrowest(joined(turned(one, seed), turned(two, seed)))
    assert found.lower == pytest.approx(0.17, rel=0.005)
    assert found.lower <= 0.17 + 1e-9


def test_what_is_no_gap():
    """A block has none at all, nor has one with a V of 40 degrees."""
    assert narrowest(mesh(Manifold.cube(BLOCK))).lower == math.inf
    assert narrowest(mesh(groove([(4.0, 2.1), (5.0, 0.5), (6.0, 2.1)], 0.5)(0)[0])).witness is None
