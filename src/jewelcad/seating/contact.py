"""Where stone and metal meet once it is set: the bearing under the girdle, the grips over it.

A seat's triangles on the finished mesh are the contact: under the girdle's middle they bear, over
it they grip.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jewelcad.gems import Stone
from jewelcad.seating.girdle import around
from jewelcad.seating.seated import Grip

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

SPECK = 1e-3
"""mm², least area of a grip (a choice): smaller ones are where a mesh grazes the stone."""
BINS = 720
"""Directions round a stone in which its bearing is looked for."""


@dataclass(frozen=True)
class Contact:
    """Where metal touches a stone; see `seated.Seating`."""

    bearing: float
    bearing_round: float
    bearing_width: float
    grips: tuple[Grip, ...]


def contact(gem: Stone, points: Floats, triangles: Ids) -> Contact:
    """Read off the triangles (m, 3) its seat has left: numbers of points in the stone's frame."""
    corners = points[triangles]
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
    plan = points[np.unique(triangles[under]), :2]
    width = max(_reach(gem, plan)[0], 0.0) if len(plan) else 0.0
    grips = tuple(_grips(gem, points, triangles[over], areas[over]))
    return Contact(bearing, share, width, grips)


def _round(corners: Floats) -> float:
    """Share of directions round the axis in which triangles (m, 3, 3) lie."""
    if not len(corners):
        return 0.0
    filled = np.zeros(BINS, dtype=np.bool_)
    angles = np.degrees(np.arctan2(corners[..., 1], corners[..., 0]))
    low = angles.min(axis=1)
    turn = (angles - low[:, None] + 180.0) % 360.0 - 180.0
    start, stop = low + turn.min(axis=1), low + turn.max(axis=1)
    first = np.floor(start / 360 * BINS).astype(np.int64)
    count = np.ceil(stop / 360 * BINS).astype(np.int64) - first
    steps = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    filled[(np.repeat(first, count) + steps) % BINS] = True
    return float(filled.mean())


def _grips(gem: Stone, points: Floats, triangles: Ids, areas: Floats) -> Iterator[Grip]:
    if not len(triangles):
        return
    middle = points[triangles].mean(axis=1)
    labels = _patches(points, triangles)
    found = []
    for label in range(labels.max() + 1):
        mine = labels == label
        area = float(areas[mine].sum())
        if area < SPECK:
            continue
        touching = points[np.unique(triangles[mine])]
        x, y = np.average(middle[mine, :2], axis=0, weights=areas[mine])
        azimuth = math.degrees(math.atan2(y, x)) % 360.0
        reach, coverage = _reach(gem, touching[:, :2])
        height = float(touching[:, 2].max() - gem.girdle_top) / gem.crown_height
        found.append(Grip(area, azimuth, reach, coverage, height))
    yield from sorted(found, key=lambda grip: grip.azimuth)


def _reach(gem: Stone, plan: Floats) -> tuple[float, float]:
    """How far points reach inwards from the girdle, mm, and as a share of the way to the table."""
    girdle = around(gem)
    near = girdle.nearest(plan)
    inward = np.einsum("ij,ij->i", girdle.points[near] - plan, girdle.normals[near])
    table = girdle.table[near]
    share = np.divide(inward, table, out=np.zeros_like(inward), where=table > 0.0)
    return float(inward.max()), float(share.max())


def _patches(points: Floats, triangles: Ids) -> Ids:
    """For each triangle (m, 3) the number of the patch it hangs together with."""
    used, flat = np.unique(triangles, return_inverse=True)
    label = np.unique(points[used].round(6), axis=0, return_inverse=True)[1].reshape(-1)
    flat, owner = label[flat.reshape(-1)], np.repeat(np.arange(len(triangles)), 3)
    size = len(triangles) + int(flat.max()) + 1
    links = coo_array((np.ones(len(flat)), (owner, len(triangles) + flat)), shape=(size, size))
    found: Ids = connected_components(links, directed=False)[1][: len(triangles)]
    return np.unique(found, return_inverse=True)[1]
