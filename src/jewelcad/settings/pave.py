"""Pavé: a field of round stones held by beads between them, each shared by those around it.

It is made in the ring's own frame, where the layout's stones are. The beads stand in the gaps of
the layout's pairs: three or four stones share one inside, two at the edge, and a stone at the end
of a row has its own.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.geometry.rims import Less
from jewelcad.geometry.shapes import Facetted, Shape
from jewelcad.layouts import Layout
from jewelcad.params import OneOf, Range, part
from jewelcad.reference.limits import limit
from jewelcad.settings.beads import BESIDE, COVER, POST, Beads
from jewelcad.settings.bed import Band, bed, must_bed
from jewelcad.settings.between import Spot
from jewelcad.settings.bright_cuts import BrightCuts, along
from jewelcad.settings.grains import FINE, Grip
from jewelcad.units import Mm
from jewelcad.workpiece import Body, Part, Stage, Workpiece

APART = 0.05
"""mm between two finished beads, at least (a choice)."""
OVER = 0.5
"""mm by which seats and cuts are open over the beads."""


@part
class Pave(Part):
    """Beads between the stones of a field, with the stones' seats and openings.

    Parameters
    ----------
    row : the stones, such as `layouts.field` gives; round ones
    band : the shank they lie on
    coverage : share of the crown, girdle to table, that a finished bead covers (GIA: 0.3 to 0.4)
    height : of the finished beads over the girdle, share of the crown; by default the highest of
        ``prong.height`` (a choice)
    spare : length of the beads over the table before setting; by default 10 % of the stone
        (``prong.spare_length.share``)
    opening : diameter of the openings under the stones, share of the stone (``opening.share``);
        0 for none
    look : ``plain`` beads on the band's surface; ``cut-down``: the metal between the stones is cut
        down to their girdles and a thin bright-cut wall is left along each edge; ``fishtail``: the
        wall follows the stones in scallops, and beads at the edge are split in a V. The last two
        need stones sunk in the band

    Raises
    ------
    ParameterError
        If stones lie too deep or too near the edge, beads meet or would stand over an opening.

    Examples
    --------
    >>> from jewelcad import RingSize
    >>> from jewelcad.gems import Gem
    >>> from jewelcad.layouts import field
    >>> from jewelcad.shanks import Shank, flat
    >>> band = Shank(RingSize("US 7"), flat(5.2, 1.9))
    >>> pave = Pave(field(band, Gem.round(1.3), rows=3, gap=0.1), band)
    >>> [sum(len(bead.stones) == n for bead in pave.beads) for n in (3, 2)]
    [188, 94]
    """

    row: Layout
    band: object
    coverage: Annotated[float, Range(0.1, 0.6), "share of the crown under a bead"] = COVER
    height: Annotated[float | None, Range(0.3, 1.2), "of the beads, share of the crown"] = None
    spare: Annotated[Mm | None, Range(0, 2), "beads over the table before setting"] = None
    opening: Annotated[float, Range(0, 0.8), "share of the stone"] = limit("opening.share").value
    look: Annotated[str, OneOf("plain", "cut-down", "fishtail"), "the edges"] = "plain"

    part_name = "pave"

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def windows(self) -> int:
        """Openings one can see through to the finger: each adds one to the ring's genus."""
        return len(self.row) if self.opening else 0

    @cached_property
    def grip(self) -> Grip:
        return Grip(self.coverage, self.height or limit("prong.height").hi or 0.0)

    @cached_property
    def _held(self) -> Beads:
        return Beads(self.row, self.grip, self.spare)

    @property
    def beads(self) -> tuple[Spot, ...]:
        """Where they stand."""
        return self._held.spots

    def radius(self, spot: Spot) -> float:
        """Of a finished bead, mm."""
        return self._held.dome(spot).radius

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        band = must_bed("Pave", self.row, self.band, self.opening)
        self._check_edges(band)
        for spot in self.beads:
            self._check_bead(spot)
        self._check_apart()
        if self.look != "plain" and self.row.sunk < 0.1:
            raise ParameterError(
                f"Pave.look = {self.look!r} cuts walls as high as the stones are sunk, and this "
                f"layout sinks them {self.row.sunk:g} mm. Lay it with sunk = 0.2 or more, or "
                "choose look='plain'."
            )

    def _check_edges(self, band: Band) -> None:
        for i, (gem, frame) in enumerate(self.row.stones):
            x, y, z = frame.origin
            left = band.width(math.degrees(math.atan2(x, z))) / 2 - abs(y) - gem.girdle_radius
            if left < BESIDE - 1e-9:
                raise ParameterError(
                    f"Pave: {left:.2f} mm of metal is left beside stone {i}; {BESIDE:g} mm is the "
                    f"least (Ganoksin). Make the band {2 * (BESIDE - left):.2f} mm wider, or "
                    "choose smaller stones or fewer rows."
                )

    def _check_bead(self, spot: Spot) -> None:
        gem, radius = self._held.gem(spot), self.radius(spot)
        least = limit("check.prong.micro.error")
        if 2 * radius < least.value:
            raise ParameterError(
                f"Pave: a bead between stones {_named(spot)} would be {2 * radius:.2f} mm wide; "
                f"{least.value:g} mm is the least ({least.source}). Choose larger stones, a larger "
                "gap or more coverage."
            )
        room = gem.girdle_radius + spot.off - POST * radius - self.opening * gem.width / 2
        if room < 0.0:
            raise ParameterError(
                f"Pave: the bead between stones {_named(spot)} would stand over an opening by "
                f"{-room:.2f} mm, and no hole may lie beneath a bead (GIA). Make opening smaller "
                f"than {self.opening:g}."
            )

    def _check_apart(self) -> None:
        from scipy.spatial import cKDTree

        tree = cKDTree([spot.frame.origin for spot in self.beads])
        radii = [self.radius(spot) for spot in self.beads]
        for i, j in sorted(tree.query_pairs(2 * max(radii) + APART)):
            a, b = self.beads[i], self.beads[j]
            left = math.dist(a.frame.origin, b.frame.origin) - radii[i] - radii[j]
            if left < APART:
                raise ParameterError(
                    f"Pave: beads between stones {_named(a)} and {_named(b)} come within "
                    f"{left:.2f} mm of each other; {APART:g} mm is the least. Ask the layout for a "
                    "smaller gap, or cover less."
                )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Openings, beads, seats and stones."""
        beads = [
            Body(f"bead[{k}]", self._bead(s, stage), s.frame) for k, s in enumerate(self.beads)
        ]
        assert isinstance(self.band, Band)
        work = bed(self.row, self.band, stage, self.opening, self._held.top + OVER)
        return work + Workpiece(prongs=beads, openings=self._cuts())

    def _bead(self, spot: Spot, stage: Stage) -> Shape:
        whole = self._held.shape(spot, stage)
        if stage == "set" and self.look == "fishtail" and len(spot.stones) == 2:
            dome = self._held.dome(spot)
            return Less(whole, (_vee(round(dome.radius, FINE), round(dome.top, FINE)),))
        return whole

    def _cuts(self) -> list[Body]:
        """The bright cuts down to the girdles: round every stone, or straight along the edges."""
        if self.look == "plain":
            return []
        cuts = BrightCuts(self.row, self._margin)
        if self.look == "fishtail":
            return list(cuts.scalloped())
        edge = {(s.stones[0], s.stones[1]) for s in self.beads if len(s.stones) == 2}
        return list(cuts.straight(sorted(edge)))

    @property
    def _margin(self) -> float:
        """How far outside the girdles the cuts' floor reaches: beyond every gap's middle."""
        inside = [s.off for s in self.beads if len(s.stones) > 2]
        return max([0.06, *(off + 0.02 for off in inside)]) if inside else 0.1


def _named(spot: Spot) -> str:
    return " and ".join(map(str, spot.stones))


def _vee(radius: float, top: float) -> Facetted:
    """A V across the middle of a bead, outwards along x."""
    half, deep, r, up = 0.35 * radius, 0.75 * top, radius + 0.2, top + 0.2
    half *= (up - top + deep) / deep
    ring = [(0.0, top - deep), (half, up), (-half, up)]
    return along(ring, r)
