"""The families of outlines, each at width 1 (y from -0.5 to 0.5), length ``ratio`` along x.

Points look to +x (pear, heart, triangles, kite, shield, bullet); the half-moon's straight side runs
along its length. Where no source gives a corner or a bulge, the default is a choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from jewelcad.errors import ParameterError
from jewelcad.gems.outlines import Arc, GirdleOutline, Line, Piece, Point

B = 0.5
HALF, FULL = math.pi / 2.0, 2.0 * math.pi

CUSHION_CORNER = 0.20
"""Radius of a cushion's corners, share of the width (a choice)."""
CUSHION_BULGE = math.radians(14.0)
"""Half of the angle a cushion's side turns through (a choice)."""
TRILLION_BULGE = math.radians(20.0)
"""Half of the angle a trillion's side turns through (a choice)."""


def oval(ratio: float) -> GirdleOutline:
    """An ellipse; a circle, if ``ratio`` is 1."""
    return GirdleOutline((Arc((0.0, 0.0), ratio / 2.0, B, 0.0, FULL),))


def marquise(ratio: float) -> GirdleOutline:
    """Two arcs of a circle that meet in points; ``ratio`` above 1."""
    a = ratio / 2.0
    radius = a * a + 0.25
    lean = math.atan2(radius - B, a)
    up = Arc((0.0, B - radius), radius, radius, lean, math.pi - lean)
    down = Arc((0.0, radius - B), radius, radius, math.pi + lean, FULL - lean)
    return GirdleOutline((up, down))


def pear(ratio: float) -> GirdleOutline:
    """Half a circle and two arcs to a point; ``ratio`` above 1."""
    x, tail = pear_middle(ratio), ratio - B
    radius = tail * tail + 0.25
    lean = math.atan2(radius - B, tail)
    up = Arc((x, B - radius), radius, radius, lean, HALF)
    head = Arc((x, 0.0), B, B, HALF, 3.0 * HALF)
    down = Arc((x, radius - B), radius, radius, 3.0 * HALF, FULL - lean)
    return GirdleOutline((up, head, down))


def pear_middle(ratio: float) -> float:
    """Where a pear is widest, x; its culet lies there."""
    return B - ratio / 2.0


HEART_LOBE = 0.285
"""Radius of a heart's lobes, share of the width (a choice)."""
HEART_BULGE = math.radians(28.0)
"""How far a heart's sides are from straight where they leave the lobes (a choice: a fuller heart
weighs what the row of ``domain.md`` §2.4 says)."""


def heart(ratio: float) -> GirdleOutline:
    """Two lobes that meet in a cleft on the axis, sides slightly bulged to the point."""
    x, y, r = HEART_LOBE - ratio / 2.0, B - HEART_LOBE, HEART_LOBE
    ahead, across = ratio - r, -y
    leave = math.acos(r / math.hypot(ahead, across)) + math.atan2(across, ahead) + HEART_BULGE
    ux, uy = math.cos(leave), math.sin(leave)
    along = ahead * ux + across * uy
    radius = (ahead**2 + across**2 - 2.0 * r * along + r * r) / (2.0 * (r - along))
    cx, cy = x - (radius - r) * ux, y - (radius - r) * uy
    tip, cleft = math.atan2(-cy, ratio / 2.0 - cx), math.pi + math.asin(y / r)
    return GirdleOutline(
        (
            Arc((cx, cy), radius, radius, tip, leave),
            Arc((x, y), r, r, leave, cleft),
            Arc((x, -y), r, r, FULL - cleft, FULL - leave),
            Arc((cx, -cy), radius, radius, FULL - leave, FULL - tip),
        )
    )


