"""Two ways through one formula: what disagrees is refused; a second try that agrees is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jewelcad import finish, measure
from jewelcad.errors import GeometryError
from jewelcad.finish import agreement, exact_finish
from jewelcad.frames import Frame
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.shapes import Turned
from jewelcad.workpiece import Body, Workpiece


def disc(radius: float, low: float, high: float) -> Turned:
    return Turned(Contour(polygon([(0, low), (radius, low), (radius, high), (0, high)])))


SEATS = tuple(
    Body(f"seat[{k}]", disc(0.4, 0.2, 2.0), Frame().turned(60.0 * k).moved(x=2.5)) for k in range(6)
)
PLATE = Workpiece(
    metal=[Body("plate", disc(5, -0.5, 0.5))],
    openings=[Body("drill", disc(0.5, -2, 2), Frame((0, 3.5, 0)))],
    seats=SEATS,
)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A kernel that builds ``instead`` of the bench for nudges up to ``until``."""
    true = exact_finish.finish

    def install(instead: Workpiece, until: float) -> list[float]:
        asked: list[float] = []

        def finish_(workpiece: Workpiece, nudge: float = 0.0, heads: float = 0.0) -> Any:
            asked.append(nudge)
            return true(instead if nudge <= until else workpiece, nudge, heads)

        monkeypatch.setattr(exact_finish, "finish", finish_)
        return asked

    return install


def test_what_agrees_is_taken_as_it_is(faulty: Any) -> None:
    asked = faulty(PLATE, -1.0)
    mesh = finish.mesh(PLATE, 0.01)
    found = finish.agreed(PLATE, mesh)
    assert (found.nudge, asked) == (0.0, [0.0])
    assert found.genus == measure.genus(mesh) == 1
    # π·25·1 less the drill and six blind seats, all whole inside
    assert found.volume == pytest.approx(3.14159265 * (25 - 0.25 - 6 * 0.16 * 0.3), rel=1e-6)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(PLATE, openings=()), "has 0 openings where the mesh has 1"),
        (replace(PLATE, seats=SEATS[1:]), r"has \+0.20 % of volume against the mesh"),
    ],
    ids=["an opening is lost", "a seat is lost"],
)
def test_a_solid_with_something_lost_is_refused(faulty: Any, wrong: Workpiece, said: str) -> None:
    """One blind seat of six is 0.15 mm³ of 76; a closed law of volumes would not have seen it."""
    asked = faulty(wrong, 1.0)
    with pytest.raises(GeometryError, match=said):
        finish.agreed(PLATE, finish.mesh(PLATE, 0.01))
    assert asked == [nudge for nudge, _ in agreement.NUDGES]


def test_a_nudge_that_mends_it_is_told(faulty: Any) -> None:
    faulty(replace(PLATE, seats=SEATS[1:]), 0.0)
    assert finish.agreed(PLATE, finish.mesh(PLATE, 0.05)).nudge == agreement.NUDGES[1][0]


def test_a_kernel_that_fails_at_first_is_asked_again(faulty: Any) -> None:
    """Nothing left is an error of the finisher; the next nudge is as good as the first."""
    faulty(replace(PLATE, seats=(Body("all", disc(9, -2, 2)),)), 0.001)
    assert finish.agreed(PLATE, finish.mesh(PLATE, 0.01)).nudge == agreement.NUDGES[2][0]
