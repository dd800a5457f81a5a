"""Flush (gypsy) stones: sunk in the band, tables level with it, its edge burnished over them.

The stones lie wherever a layout puts them, in a row or scattered. The part stands in the ring's own
place: ``Ring(shank, Flush(shank, layout))``.
"""

from __future__ import annotations

import itertools
import math
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Contour, Line, polygon
from jewelcad.geometry.parallels import filled, parallel
from jewelcad.geometry.rims import plug
from jewelcad.geometry.shapes import Shape, Turned
from jewelcad.layouts import Layout
from jewelcad.params import Range, Suggest, part
from jewelcad.reference.limits import limit
from jewelcad.settings.seats import must_be_seated, seats
from jewelcad.settings.sides import sides
from jewelcad.shanks import Shank
from jewelcad.units import Mm
from jewelcad.workpiece import Body, Part, PlacedGem, Stage, Workpiece

if TYPE_CHECKING:
    from jewelcad.settings.sides import Side

SIDES_LOOKED_AT = 16
"""Places round a stone at which its crown is looked at."""
RIM = 0.05
"""mm of metal over the girdle, at least, where the band curves away (a choice)."""
ABOVE = 1.0
"""mm a cutter reaches over the table: clear of any band's surface beside it."""


@part
class Flush(Part):
    """Stones set flush in a band.

    Parameters
    ----------
    shank : the band
    layout : the stones and where they lie; their height is the setting's own
    sink : of the tables below the surface, mm
    pilot : diameter of the hole under each stone, share of its width; the bench drills 1/2 to 2/3
        and never more than 3/4
    through : whether that hole goes through to the finger, or ends under the culet
    cover : how far the burnished edge reaches over the girdle; by default a twentieth of the
        stone's width (a choice)
    flare : of the bright cut round the stone, degrees from upright (a choice)
    clearance : between stone and seat, each side, before setting (``seat.clearance``)
    culet_clearance : metal from the culet to the finger (``culet.clearance``); the bench's least is
        0.2 mm
    beside : metal between the stones, and beside them to the band's edge (0.5 mm, Ganoksin)

    Raises
    ------
    ParameterError
        If the band is too thin, too narrow or too round for a stone, or two are too near.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> from jewelcad.layouts import along
    >>> from jewelcad.reference.ring_sizes import RingSize
    >>> from jewelcad.shanks import flat
    >>> band = Shank(RingSize("US 7"), flat(4, thickness=2.0))
    >>> len(Flush(band, along(band, Gem.round(2.0), -25, 25, gap=1.0)).frames)
    3
    """

    shank: Shank
    layout: Layout
    sink: Annotated[Mm, Range(0, 0.5), "tables below the surface"] = 0.0
    pilot: Annotated[float, Range(0.3, 0.75), "hole under a stone, share of its width"] = 0.6
    through: Annotated[bool, "holes go through to the finger"] = True
    cover: Annotated[Mm | None, Range(0.02, 0.5), "edge burnished over the girdle"] = None
    flare: Annotated[float, Range(10, 60), "of the bright cut, degrees"] = 45.0
    clearance: Annotated[Mm, Range(0, 0.3), "room between stone and seat"] = 0.05
    culet_clearance: Annotated[Mm, Range(0.2, 3), Suggest(0.2, 1, 0.1), "culet to finger"] = 0.5
    beside: Annotated[Mm, Range(0.2, 5), "metal between and beside stones"] = 0.5

    part_name = "flush"

    # ---- numbers -------------------------------------------------------------------------------

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Middle of each girdle, table up."""
        placed = zip(self.layout.gems, self.layout.surface_frames, strict=True)
        return tuple(f.lifted(-self.sink - gem.table_height) for gem, f in placed)

    @property
    def windows(self) -> int:
        """Holes through to the finger."""
        return len(self.frames) if self.through else 0

    def cover_of(self, gem: Stone) -> float:
        """How far the edge reaches over the girdle, mm."""
        return self.cover or 0.05 * gem.width

    def thickness_for(self, gem: Stone) -> float:
        """Metal a stone needs from the surface to the finger, mm."""
        return self.sink + gem.depth + self.culet_clearance

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        if not self.frames:
            raise ParameterError("Flush.layout has no stones. Give a layout with one at least.")
        for number, (gem, frame) in enumerate(zip(self.layout.gems, self.frames, strict=True)):
            who = f"Flush stone {number} ({gem.cut}, {gem.width:g} mm)"
            must_be_seated(who, gem)
            self._deep_enough(who, gem, frame)
            self._wide_enough(who, gem, frame)
            self._flat_enough(who, gem, frame)
        self._apart()

    def _deep_enough(self, who: str, gem: Stone, frame: Frame) -> None:
        metal = math.hypot(*_upright(frame.point(0.0, 0.0, gem.table_height + self.sink)))
        metal -= self.shank.bore_radius
        if metal < self.thickness_for(gem) - 1e-9:
            raise ParameterError(
                f"{who} is {gem.depth:.2f} mm deep and the band there {metal:.2f} mm thick. It "
                f"needs {self.thickness_for(gem):.2f} mm: {self.culet_clearance:g} mm from the "
                "culet to the finger (Stuller asks 0.5; the bench's least is 0.2). Make the band "
                "thicker, or choose smaller stones."
            )

    def _wide_enough(self, who: str, gem: Stone, frame: Frame) -> None:
        spots = _under_girdle(gem, frame)
        left = min(self.shank.width(angle) / 2.0 - abs(y) for angle, y in spots)
        if left < self.beside - 1e-9:
            raise ParameterError(
                f"{who} leaves {left:.2f} mm of metal to the band's edge, and {self.beside:g} mm "
                "are asked for (Flush.beside). Make the band wider, or choose smaller stones."
            )

    def _flat_enough(self, who: str, gem: Stone, frame: Frame) -> None:
        """The surface still lies over the girdle's edge all round."""
        origins, _ = self.shank.surface_poses(*zip(*_under_girdle(gem, frame), strict=True))
        low = min(frame.inverse.point(*map(float, o))[2] for o in origins)
        need = self._lip(gem)[1] + RIM
        if low < need:
            raise ParameterError(
                f"{who}: the band curves away to {low:.2f} mm over the girdle's middle at the "
                f"stone's edge, and the burnished rim needs {need:.2f} mm. Choose a flatter or "
                f"wider band, smaller stones, or sink them by {self.sink + need - low:.2f} mm."
            )

    def _apart(self) -> None:
        if len(self.frames) < 2:
            return
        sunk = Layout(self.layout.gems, self.frames, self.layout.gap)
        i, j, gap = sunk.report.tightest or (0, 0, math.inf)
        if gap < self.beside - 1e-6:
            raise ParameterError(
                f"Flush stones {i} and {j} are {gap:.3f} mm apart, and {self.beside:g} mm of metal "
                "are asked for between them (Flush.beside). Spread them, or choose smaller stones."
            )
        for (a, fa), (b, fb) in itertools.combinations(sunk.stones, 2) if self.through else ():
            web = math.dist(self._hole(a, fa), self._hole(b, fb))
            web -= self.pilot * (a.width + b.width) / 2.0
            if web < limit("check.opening.error").value:
                raise ParameterError(
                    f"Holes under flush stones leave {web:.2f} mm of metal between them at the "
                    f"finger; {limit('check.opening.error').value:g} mm are the least. Make "
                    "Flush.pilot smaller, set through to False, or spread the stones."
                )

    def _hole(self, gem: Stone, frame: Frame) -> tuple[float, float, float]:
        """Where the middle of the hole leaves through the bore."""
        fall = math.hypot(*_upright(frame.origin)) - self.shank.bore_radius
        return frame.point(0.0, 0.0, -fall)

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Holes and, at *set*, bright cuts (openings), seats, and the stones."""
        whole = Workpiece()
        for number, (gem, frame) in enumerate(zip(self.layout.gems, self.frames, strict=True)):
            opened = [Body("pilot", self._pilot(gem))]
            if stage == "set":
                opened.append(Body("bright", self._bright(gem)))
            own = Workpiece(
                openings=opened,
                seats=seats(gem, stage, self.clearance, gem.table_height + ABOVE),
                stones=[PlacedGem("stone", gem)],
            )
            whole += own.on(frame).named(f"[{number}]")
        return whole

    def _pilot(self, gem: Stone) -> Shape:
        r = self.pilot * gem.width / 2.0
        low = gem.culet_z - self.clearance
        if self.through:
            low -= self.shank.thickness(0.0) + ABOVE
        return Turned(Contour(polygon([(0.0, low), (r, low), (r, 0.0), (0.0, 0.0)])))

    def _bright(self, gem: Stone) -> Shape:
        """From inside the stone up to the burnished edge, and flaring to above the surface."""
        inner, edge = self._lip(gem)
        top = gem.table_height + ABOVE
        spread = (top - edge) * math.tan(math.radians(self.flare))
        sides_of_it = (Line((0.0, 0.0), (0.0, edge)), Line((0.0, edge), (spread, top)))
        edge_line = parallel(gem.girdle_outline.contour(), -inner)
        return plug(filled(edge_line, 1.02 * spread), sides_of_it)  # a cleft is bridged

    def _lip(self, gem: Stone) -> tuple[float, float]:
        """Where the burnished edge ends: mm inside the girdle, and over its middle."""
        inner = self.cover_of(gem)
        found: tuple[Side, ...] = sides(gem, SIDES_LOOKED_AT)
        return inner, max(side.crown_z(inner) for side in found)


def _under_girdle(gem: Stone, frame: Frame) -> list[tuple[float, float]]:
    """Where the girdle's edge lies on the band: (degrees from the top, mm across)."""
    spots = (frame.point(x, y, 0.0) for x, y in gem.girdle_outline.polygon())
    return [(math.degrees(math.atan2(x, z)), y) for x, y, z in spots]


def _upright(point: tuple[float, float, float]) -> tuple[float, float]:
    """Away from the finger's axis."""
    return point[0], point[2]
