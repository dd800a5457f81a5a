"""What a finished mesh measures: volume, closedness, genus, bore, a sample of its walls.

Pure functions of a `Mesh`, in mm. Loads NumPy and SciPy: only commands that compute import it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jewelcad.errors import GeometryError
from jewelcad.geometry.mesh import Mesh, Points, kept
from jewelcad.geometry.rays import Rays

Ids = NDArray[np.int64]

FLAT = 1e-9
"""Height in mm below which a triangle counts as degenerate: only rounding of float64 is smaller."""

RAYS_PER_POINT = 10
"""Rays traced from each sampled point: one straight in, the others inside the cone."""

CONE = math.radians(30.0)
"""Half angle of the cone about the inward normal (measured in design.md, section 7.8)."""

OPPOSED = math.cos(math.radians(45.0))
"""A ray met the other side of a wall if the faces are within 45° of parallel."""

LIFT = 1e-4
"""Rays start this far under the surface, mm; a wall thinner than that is not seen."""


@dataclass(frozen=True, eq=False)
class Topology:
    """How the triangles of a mesh hang together.

    Parameters
    ----------
    open : (k, 3) middles of edges that belong to one triangle only
    crowded : (k, 3) middles of edges shared by more than two triangles
    turned : (k, 3) middles of edges whose two triangles face opposite ways
    pinched : (k, 3) points where the surface touches itself in a single vertex
    components : shells that hang together by edges
    genus : handles summed over all shells; None if the mesh is not closed
    """

    open: Points
    crowded: Points
    turned: Points
    pinched: Points
    components: int
    genus: int | None

    @property
    def closed(self) -> bool:
        """Whether every edge is shared by exactly two triangles that agree which side is out."""
        return not (len(self.open) or len(self.crowded) or len(self.turned))


@dataclass(frozen=True)
class Wall:
    """The thinnest wall a sample of rays has seen.

    Parameters
    ----------
    value : thickness, mm
    place : where on the surface, mm
    body : name of the body the place belongs to, such as ``head/prong[2]``
    """

    value: float
    place: tuple[float, float, float]
    body: str


def volume(mesh: Mesh) -> float:
    """Volume in mm³; negative if the mesh is inside out. Exact for a closed mesh."""
    if not len(mesh.triangles):
        return 0.0
    a, b, c = np.moveaxis(mesh.corners - mesh.vertices.mean(axis=0), 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def area(mesh: Mesh) -> float:
    """Surface in mm²."""
    return float(np.linalg.norm(_cross(mesh), axis=1).sum() / 2.0)


def bounds(mesh: Mesh) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Least and greatest corner of the box around all triangles, mm.

    Raises
    ------
    GeometryError
        If the mesh has no triangle.
    """
    if not len(mesh.triangles):
        raise GeometryError("The mesh has no triangle, so it has no box. Check the cuts.")
    used = mesh.vertices[np.unique(mesh.triangles)]
    x0, y0, z0 = (float(c) for c in used.min(axis=0))
    x1, y1, z1 = (float(c) for c in used.max(axis=0))
    return (x0, y0, z0), (x1, y1, z1)


def _cross(mesh: Mesh) -> Points:
    """(m, 3): along the outward normal of each triangle, twice its area long."""
    corners = mesh.corners
    cross: Points = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return cross


def _flat(mesh: Mesh) -> NDArray[np.bool_]:
    """(m,): which triangles repeat a vertex or are not higher than `FLAT`."""
    corners = mesh.corners
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    height = np.linalg.norm(_cross(mesh), axis=1) / np.maximum(sides.max(axis=1), 1e-300)
    repeated = (mesh.triangles == np.roll(mesh.triangles, 1, axis=1)).any(axis=1)
    flat: NDArray[np.bool_] = repeated | (height <= FLAT)
    return flat


def degenerate(mesh: Mesh) -> Ids:
    """Indices of the triangles that repeat a vertex or are not higher than `FLAT`."""
    return np.flatnonzero(_flat(mesh))


def duplicates(mesh: Mesh) -> Ids:
    """Indices of the triangles whose three vertices an earlier triangle already has."""
    if not len(mesh.triangles):
        return np.empty(0, np.int64)
    corners = np.sort(mesh.triangles, axis=1)
    order = np.lexsort(corners.T)
    same = (np.diff(corners[order], axis=0) == 0).all(axis=1)
    return np.sort(order[1:][same])


