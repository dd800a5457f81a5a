"""What ties claws together: a base that stands in the band, and rails along the outline."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from jewelcad.errors import GeometryError
from jewelcad.geometry.contours import Arc, Contour, Line
from jewelcad.geometry.domes import Curve, Dome
from jewelcad.geometry.parallels import filled, inradius, parallel, rounded
from jewelcad.geometry.rims import Less, circle_radius, plug, rim
from jewelcad.geometry.shapes import Shape, Turned

EDGE = 0.15
"""mm, rounding of the base's rim: a choice above Morris & Watson's 0.125 mm."""
LEAST_HOLLOW = 0.3
"""mm across, below which the base is solid (a choice)."""
AIR = 0.15
"""mm by which a rail's turns are wider than its wire (a choice)."""


def rail(path: Contour, wire: float, height: float) -> Shape:
    """A round wire of diameter ``wire`` along a path at a height; tight corners are rounded."""
    r = wire / 2.0
    quarters = [k * math.pi / 2.0 for k in range(5)]
    section = Contour(
        tuple(Arc((0.0, height), r, r, a, b) for a, b in itertools.pairwise(quarters))
    )
    return rim(rail_line(path, wire), section)


def rail_line(path: Contour, wire: float) -> Contour:
    """What the middle of a rail's wire follows along a path through the claws."""
    return soft(path, wire / 2.0 + AIR)


def soft(path: Contour, radius: float) -> Contour:
    """A path whose turns, in and out, are at least ``radius`` mm, or as wide as it has room for."""
    return rounded(filled(path, radius), min(radius, 0.95 * inradius(path)))


def base(rim_path: Contour, wire: float, top: float, floor: float, sink: float) -> Shape:
    """A bowl in the band under a rim as thick as the claws, hollow down to its floor.

    Its underside crosses the band's surface steeply all round: no wedge of air beneath it and no
    feather edge, on a narrow wire as on a wide band.

    Parameters
    ----------
    rim_path : middle of the claws' feet
    wire : thickness of the rim
    top, floor : heights of the rim and of the hollow's floor, mm
    sink : depth of the bowl under the band's crest
    """
    outer = filled(parallel(rim_path, wire / 2.0), 0.5 * wire)
    body = bowl(outer, top, sink, EDGE)
    hollow = _hollow(outer, wire, top, floor)
    return Less(body, (hollow,)) if hollow else body


def bowl(outer: Contour, top: float, sink: float, edge: float = 0.0) -> Shape:
    """The outline shrinking downwards by a quarter ellipse from under its level top.

    Parameters
    ----------
    edge : rounding of its upper edge, mm
    """
    shoulder, radius = top - edge, circle_radius(outer)
    if radius is not None:
        under = Arc((0.0, shoulder), radius, shoulder + sink, -math.pi / 2.0, 0.0)
        lip = [Arc((radius - edge, shoulder), edge, edge, 0.0, math.pi / 2.0)] if edge else []
        axis = Line((0.0, top), (0.0, -sink))
        return Turned(Contour((under, *lip, Line((radius - edge, top), axis.start), axis)))
    inner, quarter = 1.0 - edge / inradius(outer), math.sqrt(0.5)
    under_side = Curve.bend((0.0, -sink), (1.0, -sink), (1.0, shoulder), quarter)
    rounding = [Curve.bend((1.0, shoulder), (1.0, top), (inner, top), quarter)] if edge else []
    lid = Curve.line((inner, top), (0.0, top))
    return Dome(tuple(conics(outer)), (under_side, *rounding, lid))


def conics(outline: Contour) -> Iterator[Curve]:
    """An outline's pieces as conics of a quarter turn at most."""
    for piece in outline.segments:
        if isinstance(piece, Arc):
            parts = max(1, math.ceil(abs(piece.last - piece.first) / (math.pi / 2.0) - 1e-9))
            turn = (piece.last - piece.first) / parts
            for k in range(parts):
                first = piece.first + k * turn
                yield Curve.arc(piece.centre, piece.rx, piece.ry, first, first + turn)
        else:
            yield Curve.line(piece.start, piece.end)


def _hollow(outer: Contour, wire: float, top: float, floor: float) -> Shape | None:
    try:
        inner = parallel(outer, -wire)
    except GeometryError:
        return None
    room = inradius(inner)
    if 2.0 * room < LEAST_HOLLOW:
        return None
    flare, shoulder = 0.25 * room, top - EDGE
    return plug(
        parallel(inner, -flare),
        (
            Line((0.0, floor), (flare, shoulder)),
            Arc((flare + EDGE, shoulder), EDGE, EDGE, math.pi, math.pi / 2.0),
            Line((flare + EDGE, top), (flare + EDGE, top + 2.0 * EDGE)),
        ),
    )
