"""Heads on an open band: which of its ends each one stands on, and the openings that closes.

A head that reaches over to the other end ties the two together; one that does not leaves them
free. Both are rings one may want, so it is looked at, on the meshes, and only what is neither is
refused: a head that grazes an end or another head, or stands a hair off it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.geometry.overlaps import joined, overlap
from jewelcad.reference.limits import limit
from jewelcad.shanks.open import Ended
from jewelcad.workpiece import Part

if TYPE_CHECKING:
    from manifold3d import Manifold

    from jewelcad.workpiece import Body

TOLERANCE = 0.02
"""mm: of the meshes looked at (a choice; a tenth of the least gap)."""


@dataclass(frozen=True)
class Standing:
    """A part where it stands, by its name in the ring."""

    name: str
    part: Part
    frame: Frame


def openings_closed(shank: Ended, standing: Sequence[Standing]) -> int:
    """Ways round that parts close on an open band: of each one less than its footings.

    Raises
    ------
    ParameterError
        If a part overlaps an end by less than ``overlap.merge``, stands nearer to one than
        ``check.gap.error`` without touching it, or as near to another part.
    """
    for one, other in combinations(standing, 2):
        found = overlap(_metal(one), _metal(other), 2 * _least_gap())
        if found.pieces or found.air < _least_gap() - 2 * TOLERANCE:
            how = "touches" if found.pieces else f"stands {found.air:.2f} mm off"
            raise ParameterError(
                f"{one.name} {how} {other.name} on the ends of the band; {_least_gap():g} mm is "
                "the least gap (limits.csv: check.gap.error). Part them (gap), or narrow their "
                "feet (base_diameter)."
            )
    return sum(max(_footings(shank, one) - 1, 0) for one in standing)


def _footings(shank: Ended, one: Standing) -> int:
    footings = 0
    for end in _ends(shank):
        found = overlap(_metal(one), end, 2 * _least_gap())
        seam = limit("overlap.merge").value
        if found.pieces and found.thin < seam:
            raise ParameterError(
                f"{one.name} runs only {found.thin:.2f} mm deep into an end of the band, less than "
                f"the {seam:g} mm that make a seam (limits.csv: overlap.merge). Move it farther "
                "over the end or clear of it, or part the ends otherwise (apart, gap)."
            )
        if not found.pieces and found.air < _least_gap():
            raise ParameterError(
                f"{one.name} stands {found.air:.2f} mm off an end of the band, less than the "
                f"{_least_gap():g} mm a gap must have (limits.csv: check.gap.error). Take a wider "
                "foot that joins the end, or part the ends more (apart, gap)."
            )
        footings += found.pieces
    return footings


def _least_gap() -> float:
    return limit("check.gap.error").value


@lru_cache(maxsize=16)
def _metal(one: Standing) -> Manifold:
    made = one.part.build("cast").on(one.frame)
    return (_joined(made.metal) - _joined(made.openings)) + _joined(made.prongs)


@lru_cache(maxsize=4)
def _ends(shank: Ended) -> list[Manifold]:
    """The two halves of an open band, cut across where they are one."""
    up = 1.0 if shank.opening == "top" else -1.0
    half = _joined(shank.build("cast").metal).trim_by_plane((0.0, 0.0, up), 0.0)
    return [piece for piece in half.decompose() if piece.volume() > 0.0]


def _joined(bodies: tuple[Body, ...]) -> Manifold:
    return joined((body.shape.mesh(TOLERANCE, body.name), body.frame) for body in bodies)
