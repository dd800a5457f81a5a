"""The ring: a shank, what sits on it, and the finger it must leave free."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from jewelcad.allowance import Allowance
from jewelcad.errors import ParameterError
from jewelcad.frames import WORLD, Frame
from jewelcad.geometry.contours import Contour, polygon
from jewelcad.geometry.shapes import Turned
from jewelcad.reference.alloys import Alloy
from jewelcad.reference.alloys import alloy as named_alloy
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Shank
from jewelcad.shanks.open import Ended
from jewelcad.workpiece import SETTERS_METAL, Body, Part, Placed, SettersMetal, Stage, Workpiece

FINGER_LENGTH = 60.0
"""mm, longer than any piece is wide along the finger."""


@dataclass(frozen=True, init=False)
class Ring:
    """A ring for a finger: ``Ring(shank, head.on(shank.top), alloy="18k yellow")``.

    Parameters
    ----------
    shank : the band; it sets the size
    parts : placed parts, parts that are already in the ring's place, or a designer's `Workpiece`;
        findings the designer allows (`allow`) go among them
    alloy : an alloy or its name
    """

    shank: Shank
    parts: tuple[Placed | Part | Workpiece, ...]
    alloy: Alloy
    allowances: tuple[Allowance, ...]
    joints: int

    def __init__(
        self,
        shank: Shank,
        *parts: Placed | Part | Workpiece | Allowance,
        alloy: Alloy | str = "18k yellow",
    ) -> None:
        if not isinstance(shank, Shank):
            raise ParameterError(f"Ring needs a Shank first, not a {type(shank).__name__}.")
        allowed = tuple(part for part in parts if isinstance(part, Allowance))
        made = tuple(part for part in parts if not isinstance(part, Allowance))
        for part in made:
            if not isinstance(part, Placed | Part | Workpiece):
                raise ParameterError(
                    f"Ring cannot take a {type(part).__name__}. Give parts placed with .on(frame), "
                    "or a Workpiece(metal=[solid])."
                )
        object.__setattr__(self, "shank", shank)
        object.__setattr__(self, "parts", made)
        object.__setattr__(self, "allowances", allowed)
        object.__setattr__(self, "alloy", named_alloy(alloy) if isinstance(alloy, str) else alloy)
        object.__setattr__(self, "joints", self._joints())

    @property
    def size(self) -> RingSize:
        return self.shank.size

    @property
    def genus(self) -> int:
        """Of its metal: the finger's opening and all that shank and parts count; those of a
        designer's own solids are not known."""
        parts = [p for p in self.parts if not isinstance(p, Workpiece)]
        own = self.shank.handles(len(self.parts)) + self.joints
        return own + sum(p.windows for p in parts)

    def _joints(self) -> int:
        """Openings that parts close on an open band; elsewhere the shank counts them."""
        if not isinstance(self.shank, Ended):
            return 0
        from jewelcad.pieces.joints import Standing, openings_closed

        standing = [
            Standing(name, p.part, frame) if isinstance(p, Placed) else Standing(name, p, frame)
            for name, p in zip(self.names(), self.parts, strict=True)
            if not isinstance(p, Workpiece)
            for frame in (p.frames if isinstance(p, Placed) else (WORLD,))
        ]
        return openings_closed(self.shank, standing)

    def workpiece(self, stage: Stage = "cast", setter: SettersMetal = SETTERS_METAL) -> Workpiece:
        """Everything on the bench: shank, parts with their cutters and stones, and the finger.

        Parameters
        ----------
        setter : what is added for the setter at ``cast``; a designer's own Workpiece has none
        """
        whole = self.shank.build(stage).named(self.shank.part_name)
        for name, part in zip(self.names(), self.parts, strict=True):
            whole += _built(part, stage, setter).named(name)
        return whole + Workpiece(finger=[self._finger()])

    def names(self) -> list[str]:
        """A name for each part; the second head is ``head[1]``."""
        plain = [getattr(p, "part_name", "own") for p in self.parts]
        total, seen = Counter(plain), Counter[str]()
        names = []
        for name in plain:
            names.append(f"{name}[{seen[name]}]" if total[name] > 1 else name)
            seen[name] += 1
        return names

    def _finger(self) -> Body:
        r, half = self.shank.bore_radius, FINGER_LENGTH / 2
        bar = Contour(polygon([(0.0, -half), (r, -half), (r, half), (0.0, half)]))
        return Body("finger", Turned(bar), Frame(z=(0.0, 1.0, 0.0)))


def _built(part: Placed | Part | Workpiece, stage: Stage, setter: SettersMetal) -> Workpiece:
    """A part's bodies. At ``cast`` seats are cut as much less deep as the setter wants left; a
    seat's z is its stone's, so bearings alone gain metal."""
    if isinstance(part, Workpiece):
        return part
    if stage == "set":
        return part.build(stage)
    piece = (part if setter.length else part.without_spare()).build(stage)
    if not setter.bearing:
        return piece
    higher = [replace(seat, frame=seat.frame.lifted(setter.bearing)) for seat in piece.seats]
    return Workpiece(piece.metal, piece.openings, piece.prongs, higher, piece.stones, piece.finger)
