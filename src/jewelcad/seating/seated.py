"""What is told of how one stone sits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grip:
    """Metal laid over the crown in one place.

    Parameters
    ----------
    area : that touches the crown, mm²
    azimuth : of its middle, degrees from the stone's length
    reach : how far inwards it reaches from the girdle, mm
    coverage : the same as a share of the way to the table (or the top) there
    height : of its highest contact over the girdle's upper edge, share of the crown's height
    neck : least metal left behind the girdle, mm; None if it does not stand behind the girdle
    """

    area: float
    azimuth: float
    reach: float
    coverage: float
    height: float
    neck: float | None = None


@dataclass(frozen=True)
class Seating:
    """How one stone sits.

    Parameters
    ----------
    stone : name
    clearance : least distance of the stone from the cast metal, mm; `fit.NEAR` if it touches
        nothing
    overlap : volume of the stone that lies in cast metal, mm³
    bearing : area of metal under the girdle that carries the stone when it is set, mm²
    bearing_round : share of the girdle's directions in which there is some
    bearing_width : how far it reaches inwards from the girdle, in plan, mm
    grips : metal over the crown when it is set, by azimuth
    above : height of the metal over the table, highest point within the girdle; mm, set
    beside : least metal from the girdle outwards to air, mm; None without any
    web : least metal from the girdle to a neighbour's seat, mm; None without any
    under : least metal straight under the bearing, mm; None without a bearing
    culet_to_finger : from the lowest point to the finger, mm; None without a finger
    """

    stone: str
    clearance: float
    overlap: float
    bearing: float
    bearing_round: float
    bearing_width: float
    grips: tuple[Grip, ...]
    above: float
    beside: float | None
    web: float | None
    under: float | None
    culet_to_finger: float | None

    @property
    def held(self) -> bool:
        """Whether metal carries the stone from below and grips it from above."""
        return self.bearing > 0.0 and bool(self.grips)

    @property
    def neck(self) -> float | None:
        """The least of the grips' necks, mm."""
        return min((g.neck for g in self.grips if g.neck is not None), default=None)
