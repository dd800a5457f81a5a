"""Rods of metal; and holes, which are rods of the air.

A *rod* is metal that is small in two directions: a chord leaves and arrives square to the surface,
and in the plane square to the rod's run every way from the chord's middle reaches the surface
within `BROAD` times its length. Of the mesh turned inside out the same is a *hole*: room that metal
closes round. What is narrow in one direction only is a wall, or a gap.

A rod is followed from its middle both ways, section by section, through the middles of what they
meet, until it ends at the surface, as a pin or the floor of a hole does, or opens into more.

Chords are measured on the mesh, from the middles of its triangles and from its sharp edges, so the
width of a round hole is told within twice the mesh's deviation; a rod's ends are found to a
twentieth of its width. Rods are looked for with samples: this is no proof.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from jewelcad.checks.chords import LIFT
from jewelcad.checks.features import TAPER, Floats, Ids, dots, edges, unit
from jewelcad.geometry.mesh import Mesh, Points
from jewelcad.geometry.rays import rays_of

BROAD = 1.5
"""Times a chord's length that the section may reach from its middle (a choice): a rod is no more
than three times as broad as it is narrow; what is broader is a wall or a gap."""
SPOKES = 16
"""Ways in which a section is looked at."""
TURNED = math.radians(15.0)
"""How far off its middle the way square to a rod is looked for, at last."""
ASIDE = (np.arange(-1, 2) + np.array([[SPOKES // 4], [3 * SPOKES // 4]])).ravel()
"""Those that lie square to the chord, or nearly."""
SHARP = math.radians(20.0)
"""Edges that bend more have a chord of their own: the corner of a square hole, the throat of a
countersunk one."""
THROAT = math.radians(60.0)
"""How far the surface may lean across from an edge that reaches into the rod (a choice)."""
TAPERED = 0.25
"""Sine, on average beside the chord, of how far the surface may lean along a rod (a choice): what
closes faster, such as the corner of a plate, is none."""
GROWN = 1.6
"""Times as far as about the chord that a rod's section may reach along its run (a choice): where it
reaches farther the rod has come to its end, in more metal."""
STEP = 0.3
"""Of a rod's width, from section to section."""
CENTRED = 3
"""Times that a section is moved to its own middle before the rod is followed."""
FINE = 6
"""Halvings of the last step."""
PART = 20_000
"""Chords looked at together: bounds the memory."""


@dataclass(frozen=True)
class Rod:
    """A rod of metal, or a hole.

    Parameters
    ----------
    width : the narrowest chord found across it, mm
    length : of its run, mm; less than it is where it was not followed farther
    shut : how many of its ends end at the surface, and do not open into more metal (or air): 0
        where it is held at both ends (or goes through), 1 where one end is free (or a floor)
    place : of the narrowest chord's middle, mm
    face : the triangle that chord leaves
    """

    width: float
    length: float
    shut: int
    place: tuple[float, float, float]
    face: int


