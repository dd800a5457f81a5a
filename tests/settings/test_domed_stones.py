"""Settings take cabochons and pearls as they take facetted stones."""

from __future__ import annotations

from typing import Any

import pytest
from setting_bench import metal, overlap, ring, stone_of
from setting_bench import solid as bench_solid

from jewelcad import finish, measure
from jewelcad.errors import ParameterError
from jewelcad.gems import Cabochon, Pearl, Stone
from jewelcad.geometry import genus, is_valid, volume
from jewelcad.settings import Bezel, ProngHead
from jewelcad.workpiece import Part

STONES = {
    "flat": Cabochon.round(8, species="turquoise"),
    "domed": Cabochon.round(8, dome="high", back=1.0, edge=0.4),
    "bullet": Cabochon.bullet(8),
    "pearl": Pearl(7.0),
    "drilled": Pearl(7.0, "half"),
}


def must_hold(setting: Part, stone: Stone) -> None:
    """Both finishers agree, and metal keeps out of the stone."""
    for stage in ("cast", "set"):
        made = ring(setting)
        solid, mesh = finish.exact(made.workpiece(stage)), metal(made, stage)
        assert is_valid(solid)
        assert genus(solid) == measure.genus(mesh)
        assert measure.volume(mesh) == pytest.approx(volume(solid), rel=2e-3)
        assert overlap(bench_solid(mesh), stone_of(made, stage)) < 1e-3 * stone.volume


@pytest.mark.parametrize("clearance", [0.0, 0.05])
@pytest.mark.parametrize("name", STONES)
def test_a_bezel(name: str, clearance: float) -> None:
    must_hold(Bezel(STONES[name], clearance=clearance), STONES[name])


@pytest.mark.parametrize("name", STONES)
def test_claws(name: str) -> None:
    must_hold(ProngHead(STONES[name]), STONES[name])


@pytest.mark.parametrize("kind", [Bezel, ProngHead])
@pytest.mark.parametrize("back", [0.0, 1.0])
@pytest.mark.parametrize("outline", ["oval", "pear", "cushion", "rectangle"])
def test_any_outline(outline: str, back: float, kind: Any) -> None:
    """A cabochon of any outline, flat or domed beneath, keeps its clearance and is one with its
    setting."""
    stone = Cabochon.of(outline, 10, 8, back=back)
    part = kind(stone)
    piece = ring(part)
    bare = bench_solid(metal(piece))
    assert bare.min_gap(stone_of(piece), 1.0) == pytest.approx(part.clearance, abs=0.015)
    for stage in ("cast", "set"):
        assert len(bench_solid(metal(piece, stage)).decompose()) == 1


@pytest.mark.parametrize("kind", [Bezel, ProngHead])
def test_only_a_stone(kind: Any) -> None:
    with pytest.raises(ParameterError, match=r"gem = 8.*instance of stone"):
        kind(8)
