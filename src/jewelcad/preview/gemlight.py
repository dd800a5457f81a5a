"""Light inside a faceted stone, followed from the eye: what makes a brilliant look like one.

A convex stone is the half-spaces of its facets, so a ray inside it leaves at the nearest plane
ahead. There it is mirrored whole (beyond the critical angle) or split by Fresnel's law; what leaves
sees the studio. The last refraction differs by colour: that is the fire.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.shading import face_normals

Reals = NDArray[np.float32]

BOUNCES = 7
CHUNK = 16384
MOST_FACETS = 400
FIRE = (-0.022, 0.0, 0.034)
"""Added to the refractive index for red, green and blue, at an index of 2.42."""
GLOOM = 0.38
"""Light that is still inside after the last bounce is taken to leave this bright."""


@dataclass(frozen=True, eq=False)
class Facets:
    """A convex stone about its middle: inside is ``normals @ p <= depths``.

    Lengths are float32 mm from ``centre``, which keeps the digits.
    """

    centre: NDArray[np.float64]
    normals: Reals
    depths: Reals
    size: float


def facets_of(mesh: Mesh) -> Facets | None:
    """The planes of a faceted convex stone; None for a cabochon or a hollow outline."""
    centre = (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2
    corners = mesh.corners - centre
    flat, area = face_normals(corners)
    depths = np.einsum("ij,ij->i", flat, corners.mean(axis=1))
    good = area > 1e-7
    keys = np.round(np.column_stack([flat, depths])[good], 3)
    _, first = np.unique(keys, axis=0, return_index=True)
    normals, depths = flat[good][first], depths[good][first]
    if not 4 <= len(first) <= MOST_FACETS:
        return None
    outside = ((mesh.vertices - centre) @ normals.T - depths).max()
    size = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    if outside > 2e-3 * size:
        return None
    return Facets(centre, normals.astype(np.float32), depths.astype(np.float32), size)


def entered(
    facets: Facets, origins: NDArray[np.float64], rays: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.bool_]]:
    """Where rays come in: distance from their origins, which facet, and whether they hit."""
    lead = np.einsum("ij,ij->i", facets.centre - origins, rays)
    near = (origins + lead[:, None] * rays - facets.centre).astype(np.float32)
    distance = np.empty(len(rays))
    facet = np.empty(len(rays), dtype=np.intp)
    hit = np.empty(len(rays), dtype=bool)
    for start in range(0, len(rays), CHUNK):
        part = slice(start, start + CHUNK)
        slope = rays[part].astype(np.float32) @ facets.normals.T
        room = facets.depths - near[part] @ facets.normals.T
        with np.errstate(divide="ignore", invalid="ignore"):
            step = room / slope
        come = np.where(slope < -1e-7, step, -np.inf)
        leave = np.where(slope > 1e-7, step, np.inf).min(axis=1)
        facet[part] = come.argmax(axis=1)
        enter = come.max(axis=1)
        distance[part] = enter + lead[part]
        hit[part] = (enter < leave) & ~((np.abs(slope) <= 1e-7) & (room < 0)).any(axis=1)
    return distance, facet, hit


def brilliance(
    facets: Facets,
    points: NDArray[np.float64],
    rays: NDArray[np.float64],
    facet: NDArray[np.intp],
    sky: Reals,
    axes: NDArray[np.float64],
    index: float,
    colour: tuple[float, float, float],
) -> Reals:
    """Linear RGB seen along ``rays`` that enter the stone at ``points`` through ``facet``.

    ``sky`` is the studio's image and ``axes`` the camera's; ``index`` the refractive index and
    ``colour`` what is left of white light that went once through the stone's whole size.
    """
    local = (points - facets.centre).astype(np.float32)
    toward = rays.astype(np.float32)
    turn = axes.T.astype(np.float32)
    seen = np.empty((len(rays), 3), dtype=np.float32)
    body = (np.log(np.maximum(colour, 1e-3)) / facets.size).astype(np.float32)
    for start in range(0, len(rays), CHUNK):
        part = slice(start, start + CHUNK)
        normal = facets.normals[facet[part]]
        cosine = -_dots(toward[part], normal)
        skin = _fresnel(cosine, 1 / index)
        mirrored = toward[part] + 2 * cosine[:, None] * normal
        bent = _refracted(toward[part], normal, cosine, 1 / index)
        inner = _inside(facets, local[part], bent, sky, turn, index, body)
        shine = _look(sky, mirrored @ turn)
        seen[part] = skin[:, None] * shine + (1 - skin)[:, None] * inner
    return seen


def _inside(
    facets: Facets, point: Reals, ray: Reals, sky: Reals, turn: Reals, index: float, body: Reals
) -> Reals:
    """Light gathered along rays that start inside, bounce by bounce."""
    seen = np.zeros_like(ray)
    left = np.ones_like(ray)
    for _ in range(BOUNCES):
        slope = ray @ facets.normals.T
        room = facets.depths - point @ facets.normals.T
        step = np.where(slope > 1e-5, np.maximum(room, 0) / np.maximum(slope, 1e-5), np.inf)
        which = step.argmin(axis=1)
        way = np.minimum(step[np.arange(len(ray)), which], facets.size)
        point = point + way[:, None] * ray
        left = left * np.exp(way[:, None] * body)
        normal = -facets.normals[which]
        cosine = -_dots(ray, normal)
        kept = _fresnel(cosine, index)
        out = _leaving(ray, normal, cosine, sky, turn, index)
        seen += left * (1 - kept)[:, None] * out
        left = left * kept[:, None]
        ray = ray + 2 * cosine[:, None] * normal
    return cast(Reals, seen + GLOOM * left)


def _leaving(
    ray: Reals, normal: Reals, cosine: Reals, sky: Reals, turn: Reals, index: float
) -> Reals:
    """What a ray sees as it leaves, each colour along its own way."""
    fire = (index - 1) / 1.42
    channels = []
    for channel, shift in enumerate(FIRE):
        out = _refracted(ray, normal, cosine, index + shift * fire)
        channels.append(_look(sky, out @ turn)[:, channel])
    return np.stack(channels, axis=1)


def _fresnel(cosine: Reals, ratio: float) -> Reals:
    """Share mirrored, unpolarised; 1 beyond the critical angle. ``ratio`` is n from over n to."""
    sine2 = ratio**2 * (1 - cosine**2)
    other = np.sqrt(np.maximum(1 - sine2, 0))
    across = (ratio * cosine - other) / np.maximum(ratio * cosine + other, 1e-6)
    along = (ratio * other - cosine) / np.maximum(ratio * other + cosine, 1e-6)
    return cast(Reals, np.where(sine2 >= 1, 1, (across**2 + along**2) / 2).astype(np.float32))


def _refracted(ray: Reals, normal: Reals, cosine: Reals, ratio: float) -> Reals:
    """Bent directions; grazing where light would be mirrored whole."""
    other = np.sqrt(np.maximum(1 - ratio**2 * (1 - cosine**2), 0))
    bent = ratio * ray + (ratio * cosine - other)[:, None] * normal
    return cast(Reals, bent / np.maximum(np.linalg.norm(bent, axis=1, keepdims=True), 1e-6))


def _look(sky: Reals, directions: Reals) -> Reals:
    """The studio in each direction of the camera's axes."""
    height, width, _ = sky.shape
    turn = np.arctan2(directions[:, 2], directions[:, 0]) / (2 * np.pi) + 0.5
    lift = np.arcsin(np.clip(directions[:, 1], -1, 1)) / np.pi + 0.5
    column = np.minimum((turn * width).astype(np.intp), width - 1)
    row = np.minimum((lift * height).astype(np.intp), height - 1)
    return cast(Reals, sky[row, column])


def _dots(a: Reals, b: Reals) -> Reals:
    return cast(Reals, np.einsum("ij,ij->i", a, b))
