"""Optical constants: whole over what an eye sees, and mixtures that add up."""

from __future__ import annotations

import pytest

from jewelcad.errors import ParameterError
from jewelcad.reference._tables import rows
from jewelcad.reference.alloys import alloy, alloys
from jewelcad.reference.metal_optics import constants, makeup

METALS = tuple(dict.fromkeys(row["metal"] for row in rows("metal_optics.csv")))


@pytest.mark.parametrize("metal", METALS)
def test_constants_rise_over_the_visible(metal: str):
    nm = [row[0] for row in constants(metal)]
    assert nm == sorted(set(nm))
    assert nm[0] <= 401
    assert nm[-1] >= 699
    assert all(n > 0 and k > 0 for _, n, k in constants(metal))


def test_every_alloy_is_made_of_known_metals():
    for row in alloys():
        metals, _ = makeup(row)
        assert set(metals) <= set(METALS)
        assert bool(metals) == (row.kind != "pattern")
        assert not metals or sum(metals.values()) == pytest.approx(1.0)


def test_mixtures_go_by_atoms():
    """18k green is 75 parts gold, 25 silver by weight: 0.3808 to 0.2318 mol."""
    metals, known = makeup(alloy("18k green"))
    assert known
    assert metals["gold"] / metals["silver"] == pytest.approx(0.38077 / 0.23177, rel=1e-4)
    for row in rows("gold_mixtures.csv"):
        assert sum(float(row[m]) for m in ("gold", "silver", "copper")) == pytest.approx(100)
        assert alloy(row["alloy"]).name == row["alloy"]


def test_an_unknown_metal_is_named():
    with pytest.raises(ParameterError, match=r"'tin'; there are gold"):
        constants("tin")
