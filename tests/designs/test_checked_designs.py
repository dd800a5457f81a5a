"""Every design as it stands passes the checks of lost wax in its metal: no error, none left open.

A test run takes one in three; ``JEWELCAD_MATRIX=all`` takes all of them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jewelcad import finish, load
from jewelcad.checks.running import checked
from jewelcad.checks.subject import Subject
from jewelcad.reference.profiles import profile_for

FOLDER = Path(__file__).parents[2] / "designs"
ALL = os.environ.get("JEWELCAD_MATRIX") == "all"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
FEW = [name for name in NAMES if name != "pave_band"][1::3]


@pytest.mark.parametrize("name", NAMES if ALL else FEW)
def test_a_design_passes_its_checks(name: str):
    piece = load(FOLDER / f"{name}.py")()
    mesh = finish.mesh(piece.workpiece("cast"), 0.01)
    outcome = checked(Subject(mesh, piece), profile_for(piece.alloy), piece.allowances)
    wrong = [f.line for f in outcome.findings if f.level == "error" and f.counts]
    assert wrong == []
    assert [r.why for r in outcome.results if r.why] == []
