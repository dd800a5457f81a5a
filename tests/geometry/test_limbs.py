"""Limbs against closed formulas: a coil that climbs, a cone with tangent balls, and a fold."""

from __future__ import annotations

import math

import pytest

from jewelcad import GeometryError, measure
from jewelcad.geometry import facts
from jewelcad.geometry.limbs import Limb, Station
from jewelcad.geometry.shapes import Quilt, Turned, Wire


def arc(radius: float, thick: float, turn: float, count: int = 25) -> tuple[Station, ...]:
    """A horizontal arc of a circle that also climbs as a helix of slope 1 in 4."""
    climb = radius / 4.0
    size = math.hypot(radius, climb)
    made = []
    for k in range(count):
        a = turn * k / (count - 1)
        point = (radius * math.cos(a), radius * math.sin(a), climb * a)
        along = (-radius * math.sin(a) / size, radius * math.cos(a) / size, climb / size)
        made.append(Station(point, along, thick))
    return tuple(made)


def test_a_coil_has_the_volume_of_its_length() -> None:
    """Pappus for tubes: any tube that does not fold has πr² times the length of its middle; half a
    ball at each end."""
    radius, thick, turn = 3.0, 0.4, 2.2
    limb = Quilt(Limb((arc(radius, thick, turn),)))
    length = turn * math.hypot(radius, radius / 4.0)
    truth = math.pi * thick**2 * length + 4.0 / 3.0 * math.pi * thick**3
    mesh = limb.mesh(0.002, "coil")
    shape = measure.topology(mesh)
    assert (shape.closed, shape.components, shape.genus) == (True, 1, 0)
    assert measure.volume(mesh) == pytest.approx(truth, rel=2e-3)
    assert facts.volume(limb.solid()) == pytest.approx(truth, rel=5e-4)
    assert facts.is_valid(limb.solid())


def test_a_straight_limb_is_a_wire() -> None:
    """Two stations make the cone with tangent balls that `Wire` turns."""
    wire = Wire(0.6, 0.45, 4.0)
    ends = tuple(Station((0.0, 0.0, z), (0.0, 0.0, 1.0), r) for z, r in ((0.0, 0.6), (4.0, 0.45)))
    limb = Quilt(Limb((ends,)))
    truth = facts.volume(Turned(wire.contour).solid())
    assert facts.volume(limb.solid()) == pytest.approx(truth, rel=2e-4)
    for ours, theirs in zip(facts.bounds(limb.solid()), facts.bounds(wire.solid()), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-3)


def test_a_limb_that_would_fold_is_refused() -> None:
    with pytest.raises(GeometryError, match="folds"):
        Quilt(Limb((arc(0.5, 0.6, 2.0),))).mesh(0.01, "knot")
