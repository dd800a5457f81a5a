"""The search drops no pair between which a wanted chord runs."""

from __future__ import annotations

import numpy as np
import pytest
from known_walls import SOLIDS, mesh

from jewelcad.checks.features import ALONG, edges, features, unit
from jewelcad.checks.pairs import Pairs, between_edges
from jewelcad.checks.surface import alike
from jewelcad.checks.wall import _Search


@pytest.mark.parametrize(
    ("name", "flipped"),
    [("tube", False), ("bezel", False), ("crossing tubes", False), ("crossing tubes", True)],
    ids=["tube", "bezel", "tubes", "air about tubes"],
)
def test_no_pair_with_a_chord_is_dropped(name, flipped):
    """With normals so wide that chords are found by chance: each pair whose chord may leave and
    arrive stays, with a least length no greater than the chord's."""
    made_of = mesh(SOLIDS[name](12)[0])
    rng = np.random.default_rng(len(name))
    if flipped:
        made_of = type(made_of)(
            made_of.vertices, made_of.triangles[:, ::-1].copy(), made_of.body, made_of.names, 0.0
        )
    goal = 2.9171  # no multiple of what the solids measure
    search = _Search(alike(made_of), np.array([[goal]]))
    kind = np.zeros(len(made_of.triangles), np.int64)
    search.made = made = features(made_of, edges(made_of), np.radians(35.0), kind)
    seen = 0
    for size in (1.0, 0.3, 0.03):
        one, two = rng.integers(0, len(made), (2, 200_000))
        parts = []
        for which in (one, two):
            share = rng.dirichlet((1, 1, 1), len(which))[:, None]
            corner = size * np.eye(3) + (1.0 - size) * share
            parts.append(np.einsum("ijk,ikl->ijl", corner, made.corners[which]))
        p, q = (
            np.einsum("ij,ijk->ik", rng.dirichlet((0.5, 0.5, 0.5), len(side)), side)
            for side in parts
        )
        length, course = np.linalg.norm(q - p, axis=1), unit(q - p)
        wanted = (length > 1e-6) & (length < goal)
        wanted &= made.allow(one, course) & made.allow(two, -course)
        assert made.opposed(one, two)[wanted].all()
        which = np.flatnonzero(wanted)
        a, b = parts[0][which], parts[1][which]
        pairs = Pairs(a, b, one[which], two[which], np.zeros(len(which)))
        kept, _, _ = search._near(pairs)
        assert len(kept) == len(which)
        assert (kept.least <= length[which] + 1e-9).all()
        seen += len(which)
    assert seen > 100


@pytest.mark.parametrize("size", [0.0, 0.01, 0.1, 1.0])
def test_no_chord_nearly_square_to_two_edges_is_dropped(size):
    """Edges laid askew about a chord that leans along them by no more than it may; and a chord that
    leans five times as much between edges at right angles is dropped when it is known exactly."""
    rng = np.random.default_rng(7)
    count, lean = 100_000, np.sin(ALONG)
    course = unit(rng.normal(size=(count, 3)))
    length = rng.uniform(0.01, 3.0, count)
    along = []
    for _ in range(2):
        square = unit(np.cross(course, rng.normal(size=(count, 3))))
        tilt = ALONG * rng.uniform(-1.0, 1.0, count)[:, None]
        along.append(np.cos(tilt) * square + np.sin(tilt) * course)
    p = rng.normal(size=(count, 3))
    spread = np.array([-2.0, 2.0, 2.0])[:, None]
    ends = [
        place[:, None] + size * (rng.uniform(-1.0, 1.0, (count, 1, 1)) + spread) * line[:, None]
        for place, line in zip((p, p + length[:, None] * course), along, strict=True)
    ]
    assert between_edges(*ends, *along, length, lean).all()
    if size == 0.0:
        x, y = np.eye(3)[:2]
        off = np.array([np.sin(5.0 * ALONG), 0.0, np.cos(5.0 * ALONG)])
        a, b = np.zeros((1, 3, 3)), np.broadcast_to(off, (1, 3, 3))
        assert not between_edges(a, b, x[None], y[None], np.ones(1), lean).any()
