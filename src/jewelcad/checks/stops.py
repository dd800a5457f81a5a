"""What stops a ball that touches the surface and grows into the metal: compiled for speed.

The ball through q that touches the surface at p, whose normal inwards is n, is as wide as
``d * d / (d * n)`` with ``d = q - p``. On a plane, on a line and so on a triangle one place stops
it first, by formula. A triangle stops it there if it looks away from p as the other side of the
metal does, or if the metal is hollow at an edge of it that stops the ball by itself.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from jewelcad.checks.chords import LIFT
from jewelcad.checks.compiled import compiled
from jewelcad.checks.features import Floats, Ids, crossed, dots, edges, unit
from jewelcad.checks.halves import LEAF, Halves, halves
from jewelcad.checks.samples import SMOOTH
from jewelcad.geometry.mesh import Mesh, Points, kept
from jewelcad.geometry.rays import rays_of

DEEP = math.radians(SMOOTH)
"""By so much the metal must be hollow at an edge for that to stop a ball by itself (of a smooth
surface, a side does so)."""
SLACK = 0.05
"""How far a ball may lean over a face beside the edge that stops it, radians."""
DEPTH = 64
"""Nodes that may wait to be looked at: over the levels of any tree that fits into memory."""


class Stops(NamedTuple):
    """The triangles of a mesh, and its edges at which the metal is hollow, in the slots of a tree.

    Attributes
    ----------
    tree : over them
    corners : (s, 3, 3) mm; an edge repeats its last corner
    cone : (s, 6) of the normals, as of a node of the tree
    ball : (s, 4) one that holds it: middle and radius, mm
    face : (s,) the triangle, or one beside an edge; -1 if there is none
    edge : (s,) which row of ``into`` an edge has, -1 for a triangle
    into : (k, 2, 3) the way from an edge into both its sides, square to it and one long
    """

    tree: Halves
    corners: Points
    cone: Floats
    ball: Floats
    face: Ids
    edge: Ids
    into: Points


class Places(NamedTuple):
    """Places on the surface of a mesh.

    Attributes
    ----------
    start, inward : (n, 3) the places, mm, and unit normals into the metal
    own : (n,) the triangles they lie in
    group : (n,) rising numbers of places near each other, with normals alike
    guess : (n,) a slot to begin with, -1 for none
    """

    start: Points
    inward: Points
    own: Ids
    group: Ids
    guess: Ids


@kept
def stops(mesh: Mesh) -> Stops:
    """What stops balls in a closed mesh, made ready once."""
    normal = rays_of(mesh).normal
    found = edges(mesh)
    deep = found.inside > math.pi + DEEP
    ends, faces = found.ends[deep], found.faces[deep]
    along = unit(mesh.vertices[ends[:, 1]] - mesh.vertices[ends[:, 0]])
    into = np.stack([crossed(normal[faces[:, 0]], along), crossed(along, normal[faces[:, 1]])], 1)
    middle = unit(normal[faces[:, 0]] + normal[faces[:, 1]])
    corners = np.concatenate([mesh.corners, mesh.vertices[ends][:, [0, 1, 1]]])
    axis = np.concatenate([normal, middle])
    spread = np.concatenate([np.zeros(len(normal)), _spread(mesh, normal, ends, middle)])
    tree = halves(corners, axis, spread)
    row = np.maximum(tree.row, 0)
    face = np.concatenate([np.arange(len(normal)), faces[:, 0]])
    along = np.einsum("ijk,ik->ij", corners, axis).min(axis=1)
    cone = np.column_stack([axis, np.cos(spread), np.sin(spread), along])
    middle = (corners.min(axis=1) + corners.max(axis=1)) / 2.0
    off = corners - middle[:, None]
    size = np.sqrt(np.einsum("ijk,ijk->ij", off, off).max(axis=1))
    return Stops(
        tree,
        corners[row],
        cone[row],
        np.column_stack([middle, size])[row],
        np.where(tree.row < 0, -1, face[row]),
        np.where(tree.row < len(normal), -1, tree.row - len(normal)),
        into,
    )


def _spread(mesh: Mesh, normal: Points, ends: Ids, middle: Points) -> Floats:
    """(k,) how far off the middle of its sides' normals those are that there are at edges' ends."""
    t, count = mesh.triangles, len(mesh.vertices)
    deep = np.zeros(count, np.bool_)
    deep[ends] = True
    few = np.flatnonzero(deep[t].any(axis=1))
    owner, out = t[few].ravel(), np.repeat(normal[few], 3, axis=0)
    axis = unit(np.stack([np.bincount(owner, out[:, k], count) for k in range(3)], axis=1))
    most = np.zeros(count)
    np.maximum.at(most, owner, np.arccos(np.clip(dots(out, axis[owner]), -1.0, 1.0)))
    found: Floats = np.zeros(len(ends))
    for end in ends.T:
        lean = np.arccos(np.clip(dots(middle, axis[end]), -1.0, 1.0))
        found = np.maximum(found, lean + most[end])
    return found


Way = tuple[float, float, float]


Touch = tuple[float, float, float, float]
"""How wide a ball is, and the way from p to where it is stopped."""


@compiled
def stopped(
    held: Stops,
    places: Places,
    limit: Floats,
    cone: float,
    barred: Ids,
) -> tuple[Floats, Points, Ids]:
    """Of balls that touch the surface: how wide they are, (n,) mm; where they are stopped, (n, 3);
    and by which slot of the tree, (n,), -1 if by none.

    Parameters
    ----------
    limit : (n,) balls so wide are not looked for, mm
    cone : how far from ``inward`` that may lie which stops them, radians
    barred : (n, k) slots that are passed over
    """
    start, inward, own, group, guess = places
    tree, corners, axis, ball, face, edge, into = held
    n = len(own)
    wide, place, slot = np.empty(n), np.empty((n, 3)), np.empty(n, np.int64)
    near = np.empty(len(face), np.int64)
    cosine = math.cos(cone), math.sin(cone), math.cos(2.0 * cone), math.sin(2.0 * cone)
    least = np.empty(len(face))
    for k in range(len(face)):
        may = axis[k, 3] * cosine[2] - axis[k, 4] * cosine[3]
        least[k] = may if axis[k, 3] > -cosine[2] else -2.0
    first = 0
    while first < n:
        end = first + 1
        while end < n and group[end] == group[first]:
            end += 1
        for i in range(first, end):
            p, d, k = _row(start, i), _row(inward, i), guess[i]
            wide[i], slot[i] = limit[i], -1
            if k >= 0 and not _holds(barred, i, k):
                w, x, y, z = _touched(corners, axis, edge, into, k, p, d, cosine, wide[i])
                if w < wide[i]:
                    wide[i], slot[i] = w, k
                    place[i, 0], place[i, 1], place[i, 2] = p[0] + x, p[1] + y, p[2] + z
        count = _around(tree, axis, face, start, inward, first, end, wide, cosine, near)
        for i in range(first, end):
            p, d = _row(start, i), _row(inward, i)
            best, mine = wide[i], own[i]
            for j in range(count):
                k = near[j]
                along = axis[k, 0] * d[0] + axis[k, 1] * d[1] + axis[k, 2] * d[2]
                if along < least[k] or face[k] == mine:
                    continue
                far = axis[k, 5] - axis[k, 0] * p[0] - axis[k, 1] * p[1] - axis[k, 2] * p[2]
                if 2.0 * far >= best * (1.0 + along):
                    continue
                if not _reached(ball, k, p, d, best / 2.0, cosine):
                    continue
                w, x, y, z = _touched(corners, axis, edge, into, k, p, d, cosine, best)
                if w < best and not _holds(barred, i, k):
                    best, slot[i] = w, k
                    place[i, 0], place[i, 1], place[i, 2] = p[0] + x, p[1] + y, p[2] + z
            wide[i] = best
        first = end
    return wide, place, slot


@compiled
def _holds(barred: Ids, i: int, k: int) -> bool:
    found = False
    for j in range(barred.shape[1]):
        found |= barred[i, j] == k
    return found


@compiled
def _row(of: Floats, i: int) -> Way:
    return of[i, 0], of[i, 1], of[i, 2]


@compiled
def _around(
    tree: Halves,
    axis: Floats,
    face: Ids,
    start: Points,
    inward: Points,
    first: int,
    end: int,
    wide: Floats,
    cosine: tuple[float, ...],
    near: Ids,
) -> int:
    """Slots that may stop any ball of a group: how many they are that are put in ``near``."""
    # a ball that holds the places, a cone that holds the normals, and the widest ball
    p, n, most = np.zeros(3), np.zeros(3), 0.0
    for i in range(first, end):
        for k in range(3):
            p[k] += start[i, k] / (end - first)
            n[k] += inward[i, k]
        most = max(most, wide[i])
    long = max(math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]), 1e-300)
    for k in range(3):
        n[k] /= long
    size, turn = 0.0, 1.0
    for i in range(first, end):
        square, lean = 0.0, 0.0
        for k in range(3):
            square += (start[i, k] - p[k]) ** 2
            lean += inward[i, k] * n[k]
        size, turn = max(size, square), min(turn, lean)
    size, angle = math.sqrt(size), math.acos(min(max(turn, -1.0), 1.0))
    cone = math.acos(cosine[0])
    cosines = (
        math.cos(cone + angle),
        math.sin(cone + angle),
        math.cos(2.0 * cone + angle),
        math.sin(2.0 * cone + angle),
    )
    at, up = (p[0], p[1], p[2]), (n[0], n[1], n[2])
    reach = most / 2.0, most / 2.0 * (1.0 + angle) + size, size
    count = 0
    stack = np.empty(DEPTH, np.int64)
    stack[0], top = 1, 1
    while top:
        top -= 1
        node = stack[top]
        if not _may(tree, node, at, up, reach, cosines):
            continue
        leaf = LEAF * (node - len(tree.box) // 2)
        if leaf < 0:
            stack[top], stack[top + 1] = 2 * node, 2 * node + 1
            top += 2
            continue
        for k in range(leaf, leaf + LEAF):
            if face[k] >= 0 and _faces(axis, k, up, cosines):
                near[count] = k
                count += 1
    return count


@compiled
def _faces(cone: Floats, k: int, n: Way, cosines: tuple[float, ...]) -> bool:
    """Whether any of a cone of normals is as near to n as it must be."""
    c, s = cone[k, 3], cone[k, 4]
    along = cone[k, 0] * n[0] + cone[k, 1] * n[1] + cone[k, 2] * n[2]
    return bool(c <= -cosines[2] or along >= cosines[2] * c - cosines[3] * s)


@compiled
def _reached(
    ball: Floats, k: int, p: Way, n: Way, radius: float, cosines: tuple[float, ...]
) -> bool:
    """Whether what lies in one ball may lie in another, that touches p, and in the cone."""
    x, y, z, size = ball[k, 0] - p[0], ball[k, 1] - p[1], ball[k, 2] - p[2], ball[k, 3]
    along = x * n[0] + y * n[1] + z * n[2]
    square = x * x + y * y + z * z
    if square - 2.0 * radius * along >= size * (size + 2.0 * radius):
        return False
    aside = math.sqrt(max(square - along * along, 0.0))
    return bool(square <= size * size or aside * cosines[0] <= along * cosines[1] + size)


@compiled
def _may(
    tree: Halves,
    node: int,
    p: Way,
    n: Way,
    reach: tuple[float, float, float],
    cosines: tuple[float, ...],
) -> bool:
    """Whether a node looks away from p and reaches into the ball and into the cone."""
    if not _faces(tree.cone, node, n, cosines):
        return False
    box = tree.box
    x, y, z = box[node, 0] - p[0], box[node, 1] - p[1], box[node, 2] - p[2]
    a, b, c = box[node, 3], box[node, 4], box[node, 5]
    radius, most, size = reach
    if radius < math.inf:
        u = max(abs(x - radius * n[0]) - a, 0.0)
        v = max(abs(y - radius * n[1]) - b, 0.0)
        w = max(abs(z - radius * n[2]) - c, 0.0)
        if u * u + v * v + w * w >= most * most:
            return False
    size += math.sqrt(a * a + b * b + c * c)
    square = x * x + y * y + z * z
    if square > size * size:
        along = x * n[0] + y * n[1] + z * n[2]
        aside = math.sqrt(max(square - along * along, 0.0)) * cosines[0] - along * cosines[1]
        if aside > size:
            return False
    return True


@compiled
def _touched(
    corners: Points,
    cone: Floats,
    edge: Ids,
    into: Points,
    k: int,
    p: Way,
    n: Way,
    cosine: tuple[float, ...],
    wide: float,
) -> Touch:
    """How wide a ball is that what is in a slot stops, and the way from p to where; infinite if it
    does not stop one narrower than ``wide``."""
    none = math.inf, 0.0, 0.0, 0.0
    if edge[k] < 0:
        found, x, y, z = _on_face(corners, cone, k, p, n, cosine[2], wide)
    else:
        found, x, y, z = _on_edge(
            _way(corners, k, 0, p), _way(corners, k, 1, p), n, (wide, 0.0, 0.0, 0.0)
        )
    if not 2.0 * LIFT < found < wide:
        return none
    along = x * n[0] + y * n[1] + z * n[2]
    if along < cosine[0] * math.sqrt(x * x + y * y + z * z):
        return none
    if edge[k] >= 0:
        # both sides must lead away from the middle of the ball
        radius, row = found / 2.0, edge[k]
        u, v, w = x - radius * n[0], y - radius * n[1], z - radius * n[2]
        for j in range(2):
            if into[row, j, 0] * u + into[row, j, 1] * v + into[row, j, 2] * w < -SLACK * radius:
                return none
    return found, x, y, z


@compiled
def _on_face(t: Points, m: Floats, k: int, p: Way, n: Way, least: float, most: float) -> Touch:
    """How wide the ball is that a triangle stops, and the way to where; infinite if it is wider
    than ``most`` or the cosine of the angle between the normals is not the ``least``."""
    none = math.inf, 0.0, 0.0, 0.0
    mx, my, mz = m[k, 0], m[k, 1], m[k, 2]
    lean = mx * n[0] + my * n[1] + mz * n[2]
    if lean < least:
        return none
    height = (t[k, 0, 0] - p[0]) * mx + (t[k, 0, 1] - p[1]) * my + (t[k, 0, 2] - p[2]) * mz
    radius = height / (1.0 + lean)
    if height <= 0.0 or 2.0 * radius >= most:
        return none
    # where it would touch the plane, and beside which edges that lies
    touch = radius * (n[0] + mx), radius * (n[1] + my), radius * (n[2] + mz)
    a, b, c, normal = _way(t, k, 0, p), _way(t, k, 1, p), _way(t, k, 2, p), (mx, my, mz)
    inside, best = True, (most, 0.0, 0.0, 0.0)
    if _beside(a, b, touch, normal):
        inside, best = False, _on_edge(a, b, n, best)
    if _beside(b, c, touch, normal):
        inside, best = False, _on_edge(b, c, n, best)
    if _beside(c, a, touch, normal):
        inside, best = False, _on_edge(c, a, n, best)
    return (2.0 * radius, touch[0], touch[1], touch[2]) if inside else best


@compiled
def _way(t: Points, k: int, i: int, p: Way) -> Way:
    """From p to a corner."""
    return t[k, i, 0] - p[0], t[k, i, 1] - p[1], t[k, i, 2] - p[2]


@compiled
def _beside(a: Way, b: Way, q: Way, m: Way) -> bool:
    """Whether a place of a plane, whose normal is m, lies on the right of a line from a to b."""
    ex, ey, ez = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    ox, oy, oz = q[0] - a[0], q[1] - a[1], q[2] - a[2]
    u, v, w = ey * oz - ez * oy, ez * ox - ex * oz, ex * oy - ey * ox
    return bool(u * m[0] + v * m[1] + w * m[2] < 0.0)


@compiled
def _on_edge(s: Way, end: Way, n: Way, best: Touch) -> Touch:
    """How wide the ball is that an edge between two ways from p stops, and the way to where, if it
    is narrower than the best."""
    e = end[0] - s[0], end[1] - s[1], end[2] - s[2]
    a = s[0] * s[0] + s[1] * s[1] + s[2] * s[2]
    b = s[0] * e[0] + s[1] * e[1] + s[2] * e[2]
    c = e[0] * e[0] + e[1] * e[1] + e[2] * e[2]
    d = s[0] * n[0] + s[1] * n[1] + s[2] * n[2]
    f = e[0] * n[0] + e[1] * n[1] + e[2] * n[2]
    if best[0] < math.inf:
        # the place of the edge that lies deepest in the widest ball
        share = min(max((best[0] * f / 2.0 - b) / c, 0.0), 1.0)
        if a + (2.0 * b + c * share) * share >= best[0] * (d + f * share):
            return best
    height = math.sqrt((d - b * f / c) ** 2 + f * f * max(a * c - b * b, 0.0) / (c * c))
    share = (f * a - 2.0 * b * d) / (c * (height + d)) if d >= 0.0 else (height - d) / f
    share = min(max(share, 0.0), 1.0)
    x, y, z = s[0] + share * e[0], s[1] + share * e[1], s[2] + share * e[2]
    along = d + share * f
    if not along > 0.0:
        return best
    wide = (x * x + y * y + z * z) / along
    return (wide, x, y, z) if wide < best[0] else best
