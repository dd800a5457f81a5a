"""Scanned and foreign stones: a closed mesh, put into a stone's frame, told like any cut.

`from_mesh` reads the file, finds table, girdle and length (``scan_frame``) and the outline
(``scan_outline``), and makes a `ScanCut`. Sections and envelope are those of the stone's convex
hull, so a heart's cleft is bridged; volume and weight are the mesh's own. A mesh of more than
`MOST_FACES` triangles is drawn with fewer, `ScanCut.deviation` from it at most: a fine but clean
one simplified, a rough one as its hull.
"""

from __future__ import annotations

import functools
import hashlib
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jewelcad.errors import ParameterError
from jewelcad.frames import Frame, Vector
from jewelcad.gems import profile
from jewelcad.gems.cut import Cut, unit_polyhedron
from jewelcad.gems.outlines import GirdleOutline, Line, Piece

if TYPE_CHECKING:
    from jewelcad.gems.diagram import Diagram
    from jewelcad.gems.gem import Gem
    from jewelcad.gems.planes import Facet
    from jewelcad.gems.polyhedron import Polyhedron

MOST_FACES = 3000
"""Triangles a stone is drawn with at most (a choice: the kernel makes a solid
of them in seconds)."""
LEVEL = math.cos(math.radians(1.0))


class Numbers(NamedTuple):
    """What was found, lengths in percent of the width, volume at width 1."""

    ratio: float
    table: float
    girdle: float
    crown_height: float
    pavilion_depth: float
    crown_angle: float
    pavilion_angle: float
    volume: float


@dataclass(frozen=True)
class ScanCut(Cut):
    """A stone as it was scanned, at width 1 in a stone's frame.

    Attributes
    ----------
    digest : of its corners and triangles; equal scans are equal cuts
    source : file it came from
    found : its numbers
    outline_found : girdle's outline
    outline_deviation : how far that and the silhouette lie apart at most, share of the width
    deviation : how far the triangles drawn lie from the scan's, share of the width
    noise : how far the middle one of its corners lies under the hull, share of the width
    body : the stone drawn
    placed : the stone's frame in the file, mm: its origin, its x along the length, its z up
    """

    digest: str
    source: str = field(compare=False)
    found: Numbers = field(compare=False)
    outline_found: GirdleOutline = field(compare=False)
    outline_deviation: float = field(compare=False)
    deviation: float = field(compare=False)
    noise: float = field(compare=False)
    body: Polyhedron = field(compare=False, repr=False)
    placed: Frame = field(compare=False)

    name = "scan"

    def __post_init__(self) -> None:
        for key in ("ratio", "table", "girdle", "crown_angle", "pavilion_angle"):
            object.__setattr__(self, key, getattr(self.found, key))

    @property
    def crown_height(self) -> float:
        return self.found.crown_height

    @property
    def pavilion_depth(self) -> float:
        return self.found.pavilion_depth

    @property
    def volume(self) -> float:
        return self.found.volume

    @property
    def girdle_outline(self) -> GirdleOutline:
        return self.outline_found

    @property
    def culet_place(self) -> tuple[float, float]:
        corners = self.body.vertices
        lowest = corners[corners[:, 2] < corners[:, 2].min() + 1e-5].mean(axis=0)
        return (float(lowest[0]), float(lowest[1]))

    def diagram(self) -> Diagram:
        raise ParameterError(
            f"{self.source} is a scan: it has no faceting diagram. Ask for its polyhedron."
        )

    def polyhedron(self, grown: float = 0.0) -> Polyhedron:
        """The stone drawn; or the body behind its hull's planes, moved outwards by ``grown``."""
        return _grown(self.body, grown) if grown else self.body

    def planes(self) -> tuple[Facet, ...]:
        """Those of the hull without nearly upright ones, the girdle's; level ones are made one."""
        return _hull_planes(self)

    @property
    def outline(self) -> profile.Outline:
        corners = unit_polyhedron(self).vertices.tolist()
        return profile.hull((round(math.hypot(x, y), 5), round(z, 5)) for x, y, z in corners)


