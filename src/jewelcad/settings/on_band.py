"""Rows set into a band: their seats, and what they ask of it: one thickness, width, bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Gem
from jewelcad.geometry.shapes import Shape
from jewelcad.reference.limits import limit
from jewelcad.settings.seats import seats
from jewelcad.settings.stretch import degrees_of
from jewelcad.shanks import Shank
from jewelcad.workpiece import Body, PlacedGem, Stage, Workpiece

if TYPE_CHECKING:
    from jewelcad.layouts import Layout

ABOVE = 1.0
"""mm a cutter reaches over table or wall, or into the finger."""
LEAST_OPENING = 0.3
"""Share of the stone below which a hole under it is of no use (a choice)."""
EVEN = 0.01
"""mm by which a band's thickness may change under walls of one height."""


def in_seats(gem: Gem, frames: Sequence[Frame], stage: Stage, clearance: float) -> Workpiece:
    """Equal stones on their girdle frames and the seats they need, open upwards at cast."""
    rooms = seats(gem, stage, clearance, gem.table_height + ABOVE)
    numbered = list(enumerate(frames))
    return Workpiece(
        seats=[Body(f"{room.name}[{k}]", room.shape, f) for k, f in numbered for room in rooms],
        stones=[PlacedGem(f"stone[{k}]", gem, f) for k, f in numbered],
    )


def drilled(shape: Shape, frames: Sequence[Frame]) -> list[Body]:
    """A hole under each stone."""
    return [Body(f"opening[{k}]", shape, frame) for k, frame in enumerate(frames)]


def must_carry(owner: str, shank: Shank, centre: float, arc: float, width: float) -> None:
    """Refuse a band that changes its thickness where a row lies, or is too narrow there.

    Parameters
    ----------
    centre, arc : middle and length of the row, degrees
    width : the row's, mm
    """
    marks = [centre + arc * (k / 16.0 - 0.5) for k in range(17)]
    thick = [shank.thickness(a) for a in marks]
    if max(thick) - min(thick) > EVEN:
        raise ParameterError(
            f"{owner}: the band is {min(thick):.2f} to {max(thick):.2f} mm thick where the row "
            "lies, and it needs one thickness. Taper the width only, or set a shorter arc."
        )
    narrow = min(shank.width(a) for a in marks)
    if narrow < width - 1e-9:
        raise ParameterError(
            f"{owner}: the band is {narrow:.2f} mm wide, and the row needs {width:.2f} mm. Make "
            "the band wider, or choose smaller stones or thinner walls."
        )


def step_at_bore(shank: Shank, layout: Layout) -> float:
    """From stone to stone of an even row, measured at the finger, mm."""
    first, second = (degrees_of(frame) for frame in layout.frames[:2])
    return math.radians((second - first) % 360.0) * shank.bore_radius


def opening_length(shank: Shank, layout: Layout) -> float:
    """The longest hole along an even row that leaves bars between at the finger, mm."""
    return step_at_bore(shank, layout) - limit("check.wall.error").value


def must_leave_bars(owner: str, share: float, bar: float) -> None:
    """Refuse holes too small to be of use, or so large that the bars between them are thin.

    Parameters
    ----------
    share : size of the holes, share of the stone's
    bar : metal between them at the finger, mm
    """
    least = limit("check.wall.error").value
    if share < LEAST_OPENING:
        raise ParameterError(
            f"{owner}: at the finger there is no room for openings of {LEAST_OPENING:g} of a stone "
            f'and bars of {least:g} mm between them. Write under="closed".'
        )
    if bar < least - 1e-9:
        raise ParameterError(
            f"{owner}.opening = {share:g} leaves bars of {bar:.2f} mm between the openings at the "
            f"finger; {least:g} mm are the least. Make it smaller."
        )
