"""A design's stone straight from the format's definition, without `AscCut`."""

from __future__ import annotations

import math

from jewelcad.gems.asc import Design
from jewelcad.gems.polyhedron import Polyhedron, enclosed


def in_the_files_unit(design: Design) -> Polyhedron:
    """What the planes enclose, in the file's own unit and frame."""
    planes = []
    for tier in design.tiers:
        lean = math.radians(tier.tilt)
        for position in tier.positions:
            turn = math.radians(design.azimuth(position))
            out = math.sin(lean)
            normal = (out * math.cos(turn), out * math.sin(turn), math.cos(lean))
            planes.append(("", normal, abs(tier.distance)))
    stone = enclosed(planes)
    assert len(stone.faces) == len(planes)  # every facet is there
    return stone
