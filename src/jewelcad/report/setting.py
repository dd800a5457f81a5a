"""What is told to the setter: how every stone sits, and the metal that is cast for him."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from jewelcad.units import grams

if TYPE_CHECKING:
    from jewelcad.checks.subject import Subject
    from jewelcad.seating import Seating


def seats(subject: Subject) -> list[dict[str, Any]]:
    """How every stone sits, in the order of the stones."""
    return [_plain(seat) for seat in subject.seats]


def setters_metal(subject: Subject, density: float) -> dict[str, Any] | None:
    """What is cast for the setter; None for a set piece and one without stones.

    Parameters
    ----------
    density : of the alloy, g/cm³
    """
    from jewelcad import measure

    if subject.stage == "set" or subject.workpiece is None or not subject.workpiece.stones:
        return None
    more = measure.volume(subject.mesh) - measure.volume(subject.bare)
    return {
        "spare_length": subject.setter.length,
        "bearing_mm": subject.setter.bearing,
        "volume_mm3": round(more, 4),
        "grams": round(grams(more, density), 4),
    }


def _plain(seat: Seating) -> dict[str, Any]:
    """A seating as JSON holds it, lengths in mm."""
    told = {**asdict(seat), "neck": seat.neck, "held": seat.held}
    told["grips"] = [_rounded(grip) for grip in told["grips"]]
    return _rounded(told)


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}
