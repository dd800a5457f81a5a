"""Seats: turned, so for round stones; and which stones are."""

from __future__ import annotations

import pytest
from setting_bench import genus, metal, ring

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.settings import Bezel, ProngHead


@pytest.mark.parametrize("setting", [ProngHead, Bezel])
@pytest.mark.parametrize(
    "gem", [Gem.oval(8, 6), Gem.pear(8, 5), Gem.princess(5), Gem.cushion(6), Gem.heart(6)]
)
def test_a_stone_that_is_not_round_is_refused(setting, gem):
    """A turned seat cannot hold it, so the part is not made."""
    with pytest.raises(ParameterError) as refused:
        setting(gem)
    assert f"{setting.__name__}.gem = {gem.cut}" in str(refused.value)
    assert "Choose a round cut" in str(refused.value)


@pytest.mark.parametrize("setting", [ProngHead, Bezel])
@pytest.mark.parametrize("cut", ["single cut", "old european"])
def test_other_round_cuts_are_welcome(setting, cut):
    """Round is round, whatever its facets."""
    part = setting(Gem.of(cut, 5.0))
    assert genus(metal(ring(part))) == [1 + getattr(part, "windows", 0)]