@functools.lru_cache(maxsize=64)
def _hull_planes(cut: ScanCut) -> tuple[Facet, ...]:
    import numpy as np
    from scipy.spatial import ConvexHull

    from jewelcad.gems.planes import Facet

    hull = ConvexHull(cut.body.vertices)
    each = hull.equations[np.unique(np.round(hull.equations, 6), axis=0, return_index=True)[1]]
    doubt = math.sin(math.radians(12.0 if cut.noise else 0.2))
    kept = each[(each[:, 3] < 0.0) & ((np.abs(each[:, 2]) > doubt) | (np.abs(each[:, 2]) < 1e-9))]
    level = np.hypot(kept[:, 0], kept[:, 1]) < (0.02 if cut.noise else 1e-4)
    heights = cut.body.vertices[:, 2]
    sloped = [Facet("hull", (x, y, z), -d) for x, y, z, d in kept[~level].tolist()]
    if (level & (kept[:, 2] > 0.0)).any():
        sloped.append(Facet("top", (0.0, 0.0, 1.0), float(heights.max())))
    if (level & (kept[:, 2] < 0.0)).any():
        sloped.append(Facet("foot", (0.0, 0.0, -1.0), -float(heights.min())))
    return tuple(sloped)


def from_mesh(path: str | Path, unit: str, up: Any | None, species: str) -> Gem:
    """See `Gem.from_mesh`."""
    from scipy.spatial import QhullError

    from jewelcad.gems.gem import Gem
    from jewelcad.geometry.scans import closed_mesh
    from jewelcad.reference.stones import species as known

    kind = known(species)
    points, triangles = closed_mesh(path, unit)
    try:
        cut, width = scanned(points, triangles, Path(path).name, up)
    except QhullError as error:
        raise ParameterError(
            f"{Path(path).name} is too flat or broken to be a stone. Export it again."
        ) from error
    return Gem(cut, width, kind.name)


def scanned(points: Any, triangles: Any, source: str, up: Any | None) -> tuple[ScanCut, float]:
    """The cut of a closed, outward mesh in mm, and its width."""
    import numpy as np
    from scipy.spatial import ConvexHull

    from jewelcad.gems.scan_frame import Cloud, along, axes_with, girdle_of, up_of
    from jewelcad.gems.scan_outline import fitted
    from jewelcad.geometry.scans import volume_of

    somewhere = points.mean(axis=0)
    cloud = Cloud.of(points - somewhere, triangles)
    axes = axes_with(up_of(cloud, up))
    seen = cloud.turned(axes)
    ring = seen.hull[ConvexHull(seen.hull[:, :2]).vertices, :2]
    slack = 0.002 * seen.size + 2.0 * seen.noise
    x, y = along(ring, slack)
    turn = np.array([[x, y, 0.0], [-y, x, 0.0], [0.0, 0.0, 1.0]])
    seen, axes = seen.turned(turn), turn @ axes
    ring = seen.hull[ConvexHull(seen.hull[:, :2]).vertices, :2]
    bottom, top = girdle_of(seen, ring)
    fit = fitted(ring, seen.noise)
    (ax, ay), (bx, by) = fit.outline.extents
    width = by - ay
    centre = np.array([(ax + bx) / 2.0, (ay + by) / 2.0, (bottom + top) / 2.0])
    body, deviation = _body((seen.points - centre) / width, triangles)
    low, high = float(seen.points[:, 2].min()), float(seen.points[:, 2].max())
    percent = 100.0 / width
    crown, pavilion = _main_slopes(seen)
    found = Numbers(
        (bx - ax) / width,
        _table(seen, high, ring) * percent,
        (top - bottom) * percent,
        max(high - top, 0.0) * percent,
        max(bottom - low, 0.0) * percent,
        crown,
        pavilion,
        volume_of(points, triangles) / width**3,
    )
    outline = GirdleOutline(
        tuple(_moved(p, float(centre[0]), float(centre[1])) for p in fit.outline.pieces)
    ).scaled(1.0 / width)
    digest = hashlib.sha256(np.round(body.vertices, 9).tobytes() + repr(found).encode()).hexdigest()
    origin = (centre @ axes + somewhere).tolist()
    placed = Frame((origin[0], origin[1], origin[2]), _vector(axes[0]), _vector(axes[2]))
    shares = (fit.deviation / width, deviation, seen.noise / width)
    cut = ScanCut(digest, source, found, outline, *shares, body, placed)
    return cut, width


def _vector(row: Any) -> Vector:
    return (float(row[0]), float(row[1]), float(row[2]))


def _moved(piece: Piece, x: float, y: float) -> Piece:
    from dataclasses import replace

    if isinstance(piece, Line):
        (ax, ay), (bx, by) = piece.start, piece.end
        return Line((ax - x, ay - y), (bx - x, by - y))
    return replace(piece, centre=(piece.centre[0] - x, piece.centre[1] - y))


def _body(points: Any, triangles: Any) -> tuple[Polyhedron, float]:
    """The stone drawn with few enough triangles, and how far they lie from the given ones."""
    if len(triangles) <= MOST_FACES:
        return _drawn(points, triangles), 0.0
    points, triangles, deviation = _simpler(points, triangles)
    return _drawn(points, triangles), deviation


