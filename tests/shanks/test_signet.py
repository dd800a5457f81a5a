"""Signets: a table of any outline, shoulders by their law, one sound body, or refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.gp import gp_Pnt
from OCP.TopAbs import TopAbs_SHELL
from shank_kinds import solid

from jewelcad import ParameterError, RingSize, measure
from jewelcad.checks.crossings import crossings
from jewelcad.checks.wall import thinnest
from jewelcad.gems.shapes import LIMITS, OUTLINES
from jewelcad.geometry import facts
from jewelcad.geometry.contours import Arc, Contour, Spline, polygon
from jewelcad.shanks import SignetShank, court, flat, half_round
from jewelcad.shanks.signet_skin import SWELL, SignetSkin

US9 = RingSize("US 9")


def shape(ring: SignetShank):
    return ring.build().metal[0].shape


def signet(outline: str, **change: object) -> SignetShank:
    """A table 10 mm wide, or as long, of any outline."""
    least, most = LIMITS.get(outline, (1.0, 1.4))
    ratio = min((least + most) / 2.0, 1.6) if least < 1.6 else least
    width = 10.0 if ratio < 1.5 else 7.5
    given = {"outline": outline, "length": width * ratio, "table_width": width, "height": 3.0}
    return SignetShank(US9, half_round(3.6, 1.8), **(given | change))


SIGNET = SignetShank(RingSize("US 9"), half_round(3.6, 1.8))
"""As the design has it."""


def area(contour: Contour) -> float:
    """By Green's theorem, exactly: triangles from the origin, and a segment for each arc."""
    whole = 0.0
    for piece in contour.segments:
        (ax, ay), (bx, by) = piece.start, piece.end
        whole += (ax * by - ay * bx) / 2.0
        if isinstance(piece, Arc):
            turn = piece.last - piece.first
            whole += piece.rx**2 * (turn - math.sin(turn)) / 2.0
    return whole


@pytest.mark.parametrize("outline", OUTLINES)
def test_every_outline_flows_into_one_body(outline):
    """Closed, one handle; under its edge the ring's section is the outline, exactly as large."""
    ring = signet(outline)
    mesh = shape(ring).mesh(0.02, "signet")
    found = measure.topology(mesh)
    assert (found.closed, found.components, found.genus, len(found.pinched)) == (True, 1, 1, 0)
    cut = solid(mesh).slice(ring.table_height - ring.edge - 1e-6)
    assert cut.area() == pytest.approx(area(ring.table.edge), rel=0.01)
    wide = cut.bounds()[2] - cut.bounds()[0]
    assert wide == pytest.approx(2.0 * ring.table.half_x, abs=0.05)


@pytest.mark.parametrize(
    "ring",
    [
        signet("shield", turned=180),
        signet("heart", fullness=0.5),
        signet("octagon", corner=0.8, dome=0.6),
        SignetShank(US9, court(3.4, 1.8), outline="pear", length=13, table_width=9.5, height=3),
        SignetShank(US9, flat(3.4, 1.8), outline="kite", length=13, table_width=9, height=3.2),
    ],
    ids=lambda ring: ring.outline,
)
def test_exact_and_mesh_agree(ring):
    """Two independent ways: one valid body with one handle, volume within 0.2 %."""
    exact, mesh = shape(ring).solid(), shape(ring).mesh(0.005, "signet")
    assert facts.is_valid(exact)
    assert facts.genus(exact) == measure.topology(mesh).genus == 1
    assert measure.volume(mesh) == pytest.approx(facts.volume(exact, precision=1e-5), rel=2e-3)


def lobes(count: int, out: float, radius: float) -> Contour:
    """Arcs about points round the middle that meet in clefts."""
    a = math.pi / count
    reach = out * math.cos(a) + math.sqrt(radius**2 - (out * math.sin(a)) ** 2)
    half = math.atan2(reach * math.sin(a), reach * math.cos(a) - out)
    turns = [2.0 * a * k for k in range(count)]
    return Contour(
        tuple(
            Arc((out * math.cos(t), out * math.sin(t)), radius, radius, t - half, t + half)
            for t in turns
        )
    )


QUATREFOIL = lobes(4, 2.9, 2.4)


@pytest.mark.parametrize("corner", [0.0, 0.7])
def test_a_table_of_ones_own(corner):
    """Any closed drawing of straight pieces and arcs that its middle sees, clefts and all."""
    ring = SignetShank(US9, half_round(3.6, 1.8), own=QUATREFOIL, height=3.0, corner=corner)
    mesh = shape(ring).mesh(0.01, "signet")
    assert measure.topology(mesh).genus == 1
    cut = solid(mesh).slice(ring.table_height - ring.edge - 1e-6)
    assert cut.area() == pytest.approx(area(ring.table.edge), rel=0.01)
    if not corner:
        assert area(ring.table.edge) == pytest.approx(area(QUATREFOIL), rel=1e-9)


