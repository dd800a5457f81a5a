"""The law of every setting: what is declared is what its finished meshes measure, within 0.02 mm.

Clearance is measured at cast, coverage and bearing at set, by `jewelcad.seating`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from setting_bench import solid

from jewelcad import finish
from jewelcad.gems import Gem
from jewelcad.layouts import along, eternity, field
from jewelcad.pieces import Ring
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.seating import Seating, seatings
from jewelcad.settings import (
    Bars,
    Bezel,
    Channel,
    CrownHead,
    Flush,
    Halo,
    Pave,
    PegHead,
    ProngHead,
    SharedClaws,
    Tension,
    TrellisHead,
    TulipHead,
)
from jewelcad.settings.bed import CLEARANCE
from jewelcad.settings.sides import Side
from jewelcad.shanks import Shank, flat, half_round
from jewelcad.workpiece import Part, Workpiece

TOLERANCE = 0.005
NARROW = Shank(RingSize("US 6.5"), half_round(2.2))
WIDE = Shank(RingSize("US 7"), flat(5.2, 2.2))
SLIM = Shank(RingSize("US 7"), flat(2.2, 2.0))
SMALL = Gem.round(2.0)


@dataclass(frozen=True)
class Case:
    """A part on the bench, and what it declares of each stone; None where it declares nothing.

    Parameters
    ----------
    clearance : mm
    reaches : how far each grip reaches inwards from the girdle, mm, by azimuth; or one for all
    bearing : how far the bearing does, mm
    """

    work: tuple[Workpiece, Workpiece]
    clearance: float
    reaches: list[float] | float | None = None
    bearing: float | None = None


def head(cut: str, **more) -> Case:
    """A claw head; a V over a corner declares no coverage of its own. From a corner a claw reaches
    along the bisector, and is the nearer to both sides."""
    made = ProngHead(Gem.of(cut, width=5.0), shelter=False, **more)
    reaches = [
        made.grip[0] * Side.of(made.gem, place).table * math.cos(place.turn / 2)
        for place in made.places
    ]
    azimuths = [np.degrees(np.arctan2(p.point[1], p.point[0])) for p in made.places]
    around = np.argsort([_from_start(azimuth) for azimuth in azimuths])
    return Case(_on(NARROW, made), made.clearance, [reaches[k] for k in around])


def _from_start(azimuth: float) -> float:
    """Round from just before the row's direction, where a claw may stand."""
    return (azimuth + 10.0) % 360.0


def other_head(kind: type[ProngHead], **more) -> Case:
    made = kind(Gem.round(5.0), **more)
    return Case(
        _on(NARROW, made), made.clearance, made.grip[0] * Side.of(made.gem, made.places[0]).table
    )


def tension() -> Case:
    """Cast, its ends stand nearer by half the spring, so the stone lies in metal."""
    thick = Shank(RingSize("US 7"), flat(6.0, 5.0))
    made = Tension(thick, Gem.round(6.0), groove=0.4, wall=1.0, spring=0.0)
    return Case(_rows(thick, made), 0.0, made.groove, made.groove)


def bezel(cut: str, **more) -> Case:
    made = Bezel(Gem.of(cut, width=5.0), **more)
    return Case(_on(NARROW, made), made.clearance, None, made.ledge)


def halo() -> Case:
    made = Halo(ProngHead(Gem.round(6.0)), Gem.round(1.3))
    bare = made.build("cast"), made.build("set")
    bearing = made.melee.girdle_radius - made.azure * made.melee.width / 2
    return Case(bare, made.clearance, made.claw.covered, bearing)


def channel(gem: Gem, turn: float = 0.0) -> Case:
    made = Channel(WIDE, gem, turn=turn, arc=70.0, proud=-0.1, cover=0.14)
    return Case(_rows(WIDE, made), made.clearance, made.cover_mm)


def bars(gem: Gem, turn: float = 0.0) -> Case:
    made = Bars(WIDE, gem, turn=turn, arc=70.0)
    return Case(_rows(WIDE, made), made.clearance, made.grip)


def flush(gem: Gem) -> Case:
    made = Flush(WIDE, along(WIDE, (gem,) * 2, -40, 40, gap=0.9), cover=0.12, pilot=0.6)
    bearing = gem.girdle_radius - 0.6 * gem.width / 2 if gem.cut == "round" else None
    return Case(_rows(WIDE, made), made.clearance, 0.12, bearing)


def shared(arc: float = 90.0) -> Case:
    row = eternity(SLIM, SMALL, gap=0.1, arc=arc, sunk=-0.1)
    made = SharedClaws(row, SLIM)
    bearing = SMALL.girdle_radius - made.opening * SMALL.width / 2
    reach = made.grip.inside(SMALL)
    return Case(_rows(SLIM, made), CLEARANCE * SMALL.width, reach, bearing)


def pave(look: str) -> Case:
    gem = Gem.round(1.4)
    sunk = 0.0 if look == "plain" else 0.2 * gem.width
    row = field(WIDE, gem, 2, -25.0, 25.0, gap=0.1, sunk=sunk)
    made = Pave(row, WIDE, look=look)
    bearing = gem.girdle_radius - made.opening * gem.width / 2
    return Case(_rows(WIDE, made), CLEARANCE * gem.width, made.grip.inside(gem), bearing)


