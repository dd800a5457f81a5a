"""Stones without facets cut their own seats: what is left of a block is the clearance away."""

from __future__ import annotations

import math

import numpy as np
import pytest
from clearance import block_around

from jewelcad import finish, measure
from jewelcad.gems import Cabochon, Pearl, Stone
from jewelcad.workpiece import Body, Workpiece

CLEARANCE, WITHIN = 0.05, 0.002
STONES: dict[str, Stone] = {
    "round": Cabochon.round(6.0),
    "oval, domed back": Cabochon.of("oval", 8, 6, back=0.8, edge=0.3),
    "pear": Cabochon.of("pear", 8, 5),
    "marquise, high": Cabochon.of("marquise", 9, 4.5, dome="high"),
    "heart": Cabochon.of("heart", 6, 6),
    "cushion": Cabochon.of("cushion", 6, 6, edge=0.4),
    "bullet": Cabochon.bullet(5.0),
    "sugarloaf": Cabochon.sugarloaf(5.0),
    "pearl": Pearl(6.0),
    "drilled pearl": Pearl(6.0, "half"),
}


def on_the_surface(stone: Stone, count: int) -> np.ndarray:
    """Corners of a fine mesh: they lie on the stone. Those of a pearl's hole are left out."""
    points = np.unique(stone.mesh(0.0005).vertices.round(9), axis=0)
    if isinstance(stone, Pearl):
        points = points[np.linalg.norm(points, axis=1) > stone.radius - 0.002]
        points = points[np.hypot(points[:, 0], points[:, 1]) > stone.hole / 2 + 0.01]
    return np.random.default_rng(7).permutation(points)[:count]


def nearest(point: np.ndarray, corners: np.ndarray) -> float:
    """Distance of a point from the nearest of many triangles (m, 3, 3); exact."""
    a = corners[:, 0]
    u, v, w = corners[:, 1] - a, corners[:, 2] - a, point - a
    uu, uv, vv = (np.einsum("ij,ij->i", x, y) for x, y in ((u, u), (u, v), (v, v)))
    wu, wv = np.einsum("ij,ij->i", w, u), np.einsum("ij,ij->i", w, v)
    det = uu * vv - uv * uv
    s, t = (vv * wu - uv * wv) / det, (uu * wv - uv * wu) / det
    foot = np.linalg.norm(w - s[:, None] * u - t[:, None] * v, axis=1)
    best = foot[(s >= 0) & (t >= 0) & (s + t <= 1)].min(initial=np.inf)
    for k in range(3):
        start, run = corners[:, k], corners[:, (k + 1) % 3] - corners[:, k]
        along = np.einsum("ij,ij->i", point - start, run) / np.einsum("ij,ij->i", run, run)
        end = start + np.clip(along, 0.0, 1.0)[:, None] * run
        best = min(best, np.linalg.norm(point - end, axis=1).min())
    return float(best)


@pytest.mark.parametrize("name", STONES)
def test_a_block_takes_the_stone_with_the_clearance(name: str) -> None:
    stone = STONES[name]
    seat = Body("seat", stone.grown(CLEARANCE))
    metal = finish.mesh(Workpiece(metal=[block_around(stone)], seats=[seat]), 0.0005)
    corners = metal.corners
    found = np.array([nearest(point, corners) for point in on_the_surface(stone, 60)])
    assert found.min() > CLEARANCE - WITHIN
    if name == "heart":
        assert (found > CLEARANCE + WITHIN).mean() < 0.05  # only beside the valley at the cleft
    else:
        assert found.max() < CLEARANCE + WITHIN


def test_a_pearls_room_is_a_ball() -> None:
    room = Pearl(6.0, "full").grown(0.1).mesh(0.0005, "room")
    assert measure.volume(room) == pytest.approx(4 / 3 * math.pi * 3.1**3, rel=1e-3)


@pytest.mark.parametrize("name", ["oval, domed back", "pear", "sugarloaf"])
def test_it_grows_by_its_surface(name: str) -> None:
    """Steiner: growth over the clearance is the area, and a multiple of the clearance for edges."""
    stone = STONES[name]
    little, more = (
        (measure.volume(stone.grown(c).mesh(0.0, "room")) - stone.volume) / c for c in (0.05, 0.1)
    )
    assert 2 * little - more == pytest.approx(measure.area(stone.mesh(0.001)), rel=0.02)
