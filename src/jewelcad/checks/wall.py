"""The thinnest wall of a mesh, as an interval with a proof.

A *wall* is a chord through metal that leaves and arrives within an angle of the surface's normals
at both ends. The thinnest one is bracketed by branch and bound over pairs of triangles: any chord
that is found bounds it from above; from below, a pair is dropped only when no chord between its two
triangles can be shorter, can leave and arrive as it must, or can stay in metal. What is left over
when the bracket is narrow enough, or when the work allowed is done, gives the lower end: a lower
end over a limit is a proof that nothing is thinner, wherever.

What is no wall by this: faces that run together in an edge at 10 degrees and more (a sharp edge is
a matter of its own), and a taper of over 18 degrees at a rim.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.chords import LIFT
from jewelcad.checks.features import ALONG, Floats, Ids, dots, unit
from jewelcad.checks.meeting import meeting
from jewelcad.checks.nearest import nearest
from jewelcad.checks.pairs import NOTHING, Pairs, between_edges, halves, middles, radius, shadow
from jewelcad.checks.surface import Surface, alike
from jewelcad.checks.tree import opposing
from jewelcad.geometry.mesh import Mesh, Points

PRECISION = 0.002
"""Width of the bracket, share of the thinnest wall, at which the search ends."""
PART = 100_000
"""Pairs taken in hand at a time."""
WORK = 20_000_000
"""Pairs looked at before the search gives up and says what it knows (a choice: a minute)."""
FOLD = 1e-3
"""mm; a shorter chord is a fold of the surface, and the search ends: nothing is proved."""
TRIED = 256
"""Chords of a part that are tried by a ray."""


@dataclass(frozen=True)
class Bracket:
    """The thinnest wall lies between ``lower`` and ``upper``.

    Parameters
    ----------
    lower, upper : mm; both infinite if there is no wall at all (a lone tetrahedron has none)
    witness : the two ends of the chord that was found, mm; ``upper`` is its length with the mesh's
        deviation, and with what it may lie askew on facets
    body : name of the body one end lies on
    """

    lower: float
    upper: float
    witness: tuple[tuple[float, float, float], tuple[float, float, float]] | None
    body: str = ""


def thinnest(mesh: Mesh, enough: float = math.inf) -> Bracket:
    """The thinnest wall of a closed mesh.

    Parameters
    ----------
    mesh : closed and oriented; its ``deviation`` from the true surface widens the bracket, by twice
        its amount on either side, so that it holds of the true solid
    enough : mm; walls thicker than this are not looked at, and then ``lower`` is at least
        ``enough`` less the deviation, ``upper`` any: quick where nothing is thin
    """
    return thinnest_of(alike(mesh), np.array([[enough]]))[0, 0]


def thinnest_of(surface: Surface, enough: Floats) -> dict[tuple[int, int], Bracket]:
    """The thinnest wall between each two kinds of faces.

    A chord at an edge between faces of different kinds counts to the greater kind.

    Parameters
    ----------
    surface : of metal, or of the air around it, in which the walls are gaps
    enough : (k, k) symmetric, mm; as in `thinnest`, for a chord from one kind to another; 0 where
        no wall is asked for

    Returns
    -------
    dict
        A bracket for every (i, j), i <= j, whose ``enough`` is above 0.
    """
    search = _Search(surface, enough)
    lower = search.run()
    found = {}
    for i, j in np.argwhere(np.triu(enough) > 0.0).tolist():
        found[i, j] = _bracket(surface.mesh, float(lower[i, j]), search.best.get((i, j)))
    return found


def _bracket(mesh: Mesh, lower: float, chord: _Chord | None) -> Bracket:
    slack = 2.0 * mesh.deviation
    if chord is None:
        return Bracket(max(lower - slack, 0.0), math.inf, None)
    (a, b, c), (d, e, f) = chord.ends[0].tolist(), chord.ends[1].tolist()
    return Bracket(
        max(lower - slack, 0.0),
        (chord.length + slack) / math.cos(ALONG),
        ((a, b, c), (d, e, f)),
        mesh.names[mesh.body[chord.face]],
    )


def _spent(pairs: Pairs) -> NDArray[np.bool_]:
    """Which hold one chord only, as far as rays can tell, and it has been tried: both sides are
    smaller than what rays keep off the surface (`LIFT`)."""
    specks = [np.ptp(side, axis=1).max(axis=1) < LIFT for side in (pairs.a, pairs.b)]
    spent: NDArray[np.bool_] = specks[0] & specks[1]
    return spent


@dataclass(frozen=True, eq=False)
class _Chord:
    length: float
    ends: tuple[Points, Points]
    face: int


class _Search:
    """Branch and bound: the shortest chord found between each two kinds, and the pairs that might
    hold a shorter one."""

    def __init__(self, surface: Surface, enough: Floats) -> None:
        self.surface = surface
        self.made = surface.features
        self.chords = surface.chords
        self.best: dict[tuple[int, int], _Chord] = {}
        self.goal = enough.astype(np.float64).copy()
        """Pairs whose chords are all longer than this are dropped, mm, by kinds."""
        self.known = np.where(self.goal > 0.0, np.inf, 0.0)
        """The shortest chord found, mm, by kinds."""

    def _of(self, table: Floats, one: Ids, two: Ids) -> Floats:
        """What a table by kinds says of each pair of features."""
        found: Floats = table[self.made.kind[one], self.made.kind[two]]
        return found

    def run(self) -> Floats:
        """Search; the lower end by kinds, (k, k)."""
        self._start()
        most = 2.0 * float(np.ptp(self.surface.mesh.vertices, axis=0).max())
        goal, surface = np.minimum(self.goal, most), self.surface
        one, two = opposing(self.made, goal, surface.order, surface.tree)
        kept = ~meeting(self.made, one, two)
        one, two = one[kept], two[kept]
        todo = self._pruned(
            Pairs(self.made.corners[one], self.made.corners[two], one, two, np.zeros(len(one)))
        )
        work = 0
        while len(todo) and work < WORK:
            order = np.argsort(todo.least, kind="stable")
            part, rest = todo.take(order[:PART]), todo.take(order[PART:])
            work += len(part)
            self._look(part)
            part = part.take(~_spent(part))
            part = part.take(part.least < self._of(self.goal, part.one, part.two))
            part = self._pruned(halves(part))
            todo = Pairs.together([part, rest])
            todo = todo.take(todo.least < self._of(self.goal, todo.one, todo.two))
        lower = self.goal.copy()
        for a, b in ((todo.one, todo.two), (todo.two, todo.one)):
            np.minimum.at(lower, (self.made.kind[a], self.made.kind[b]), todo.least)
        return lower

    def _start(self) -> None:
        """Chords straight in from the middle of every triangle."""
        middle = self.surface.mesh.corners.mean(axis=1)
        normal = self.made.axis[: len(middle)]
        hit, length = self.chords.across(middle, -normal)
        met = hit >= 0
        face = np.flatnonzero(met)
        order = face[np.argsort(length[face], kind="stable")]
        far = middle[order] - length[order, None] * normal[order]
        self._try(middle[order], far, order, hit[order])

    def _look(self, part: Pairs) -> None:
        """Try the chord between the middle of each side and its nearest place on the other."""
        ends = []
        for a, b, flip in ((part.a, part.b, False), (part.b, part.a, True)):
            p = middles(a)
            q = nearest(b, p)
            ends.append((q, p) if flip else (p, q))
        p = np.concatenate([e[0] for e in ends])
        q = np.concatenate([e[1] for e in ends])
        one, two = np.tile(part.one, 2), np.tile(part.two, 2)
        length = np.linalg.norm(q - p, axis=1)
        short = np.flatnonzero(length < self._of(self.known, one, two))
        order = short[np.argsort(length[short], kind="stable")]
        self._try(p[order], q[order], one[order], two[order])

    def _try(self, p: Points, q: Points, one: Ids, two: Ids) -> None:
        """Of these chords, the shortest first, keep between each two kinds the first wall."""
        way = q - p
        length = np.sqrt(dots(way, way))
        course = unit(way)
        made = self.made
        fair = (length > 2.0 * LIFT) & (length < self._of(self.known, one, two))
        which = np.flatnonzero(fair)
        for end, way in ((one, course), (two, -course)):
            which = which[made.leaning(end[which], way[which])]
        for end, way in ((one, course), (two, -course)):
            which = which[made.allow(end[which], way[which])]
        kinds = np.sort(np.stack([made.kind[one[which]], made.kind[two[which]]], axis=1), axis=1)
        for i, j in np.unique(kinds, axis=0).tolist():
            found = which[(kinds == (i, j)).all(axis=1)]
            for k in range(0, len(found), TRIED):
                pick = found[k : k + TRIED]
                good = self.chords.in_metal(p[pick], q[pick])
                if good.any():
                    at = pick[int(np.argmax(good))]
                    face = int(made.face[one[at]])
                    self._keep(i, j, _Chord(float(length[at]), (p[at], q[at]), face))
                    break

    def _keep(self, i: int, j: int, chord: _Chord) -> None:
        """A shorter chord between two kinds; one that is a fold ends their search."""
        self.best[i, j] = chord
        self.known[i, j] = self.known[j, i] = chord.length
        goal = chord.length * (1.0 - PRECISION) if chord.length > FOLD else 0.0
        self.goal[i, j] = self.goal[j, i] = min(goal, self.goal[i, j])

    def _pruned(self, pairs: Pairs) -> Pairs:
        """Without the pairs that hold no wall shorter than the goal."""
        parts = [self._prune(pairs.take(slice(s, s + PART))) for s in range(0, len(pairs), PART)]
        return Pairs.together(parts) if parts else pairs

    def _prune(self, pairs: Pairs) -> Pairs:
        pairs, course, blur = self._near(pairs)
        made, one, two = self.made, pairs.one, pairs.two
        fair = made.leaning(one, course, blur) & made.leaning(two, -course, blur)
        pairs, course, blur = pairs.take(fair), course[fair], blur[fair]
        fair = made.allow(pairs.one, course, blur)
        fair[fair] = made.allow(pairs.two[fair], -course[fair], blur[fair])
        kept = pairs.take(fair)
        return kept.take(~self.chords.blocked(kept.a, kept.b))

    def _near(self, pairs: Pairs) -> tuple[Pairs, Points, Floats]:
        """Without those whose chords are too long or lean too far; the way from middle to middle,
        and how far chords may lie askew to it, radians."""
        made, a, b = self.made, pairs.a, pairs.b
        middle_a, middle_b = middles(a), middles(b)
        way = middle_b - middle_a
        far = np.sqrt(dots(way, way))
        size = radius(a, middle_a) + radius(b, middle_b)
        course = way / np.maximum(far, 1e-300)[:, None]
        goal = self._of(self.goal, pairs.one, pairs.two)
        least = np.maximum(pairs.least, 0.0)
        keep = np.ones(len(pairs), np.bool_)
        level = math.pi / 2.0 - 1e-3
        for axis, leaning in (
            (-made.axis[pairs.one], made.reach[pairs.one] < level),
            (made.axis[pairs.two], made.reach[pairs.two] < level),
            (course, np.zeros(len(pairs), np.bool_)),
        ):  # a chord is no shorter than its shadow on a line, and goes into the metal
            (low_a, high_a), (low_b, high_b) = shadow(a, axis), shadow(b, axis)
            least = np.maximum(least, low_b - high_a)
            keep &= ~leaning | (high_b - low_a > NOTHING)
        keep &= least < goal
        longest = np.minimum(goal, far + size)
        for which in (pairs.one, pairs.two):  # how far a chord may run across the normals
            for line, sine in made.across(which):
                (low_a, high_a), (low_b, high_b) = shadow(a, line), shadow(b, line)
                most = sine * longest + NOTHING
                keep &= (low_b - high_a <= most) & (high_b - low_a >= -most)
        one, two = made.along[pairs.one[keep]], made.along[pairs.two[keep]]
        keep[keep] = between_edges(a[keep], b[keep], one, two, least[keep], math.sin(ALONG))
        far, size = far[keep], size[keep]
        blur = np.where(far > size, np.arcsin(np.minimum(size / np.maximum(far, 1e-300), 1.0)), 9.0)
        kept = Pairs(a[keep], b[keep], pairs.one[keep], pairs.two[keep], least[keep])
        return kept, course[keep], blur
