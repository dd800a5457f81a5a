"""What every kind of claw starts from: its place and line, and what a kind must say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from jewelcad.frames import Frame
from jewelcad.gems import Stone
from jewelcad.geometry.limbs import Station
from jewelcad.reference.limits import limit
from jewelcad.settings.claw_line import ClawLine, Tip
from jewelcad.settings.places import Place
from jewelcad.settings.sides import Side
from jewelcad.workpiece import Body

Run = tuple[Station, ...]
Grip = tuple[float, float]
"""Coverage of girdle to table under a tip, and its height over the girdle as a share of the
crown's."""
NEVER = -math.inf
STEPS = 8
"""Nearest lower grips tried where the trade's cannot be laid."""


@dataclass(frozen=True)
class Claw:
    """A claw in its plane, before it has a kind.

    Its own frame (`frame`) lies on the outline at the band's crest: x outwards, z up.

    Parameters
    ----------
    gem : the stone
    start : way along the line from the girdle's height at which the claw begins, mm
    stem : runs that lead to there from elsewhere, in the claw's frame
    """

    gem: Stone
    place: Place
    line: ClawLine
    start: float
    stem: tuple[Run, ...] = ()

    @property
    def side(self) -> Side:
        return Side.of(self.gem, self.place)

    def top(self, grip: Grip) -> float:
        """Of the finished tip over the girdle's middle, mm."""
        return self.gem.girdle_top + grip[1] * self.gem.crown_height

    def tip(self, grip: Grip) -> Tip | None:
        """A round tip laid over the stone; see `ClawLine.tip`."""
        return self.line.tip(self.side, grip[0], self.top(grip))

    def kept(self, tip: Tip | None) -> float:
        """Share of a wire's thickness behind the girdle under a tip; see `Kind.kept`."""
        if tip is None:
            return NEVER
        edges = self.gem.girdle_bottom, self.gem.girdle_top
        return min(self.line.behind(tip, z) for z in edges) / (2.0 * self.line.radius(0.0))

    @property
    def frame(self) -> Frame:
        return self.place.frame(0.0, 0.0)

    def foot_frame(self) -> Frame:
        """On the line at the start, z along it."""
        height = self.line.height + self.start * math.cos(self.line.lean)
        foot = self.place.frame(self.line.at(height), height)
        return foot.tilted(math.degrees(self.line.lean))

    def cast_end(self, cast_top: float) -> float:
        """Way at which the straight part of a claw ends whose dome reaches a height, mm."""
        return self.line.length_to(cast_top - self.line.taper.radius(cast_top))


class Kind(Protocol):
    """A kind of claw: a frozen value."""

    @property
    def deep(self) -> float:
        """Thickness square to the girdle over the claw's diameter."""

    @property
    def curves(self) -> bool:
        """Whether it may stand on a curved stem."""

    @property
    def whole(self) -> bool:
        """Whether half of it should stay behind the girdle, rather than its tip lie as asked."""

    def wide(self, diameter: float, below: float = 0.0) -> float:
        """Room along the girdle of a claw of a diameter, ``below`` mm under the girdle."""

    def tips(self, claw: Claw) -> Sequence[Claw]:
        """The claws, of one place or more, that its tips are the upper ends of."""

    def grips(self, coverage: float | None, height: float | None) -> Sequence[Grip]:
        """Grips to try, the best first."""

    def kept(self, claw: Claw, grip: Grip) -> float:
        """Share of its thickness that a claw laid so keeps behind the girdle; ``NEVER`` if it
        cannot be laid so."""

    def bodies(self, name: str, claw: Claw, grip: Grip | None, cast_top: float) -> Iterator[Body]:
        """The claw laid over the stone; with no grip, straight up to ``cast_top`` mm."""


def usual_grips(coverage: float | None, height: float | None) -> list[Grip]:
    """What is asked, else the trade's, else the nearest below."""
    usual = limit("prong.coverage").value, limit("prong.height").value
    steps = [k / STEPS for k in range(STEPS, 0, -1)]
    covers = [coverage] if coverage else [usual[0] * k for k in steps]
    heights = [height] if height else [usual[1] * k for k in steps]
    return sorted(itertools.product(covers, heights), key=lambda t: -(t[0] * t[1]))
