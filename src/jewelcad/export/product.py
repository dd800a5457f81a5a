"""What is exported: one piece, its stones, and what must be true of every file of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

Colour = tuple[float, float, float]
"""Red, green, blue from 0 to 1, as a screen shows them (sRGB)."""

Bounds = tuple[tuple[float, float, float], tuple[float, float, float]]

YELLOW: Colour = (0.92, 0.75, 0.38)


@dataclass(frozen=True)
class Expected:
    """What must be true of the metal in every file.

    Parameters
    ----------
    volume : of the true solid, mm³
    genus : handles, summed over the shells: 1 for a plain ring
    components : closed shells
    tolerance : largest distance of the mesh from the true surface, mm (measured, not asked)
    area : of the true surface, mm²; ``area * tolerance`` is what the volume may be off
    bounds : least and greatest corner of the true solid, mm; None leaves them unchecked
    least_side : what its largest side is at least, mm; less is a mistake of unit. A stud is over
        1 mm; stones may be smaller
    """

    volume: float
    genus: int
    components: int
    tolerance: float
    area: float
    bounds: Bounds | None = None
    least_side: float = 1.0


@dataclass(frozen=True, eq=False)
class Stone:
    """A stone as it is shown. ``ior`` is its refractive index; None shows it opaque."""

    name: str
    mesh: Mesh
    colour: Colour = (1.0, 1.0, 1.0)
    ior: float | None = None


@dataclass(frozen=True, eq=False)
class Product:
    """A finished piece, ready to be written.

    Parameters
    ----------
    name : shown inside the files, such as ``solitaire``
    mesh : the metal
    expected : what every file is held to
    solid : the exact solid (a ``TopoDS_Shape``), or a function that makes it when STEP asks
    stones : shown in GLB; never part of what is printed
    stone_solids : a function giving (name, ``TopoDS_Shape``, colour) for STEP, or None
    alloy : such as ``18k yellow``
    colour : of the metal
    metadata : further facts for formats that hold text. ``Title``, ``Designer``, ``Description``,
        ``Copyright`` are 3MF's own; others, such as ``parts``, are written under jewelcad's name
    is_stone : the product is itself a stone; ``mesh`` is the stone then
    ior : its refractive index; None shows it opaque
    """

    name: str
    mesh: Mesh
    expected: Expected
    solid: Any = None
    stones: tuple[Stone, ...] = ()
    stone_solids: Callable[[], list[tuple[str, Any, Colour]]] | None = None
    alloy: str = ""
    colour: Colour = YELLOW
    metadata: Mapping[str, str] = field(default_factory=dict)
    is_stone: bool = False
    ior: float | None = None

    @cached_property
    def settled(self) -> Mesh:
        """The metal on the grid all mesh formats can hold; see `jewelcad.export.rounding`."""
        from jewelcad.export.rounding import settled

        return settled(self.mesh)

    @cached_property
    def allowed(self) -> Expected:
        """What is expected, with what settling on the grid has moved added to the tolerance."""
        moved = self.settled.deviation - self.mesh.deviation
        return replace(self.expected, tolerance=self.expected.tolerance + moved)

    @cached_property
    def exact(self) -> Any:
        """The exact solid, made now if it was a function; None if there is none."""
        return self.solid() if callable(self.solid) else self.solid


@dataclass(frozen=True)
class WrittenFile:
    """A file that was written, read back and found good. ``triangles`` is None for STEP."""

    path: Path
    format: str
    bytes: int
    triangles: int | None
