"""What is checked: a mesh, and where there is one the piece it is the metal of."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jewelcad.geometry.mesh import Mesh
from jewelcad.workpiece import NO_SETTERS_METAL, SETTERS_METAL, SettersMetal, Stage, Workpiece

if TYPE_CHECKING:
    from manifold3d import Manifold

    from jewelcad.checks.shells import Shell
    from jewelcad.checks.walls import Walls
    from jewelcad.checks.zones import Zoned
    from jewelcad.measure import Topology
    from jewelcad.reference.profiles import Profile
    from jewelcad.seating import Seating


@dataclass(eq=False)
class Subject:
    """A mesh to be printed; the piece it is of, where it is not a foreign file's.

    Parameters
    ----------
    mesh : as it goes to the printer
    piece : with ``workpiece(stage, setter)``; None for a file from elsewhere
    whole : whether the thinnest wall is looked for, however thick
    notes : what is worth knowing of the file it came from
    walls : what was proved of its walls, once it was
    stage, setter : at which the mesh was made
    tolerance : at which it was, and other stages are, mm
    """

    mesh: Mesh
    piece: Any = None
    stage: Stage = "cast"
    setter: SettersMetal = SETTERS_METAL
    tolerance: float = 0.01
    whole: bool = False
    notes: tuple[str, ...] = ()
    walls: Walls | None = None
    _zoned: tuple[Profile, Zoned] | None = field(default=None, init=False, repr=False)

    @cached_property
    def workpiece(self) -> Workpiece | None:
        """The bench the mesh was made on."""
        return None if self.piece is None else self.piece.workpiece(self.stage, self.setter)

    @cached_property
    def topology(self) -> Topology:
        from jewelcad import measure

        return measure.topology(self.mesh)

    @cached_property
    def closed(self) -> bool:
        """Whether it has an inside: closed, and its triangles look outwards."""
        from jewelcad import measure

        return (
            bool(len(self.mesh.triangles))
            and self.topology.closed
            and measure.volume(self.mesh) > 0.0
        )

    @cached_property
    def shells(self) -> tuple[Shell, ...]:
        """The shells of the mesh, the largest first."""
        from jewelcad.checks.shells import shells

        return shells(self.mesh)

    def zoned(self, profile: Profile) -> Zoned:
        """Its faces by the zones of a profile; the last answer is kept."""
        from jewelcad.checks.zones import zoned

        if self._zoned is None or self._zoned[0] is not profile:
            made = zoned(self.mesh, self.workpiece, profile, self.tolerance)
            self._zoned = (profile, made)
        return self._zoned[1]

    @cached_property
    def bare(self) -> Mesh:
        """The metal as cast, without setter's metal."""
        if self.stage == "cast" and not self.setter:
            return self.mesh
        return self._made(self.piece.workpiece("cast", NO_SETTERS_METAL))

    @cached_property
    def bench(self) -> Workpiece:
        """What lies on the bench when stones are set."""
        made: Workpiece = (
            self.workpiece
            if self.stage == "set" and self.workpiece is not None
            else self.piece.workpiece("set")
        )
        return made

    @cached_property
    def done(self) -> Mesh:
        """The metal with its stones set."""
        return self.mesh if self.stage == "set" else self._made(self.bench)

    @cached_property
    def seats(self) -> tuple[Seating, ...]:
        """How every stone sits, in the order of the stones."""
        from jewelcad.seating import seatings

        if self.workpiece is None or not self.workpiece.stones:
            return ()
        return seatings(self.bench, self.bare, self.done, self.in_the_way)

    @cached_property
    def in_the_way(self) -> list[Manifold]:
        """The metal as cast that stands in each stone's way, in the order of the stones."""
        from jewelcad.seating import in_the_way

        return in_the_way(self.bench.stones, self.bare)

    def _made(self, workpiece: Workpiece) -> Mesh:
        from jewelcad import finish

        return finish.mesh(workpiece, self.tolerance)