@pytest.mark.parametrize("outline", ["heart", "shield", "pear", "hexagon", "kite"])
def test_a_table_that_mirrors_makes_a_ring_that_does(outline):
    """Left and right of the finger are one another's mirror image."""
    ring = solid(shape(signet(outline)).mesh(0.02, "signet"))
    assert (ring - ring.scale((-1.0, 1.0, 1.0))).volume() < 5e-3 * ring.volume()


def test_turned_by_half_it_is_the_same_ring_turned():
    rings = [solid(shape(signet("shield", turned=t)).mesh(0.02, "signet")) for t in (0, 180)]
    assert (rings[0] - rings[1].rotate((0.0, 0.0, 180.0))).volume() < 5e-3 * rings[0].volume()


@pytest.mark.parametrize("fullness", [-0.4, 0.5, 1.0])
def test_shoulders_bow_as_their_law_says(fullness):
    """In the middle the shoulder stands off the straight one, square to its chord, by
    fullness · 1.6 · chord · s³ (1 - s); at both ends not at all, and its slope stays."""
    crest = np.array([[0.0, 1.8]])
    straight, bowed = (
        SignetSkin(signet("oval", fullness=f)).columns(crest, np.array([0.5]), 1.0)[0]
        for f in (0.0, fullness)
    )
    chord = straight[-1] - straight[0]
    s = np.linspace(0.0, 1.0, len(straight))
    off = bowed - straight
    assert off @ chord == pytest.approx(np.zeros(len(s)), abs=1e-9)
    size = np.linalg.norm(off, axis=1) * np.sign(off[:, 0])
    expected = fullness * SWELL * np.linalg.norm(chord) * s**3 * (1 - s)
    assert size == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("ring", [signet("oval"), signet("cushion"), SIGNET], ids=str)
def test_no_face_crosses_another_and_the_band_is_no_thinner_than_it_says(ring):
    """Where the flanks begin, at three and nine o'clock, they are ribbons of needles: they may not
    fold, and needles nearly in one plane are no crossing."""
    mesh = shape(ring).mesh(0.01, "signet")
    found = crossings(mesh)
    assert len(found.pairs) == len(found.overlaps) == 0
    assert thinnest(mesh, enough=0.9).lower >= 0.9 - 2.0 * mesh.deviation


def test_fuller_shoulders_weigh_more():
    volumes = [
        measure.volume(shape(signet("cushion", fullness=f)).mesh(0.02, "signet"))
        for f in (-0.3, 0.0, 0.4, 0.8)
    ]
    assert volumes == sorted(volumes)


@pytest.mark.parametrize("angle", [-60.0, 30.0, 55.0])
@pytest.mark.parametrize(
    "ring", [signet("pear"), signet("kite", fullness=0.5)], ids=["pear", "kite"]
)
def test_frames_stand_on_the_metal(ring, angle):
    """Of a table unlike before and behind, too."""
    vertex = BRepBuilderAPI_MakeVertex(gp_Pnt(*ring.at(angle).origin)).Vertex()
    shell = facts.parts_of(shape(ring).solid(), TopAbs_SHELL)[0]
    assert BRepExtrema_DistShapeShape(vertex, shell).Value() < 0.01


BOX = [(6.0, -5.0), (6.0, 5.0), (-6.0, 5.0), (-6.0, -5.0)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"own": Contour(polygon(BOX[::-1]))}, "counter-clockwise"),
        (
            {"own": Contour(polygon([*BOX[:2], (5.0, 5.0), (5.0, -4.0), (-6.0, -4.0), BOX[3]]))},
            "hid",
        ),
        ({"own": Contour((Spline((*BOX, BOX[0])),))}, "neither straight nor a circular arc"),
        ({"own": Contour(polygon([(1, -1), (1, 1), (-1, 1), (-1, -1)]))}, "Scale the drawing"),
        ({"own": Contour(polygon(BOX)), "corner": 6.0}, "Choose a smaller radius"),
        ({"outline": "heart", "length": 14.0, "table_width": 9.0}, "does not suit"),
        ({"fullness": -1.0}, "left between the finger and the shoulders"),
        ({"fullness": 1.5}, "fullness = 1.5"),
    ],
)
def test_what_cannot_be_is_refused_when_made(change, says):
    with pytest.raises(ParameterError, match=says):
        SignetShank(US9, half_round(3.6, 1.8), height=3.0, **change)
