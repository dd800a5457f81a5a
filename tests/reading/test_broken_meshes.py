"""A folder of broken meshes, made here, written as STL, read back: each shows its own fault."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from broken import Corners, binary, corners

from jewelcad import measure
from jewelcad.checks.crossings import crossings
from jewelcad.checks.shells import shells
from jewelcad.geometry.mesh import Mesh
from jewelcad.reading import read

C = corners()


def moved(x: float, y: float, z: float) -> Corners:
    return C + np.array([x, y, z])


SMALL = C * 0.02 + (9.25, 0.0, 0.0)
"""The band once more, 0.4 mm across, in the metal of the other."""


def fault(mesh: Mesh) -> set[str]:
    """What is wrong with it, in words."""
    found, crossed = measure.topology(mesh), crossings(mesh)
    kinds = [s.kind for s in shells(mesh)]
    named = {
        "open": len(found.open),
        "crowded": len(found.crowded),
        "turned": len(found.turned),
        "pinched": len(found.pinched),
        "twice": len(measure.duplicates(mesh)),
        "flat": len(measure.degenerate(mesh)),
        "crossing": len(crossed.pairs),
        "overlap": len(crossed.overlaps),
        "hollow": kinds.count("hollow"),
        "body within": kinds.count("body within"),
        "inside out": kinds.count("inside out"),
        "several": len(kinds) > 1,
    }
    return {name for name, count in named.items() if count}


BROKEN: dict[str, tuple[Callable[[], Corners], set[str]]] = {
    "sound": (lambda: C, set()),
    "a triangle gone": (lambda: C[1:], {"open"}),
    "a triangle turned": (lambda: np.concatenate([C[:1, ::-1], C[1:]]), {"turned"}),
    "a triangle twice": (lambda: np.concatenate([C, C[:1]]), {"crowded", "twice", "overlap"}),
    "all twice": (lambda: np.concatenate([C, C]), {"crowded", "twice", "overlap"}),
    "inside out": (lambda: C[:, ::-1], {"inside out"}),
    "a shell in metal": (lambda: np.concatenate([C, SMALL]), {"body within", "several"}),
    "a hollow": (lambda: np.concatenate([C, SMALL[:, ::-1]]), {"hollow", "several"}),
    "two that cross": (
        lambda: np.concatenate([C, moved(2.0, 0.31, 0.17)]),
        {"crossing", "several"},
    ),
    "two beside": (lambda: np.concatenate([C, moved(21.0, 0.0, 0.0)]), {"several"}),
    "a triangle without height": (
        lambda: np.concatenate([C, C[:1, [0, 0, 1]]]),
        {"crowded", "flat", "open"},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_shows_its_own_fault_and_no_other(tmp_path, name):
    make, faults = BROKEN[name]
    path = tmp_path / "it.stl"
    path.write_bytes(binary(make()))
    assert fault(read(path).mesh) == faults
