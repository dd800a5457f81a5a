"""Shapes meshed once: equal shapes are equal values, so what has been meshed is found again.

What is made of the meshes is kept by those who make it; here they are for a while, as the finisher
and the check of the finger ask for the same one after the other.
"""

from __future__ import annotations

from functools import lru_cache

from jewelcad.geometry.mesh import Mesh
from jewelcad.geometry.shapes import Shape


@lru_cache(maxsize=64)
def meshed(shape: Shape, tolerance: float) -> Mesh:
    """A shape's own mesh, in its own frame; kept, so do not write to it."""
    return shape.mesh(tolerance, "the body")


def times_meshed() -> int:
    """How often this process has meshed a shape: one that was kept does not count again."""
    return meshed.cache_info().misses
