"""From values to files: both finishers, the product, and files that appear together or not at all.

Everything is written and read back in a folder beside the place where it belongs; only when all
of it is good do the files take their names, the record last.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jewelcad.errors import ExportError, JewelcadError

if TYPE_CHECKING:
    from jewelcad.checks.finding import Outcome
    from jewelcad.checks.subject import Subject
    from jewelcad.export import Product
    from jewelcad.reference.profiles import Profile
    from jewelcad.report import Finished, Recipe
    from jewelcad.script import Design


class Steps:
    """Times each step of a build by its name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


PICTURE = "png"
"""The one format that is a picture: of the set piece, from three quarters."""


def formats() -> dict[str, str]:
    """What each format is, by name."""
    from jewelcad.export import FORMATS

    return {name: row.about for name, row in FORMATS.items()} | {PICTURE: "a picture"}


MANY = 20
"""Stones over which the kernel, which takes a second and more for each, is left out unless asked
for."""


def finished(
    design: Design[..., Any],
    recipe: Recipe,
    steps: Steps,
    exact: bool | None = None,
    profile: Profile | None = None,
) -> Finished:
    """The piece of a recipe by the mesh finisher, held to the exact one.

    Parameters
    ----------
    exact : whether to; by default for STEP, and for up to `MANY` stones
    profile : by which it is checked; by default lost wax in its metal
    """
    with steps("design"):
        piece = design.make(recipe.parameters)
    with steps("bench"):
        workpiece = piece.workpiece(recipe.stage, recipe.setter)
    if exact is None:
        exact = "step" in recipe.formats or len(workpiece.stones) <= MANY
    with steps("kernel"):
        from jewelcad import finish
        from jewelcad.report import Finished

        if exact:
            import OCP.BRepAlgoAPI  # noqa: F401
    with steps("mesh"):
        mesh = finish.mesh(workpiece, recipe.tolerance)
    with steps("solid"):
        agreed = finish.agreed(workpiece, mesh) if exact else None
    made = Finished(recipe, design, piece, workpiece, mesh, agreed)
    with steps("checks"):
        return replace(made, outcome=outcome_of(made.subject, profile))


def rules_of(subject: Subject) -> Profile:
    """The profile a piece is checked by unless one is asked for: lost wax in its metal, or, of a
    file, in gold."""
    from jewelcad.reference.profiles import profile, profile_for

    return profile("lost-wax-gold") if subject.piece is None else profile_for(subject.piece.alloy)


def outcome_of(subject: Subject, profile: Profile | None = None) -> Outcome:
    """What comes of all checks of a piece or a file."""
    from jewelcad.checks.running import checked

    allowed = getattr(subject.piece, "allowances", ())
    return checked(subject, profile or rules_of(subject), allowed)


def write(
    made: Finished, folder: Path, steps: Steps, strict: bool = False, home: Path | None = None
) -> dict[str, Any]:
    """Write every file of the recipe and the record; the report.

    Parameters
    ----------
    home : the folder the record is written for, which tells the script's place from there;
        ``folder`` unless it is said

    Raises
    ------
    GeometryError, ExportError
        If a file cannot be written or is not what was meant; then nothing has changed in
        ``folder``.
    """
    from jewelcad.report import report

    name = made.design.name
    with _beside(folder) as stage:
        files = _files(made, stage, name, steps)
        with steps("measure"):
            told = report(made, home or folder, files, {}, strict)
        told["timings_s"] = _timings(steps)
        record = stage / f"{name}.json"
        record.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        _flush(record)
        _take_names([*files, record], folder)
    return told


def _files(made: Finished, stage: Path, name: str, steps: Steps) -> list[Path]:
    from jewelcad.export import export

    wanted = made.recipe.formats
    files = []
    with steps("exact facts"):
        product = _product(made)
    for key in (_key(f, made.recipe.ascii) for f in wanted if f != PICTURE):
        with steps(key):
            files += [done.path for done in export(product, stage, name, [key])]
    if PICTURE in wanted:
        with steps(PICTURE):
            files.append(_picture(made, stage / f"{name}.{PICTURE}"))
    return files


def _key(name: str, ascii_text: bool) -> str:
    return "stl-ascii" if name == "stl" and ascii_text else name


