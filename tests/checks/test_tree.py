"""The tree leaves out no pair of features between which a wanted chord may run."""

from __future__ import annotations

import numpy as np
import pytest
from known_walls import SOLIDS, mesh

from jewelcad.checks.features import edges, features, unit
from jewelcad.checks.tree import opposing


@pytest.mark.parametrize("name", ["tube", "tapered tube", "bezel"])
def test_every_pair_with_a_chord_is_there(name):
    """Chords drawn between all features, laid against what the tree gives, by kinds."""
    made_of = mesh(SOLIDS[name](12)[0])
    rng = np.random.default_rng(len(name))
    kind = rng.integers(0, 3, len(made_of.triangles))
    most = np.array([[0.8, 2.5, 0.0], [2.5, 1.2, 0.6], [0.0, 0.6, 0.0]])
    made = features(made_of, edges(made_of), np.radians(35.0), kind)
    got = set(map(tuple, np.sort(np.stack(opposing(made, most), axis=1), axis=1).tolist()))
    one, two = np.triu_indices(len(made), 1)
    seen = 0
    for _ in range(16):
        p, q = (
            np.einsum("ij,ijk->ik", rng.dirichlet((1, 1, 1), len(side)), made.corners[side])
            for side in (one, two)
        )
        course = unit(q - p)
        length = np.linalg.norm(q - p, axis=1)
        wanted = length < most[made.kind[one], made.kind[two]]
        wanted &= made.allow(one, course) & made.allow(two, -course) & (length > 1e-9)
        pairs = list(zip(one[wanted].tolist(), two[wanted].tolist(), strict=True))
        seen += len(pairs)
        assert got.issuperset(pairs)
    assert seen > 30
    assert len(got) < 0.5 * len(one)
    assert (most[made.kind[[a for a, _ in got]], made.kind[[b for _, b in got]]] > 0.0).all()
