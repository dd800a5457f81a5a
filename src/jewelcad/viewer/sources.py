"""What is viewed: a design script, or a plain file. Both make pieces to be shown and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jewelcad.errors import JewelcadError, ParameterError

if TYPE_CHECKING:
    from jewelcad.checks.subject import Subject
    from jewelcad.geometry.mesh import Mesh
    from jewelcad.reference.alloys import Alloy
    from jewelcad.script import Design
    from jewelcad.workpiece import PlacedGem, Stage

PREVIEW = 0.02
"""mm by which a mesh that is only looked at may be off (a choice: twice an export's)."""
CHECKED = 0.01
"""mm of the mesh that is checked and exported: that of ``jewelcad check`` and ``build``."""
PLAIN_COLOUR = "#e6c36a"
"""Of a file's metal, which says no alloy."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A piece to look at.

    Parameters
    ----------
    mesh : its metal
    colour : ``#rrggbb``
    stones : in their places
    piece : what the design returned; None of a plain file
    """

    mesh: Mesh
    colour: str
    stones: tuple[PlacedGem, ...] = ()
    piece: Any = None

    @property
    def alloy(self) -> Alloy | None:
        return getattr(self.piece, "alloy", None)


class Source(Protocol):
    """What a worker asks of a script or a file."""

    tolerance: float

    @property
    def files(self) -> set[Path]: ...

    def told(self) -> dict[str, Any]: ...

    def settled(self, given: Mapping[str, Any], lenient: bool) -> Settled: ...

    def shown(self, values: Mapping[str, Any], stage: Stage) -> Shown: ...

    def subject(self, values: Mapping[str, Any]) -> Subject: ...


@dataclass(frozen=True)
class Settled:
    """Values a design takes, and those of before that it takes no more, with the reason."""

    values: dict[str, Any]
    dropped: dict[str, str]


class Refused(ParameterError):  # noqa: N818
    """A value a design refuses, by the name of its parameter."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(why)
        self.parameter = parameter


class ScriptSource:
    """A design script, as it is on the disk now."""

    tolerance = PREVIEW

    def __init__(self, target: str) -> None:
        from jewelcad.script import load, split_name

        self.path = split_name(target)[0]
        self.design: Design[..., Any] = load(target)

    @property
    def files(self) -> set[Path]:
        return self.design.files

    def told(self) -> dict[str, Any]:
        from jewelcad.viewer.told import design_told

        return design_told(self.design)

    def settled(self, given: Mapping[str, Any], lenient: bool) -> Settled:
        """Every value: those given, the others by default.

        Parameters
        ----------
        lenient : leave out what is refused (a script that was changed may know a name no more)

        Raises
        ------
        Refused
            Naming the parameter.
        """
        kept: dict[str, Any] = {}
        dropped: dict[str, str] = {}
        for name, value in given.items():
            try:
                read = self.design.read({name: value}) if isinstance(value, str) else {name: value}
                kept |= self.design.some(read)
            except JewelcadError as error:
                if not lenient:
                    raise Refused(name, str(error)) from error
                dropped[name] = str(error)
        return Settled(self.design.values(kept), dropped)

    def shown(self, values: Mapping[str, Any], stage: Stage) -> Shown:
        from jewelcad import finish

        piece = self.design.make(values)
        bench = piece.workpiece(stage)
        mesh = finish.mesh(bench, self.tolerance)
        stones = bench.stones if stage == "set" else ()
        return Shown(mesh, piece.alloy.colour, stones, piece)

    def subject(self, values: Mapping[str, Any]) -> Subject:
        """What ``jewelcad check`` would check: the piece as it is cast."""
        from jewelcad import finish
        from jewelcad.checks.subject import Subject

        piece = self.design.make(values)
        mesh = finish.mesh(piece.workpiece("cast"), CHECKED)
        return Subject(mesh, piece, "cast", tolerance=CHECKED)


class FileSource:
    """An STL, 3MF or STEP, as it is."""

    tolerance = CHECKED

    def __init__(self, target: str) -> None:
        from jewelcad.reading import read

        self.path = Path(target)
        self.read = read(self.path, tolerance=self.tolerance)

    @property
    def files(self) -> set[Path]:
        return set()

    def told(self) -> dict[str, Any]:
        words = {"name": self.path.stem, "title": self.path.name, "script": str(self.path)}
        doc = " ".join([f"{self.read.format.upper()} as it is.", *self.read.notes])
        return {**words, "doc": doc, "kind": "file", "parameters": [], "presets": {}, "sizes": []}

    def settled(self, given: Mapping[str, Any], lenient: bool) -> Settled:
        why = f"{self.path.name} is a file as it is: it has no parameters."
        if given and not lenient:
            raise Refused(next(iter(given)), why)
        return Settled({}, dict.fromkeys(given, why))

    def shown(self, values: Mapping[str, Any], stage: Stage) -> Shown:
        return Shown(self.read.mesh, PLAIN_COLOUR)

    def subject(self, values: Mapping[str, Any]) -> Subject:
        from jewelcad.checks.subject import Subject

        return Subject(self.read.mesh, notes=self.read.notes)


def is_script(target: str) -> bool:
    """Whether a target is a design script, and not a file to look at."""
    from jewelcad.script import split_name

    return split_name(target)[0].suffix == ".py"


def source_of(target: str) -> Source:
    """The script or file of this name.

    Raises
    ------
    JewelcadError
        If it cannot be loaded or read.
    """
    return ScriptSource(target) if is_script(target) else FileSource(target)
