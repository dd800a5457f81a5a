"""Rows of round stones that share their claws: an eternity ring, whole or in part, or shoulders.

Each pair of neighbours has one claw on either side of the row, which holds both; a stone at the end
of a row has two of its own. Stones may be of several sizes: a claw is as thick as suits the smaller
of its two, its tip as large as the larger asks. It is made in the ring's own frame, where the
layout's stones are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.contours import Contour, Line, polygon
from jewelcad.geometry.rims import plug
from jewelcad.layouts import Layout
from jewelcad.params import Range, Suggest, part
from jewelcad.reference.limits import limit, prong_diameter
from jewelcad.settings.bed import Band, bed, height_over_bore, must_bed
from jewelcad.settings.between import Spot, meeting, spots
from jewelcad.settings.grains import Dome, Grip, domed, upright
from jewelcad.units import Deg, Mm
from jewelcad.workpiece import Body, Part, Stage, Workpiece

FOOT = 0.45
"""Height of the claws' feet, share of the way from the finger to the girdles (a choice)."""
OVER = 0.5
"""mm by which seats and scallops are open over the claws."""
THICKER, MOST = 0.02, 1.5
"""mm by which a claw is made thicker until it stands apart from the other of its pair, and how
thick at most, in its usual diameters (choices): a thicker one stands farther out."""


