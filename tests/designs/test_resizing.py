"""Resizing: another finger, the same head. Designs over US 3 to 13 in halves, nothing built.

Shapes are frozen values, so equal shapes are equal meshes: head and stone are the same up to one
rigid motion if their shapes are equal and lie alike to the centre stone. Rows follow their rule.
``pytest -s -n 0`` shows what was found as a table.
"""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest

from jewelcad import Ring, load
from jewelcad.workpiece import PlacedGem, Workpiece

FOLDER = Path(__file__).parents[2] / "designs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
SIZES = [f"US {k / 2:g}" for k in range(6, 27)]
ROW = 8
"""From so many equal stones on a design is a row or a field, whose number follows the finger."""


def pieces(name: str) -> list[Ring]:
    design = load(FOLDER / f"{name}.py")
    return [design.make(design.read({"size": size})) for size in SIZES]


def centre(made: Workpiece) -> PlacedGem:
    return max(made.stones, key=lambda s: s.gem.volume)


def alike(made: Workpiece) -> list[tuple[str, object, tuple[float, ...]]]:
    """The centre stone's head: names, shapes, and where they lie seen from the stone."""
    stone = centre(made)
    head = stone.name.rpartition("/")[0]
    bodies = [b for b in (*made.metal, *made.prongs, *made.seats) if b.name.startswith(head + "/")]
    found = []
    for body in bodies:
        frame = stone.frame.inverse @ body.frame
        place = tuple(round(c, 9) + 0.0 for row in frame.matrix for c in row)
        found.append((body.name, body.shape, place))
    return found


def head_parts(made: list[Workpiece]) -> int:
    """Of how many bodies the head is, the same in every size; 0 of a design without one."""
    first = alike(made[0])
    for other in made[1:]:
        assert centre(other).gem == centre(made[0]).gem
        again = alike(other)
        assert [(n, s) for n, s, _ in again] == [(n, s) for n, s, _ in first]
        for (body, _, a), (_, _, b) in zip(first, again, strict=True):
            assert a == pytest.approx(b, abs=1e-8), body
    return len(first)


def must_follow_the_finger(made: list[Workpiece]) -> None:
    """A row has as many stones more as its circle is longer: at each end of each row one may not
    quite find room."""
    radii = [max(math.hypot(s.frame.origin[0], s.frame.origin[2]) for s in m.stones) for m in made]
    rows = len({round(s.frame.origin[1], 3) for s in made[0].stones})
    for other, radius in zip(made, radii, strict=True):
        follows = len(made[0].stones) * radius / radii[0]
        assert abs(len(other.stones) - follows) <= 2 * rows


@pytest.fixture(scope="module", autouse=True)
def _header():
    print(f"\n{'design':21} {'bodies of the same head':24} stones from {SIZES[0]} to {SIZES[-1]}")


@pytest.mark.parametrize("name", NAMES)
def test_a_design_over_all_sizes(name):
    """The bore grows by half a millimetre or less a step, and never back; the head is the same in
    every size; a row or a field of equal stones grows with the finger."""
    rings = pieces(name)
    steps = [b.shank.bore_radius - a.shank.bore_radius for a, b in pairwise(rings)]
    assert min(steps) > 0.0
    assert max(steps) < 0.5

    made = [ring.workpiece("set") for ring in rings]
    counts = [len(m.stones) for m in made]
    bodies = 0
    assert counts == sorted(counts)
    if counts[0]:
        volumes = [stone.gem.volume for stone in made[0].stones]
        has_centre = max(counts) < ROW or max(volumes) > 1.5 * min(volumes)
        bodies = head_parts(made) if has_centre else 0
        if has_centre:
            assert bodies or not made[0].prongs
        else:
            must_follow_the_finger(made)
    print(f"{name:21} {bodies or '-':<24} {' '.join(map(str, counts))}")
