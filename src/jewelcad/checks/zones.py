"""Which rule of a profile a place of the metal falls under.

Every triangle knows its body. A face that a seat, an opening or the finger has cut belongs to the
metal just under it: so a thin place beside a seat is the claw's, not the seat's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.surface import Surface
from jewelcad.finish.meshed import meshed
from jewelcad.frames import Frame
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.geometry.rays import Rays
from jewelcad.reference.profiles import Profile, Rule
from jewelcad.workpiece import Body, Workpiece

Ids = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNDER = 2e-3
"""mm under a cut face at which the metal it belongs to is looked for (a choice)."""

ZONES = ("band", "claw", "wall", "micro_claw", "bezel")
"""Rules a body may fall under, those that ask for most first: what begins or ends in the crease
between two bodies is judged by the later, since it is metal of both. A profile without one of them
judges it by ``wall``."""

ZONE_OF = {
    "shank": "band",
    "band": "band",
    "prong": "claw",
    "claw": "claw",
    "bar": "wall",
    "bead": "micro_claw",
    "micro": "micro_claw",
    "bezel": "bezel",
    "v": "bezel",
}
"""The zone of a body by a word of its name, the last word first. A V over a sharp corner is a wall
that holds as a bezel's does, outside the girdle."""


def zone_of(name: str) -> str:
    """The zone of a body by its name: ``head/prong[2]/v`` is a claw."""
    words = [re.sub(r"\[.*?\]", "", word) for word in name.split("/")]
    return next((ZONE_OF[word] for word in reversed(words) if word in ZONE_OF), "wall")


@dataclass(frozen=True, eq=False)
class Zoned:
    """A mesh whose every triangle belongs to metal.

    Parameters
    ----------
    mesh : with the names of metal bodies only
    cut : (m,) whether a seat or an opening has cut the face
    zone : (names,) index into `ZONES` of every body
    """

    mesh: Mesh
    cut: Bools
    zone: Ids

    @cached_property
    def kind(self) -> Ids:
        """(m,) the zone of each triangle's body, and as many more as there are where it is cut: an
        edge of a cut counts as cut."""
        return self.zone[self.mesh.body] + len(ZONES) * self.cut.astype(np.int64)

    @cached_property
    def surface(self) -> Surface:
        """Ready for the proof of walls and gaps."""
        return Surface(self.mesh, self.kind)

    def let_go(self) -> None:
        """Forget what was made ready for the proofs, which is large; it can be made again."""
        self.__dict__.pop("surface", None)

    def rule(self, profile: Profile, one: int, two: int) -> Rule | None:
        """What is asked of a wall from a triangle of one kind to one of another; None if nothing.

        Between two cuts lies the metal between stones, which the stones' checks judge; so they do
        of what a seat leaves of a claw. Between a cut and the outside lies the metal beside a seat.
        """
        zones = [ZONES[kind % len(ZONES)] for kind in (one, two)]
        cuts = (one >= len(ZONES)) + (two >= len(ZONES))
        if cuts == 2 or (cuts == 1 and any("claw" in zone for zone in zones)):
            return None
        keys = ["beside" if cuts and zone != "bezel" else zone for zone in zones]
        rules = [r for key in keys if (r := profile.rule(key) or profile.rule("wall"))]
        return min(rules, key=lambda r: r.strictest or 0.0, default=None)

    def limits(self, profile: Profile, level: str | None = None) -> NDArray[np.float64]:
        """(2 zones, 2 zones) mm under which a wall between two kinds is at fault; 0 for never.

        Parameters
        ----------
        level : "error" or "warning"; None for the strictest
        """
        count = 2 * len(ZONES)
        table = np.zeros((count, count))
        for one in range(count):
            for two in range(count):
                rule = self.rule(profile, one, two)
                bound = rule and (rule.bound(level) if level else rule.strictest)
                table[one, two] = bound or 0.0
        return table


