"""A surface made ready for the proof of its walls, or of the gaps in the air around it.

Metal and air share their surface: what is found out of it for the one serves the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from jewelcad.checks.chords import Chords
from jewelcad.checks.features import Features, Ids, edges, features
from jewelcad.checks.tree import Level, levels, ordered
from jewelcad.geometry.mesh import Mesh

ANGLE = math.radians(0.5)
"""How far a chord may lean from the normals (a choice): enough for rounding, and so little that a
rod counts as thick as it is, not as the shorter chord beside its axis."""


@dataclass(frozen=True, eq=False)
class Surface:
    """One side of a closed mesh.

    Parameters
    ----------
    mesh : closed and oriented
    kind : (m,) of each triangle, 0 to k - 1, at most 62
    through : what chords run through: "metal", or "air"
    """

    mesh: Mesh
    kind: Ids
    through: str = "metal"
    _other: Surface | None = field(default=None, repr=False)

    @property
    def air(self) -> Surface:
        """The surface of the air around the metal."""
        return Surface(self.mesh, self.kind, "air", self)

    @cached_property
    def features(self) -> Features:
        """Where chords may begin and end."""
        if self._other:
            return self._other.features.turned
        return features(self.mesh, edges(self.mesh), ANGLE, self.kind)

    @cached_property
    def order(self) -> Ids:
        """Of the features in their tree."""
        return self._other.order if self._other else ordered(self.features)

    @cached_property
    def tree(self) -> list[Level]:
        """Levels of the tree."""
        if self._other:
            return [level.turned for level in self._other.tree]
        return levels(self.features, self.order)

    @cached_property
    def chords(self) -> Chords:
        return self._other.chords if self._other else Chords(self.mesh)


def alike(mesh: Mesh) -> Surface:
    """A surface of one kind."""
    return Surface(mesh, np.zeros(len(mesh.triangles), np.int64))
