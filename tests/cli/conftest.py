"""A shelf of design scripts and a way to run the command line on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_shelf import BAND
from click.testing import CliRunner, Result

from jewelcad.cli import main


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with ``band.py``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "band.py").write_text(BAND)
    return tmp_path


@pytest.fixture
def run() -> Any:
    """Run ``jewelcad`` in this process: ``run("build", "band.py")``."""

    def runs(*words: str) -> Result:
        return CliRunner().invoke(main, list(words))

    return runs
