"""Solids whose thinnest wall is known by a formula, and how they are meshed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from manifold3d import CrossSection, Manifold

from jewelcad.geometry.mesh import Mesh

Known = tuple[Manifold, float, float]
"""The solid, the thinnest wall of the true one, and how far its facets are off that, mm."""


def sag(radius: float, n: int) -> float:
    """How far the chords of a circle in n parts lie inside it."""
    return radius * (1.0 - math.cos(math.pi / n))


def ball(radius: float, n: int) -> tuple[Manifold, float]:
    """A ball within its sphere, and how deep the facets lie in it."""
    made = Manifold.sphere(radius, n)
    mesh = made.to_mesh64()
    corners = np.asarray(mesh.vert_properties)[:, :3][np.asarray(mesh.tri_verts)]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    return made, radius - float(np.einsum("ij,ij->i", normal, corners[:, 0]).min())


def plate(n: int) -> Known:
    return Manifold.cube((8.0, 6.0, 0.7)), 0.7, 0.0


def bar(n: int) -> Known:
    return Manifold.cube((1.2, 0.9, 7.0)), 0.9, 0.0


def tube(n: int) -> Known:
    made = Manifold.cylinder(4, 5.0, 5.0, n) - Manifold.cylinder(6, 4.4, 4.4, n).translate(
        (0, 0, -1)
    )
    return made, 0.6, sag(5.0, n)


def eccentric_tube(n: int) -> Known:
    hole = Manifold.cylinder(6, 4.4, 4.4, n).translate((0.25, 0, -1))
    return Manifold.cylinder(4, 5.0, 5.0, n) - hole, 0.35, sag(5.0, n)


def tapered_tube(n: int) -> Known:
    """Outside a cone, inside straight: thinnest at the narrow rim, square to the inside."""
    hole = Manifold.cylinder(8, 2.0, 2.0, n).translate((0, 0, -1))
    return Manifold.cylinder(5, 3.6, 2.6, n) - hole, 0.6, sag(2.6, n)


def rod(n: int) -> Known:
    return Manifold.cylinder(6, 0.5, 0.5, n), 1.0, 2.0 * sag(0.5, n)


def shell(n: int) -> Known:
    outer, deep = ball(4.0, n)
    return outer - ball(3.4, n)[0], 0.6, deep


def eccentric_shell(n: int) -> Known:
    outer, deep = ball(5.0, n)
    return outer - ball(4.0, n)[0].translate((0.3, 0.4, 0.0)), 0.5, deep


def torus(n: int) -> Known:
    ring = CrossSection.circle(0.8, n).translate((4.0, 0.0))
    return Manifold.revolve(ring, 3 * n), 1.6, 2.0 * sag(0.8, n) + sag(4.8, 3 * n)


def torus_shell(n: int) -> Known:
    ring = (CrossSection.circle(1.2, n) - CrossSection.circle(0.7, n)).translate((4.0, 0.0))
    return Manifold.revolve(ring, 3 * n), 0.5, sag(1.2, n) + sag(5.2, 3 * n)


def wedge(degrees: float) -> Callable[[int], Known]:
    """A wall that tapers to a rim of 0.3 mm, square to one side: there it is thinnest."""

    def made(n: int) -> Known:
        rise = 6.0 * math.tan(math.radians(degrees))
        section = CrossSection([[(0.0, 0.0), (6.0, 0.0), (6.0, 0.3 + rise), (0.0, 0.3)]])
        return section.extrude(5.0), 0.3, 0.0

    return made


def groove(points: list[tuple[float, float]], left: float) -> Callable[[int], Known]:
    """A plate 2 mm thick with a groove of a section."""

    def made(n: int) -> Known:
        cut = CrossSection([points]).extrude(10.0).rotate((90, 0, 0)).translate((0, 9, 0))
        return Manifold.cube((10.0, 8.0, 2.0)) - cut, left, 0.0

    return made


def round_groove(n: int) -> Known:
    cut = Manifold.cylinder(10, 1.0, 1.0, n, True).rotate((90, 0, 0)).translate((5, 4, 1.45))
    return Manifold.cube((10.0, 8.0, 2.0)) - cut, 0.45, sag(1.0, n)


def pit(n: int) -> Known:
    cone = Manifold.cylinder(2.0, 0.0, 1.2, n).translate((5, 4, 0.4))
    return Manifold.cube((10.0, 8.0, 2.0)) - cone, 0.4, 0.0


def blind_hole(n: int) -> Known:
    hole = Manifold.cylinder(3.0, 1.0, 1.0, n).translate((5, 4, 0.35))
    return Manifold.cube((10.0, 8.0, 2.0)) - hole, 0.35, 0.0


def two_holes(n: int) -> Known:
    """The web between two drilled holes, 0.3 mm where they are nearest."""
    drills = [Manifold.cylinder(4, 1.0, 1.0, n).translate((x, 4, -1)) for x in (3.85, 6.15)]
    return Manifold.cube((10.0, 8.0, 2.0)) - drills[0] - drills[1], 0.3, 0.0


def crossing_tubes(n: int) -> Known:
    pipes = [Manifold.cylinder(9, 2.0, 2.0, n, True), Manifold.cylinder(11, 1.5, 1.5, n, True)]
    turned = [pipe.rotate((90, 0, 0)) for pipe in pipes]
    return pipes[0] + turned[0] - pipes[1] - turned[1], 0.5, sag(2.0, n)


def grooved_band(n: int) -> Known:
    """A ring with a V turned into it, down to 0.55 mm over the bore."""
    section = CrossSection.square((1.6, 5.0)).translate((8.5, -2.5))
    notch = CrossSection([[(9.05, 0.0), (10.6, -0.8), (10.6, 0.8)]])
    return Manifold.revolve(section - notch, n), 0.55, sag(9.05, n)


def bezel(n: int) -> Known:
    """A cup for a stone: a wall of 0.4 mm over a ledge of 0.9 mm."""
    section = CrossSection(
        [[(2.1, 0.0), (3.4, 0.0), (3.4, 3.0), (3.0, 3.0), (3.0, 1.5), (2.1, 0.9)]]
    )
    return Manifold.revolve(section, n), 0.4, sag(3.4, n)


def engraved(n: int) -> Known:
    """A plate of 1 mm with strokes 0.3 mm deep in its face and a seal 0.45 mm deep in its back."""
    strokes = [Manifold.cube((0.35, 3.0, 1.0)).translate((x, 1.5, 0.7)) for x in (1.5, 2.5, 3.5)]
    seal = Manifold.cylinder(1.0, 0.8, 0.8, n).translate((6.0, 3.0, -0.55))
    made = Manifold.cube((8.0, 6.0, 1.0)) - seal
    for stroke in strokes:
        made -= stroke
    return made, 0.55, 0.0


def step(n: int) -> Known:
    return Manifold.cube((6.0, 6.0, 2.0)) + Manifold.cube((9.0, 6.0, 0.45)), 0.45, 0.0


def thin_ball(n: int) -> Known:
    made, deep = ball(0.6, n)
    return made, 1.2, 2.0 * deep


def rail(n: int) -> Known:
    """Two blocks tied by a wire of 0.6 mm: the wire is the thinnest."""
    wire = Manifold.cylinder(6, 0.3, 0.3, n, True).rotate((0, 90, 0))
    blocks = [Manifold.cube((2.0, 2.0, 2.0), True).translate((x, 0, 0)) for x in (-3.0, 3.0)]
    return wire + blocks[0] + blocks[1], 0.6, 2.0 * sag(0.3, n)


def lens(n: int) -> Known:
    """Two spheres' cap: thickest in its middle, its rim a blunt edge of 106 degrees."""
    made, deep = ball(5.0, n)
    return made.translate((0, 0, -3.0)) ^ made.translate((0, 0, 3.0)), 4.0, 2.0 * deep


