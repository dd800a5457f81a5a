"""Stones from GemCad's ``.asc`` files, and the files written again.

`load` and `loads` read a design, `dumps` writes it, `AscCut` makes it a cut and `from_asc` a stone.
The format is told in ``facetting_notation``.

A design's own frame is the faceting machine's: any unit, the origin wherever the designer put it.
`AscCut` moves it to the middle of the girdle's box and turns it by a quarter if it is longer across
than along, so x is its length; the index gear's foot, or its place a quarter before, looks to +x.

The girdle is where the outline is: every upright facet, and every corner between a facet that looks
up and one that looks down. So a design without 90° tiers has a girdle too, as high as its edge goes
up and down. Where it lies in a flat base (a rose cut) or table, the lowest or highest `FLAT_GIRDLE`
% of the stone is girdle, since the origin must lie inside.
"""

from __future__ import annotations

import contextlib
import functools
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jewelcad.errors import GeometryError, ParameterError
from jewelcad.frames import Vector
from jewelcad.gems import profile
from jewelcad.gems.cut import Cut, unit_polyhedron
from jewelcad.gems.diagram import Diagram, Tier
from jewelcad.gems.facetting_notation import MOST_BYTES, AscTier, Design, loads
from jewelcad.gems.outlines import GirdleOutline
from jewelcad.gems.shapes import polygon

if TYPE_CHECKING:
    from jewelcad.gems.gem import Gem
    from jewelcad.gems.polyhedron import Polyhedron

__all__ = ["AscCut", "AscTier", "Design", "dumps", "from_asc", "load", "loads"]

UPRIGHT, LEVEL = math.sin(math.radians(0.05)), math.cos(math.radians(1.0))
"""Facets within 0.05° of upright are the girdle's, within 1° of level the table's (a choice)."""
NEAR = 1e-6
"""Corners nearer than this share of the width are one in plan, as are sides that turn by less."""
FLAT_GIRDLE = 0.2
"""Least girdle of a stone with a flat base, % of the width (a choice)."""
FLATTEST, LONGEST = 0.02, 20.0
"""Depth and length of a stone, as shares of its width (a choice: no stone goes beyond)."""


def load(path: str | Path) -> Design:
    """The design in a file, UTF-8 or Windows-1252.

    Raises
    ------
    ParameterError
        If the file cannot be read, or as `loads`.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ParameterError(f"{path.name!r} cannot be read: {error}. Check the path.") from error
    if len(data) > MOST_BYTES:
        raise ParameterError(f"{path.name} has over {MOST_BYTES} bytes. Give a GemCad .asc file.")
    return loads(_decoded(data).rstrip("\x1a"), path.name)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("latin-1")


def dumps(design: Design) -> str:
    """The design as text that `loads` reads as an equal one.

    Raises
    ------
    ParameterError
        If `loads` would not: a value out of range, a name with a space in it.

    Examples
    --------
    >>> print(dumps(Design(96, 4, True, 1.54, (AscTier(0.0, 0.3, (96.0,), ((1, "T"),)),))))
    GemCad 5.0
    g 96 0.0
    y 4 y
    I 1.54
    a 0.0 0.3 96 n T
    <BLANKLINE>
    """
    text = "".join(f"{line}\n" for line in _lines(design))
    if loads(text, "dumps(design)") != design:
        raise ParameterError(
            "dumps(design): the design would not be read again as it is. Use single words for "
            "names, and one line without spaces at its ends for the version and each note."
        )
    return text


def _lines(design: Design) -> Iterator[str]:
    if design.version:
        yield design.version
    yield f"g {design.gear} {design.offset!r}"
    yield f"y {design.symmetry} {'y' if design.mirror else 'n'}"
    yield f"I {design.refractive_index!r}"
    yield from (f"H {text}" for text in design.headers)
    yield from map(_tier_text, design.tiers)
    yield from (f"F {text}" for text in design.footers)


def _tier_text(tier: AscTier) -> str:
    text = f"a {tier.angle!r} {tier.distance!r}"
    for count in range(len(tier.positions) + 1):
        if count:
            text += f" {tier.positions[count - 1]!r}".removesuffix(".0")
        text += "".join(f" n {name}" for at, name in tier.names if at == count)
        text += "".join(f" G {note}\n" for at, note in tier.notes if at == count)
    return re.sub("\n +", "\n", text).rstrip("\n")


@dataclass(frozen=True)
class AscCut(Cut):
    """A design as a cut. Lengths are percent of the width, across the length and over all.

    Crown and pavilion angle are those of the crown's and the pavilion's tier with the largest area,
    table and culet apart; the table is measured across, as the width is.

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
            measure = _measure(self.design)
            _sound(lambda: unit_polyhedron(self))
        except ParameterError as error:
            lines = [tier.line for tier in self.design.tiers] or [0]
            where = f"{self.source}, lines {lines[0]} to {lines[-1]}"
            raise ParameterError(f"{where}: {error}") from error
        for key in ("ratio", "table", "girdle", "crown_angle", "pavilion_angle"):
            object.__setattr__(self, key, getattr(measure, key))
        object.__setattr__(self, "name", self.design.title)

    @property
    def crown_height(self) -> float:
        return _measure(self.design).crown_height

    @property
    def pavilion_depth(self) -> float:
        return _measure(self.design).pavilion_depth

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


