"""The recipe of a build: enough to build it again.

The record beside an export holds it under ``recipe``. Whoever sends a record may have changed it,
so it is read with suspicion: size, version, keys and types are checked here, and the parameters
go through the validation of the design like any others.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jewelcad import __version__
from jewelcad.errors import DesignError, ParameterError
from jewelcad.params import nearest
from jewelcad.script import record as plain
from jewelcad.workpiece import SETTERS_METAL, SettersMetal

if TYPE_CHECKING:
    from jewelcad.workpiece import Stage

RECORD_VERSION = 1
_MAX_BYTES = 1_000_000
_TYPES: dict[str, tuple[type, ...]] = {
    "script": (str,),
    "script_sha256": (str,),
    "design": (str,),
    "parameters": (dict,),
    "preset": (str, type(None)),
    "stage": (str,),
    "tolerance_mm": (int, float),
    "formats": (list,),
    "ascii": (bool,),
    "setters_metal": (bool,),
    "bearing_metal_mm": (int, float),
}


@dataclass(frozen=True)
class Recipe:
    """What was asked for.

    Parameters
    ----------
    script, design : the file, and the name of the design in it
    parameters : the value of every parameter
    preset : the preset they started from, if any; told, not used again
    stage, tolerance, formats, ascii : as the command line takes them
    setter : what is cast for the setter
    script_sha256 : of the script when it was built; empty until then
    """

    script: Path
    design: str
    parameters: Mapping[str, Any]
    preset: str | None = None
    stage: Stage = "cast"
    tolerance: float = 0.01
    formats: tuple[str, ...] = ("stl",)
    ascii: bool = False
    setter: SettersMetal = SETTERS_METAL
    script_sha256: str = field(default="", compare=False)

    def record(self, folder: Path) -> dict[str, Any]:
        """As the record in ``folder`` holds it; the script relative to that folder."""
        return {
            "script": Path(os.path.relpath(self.script, folder)).as_posix(),
            "script_sha256": script_hash(self.script),
            "design": self.design,
            "parameters": plain(self.parameters),
            "preset": self.preset,
            "stage": self.stage,
            "tolerance_mm": self.tolerance,
            "formats": list(self.formats),
            "ascii": self.ascii,
            "setters_metal": self.setter.length,
            "bearing_metal_mm": self.setter.bearing,
        }

    @property
    def changed(self) -> bool:
        """Whether the script is no longer the one the record was written from."""
        return bool(self.script_sha256) and self.script_sha256 != script_hash(self.script)


def script_hash(script: Path) -> str:
    """SHA-256 of a script's text."""
    return hashlib.sha256(script.read_bytes()).hexdigest()


def read_recipe(path: str | Path, script: str | Path | None = None) -> Recipe:
    """The recipe in a record, its script found beside the record or under the working folder.

    Parameters
    ----------
    path : the record, such as ``exports/solitaire/solitaire.json``
    script : the script to use instead of the one the record names, when that has moved

    Raises
    ------
    DesignError
        If the file is no record, is of another version, or its script is not there.
    ParameterError
        If something in it is unknown or of the wrong kind.
    """
    path = Path(path)
    recipe = _recipe_of(path, _parsed(path, _text(path)))
    return Recipe(
        script=Path(script) if script else _found_script(path, recipe["script"]),
        design=recipe["design"],
        parameters=recipe["parameters"],
        preset=recipe.get("preset"),
        stage=recipe.get("stage", "cast"),
        tolerance=recipe.get("tolerance_mm", 0.01),
        formats=_formats(path, recipe.get("formats", ["stl"])),
        ascii=recipe.get("ascii", False),
        setter=SettersMetal(recipe.get("setters_metal", True), recipe.get("bearing_metal_mm", 0.0)),
        script_sha256=recipe.get("script_sha256", ""),
    )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise DesignError(f"{path} does not exist. Give the .json of an earlier build.") from None
    except OSError as error:
        raise DesignError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > _MAX_BYTES:
        raise DesignError(f"{path} is larger than {_MAX_BYTES} bytes: no record of jewelcad.")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise DesignError(f"{path} is not text: no record of jewelcad.") from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise DesignError(f"{path} is not JSON: no record of jewelcad.") from None
    if not isinstance(content, dict) or "record" not in content:
        raise DesignError(f"{path} is not a record of jewelcad: it has no entry 'record'.")
    version = content["record"]
    if version != RECORD_VERSION or isinstance(version, bool):
        writer = str(content.get("jewelcad", "an unknown version"))[:40]
        raise DesignError(
            f"{path} is a record of version {str(version)[:40]!r}, written by jewelcad {writer}; "
            f"jewelcad {__version__} reads version {RECORD_VERSION}. Build again from the script, "
            "or install the jewelcad that wrote it."
        )
    return content


def _recipe_of(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    recipe = content.get("recipe")
    if not isinstance(recipe, dict):
        raise DesignError(f"{path} has no recipe, so it cannot be built again from it.")
    for key in recipe:
        if key not in _TYPES:
            raise ParameterError(f"{path}: unknown entry {key[:60]!r}.{nearest(key, _TYPES)}")
    for key in ("script", "design", "parameters"):
        if key not in recipe:
            raise ParameterError(f"{path}: the recipe does not say its {key}.")
    for key, value in recipe.items():
        _expect(path, key, value, _TYPES[key])
    for key, value in recipe["parameters"].items():
        _expect(path, f"parameters.{key}", value, (str, int, float, bool, type(None)))
    return recipe


def _expect(path: Path, key: str, value: Any, kinds: tuple[type, ...]) -> None:
    if isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds):
        return
    names = " or ".join(kind.__name__ for kind in kinds)
    raise ParameterError(f"{path}: {key} is a {type(value).__name__}, not {names}.")


def _formats(path: Path, formats: list[Any]) -> tuple[str, ...]:
    for value in formats:
        _expect(path, "formats", value, (str,))
    return tuple(formats)


def _found_script(path: Path, script: str) -> Path:
    for folder in (path.parent, Path()):
        try:
            found = Path(os.path.normpath(folder / script))
            if found.is_file():
                return found
        except (OSError, ValueError):
            break
    raise DesignError(
        f"{path} was built from {script[:200]!r}, which is not there. Say where the script is now: "
        f"jewelcad build SCRIPT --from {path}"
    )
