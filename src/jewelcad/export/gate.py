"""The gate: what was read back from disk is held to what was meant.

Every check that fails says what is wrong, how much, where, why it matters and what to do.
"""

from __future__ import annotations

from jewelcad import measure
from jewelcad.errors import GeometryError
from jewelcad.export.product import Expected
from jewelcad.export.rounding import ROUNDING
from jewelcad.geometry.mesh import Mesh, Points

LEAST_SIDE, MOST_SIDE = Expected.least_side, 200.0
"""Largest side of a piece of jewellery, mm: a stud is over 1 mm, a bangle under 200 mm. A file in
inches or metres falls outside, whichever way the mistake was made."""

DUST = 1e-9
"""Relative error of sums of float64 over a large mesh."""

REPAIR = "This is a fault of jewelcad or of the disk, not of the design: please report it."
DESIGN = "Look at the parts that meet there: let them overlap, or part them by 0.01 mm."

__all__ = ["LEAST_SIDE", "MOST_SIDE", "Expected", "check_meant", "check_mesh"]


def check_mesh(read_back: Mesh, expected: Expected, what: str = "The mesh") -> None:
    """Hold a mesh to what is expected of the metal.

    Parameters
    ----------
    read_back : as read from disk, identical places welded to one vertex
    what : names the file in messages

    Raises
    ------
    GeometryError
        For the first of: size of a piece of jewellery, degenerate and duplicate triangles, closed
        and oriented, number of shells, pinched points, genus, outward, volume, box.
    """
    if not len(read_back.triangles):
        raise GeometryError(f"{what} holds no triangle. {REPAIR}")
    _check_size(read_back, expected.least_side, what)
    _check_triangles(read_back, what)
    _check_topology(read_back, expected, what)
    _check_volume(read_back, expected, what)
    _check_box(read_back, expected, what)


def check_meant(
    read_back: Mesh, meant: Mesh, what: str = "The mesh", near: float = ROUNDING
) -> None:
    """Hold the corners read back to those that were meant, triangle by triangle.

    Parameters
    ----------
    near : how far a coordinate may be off by the rounding of the format, mm

    Raises
    ------
    GeometryError
        If the count differs, or a corner is farther from its place than rounding explains.
    """
    have, want = len(read_back.triangles), len(meant.triangles)
    if have != want:
        raise GeometryError(f"{what} holds {have} triangles where {want} were meant. {REPAIR}")
    off = abs(read_back.corners - meant.corners).max(axis=(1, 2))
    worst = int(off.argmax())
    if not off[worst] <= near:
        place = _at(meant.corners[worst].mean(axis=0)[None])
        raise GeometryError(
            f"{what}: {int((off > near).sum())} triangles are not where they were meant, by up "
            f"to {off[worst]:g} mm {place}; rounding explains {near:.2g} mm. {REPAIR}"
        )


def _check_size(mesh: Mesh, at_least: float, what: str) -> None:
    least, most = measure.bounds(mesh)
    sides = [b - a for a, b in zip(least, most, strict=True)]
    if at_least <= max(sides) <= MOST_SIDE:
        return
    box = " x ".join(f"{s:.4g}" for s in sides)
    raise GeometryError(
        f"{what} is {box} mm; the largest side of a piece of jewellery is {at_least:g} to "
        f"{MOST_SIDE:g} mm. Check that every length of the design is in millimetres."
    )


def _check_triangles(mesh: Mesh, what: str) -> None:
    flat, twice = measure.degenerate(mesh), measure.duplicates(mesh)
    if len(flat):
        raise GeometryError(
            f"{what} has {len(flat)} degenerate triangles (no height) "
            f"{_at(mesh.corners[flat].mean(axis=1))}. Slicers drop them and leave cracks. {DESIGN}"
        )
    if len(twice):
        raise GeometryError(
            f"{what} has {len(twice)} duplicate triangles "
            f"{_at(mesh.corners[twice].mean(axis=1))}. Surfaces lie on each other there. {DESIGN}"
        )


def _check_topology(mesh: Mesh, expected: Expected, what: str) -> None:
    found = measure.topology(mesh)
    for places, fault in (
        (found.open, "cracks: edges with a triangle on one side only"),
        (found.crowded, "edges where more than two triangles meet"),
        (found.turned, "edges where neighbouring triangles face opposite ways"),
    ):
        if len(places):
            raise GeometryError(
                f"{what} is not closed. It has {len(places)} {fault} {_at(places)}. "
                f"A printer cannot tell metal from air there. {DESIGN}"
            )
    if found.components != expected.components:
        raise GeometryError(
            f"{what} falls into {found.components} closed shells where {expected.components} "
            f"{'was' if expected.components == 1 else 'were'} meant. A part does not touch the "
            "metal, or a hollow is shut in. Move the parts so that they overlap."
        )
    if len(found.pinched):
        raise GeometryError(
            f"{what} touches itself in {len(found.pinched)} single points {_at(found.pinched)}. "
            f"Nothing holds there. {DESIGN}"
        )
    if found.genus != expected.genus:
        more = "more" if (found.genus or 0) > expected.genus else "fewer"
        raise GeometryError(
            f"{what} has genus {found.genus} where {expected.genus} was counted: "
            f"{abs((found.genus or 0) - expected.genus)} holes {more} than meant. An opening does "
            "not go through, or parts leave a gap. Check claws, rails and openings."
        )


def _check_volume(mesh: Mesh, expected: Expected, what: str) -> None:
    volume = measure.volume(mesh)
    if volume <= 0.0:
        raise GeometryError(
            f"{what} is inside out: its volume is {volume:.4f} mm³, the normals point inward. "
            f"Programs would print the air around it. {REPAIR}"
        )
    off = abs(volume - expected.volume)
    explained = expected.area * (expected.tolerance + ROUNDING) + DUST * abs(expected.volume)
    if not off <= explained:
        raise GeometryError(
            f"{what} has {volume:.4f} mm³ where the solid has {expected.volume:.4f} mm³: off by "
            f"{off:.4f} mm³, and a tolerance of {expected.tolerance:g} mm over "
            f"{expected.area:.1f} mm² explains {explained:.4f} mm³. Part of the metal is missing "
            "or doubled. Try a finer tolerance; if it stays, please report the design."
        )


def _check_box(mesh: Mesh, expected: Expected, what: str) -> None:
    if expected.bounds is None:
        return
    explained = expected.tolerance + ROUNDING
    for side, have, want in zip(
        ("least", "most"), measure.bounds(mesh), expected.bounds, strict=True
    ):
        for axis, a, b in zip("xyz", have, want, strict=True):
            if not abs(a - b) <= explained:
                raise GeometryError(
                    f"{what}: its {side} {axis} is {a:.4f} mm where the solid has {b:.4f} mm: off "
                    f"by {abs(a - b):.4f} mm, explained are {explained:.4f} mm. Metal is missing "
                    "or misplaced. Try a finer tolerance; if it stays, please report the design."
                )


def _at(places: Points) -> str:
    """The first places as text: ``at (1.000, 0.000, 9.700) and 3 more``."""
    shown = ", ".join("({:.3f}, {:.3f}, {:.3f})".format(*place) for place in places[:3])
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return f"at {shown}{more}"
