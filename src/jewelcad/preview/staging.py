"""From a piece to the scene of it: metal finished as a mesh, stones in their places."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from jewelcad import finish
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.scene import Scene, StoneView
from jewelcad.reference.alloys import Alloy
from jewelcad.reference.stones import Species, species
from jewelcad.workpiece import PlacedGem, Stage, Workpiece

UNKNOWN_REFRACTION = 1.6
"""For a species whose refractive index the table does not give."""


class Piece(Protocol):
    """What leaves the bench: a `Ring`, say."""

    @property
    def alloy(self) -> Alloy: ...

    def workpiece(self, stage: Stage = "cast") -> Workpiece: ...


def scene_of(
    piece: Piece,
    stage: Stage = "set",
    tolerance: float = 0.005,
    title: str = "",
    metal: Mesh | None = None,
) -> Scene:
    """The scene of a piece.

    Parameters
    ----------
    stage : ``set`` shows claws over their stones; ``cast`` what is printed, without stones
    tolerance : of the mesh, mm; ignored when ``metal`` is given
    metal : the finished metal, when it is there already

    Raises
    ------
    GeometryError
        When the piece cannot be finished.
    """
    bench = piece.workpiece(stage)
    whole = finish.mesh(bench, tolerance) if metal is None else metal
    stones = tuple(stone_view(gem) for gem in bench.stones) if stage == "set" else ()
    return Scene(whole, stones, piece.alloy.colour, title, piece.alloy)


def stone_view(placed: PlacedGem) -> StoneView:
    """A placed gem with its colour and refractive index from the table of stones."""
    own, matrix = placed.gem.mesh(), np.array(placed.frame.matrix)
    vertices = own.vertices @ matrix[:, :3].T + matrix[:, 3]
    mesh = Mesh(vertices, own.triangles, own.body, own.names, own.deviation)
    kind = species(placed.gem.species)
    return StoneView(placed.name, mesh, kind.colour, refraction(kind), kind.dispersion or 0.0)


def refraction(kind: Species) -> float | None:
    """The refractive index to draw a species with; None for one that is drawn opaque."""
    if kind.look == "opaque":
        return None
    known = kind.refractive_index
    return UNKNOWN_REFRACTION if known is None else known
