"""Beads between the stones of a layout: where they stand, how large they are, and their shapes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jewelcad.gems import Stone
from jewelcad.geometry.shapes import Shape
from jewelcad.layouts import Layout
from jewelcad.reference.limits import limit
from jewelcad.settings.between import Spot, spots
from jewelcad.settings.grains import DRAFT, Dome, Grip, domed, upright
from jewelcad.units import Mm
from jewelcad.workpiece import Stage

COVER = 0.35
"""Of the crown a bead covers: the middle of GIA's 30 to 40 % (domain.md §5.5)."""
BEAD = 0.4
"""Diameter of a bead that touches one or two stones, share of the stone (JewelCraft, §5.5)."""
POST = 0.9
"""Radius of a bead before it is raised over that after (a choice)."""
ROOT = 0.35
"""How deep beads are rooted under the girdles, share of the stone's width (a choice)."""
BESIDE = 0.5
"""mm of metal beside the outer stones, at least (Ganoksin, domain.md §5.5)."""


@dataclass(frozen=True)
class Beads:
    """The beads of a layout of round stones.

    Parameters
    ----------
    spare : height over the table before setting, mm; by default 10 % of the stone
        (``prong.spare_length.share``)
    """

    row: Layout
    grip: Grip
    spare: Mm | None = None

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Where they stand; a bead that would meet one of more stones is left out."""
        from scipy.spatial import cKDTree

        def off(stones: tuple[int, ...]) -> float:
            gem = min((self.row.gems[i] for i in stones), key=lambda g: g.width)
            return BEAD * gem.width / 2 - self.grip.inside(gem)

        found = spots(self.row, off)
        close = 0.5 * BEAD * min(gem.width for gem in self.row.gems)
        near = cKDTree([s.frame.origin for s in found]).query_pairs(close)
        shut = {max(pair) for pair in near}
        return tuple(s for k, s in enumerate(found) if k not in shut)

    def gem(self, spot: Spot) -> Stone:
        """The largest stone a bead touches: the others are covered more."""
        return max((self.row.gems[i] for i in spot.stones), key=lambda g: g.width)

    def dome(self, spot: Spot) -> Dome:
        """Of a finished bead."""
        return self.grip.dome(self.gem(spot), spot.off)

    @property
    def top(self) -> float:
        """Of the highest beads before setting over the girdles, mm."""
        gem = max(self.row.gems, key=lambda g: g.width)
        share = limit("prong.spare_length.share").value
        return gem.table_height + (share * gem.width if self.spare is None else self.spare)

    def shape(self, spot: Spot, stage: Stage) -> Shape:
        """A bead on its spot: a post before setting, a dome over the crowns after."""
        dome, low = self.dome(spot), -ROOT * self.gem(spot).width
        if stage == "cast":
            return upright(POST * dome.radius, low, self.top, DRAFT)
        return domed(POST * dome.radius, low, dome, DRAFT)
