"""How thick claws are where a girdle lies against them, had no seat been cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jewelcad.checks.subject import Subject
from jewelcad.checks.zones import Metal, seen, zone_of
from jewelcad.geometry.mesh import Points
from jewelcad.seating.girdle import around
from jewelcad.seating.left import FAN
from jewelcad.workpiece import Body, PlacedGem

if TYPE_CHECKING:
    from jewelcad.seating import Grip

AROUND = 0.1
"""mm outside the girdle at which a claw that holds a stone has metal (a choice)."""


class Claws:
    """The claws of a piece that have a heel, uncut: beads are pushed up, and have none."""

    def __init__(self, subject: Subject) -> None:
        self.metal = Metal(subject.bench, subject.tolerance)
        self.claws = [
            body
            for body in self.metal.bodies
            if "claw" in zone_of(body.name) and "/bead[" not in body.name
        ]
        boxes = [self.metal.box(body) for body in self.claws]
        self.low = np.array([low for low, _ in boxes]).reshape(-1, 3)
        self.high = np.array([high for _, high in boxes]).reshape(-1, 3)

    def at(self, placed: PlacedGem, grip: Grip) -> tuple[str, float] | None:
        """Name of the claw at a grip, and its thickness square to itself, mm; None without one."""
        girdle = around(placed.gem)
        off = (girdle.azimuth - grip.azimuth + 180.0) % 360.0 - 180.0
        at = int(np.argmin(np.abs(off)))
        out = np.array([*girdle.normals[at], 0.0])
        x, y = girdle.points[at] + AROUND * girdle.normals[at]
        place = np.array(placed.frame.point(float(x), float(y), 0.0))
        rays = out * np.cos(FAN)[:, None] + np.array([0.0, 0.0, 1.0]) * np.sin(FAN)[:, None]
        rays = rays @ np.array(placed.frame.matrix)[:, :3].T
        near = ((place >= self.low) & (place <= self.high)).all(axis=1)
        found = [
            (thick, self.claws[k].name)
            for k in np.flatnonzero(near)
            if (thick := self._across(self.claws[k], place, rays)) is not None
        ]
        if not found:
            return None
        thick, name = max(found)
        return name, thick

    def _across(self, body: Body, place: Points, rays: Points) -> float | None:
        """Least way through a body past a place within, over a fan of rays, mm."""
        way = rays @ np.array(body.frame.inverse.matrix)[:, :3].T
        middle = seen(body.frame, place[None])
        mesh = self.metal.rays(body)
        thick = []
        for sign in (1.0, -1.0):
            start = np.repeat(middle, len(way), axis=0)
            hit = mesh.met(start, sign * way)
            leaves = hit >= 0
            leaves &= np.einsum("ij,ij->i", mesh.normal[hit], sign * way) > 0.0
            if not leaves.all():
                return None
            thick.append(mesh.way(start, sign * way, hit))
        return float((thick[0] + thick[1]).min())
