"""The bracket of the thinnest wall holds the truth: solids known by a formula, however meshed."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest
from known_walls import SOLIDS, mesh, plate, tube
from manifold3d import Manifold

from jewelcad import finish, load
from jewelcad.checks.wall import PRECISION, thinnest

DESIGNS = Path(__file__).parents[2] / "designs"
FACETS = (16, 24, 36)


@pytest.mark.parametrize("n", FACETS)
@pytest.mark.parametrize("name", SOLIDS)
def test_a_known_wall(name, n):
    """Turned at random; facets lie inside round metal by ``off``, which the bracket is told."""
    solid, truth, off = SOLIDS[name](n)
    rng = random.Random(f"{name} {n}")
    turned = solid.rotate([rng.uniform(0.0, 360.0) for _ in range(3)])
    found = thinnest(mesh(turned, deviation=off / 2.0))
    assert found.lower <= truth * (1 + 1e-6)
    assert found.upper >= truth * (1 - 1e-6)
    # twice the deviation either way, the search's own width, and 0.4 % for chords askew on facets
    assert found.upper - found.lower <= 2.0 * off + (PRECISION + 0.004) * truth + 1e-6
    p, q = (np.array(end) for end in found.witness)
    assert float(np.linalg.norm(p - q)) == pytest.approx(found.upper - off, rel=1e-3)


def test_scale_is_all_that_scales():
    small, large = (thinnest(mesh(tube(32)[0].scale((k,) * 3))) for k in (1.0, 3.0))
    assert large.lower == pytest.approx(3.0 * small.lower, rel=1e-6)
    assert large.upper == pytest.approx(3.0 * small.upper, rel=1e-6)


def test_enough_is_a_proof_without_a_search_for_more():
    """A plate of 0.7 mm: proved to be 0.6 at least, and found out when 0.8 is asked."""
    thick = thinnest(mesh(plate(0)[0]), enough=0.6)
    assert thick.lower == 0.6
    thin = thinnest(mesh(plate(0)[0]), enough=0.8)
    assert thin.lower == pytest.approx(0.7, rel=1.01 * PRECISION)
    assert thin.upper == pytest.approx(0.7, rel=1e-3)


@pytest.mark.parametrize("name", ["plain_band", "bezel_ring"])
def test_a_design_is_as_thin_as_it_says(name):
    """The band's 1.8 mm, and the bezel's wall of 0.8 mm at cast, less nothing but the mesh."""
    design = load(DESIGNS / f"{name}.py")
    metal = finish.mesh(design().workpiece("cast"), 0.01)
    truth = {"plain_band": 1.8, "bezel_ring": 0.77}[name]
    found = thinnest(metal)
    assert found.lower <= truth <= found.upper
    assert found.upper - found.lower <= 4.0 * metal.deviation + 0.003 * truth


def test_a_solitaire_is_proved_to_be_no_thinner_than_a_caster_takes():
    metal = finish.mesh(load(DESIGNS / "solitaire.py")().workpiece("cast"), 0.01)
    found = thinnest(metal, enough=0.4)
    assert found.lower == pytest.approx(0.4 - 2.0 * metal.deviation)
    assert math.isfinite(found.upper)


def test_a_fold_of_the_surface_is_no_wall_and_ends_the_search():
    """A flap 0.0002 mm thick on a plate: found at once, and nothing thicker is claimed."""
    flap = Manifold.cube((2.0, 0.0002, 1.0)).translate((3.0, 3.0, 0.6))
    found = thinnest(mesh(plate(0)[0] + flap))
    assert found.lower <= 0.0002 < 0.001
    assert found.upper == pytest.approx(0.0002, abs=1e-5)
