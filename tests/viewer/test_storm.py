"""A short storm of moves and saves; the long one is ``tests/benchmarks/viewer.py stress``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from storm import Storm
from wire import Told, Wire, served

DESIGN = Path(__file__).parents[2] / "designs/solitaire.py"


def test_after_a_storm_the_last_state_is_right(tmp_path: Path):
    storm = Storm(Path(shutil.copy(DESIGN, tmp_path)), seed=7)
    workers: set[int] = set()
    with served(str(storm.script)) as site:

        async def look(page: Wire) -> tuple[Told, float, list[str]]:
            made = await storm.run(page, 50, 8, lambda _: workers.update(site.session.crew.pids()))
            return *made, [told["type"] for told in page.told]

        scene, volume, kinds = site.seen(look)
    assert scene["facts"]["volume"] == pytest.approx(volume, abs=1e-3)
    assert kinds.count("building") >= 50
    assert "failed" not in kinds  # refused is right for a wild value, failed is not
    assert len(workers) <= 2  # one for pieces, one for checks, and neither was lost
