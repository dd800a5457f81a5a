"""Wires that are too thin for how they are held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from jewelcad.checks.finding import Finding
from jewelcad.checks.making import by_rule
from jewelcad.checks.rods import Rod, rods
from jewelcad.checks.subject import Subject
from jewelcad.checks.zones import ZONES
from jewelcad.reference.profiles import Profile

LONG = 5.0
"""Times its thickness that a rod is long to be a wire (a choice): what is shorter is a stub."""
FOLLOWED = 12.0
"""Times its thickness that a wire is followed either way (a choice): more than any rule asks."""
THICKEST = 2.0
"""mm, thickest wire whose length is judged (a choice)."""


def weak_wire(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A thin wire sags in the wax, does not fill, and bends when worn; a free end more so.

    A wire is metal that is small in two directions: a chord leaves and arrives square to the
    surface (within 18 degrees), and across it, square to the wire's run, every way leaves the metal
    within one and a half times that; and it runs for five times its thickness (a choice). It is
    followed both ways to where it ends (a free end) or grows into more metal (a joint). Its
    thickness, the shortest such chord, is right within three times the mesh's deviation, its length
    within a twentieth of that. On our own pieces shanks, claws, beads and bezels are left to their
    own rules (JC103). In other meshes a claw cannot be told from a wire held at one end: such a one
    is a warning at most. Least thickness: Shapeways 1.0 mm held at one end and 0.8 at both,
    Sculpteo 0.8, Castable Wax 0.3; length by the compilation of castability rules at most 8 times.
    Thicken the wire, shorten it, or tie its end.
    """
    free, held, long = (profile.rule(key) for key in ("wire", "wire_supported", "wire_length"))
    asked = [r.strictest for r in (free, held) if r and r.strictest]
    limit = THICKEST if long else max(asked, default=0.0)
    zones = subject.zoned(profile)
    mesh = zones.mesh
    zone = np.array(ZONES)[zones.zone[mesh.body]]
    only = (zone == "wall") & ~zones.cut
    if not limit or not only.any():
        return
    for wire in rods(mesh, limit, FOLLOWED, only, LONG):
        part = mesh.names[mesh.body[wire.face]]
        if rule := (free if wire.shut else held):
            told = by_rule(
                "JC112",
                rule,
                wire.width,
                f"a wire {_held(wire)} is {wire.width:.3f} mm thick over {wire.length:.1f} mm",
                "Thicken it, shorten it, or tie its end.",
                part=part,
                place=wire.place,
                slack=3.0 * mesh.deviation,
                size=wire.length,
                size_unit="mm",
            )
            claw = subject.piece is None and wire.shut == 1
            yield from (replace(f, level="warning") if claw else f for f in told)
        if long and wire.shut:
            yield from by_rule(
                "JC112",
                long,
                wire.length / wire.width,
                f"a wire {_held(wire)} of {wire.width:.2f} mm is {wire.length:.1f} mm long",
                "Shorten it, thicken it, or tie its end.",
                part=part,
                place=wire.place,
                slack=0.05 + 4.0 * mesh.deviation * wire.length / wire.width**2,
            )


def _held(wire: Rod) -> str:
    return ("held at both ends", "held at one end", "held nowhere")[wire.shut]
