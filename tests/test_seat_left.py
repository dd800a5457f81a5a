"""Metal left by a seat: necks, walls, webs and ledges, against closed formulas."""

from __future__ import annotations

import math

import pytest

from jewelcad import finish
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.shapes import Turned
from jewelcad.pieces import Ring
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.seating import Seating, seatings
from jewelcad.settings import Bezel, ProngHead
from jewelcad.settings.seats import seats
from jewelcad.shanks import Shank, half_round
from jewelcad.workpiece import Body, Part, PlacedGem, Workpiece

SHANK = Shank(RingSize("US 6.5"), half_round(2.2))
ROUND = Gem.round(4.0)


def drum(radius: float, low: float, top: float) -> Turned:
    """A cylinder about z."""
    return Turned(Contour(polygon([(0.0, low), (radius, low), (radius, top), (0.0, top)])))


def slab(*places: Frame, radius: float = 6.0, low: float = -3.0, hole: float = 1.2) -> Workpiece:
    """Round stones in a drum of metal as high as their girdles' upper edge, open underneath."""
    top = ROUND.girdle_top
    return Workpiece(
        metal=[Body("slab", drum(radius, low, top))],
        openings=[Body(f"hole[{k}]", drum(hole, low - 1, 1), f) for k, f in enumerate(places)],
        seats=[
            b.on(f).named(f"[{k}]")
            for k, f in enumerate(places)
            for b in seats(ROUND, "set", 0.0, 1.0)
        ],
        stones=[PlacedGem(f"stone[{k}]", ROUND, f) for k, f in enumerate(places)],
    )


def found(work: Workpiece, tolerance: float = 0.002) -> tuple[Seating, ...]:
    metal = finish.mesh(work, tolerance)
    return seatings(work, metal, metal)


def test_metal_beside_and_under_a_stone_in_a_slab():
    """Beside: from girdle to rim. Under: from the bearing's middle straight down to the floor."""
    (sits,) = found(slab(Frame()))
    assert sits.beside == pytest.approx(6.0 - ROUND.girdle_radius, abs=0.005)
    assert sits.web is None
    middle = (ROUND.girdle_radius - 1.2) / 2.0
    drop = -ROUND.girdle_bottom + middle * math.tan(math.radians(ROUND.pavilion_angle))
    assert sits.under == pytest.approx(3.0 - drop, abs=0.06)  # rays inwards every 0.05 mm
    assert sits.under >= 3.0 - drop - 0.005


def test_the_web_to_a_neighbours_seat_is_the_gap():
    """Between two stones is the distance of their middles less twice the radius."""
    apart = 2 * ROUND.girdle_radius + 0.3
    one, two = found(slab(Frame((-apart / 2, 0, 0)), Frame((apart / 2, 0, 0))))
    assert one.web == pytest.approx(0.3, abs=0.005)
    assert two.web == pytest.approx(one.web, abs=1e-3)
    assert one.beside == pytest.approx(6.0 - apart / 2 - ROUND.girdle_radius, abs=0.005)


def test_a_place_in_the_world_changes_nothing():
    """The same slab turned and moved measures the same."""
    frame = Frame((12.0, -7.0, 3.0)).turned(37.0).tilted(64.0)
    (here,), (there,) = found(slab(Frame())), found(slab(Frame()).on(frame))
    assert there.beside == pytest.approx(here.beside, abs=1e-4)
    assert there.under == pytest.approx(here.under, abs=1e-4)
    assert there.bearing == pytest.approx(here.bearing, rel=1e-6)


def test_no_metal_behind_nor_under_is_told():
    """A stone over its hole in a slab that is wider nowhere has neither wall nor bearing."""
    (sits,) = found(slab(Frame(), hole=2.5))
    assert sits.beside is None
    assert sits.under is None
    assert not sits.held


def cast(part: Part, tolerance: float = 0.003) -> Seating:
    """The seat as it is cast, before anything is bent over it."""
    work = Ring(SHANK, part.on(SHANK.top)).workpiece("cast")
    (sits,) = found(work, tolerance)
    return sits


@pytest.mark.parametrize("depth", [0.15, 0.25, 0.4])
@pytest.mark.parametrize("prongs", [4, 6])
def test_neck_of_a_leaning_claw(prongs, depth):
    """Square to a claw, from the seat at the girdle's lower edge to the claw's outside."""
    head = ProngHead(Gem.round(6.5), prongs=prongs, seat_depth=depth)
    line, low = head.line, 0.9 * head.gem.girdle_bottom
    off = line.at(head.girdle_height_mm + low) - head.clearance
    neck = off * math.cos(line.lean) + line.taper.radius(head.girdle_height_mm)
    sits = cast(head)
    assert sits.neck == pytest.approx(neck, abs=0.02)
    assert sits.web is None


@pytest.mark.parametrize("cut", ["round", "oval", "princess", "pear"])
def test_wall_of_a_straight_bezel(cut):
    """As thick as asked, on every side."""
    bezel = Bezel(Gem.of(cut, width=5.0), wall=0.7, taper=0.0)
    assert cast(bezel).beside == pytest.approx(0.7, abs=0.02)
