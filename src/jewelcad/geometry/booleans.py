"""All exact booleans: tools passed one by one, and a law of volumes checked afterwards.

A compound of overlapping tools cuts nothing, silently, and ``isValid`` still says True; so tools
are never compounded, and every result must obey ``V(a) - ΣV(tools) <= V(a - tools) <= V(a)``.
A cut that did nothing obeys that too; it is caught when a file's volume is held to both finishers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from OCP.BRepAlgoAPI import BRepAlgoAPI_Common, BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.TopoDS import TopoDS_Shape
from OCP.TopTools import TopTools_ListOfShape

from jewelcad.errors import GeometryError
from jewelcad.geometry.facts import solids_of, volume

SLACK = 1e-4
"""Relative slack of the volume laws: quadrature of trimmed free-form faces is not exact."""


def cut_all(
    base: TopoDS_Shape, tools: Sequence[TopoDS_Shape], what: str = "the piece"
) -> TopoDS_Shape:
    """``base`` less every tool.

    Raises
    ------
    GeometryError
        If the kernel fails, or the volume breaks the law of cutting.
    """
    tools = _apart(tools)
    if not tools:
        return base
    result = _run(BRepAlgoAPI_Cut(), base, tools, f"cutting {what}")
    before, after = _volume(base), _volume(result)
    least = before - sum(map(_volume, tools))
    _hold(least, after, before, before, f"Cutting {what}")
    return result


def fuse_all(shapes: Sequence[TopoDS_Shape], what: str = "the piece") -> TopoDS_Shape:
    """All shapes joined.

    Raises
    ------
    GeometryError
        If there is nothing to join, the kernel fails, or the volume breaks the law of joining.
    """
    if not shapes:
        raise GeometryError(f"There is no metal to join in {what}. Give it a body.")
    shapes = _apart(shapes)
    if len(shapes) == 1:
        return shapes[0]
    result = _run(BRepAlgoAPI_Fuse(), shapes[0], shapes[1:], f"joining {what}")
    volumes = [_volume(s) for s in shapes]
    _hold(max(volumes), _volume(result), sum(volumes), sum(volumes), f"Joining {what}")
    return result


def fuse_in_turn(shapes: Sequence[TopoDS_Shape], what: str = "the piece") -> TopoDS_Shape:
    """All shapes joined one after the other: slower than `fuse_all`, and surer."""
    joined = fuse_all(shapes[:1], what)
    for shape in shapes[1:]:
        joined = fuse_all([joined, shape], what)
    return joined


def common(a: TopoDS_Shape, b: TopoDS_Shape) -> TopoDS_Shape:
    """What two shapes share; may be empty."""
    result = _run(BRepAlgoAPI_Common(), a, [b], "intersecting")
    smaller = min(_volume(a), _volume(b))
    _hold(0.0, _volume(result), smaller, smaller, "Intersecting")
    return result


def _run(
    operation: Any, base: TopoDS_Shape, tools: Sequence[TopoDS_Shape], step: str
) -> TopoDS_Shape:
    operation.SetArguments(_listed([base]))
    operation.SetTools(_listed(tools))
    operation.SetRunParallel(True)
    operation.SetNonDestructive(True)
    operation.SetToFillHistory(False)
    operation.SetUseOBB(True)
    try:
        operation.Build()
    except Exception as error:  # OCP raises its own kinds; none may reach a user bare
        raise GeometryError(f"The kernel failed while {step}: {type(error).__name__}.") from error
    if not operation.IsDone() or operation.Shape().IsNull():
        raise GeometryError(
            f"The kernel could not finish {step} with {len(tools)} tools. Move or resize the parts "
            "a little: surfaces that just touch are the usual cause."
        )
    return operation.Shape()


def _hold(least: float, got: float, most: float, scale: float, step: str) -> None:
    slack = SLACK * abs(scale)
    if not least - slack <= got <= most + slack:
        raise GeometryError(
            f"{step} gave {got:.4f} mm³, which cannot be: it must lie between {least:.4f} and "
            f"{most:.4f} mm³. Move or resize the parts a little: surfaces that just touch are the "
            "usual cause."
        )


def _apart(shapes: Sequence[TopoDS_Shape]) -> list[TopoDS_Shape]:
    """Compounds taken apart, so that solids in them which overlap are not a trap."""
    return [solid for shape in shapes for solid in solids_of(shape) or [shape]]


def _listed(shapes: Sequence[TopoDS_Shape]) -> TopTools_ListOfShape:
    made = TopTools_ListOfShape()
    for shape in shapes:
        made.Append(shape)
    return made


@lru_cache(maxsize=32)
def _volume(shape: TopoDS_Shape) -> float:
    """Adaptive: the kernel's plain quadrature misses a tapered band's volume by a tenth.

    Remembered, because what one step made is what the next one starts from.
    """
    return volume(shape, 1e-4)
