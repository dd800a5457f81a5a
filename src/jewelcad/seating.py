"""How each stone sits: measured on finished meshes, cast and set.

Metal that a seat cut keeps the seat's name, so where stone and metal meet is read off the mesh: the
bearing lies under the girdle's middle, the grip over it. Pure functions; numpy, scipy, manifold.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold, Mesh64
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jewelcad.frames import Frame
from jewelcad.geometry.mesh import Mesh
from jewelcad.workpiece import PlacedGem, Workpiece

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

NEAR = 1.0
"""mm, farthest a clearance is looked for (a choice; a stone farther from metal floats)."""
SPECK = 1e-3
"""mm², least area of a grip (a choice): smaller ones are where a mesh grazes the stone."""
BINS = 720
"""Directions round a stone in which its bearing is looked for."""


@dataclass(frozen=True)
class Grip:
    """Metal laid over the crown in one place.

    Parameters
    ----------
    area : that touches the crown, mm²
    azimuth : of its middle, degrees from the stone's length
    reach : how far inwards it reaches from the girdle, mm
    coverage : the same as a share of the way to the table (or the top) there
    height : of its highest contact over the girdle's upper edge, share of the crown's height
    """

    area: float
    azimuth: float
    reach: float
    coverage: float
    height: float


@dataclass(frozen=True)
class Seating:
    """How one stone sits.

    Parameters
    ----------
    stone : name
    clearance : least distance of the stone from the cast metal, mm; `NEAR` if it touches nothing
    overlap : volume of the stone that lies in cast metal, mm³
    bearing : area of metal under the girdle that carries the stone when it is set, mm²
    bearing_round : share of the girdle's directions in which there is some
    bearing_width : mean width of the bearing, square to the girdle, mm
    grips : metal over the crown when it is set, by azimuth
    above : height of the metal over the table, highest point within the girdle; mm, set
    culet_to_finger : from the lowest point to the finger, mm; None without a finger
    """

    stone: str
    clearance: float
    overlap: float
    bearing: float
    bearing_round: float
    bearing_width: float
    grips: tuple[Grip, ...]
    above: float
    culet_to_finger: float | None

    @property
    def held(self) -> bool:
        """Whether metal carries the stone from below and grips it from above."""
        return self.bearing > 0.0 and bool(self.grips)


def seatings(workpiece: Workpiece, cast: Mesh, finished: Mesh) -> tuple[Seating, ...]:
    """Of every stone of a workpiece.

    Parameters
    ----------
    workpiece : of the ``set`` stage: its stones and its seats' names and places
    cast, finished : metal at the stages ``cast`` and ``set``
    """
    bare = _manifold(cast)
    return tuple(_seating(placed, workpiece, bare, finished) for placed in workpiece.stones)


def _seating(placed: PlacedGem, workpiece: Workpiece, bare: Manifold, finished: Mesh) -> Seating:
    stone, gem = _manifold(placed.gem.mesh(), placed.frame), placed.gem
    names = {
        b.name for b in workpiece.seats if math.dist(b.frame.origin, placed.frame.origin) < 1e-6
    }
    ids = [k for k, name in enumerate(finished.names) if name in names]
    corners = _inside(placed.frame, finished.corners[np.isin(finished.body, ids)])
    middle = corners.mean(axis=1)
    areas = (
        np.linalg.norm(
            np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
        )
        / 2.0
    )
    under = middle[:, 2] < gem.girdle_bottom + 1e-9
    over = middle[:, 2] > gem.girdle_top - 1e-9
    bearing = float(areas[under].sum())
    share = _round(corners[under])
    length = share * gem.girdle_outline.length
    metal = _inside(placed.frame, finished.vertices)
    above = metal[np.hypot(metal[:, 0], metal[:, 1]) < gem.girdle_radius, 2].max(initial=-math.inf)
    return Seating(
        placed.name,
        float(min(bare.min_gap(stone, NEAR), NEAR)),
        float((bare ^ stone).volume()),
        bearing,
        share,
        bearing / length if length else 0.0,
        tuple(_grips(placed, corners[over], areas[over])),
        float(above - gem.table_height),
        _culet_to_finger(placed, workpiece),
    )


def _manifold(mesh: Mesh, frame: Frame | None = None) -> Manifold:
    made = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
    return made.transform(np.array(frame.matrix)) if frame else made


def _inside(frame: Frame, points: Floats) -> Floats:
    """Points seen from a frame."""
    back = np.array(frame.inverse.matrix)
    seen: Floats = points @ back[:, :3].T + back[:, 3]
    return seen


def _round(corners: Floats) -> float:
    """Share of directions round the axis in which triangles (m, 3, 3) lie."""
    if not len(corners):
        return 0.0
    filled = np.zeros(BINS, dtype=np.bool_)
    angles = np.degrees(np.arctan2(corners[..., 1], corners[..., 0]))
    low = angles.min(axis=1)
    turn = (angles - low[:, None] + 180.0) % 360.0 - 180.0
    start, stop = low + turn.min(axis=1), low + turn.max(axis=1)
    for a, b in zip(start, stop, strict=True):
        bins = np.arange(math.floor(a / 360 * BINS), math.ceil(b / 360 * BINS)) % BINS
        filled[bins] = True
    return float(filled.mean())


def _grips(placed: PlacedGem, corners: Floats, areas: Floats) -> Iterator[Grip]:
    gem = placed.gem
    if not len(corners):
        return
    labels = _patches(corners)
    found = []
    for label in range(labels.max() + 1):
        mine = labels == label
        area = float(areas[mine].sum())
        if area < SPECK:
            continue
        points = corners[mine].reshape(-1, 3)
        x, y = np.average(corners[mine].mean(axis=1)[:, :2], axis=0, weights=areas[mine])
        azimuth = math.degrees(math.atan2(y, x)) % 360.0
        start = np.array(gem.girdle_outline.at(gem.girdle_outline.toward(azimuth))[0])
        section = gem.section(azimuth)
        top = max(z for _, z in section.crown)
        table = next(d for d, z in section.crown if z > top - 1e-9)
        inward = -start / np.linalg.norm(start)
        reach = float(((points[:, :2] - start) @ inward).max())
        height = float(points[:, 2].max() - gem.girdle_top) / gem.crown_height
        found.append(Grip(area, azimuth, reach, reach / table if table else 0.0, height))
    yield from sorted(found, key=lambda grip: grip.azimuth)


def _patches(corners: Floats) -> Ids:
    """For each triangle (m, 3, 3) the number of the patch it hangs together with."""
    _, label = np.unique(corners.reshape(-1, 3).round(6), axis=0, return_inverse=True)
    owner = np.repeat(np.arange(len(corners)), 3)
    flat = label.reshape(-1)
    size = len(corners) + int(flat.max()) + 1
    links = coo_array((np.ones(len(flat)), (owner, len(corners) + flat)), shape=(size, size))
    found: Ids = connected_components(links, directed=False)[1][: len(corners)]
    return np.unique(found, return_inverse=True)[1]


def _culet_to_finger(placed: PlacedGem, workpiece: Workpiece) -> float | None:
    """From the culet straight to the finger's surface, mm; a finger is a bar about its own z."""
    for bar in workpiece.finger:
        radius = np.hypot(*bar.shape.mesh(0.02, bar.name).vertices[:, :2].T).max()
        x, y, z = placed.gem.culet
        culet = (bar.frame.inverse @ Frame(placed.frame.point(x, y, z))).origin
        return float(math.hypot(culet[0], culet[1]) - radius)
    return None
