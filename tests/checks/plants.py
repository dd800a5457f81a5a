"""Designs drawn by a seed, sound by what their parameters say, and thin spots planted in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from manifold3d import Error, Manifold, Mesh64

from jewelcad import finish, load
from jewelcad.checks.features import normals
from jewelcad.checks.samples import cover
from jewelcad.checks.subject import Subject
from jewelcad.checks.zones import zoned
from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.rays import Rays
from jewelcad.reference.profiles import Profile

DESIGNS = Path(__file__).parents[2] / "designs"
TOLERANCE = 0.01


def between(low: float, high: float) -> Callable[[random.Random], float]:
    return lambda rng: round(rng.uniform(low, high), 2)


def one_of(*what: Any) -> Callable[[random.Random], Any]:
    return lambda rng: rng.choice(what)


SIZE = one_of("US 5", "US 6.5", "US 8", "EU 54", "UK N", "US 11")
SOUND: dict[str, dict[str, Callable[[random.Random], Any]]] = {
    "plain_band": {"width": between(2, 8), "thickness": between(1.5, 2.4)},
    "comfort_band": {"width": between(3, 8), "thickness": between(1.8, 2.6)},
    "bezel_ring": {"stone": between(4, 9), "wall": between(0.85, 1.2), "taper": between(0, 6)},
    "oval_bezel": {"stone": between(4, 8), "width": between(2.4, 4)},
    "cabochon_ring": {"stone": between(6, 11), "outline": one_of("oval", "round")},
    "half_bezel": {"stone": between(4, 8), "width": between(2.4, 4)},
    "flush_band": {"stone": between(1.2, 2), "stones": one_of(1, 3), "width": between(5, 8)},
    "channel_band": {"stone": between(1.7, 2.2), "wall": between(0.9, 1.1)},
    "split_shank": {"stone": between(6, 8), "strand": between(1.4, 1.8)},
    "solitaire": {"stone": between(6.8, 8), "width": between(2.2, 3.5)},
    "tapered_solitaire": {"stone": between(6.8, 9), "shoulder": between(3, 5)},
}
"""Designs whose parameters say that every wall keeps the profile, and how they are drawn."""


def drawn(seed: int) -> tuple[str, dict[str, Any], Any]:
    """A design, its parameters and the piece."""
    rng = random.Random(seed)
    name = list(SOUND)[seed // 2 % len(SOUND)]
    values = {key: draw(rng) for key, draw in SOUND[name].items()} | {"size": SIZE(rng)}
    return name, values, _loaded(name)(**values)


@cache
def _loaded(name: str) -> Any:
    return load(DESIGNS / f"{name}.py")


def subject(piece: Any) -> Subject:
    return Subject(finish.mesh(piece.workpiece("cast"), TOLERANCE), piece, tolerance=TOLERANCE)


@dataclass(frozen=True, eq=False)
class Plant:
    """A pit that leaves too little metal.

    Parameters
    ----------
    mesh : with the pit in it
    foot : where its axis meets the other side, mm
    axis : from its floor to the foot, one long
    left : between floor and foot, mm
    width : of the pit, mm
    square : whether it is, and so reaches farther at its corners
    body : what it is cut into
    """

    mesh: Mesh
    foot: Any
    axis: Any
    left: float
    width: float
    square: bool
    body: str

    def away(self, place: Any) -> float:
        """How far a place is from the metal under the pit, mm."""
        off = np.asarray(place) - (self.foot - self.left / 2.0 * self.axis)
        along = float(off @ self.axis)
        aside = float(np.linalg.norm(off - along * self.axis))
        reach = self.width * (np.sqrt(0.5) if self.square else 0.5)
        return float(np.hypot(max(aside - reach, 0.0), max(abs(along) - self.left / 2.0, 0.0)))


def planted(made: Subject, profile: Profile, seed: int) -> Plant:
    """A pit 0.1 to 2 mm wide at a random place of the surface."""
    rng = random.Random(1000 + seed)
    zones = zoned(made.mesh, made.workpiece, profile)
    limits = zones.limits(profile)
    rays = Rays(made.mesh)
    normal = normals(made.mesh.corners)
    samples = cover(made.mesh, 0.5)
    weights = samples.area.tolist()
    for _ in range(2000):
        (k,) = rng.choices(range(len(samples)), weights)
        width = 0.1 * 20.0 ** rng.random()
        share, kind = rng.uniform(0.3, 0.8), rng.choice(("round", "square", "ball"))
        near = int(samples.triangle[k])
        far, foot = _across(rays, samples.place[k], -normal[near])
        if far < 0 or normal[near] @ normal[far] > -0.97 or zones.cut[[near, far]].any():
            continue
        body = {int(zones.mesh.body[t]) for t in (near, far)}
        limit = float(limits[zones.kind[near], zones.kind[far]])
        axis = normal[far]
        deep = float(np.linalg.norm(samples.place[k] - foot))
        if len(body) > 1 or deep < 1.1 * limit or limit == 0.0:
            continue
        left = min(share * limit, 0.8 * (_beside(rays, foot, axis, deep) - width / 2.0))
        if left < 0.12:
            continue
        mesh = _cut(made.mesh, foot, axis, left, deep, width, kind, zones.mesh.names[body.pop()])
        if mesh is not None and _leaves(mesh, foot, axis, left):
            name = mesh.names[-1]
            return Plant(mesh, foot, axis, left, width, kind == "square", name)
    raise AssertionError("no place for a plant was found in 2,000 tries")


def _across(rays: Rays, start: Any, ray: Any) -> tuple[int, Any]:
    hit = rays.met((start + 1e-4 * ray)[None], ray[None])
    if hit[0] < 0:
        return -1, start
    return int(hit[0]), start + rays.way(start[None], ray[None], hit)[0] * ray


def _beside(rays: Rays, foot: Any, axis: Any, deep: float) -> float:
    """Metal around the pit's axis, square to it, from near the foot up to most of its depth."""
    x = np.cross(axis, (*np.roll(axis, 1)[:2], axis[0] + 0.3))
    x /= np.linalg.norm(x)
    y = np.cross(axis, x)
    turn = np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False)
    way = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
    least = np.inf
    for share in (0.15, 0.3, 0.45, 0.6, 0.75):
        start = np.tile(foot - share * deep * axis, (24, 1))
        hit = rays.met(start, way)
        if (hit < 0).any():
            return 0.0
        least = min(least, float(rays.way(start, way, hit).min()))
    return least


