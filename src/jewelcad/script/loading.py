"""Loading a design script as a module, and saying which of its lines went wrong."""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from jewelcad.errors import DesignError, JewelcadError

_MAX_BYTES = 5_000_000


def loaded_module(script: Path) -> ModuleType:
    """Run a script as a module of its own; always the text on disk, never a stale ``.pyc``.

    The module stays in ``sys.modules`` under a private name, as dataclasses of the script need it.

    Raises
    ------
    DesignError
        If the script is not there, is no Python, or raises.
    """
    source = _source(script)
    try:
        code = compile(source, str(script), "exec", dont_inherit=True)
    except SyntaxError as error:
        raise DesignError(
            f"{script}:{error.lineno or 1} is not Python: {error.msg}. Mend that line."
        ) from None
    except ValueError as error:
        raise DesignError(f"{script} is not Python: {error}.") from None
    tag = hashlib.sha256(str(script.resolve()).encode()).hexdigest()[:12]
    module = ModuleType(f"_jewelcad_design_{script.stem}_{tag}")
    module.__file__ = str(script)
    sys.modules[module.__name__] = module
    with blamed(script), local_modules(script):
        exec(code, vars(module))
    return module


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
def local_modules(script: Path | None) -> Iterator[None]:
    """Let a script import the modules beside it, and leave no trace of that.

    The modules are dropped again, so two folders may each have a ``helpers.py``.
    """
    if script is None:
        yield
        return
    folder = str(script.parent.resolve())
    before = set(sys.modules)
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)
        for name in set(sys.modules) - before:
            home = getattr(sys.modules[name], "__file__", None) or ""
            if Path(home).parent == Path(folder):
                del sys.modules[name]


@contextmanager
def blamed(script: Path | None) -> Iterator[None]:
    """Turn what a script raises into a `DesignError` that names the script's own line.

    An error of jewelcad's keeps its kind and message, and is told the line as a note.
    """
    try:
        yield
    except JewelcadError as error:
        where = _own_line(script, error)
        if where and not getattr(error, "__notes__", None):
            error.add_note(f"at {where}")
        raise
    except (Exception, SystemExit) as error:
        where = _own_line(script, error)
        if where is None:
            raise
        said = str(error).split("\n")[0]
        raise DesignError(
            f"{where} raised {type(error).__name__}{': ' if said else ''}{said}"
            f"{_deeper(script, error)}. Mend the script there."
        ) from error


def _own_line(script: Path | None, error: BaseException) -> str | None:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(script, frame.filename)]
    return f"{_shown(own[-1].filename)}:{own[-1].lineno}" if own else None


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
