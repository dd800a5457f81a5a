"""The seat report: every measure of every stone of a workpiece."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from manifold3d import Manifold
from numpy.typing import NDArray

from jewelcad.frames import Frame
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.rays import Rays
from jewelcad.seating.contact import contact
from jewelcad.seating.fit import fits
from jewelcad.seating.left import left
from jewelcad.seating.seated import Seating
from jewelcad.seating.way_in import in_the_way
from jewelcad.workpiece import PlacedGem, Workpiece

Floats = NDArray[np.float64]


def seatings(
    workpiece: Workpiece,
    cast: Mesh,
    finished: Mesh,
    in_its_way: Sequence[Manifold] | None = None,
) -> tuple[Seating, ...]:
    """Of every stone of a workpiece.

    Parameters
    ----------
    workpiece : of the ``set`` stage: its stones and its seats' names and places
    cast, finished : metal at the stages ``cast`` and ``set``
    in_its_way : `in_the_way` of the stones and the cast metal, where it is known
    """
    if not workpiece.stones:
        return ()
    if in_its_way is None:
        in_its_way = in_the_way(workpiece.stones, cast)
    rays = Rays(finished)
    owner = _owners(workpiece, finished)
    finger = _finger(workpiece)
    columns = np.ascontiguousarray(finished.vertices.T)
    found = []
    fitting = fits(cast, workpiece.stones, in_its_way)
    for k, (placed, fit) in enumerate(zip(workpiece.stones, fitting, strict=True)):
        used, seat = np.unique(finished.triangles[owner == k], return_inverse=True)
        points = _inside(placed.frame, finished.vertices[used])
        touch = contact(placed.gem, points, seat.reshape(-1, 3))
        room = left(placed.gem, placed.frame, rays, owner, k)
        found.append(
            Seating(
                placed.name,
                *fit,
                touch.bearing,
                touch.bearing_round,
                touch.bearing_width,
                tuple(replace(grip, neck=room.neck(grip.azimuth)) for grip in touch.grips),
                _above(placed, columns),
                room.beside,
                room.web,
                room.under,
                _culet_to_finger(placed, finger),
            )
        )
    return tuple(found)


def _owners(workpiece: Workpiece, finished: Mesh) -> NDArray[np.int64]:
    """For each triangle the number of the stone whose seat has cut it, -1 for none.

    A seat's frame is its stone's.
    """
    places = {_place(placed.frame): k for k, placed in enumerate(workpiece.stones)}
    count = len(finished.names) - len(workpiece.seats)  # seats are what a finisher cuts last
    owners = [-1] * count + [places.get(_place(seat.frame), -1) for seat in workpiece.seats]
    return np.array(owners, dtype=np.int64)[finished.body]


def _place(frame: Frame) -> tuple[float, ...]:
    return tuple(round(c, 6) + 0.0 for c in frame.origin)


def _inside(frame: Frame, points: Floats) -> Floats:
    """Points seen from a frame."""
    back = np.array(frame.inverse.matrix)
    seen: Floats = points @ back[:, :3].T + back[:, 3]
    return seen


def _above(placed: PlacedGem, columns: Floats) -> float:
    """Height of the metal over the table, highest point within the girdle, mm.

    Parameters
    ----------
    columns : (3, n) vertices of the metal
    """
    back = np.array(placed.frame.inverse.matrix)
    a, b, c, d = back[2]
    height = a * columns[0] + b * columns[1] + c * columns[2] + d
    over = np.flatnonzero(height > 0.0)  # the highest is there, if there is any
    for some in (over, slice(None)):
        x, y = back[:2, :3] @ columns[:, some] + back[:2, 3:]
        within = x * x + y * y < placed.gem.girdle_radius**2
        if within.any():
            return float(height[some][within].max() - placed.gem.table_height)
    return -math.inf


def _finger(workpiece: Workpiece) -> tuple[Frame, float] | None:
    """Place and radius of the finger, a bar about its own z."""
    for bar in workpiece.finger:
        mesh = bar.shape.mesh(0.02, bar.name)
        return bar.frame, float(np.hypot(*mesh.vertices[:, :2].T).max())
    return None


def _culet_to_finger(placed: PlacedGem, finger: tuple[Frame, float] | None) -> float | None:
    """From the culet straight to the finger's surface, mm."""
    if finger is None:
        return None
    frame, radius = finger
    culet = (frame.inverse @ Frame(placed.frame.point(*placed.gem.culet))).origin
    return math.hypot(culet[0], culet[1]) - radius
