"""Placement: a frame is an origin and axes, computed from parameters.

World convention: the finger runs along Y, twelve o'clock is +Z, angles go from the top towards +X.
A setting's frame has z out of the metal (where the table looks) and x along the row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Vector = tuple[float, float, float]


def _cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _unit(a: Vector) -> Vector:
    length = math.sqrt(_dot(a, a))
    if not length > 1e-12:
        raise ValueError(f"A frame's axis needs a length; got {a}.")
    return (a[0] / length, a[1] / length, a[2] / length)


@dataclass(frozen=True, slots=True)
class Frame:
    """A right-handed frame in millimetres.

    ``x`` is made square to ``z``; ``y`` is always ``z × x``.

    Examples
    --------
    >>> seat = Frame(origin=(0, 0, 10))
    >>> seat.lifted(2).point(1, 0, 0)
    (1.0, 0.0, 12.0)
    """

    origin: Vector = (0.0, 0.0, 0.0)
    x: Vector = (1.0, 0.0, 0.0)
    z: Vector = (0.0, 0.0, 1.0)

    def __post_init__(self) -> None:
        z = _unit(self.z)
        along = _dot(self.x, z)
        x = _unit((self.x[0] - along * z[0], self.x[1] - along * z[1], self.x[2] - along * z[2]))
        object.__setattr__(self, "origin", tuple(float(c) for c in self.origin))
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "z", z)

    @property
    def y(self) -> Vector:
        return _cross(self.z, self.x)

    def vector(self, x: float, y: float, z: float) -> Vector:
        """A direction given in this frame, in the frame's parent."""
        ax, ay, az = self.x, self.y, self.z
        return (
            x * ax[0] + y * ay[0] + z * az[0],
            x * ax[1] + y * ay[1] + z * az[1],
            x * ax[2] + y * ay[2] + z * az[2],
        )

    def point(self, x: float, y: float, z: float) -> Vector:
        """A point given in this frame, in the frame's parent."""
        v = self.vector(x, y, z)
        o = self.origin
        return (o[0] + v[0], o[1] + v[1], o[2] + v[2])

    def __matmul__(self, other: Frame) -> Frame:
        """``other``, given in this frame, seen from this frame's parent."""
        return Frame(self.point(*other.origin), self.vector(*other.x), self.vector(*other.z))

    @property
    def inverse(self) -> Frame:
        """The frame that undoes this one: ``f @ f.inverse`` is the world."""
        rows = (self.x, self.y, self.z)
        o = tuple(-_dot(axis, self.origin) for axis in rows)
        return Frame(
            (o[0], o[1], o[2]),
            (self.x[0], self.y[0], self.z[0]),
            (self.x[2], self.y[2], self.z[2]),
        )

    def turned(self, degrees: float) -> Frame:
        """Turned about its own z, counter-clockwise seen from where z points."""
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return self @ Frame(x=(c, s, 0.0))

    def tilted(self, degrees: float) -> Frame:
        """Tilted about its own y: z goes towards x."""
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return self @ Frame(x=(c, 0.0, -s), z=(s, 0.0, c))

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Frame:
        """Moved along its own axes, mm."""
        return Frame(self.point(x, y, z), self.x, self.z)

    def lifted(self, height: float) -> Frame:
        """Moved along its own z, mm."""
        return self.moved(z=height)

    @property
    def matrix(self) -> tuple[tuple[float, float, float, float], ...]:
        """The three upper rows of the 4 x 4 matrix from this frame to its parent."""
        x, y, z, o = self.x, self.y, self.z, self.origin
        return tuple((x[i], y[i], z[i], o[i]) for i in range(3))


WORLD = Frame()