def _cut(
    mesh: Mesh, foot: Any, axis: Any, left: float, deep: float, width: float, kind: str, body: str
) -> Mesh | None:
    """The mesh with a pit of a kind, whose faces belong to the body; None if it falls apart."""
    high = deep - left + 0.2 + width / 2.0
    pit = {
        "round": Manifold.cylinder(high, width / 2.0, width / 2.0, 32),
        "square": Manifold.cube((width, width, high)).translate((-width / 2, -width / 2, 0)),
        "ball": Manifold.cylinder(high, width / 2.0, width / 2.0, 32).translate((0, 0, width / 2))
        + Manifold.sphere(width / 2.0, 32).translate((0, 0, width / 2)),
    }[kind]
    x = np.cross(axis, (*np.roll(axis, 1)[:2], axis[0] + 0.3))
    x /= np.linalg.norm(x)
    frame = np.column_stack([x, np.cross(-axis, x), -axis, foot - left * axis])
    order = np.argsort(mesh.body, kind="stable")
    used, start = np.unique(mesh.body[order], return_index=True)
    first = Manifold.reserve_ids(len(used))
    whole = Manifold(
        Mesh64(
            np.array(mesh.vertices),
            mesh.triangles[order].astype(np.uint64),
            run_index=np.append(3 * start, 3 * len(order)).astype(np.uint64),
            run_original_id=(first + np.arange(len(used))).astype(np.uint32),
        )
    )
    assert whole.status() == Error.NoError
    cut = whole - pit.transform(frame)
    if len(cut.decompose()) != len(whole.decompose()) or cut.genus() != whole.genus():
        return None
    raw = cut.to_mesh64()
    names = (*mesh.names, body)
    of_run = [
        int(used[i - first]) if first <= i < first + len(used) else len(mesh.names)
        for i in raw.run_original_id
    ]
    count = np.diff(np.asarray(raw.run_index).astype(np.int64)) // 3
    return replace(
        mesh,
        vertices=np.asarray(raw.vert_properties)[:, :3].astype(np.float64),
        triangles=np.asarray(raw.tri_verts).astype(np.int32),
        body=np.repeat(of_run, count).astype(np.int32),
        names=names,
    )


def _leaves(mesh: Mesh, foot: Any, axis: Any, left: float) -> bool:
    """Whether the way from foot to floor is as long as was planted."""
    hit, floor = _across(Rays(mesh), foot, -axis)
    length = float(np.linalg.norm(floor - foot))
    return hit >= 0 and abs(length - left) < 1e-4 + 0.01 * left
