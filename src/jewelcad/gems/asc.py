"""Stones from GemCad's ``.asc`` files.

`load` and `loads` read a design, `dumps` writes it; `AscCut` makes a design a cut and `from_asc` a
stone; `design_of` makes a design of any convex stone and `save` writes that. The format is told in
``facetting_notation``.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from jewelcad.errors import ExportError, ParameterError
from jewelcad.files import written
from jewelcad.gems import profile
from jewelcad.gems.asc_measure import NEAR, measure_of, planes_of, sound
from jewelcad.gems.asc_reader import load, loads
from jewelcad.gems.asc_writer import design_of, dumps
from jewelcad.gems.cut import Cut, unit_polyhedron
from jewelcad.gems.diagram import Diagram, Tier
from jewelcad.gems.facetting_notation import AscTier, Design
from jewelcad.gems.outlines import GirdleOutline
from jewelcad.gems.shapes import polygon

if TYPE_CHECKING:
    from jewelcad.gems.gem import Gem

__all__ = ["AscCut", "AscTier", "Design", "design_of", "dumps", "from_asc", "load", "loads", "save"]


@dataclass(frozen=True)
class AscCut(Cut):
    """A design as a cut. Lengths are percent of the width, across the length and over all.

    Crown and pavilion angle are the mains': those of the tier with the largest area among the ones
    that reach the table and the culet. The table is measured across, as the width is.

    Parameters
    ----------
    design : to cut
    source : what errors call it, such as the file's name

    Raises
    ------
    ParameterError
        If the tiers do not enclose a stone, naming their lines.
    """

    design: Design
    source: str = field(default="design", compare=False)

    def __post_init__(self) -> None:
        try:
            measure = measure_of(self.design)
            sound(lambda: unit_polyhedron(self))
        except ParameterError as error:
            lines = [tier.line for tier in self.design.tiers] or [0]
            where = f"{self.source}, lines {lines[0]} to {lines[-1]}"
            raise ParameterError(f"{where}: {error}") from error
        for key in ("ratio", "table", "girdle", "crown_angle", "pavilion_angle"):
            object.__setattr__(self, key, getattr(measure, key))
        object.__setattr__(self, "name", self.design.title)

    @property
    def crown_height(self) -> float:
        return measure_of(self.design).crown_height

    @property
    def pavilion_depth(self) -> float:
        return measure_of(self.design).pavilion_depth

    def diagram(self) -> Diagram:
        """The design at width 1, in a stone's frame; each tier has its name in the file."""
        return _diagram(self.design)

    @property
    def girdle_outline(self) -> GirdleOutline:
        """The polygon around the stone in plan."""
        return _in_plan(self)[0]

    @property
    def culet_place(self) -> tuple[float, float]:
        return _in_plan(self)[1]

    @property
    def outline(self) -> profile.Outline:
        """As every cut's; corners closer than published digits tell apart are one."""
        corners = unit_polyhedron(self).vertices.tolist()
        return profile.hull((round(math.hypot(x, y), 7), round(z, 7)) for x, y, z in corners)


def from_asc(path: str | Path, width: float = 8.0, species: str = "diamond") -> Gem:
    """The stone of a design, ``width`` mm across.

    Raises
    ------
    ParameterError
        If the file cannot be read or its tiers do not enclose a stone, naming file and line.
    """
    from jewelcad.gems.gem import Gem

    return Gem(AscCut(load(path), Path(path).name), width, species)


def save(gem: Gem, path: str | Path) -> Path:
    """Write the design of a stone; it is read back before the file takes its name.

    Raises
    ------
    ParameterError
        If the stone has no design, as `design_of`.
    ExportError
        If the file cannot be written, or would not be read as the same stone.
    """
    text, path = dumps(design_of(gem)), Path(path)
    with written(path, verify=lambda beside: _must_be_again(gem, beside)) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")
    return path


def _must_be_again(gem: Gem, path: Path) -> None:
    """Compare volumes; the width of a file's stone is its shorter side."""
    again = AscCut(load(path), path.name).volume * min(gem.length, gem.width) ** 3
    if abs(again - gem.volume) > 1e-6 * gem.volume:
        raise ExportError(
            f"{path.name}: read back it is a stone of {again:.6g} mm³, not of {gem.volume:.6g}. "
            "Please report this cut and its proportions."
        )


@functools.lru_cache(maxsize=64)
def _diagram(design: Design) -> Diagram:
    measure = measure_of(design)
    tiers: dict[tuple[str, float, float], list[float]] = {}
    for plane in planes_of(design, measure.turn):
        distance = plane.depth(measure.centre) / measure.width
        tiers.setdefault((plane.name, plane.tilt, distance), []).append(plane.azimuth)
    return Diagram(tuple(Tier(n, tilt, tuple(at), d) for (n, tilt, d), at in tiers.items()))


@functools.lru_cache(maxsize=64)
def _in_plan(cut: AscCut) -> tuple[GirdleOutline, tuple[float, float]]:
    """The girdle's outline, and the middle of the lowest corners."""
    from scipy.spatial import ConvexHull

    corners = unit_polyhedron(cut).vertices
    lowest = corners[corners[:, 2] < corners[:, 2].min() + NEAR].mean(axis=0)
    x, y = (0.0 if abs(v) < NEAR else v for v in lowest[:2].tolist())
    chain = corners[ConvexHull(corners[:, :2]).vertices, :2].tolist()
    chain = [b for a, b in pairwise([chain[-1], *chain]) if math.dist(a, b) > NEAR]
    ring = zip([chain[-1], *chain[:-1]], chain, [*chain[1:], chain[0]], strict=True)
    return polygon(*((b[0], b[1]) for a, b, c in ring if _bend(a, b, c) > NEAR)), (x, y)


def _bend(a: list[float], b: list[float], c: list[float]) -> float:
    """Sine of the turn to the left at b."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]
    return (ux * vy - uy * vx) / (math.hypot(ux, uy) * math.hypot(vx, vy))