class _Plane(NamedTuple):
    """One facet's."""

    name: str
    tilt: float
    azimuth: float
    distance: float

    @property
    def normal(self) -> Vector:
        return next(Tier(self.name, self.tilt, (self.azimuth,), self.distance).normals)

    def depth(self, point: Vector) -> float:
        """How far ``point`` is inside."""
        return self.distance - sum(n * p for n, p in zip(self.normal, point, strict=True))


class _Measure(NamedTuple):
    """Numbers of a design, and its frame: ``turn`` it, then move ``centre`` to the origin."""

    width: float
    ratio: float
    centre: Vector
    turn: float
    table: float
    girdle: float
    crown_height: float
    pavilion_depth: float
    crown_angle: float
    pavilion_angle: float


def _planes(design: Design, turn: float = 0.0) -> list[_Plane]:
    """The facets' planes; of several that look the same way (to 1e-7°), the deepest."""
    found: dict[tuple[float, float], _Plane] = {}
    for tier in design.tiers:
        tilt = tier.tilt
        for position, name in tier.facets():
            azimuth = design.azimuth(position) % 360.0
            plane = _Plane(name, tilt, azimuth + turn, abs(tier.distance))
            key = (round(tilt, 7), round(azimuth, 7) % 360.0 if 0.0 < tilt < 180.0 else 0.0)
            if key not in found or plane.distance < found[key].distance:
                found[key] = plane
    return list(found.values())


@functools.lru_cache(maxsize=64)
def _diagram(design: Design) -> Diagram:
    measure = _measure(design)
    tiers: dict[tuple[str, float, float], list[float]] = {}
    for plane in _planes(design, measure.turn):
        distance = plane.depth(measure.centre) / measure.width
        tiers.setdefault((plane.name, plane.tilt, distance), []).append(plane.azimuth)
    return Diagram(tuple(Tier(n, tilt, tuple(at), d) for (n, tilt, d), at in tiers.items()))


@functools.lru_cache(maxsize=64)
def _measure(design: Design) -> _Measure:
    from jewelcad.gems.polyhedron import enclosed

    planes = _planes(design)
    if not any(plane.tilt < 90.0 for plane in planes):
        raise ParameterError("the stone is open above. Add a crown, or a table of angle 0.")
    if not any(plane.tilt > 90.0 for plane in planes):
        raise ParameterError("the stone is open below. Add a pavilion; its angles are below 0.")
    stone = _sound(lambda: enclosed((str(k), p.normal, p.distance) for k, p in enumerate(planes)))
    length, width = (stone.vertices.max(axis=0) - stone.vertices.min(axis=0))[:2]
    if width <= length * (1.0 + 1e-6):
        return _measured(stone, planes, 0.0)
    vertices, normals = ((v[:, [1, 0, 2]] * (1, -1, 1)) for v in (stone.vertices, stone.normals))
    stone = replace(stone, vertices=vertices, normals=normals)
    return _measured(stone, _planes(design, -90.0), -90.0)