def _drawn(points: Any, triangles: Any) -> Polyhedron:
    """Each triangle a face, called by where it looks."""
    import numpy as np

    from jewelcad.gems.polyhedron import Polyhedron

    a, b, c = np.moveaxis(points[triangles], 1, 0)
    normals = np.cross(b - a, c - a)
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-300)[:, None]
    tiers = np.where(np.abs(normals[:, 2]) < 0.0035, "girdle", "pavilion")
    tiers = np.where(normals[:, 2] >= 0.0035, "crown", tiers)
    faces = tuple((i, j, k) for i, j, k in triangles.tolist())
    return Polyhedron(points, faces, tuple(tiers.tolist()), normals)


def _grown(body: Polyhedron, distance: float) -> Polyhedron:
    """What lies behind the planes of a body's hull, each moved outwards; slivers left out."""
    import numpy as np
    from manifold3d import Manifold
    from scipy.spatial import ConvexHull, HalfspaceIntersection

    planes = ConvexHull(body.vertices).equations - [0.0, 0.0, 0.0, distance]
    corners = HalfspaceIntersection(planes, body.vertices.mean(axis=0)).intersections
    room = Manifold.hull_points(corners).simplify(2e-5).to_mesh64()
    return _drawn(room.vert_properties[:, :3].copy(), room.tri_verts.astype(np.int32))


def _hulled(points: Any) -> tuple[Any, Any, Any]:
    """Corners, outward triangles and planes of the convex hull."""
    import numpy as np
    from scipy.spatial import ConvexHull

    hull = ConvexHull(points)
    corner = np.zeros(len(points), dtype=np.int32)
    corner[hull.vertices] = np.arange(len(hull.vertices))
    faces, around = corner[hull.simplices], points[hull.vertices]
    a, b, c = np.moveaxis(around[faces], 1, 0)
    inward = (np.cross(b - a, c - a) * hull.equations[:, :3]).sum(axis=1) < 0.0
    faces[inward] = faces[inward][:, ::-1]
    return around, faces, hull.equations


def _simpler(points: Any, triangles: Any) -> tuple[Any, Any, float]:
    """Fewer triangles, and how far they lie from the given ones; of a rough scan its hull."""
    import numpy as np
    from manifold3d import Manifold, Mesh64

    whole = Manifold(Mesh64(points, triangles.astype(np.uint64)))
    for within in (2e-5, 1e-4, 5e-4):
        less = whole.simplify(within).to_mesh64()
        if 4 <= len(less.tri_verts) <= MOST_FACES:
            return less.vert_properties[:, :3].copy(), less.tri_verts.astype(np.int32), within
    around, faces, planes = _hulled(points)
    planes = np.unique(np.round(planes, 9), axis=0)
    parts = np.array_split(points, max(1, len(points) * len(planes) // 10_000_000))
    deepest = min(float((p @ planes[:, :3].T + planes[:, 3]).max(axis=1).min()) for p in parts)
    return around, faces, -deepest


def _table(seen: Any, high: float, ring: Any) -> float:
    """Width of the flat at the top; 0 if there is none."""
    import numpy as np
    from scipy.spatial import ConvexHull

    from jewelcad.gems.scan_frame import FLAT

    on = seen.points[:, 2] > high - max(1e-4 * seen.size, 4.0 * seen.noise)
    flat = seen.points[on, :2]
    if len(flat) < 3 or np.linalg.matrix_rank(flat - flat.mean(axis=0), 1e-6 * seen.size) < 2:
        return 0.0
    share = ConvexHull(flat).volume / ConvexHull(ring).volume
    return float(np.ptp(flat[:, 1])) if share >= FLAT else 0.0


def _main_slopes(seen: Any) -> tuple[float, float]:
    """Slope, degrees, that most of the crown's surface has, and of the pavilion's."""
    import numpy as np

    from jewelcad.gems.scan_frame import UPRIGHT, slopes_of

    up, area = slopes_of(seen)
    found = []
    for side in (up, -up):
        on = (side > UPRIGHT) & (side < LEVEL)
        if not on.any():
            found.append(0.0)
            continue
        tilt = np.degrees(np.arccos(side[on]))
        counts, edges = np.histogram(tilt, 90, (0.0, 90.0), weights=area[on])
        middle = edges[int(counts.argmax())] + 0.5
        near = np.abs(tilt - middle) < 1.5
        found.append(float(np.average(tilt[near], weights=area[on][near])))
    return found[0], found[1]