def channel(n: int) -> Known:
    return groove([(3.0, 0.5), (5.0, 0.5), (5.0, 2.5), (3.0, 2.5)], 0.5)(n)


SOLIDS: dict[str, Callable[[int], Known]] = {
    "plate": plate,
    "bar": bar,
    "rod": rod,
    "tube": tube,
    "tube, hole off centre": eccentric_tube,
    "tapered tube": tapered_tube,
    "shell": shell,
    "hollow ball off centre": eccentric_shell,
    "ball": thin_ball,
    "torus": torus,
    "hollow torus": torus_shell,
    "wedge of 5 degrees": wedge(5.0),
    "wedge of 15 degrees": wedge(15.0),
    "wedge of 17 degrees": wedge(17.0),
    "V-groove": groove([(4.0, 2.1), (5.0, 0.5), (6.0, 2.1)], 0.5),
    "slot": groove([(5.0, 0.45), (5.3, 0.45), (5.3, 2.2), (5.0, 2.2)], 0.45),
    "round groove": round_groove,
    "channel": channel,
    "pit": pit,
    "blind hole": blind_hole,
    "two holes": two_holes,
    "crossing tubes": crossing_tubes,
    "grooved band": grooved_band,
    "bezel": bezel,
    "engraved plate": engraved,
    "step": step,
    "blocks on a wire": rail,
    "lens": lens,
}


def mesh(solid: Manifold, deviation: float = 0.0) -> Mesh:
    raw = solid.to_mesh64()
    triangles = np.asarray(raw.tri_verts).astype(np.int32)
    vertices = np.asarray(raw.vert_properties)[:, :3].astype(np.float64)
    return Mesh(vertices, triangles, np.zeros(len(triangles), np.int32), ("it",), deviation)
