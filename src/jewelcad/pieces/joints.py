"""Heads on an open band: which of its ends each one stands on, and the openings that closes.

A head that reaches over to the other end ties the two together; one that does not leaves them
free. Both are rings one may want, so it is looked at, on the meshes, and only what is neither is
refused: a head that grazes an end, or stands a hair off it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.geometry.overlaps import joined, overlap
from jewelcad.reference.limits import limit
from jewelcad.shanks.open import Ended
from jewelcad.workpiece import Part

if TYPE_CHECKING:
    from manifold3d import Manifold

    from jewelcad.frames import Frame
    from jewelcad.workpiece import Body

TOLERANCE = 0.02
"""mm: of the meshes looked at (a choice; a tenth of the least gap)."""


@lru_cache(maxsize=64)
def openings_closed(shank: Ended, part: Part, frame: Frame, name: str) -> int:
    """Ways round that a part closes by standing on an open band: one less than its footings.

    Raises
    ------
    ParameterError
        If it overlaps an end by less than ``overlap.merge``, or stands nearer to one than
        ``check.gap.error`` without touching it.
    """
    made = part.build("cast").on(frame)
    metal = (_joined(made.metal) - _joined(made.openings)) + _joined(made.prongs)
    seam, gap = limit("overlap.merge").value, limit("check.gap.error").value
    footings = 0
    for end in _ends(shank):
        found = overlap(metal, end, 2 * gap)
        if found.pieces and found.thin < seam:
            raise ParameterError(
                f"{name} runs only {found.thin:.2f} mm deep into an end of the band, less than the "
                f"{seam:g} mm that make a seam (limits.csv: overlap.merge). Move it farther over "
                "the end or clear of it, or part the ends otherwise (apart, gap)."
            )
        if not found.pieces and found.air < gap:
            raise ParameterError(
                f"{name} stands {found.air:.2f} mm off an end of the band, less than the {gap:g} "
                "mm a gap must have (limits.csv: check.gap.error). Take a wider foot that joins "
                "the end, or part the ends more (apart, gap)."
            )
        footings += found.pieces
    return max(footings - 1, 0)


@lru_cache(maxsize=4)
def _ends(shank: Ended) -> list[Manifold]:
    """The two halves of an open band, cut across where they are one."""
    up = 1.0 if shank.opening == "top" else -1.0
    half = _joined(shank.build("cast").metal).trim_by_plane((0.0, 0.0, up), 0.0)
    return [piece for piece in half.decompose() if piece.volume() > 0.0]


def _joined(bodies: tuple[Body, ...]) -> Manifold:
    return joined((body.shape.mesh(TOLERANCE, body.name), body.frame) for body in bodies)
