"""A stone as a faceting diagram: tiers of planes, each a tilt, index positions and a distance.

Origin: the middle of the girdle plane, table up (+z). Azimuths go counter-clockwise from +x, seen
from the table. Lengths are in the diagram's own unit; cuts write theirs at width 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector

if TYPE_CHECKING:
    from jewelcad.gems.polyhedron import Polyhedron


@dataclass(frozen=True, slots=True)
class Tier:
    """Facets cut at one setting of the machine: same tilt, same distance, several positions.

    Parameters
    ----------
    name : what the facets are called, such as ``upper half``
    tilt : degrees between the facet's outward normal and straight up: table 0, a crown facet its
        crown angle, girdle 90, a pavilion facet 180 less its pavilion angle, culet 180
    azimuths : where the facets look, degrees
    distance : of the planes from the origin, more than 0
    """

    name: str
    tilt: float
    azimuths: tuple[float, ...]
    distance: float

    @classmethod
    def through(
        cls, name: str, tilt: float, azimuths: tuple[float, ...], radius: float, z: float
    ) -> Tier:
        """The tier whose planes pass ``radius`` from the axis, straight below their azimuth, at z.

        Examples
        --------
        >>> Tier.through("bezel", 34.0, (0.0, 45.0), radius=0.5, z=0.0125).slope
        34.0
        """
        lean = math.radians(tilt)
        return cls(name, tilt, azimuths, radius * math.sin(lean) + z * math.cos(lean))

    @property
    def slope(self) -> float:
        """Angle between the facets and the girdle plane, degrees from 0 to 90."""
        return min(self.tilt, 180.0 - self.tilt)

    @property
    def normals(self) -> Iterator[Vector]:
        """Outward unit normals, one for each azimuth."""
        lean = math.radians(self.tilt)
        out, up = math.sin(lean), math.cos(lean)
        for azimuth in map(math.radians, self.azimuths):
            yield (out * math.cos(azimuth), out * math.sin(azimuth), up)


@dataclass(frozen=True, slots=True)
class Diagram:
    """Tiers in the order they are cut. What lies behind all their planes is the stone.

    Raises
    ------
    ParameterError
        If a tier's plane does not pass outside the origin.
    """

    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        for tier in self.tiers:
            if not (math.isfinite(tier.distance) and tier.distance > 0.0):
                raise ParameterError(
                    f"Tier {tier.name!r} lies {tier.distance:g} from the centre of the stone, so "
                    "it would cut the centre away. Give it a distance above 0."
                )

    def planes(self) -> Iterator[tuple[str, Vector, float]]:
        """Tier name, outward unit normal and distance of every plane."""
        for tier in self.tiers:
            for normal in tier.normals:
                yield tier.name, normal, tier.distance

    def polyhedron(self) -> Polyhedron:
        """The stone the planes enclose.

        Raises
        ------
        ParameterError
            If the planes leave it open.
        """
        from jewelcad.gems.polyhedron import enclosed

        return enclosed(self.planes())