def cushion(
    ratio: float, corner: float = CUSHION_CORNER, bulge: float = CUSHION_BULGE
) -> GirdleOutline:
    """Bulged sides, corners of a smaller circle of radius ``corner``, without a kink."""
    a, r = ratio / 2.0, corner
    s, c = math.sin(bulge), 1.0 - math.cos(bulge)
    end = ((B - r) * s - (a - r) * c) / (s * s - c * c)
    side = ((a - r) * s - (B - r) * c) / (s * s - c * c)
    x, y = side * s, end * s
    pieces: list[Piece] = []
    for k in range(4):
        turn = k * HALF
        radius, near = (end + r, a) if k % 2 == 0 else (side + r, B)
        back = near - radius
        centre = (back * math.cos(turn), back * math.sin(turn))
        pieces.append(Arc(centre, radius, radius, turn - bulge, turn + bulge))
        look = turn + HALF / 2.0
        middle = (math.copysign(x, math.cos(look)), math.copysign(y, math.sin(look)))
        pieces.append(Arc(middle, r, r, turn + bulge, turn + HALF - bulge))
    return GirdleOutline(tuple(pieces))


def polygon(*points: Point) -> GirdleOutline:
    """Straight sides between ``points``."""
    ends = (*points[1:], points[0])
    return GirdleOutline(tuple(Line(a, b) for a, b in zip(points, ends, strict=True)))


def rectangle(ratio: float) -> GirdleOutline:
    a = ratio / 2.0
    return polygon((a, -B), (a, B), (-a, B), (-a, -B))


def cut_rectangle(ratio: float, cut: float) -> GirdleOutline:
    """A rectangle whose corners are cut at 45°, ``cut`` along each side."""
    a, i, j = ratio / 2.0, ratio / 2.0 - cut, B - cut
    return polygon((a, -j), (a, j), (i, B), (-i, B), (-a, j), (-a, -j), (-i, -B), (i, -B))


def tapered(ratio: float, narrow: float) -> GirdleOutline:
    """A trapezoid: the wide end at -x, the narrow one ``narrow`` wide."""
    a, n = ratio / 2.0, narrow / 2.0
    return polygon((a, -n), (a, n), (-a, B), (-a, -B))


def triangle(ratio: float) -> GirdleOutline:
    a = ratio / 2.0
    return polygon((a, 0.0), (-a, B), (-a, -B))


def bulged_triangle(ratio: float, bulge: float = TRILLION_BULGE) -> GirdleOutline:
    """A triangle of three arcs, each turning by twice ``bulge``."""
    a = ratio / 2.0
    back = -a + B * math.tan(bulge / 2.0)
    corners = ((a, 0.0), (back, B), (back, -B))
    ends = (*corners[1:], corners[0])
    return GirdleOutline(tuple(_arc(p, q, bulge) for p, q in zip(corners, ends, strict=True)))


