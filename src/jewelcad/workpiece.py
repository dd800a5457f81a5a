"""What lies on the bench: bodies by role, placed by frames, before any boolean has run.

A part hands over a `Workpiece`; a finisher makes the metal of it, in bench order::

    ((metal - openings) + prongs) - seats - finger
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Self

from jewelcad.errors import ParameterError
from jewelcad.frames import WORLD, Frame
from jewelcad.geometry.shapes import Foreign, Shape

if TYPE_CHECKING:
    from jewelcad.gems import Stone

Stage = Literal["cast", "set"]
"""``cast``: claws straight with spare length, seats begun. ``set``: claws over, stones in."""


@dataclass(frozen=True, slots=True)
class SettersMetal:
    """What is cast for the setter to take away again, only where metal touches a stone.

    Parameters
    ----------
    length : whether claws, beads and bars stand with their ``spare`` length; else they end at their
        finished height
    bearing : mm of metal left on every bearing, straight under the stone, for the setter to cut
        (a choice: none)

    Raises
    ------
    ParameterError
        If the bearing is left less than 0 or more than `MOST_BEARING`.
    """

    length: bool = True
    bearing: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.bearing <= MOST_BEARING:
            raise ParameterError(
                f"SettersMetal.bearing = {self.bearing:g} mm is not within 0 and "
                f"{MOST_BEARING:g} mm: the setter cuts a bearing, not a new seat."
            )

    def __bool__(self) -> bool:
        return self.length or self.bearing > 0.0


MOST_BEARING = 0.5
"""mm, most metal left on a bearing (a choice)."""
SETTERS_METAL = SettersMetal()
NO_SETTERS_METAL = SettersMetal(length=False)


@dataclass(frozen=True, slots=True)
class Body:
    """One solid with a name and a place.

    Bodies of equal shape are made once, so forty equal seats cost one. ``clear`` says the body
    keeps out of the finger by construction (a shank), so the finger need not be cut from it.
    """

    name: str
    shape: Shape
    frame: Frame = WORLD
    clear: bool = False

    def on(self, frame: Frame) -> Body:
        return replace(self, frame=frame @ self.frame)

    def named(self, prefix: str) -> Body:
        return replace(self, name=f"{prefix}/{self.name}" if self.name else prefix)


@dataclass(frozen=True, slots=True)
class PlacedGem:
    """A stone and the frame of its girdle. Never fused with metal."""

    name: str
    gem: Stone
    frame: Frame = WORLD

    def on(self, frame: Frame) -> PlacedGem:
        return replace(self, frame=frame @ self.frame)

    def named(self, prefix: str) -> PlacedGem:
        return replace(self, name=f"{prefix}/{self.name}" if self.name else prefix)


@dataclass(frozen=True, init=False)
class Workpiece:
    """Bodies by role. ``a + b`` joins the lists; no boolean runs until a finisher does.

    Parameters
    ----------
    metal : solids to fuse (shank, rails, bezel wall)
    openings : removed from metal, not from prongs (under-stone holes)
    prongs : added after the openings (claws, beads)
    seats : removed from everything (bearings, room for the stone)
    stones : gems with their frames
    finger : removed last; nothing may poke into the finger

    A designer's own CadQuery solid is welcome as a body: ``Workpiece(metal=[solid])``.
    """

    metal: tuple[Body, ...]
    openings: tuple[Body, ...]
    prongs: tuple[Body, ...]
    seats: tuple[Body, ...]
    stones: tuple[PlacedGem, ...]
    finger: tuple[Body, ...]

    def __init__(
        self,
        metal: Iterable[Any] = (),
        openings: Iterable[Any] = (),
        prongs: Iterable[Any] = (),
        seats: Iterable[Any] = (),
        stones: Iterable[PlacedGem] = (),
        finger: Iterable[Any] = (),
    ) -> None:
        given = {"metal": metal, "openings": openings, "prongs": prongs, "seats": seats}
        for role, bodies in (given | {"finger": finger}).items():
            object.__setattr__(self, role, _bodies(role, tuple(bodies)))
        object.__setattr__(self, "stones", tuple(stones))

    def __add__(self, other: Workpiece) -> Workpiece:
        return Workpiece(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def on(self, frame: Frame) -> Workpiece:
        """The same bodies, seen from ``frame``'s parent."""
        return Workpiece(*(tuple(b.on(frame) for b in getattr(self, f.name)) for f in fields(self)))

    def named(self, prefix: str) -> Workpiece:
        """Every body's name under ``prefix``: ``prong[2]`` becomes ``head/prong[2]``."""
        return Workpiece(
            *(tuple(b.named(prefix) for b in getattr(self, f.name)) for f in fields(self))
        )


def _bodies(role: str, given: Sequence[Any]) -> tuple[Body, ...]:
    bodies = []
    for index, body in enumerate(given):
        if isinstance(body, Body):
            bodies.append(body)
            continue
        shape = getattr(body, "wrapped", body)
        if not type(shape).__name__.startswith("TopoDS_"):
            raise ParameterError(
                f"Workpiece.{role}[{index}] is a {type(body).__name__}, not a solid. "
                "Give a Body or a CadQuery solid (for a Workplane: its .val())."
            )
        bodies.append(Body(f"{role}[{index}]", Foreign(shape)))
    return tuple(bodies)


class Part:
    """What every part offers: ``build`` makes its workpiece, ``on`` places it.

    A part is a frozen dataclass of millimetres (``@part``). Making one is free and validates at
    once; only ``build`` makes geometry.
    """

    part_name = "part"

    @property
    def windows(self) -> int:
        """Openings right through the part and what it stands on."""
        return 0

    def build(self, stage: Stage = "cast") -> Workpiece:
        """The part's bodies in its own frame."""
        raise TypeError(f"{type(self).__name__} does not say how it is built.")

    def without_spare(self) -> Self:
        """This part with nothing over its finished height at ``cast``."""
        if is_dataclass(self) and any(f.name == "spare" for f in fields(self)):
            return replace(self, spare=0.0)
        return self

    def on(self, *frames: Frame) -> Placed:
        """This part on a frame, or the same part on several."""
        return Placed(self, frames)


@dataclass(frozen=True)
class Placed:
    """A part on one or more frames; still nothing built."""

    part: Part
    frames: tuple[Frame, ...]

    @property
    def part_name(self) -> str:
        return self.part.part_name

    @property
    def windows(self) -> int:
        return len(self.frames) * self.part.windows

    def build(self, stage: Stage = "cast") -> Workpiece:
        piece = self.part.build(stage)
        if len(self.frames) == 1:
            return piece.on(self.frames[0])
        rows = (piece.on(f).named(f"[{i}]") for i, f in enumerate(self.frames))
        return sum(rows, start=Workpiece())

    def on(self, frame: Frame) -> Placed:
        return Placed(self.part, tuple(frame @ f for f in self.frames))

    def without_spare(self) -> Placed:
        return Placed(self.part.without_spare(), self.frames)
