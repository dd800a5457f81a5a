"""Claws as bodies: round wires, single or double, and the V that shelters a corner."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from jewelcad.frames import Frame
from jewelcad.gems.outlines import Point
from jewelcad.geometry.contours import Arc, Contour, Line, polygon
from jewelcad.geometry.rims import plug
from jewelcad.geometry.shapes import Wire
from jewelcad.settings.claw_line import BEND, ClawLine
from jewelcad.settings.places import Place
from jewelcad.workpiece import Body

APART = 1.15
"""Distance of a double claw's two wires over their diameter at the girdle (a choice: they stand
clear of each other by 15 %)."""


@dataclass(frozen=True)
class Claw:
    """A claw at its place: the line of its plane and its bend.

    Parameters
    ----------
    start, end : ways along the line from the girdle's height between which it is straight, mm
    bend : angle of the bend at the end, degrees; 0 for none
    """

    place: Place
    line: ClawLine
    start: float
    end: float
    bend: float = 0.0

    def wire(self) -> Wire:
        radius = self.line.radius(self.end)
        bend_radius = BEND * radius if self.bend else 0.0
        run = self.end - self.start
        return Wire(self.line.radius(self.start), radius, run, bend_radius, self.bend)

    def frame(self, aside: float = 0.0) -> Frame:
        """The foot's, z along the claw; moved ``aside`` along the outline."""
        height = self.line.height + self.start * math.cos(self.line.lean)
        foot = self.place.frame(self.line.at(height), height).moved(y=aside)
        return foot.tilted(math.degrees(self.line.lean))


def single(name: str, claw: Claw) -> Iterator[Body]:
    """One round wire."""
    yield Body(name, claw.wire(), claw.frame())


def double(name: str, claw: Claw) -> Iterator[Body]:
    """Two round wires side by side."""
    aside = APART * claw.line.taper.top / 2.0
    for k, side in enumerate((-aside, aside)):
        yield Body(f"{name}/{'ab'[k]}", claw.wire(), claw.frame(side))


def shelter(
    name: str, place: Place, wall: float, leg: float, low: float, top: float, edge: float
) -> Body:
    """The block of which the seat leaves a V: round a corner and, once set, over it.

    Parameters
    ----------
    wall : thickness outside the girdle, mm
    leg : how far it reaches along each side from the corner, mm
    low, top : heights between which it stands; below ``low`` + ``wall`` it narrows to the corner
    edge : rounding of its upper edge, mm
    """
    core = Contour(polygon(_corner_of(place, leg)))
    profile = (
        Line((0.05, low), (wall, low + wall)),
        Line((wall, low + wall), (wall, top - edge)),
        Arc((wall - edge, top - edge), edge, edge, 0.0, math.pi / 2.0),
    )
    return Body(name, plug(core, profile))


def _corner_of(place: Place, leg: float) -> list[Point]:
    """Corner of the outline, and ``leg`` mm along either side; counter-clockwise."""
    nx, ny = place.outward
    half = (math.pi - place.turn) / 2.0  # between a side and the way inwards
    inward = math.atan2(-ny, -nx)
    ends = [
        (place.point[0] + leg * math.cos(a), place.point[1] + leg * math.sin(a))
        for a in (inward - half, inward + half)
    ]
    return [place.point, *ends]
