"""The exact finisher: one OCCT solid by the bench formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from jewelcad.errors import GeometryError
from jewelcad.finish.finger import pokes_in
from jewelcad.geometry import booleans, facts, solids
from jewelcad.geometry.shapes import Shape
from jewelcad.workpiece import Body, Workpiece


def finish(workpiece: Workpiece, nudge: float = 0.0, heads: float = 0.0) -> Any:
    """The metal of a workpiece as one exact solid.

    The kernel's fuse of many bodies at once is the quicker one; now and then it loses a body, which
    breaks a law and is then done in turn. Both are held to the same laws.

    Parameters
    ----------
    nudge : mm by which seats are moved along each axis before they cut, and prongs the other way
        before they join: surfaces that just touch then cross, or keep apart
    heads : mm by which metal that is not the band is moved the other way too

    Raises
    ------
    GeometryError
        If a boolean fails or breaks its volume law, or the metal is not one valid solid.
    """
    loose = [b if b.clear else _aside([b], -heads)[0] for b in workpiece.metal]
    metal = _cleared(loose, workpiece.finger)
    prongs = _cleared(_aside(workpiece.prongs, -nudge), workpiece.finger)
    openings = [_placed(b) for b in workpiece.openings]
    seats = [_placed(b) for b in _aside(workpiece.seats, nudge)]
    failures = []
    for fuse in (booleans.fuse_all, booleans.fuse_in_turn):
        try:
            opened = [booleans.cut_all(fuse(metal), openings)] if openings else metal
            return _one_solid(booleans.cut_all(fuse([*opened, *prongs]), seats))
        except GeometryError as error:
            failures.append(error)
    raise failures[0]


def _cleared(bodies: Iterable[Body], finger: Iterable[Body]) -> list[Any]:
    """Bodies placed; those that poke into the finger are cleared of it."""
    made = []
    for body in bodies:
        tools = [_placed(f) for f in finger if pokes_in(body, f)]
        made.append(booleans.cut_all(_placed(body), tools, body.name))
    return made


def _aside(bodies: Iterable[Body], nudge: float) -> list[Body]:
    way = (nudge, 0.7 * nudge, 1.3 * nudge)
    return [replace(b, frame=b.frame.moved(*way)) for b in bodies]


def _placed(body: Body) -> Any:
    return solids.moved(_solid(body.shape), body.frame)


@lru_cache(maxsize=512)
def _solid(shape: Shape) -> Any:
    return shape.solid()


def _one_solid(result: Any) -> Any:
    found = facts.solids_of(result)
    if not found:
        raise GeometryError("No metal is left after the cuts. Check the sizes of seats and finger.")
    if len(found) != 1:
        raise GeometryError(
            f"The metal came out in {len(found)} separate pieces. Parts that should be one must "
            "overlap: move them together, or make them larger."
        )
    if not facts.is_valid(found[0]):
        raise GeometryError(
            "The kernel calls the finished solid faulty. Move or resize the parts a little: "
            "surfaces that just touch are the usual cause."
        )
    return found[0]
