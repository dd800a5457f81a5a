"""The map of the thickness: it covers, and says what formulas say, however solids are meshed."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from known_maps import CONE, FACETS, MAPS
from known_walls import SOLIDS, crossing_tubes, mesh, plate, sag, torus
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from jewelcad import measure
from jewelcad.checks.map import wall_map
from jewelcad.checks.samples import cover
from jewelcad.errors import ParameterError


@pytest.mark.parametrize("n", [16, 24, 36])
@pytest.mark.parametrize("name", SOLIDS)
def test_the_map_of_a_known_solid(name, n):
    """Within 1 % and what the facets are off, at every sample for which there is a formula."""
    solid, _, off = SOLIDS[name](n)
    turn = Rotation.random(random_state=sum(map(ord, name)) + n).as_matrix()
    made = mesh(solid)
    found = wall_map(replace(made, vertices=made.vertices @ turn.T), 1.0)
    truth = MAPS[name](found.samples.place @ turn, found.samples.normal @ turn)
    known = np.isfinite(truth)
    assert known.sum() > 40
    error = np.abs(found.thickness - truth)[known]
    tolerance = max(off, 2.0 * sag(FACETS.get(name, 0.0), n))
    assert (error <= 0.01 * truth[known] + tolerance + 1e-6).all()


@pytest.mark.parametrize("spacing", [0.2, 0.5, 1.3])
def test_no_place_is_farther_than_half_the_spacing_from_a_sample(spacing):
    """Of its own triangle: laid against many places drawn on the surface."""
    made = mesh(crossing_tubes(24)[0])
    samples = cover(made, spacing)
    random_ = np.random.default_rng(5)
    triangle = random_.integers(0, len(made.triangles), 20_000)
    u, v = np.sqrt(random_.random((2, len(triangle), 1)))
    a, b, c = np.moveaxis(made.corners[triangle], 1, 0)
    drawn = (1 - u) * a + u * (1 - v) * b + u * v * c
    apart = 100.0 * triangle[:, None], 100.0 * samples.triangle[:, None]
    tree = cKDTree(np.hstack([samples.place, apart[1]]))
    gap, _ = tree.query(np.hstack([drawn, apart[0]]))
    assert gap.max() <= spacing / 2.0
    assert gap.max() > 0.7 * spacing / 2.0 or spacing > 1.0
    assert (np.bincount(samples.triangle, minlength=len(made.triangles)) >= 1).all()


def test_cells_together_are_the_surface():
    made = mesh(torus(24)[0])
    for spacing in (0.3, 5.0):
        samples = cover(made, spacing)
        of_triangle = np.bincount(samples.triangle, samples.area)
        a, b, c = np.moveaxis(made.corners, 1, 0)
        assert of_triangle == pytest.approx(np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2.0)
        assert samples.area.sum() == pytest.approx(measure.area(made))


def test_normals_are_those_of_the_torus_its_facets_stand_for():
    samples = cover(mesh(torus(36)[0]), 0.3)
    ring = samples.place * [1.0, 1.0, 0.0]
    ring *= 4.0 / np.linalg.norm(ring, axis=1)[:, None]
    true = samples.place - ring
    true /= np.linalg.norm(true, axis=1)[:, None]
    off = np.degrees(np.arccos(np.clip((true * samples.normal).sum(axis=1), -1, 1)))
    assert off.max() < 1.0  # facets alone are off by 5 degrees and more


@pytest.mark.parametrize("make", [torus, plate], ids=["torus", "plate"])
def test_nothing_stops_a_ball_sooner(make):
    """Laid against many places on every face: the ball d * d / (d * n) of none is smaller, if the
    face looks away by 45 degrees at most and the place lies in the cone."""
    made = mesh(make(16)[0])
    found = wall_map(made, 1.0)
    share = np.random.default_rng(7).dirichlet((0.7, 0.7, 0.7), 200)
    place = np.einsum("ik,jkl->jil", share, made.corners)
    a, b, c = np.moveaxis(made.corners, 1, 0)
    out = np.cross(b - a, c - a)
    out /= np.linalg.norm(out, axis=1)[:, None]
    which = np.arange(0, len(found.samples), max(1, len(found.samples) // 100))
    least = np.full(len(which), np.inf)
    for k, i in enumerate(which):
        inward = -found.samples.normal[i]
        fair = out @ inward >= np.cos(2.0 * CONE)
        d = (place[fair] - found.samples.place[i]).reshape(-1, 3)
        ahead, square = d @ inward, (d * d).sum(axis=1)
        seen = ahead > np.cos(CONE) * np.sqrt(square) + 1e-9
        least[k] = (square[seen] / ahead[seen]).min(initial=np.inf)
    assert (least >= found.thickness[which] * (1.0 - 1e-9)).all()
    assert np.median(least / found.thickness[which]) < 1.05  # as sparse as they lie on the plate


def test_scale_is_all_that_scales():
    made = mesh(crossing_tubes(24)[0])
    one, four = wall_map(made, 0.6), wall_map(replace(made, vertices=4.0 * made.vertices), 2.4)
    finite = np.isfinite(one.thickness)
    assert four.thickness[finite] == pytest.approx(4.0 * one.thickness[finite], rel=1e-6)


def test_by_triangle_is_the_least_on_each():
    found = wall_map(mesh(crossing_tubes(24)[0]), 0.5)
    rng = random.Random(3)
    assert len(found.by_triangle) == len(found.mesh.triangles)
    for triangle in rng.sample(range(len(found.mesh.triangles)), 50):
        own = found.thickness[found.samples.triangle == triangle]
        assert found.by_triangle[triangle] == own.min()


def test_a_part_of_a_mesh_is_mapped_as_the_whole_is():
    made = mesh(plate(0)[0])
    whole, only = wall_map(made, 0.5), made.corners[:, :, 2].min(axis=1) > 0.6
    part = wall_map(made, 0.5, only)
    own = only[whole.samples.triangle]
    assert (part.samples.place == whole.samples.place[own]).all()
    assert part.thickness == pytest.approx(whole.thickness[own], rel=1e-6)
    assert np.isinf(part.by_triangle[~only]).all()
    assert (part.by_triangle[only] < 0.701).all()


def test_a_plate_is_a_wall_and_a_steep_wedge_is_the_root_of_an_edge():
    """Of 30 degrees: the ball is known all the same, and there is no wall."""
    from manifold3d import CrossSection

    flat = wall_map(mesh(plate(0)[0]), 0.5)
    assert (flat.wall.wide == flat.ball.wide).all()
    section = CrossSection([[(0.0, 0.0), (6.0, 0.0), (6.0, 6.0 * np.tan(np.pi / 6))]])
    steep = wall_map(mesh(section.extrude(5.0)), 0.5)
    base = (steep.samples.normal[:, 1] < -0.9) & (steep.samples.place[:, 0] < 5.0)
    assert np.isinf(steep.wall.wide[base]).all()
    ball = 2.0 * steep.samples.place[base, 0] * np.tan(np.pi / 12)
    assert steep.ball.wide[base] == pytest.approx(ball, rel=1e-5)


@pytest.mark.parametrize(("spacing", "said"), [(0.0, "covers no surface"), (1e-4, "or more")])
def test_a_spacing_that_does_not_suit(spacing, said):
    with pytest.raises(ParameterError, match=said):
        cover(mesh(torus(24)[0]), spacing)
