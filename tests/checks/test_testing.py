"""A designer's assertions: they hold at the limit, fail just over it, say where and how much."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from known_meshes import turned
from known_walls import mesh
from manifold3d import Manifold

from jewelcad import Ring, allow, load
from jewelcad.checks.stones import too_near
from jewelcad.checks.subject import Subject
from jewelcad.errors import ParameterError
from jewelcad.frames import WORLD
from jewelcad.gems import Gem
from jewelcad.reference.profiles import profile
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Shank, flat
from jewelcad.testing import assert_gap, assert_same_head, assert_wall
from jewelcad.workpiece import PlacedGem, Stage, Workpiece

DESIGNS = Path(__file__).parents[2] / "designs"
PLATE = Manifold.cube((8.0, 6.0, 0.7))


@dataclass(frozen=True)
class Bench:
    """A piece that is what lies on the bench."""

    made: Workpiece

    def workpiece(self, stage: Stage = "cast", setter: Any = None) -> Workpiece:
        return self.made


def solitaire(**values: Any) -> Ring:
    design = load(DESIGNS / "solitaire.py")
    return design.make(design.read({k: str(v) for k, v in values.items()}))


def stones(apart: float) -> Bench:
    """Two square stones 4 mm wide side by side, and one far off: the gap is exact."""
    gem = Gem.princess(4.0)
    places = [0.0, gem.width + apart, 30.0]
    placed = [PlacedGem(f"row/stone[{k}]", gem, WORLD.moved(x)) for k, x in enumerate(places)]
    return Bench(Workpiece(stones=placed))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_plate_holds_its_wall_and_no_more(seed: int):
    plate = mesh(turned(PLATE, seed))
    assert_wall(plate, 0.7)
    with pytest.raises(AssertionError, match=r"thinner than 0.702 mm:\nit: 0.700 mm at \("):
        assert_wall(plate, 0.702)


def test_where_a_wall_is_thin_is_told():
    """A groove 0.2 deep leaves 0.5, at x = 6."""
    grooved = PLATE - Manifold.cube((0.6, 9.0, 0.4)).translate((5.7, -1.0, 0.5))
    with pytest.raises(AssertionError, match=r"it: 0.500 mm at \((5.[6-9]|6.[0-3])"):
        assert_wall(mesh(grooved), 0.6)


def test_a_band_holds_its_thickness_and_no_more():
    """A flat band is as thick as it is asked to be, within twice the mesh's tolerance.

    Facets of inside and outside lie over each other, so the mesh's own wall is 1.5 mm times the
    cosine of half a facet's turn: 1.4997 mm.
    """
    band = Ring(Shank(RingSize("US 7"), flat(4.0, 1.5)))
    assert_wall(band, 1.5)
    with pytest.raises(AssertionError, match=r"shank: 1.500 mm at \("):
        assert_wall(band, 1.53)
    let_be = Ring(Shank(RingSize("US 7"), flat(4.0, 1.5)), allow("JC103", reason="worn alone"))
    assert_wall(let_be, 1.53)


def test_an_open_mesh_has_no_proof():
    plate = mesh(PLATE)
    cracked = replace(plate, triangles=plate.triangles[1:], body=plate.body[1:])
    with pytest.raises(AssertionError, match="could not be proved: the mesh is not closed"):
        assert_wall(cracked, 0.1)


@pytest.mark.parametrize("apart", [0.1, 0.25])
def test_stones_hold_their_gap_and_no_more(apart: float):
    assert_gap(stones(apart), apart)
    told = rf"row/stone\[0\] and row/stone\[1\]: {apart:.3f} mm at \(0.0, 0.0, 0.0\)$"
    with pytest.raises(AssertionError, match=told):
        assert_gap(stones(apart), apart + 1e-4)


def test_another_finger_keeps_the_head():
    assert_same_head(solitaire(size="US 4"), solitaire(size="US 10"))


def test_another_stone_does_not():
    """Its girdle is 0.15 mm nearer to its middle."""
    with pytest.raises(AssertionError, match=r"head/stone is off by 0.15 mm at .* from the stone"):
        assert_same_head(solitaire(), solitaire(stone="6.2"))


def head(shift: float, *more: str) -> Bench:
    """A stone and a claw, turned and moved as a whole by any motion; the claw off by ``shift``."""
    made = solitaire().workpiece("set")
    claw = next(b for b in made.prongs if b.name.startswith("head/prong"))
    off = replace(claw, frame=WORLD.moved(z=shift) @ claw.frame)
    extra = tuple(replace(claw, name=name) for name in more)
    motion = WORLD.moved(3.0, -2.0, 1.0).tilted(40.0).turned(25.0) if shift or more else WORLD
    return Bench(Workpiece(prongs=[off, *extra], stones=made.stones).on(motion))


def test_a_claw_that_moved_is_told_with_its_way():
    with pytest.raises(AssertionError, match=r"head/prong\[0\].* is off by 0.25 mm at"):
        assert_same_head(head(0.0), head(0.25))
    assert_same_head(head(0.0), head(1e-7))
    assert_same_head(head(0.0), head(0.25), within=0.2500001)
    with pytest.raises(AssertionError, match="head/extra is in the second only"):
        assert_same_head(head(0.0), head(0.0, "head/extra"))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: assert_wall("ring.stl", 0.8), "str is no piece"),
        (lambda: assert_wall(mesh(PLATE), 0.0), "could not fail"),
        (lambda: assert_wall(mesh(PLATE), float("nan")), "could not fail"),
        (lambda: assert_gap(stones(1.0), -0.1), "could not fail"),
        (lambda: assert_gap(solitaire(), 0.1), r"1 stone\(s\)"),
        (lambda: assert_same_head(Bench(Workpiece()), Bench(Workpiece())), "no head"),
    ],
)
def test_what_cannot_fail_is_refused(call: Any, told: str):
    with pytest.raises(ParameterError, match=told):
        call()


def test_it_is_imported_at_no_cost():
    script = "import sys, jewelcad.testing; print({'numpy', 'OCP', 'scipy'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_the_check_of_stones_takes_the_same_measure():
    """JC201 by a profile's 0.1 mm: 0.09 is a warning of that amount, 0.1 is good."""
    none = mesh(PLATE)  # stones are measured without metal
    gold = profile("lost-wax-gold")
    (near,) = too_near(Subject(none, stones(0.09)), gold)
    assert (near.level, near.value) == ("warning", pytest.approx(0.09, abs=1e-6))
    assert list(too_near(Subject(none, stones(0.1)), gold)) == []