def _on(shank: Shank, part: Part) -> tuple[Workpiece, Workpiece]:
    piece = Ring(shank, part.on(shank.top))
    return piece.workpiece("cast"), piece.workpiece("set")


def _rows(shank: Shank, part: Part) -> tuple[Workpiece, Workpiece]:
    piece = Ring(shank, part)
    return piece.workpiece("cast"), piece.workpiece("set")


def sitting(work: tuple[Workpiece, Workpiece]) -> tuple[Seating, ...]:
    cast, done = (finish.mesh(w, TOLERANCE) for w in work)
    return seatings(work[1], cast, done)


CASES = {
    "four claws": lambda: head("round", prongs=4),
    "six claws cover less": lambda: head("round", prongs=6, coverage=0.3),
    "oval": lambda: head("oval"),
    "pear": lambda: head("pear"),
    "heart": lambda: head("heart"),
    "cushion": lambda: head("cushion", coverage=0.35),
    "princess, plain claws": lambda: head("princess"),
    "pointed claws": lambda: other_head(ProngHead, prongs=4, claw="pointed"),
    "tabs": lambda: other_head(ProngHead, prongs=4, claw="tab"),
    "fishtails": lambda: other_head(ProngHead, prongs=4, claw="fishtail"),
    "crown head": lambda: other_head(CrownHead),
    "peg head": lambda: other_head(PegHead),
    "tulip": lambda: other_head(TulipHead),
    "trellis": lambda: other_head(TrellisHead, prongs=4),
    "tension": tension,
    "bezel": lambda: bezel("round", bearing=0.7),
    "bezel, oval": lambda: bezel("oval", bearing=0.5, clearance=0.08),
    "bezel, princess": lambda: bezel("princess"),
    "halo": halo,
    "channel": lambda: channel(Gem.round(2.5)),
    "channel, princess": lambda: channel(Gem.princess(2.2)),
    "channel, baguette": lambda: channel(Gem.of("baguette", width=1.8, length=3.0), 90.0),
    "bars": lambda: bars(Gem.round(2.5)),
    "bars, princess": lambda: bars(Gem.princess(2.2)),
    "bars, baguette": lambda: bars(Gem.of("baguette", width=1.8, length=3.0), 90.0),
    "flush": lambda: flush(SMALL),
    "flush, oval": lambda: flush(Gem.of("oval", width=1.6)),
    "shared claws": shared,
    "pavé": lambda: pave("plain"),
    "pavé, cut down": lambda: pave("cut-down"),
}


@pytest.mark.parametrize("name", list(CASES))
def test_meshes_measure_what_is_declared(name):
    """Of every stone in the middle of its row; at a row's ends other grips meet it."""
    case = CASES[name]()
    sits = sitting(case.work)
    for sit in sits if len(sits) < 3 else sits[1:-1]:
        assert sit.held
        assert sit.overlap == pytest.approx(0.0, abs=1e-4)
        assert sit.clearance == pytest.approx(case.clearance, abs=0.02)
        found = [g.reach for g in sorted(sit.grips, key=lambda g: _from_start(g.azimuth))]
        if case.reaches is not None:
            want = case.reaches if isinstance(case.reaches, list) else [case.reaches] * len(found)
            assert found == pytest.approx(want, abs=0.02)
        if case.bearing is not None:
            assert sit.bearing_width == pytest.approx(case.bearing, abs=0.02)


def test_every_stone_of_a_full_eternity_sits_alike():
    """The row turned by one stone is the same row, so the seat report is too."""
    first, *others = sitting(shared(arc=360.0).work)
    for sit in others:
        assert sit.clearance == pytest.approx(first.clearance, abs=0.003)
        assert sit.bearing == pytest.approx(first.bearing, rel=0.02)
        assert sit.neck == pytest.approx(first.neck, abs=0.02)
        assert [g.reach for g in sit.grips] == pytest.approx(
            [g.reach for g in first.grips], abs=0.005
        )


TURNS = {
    "3 claws": (ProngHead(Gem.round(5.0), prongs=3), 120.0),
    "4 claws": (ProngHead(Gem.round(5.0), prongs=4, rails=2), 90.0),
    "double claws": (ProngHead(Gem.of("asscher", width=5.0), style="double"), 90.0),
    "emerald": (ProngHead(Gem.of("emerald", width=4.0)), 180.0),
    "oval": (ProngHead(Gem.of("oval", width=4.0)), 180.0),
    "princess": (ProngHead(Gem.of("princess", width=4.5)), 90.0),
    "marquise": (ProngHead(Gem.of("marquise", width=4.0)), 180.0),
    "bezel": (Bezel(Gem.of("cushion", width=5.0)), 90.0),
    "bezel, oval": (Bezel(Gem.of("oval", width=5.0)), 180.0),
    "half bezel": (Bezel(Gem.round(5.0), open=100.0), 180.0),
}


@pytest.mark.parametrize("name", list(TURNS))
def test_turning_a_set_head_by_its_symmetry_changes_nothing(name):
    """Turned, it is the same metal but for what triangles leave of a curve."""
    part, turn = TURNS[name]
    mesh = finish.mesh(part.build("set"), TOLERANCE)
    whole = solid(mesh)
    turned = whole.rotate((0.0, 0.0, turn))
    differ = (whole - turned).volume() + (turned - whole).volume()
    assert differ < whole.surface_area() * mesh.deviation / 2