def _arc(start: Point, end: Point, half: float) -> Arc:
    """The arc between two points that turns by twice ``half``, radians, to the left."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = math.hypot(dx, dy)
    radius = chord / 2.0 / math.sin(half)
    nx, ny = dy / chord, -dx / chord
    back = radius * math.cos(half)
    centre = ((start[0] + end[0]) / 2.0 - back * nx, (start[1] + end[1]) / 2.0 - back * ny)
    look = math.atan2(ny, nx)
    return Arc(centre, radius, radius, look - half, look + half)


def hexagon(ratio: float) -> GirdleOutline:
    """Points to both ends; regular, if ``ratio`` is 2/√3."""
    a, i = ratio / 2.0, ratio / 4.0
    return polygon((a, 0.0), (i, B), (-i, B), (-a, 0.0), (-i, -B), (i, -B))


def kite(ratio: float, shoulder: float = 0.38) -> GirdleOutline:
    """Widest at ``shoulder`` of the length from the blunt end (a choice)."""
    a = ratio / 2.0
    x = -a + shoulder * ratio
    return polygon((a, 0.0), (x, B), (-a, 0.0), (x, -B))


def shield(ratio: float, top: float = 0.62, shoulder: float = 0.3) -> GirdleOutline:
    """A straight top of share ``top``, widest at ``shoulder``, sides to a point (choices)."""
    a = ratio / 2.0
    x, t = -a + shoulder * ratio, top / 2.0
    return polygon((a, 0.0), (x, B), (-a, t), (-a, -t), (x, -B))


def bullet(ratio: float, point: float = 0.5) -> GirdleOutline:
    """A baguette with a point ``point`` of the width long at one end (a choice)."""
    a = ratio / 2.0
    return polygon((a, 0.0), (a - point, B), (-a, B), (-a, -B), (a - point, -B))


def half_moon(ratio: float) -> GirdleOutline:
    """A straight side along the length and one arc; half a circle, if ``ratio`` is 2,
    its least."""
    a = ratio / 2.0
    radius = (a * a + 1.0) / 2.0
    lean = math.atan2(radius - 1.0, a)
    arc = Arc((0.0, B - radius), radius, radius, lean, math.pi - lean)
    return GirdleOutline((arc, Line((-a, -B), (a, -B))))


OUTLINES: dict[str, Callable[[float], GirdleOutline]] = {
    "circle": oval,
    "oval": oval,
    "marquise": marquise,
    "pear": pear,
    "cushion": cushion,
    "heart": heart,
    "rectangle": rectangle,
    "emerald": lambda ratio: cut_rectangle(ratio, 0.15),
    "asscher": lambda ratio: cut_rectangle(ratio, 0.22),
    "radiant": lambda ratio: cut_rectangle(ratio, 0.15),
    "octagon": lambda ratio: cut_rectangle(ratio, 1.0 - math.sqrt(0.5)),
    "tapered": lambda ratio: tapered(ratio, 0.6),
    "triangle": triangle,
    "bulged triangle": bulged_triangle,
    "hexagon": hexagon,
    "kite": kite,
    "shield": shield,
    "bullet": bullet,
    "half-moon": half_moon,
}
"""By name. Corners of emerald, asscher and radiant and the taper are a choice; the octagon's sides
are equal at ratio 1."""

LIMITS: dict[str, tuple[float, float]] = {
    "circle": (1.0, 1.0),
    "oval": (1.0, 3.0),
    "marquise": (1.2, 4.0),
    "pear": (1.1, 3.0),
    "heart": (0.85, 1.25),
    "cushion": (1.0, 2.0),
    "triangle": (0.6, 2.0),
    "bulged triangle": (0.75, 1.3),
    "hexagon": (1.0, 3.0),
    "kite": (1.0, 3.0),
    "shield": (0.9, 2.0),
    "bullet": (1.2, 4.0),
    "half-moon": (2.0, 4.0),
}
"""Length over width for which an outline keeps its kind (a choice); others 1 to 5."""


BENDING = {"cushion": ("corner", "bulge"), "bulged triangle": ("bulge",)}
"""What of an outline can be bent."""


def bent(
    outline: str, ratio: float, corner: float | None = None, bulge: float | None = None
) -> GirdleOutline:
    """An outline with its own corners (%) and bulge (degrees) where they are given."""
    given = {} if corner is None else {"corner": corner / 100.0}
    given |= {} if bulge is None else {"bulge": math.radians(bulge)}
    make: Callable[..., GirdleOutline] = OUTLINES[outline]
    return make(ratio, **given)


def must_bend(cut: str, outline: str, corner: float | None, bulge: float | None) -> None:
    """Refuse a corner or a bulge that an outline does not have, or that closes a side."""
    for name, value in (("corner", corner), ("bulge", bulge)):
        if value is not None and name not in BENDING.get(outline, ()):
            raise ParameterError(
                f"{cut}: {name} = {value:g} cannot be: its outline has none of its own. Leave it "
                f"out; {' and '.join(BENDING)} outlines have."
            )


def must_fit(cut: str, outline: str, ratio: float) -> None:
    """Refuse an outline that is none, or a ratio it cannot have."""
    if outline not in OUTLINES:
        raise ParameterError(
            f"{cut}: {outline!r} is no outline. Choose one of {', '.join(OUTLINES)}."
        )
    least, most = LIMITS.get(outline, (1.0, 5.0))
    if not least - 1e-9 <= ratio <= most + 1e-9:
        raise ParameterError(
            f"{cut}: length over width = {ratio:g} does not suit its outline. Choose {least:g} to "
            f"{most:g}; length is measured from end to end, along the points if it has any."
        )