def zoned(
    mesh: Mesh, workpiece: Workpiece | None, profile: Profile, tolerance: float = 0.01
) -> Zoned:
    """The zones of a mesh, made at a tolerance; one that came from elsewhere is wall all over."""
    if workpiece is None:
        none = np.zeros(len(mesh.triangles), np.bool_)
        return Zoned(mesh, none, np.full(len(mesh.names), ZONES.index("wall")))
    metal = Metal(workpiece, tolerance)
    owned = {body.name: k for k, body in enumerate(metal.bodies)}
    of_name = np.array([owned.get(name, -1) for name in mesh.names])
    body = of_name[mesh.body]
    loose = np.flatnonzero(body < 0)
    names = [b.name for b in metal.bodies]
    if len(loose):
        corners = mesh.corners[loose]
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-300)[:, None]
        body[loose] = metal.owner(corners.mean(axis=1) - UNDER * normal)
    fingers = {b.name for b in workpiece.finger}
    cutting = np.array([name not in owned and name not in fingers for name in mesh.names])
    lost = body < 0
    if lost.any():  # a cutter's face that no body explains keeps its cutter's name
        extra = list(dict.fromkeys(mesh.names[i] for i in mesh.body[lost]))
        place = {name: len(names) + k for k, name in enumerate(extra)}
        body[lost] = [place[mesh.names[i]] for i in mesh.body[lost]]
        names += extra
    zone = np.array([ZONES.index(z) for z in _zones(names, workpiece, profile)], dtype=np.int64)
    made = replace(mesh, body=body.astype(np.int32), names=tuple(names))
    return Zoned(made, cutting[mesh.body], zone)


def _zones(names: Sequence[str], workpiece: Workpiece, profile: Profile) -> list[str]:
    """The zone of each body: claws of small stones are micro claws."""
    rule = profile.rule("micro_stone")
    border = (rule.strictest if rule else None) or 0.0
    places = np.array([s.frame.origin for s in workpiece.stones]).reshape(-1, 3)
    widths = [stone.gem.width for stone in workpiece.stones]
    where = {b.name: b.frame.origin for b in (*workpiece.metal, *workpiece.prongs)}
    found = []
    for name in names:
        zone = zone_of(name)
        if zone == "claw" and widths and name in where:
            near = int(np.argmin(np.linalg.norm(places - where[name], axis=1)))
            zone = "micro_claw" if widths[near] < border else zone
        found.append(zone)
    return found


class Metal:
    """The bodies metal is made of, before anything was cut from it.

    Parameters
    ----------
    tolerance : of their meshes, mm
    """

    def __init__(self, workpiece: Workpiece, tolerance: float) -> None:
        self.bodies: tuple[Body, ...] = (*workpiece.prongs, *workpiece.metal)
        shapes = dict.fromkeys(body.shape for body in self.bodies)
        self._meshes = {shape: meshed(shape, tolerance) for shape in shapes}
        self._rays: dict[object, Rays] = {}

    def owner(self, points: Points) -> Ids:
        """(n,): which body each point lies in, prongs before others; -1 for none."""
        found = np.full(len(points), -1)
        along = int(np.ptp(points, axis=0).argmax()) if len(points) else 0
        order = np.argsort(points[:, along])
        row = points[order, along]
        for k, body in enumerate(self.bodies):
            low, high = self.box(body)
            which = order[row.searchsorted(low[along]) : row.searchsorted(high[along], "right")]
            near = ((points[which] >= low) & (points[which] <= high)).all(axis=1)
            which = which[near & (found[which] < 0)]
            if len(which):
                found[which[self._inside(body, points[which])]] = k
        return found

    def box(self, body: Body) -> tuple[Points, Points]:
        """Least and greatest corner of a body in its place."""
        matrix = np.array(body.frame.matrix)
        placed = self._meshes[body.shape].vertices @ matrix[:, :3].T + matrix[:, 3]
        return placed.min(axis=0), placed.max(axis=0)

    def _inside(self, body: Body, points: Points) -> Bools:
        """Whether points lie in a body: the first face met from within looks away."""
        rays = self.rays(body)
        local = seen(body.frame, points)
        ray = np.broadcast_to([0.577350, 0.211325, 0.788675], local.shape)
        hit = rays.met(local, ray)
        looks_away: Bools = (hit >= 0) & (np.einsum("ij,ij->i", rays.normal[hit], ray) > 0.0)
        return looks_away

    def rays(self, body: Body) -> Rays:
        """A body's own mesh, in its own frame, ready for rays."""
        if body.shape not in self._rays:
            self._rays[body.shape] = Rays(self._meshes[body.shape])
        return self._rays[body.shape]


def seen(frame: Frame, points: Points) -> Points:
    """Points as seen from a frame."""
    back = np.array(frame.inverse.matrix)
    return np.asarray(points @ back[:, :3].T + back[:, 3])