@dataclass(frozen=True, eq=False)
class _Seeds:
    """Chords with a closed section: middles, the way across and along (n, 3), lengths, how far the
    section reaches from the middle, mm, and triangles."""

    middle: Points
    across: Points
    along: Points
    width: Floats
    reach: Floats
    face: Ids

    def take(self, which: Ids | NDArray[np.bool_]) -> _Seeds:
        return _Seeds(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def rods(
    mesh: Mesh,
    limit: float,
    longest: float,
    only: NDArray[np.bool_] | None = None,
    slender: float = 0.0,
) -> tuple[Rod, ...]:
    """The rods of a closed mesh that are narrower than ``limit`` mm, the narrowest first.

    Parameters
    ----------
    longest : times its width that a rod is followed either way
    only : (m,) the triangles chords leave from and arrive at and that shut an end; all, if not said
    slender : times its width that a rod is long, at least
    """
    look = Look(mesh)
    seeds = _thinned(look.seeds(limit, only))
    if not len(seeds.width):
        return ()
    runs, shut, path, owner = look.followed(seeds, longest, only)
    length = runs.sum(axis=1)
    kept = length >= slender * seeds.width
    group = _groups(seeds, path, owner, kept)
    found = []
    for one in np.unique(group[kept]):
        own = np.flatnonzero(kept & (group == one))
        k = own[int(np.argmin(seeds.width[own]))]
        x, y, z = seeds.middle[k].tolist()
        found.append(
            Rod(
                float(seeds.width[k]),
                float(length[k]),
                int(shut[k].sum()),
                (x, y, z),
                int(seeds.face[k]),
            )
        )
    return tuple(sorted(found, key=lambda rod: rod.width))


class Look:
    """A mesh whose metal is looked at along rays from within."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh
        self.rays = rays_of(mesh)

    def seeds(self, limit: float, only: NDArray[np.bool_] | None) -> _Seeds:
        """All chords shorter than a limit about whose middle the section closes."""
        start, across, face, way = self.chords(limit, only)
        parts = [
            self._closed(start[part], across[part], face[part], way[part])
            for part in (slice(k, k + PART) for k in range(0, max(len(way), 1), PART))
        ]
        return _Seeds(*(np.concatenate(rows) for rows in zip(*parts, strict=True)))

    def chords(
        self, limit: float, only: NDArray[np.bool_] | None, lean: float = TAPER
    ) -> tuple[Points, Points, Ids, Floats]:
        """Chords shorter than a limit: where they start, their ways, the triangles they leave, and
        how long they are, mm."""
        start, inward, face, most = self._starts(limit, only, lean)
        met, way = self.reach(start, inward)
        short = (met >= 0) & (way < limit)
        short &= dots(self.rays.normal[met], inward) >= np.cos(most)
        if only is not None:
            short &= only[met]
        return start[short], inward[short], face[short], way[short]

    def _starts(
        self, limit: float, only: NDArray[np.bool_] | None, most: float
    ) -> tuple[Points, Points, Ids, Floats]:
        """Places on the surface, ways square into it, triangles, and how far what lies across may
        lean: the middles of triangles, cut up where they are large, and of sharp edges."""
        chosen = np.arange(len(self.mesh.triangles)) if only is None else np.flatnonzero(only)
        place, owner = _middles(self.mesh.corners[chosen], chosen, limit)
        found = edges(self.mesh)
        sharp = np.abs(found.inside - math.pi) > SHARP
        if only is not None:
            sharp &= only[found.faces].all(axis=1)
        beside = found.faces[sharp]
        out = unit(self.rays.normal[beside[:, 0]] + self.rays.normal[beside[:, 1]])
        lean = np.where(found.inside[sharp] > math.pi, THROAT, most)
        return (
            np.concatenate([place, self.mesh.vertices[found.ends[sharp]].mean(axis=1)]),
            -np.concatenate([self.rays.normal[owner], out]),
            np.concatenate([owner, beside[:, 0]]),
            np.concatenate([np.full(len(place), most), lean]),
        )

    def reach(self, start: Points, ray: Points) -> tuple[Ids, Floats]:
        """What each ray meets, and how far off, mm; infinite for nothing."""
        hit = self.rays.met(start + LIFT * ray, ray)
        way = np.where(hit >= 0, self.rays.way(start, ray, hit), np.inf)
        return hit, np.maximum(way, 0.0)

    def spokes(self, middle: Points, x: Points, y: Points) -> tuple[Points, Ids, Floats]:
        """Ways (n, SPOKES, 3) all round middles, what each meets, and how far off, mm."""
        turn = np.arange(SPOKES) * (2.0 * math.pi / SPOKES)
        way = np.cos(turn)[:, None] * x[:, None] + np.sin(turn)[:, None] * y[:, None]
        start = np.repeat(middle, SPOKES, axis=0)
        flat = np.ascontiguousarray(way.reshape(-1, 3))
        hit, reach = self.reach(start, flat)
        return way, hit.reshape(-1, SPOKES), reach.reshape(-1, SPOKES)

    def _closed(self, start: Points, across: Points, face: Ids, way: Floats) -> tuple:  # type: ignore[type-arg]
        """Of chords those whose section closes, what `_Seeds` holds."""
        middle = start + way[:, None] / 2.0 * across
        off = np.where(np.abs(across[:, :1]) < 0.6, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
        x = unit(np.cross(across, off))
        y = np.cross(across, x)
        reach = self.spokes(middle, x, y)[2]
        # of a rod 1 / chord² is the square of the cosine off the shortest: its phase is found
        half = SPOKES // 2
        weight = 1.0 / np.square(reach[:, :half] + reach[:, half:])
        turn = 2.0 * np.arange(half) * (2.0 * math.pi / SPOKES)
        lean = np.arctan2((weight * np.sin(turn)).sum(axis=1), (weight * np.cos(turn)).sum(axis=1))
        beside = np.cos(lean / 2.0)[:, None] * x + np.sin(lean / 2.0)[:, None] * y
        for _ in range(2):
            beside = self._straightened(middle, beside, np.cross(across, beside))
        along = np.cross(across, beside)
        _, hit, reach = self.spokes(middle, across, beside)
        closed = (reach <= BROAD * way[:, None]).all(axis=1)
        taper = np.einsum("ijk,ik->ij", self.rays.normal[hit[:, ASIDE]], along).mean(axis=1)
        closed &= np.abs(taper) <= TAPERED
        rows = (middle, across, along, way, reach.max(axis=1), face)
        return tuple(row[closed] for row in rows)

    def _straightened(self, middle: Points, beside: Points, along: Points) -> Points:
        """Ways turned to the shortest chord near them: two chords, as far off to either side, tell
        how far; where one of them gets out the way is left as it is."""
        square = []
        for sign in (1.0, -1.0):
            way = math.cos(TURNED) * beside + sign * math.sin(TURNED) * along
            square.append((self.reach(middle, way)[1] + self.reach(middle, -way)[1]) ** 2)
        with np.errstate(invalid="ignore"):
            share = (square[1] - square[0]) / (square[1] + square[0])
        share = np.where(np.isfinite(share), share, 0.0)
        turn = share * (1.0 + math.cos(2.0 * TURNED)) / (2.0 * math.sin(2.0 * TURNED))
        return np.cos(turn)[:, None] * beside + np.sin(turn)[:, None] * along

    def followed(
        self, seeds: _Seeds, longest: float, only: NDArray[np.bool_] | None
    ) -> tuple[Floats, Ids, Points, Ids]:
        """Both ways along rods: how far (n, 2), whether each end is shut (n, 2), the middles of
        all sections, and whose they are."""
        n = len(seeds.width)
        middle, along = np.tile(seeds.middle, (2, 1)), np.concatenate([seeds.along, -seeds.along])
        across, width = np.tile(seeds.across, (2, 1)), np.tile(seeds.width, 2)
        most = np.tile(np.minimum(GROWN * seeds.reach, BROAD * seeds.width), 2)
        run, shut = np.zeros(2 * n), np.zeros(2 * n, np.int64)
        todo = np.arange(2 * n)
        for _ in range(CENTRED):
            middle = self._section(middle, along, across, most)[1]
        path, owner = [seeds.middle], [np.arange(n)]
        while len(todo):
            step = STEP * width[todo]
            m, a = middle[todo], along[todo]
            end, ahead = self.reach(m, a)
            blocked = ahead <= step
            run[todo[blocked]] += ahead[blocked]
            shut[todo[blocked]] = True if only is None else only[end[blocked]]
            todo, m, a, step = todo[~blocked], m[~blocked], a[~blocked], step[~blocked]
            closed, centre = self._section(m + step[:, None] * a, a, across[todo], most[todo])
            out = todo[~closed]
            run[out] += self._last(m[~closed], a[~closed], across[out], most[out], step[~closed])
            todo, m, step = todo[closed], m[closed], step[closed]
            way = unit(centre[closed] - m)
            run[todo] += step
            along[todo] = unit(along[todo] + way)
            across[todo] = unit(
                across[todo] - dots(across[todo], along[todo])[:, None] * along[todo]
            )
            middle[todo] = centre[closed]
            path.append(middle[todo])
            owner.append(todo % n)
            todo = todo[run[todo] < longest * width[todo]]
        return (
            run.reshape(2, n).T,
            shut.reshape(2, n).T,
            np.concatenate(path),
            np.concatenate(owner),
        )

    def _section(
        self, middle: Points, along: Points, across: Points, most: Floats
    ) -> tuple[NDArray[np.bool_], Points]:
        """Whether sections reach no farther than they may, and the middle of what they meet."""
        way, _, reach = self.spokes(middle, across, np.cross(along, across))
        closed: NDArray[np.bool_] = np.all(reach <= most[:, None], axis=1)
        inner = np.where(closed[:, None], reach, 0.0)
        return closed, middle + (inner[:, :, None] * way).mean(axis=1)

    def _last(
        self, middle: Points, along: Points, across: Points, most: Floats, step: Floats
    ) -> Floats:
        """How far along the last step sections still close, mm."""
        low, high = np.zeros(len(step)), step.copy()
        for _ in range(FINE):
            half = (low + high) / 2.0
            closed = self._section(middle + half[:, None] * along, along, across, most)[0]
            low, high = np.where(closed, half, low), np.where(closed, high, half)
        return (low + high) / 2.0


def _middles(corners: Points, owner: Ids, size: float) -> tuple[Points, Ids]:
    """Middles of triangles, and of their halves as long as their longest side is more than twice a
    size, mm; and the triangle each is of."""
    place, of = [corners.mean(axis=1)], [owner]
    while len(corners):
        side = np.roll(corners, -1, axis=1) - corners
        length = np.linalg.norm(side, axis=2)
        large = length.max(axis=1) > 2.0 * size
        corners, owner, length = corners[large], owner[large], length[large]
        row, k = np.arange(len(corners)), length.argmax(axis=1)
        a, b, c = (corners[row, (k + j) % 3] for j in range(3))
        middle = (a + b) / 2.0
        corners = np.concatenate([np.stack([a, middle, c], 1), np.stack([middle, b, c], 1)])
        owner = np.tile(owner, 2)
        place.append(corners.mean(axis=1))
        of.append(owner)
    return np.concatenate(place), np.concatenate(of)


def _thinned(seeds: _Seeds) -> _Seeds:
    """The narrowest of the seeds within each box about half as wide as they are."""
    size = 2.0 ** np.floor(np.log2(np.maximum(seeds.width, 1e-9)))
    box = np.floor(seeds.middle / (0.5 * size)[:, None])
    order = np.argsort(seeds.width, kind="stable")
    _, first = np.unique(np.column_stack([size, box])[order], axis=0, return_index=True)
    return seeds.take(order[np.sort(first)])


def _groups(seeds: _Seeds, path: Points, owner: Ids, kept: NDArray[np.bool_]) -> Ids:
    """(n,) the rod each seed is of: those that are kept and pass through one another's sections."""
    n = len(seeds.width)
    path, owner = path[kept[owner]], owner[kept[owner]]
    if not len(path):
        return np.arange(n)
    near = KDTree(path).query_ball_point(seeds.middle, 0.5 * seeds.width)
    one = np.repeat(np.arange(n), [len(rows) for rows in near])
    two = owner[np.concatenate([np.asarray(rows, np.int64) for rows in near])]
    fair = kept[one]
    joined = coo_array((np.ones(int(fair.sum()), np.int8), (one[fair], two[fair])), shape=(n, n))
    group: Ids = connected_components(joined, directed=False)[1].astype(np.int64)
    return group