def _product(made: Finished) -> Product:
    from jewelcad import measure
    from jewelcad.export import Expected, Product

    alloy, mesh = made.piece.alloy, made.mesh
    shown = made.workpiece.stones if "glb" in made.recipe.formats else ()
    expected = Expected(
        volume=made.volume,
        genus=made.exact.genus if made.exact else measure.genus(mesh),
        components=1,
        tolerance=mesh.deviation,
        area=measure.area(mesh),
        bounds=measure.bounds(mesh),  # the solid's own tight box would take a second
    )
    return Product(
        made.design.name,
        mesh,
        expected,
        made.exact.solid if made.exact else None,
        stones=tuple(_stone(placed) for placed in shown),
        stone_solids=lambda: [_stone_solid(placed) for placed in made.workpiece.stones],
        alloy=alloy.name,
        colour=alloy.rgb,
        metadata={"Title": made.design.title, "parts": ", ".join(_parts(made))},
    )


def _parts(made: Finished) -> list[str]:
    """Names of the bodies the metal was made of."""
    return [body.name for body in (*made.workpiece.metal, *made.workpiece.prongs)]


def _stone(placed: Any) -> Any:
    from jewelcad.export import Stone
    from jewelcad.preview.staging import stone_view
    from jewelcad.reference import species

    kind, view = species(placed.gem.species), stone_view(placed)
    return Stone(placed.name, view.mesh, kind.rgb, view.refraction)


def _stone_solid(placed: Any) -> tuple[str, Any, Any]:
    from jewelcad.geometry import moved
    from jewelcad.reference import species

    solid = moved(placed.gem.solid(), placed.frame)
    return placed.name, solid, species(placed.gem.species).rgb


def _picture(made: Finished, path: Path) -> Path:
    from jewelcad.preview import render, scene_of

    metal = made.mesh if made.recipe.stage == "set" else None
    scene = scene_of(made.piece, "set", title=made.design.title, metal=metal)
    render(scene, path)
    return path


def place_together(folder: Path, make: Callable[[Path], list[Path]]) -> list[Path]:
    """What ``make`` writes in the folder given to it, moved to ``folder``: all of it or nothing."""
    with _beside(folder) as stage:
        files = make(stage)
        _take_names(files, folder)
    return [folder / path.name for path in files]


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder to write in, inside ``folder``; gone afterwards, as is ``folder`` if left empty."""
    new = [level for level in (folder, *folder.parents) if not level.exists()]
    stage = folder / f".{secrets.token_hex(4)}"
    try:
        stage.mkdir(parents=True)
        yield stage
    except OSError as error:
        from jewelcad.files import refusal

        raise refusal(folder, error) from error
    except JewelcadError as error:
        raise _at_home(error, stage, folder) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        for level in new:
            with suppress(OSError):
                level.rmdir()


def _at_home(error: JewelcadError, stage: Path, folder: Path) -> JewelcadError:
    """The error with the place the user knows, not the folder it was written in."""
    said = str(error).replace(os.path.realpath(stage), str(folder)).replace(str(stage), str(folder))
    return type(error)(said)


def _take_names(files: list[Path], folder: Path) -> None:
    """Move finished files to their place; Ctrl-C waits until all are there."""
    for path in files:
        if (folder / path.name).is_dir():
            raise ExportError(f"{folder / path.name} is a folder. Move it away and build again.")
    with _unbroken():
        for path in files:
            os.replace(path, folder / path.name)


@contextmanager
def _unbroken() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _timings(steps: Steps) -> dict[str, float]:
    rounded = {name: round(seconds, 3) for name, seconds in steps.seconds.items()}
    return {**rounded, "total": round(sum(steps.seconds.values()), 3)}


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written to before anything is built for it.

    Raises
    ------
    ExportError
        If a file is in the way, or writing is not allowed.
    """
    level = folder
    while not os.path.lexists(level):
        level = level.parent
    if not level.is_dir():
        raise ExportError(f"{level} is a file, not a folder. Choose another with --out.")
    if not os.access(level, os.W_OK | os.X_OK):
        raise ExportError(f"{level} may not be written to. Choose another folder with --out.")
