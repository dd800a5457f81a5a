"""Loading a design script as a module, and saying which of its lines went wrong."""

from __future__ import annotations

import hashlib
import importlib
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from jewelcad.errors import DesignError, JewelcadError

_MAX_BYTES = 5_000_000


def loaded_module(script: Path) -> tuple[ModuleType, set[Path]]:
    """Run a script as a module of its own; always the text on disk, never a stale ``.pyc``.

    The module stays in ``sys.modules`` under a private name, as dataclasses of the script need it.
    Besides it, the files of the local modules it imported.

    Raises
    ------
    DesignError
        If the script is not there, is no Python, or raises.
    """
    source = _source(script)
    try:
        code = compile(source, str(script), "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _at(
            DesignError(
                f"{script}:{error.lineno or 1} is not Python: {error.msg}. Mend that line."
            ),
            (str(script), error.lineno or 1),
        ) from None
    except ValueError as error:
        raise DesignError(f"{script} is not Python: {error}.") from None
    tag = hashlib.sha256(str(script.resolve()).encode()).hexdigest()[:12]
    module = ModuleType(f"_jewelcad_design_{script.stem}_{tag}")
    module.__file__ = str(script)
    sys.modules[module.__name__] = module
    with blamed(script), local_modules(script) as files:
        exec(code, vars(module))
    return module, files


def _source(script: Path) -> bytes:
    if script.suffix != ".py":
        raise DesignError(f"{script} is not a design script. Give a .py file.")
    try:
        with script.open("rb") as file:
            source = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise DesignError(f"{script} does not exist.{_neighbours(script)}") from None
    except OSError as error:
        raise DesignError(f"{script} cannot be read: {error.strerror}.") from None
    if len(source) > _MAX_BYTES:
        raise DesignError(f"{script} is larger than {_MAX_BYTES} bytes: no design script.")
    return source


def _neighbours(script: Path) -> str:
    from jewelcad.params import nearest

    folder = script.parent
    names = [path.name for path in folder.glob("*.py")] if folder.is_dir() else []
    return nearest(script.name, names) or f" Run jewelcad new {script.stem} to start one."


@contextmanager
def local_modules(script: Path | None) -> Iterator[set[Path]]:
    """Let a script import the modules and packages beside it, and leave no trace of that.

    The modules are dropped again, so two folders may each have a ``helpers.py``, and what has been
    changed is read anew. Their files are in the set that is given, once all is done.
    """
    files: set[Path] = set()
    if script is None:
        yield files
        return
    folder = script.parent.resolve()
    before = set(sys.modules)
    importlib.invalidate_caches()  # a module may be seconds old
    sys.path.insert(0, str(folder))
    try:
        yield files
    finally:
        sys.path.remove(str(folder))
        new = set(sys.modules) - before
        tops = {n for n in new if "." not in n and _is_beside(sys.modules[n], folder)}
        for name in [n for n in new if n.split(".")[0] in tops]:
            files.update(_home(sys.modules.pop(name)))


def _is_beside(module: ModuleType, folder: Path) -> bool:
    """Whether a first-level module is a file in ``folder``, or a package that is a folder there."""
    package = list(getattr(module, "__path__", ()))
    places = [Path(place).resolve() for place in package] or _home(module)
    return any(place.parent == folder for place in places)


def _home(module: ModuleType) -> list[Path]:
    home = getattr(module, "__file__", None)
    return [Path(home).resolve()] if home else []


@contextmanager
def blamed(script: Path | None) -> Iterator[None]:
    """Turn what a script raises into a `DesignError` that names the script's own line.

    An error of jewelcad's keeps its kind and message, and is told the line as a note. Either has
    the line as its ``place`` too.
    """
    try:
        yield
    except JewelcadError as error:
        place = _own_line(script, error)
        if place and not getattr(error, "__notes__", None):
            error.add_note(f"at {_said(place)}")
        _at(error, error.place or place)
        raise
    except (Exception, SystemExit) as error:
        place = _own_line(script, error)
        if place is None:
            raise
        said = str(error).split("\n")[0]
        told = DesignError(
            f"{_said(place)} raised {type(error).__name__}{': ' if said else ''}{said}"
            f"{_deeper(script, error)}. Mend the script there."
        )
        raise _at(told, place) from error


def _at(error: JewelcadError, place: tuple[str, int] | None) -> JewelcadError:
    error.place = place
    return error


def _said(place: tuple[str, int]) -> str:
    return f"{_shown(place[0])}:{place[1]}"


def _own_line(script: Path | None, error: BaseException) -> tuple[str, int] | None:
    """File and line of the script's, or of a module's beside it, that it comes from."""
    if isinstance(error, SyntaxError) and _is_own(script, error.filename or ""):
        return str(error.filename), error.lineno or 1
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(script, frame.filename)]
    return (own[-1].filename, own[-1].lineno or 1) if own else None


def _is_own(script: Path | None, filename: str) -> bool:
    if script is None:
        return False
    path = Path(filename)
    return path == script or path.resolve().parent == script.resolve().parent


def _shown(filename: str) -> str:
    path = Path(filename)
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else filename


def _deeper(script: Path | None, error: BaseException) -> str:
    """Where below the script it happened, if that is inside jewelcad."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    home = Path(__file__).parents[1]
    if _is_own(script, last.filename) or not Path(last.filename).is_relative_to(home):
        return ""
    return f" (inside jewelcad/{Path(last.filename).relative_to(home)}:{last.lineno})"
