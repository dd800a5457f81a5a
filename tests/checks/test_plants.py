"""No thin spot is missed and no sound piece is flagged: 200 designs, a pit planted in every other.

One in 25 is tried here; ``JEWELCAD_PLANTS=all`` tries all.
"""

from __future__ import annotations

import os

import pytest
from plants import TOLERANCE, drawn, planted, subject

from jewelcad.checks.subject import Subject
from jewelcad.checks.walls import thin_wall
from jewelcad.reference.profiles import profile

COUNT = 200
SEEDS = range(COUNT) if os.environ.get("JEWELCAD_PLANTS") == "all" else range(3, COUNT, 25)
NEAR = 0.2
"""mm from a planted spot at which it must be found."""


@pytest.mark.parametrize("seed", [s for s in SEEDS if s % 2 == 0])
def test_a_sound_piece_is_not_flagged(seed):
    name, values, piece = drawn(seed)
    found = list(thin_wall(subject(piece), profile("lost-wax-gold")))
    assert not found, (name, values)


@pytest.mark.parametrize("seed", [s for s in SEEDS if s % 2])
def test_a_planted_thin_spot_is_found(seed):
    """Where it is, on the body it is in, and no thicker than it was planted."""
    house = profile("lost-wax-gold")
    name, values, piece = drawn(seed)
    plant = planted(subject(piece), house, seed)
    found = list(thin_wall(Subject(plant.mesh, piece, tolerance=TOLERANCE), house))
    there = [f for f in found if f.part == plant.body and plant.away(f.place) <= NEAR]
    assert there, (name, values, plant.width, plant.left, found)
    assert min(f.value for f in there) <= plant.left * 1.02 + 2.0 * plant.mesh.deviation
