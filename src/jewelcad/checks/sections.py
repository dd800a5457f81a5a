"""Abrupt changes of section: thin metal right beside thick.

The thin metal freezes first and cuts off the thick from what feeds it. Two places are beside each
other if the balls that measure their thickness lie in one run of metal, no farther from each other
than half the thin one is wide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from jewelcad.checks.chambers import specks_of
from jewelcad.checks.chords import Chords
from jewelcad.checks.features import Floats, Ids
from jewelcad.checks.map import Map
from jewelcad.geometry.mesh import Points

PART = 2000
"""Thin places looked at together: bounds the memory."""
TRIED = 2000
"""Pairs of places, the most unlike first, that are looked at for metal between them."""


@dataclass(frozen=True)
class Step:
    """The most abrupt change of section.

    Parameters
    ----------
    ratio : thickness of the thick metal over that of the thin
    thick, thin : mm
    place : on the surface of the thin metal, mm
    body : name of the body the thin place belongs to
    """

    ratio: float
    thick: float
    thin: float
    place: tuple[float, float, float]
    body: str


def steepest(thickness: Map, limit: float) -> Step | None:
    """The most abrupt change of section of a map, None if no ratio is over ``limit``.

    It is told from the map's samples: as sharp as their spacing and no proof.
    """
    samples, mesh = thickness.samples, thickness.mesh
    wide = np.where(np.isfinite(thickness.thickness), thickness.thickness, 0.0)
    thin = thickness.wall.wide
    heart = samples.place - samples.normal * wide[:, None] / 2.0
    # across a plate from rim to rim it is wide, but no ball so wide fits there
    specks = KDTree(specks_of(mesh.corners, samples.spacing / 3.0))
    wide = np.minimum(wide, 2.0 * specks.query(heart, eps=0.005)[0])
    slim = samples.place - samples.normal * np.where(np.isfinite(thin), thin, 0.0)[:, None] / 2.0
    one, two = _beside(wide, heart, thin, slim, limit)
    ratio = wide[one] / thin[two]
    order = np.argsort(-ratio, kind="stable")[:TRIED]
    one, two, ratio = one[order], two[order], ratio[order]
    joined = np.flatnonzero(Chords(mesh).in_metal(heart[one], slim[two]))
    if not len(joined):
        return None
    k = int(joined[0])
    x, y, z = samples.place[two[k]].tolist()
    body = mesh.names[mesh.body[samples.triangle[two[k]]]]
    return Step(float(ratio[k]), float(wide[one[k]]), float(thin[two[k]]), (x, y, z), body)


def _beside(
    wide: Floats, heart: Points, thin: Floats, slim: Points, limit: float
) -> tuple[Ids, Ids]:
    """Pairs of a thick and a thin place whose balls are as near as they may be, and as unlike."""
    few = np.flatnonzero(thin * limit < wide.max(initial=0.0))
    many = np.flatnonzero(wide > limit * thin.min(initial=np.inf))
    found = [np.empty((2, 0), np.int64)]
    for part in (few[k : k + PART] for k in range(0, len(few), PART)):
        tree = KDTree(heart[many])
        reach = thin[part] + wide.max() / 2.0
        near = tree.query_ball_point(slim[part], reach, return_sorted=False)
        two = np.repeat(part, [len(n) for n in near])
        one = many[np.concatenate([np.asarray(n, np.int64) for n in near])]
        way = np.linalg.norm(heart[one] - slim[two], axis=1)
        fair = (wide[one] > limit * thin[two]) & (way <= wide[one] / 2.0 + thin[two])
        found.append(np.stack([one[fair], two[fair]]))
    pairs = np.concatenate(found, axis=1)
    return pairs[0], pairs[1]
