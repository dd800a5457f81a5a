"""The shells of a mesh: which are metal, which are hollows, which are in the way.

A file for the printer is one shell, or several that lie beside each other. A shell that lies inside
another and is turned inwards bounds a *hollow*: resin, powder or investment in it cannot get out.
One turned outwards there is a *body within* metal, counted twice by whoever weighs the file. One in
the open that is turned inwards is *inside out*.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import numpy as np

from jewelcad import measure
from jewelcad.checks.boxes import overlapping
from jewelcad.checks.features import Floats, dots
from jewelcad.geometry.mesh import Mesh, Points

Kind = Literal["metal", "hollow", "body within", "inside out", "open"]

TRIED = 6
"""Corners of a shell that are asked whether they lie in another."""
SURE = 0.2
"""A winding number is a whole number but for rounding; farther off, the corner lies on the other
surface and says nothing."""
PART = 4_000_000
"""Angles of triangles seen from corners that are worked out together: bounds the memory."""


@dataclass(frozen=True)
class Shell:
    """Triangles that hang together by their edges.

    Parameters
    ----------
    kind : ``metal``, ``hollow``, ``body within``, ``inside out``, or ``open``
    volume : mm³, never negative; 0 of an open one
    area : mm²
    triangles : how many
    place : one of its corners, mm
    bodies : names of the bodies its triangles came from
    within : number of the smallest shell it lies in, in the order of the list; None for none
    """

    kind: Kind
    volume: float
    area: float
    triangles: int
    place: tuple[float, float, float]
    bodies: tuple[str, ...]
    within: int | None


def shells(mesh: Mesh) -> tuple[Shell, ...]:
    """The shells of a mesh, the largest volume first.

    Whether one lies in another is told by the winding number of its corners; where shells cross
    (see `crossings`), the answer is that of one corner, and worth little.
    """
    pieces = sorted(_pieces(mesh), key=lambda p: -abs(measure.volume(p)))
    closed = [measure.topology(p).closed for p in pieces]
    holders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for held, holder in _boxed(pieces):
        if closed[holder] and (turns := _turns(pieces[holder], pieces[held])):
            holders[held].append((holder, turns))
    return tuple(_told(p, closed[k], holders[k]) for k, p in enumerate(pieces))


def _pieces(mesh: Mesh) -> list[Mesh]:
    """Each shell as a mesh of its own."""
    label = measure.shell_of(mesh)
    if len(label) and not label.any() and len(np.unique(mesh.triangles)) == len(mesh.vertices):
        return [mesh]
    order = np.argsort(label, kind="stable")
    found = []
    for which in np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []:
        used, triangles = np.unique(mesh.triangles[which], return_inverse=True)
        faces = triangles.reshape(-1, 3).astype(np.int32)
        found.append(Mesh(mesh.vertices[used], faces, mesh.body[which], mesh.names))
    return found


def _boxed(pieces: list[Mesh]) -> list[tuple[int, int]]:
    """Which shells' boxes lie in the boxes of which others."""
    low, high = (
        np.array([f(p.vertices, axis=0) for p in pieces]).reshape(-1, 3) for f in (np.min, np.max)
    )
    found = []
    for one, two in overlapping(low, high):
        for a, b in ((one, two), (two, one)):
            held = ((low[b] <= low[a]) & (high[a] <= high[b])).all(axis=1)
            found += list(zip(a[held].tolist(), b[held].tolist(), strict=True))
    return found


def _told(piece: Mesh, closed: bool, holders: list[tuple[int, int]]) -> Shell:
    volume = measure.volume(piece) if closed else 0.0
    around = sum(turns for _, turns in holders)
    kind: Kind
    if not closed:
        kind = "open"
    elif volume > 0.0:
        kind = "body within" if around > 0 else "metal"
    else:
        kind = "hollow" if around > 0 else "inside out"
    x, y, z = piece.vertices[0].tolist()
    names = dict.fromkeys(piece.names[b] for b in np.unique(piece.body).tolist())
    within = max((holder for holder, _ in holders), default=None)  # the largest comes first
    return Shell(
        kind,
        abs(volume),
        measure.area(piece),
        len(piece.triangles),
        (x, y, z),
        tuple(names),
        within,
    )


def _turns(holder: Mesh, held: Mesh) -> int:
    """How often a closed shell goes round another, 0 for one beside it; less if it is inside out.

    Asked of the other's corners, until one does not lie on the surface.
    """
    step = max(len(held.vertices) // TRIED, 1)
    for place in held.vertices[::step]:
        turns = float(winding(holder, place[None])[0])
        if abs(turns - round(turns)) < SURE:
            return round(turns)
    return 0


def winding(mesh: Mesh, places: Points) -> Floats:
    """(n,): how often a mesh goes round places (n, 3): 1 in a closed one, 0 outside, else between.

    The solid angles of all triangles, by van Oosterom and Strackee (1983).
    """
    found = np.empty(len(places))
    step = max(PART // max(len(mesh.triangles), 1), 1)
    for k in range(0, len(places), step):
        off = mesh.corners[None] - places[k : k + step, None, None]
        a, b, c = (off[:, :, i].reshape(-1, 3) for i in range(3))
        x, y, z = (np.linalg.norm(side, axis=1) for side in (a, b, c))
        above = dots(a, np.cross(b, c))
        below = x * y * z + dots(a, b) * z + dots(b, c) * x + dots(c, a) * y
        angle = np.arctan2(above, below).reshape(len(off), -1)
        found[k : k + step] = angle.sum(axis=1) / (2.0 * math.pi)
    return found