@part
class SharedClaws(Part):
    """Claws shared by the neighbours of a row, with the stones' seats and openings.

    Parameters
    ----------
    row : the stones, such as `layouts.eternity` or `layouts.graduated` gives: round ones, none side
        by side
    band : the shank they lie on
    claw_diameter : by default JewelCraft's preset for the smaller of a claw's stones
        (``prong_diameter``), or as much more as parts the two claws of a pair
    notch : share of a claw's diameter that each of its stones cuts away (a choice between the 15 %
        of ``prong.overlap.share`` and the 25 % of ``seat.depth.cast``)
    coverage, height : of the finished claws over the crowns; by default the least and the highest
        of the trade (``prong.coverage``, ``prong.height``), for each reaches over two (a choice)
    spare : length of the claws over the table before setting, mm; by default 10 % of the stone
        (``prong.spare_length.share``)
    lean : of the claws, outwards across the band, degrees (a choice)
    opening : diameter of the openings under the stones, share of the stone (``opening.share``);
        0 for none
    scalloped : U-shaped cuts across the band beneath every stone, so that it stands on the claws
        between them; else the band's sides stay whole
    scallop_depth : of the cuts below the girdle; by default 60 % of the pavilion (a choice), less
        where the band would keep under 0.8 mm (``check.wall.warn``)

    Raises
    ------
    ParameterError
        If stones lie too deep, claws are too thin or meet, or the band is too narrow for them.

    Examples
    --------
    >>> from jewelcad import RingSize
    >>> from jewelcad.gems import Gem
    >>> from jewelcad.layouts import eternity
    >>> from jewelcad.shanks import Shank, flat
    >>> band = Shank(RingSize("US 7"), flat(2.2, 1.9))
    >>> row = eternity(band, Gem.round(2.0), gap=0.1, sunk=-0.2)
    >>> len(SharedClaws(row, band).claws) == 2 * len(row)
    True
    """

    row: Layout
    band: object
    claw_diameter: Annotated[Mm | None, Range(0.35, 3), "claw at the girdle"] = None
    notch: Annotated[float, Range(0.05, 0.4), "share of a claw cut by each stone"] = 0.2
    coverage: Annotated[float | None, Range(0.1, 0.6), "share of girdle to table"] = None
    height: Annotated[float | None, Range(0.3, 1.2), "of the tips, share of the crown"] = None
    spare: Annotated[Mm | None, Range(0, 3), "claws over the table before setting"] = None
    lean: Annotated[Deg, Range(0, 15), Suggest(0, 10, 1), "of the claws, outwards"] = 4.0
    opening: Annotated[float, Range(0, 0.8), "share of the stone"] = limit("opening.share").value
    scalloped: Annotated[bool, "U cuts between the claws"] = False
    scallop_depth: Annotated[Mm | None, Range(0.1, 5), "of the cuts below the girdle"] = None

    part_name = "row"

    # ---- numbers -------------------------------------------------------------------------------

    @property
    def windows(self) -> int:
        """Openings one can see through to the finger: each adds one to the ring's genus."""
        return len(self.row) if self.opening else 0

    def diameter(self, stones: Iterable[int]) -> float:
        """Of the claw that holds those stones, mm."""
        if self.claw_diameter:
            return self.claw_diameter
        held = tuple(stones)
        usual = prong_diameter(min(self.row.gems[i].width for i in held), rule="preset").value
        if len(held) != 2:
            return usual
        least, steps = limit("check.gap.error").value, math.ceil((MOST - 1.0) * usual / THICKER)
        tries = (round(usual + THICKER * k, 4) for k in range(steps))
        return next((d for d in tries if self._air(*held, d) >= least), usual)

    def off(self, stones: Iterable[int]) -> float:
        """Of that claw's axis outside the girdles, mm."""
        return self.diameter(stones) * (0.5 - self.notch)

    @cached_property
    def claws(self) -> tuple[Spot, ...]:
        """Where they stand."""
        return spots(self.row, self.off)

    @cached_property
    def grip(self) -> Grip:
        cover, height = limit("prong.coverage").lo, limit("prong.height").hi
        return Grip(self.coverage or cover or 0.0, self.height or height or 0.0)

    def dome(self, spot: Spot) -> Dome:
        """A finished claw's tip: it covers what is asked of its larger stone, and more of the
        other."""
        gem = max((self.row.gems[i] for i in spot.stones), key=lambda g: g.width)
        return self.grip.dome(gem, spot.off)

    def neck(self, i: int, j: int) -> float:
        """What two seats leave of the claw between them at its axis, mm."""
        far, (a, b) = self._far(i, j), (self.row.gems[k].girdle_radius for k in (i, j))
        _, y = self._stand(i, j)
        return far - sum(math.sqrt(max(r**2 - y**2, 0.0)) for r in (a, b))

    def _air(self, i: int, j: int, diameter: float) -> float:
        """Between the two claws of a pair once they are set, mm."""
        off, pair = diameter * (0.5 - self.notch), [self.row.gems[k] for k in (i, j)]
        _, aside = meeting(self._far(i, j), *(gem.girdle_radius + off for gem in pair))
        dome = self.grip.dome(max(pair, key=lambda gem: gem.width), off)
        return 2.0 * (aside - max(diameter / 2.0, dome.radius))

    def _far(self, i: int, j: int) -> float:
        return math.dist(self.row.frames[i].origin, self.row.frames[j].origin)

    def _stand(self, i: int, j: int) -> tuple[float, float]:
        """Of the claws two stones share: on the way from the first to the second, and beside it."""
        off = self.off((i, j))
        a, b = (self.row.gems[k].girdle_radius + off for k in (i, j))
        return meeting(self._far(i, j), a, b)

    # ---- checks --------------------------------------------------------------------------------

    def check(self) -> None:
        band = must_bed("SharedClaws", self.row, self.band, self.opening)
        if any(len(spot.stones) > 2 for spot in self.claws):
            raise ParameterError(
                "SharedClaws.row has stones side by side: it takes one row. Set several rows with "
                "Pave."
            )
        least = limit("check.prong.micro.error")
        thinnest = min(self.diameter(spot.stones) for spot in self.claws)
        if thinnest < least.value:
            raise ParameterError(
                f"SharedClaws: claws of {thinnest:.2f} mm on stones of "
                f"{min(g.width for g in self.row.gems):g} mm are too thin; {least.value:g} mm is "
                f"the least ({least.source}). Choose larger stones, or a claw_diameter."
            )
        for spot in self.claws:
            self._check_claw(spot, band)
        if self.scalloped:
            self._scallops()

    def _check_claw(self, spot: Spot, band: Band) -> None:
        d = self.diameter(spot.stones)
        if len(spot.stones) == 2:
            self._check_pair(*spot.stones, d)
        x, y, z = spot.frame.origin
        half = band.width(math.degrees(math.atan2(x, z))) / 2
        need = abs(y) + d / 2
        if need > half + 1e-9:
            raise ParameterError(
                f"SharedClaws: the claws reach {need:.2f} mm from the band's middle and the "
                f"band is {2 * half:.2f} mm wide. Make it {2 * need:.2f} mm wide, or choose "
                "smaller stones."
            )

    def _check_pair(self, i: int, j: int, diameter: float) -> None:
        air, least = self._air(i, j, diameter), limit("check.gap.error")
        if air < least.value:
            raise ParameterError(
                f"SharedClaws: the two claws between stones {i} and {j} come within "
                f"{air:.2f} mm of each other; {least.value:g} mm is the least "
                f"({least.source}). Ask the layout for a smaller gap, or take a smaller notch, "
                "thicker claws or larger stones."
            )
        left, share = self.neck(i, j) / diameter, limit("seat.depth.warn").value
        if left < share:
            raise ParameterError(
                f"SharedClaws.notch = {self.notch:g} leaves {left:.0%} of the claw between stones "
                f"{i} and {j}; {share:.0%} is the least ({limit('seat.depth.warn').source}). Take "
                "a smaller notch, or thicker claws."
            )

    # ---- geometry ------------------------------------------------------------------------------

    def build(self, stage: Stage = "cast") -> Workpiece:
        """Openings, claws, seats and stones."""
        claws = [b for k, spot in enumerate(self.claws) for b in self._claw(k, spot, stage)]
        work = bed(self.row, self._band, stage, self.opening, self._spare_top + OVER)
        return work + Workpiece(prongs=claws, openings=self._scallops() if self.scalloped else [])

    @property
    def _band(self) -> Band:
        assert isinstance(self.band, Band)
        return self.band

    @property
    def _spare_top(self) -> float:
        """Of the highest claws before setting over the girdles, mm."""
        return max(map(self._top, self.row.gems))

    def _top(self, gem: Stone) -> float:
        """Of a stone's claws before setting over its girdle, mm."""
        share = limit("prong.spare_length.share").value
        return gem.table_height + (share * gem.width if self.spare is None else self.spare)

    def _claw(self, k: int, spot: Spot, stage: Stage) -> list[Body]:
        r = self.diameter(spot.stones) / 2
        low = -(1 - FOOT) * height_over_bore(spot.frame.origin, self._band)
        leaning = spot.frame.tilted(self.lean)
        if stage == "cast":
            top = max(self._top(self.row.gems[i]) for i in spot.stones)
            return [Body(f"claw[{k}]", upright(r, low, top), leaning)]
        shank, tip = upright(r, low, 0.0), domed(r, -r, self.dome(spot))
        return [Body(f"claw[{k}]", shank, leaning), Body(f"claw[{k}]/tip", tip, spot.frame)]

    def _scallops(self) -> list[Body]:
        """Under each stone a U across the band, as wide as its claws leave."""
        halves: dict[int, float] = {}
        for i, j in self.row.pairs:
            along, _ = self._stand(i, j)
            r = self.diameter((i, j)) / 2
            for k, way in ((i, along), (j, self._far(i, j) - along)):
                halves[k] = min(halves.get(k, way - r), way - r)
        return [self._scallop(i, half) for i, half in sorted(halves.items())]

    def _scallop(self, i: int, half: float) -> Body:
        gem, frame = self.row.gems[i], self.row.frames[i]
        wall = limit("check.wall.warn").value
        room = height_over_bore(frame.origin, self._band) - wall
        depth = min(0.6 * gem.pavilion_depth, room)
        depth = depth if self.scallop_depth is None else self.scallop_depth
        if not 0.0 < depth <= room + 1e-9:
            raise ParameterError(
                f"SharedClaws.scallop_depth = {depth:.2f} mm leaves less than {wall:g} mm of the "
                f"band under a {gem.width:g} mm stone. Make the band thicker or the cuts less deep."
            )
        top = self._spare_top + OVER
        corners = [(-half, -top), (half, -top), (half, depth), (-half, depth)]
        soft = 0.9 * min(half, depth)
        u = Contour(polygon(corners, [0.0, 0.0, soft, soft]))
        reach = round(max(map(self._band.width, (0.0, 90.0, 180.0))) + gem.width, 3)
        shape = plug(u, (Line((0.0, -reach), (0.0, reach)),))
        return Body(f"scallop[{i}]", shape, Frame(frame.origin, frame.x, frame.y))
