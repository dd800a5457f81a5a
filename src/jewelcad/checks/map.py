"""The thickness of the metal all over a piece: a map of samples.

The thickness at a place is the width of the largest ball that lies in the metal and touches the
surface there, as far as what stops the ball lies across from the place: where the straight way to
it leaves the surface within `balls.CONE` of the normal. So a plate is as thick at its rim as in its
middle. What a map does not prove is that nothing between its samples is thinner: ``wall`` does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.checks.balls import Balls, Found
from jewelcad.checks.features import Floats
from jewelcad.checks.samples import Samples, cover
from jewelcad.geometry.mesh import Mesh


@dataclass(frozen=True, eq=False)
class Map:
    """Thickness at samples of a surface.

    Parameters
    ----------
    mesh : what was measured
    samples : where, in rising order of the triangles
    balls : at the samples
    """

    mesh: Mesh
    samples: Samples
    balls: Balls

    @property
    def ball(self) -> Found:
        """The largest ball at each sample: how wide (infinite where nothing lies across), where it
        is stopped, and by which triangle (-1 for none)."""
        return self.balls.largest

    @property
    def wall(self) -> Found:
        """The same where the sides of the metal close by no more than `features.TAPER`, and so are
        a wall rather than the root of an edge; infinite elsewhere. Looked for when it is asked."""
        return self.balls.walls

    @property
    def thickness(self) -> Floats:
        """(n,) at each sample, mm; infinite where nothing lies across."""
        return self.ball.wide

    @property
    def by_triangle(self) -> Floats:
        """(m,) the least thickness on each triangle, mm; infinite where none was looked at."""
        least: Floats = np.full(len(self.mesh.triangles), np.inf)
        np.minimum.at(least, self.samples.triangle, self.thickness)
        return least


def wall_map(mesh: Mesh, spacing: float = 0.5, only: NDArray[np.bool_] | None = None) -> Map:
    """The thickness all over a closed mesh.

    Parameters
    ----------
    mesh : closed, oriented, with at least one triangle
    spacing : mm; a patch of the surface this wide has a sample in it (a choice: a thin patch of
        half a millimetre does not slip through)
    only : (m,) the triangles that are looked at; all, if not said

    Raises
    ------
    ParameterError
        If the spacing does not suit the mesh.
    """
    samples = cover(mesh, spacing, only)
    return Map(mesh, samples, Balls(mesh, samples.place, -samples.normal, samples.triangle))
