"""Tension: the ends press on the girdle from both sides, and nothing else does."""

from __future__ import annotations

import math

import pytest
from manifold3d import Manifold
from row_bench import finger
from setting_bench import genus, metal, solid, stone_of

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.pieces import Ring
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.settings import Tension
from jewelcad.shanks import Section, Shank, flat


def ring(gem=None, size="US 6.5", width=8.0, thickness=5.4, **changes) -> Ring:
    band = Shank(RingSize(size), flat(5.0, 2.6), at_top=Section(width=width, thickness=thickness))
    given = {"groove": 0.4, "wall": 1.0, "spring": 0.2} | changes
    return Ring(band, Tension(band, gem or Gem.round(6.0), **given))


@pytest.mark.parametrize("stage", ["cast", "set"])
@pytest.mark.parametrize(
    ("gem", "turn"),
    [
        (Gem.round(6.0), 0.0),
        (Gem.round(4.0), 0.0),
        (Gem.of("princess", width=5.0), 0.0),
        (Gem.of("princess", width=5.0), 45.0),
        (Gem.of("oval", width=5.0), 0.0),
        (Gem.of("emerald", width=4.5), 90.0),
    ],
)
def test_one_open_band_clear_of_the_finger(gem, turn, stage):
    """One shell without a handle: the gap takes the ring's own away. Culet clear of the finger."""
    piece = ring(gem, turn=turn)
    assert genus(metal(piece, stage)) == [0] == [1 + piece.parts[0].windows]
    body = solid(metal(piece, stage))
    assert (body ^ finger(piece, 0.01)).volume() == 0.0
    culet = piece.parts[0].seat.origin[2] + gem.culet_z
    assert culet - piece.shank.bore_radius >= 0.5


@pytest.mark.parametrize("gem", [Gem.round(6.0), Gem.of("princess", width=5.0)])
def test_both_ends_hold_the_set_stone_equally(gem):
    """The grooves are the stone's own surface: touching on both sides and not inside it; a stone
    that is lifted, sunk or pushed along the finger meets metal at either end."""
    piece = ring(gem)
    body, stone = solid(metal(piece, "set")), stone_of(piece, "set")
    assert (body ^ stone).volume() < 2e-3
    sides = [
        Manifold.cube((40.0, 40.0, 40.0), center=True).translate((s * 20.0, 0, 0)) for s in (-1, 1)
    ]
    for half in sides:
        end = body ^ half
        assert end.min_gap(stone, 1.0) < 0.005
        for way in ((0, 0, 0.1), (0, 0, -0.1), (0.1, 0, 0), (-0.1, 0, 0)):
            held = (body ^ stone.translate(way)).volume()
            assert held > 0.01
    left, right = ((body ^ half ^ stone.translate((0, 0, 0.1))).volume() for half in sides)
    assert left == pytest.approx(right, rel=0.02)


@pytest.mark.parametrize("groove", [0.25, 0.5])
def test_groove_gap_and_wall_are_as_asked(groove):
    """Measured on the mesh: the stone is metal's for ``groove`` at either end, the faces stand the
    gap apart, the metal over the girdle at the faces is the wall."""
    piece = ring(groove=groove)
    part, body = piece.parts[0], solid(metal(piece, "set", 0.002))
    z = part.seat.origin[2]
    bar = Manifold.cube((40.0, 0.002, 0.002), center=True)
    across = (body ^ bar.translate((0.0, 0.0, z))).decompose()
    inner = min(abs(c.bounding_box()[k]) for c in across for k in (0, 3))
    assert inner == pytest.approx(3.0, abs=0.005)
    below = (body ^ bar.translate((0.0, 0.0, z - 1.5))).decompose()
    face = min(abs(c.bounding_box()[k]) for c in below for k in (0, 3))
    assert face == pytest.approx(part.gap / 2, abs=0.003)
    assert part.gap == pytest.approx(6.0 - 2 * groove)
    crest = math.sqrt((z + part.gem.girdle_top + 1.0) ** 2 + face**2)
    here = math.degrees(math.asin(face / crest))
    x, _, up = piece.shank.at(here).origin
    assert math.hypot(x, up) == pytest.approx(crest, abs=1e-3)


def test_ends_stand_the_spring_nearer_as_cast_with_their_grooves():
    """Each cast end is the set one moved half the spring towards the other."""
    piece = ring(spring=0.3)
    z = piece.parts[0].seat.origin[2]
    block = Manifold.cube((1.4, 5.0, 1.5)).translate((2.2, -2.5, z - 0.75))
    cast, set_ = (solid(metal(piece, stage, 0.002)) for stage in ("cast", "set"))
    a = cast.translate((0.15, 0.0, 0.0)) ^ block
    b = set_ ^ block
    assert ((a - b).volume() + (b - a).volume()) < 2e-3 * b.volume()


def test_it_says_that_nothing_proves_it_and_asks_for_every_dimension():
    ((code, text),) = ring().parts[0].notes
    assert code == "tension-unproved"
    assert "not computed" in text
    for left_out in ("groove", "wall", "spring"):
        given = {"groove": 0.4, "wall": 1.0, "spring": 0.2}
        del given[left_out]
        with pytest.raises(ParameterError, match=left_out):
            Tension(ring().shank, Gem.round(6.0), **given)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"thickness": 3.0}, "mm thick at the top"),
        ({"width": 3.0}, "break out at its sides"),
        ({"groove": 1.6}, "Make it less deep"),
        ({"spring": 2.0, "gem": Gem.round(2.5)}, "closes the gap"),
    ],
)
def test_what_cannot_be_is_refused_when_the_part_is_made(change, says):
    with pytest.raises(ParameterError, match=says):
        ring(**change)
