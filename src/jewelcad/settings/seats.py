"""Seats: what every setting cuts for its stone. A seat's own frame is the stone's.

The seat of a round stone is a body of revolution, so the stone may be turned in it; that of another
follows its facets, or the back of its dome.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem, Stone
from jewelcad.gems.room import rooms
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.domes import Curve, Dome
from jewelcad.geometry.parallels import parallel
from jewelcad.geometry.shapes import Turned
from jewelcad.settings.basket import conics
from jewelcad.settings.sides import is_round
from jewelcad.workpiece import Body, Stage

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

QUARTER = math.sqrt(0.5)
"""Weight of the conic that is a quarter of an ellipse."""


@dataclass(frozen=True)
class Itself:
    """A stone's own body as a shape: metal burnished onto it leaves no clearance."""

    stone: Stone

    def solid(self) -> Any:
        return self.stone.solid()

    def mesh(self, tolerance: float, name: str) -> Mesh:
        return replace(self.stone.mesh(tolerance), names=(name,))


def must_be_seated(who: str, gem: Stone) -> None:
    """Refuse a stone that no seat can hold.

    Raises
    ------
    ParameterError
        If it is a briolette.
    """
    if gem.cut == "briolette":
        raise ParameterError(
            f"{who}: a briolette of {gem.width:g} mm has no girdle for a seat and no crown under "
            "which metal holds: it slips out upwards. It is drilled and hung; to set a stone "
            "without a table, choose a rose cut or a cabochon."
        )


def seats(gem: Stone, stage: Stage, clearance: float, open_to: float) -> tuple[Body, ...]:
    """The room a stone needs; of a heart, one for each half.

    Parameters
    ----------
    stage : at ``cast`` the bearing under the girdle and a straight way in from above, up to
        ``open_to``; at ``set`` the stone's own body, so the metal laid over it touches
    clearance : mm on every side, at ``cast``
    open_to : height over the girdle plane to which the way in is open, mm
    """
    if is_round(gem):
        return (seat(gem, stage, clearance, open_to),)
    if stage == "set":
        return (Body("seat", Itself(gem)),)
    if not isinstance(gem, Gem):
        return (Body("seat", _under_a_dome(gem, clearance, open_to)),)
    found = rooms(gem.proportions, gem.width, clearance, open_to)
    if len(found) == 1:
        return (Body("seat", found[0]),)
    return tuple(Body(f"seat[{k}]", half) for k, half in enumerate(found))


def seat(gem: Stone, stage: Stage, clearance: float, open_to: float) -> Body:
    """The turned room of a round stone; see `seats`."""
    if stage == "set":
        return Body("seat", Turned(Contour(polygon(gem.envelope()))))
    outline = gem.envelope(clearance)
    widest = max(r for r, _ in outline)
    below = [p for p in outline if p[1] <= 0.0]
    return Body("seat", Turned(Contour(polygon([*below, (widest, open_to), (0.0, open_to)]))))


def _under_a_dome(stone: Stone, clearance: float, open_to: float) -> Dome:
    """A cabochon's back and edge, a clearance lower and wider, and its way in."""
    girdle, low = stone.girdle_bottom - clearance, stone.culet_z - clearance
    back = Curve.bend((0.0, low), (1.0, low), (1.0, girdle), QUARTER)
    foot = (back,) if girdle > low else ()
    wall, lid = (
        Curve.line((1.0, girdle), (1.0, open_to)),
        Curve.line((1.0, open_to), (0.0, open_to)),
    )
    around = parallel(stone.girdle_outline.contour(), clearance)
    return Dome(tuple(conics(around)), (*foot, wall, lid))
