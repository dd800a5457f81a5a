"""Every design as it stands passes the checks of lost wax in its metal: notes are all there is, and
no check is left open. What is not as a caster asks, the design allows with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from jewelcad import finish, load
from jewelcad.checks.running import checked
from jewelcad.checks.subject import Subject
from jewelcad.reference.profiles import profile_for

FOLDER = Path(__file__).parents[2] / "designs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_a_design_passes_its_checks(name: str):
    piece = load(FOLDER / f"{name}.py")()
    mesh = finish.mesh(piece.workpiece("cast"), 0.01)
    outcome = checked(Subject(mesh, piece), profile_for(piece.alloy), piece.allowances)
    wrong = [f.line for f in outcome.findings if f.level != "note" and f.counts]
    assert wrong == []
    assert [r.why for r in outcome.results if r.why] == []