@kept
def topology(mesh: Mesh) -> Topology:
    """Edges, shells, handles and pinched points of a mesh, by vertex index.

    The genus comes from Euler's formula, ``V - E + F = 2 (shells - genus)``, where a vertex
    counts once for every fan of triangles around it: two shells that touch in a point stay two.
    """
    triangles = mesh.triangles.astype(np.int64)
    start, end = triangles.ravel(), np.roll(triangles, -1, axis=1).ravel()
    order, fresh = _by_edge(start, end)
    first = np.flatnonzero(fresh)
    uses = np.diff(first, append=len(order))
    one, two = order[:-1][~fresh[1:]], order[1:][~fresh[1:]]
    turned = (start[one] == start[two]) & (uses[np.cumsum(fresh)[1:][~fresh[1:]] - 1] == 2)
    middle = (mesh.vertices[start] + mesh.vertices[end]) / 2.0

    shells = _parts(len(triangles), one // 3, two // 3)[0]
    fans, fan = _fans(start, one, two)
    times = np.bincount(start[np.unique(fan, return_index=True)[1]], minlength=1)
    closed = bool((uses == 2).all() and not turned.any())
    euler = fans - len(first) + len(triangles)
    return Topology(
        open=middle[order[first[uses == 1]]],
        crowded=middle[order[first[uses > 2]]],
        turned=middle[one[turned]],
        pinched=mesh.vertices[np.flatnonzero(times > 1)],
        components=shells,
        genus=shells - euler // 2 if closed else None,
    )


def shell_of(mesh: Mesh) -> NDArray[np.int32]:
    """(m,): the number of the shell each triangle belongs to, hanging together by edges."""
    triangles = mesh.triangles.astype(np.int64)
    order, fresh = _by_edge(triangles.ravel(), np.roll(triangles, -1, axis=1).ravel())
    one, two = order[:-1][~fresh[1:]], order[1:][~fresh[1:]]
    return _parts(len(triangles), one // 3, two // 3)[1]


def _by_edge(start: Ids, end: Ids) -> tuple[Ids, NDArray[np.bool_]]:
    """Half-edges in the order of their edges, and where in that order a new edge begins."""
    key = np.minimum(start, end) * (int(start.max(initial=0)) + 1) + np.maximum(start, end)
    order = np.argsort(key, kind="stable")
    return order, np.diff(key[order], prepend=-1) != 0


def _parts(count: int, one: Ids, two: Ids) -> tuple[int, NDArray[np.int32]]:
    """How many groups the pairs join ``count`` things into, and the group of each."""
    if not count:
        return 0, np.empty(0, np.int32)
    joined = coo_array((np.ones(len(one), np.int8), (one, two)), shape=(count, count))
    parts, label = connected_components(joined, directed=False)
    return int(parts), label


def _fans(start: Ids, one: Ids, two: Ids) -> tuple[int, NDArray[np.int32]]:
    """Fans of triangles around vertices: corners joined across the half-edges they share.

    Half-edge ``h`` starts at corner ``h`` of the mesh, three corners to a triangle.
    """
    after_one, after_two = one - one % 3 + (one + 1) % 3, two - two % 3 + (two + 1) % 3
    same = start[one] == start[two]
    near, far = np.where(same, two, after_two), np.where(same, after_two, two)
    return _parts(len(start), np.append(one, after_one), np.append(near, far))


def smooth_corners(mesh: Mesh, degrees: float) -> NDArray[np.int32]:
    """(3 m,): for each corner, the group of corners it is shaded with.

    Corners at one vertex are together if their triangles hang together by edges that bend less
    than ``degrees``.
    """
    triangles = mesh.triangles.astype(np.int64)
    start, end = triangles.ravel(), np.roll(triangles, -1, axis=1).ravel()
    order, fresh = _by_edge(start, end)
    one, two = order[:-1][~fresh[1:]], order[1:][~fresh[1:]]
    normal = _cross(mesh)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-300)
    bend = np.einsum("ij,ij->i", normal[one // 3], normal[two // 3])
    smooth = bend > math.cos(math.radians(degrees))
    return _fans(start, one[smooth], two[smooth])[1]


def components(mesh: Mesh) -> int:
    """How many shells, each hanging together by edges."""
    return topology(mesh).components


def genus(mesh: Mesh) -> int:
    """Handles of the surface, summed over its shells: 1 for a plain ring.

    Raises
    ------
    GeometryError
        If the mesh is not closed: then it has no genus.
    """
    found = topology(mesh)
    if found.genus is None:
        raise GeometryError(
            f"The mesh is not closed ({len(found.open)} open, {len(found.crowded)} crowded and "
            f"{len(found.turned)} turned edges), so it has no genus. Mend the cracks first."
        )
    return found.genus


def bore(mesh: Mesh) -> float:
    """Diameter in mm of the largest cylinder about the Y axis that passes through the ring.

    Twice the least distance of any point of any triangle, inside included, from the axis: 0 if
    metal stands across it. Chords lie inside the round bore they stand for, so the figure is up to
    twice the mesh's deviation below the true bore.

    Raises
    ------
    GeometryError
        If the mesh has no triangle.
    """
    if not len(mesh.triangles):
        raise GeometryError("The mesh has no triangle, so it has no bore. Check the cuts.")
    flat = mesh.corners[:, :, [0, 2]]
    side = np.roll(flat, -1, axis=1) - flat
    length = np.maximum((side**2).sum(axis=2), 1e-300)
    share = np.clip(-(flat * side).sum(axis=2) / length, 0.0, 1.0)
    nearest = np.linalg.norm(flat + share[:, :, None] * side, axis=2).min()
    turn = flat[:, :, 0] * side[:, :, 1] - flat[:, :, 1] * side[:, :, 0]
    across = (turn > 0.0).all(axis=1) | (turn < 0.0).all(axis=1)
    return 0.0 if across.any() else float(2.0 * nearest)


def wall_sample(mesh: Mesh, count: int = 100_000, seed: int = 0) -> Wall | None:
    """The smallest wall seen by a ray sample.

    From points spread evenly over the surface, rays go inward in a cone of 30° about the normal;
    the ray that meets the other side at q from p gives the ball that touches p and passes through
    q, ``|pq| / cos φ`` wide, and the smallest ball counts. The thinnest places are then looked at
    with many more rays.

    What it does not prove: that nothing is thinner. A thin spot smaller than the distance between
    samples, or thinner than 0.0001 mm, may be missed; an edge sharper than 45° counts as a wall
    that tapers to nothing, blunter edges do not count at all. On curved walls the facets' own
    normals make the figure too small by up to the angle between neighbouring facets, in radians.

    Parameters
    ----------
    mesh : a closed mesh
    count : how many rays, about
    seed : the same seed gives the same figure

    Returns None if no ray met an opposite side (a tetrahedron has none).
    """
    if not len(mesh.triangles):
        return None
    rays = _Rays(mesh, np.random.default_rng(seed))
    triangle, place = rays.points(max(1, count // RAYS_PER_POINT))
    wall = rays.walls(triangle, place, RAYS_PER_POINT)
    worst = np.argsort(wall, kind="stable")[:200]
    wall[worst] = np.minimum(wall[worst], rays.walls(triangle[worst], place[worst], 64))
    least = int(np.argmin(wall))
    if not math.isfinite(wall[least]):
        return None
    x, y, z = (float(c) for c in place[least])
    return Wall(float(wall[least]), (x, y, z), mesh.names[mesh.body[triangle[least]]])


class _Rays(Rays):
    """A mesh ready for a sample of rays."""

    def __init__(self, mesh: Mesh, random: np.random.Generator) -> None:
        super().__init__(mesh)
        self.random = random

    def points(self, count: int) -> tuple[Ids, Points]:
        """Triangles (n,) and places (n, 3) spread evenly over the surface."""
        total = np.cumsum(self.size)
        even = (np.arange(count) + self.random.random(count)) / count * total[-1]
        triangle = np.minimum(np.searchsorted(total, even, side="right"), len(total) - 1)
        u, v = np.sqrt(self.random.random(count)), self.random.random(count)
        share = np.stack([1.0 - u, u * (1.0 - v), u * v], axis=1)
        return triangle, np.einsum("ij,ijk->ik", share, self.corners[triangle])

    def walls(self, triangle: Ids, place: Points, rays: int) -> NDArray[np.float64]:
        """(n,): the smallest ball that ``rays`` rays from each place give, inf if none does."""
        inward = -np.repeat(self.normal[triangle], rays, axis=0)
        start = np.repeat(place, rays, axis=0)
        ray = self._cone(inward, rays)
        hit = self.met(start + LIFT * inward, ray)
        fair = (hit >= 0) & (np.einsum("ij,ij->i", self.normal[hit], inward) >= OPPOSED)
        length = np.where(fair, self.way(start, ray, hit), np.inf)
        ball = length / np.einsum("ij,ij->i", ray, inward)
        least: NDArray[np.float64] = ball.reshape(-1, rays).min(axis=1)
        return np.maximum(least, 0.0)

    def _cone(self, inward: Points, rays: int) -> Points:
        """Directions spread evenly over the cone about ``inward``; every first one is straight."""
        lean = np.arccos(1.0 - self.random.random(len(inward)) * (1.0 - math.cos(CONE)))
        lean[::rays] = 0.0
        turn = self.random.random(len(inward)) * 2.0 * math.pi
        off = np.where(np.abs(inward[:, :1]) < 0.6, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
        x = np.cross(inward, off)
        x /= np.linalg.norm(x, axis=1)[:, None]
        y = np.cross(inward, x)
        sideways = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
        ray: Points = np.cos(lean)[:, None] * inward + np.sin(lean)[:, None] * sideways
        return ray
