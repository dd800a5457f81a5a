"""Presets saved beside a script: ``ring.presets.json`` next to ``ring.py``.

They are foreign input like any file, so read with bounds and checked like values from anywhere.
The script's own text is never written to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jewelcad.errors import ParameterError
from jewelcad.files import bounded, written

VERSION = 1
MOST_BYTES = 1_000_000
MOST = 200
"""Presets of one design (a choice)."""
LONGEST = 60
"""Characters of a name (a choice)."""
_SIMPLE = (str, int, float, bool, type(None))

Presets = dict[str, dict[str, Any]]


def presets_path(script: Path) -> Path:
    """Where the presets of a script are saved."""
    return script.with_suffix(".presets.json")


def read_presets(script: Path, design: str) -> Presets:
    """The presets saved beside a script for one of its designs; not yet checked against it.

    Raises
    ------
    ParameterError
        If the file is none of jewelcad's, or too large.
    """
    return _read(presets_path(script)).get(design, {})


def save_preset(script: Path, design: str, name: str, values: Mapping[str, Any]) -> None:
    """Save values, as `script.record` gives them, under a name; one saved before is replaced.

    Raises
    ------
    ParameterError
        If the name cannot be, there are too many, or the file there is none of jewelcad's.
    ExportError
        If it cannot be written.
    """
    _check_name("a preset", name)
    path = presets_path(script)
    held = _read(path)
    presets = {**held.get(design, {}), name: dict(values)}
    if len(presets) > MOST:
        raise ParameterError(f"{path.name} has {MOST} presets already. Delete some there.")
    kept = {"jewelcad presets": VERSION, "designs": {**held, design: presets}}
    with written(path) as beside:
        text = json.dumps(kept, indent=2, ensure_ascii=False, allow_nan=False)
        beside.write_text(text + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, Presets]:
    if not path.exists():
        return {}
    data = bounded(path, MOST_BYTES, "That is no file of presets: move it away.")
    try:
        kept = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise _refusal(path, "is not JSON") from None
    if not isinstance(kept, dict) or kept.get("jewelcad presets") != VERSION:
        raise _refusal(path, f'does not begin with "jewelcad presets": {VERSION}')
    designs = kept.get("designs")
    if not isinstance(designs, dict):
        raise _refusal(path, "has no designs")
    for design, presets in designs.items():
        _check(path, design, presets)
    return designs


def _check(path: Path, design: str, presets: Any) -> None:
    if not isinstance(presets, dict) or len(presets) > MOST:
        raise _refusal(path, f"has for {design[:LONGEST]!r} no table of at most {MOST} presets")
    for name, values in presets.items():
        _check_name(f"a preset in {path.name}", name)
        if not isinstance(values, dict) or not all(isinstance(v, _SIMPLE) for v in values.values()):
            raise _refusal(path, f"has in {name!r} more than names with numbers, words, yes or no")


def _check_name(what: str, name: str) -> None:
    if not (name.strip() == name and name.isprintable() and 0 < len(name) <= LONGEST):
        raise ParameterError(
            f"The name of {what} must have 1 to {LONGEST} letters that print, with no space at its "
            f"ends, not {name[:LONGEST]!r}."
        )


def _refusal(path: Path, why: str) -> ParameterError:
    return ParameterError(f"{path.name} {why}: no file of presets. Mend it, or move it away.")
