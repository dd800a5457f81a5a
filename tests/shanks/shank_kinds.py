"""One shank of every kind, for any size, and the handles each has."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manifold3d import Manifold, Mesh64

from jewelcad import RingSize
from jewelcad.geometry.mesh import Mesh
from jewelcad.shanks import (
    BypassShank,
    CathedralShank,
    EuroShank,
    OpenShank,
    Section,
    Shank,
    SignetShank,
    SplitShank,
    StackingBand,
    TwistedShank,
    cigar_band,
    court,
    flat,
    half_round,
    knife_edge,
    rope,
    tapered,
    wide_band,
)

KINDS: dict[str, tuple[Callable[[RingSize], Shank], int]] = {
    "tapered": (lambda s: tapered(s, half_round(2.8), 1.8), 1),
    "knife": (lambda s: Shank(s, knife_edge(3.0, 2.0)), 1),
    "wide": (lambda s: wide_band(s, 7.0), 1),
    "cigar": (lambda s: cigar_band(s, 9.0, base=6.0), 1),
    "euro": (lambda s: EuroShank(s, half_round(2.6, 1.7), at_top=Section(3.2, 1.9)), 1),
    "twisted": (lambda s: TwistedShank(s, flat(1.8, 1.8, 0.2), turns=7), 1),
    "rope": (lambda s: TwistedShank(s, rope(3, 1.2), turns=8), 1),
    "open": (lambda s: OpenShank(s, half_round(2.6, 1.7), gap=3.0), 0),
    "open base": (lambda s: OpenShank(s, court(3.0), gap=1.0, opening="base"), 0),
    "bypass": (lambda s: BypassShank(s, half_round(2.4, 1.7), at_top=Section(1.8)), 0),
    "split": (lambda s: SplitShank(s, half_round(2.8, 1.8), rise=0.6), 2),
    "stacking": (lambda s: StackingBand(s, half_round(1.8, 1.7)), 1),
    "wishbone": (lambda s: StackingBand(s, flat(2.0, 1.7), bow="wishbone", head_radius=2.6), 1),
    "signet": (lambda s: SignetShank(s, half_round(3.6, 1.8)), 1),
    "square": (lambda s: SignetShank(s, flat(3.4, 1.8), outline="rectangle", length=11), 1),
    "cathedral": (lambda s: CathedralShank(s, half_round(2.4, 1.8), at_top=Section(1.9)), 1),
    "filled": (lambda s: CathedralShank(s, court(2.6, 1.8), filled=True), 1),
}


def solid(mesh: Mesh) -> Manifold:
    """The mesh for booleans and distances, by another program."""
    made = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
    assert made.status().name == "NoError"
    return made


def nearest(mesh: Mesh) -> float:
    """Least distance of any edge from the finger's axis, mm."""
    corners = mesh.corners[:, :, [0, 2]]
    run = np.roll(corners, -1, axis=1) - corners
    t = np.clip(-(corners * run).sum(2) / np.maximum((run * run).sum(2), 1e-30), 0, 1)
    return float(np.linalg.norm(corners + t[..., None] * run, axis=2).min())
