"""The skin of a split shank, sheet by sheet: drawn for one strand, mirrored for the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.quilts import Sheet
from jewelcad.shanks.profiles import EDGE
from jewelcad.shanks.strips import angles, around

if TYPE_CHECKING:
    from jewelcad.shanks.split import SplitShank

Array = NDArray[np.float64]
ACROSS = 17
"""Points a dome is drawn through."""


@dataclass(frozen=True)
class SplitSkin:
    """All sheets of a split shank."""

    band: SplitShank

    def sheets(self) -> list[Sheet]:
        """Both strands, the undivided band, and the two walls of the window."""
        over = angles(-self.band.split, self.band.split, 3.0)
        below = angles(self.band.split, 360.0 - self.band.split)
        made = []
        for side in (1.0, -1.0):
            made += [self._sheet(line, over, side) for line in self._outside()]
            made += [self._sheet(line, over, side) for line in self._inside()]
            made += [self._sheet(line, below, side) for line in self._outside()]
        return made

    def _sheet(self, line: Callable[[float], Any], degrees: Array, side: float) -> Sheet:
        rows = np.array([line(float(a)) for a in degrees])
        lift = np.array([self.band.lift(float(a)) for a in degrees])[:, None]
        return Sheet(
            around(degrees, side * rows[..., 0], self.band.bore_radius + lift + rows[..., 1])
        )

    def _outside(self) -> tuple[Callable[[float], Any], ...]:
        """From the window along the bore, round the edge, up the wall and over the dome."""
        return self._bore, self._edge, self._wall, self._dome

    def _inside(self) -> tuple[Callable[[float], Any], ...]:
        return self._window_edge, self._window_wall

    def _soft(self, degrees: float) -> float:
        """Radius of the window's edge at the bore: nothing at the fork."""
        share = self.band.angle(degrees) / self.band.split
        return EDGE * max(0.0, 1.0 - share * share)

    def _bore(self, a: float) -> Any:
        ends = self.band.window(a) / 2 + self._soft(a), self.band.outer(a) - self._rounding
        return [(ends[0], 0.0), (ends[1], 0.0)]

    @property
    def _rounding(self) -> float:
        return float(self.band.profile.edge)  # type: ignore[attr-defined]

    def _foot(self, a: float) -> float:
        share: float = self.band.profile.side  # type: ignore[attr-defined]
        return max(share * self.band.thickness(a), self._rounding + 0.01)

    def _edge(self, a: float) -> Any:
        e, turn = self._rounding, np.linspace(-math.pi / 2, 0.0, ACROSS)
        return np.stack([self.band.outer(a) - e + e * np.cos(turn), e + e * np.sin(turn)], 1)

    def _wall(self, a: float) -> Any:
        return [(self.band.outer(a), self._rounding), (self.band.outer(a), self._foot(a))]

    def _dome(self, a: float) -> Any:
        outer, inner, foot = self.band.outer(a), self.band.inner(a), self._foot(a)
        middle, half = (outer + inner) / 2, (outer - inner) / 2
        end = math.acos(max(-1.0, (self.band.window(a) / 2 - middle) / half))
        turn = np.linspace(0.0, end, 2 * ACROSS - 1)
        high = (self.band.thickness(a) - foot) * np.sin(turn)
        return np.stack([middle + half * np.cos(turn), foot + high], 1)

    def _window_edge(self, a: float) -> Any:
        e, turn = self._soft(a), np.linspace(math.pi, 1.5 * math.pi, ACROSS)
        return np.stack([self.band.window(a) / 2 + e + e * np.cos(turn), e + e * np.sin(turn)], 1)

    def _window_wall(self, a: float) -> Any:
        x = self.band.window(a) / 2
        return [(x, self._soft(a)), (x, self._dome(a)[-1][1])]