def _sound(make: Callable[[], Polyhedron]) -> Polyhedron:
    """The stone, if it is one."""
    import numpy as np

    why = "it has no volume. Check the distances."
    try:
        with np.errstate(all="ignore"):
            stone = make()
            if 0.0 < stone.volume < math.inf:
                return stone
    except (GeometryError, ParameterError) as error:
        why = str(error)
    except ValueError:  # what numpy raises
        why = "two facets all but coincide. Leave one of them out."
    raise ParameterError(f"the facets do not close to a stone: {why}")


def _measured(stone: Polyhedron, planes: list[_Plane], turn: float) -> _Measure:
    """Numbers of a stone whose tiers are the numbers of its planes."""
    low, high = stone.vertices.min(axis=0).tolist(), stone.vertices.max(axis=0).tolist()
    length, width, depth = (b - a for a, b in zip(low, high, strict=True))
    if length > LONGEST * width or not FLATTEST * width <= depth <= LONGEST * width:
        size = f"{length:g} long, {width:g} wide and {depth:g} deep"
        raise ParameterError(f"no stone is {size}. Check angles and distances.")
    bottom, top = _girdle(stone, low[2], high[2], FLAT_GIRDLE / 100.0 * width)
    percent = 100.0 / width
    return _Measure(
        width,
        length / width,
        _centre(planes, low, high, (bottom + top) / 2.0),
        turn,
        _across_table(stone) * percent,
        (top - bottom) * percent,
        max(high[2] - top, 0.0) * percent,
        max(bottom - low[2], 0.0) * percent,
        _main_slope(stone, planes, up=True),
        _main_slope(stone, planes, up=False),
    )


def _girdle(stone: Polyhedron, low: float, high: float, least: float) -> tuple[float, float]:
    """Heights of the girdle's lower and upper edge."""
    import numpy as np

    z = np.repeat(stone.normals[:, 2], [len(face) for face in stone.faces])
    corner = np.concatenate([np.array(face) for face in stone.faces])
    at = np.zeros((3, len(stone.vertices)), dtype=np.bool_)
    for row, kind in zip(at, (z > UPRIGHT, z < -UPRIGHT, np.abs(z) <= UPRIGHT), strict=True):
        row[corner[kind]] = True
    height = stone.vertices[(at[0] & at[1]) | at[2], 2]
    bottom, top = float(height.min()), float(height.max())
    if top - bottom < least and bottom - low < least / 2.0:
        return low, low + least
    if top - bottom < least and high - top < least / 2.0:
        return high - least, high
    return bottom, top


def _centre(planes: list[_Plane], low: list[float], high: list[float], z: float) -> Vector:
    """The middle of the girdle's box; the machine's axis, if that lies outside a lopsided stone."""
    width = high[1] - low[1]
    x, y = ((a + b) / 2.0 for a, b in zip(low[:2], high[:2], strict=True))
    middle = tuple(0.0 if abs(v) < 1e-9 * width else v for v in (x, y))
    for x, y in (middle, (0.0, 0.0)):
        if min(plane.depth((x, y, z)) for plane in planes) > 1e-4 * width:
            return (x, y, z)
    raise ParameterError(
        "the middle of the girdle does not lie inside the stone, so nothing can be set by it. "
        "Check the tiers' positions."
    )


def _across_table(stone: Polyhedron) -> float:
    tables = [f for f, z in zip(stone.faces, stone.normals[:, 2], strict=True) if z > LEVEL]
    across = stone.vertices[[corner for face in tables for corner in face], 1]
    return float(across.max() - across.min()) if tables else 0.0


def _main_slope(stone: Polyhedron, planes: list[_Plane], up: bool) -> float:
    """Slope of the tier with the largest area among those that look up, or down."""
    import numpy as np

    a, b, c = np.moveaxis(stone.vertices[stone.triangles()], 1, 0)
    areas = np.bincount(stone.triangle_faces(), np.linalg.norm(np.cross(b - a, c - a), axis=1))
    total: dict[Any, float] = {}
    for tier, z, area in zip(stone.tiers, stone.normals[:, 2].tolist(), areas, strict=True):
        if UPRIGHT < (z if up else -z) < LEVEL:
            tilt = planes[int(tier)].tilt
            total[tilt] = total.get(tilt, 0.0) + float(area)
    tilt = max(total, key=lambda t: total[t], default=0.0)
    return min(tilt, 180.0 - tilt)
