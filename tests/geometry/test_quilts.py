"""Quilts of sheets and bodies carved: both paths against closed formulas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from jewelcad import Frame, GeometryError, measure
from jewelcad.geometry import facts
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.quilts import Sheet
from jewelcad.geometry.shapes import Carved, Facetted, Quilt, Swept, Turned

CUBE = Facetted(
    tuple((float(x), float(y), float(z)) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)),
    ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)),
)


@dataclass(frozen=True)
class Torus:
    """Four sheets around by four along, some of them turned over or walked the other way."""

    big: float = 9.0
    small: float = 1.2
    count: int = 25

    def sheets(self) -> list[Sheet]:
        made = []
        for i in range(4):
            for j in range(4):
                u = np.linspace(i, i + 1, self.count)[:, None] * math.pi / 2
                v = np.linspace(j, j + 1, self.count)[None] * math.pi / 2
                r = self.big + self.small * np.cos(v)
                z = np.broadcast_to(self.small * np.sin(v), (self.count, self.count))
                grid = np.stack([r * np.cos(u), r * np.sin(u), z], 2)
                if (i + j) % 2:
                    grid = np.swapaxes(grid, 0, 1)
                made.append(Sheet(grid[::-1] if i == 3 else grid))
        return made

    @cached_property
    def volume(self) -> float:
        return 2 * math.pi**2 * self.big * self.small**2


@dataclass(frozen=True)
class Ball:
    """Two halves from pole to pole: a side of each sheet shrinks to a point."""

    def sheets(self) -> list[Sheet]:
        made = []
        for start in (0.0, math.pi):
            a = start + np.linspace(0, math.pi, 33)[:, None]
            b = np.linspace(-math.pi / 2, math.pi / 2, 33)[None]
            z = np.broadcast_to(np.sin(b), (33, 33))
            made.append(Sheet(np.stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), z], 2)))
        return made


@dataclass(frozen=True)
class Open:
    def sheets(self) -> list[Sheet]:
        return Torus().sheets()[:-1]


@pytest.mark.parametrize("tolerance", [0.02, 0.01, 0.002])
def test_a_torus_of_sheets_is_a_torus(tolerance: float) -> None:
    """Pappus' volume, genus 1, and no vertex or middle farther off than was said."""
    torus = Torus()
    mesh = Quilt(torus).mesh(tolerance, "torus")
    shape = measure.topology(mesh)
    assert (shape.closed, shape.components, shape.genus) == (True, 1, 1)
    assert measure.volume(mesh) == pytest.approx(torus.volume, rel=tolerance / 3)
    points = np.concatenate([mesh.vertices, mesh.corners.mean(axis=1)])
    tube = np.hypot(np.hypot(points[:, 0], points[:, 1]) - torus.big, points[:, 2])
    assert np.abs(tube - torus.small).max() <= mesh.deviation + 1e-5 <= tolerance + 1e-5


def test_the_solid_of_sheets_is_exact() -> None:
    solid = Quilt(Torus()).solid()
    assert facts.is_valid(solid)
    assert facts.genus(solid) == 1
    assert facts.volume(solid) == pytest.approx(Torus().volume, rel=1e-5)


def test_sides_may_shrink_to_points() -> None:
    """A ball of two sheets with four poles between them: closed, valid, 4π/3."""
    mesh, solid = Quilt(Ball()).mesh(0.002, "ball"), Quilt(Ball()).solid()
    shape = measure.topology(mesh)
    assert (shape.closed, shape.components, shape.genus, len(shape.pinched)) == (True, 1, 0, 0)
    assert facts.is_valid(solid)
    assert facts.volume(solid) == pytest.approx(4 * math.pi / 3, rel=1e-4)
    assert measure.volume(mesh) == pytest.approx(4 * math.pi / 3, rel=1e-3)


def test_an_open_quilt_is_refused() -> None:
    with pytest.raises(GeometryError, match="4 rims without a partner"):
        Quilt(Open()).mesh(0.01, "rag")
    with pytest.raises(GeometryError, match="do not close"):
        Quilt(Open()).solid()


def test_equal_drawings_are_equal_shapes() -> None:
    """So a finisher makes each only once."""
    assert Quilt(Torus()) == Quilt(Torus())
    assert hash(Quilt(Torus())) == hash(Quilt(Torus()))
    assert Quilt(Torus()) != Quilt(Torus(small=1.0))


def test_a_carved_block_loses_what_is_cut() -> None:
    """A hole of radius ½ along z and a notch of 1 mm³ off a cube of 8 mm³."""
    hole = Turned(Contour(polygon([(0.0, -2.0), (0.5, -2.0), (0.5, 2.0), (0.0, 2.0)])))
    block = Carved(CUBE, ((hole, Frame()), (CUBE, Frame((1.5, 1.5, 0.0)))))
    left = 8 - math.pi / 4 * 2 - 0.5 * 0.5 * 2
    assert facts.volume(block.solid()) == pytest.approx(left, rel=1e-6)
    mesh = block.mesh(0.001, "block")
    assert measure.topology(mesh).genus == facts.genus(block.solid()) == 1
    assert measure.volume(mesh) == pytest.approx(left, rel=1e-4)
    assert 0 < mesh.deviation <= 0.001


@pytest.mark.parametrize("turns", [0, 3, -8])
def test_a_turning_section_keeps_its_volume(turns: int) -> None:
    """Pappus: the square's middle runs round a circle however it turns; mesh and solid agree."""
    side, bore, count = 2.0, 8.0, 240
    square = Contour(polygon([(-1, -1), (1, -1), (1, 1), (-1, 1)]))
    places = tuple((0.0, 1.5, 2 * math.pi * turns * i / count) for i in range(count))
    band = Swept((square,) * count, bore, places)
    volume = side**2 * 2 * math.pi * (bore + 1.5)
    assert facts.volume(band.solid(), precision=1e-5) == pytest.approx(volume, rel=1e-5)
    assert measure.volume(band.mesh(0.005, "band")) == pytest.approx(volume, rel=2e-3)
