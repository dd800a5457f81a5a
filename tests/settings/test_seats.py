"""Seats: any stone of the library drops into its setting, sits, and is held when it is set."""

from __future__ import annotations

import numpy as np
import pytest
from setting_bench import genus, metal, overlap, ring, solid, stone_of

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.gems.cuts import all_cuts
from jewelcad.settings import Bezel, ProngHead

CUTS = [c.name for c in all_cuts() if c.family != "briolette"]


def gem_of(cut: str, size: float) -> Gem:
    """A stone ``size`` mm wide, or as long as that if it is slim."""
    gem = Gem.of(cut, width=size)
    return gem if gem.length < 1.7 * size else Gem.of(cut, width=0.7 * size)


def handles(part: Bezel | ProngHead) -> list[int]:
    """The finger's, and one for each window of a head."""
    return [1 + getattr(part, "windows", 0)]


@pytest.mark.parametrize("setting", [ProngHead, Bezel])
@pytest.mark.parametrize("cut", CUTS)
def test_every_cut_sits(setting, cut):
    """One closed shell with the counted handles; no metal in the stone nor on its way in; the seat
    a clearance off; pushed down, the stone rests on metal."""
    part = setting(gem_of(cut, 6.0))
    piece = ring(part)
    bare, gem = solid(metal(piece)), stone_of(piece)
    assert genus(metal(piece)) == handles(part)
    for lift in np.linspace(0.0, 6.0, 5):
        assert overlap(bare, gem.translate((0.0, 0.0, float(lift)))) < 1e-9
    assert bare.min_gap(gem, 1.0) == pytest.approx(part.clearance, abs=0.015)
    assert overlap(bare, gem.translate((0.0, 0.0, -0.12))) > 0.0


@pytest.mark.parametrize("setting", [ProngHead, Bezel])
@pytest.mark.parametrize("cut", CUTS)
def test_every_cut_is_held(setting, cut):
    """Set: metal touches the stone and is not in it; lifted by a tenth, it is held back on both
    sides of its middle."""
    part = setting(gem_of(cut, 6.0))
    piece = ring(part)
    bare, gem = solid(metal(piece, "set")), stone_of(piece, "set")
    assert genus(metal(piece, "set")) == handles(part)
    assert bare.min_gap(gem, 1.0) < 0.01
    assert overlap(bare, gem) < 0.02 * gem.surface_area() * 0.01 + 0.01
    caught = bare ^ gem.translate((0.0, 0.0, 0.1))
    low, high = np.array(caught.bounding_box()).reshape(2, 3)
    assert low[0] < 0.0 < high[0]
    assert low[1] < 0.0 < high[1]


@pytest.mark.parametrize("setting", [ProngHead, Bezel])
@pytest.mark.parametrize("size", [2.5, 5.0, 11.0])
@pytest.mark.parametrize("width", [1.6, 6.0])
@pytest.mark.parametrize("cut", ["oval", "pear", "marquise", "heart", "princess", "emerald"])
def test_any_size_on_any_band(setting, cut, size, width):
    """Small, middle and large stones on thin and wide bands: one closed shell, or a reason."""
    try:
        part = setting(gem_of(cut, size))
    except ParameterError as refused:
        assert setting.__name__ in str(refused)
        return
    for stage in ("cast", "set"):
        assert genus(metal(ring(part, width), stage)) == handles(part)
