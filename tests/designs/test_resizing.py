"""Resizing: another finger, the same head. Designs over US 3 to 13 in halves, nothing built.

Shapes are frozen values, so equal shapes are equal meshes: head and stone are the same up to one
rigid motion if their shapes are equal and lie alike to the centre stone. Rows follow their rule.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from jewelcad import Ring, load
from jewelcad.workpiece import PlacedGem, Workpiece

FOLDER = Path(__file__).parents[2] / "designs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
SIZES = [f"US {k / 2:g}" for k in range(6, 27)]
ROWS = 8
"""From so many stones a design is a row or a field, whose number may follow the finger."""


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


@pytest.mark.parametrize("name", NAMES)
def test_the_head_stays_the_same_in_every_size(name):
    """Equal shapes, equal places: resizing moves the head, it does not change it."""
    made = [piece.workpiece("set") for piece in pieces(name)]
    counts = [len(m.stones) for m in made]
    print(f"\n{name}: " + ", ".join(f"{s} {n}" for s, n in zip(SIZES, counts, strict=True)))
    if not counts[0] or max(counts) >= ROWS:
        assert counts == sorted(counts)
        return
    assert len(set(counts)) == 1
    first = alike(made[0])
    assert first or not made[0].prongs
    for other in made[1:]:
        assert centre(other).gem == centre(made[0]).gem
        again = alike(other)
        assert [(n, s) for n, s, _ in again] == [(n, s) for n, s, _ in first]
        for (body, _, a), (_, _, b) in zip(first, again, strict=True):
            assert a == pytest.approx(b, abs=1e-8), body


@pytest.mark.parametrize("name", NAMES)
def test_the_band_grows_with_the_finger(name):
    """The bore follows the size by half a millimetre or less a step, and never back."""
    radii = [piece.shank.bore_radius for piece in pieces(name)]
    steps = [b - a for a, b in pairwise(radii)]
    assert min(steps) > 0.0
    assert max(steps) < 0.5
