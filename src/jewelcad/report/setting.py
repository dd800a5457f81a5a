"""What is measured for the setter: how every stone sits, and the metal that is cast for him."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jewelcad.units import grams
from jewelcad.workpiece import NO_SETTERS_METAL

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh
    from jewelcad.report.facts import Finished
    from jewelcad.workpiece import Workpiece


class Setting:
    """A finished piece at the stages it was not made at."""

    def __init__(self, finished: Finished) -> None:
        self.finished = finished
        self.recipe = finished.recipe

    @cached_property
    def bare(self) -> Mesh:
        """The metal as cast, without setter's metal."""
        if self.recipe.stage == "cast" and not self.recipe.setter:
            return self.finished.mesh
        return self._mesh(self.finished.piece.workpiece("cast", NO_SETTERS_METAL))

    @cached_property
    def bench(self) -> Workpiece:
        """What lies on the bench when stones are set."""
        made: Workpiece = (
            self.finished.workpiece
            if self.recipe.stage == "set"
            else self.finished.piece.workpiece("set")
        )
        return made

    def seats(self) -> list[dict[str, Any]]:
        """How every stone sits, in the order of the stones."""
        from jewelcad.seating import seatings

        if not self.finished.workpiece.stones:
            return []
        done = self.finished.mesh if self.recipe.stage == "set" else self._mesh(self.bench)
        return [_plain(seat) for seat in seatings(self.bench, self.bare, done)]

    def setters_metal(self) -> dict[str, Any] | None:
        """What is cast for the setter; None for a set piece and one without stones."""
        from jewelcad import measure

        if self.recipe.stage == "set" or not self.finished.workpiece.stones:
            return None
        more = measure.volume(self.finished.mesh) - measure.volume(self.bare)
        return {
            "spare_length": self.recipe.setter.length,
            "bearing_mm": self.recipe.setter.bearing,
            "volume_mm3": round(more, 4),
            "grams": round(grams(more, self.finished.piece.alloy.density_g_cm3), 4),
        }

    def _mesh(self, workpiece: Workpiece) -> Mesh:
        from jewelcad import finish

        return finish.mesh(workpiece, self.recipe.tolerance)


def _plain(seat: Any) -> dict[str, Any]:
    """A seating as JSON holds it, lengths in mm."""
    told = {**asdict(seat), "neck": seat.neck, "held": seat.held}
    told["grips"] = [_rounded(grip) for grip in told["grips"]]
    return _rounded(told)


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}
