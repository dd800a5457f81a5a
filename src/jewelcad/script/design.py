"""A design is one decorated function whose typed parameters feed everything.

``@design`` makes a `Design` of it: still a function (``solitaire(stone=5)``), and besides the
source of the command line's flags, the sliders, the schema and the record beside an export.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from jewelcad.errors import DesignError, ParameterError
from jewelcad.params import Spec, nearest, signature_specs, validated
from jewelcad.script.loading import blamed, loaded_module, local_modules
from jewelcad.script.presets import read_presets

P = ParamSpec("P")
T = TypeVar("T")


class Design(Generic[P, T]):
    """A design function with what is declared of it.

    Attributes
    ----------
    name : the function's name
    title : what a person calls it
    doc : the function's docstring
    specs : what is declared of each parameter, by name, in their order
    presets : named sets of values
    path : the script, where it was loaded from one
    files : of the local modules it was seen to import
    """

    def __init__(
        self,
        function: Callable[P, T],
        title: str = "",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.name: str = function.__name__
        self.title = title or self.name.replace("_", " ").capitalize()
        self.doc = inspect.getdoc(function) or ""
        self.specs: Mapping[str, Spec] = signature_specs(function)
        self.path: Path | None = None
        self.files: set[Path] = set()
        defaults = {n: s.default for n, s in self.specs.items() if not s.required}
        validated(f"The default of {self.name}", self.specs, defaults, partial=True)
        self.presets: dict[str, dict[str, Any]] = {
            name: self._checked(f"Preset {name!r} of {self.name}", given)
            for name, given in (presets or {}).items()
        }

    def __repr__(self) -> str:
        return f"<design {self.name}>"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Validate the values and run the function; nothing is built yet.

        Raises
        ------
        ParameterError
            If a value cannot be.
        DesignError
            If the function raises, or does not return a piece.
        """
        if len(args) > len(self.specs):
            raise ParameterError(f"{self.name} takes {len(self.specs)} values, not {len(args)}.")
        return self.make(self.values(dict(zip(self.specs, args, strict=False)) | dict(kwargs)))

    def make(self, values: Mapping[str, Any]) -> T:
        """The piece of ``values`` that `values` has validated."""
        with blamed(self.path), local_modules(self.path) as files:
            run: Callable[..., T] = self.function
            piece = run(**values)
        self.files |= files
        if not callable(getattr(piece, "workpiece", None)):
            raise DesignError(
                f"{self.name} returned {_article(piece)}, not a piece. "
                "End it with return Ring(shank, ...), for instance."
            )
        return piece

    def values(self, given: Mapping[str, Any], preset: str | None = None) -> dict[str, Any]:
        """The value of every parameter: what is given, else the preset's, else the default.

        Raises
        ------
        ParameterError
            If the preset is unknown, a name is unknown, or a value cannot be.
        """
        chosen = self.preset(preset) if preset is not None else {}
        return validated(self.name, self.specs, {**chosen, **self._parsed(given)})

    def preset(self, name: str) -> dict[str, Any]:
        """The values of one preset."""
        if name not in self.presets:
            raise ParameterError(
                f"{self.name} has no preset {name!r}.{nearest(name, self.presets)} "
                f"It has: {', '.join(self.presets) or 'none'}."
            )
        return dict(self.presets[name])

    def add_presets(self, more: Mapping[str, Mapping[str, Any]]) -> None:
        """Take presets from beside the script, checked like its own.

        Raises
        ------
        ParameterError
            If the script has one of that name, or a value cannot be.
        """
        for name, given in more.items():
            owner = f"Preset {name!r} of {self.name}, saved beside the script,"
            if name in self.presets:
                raise ParameterError(f"{owner} has the name of the script's own. Rename one.")
            self.presets[name] = self._checked(owner, given)

    def some(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values given, checked, the others left out.

        Raises
        ------
        ParameterError
            As `values` does.
        """
        return self._checked(self.name, given)

    def read(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """The values that ``texts`` (from a command line) stand for; not yet validated."""
        for name in texts:
            if name not in self.specs:
                validated(self.name, self.specs, {name: None}, partial=True)
        return {name: self.specs[name].read(text) for name, text in texts.items()}

    def schema(self) -> dict[str, Any]:
        """A JSON schema of the parameters, with units, slider ranges and presets."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "description": self.doc,
            "type": "object",
            "properties": {name: _property(spec) for name, spec in self.specs.items()},
            "required": [name for name, spec in self.specs.items() if spec.required],
            "additionalProperties": False,
            "presets": {name: record(values) for name, values in self.presets.items()},
        }

    def _parsed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {n: self.specs[n].parse(v) if n in self.specs else v for n, v in given.items()}

    def _checked(self, owner: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return validated(owner, self.specs, self._parsed(given), partial=True)


def design(
    *, title: str = "", presets: Mapping[str, Mapping[str, Any]] | None = None
) -> Callable[[Callable[P, T]], Design[P, T]]:
    """Make a design of a function whose parameters are typed.

    Parameters
    ----------
    title : what a person calls it; the function's name by default
    presets : named sets of values, checked at once

    Raises
    ------
    ParameterError
        If a parameter has no type, or a preset names an unknown parameter or a value that cannot
        be.

    Examples
    --------
    >>> from typing import Annotated
    >>> from jewelcad import Mm, Range
    >>> @design(title="Band", presets={"wide": {"width": 6.0}})
    ... def band(width: Annotated[Mm, Range(1, 12)] = 3.0): ...
    >>> band.values({}, preset="wide")
    {'width': 6.0}
    """
    return lambda function: Design(function, title, presets)


def load(path: str | Path, name: str | None = None) -> Design[..., Any]:
    """The design of a script, with the presets saved beside it. ``"rings.py:halo"`` picks one of
    several.

    Loading builds nothing, and leaves ``sys.path`` as it was.

    Raises
    ------
    DesignError
        If the script is not there, cannot be read, raises, or has no design or several.
    ParameterError
        If its saved presets are not for it.
    """
    script, picked = split_name(path)
    module, files = loaded_module(script)
    found = {
        value.name: value
        for value in vars(module).values()
        if isinstance(value, Design) and value.__module__ == module.__name__
    }
    chosen = _chosen(script, found, name or picked)
    chosen.path, chosen.files = script, files
    chosen.add_presets(read_presets(script, chosen.name))
    return chosen


def split_name(path: str | Path) -> tuple[Path, str | None]:
    """``rings.py:halo`` as a path and a name."""
    text, colon, name = str(path).rpartition(":")
    if colon and name.isidentifier() and text.endswith(".py"):
        return Path(text), name
    return Path(path), None


def _chosen(script: Path, found: dict[str, Design[..., Any]], name: str | None) -> Design[..., Any]:
    if not found:
        raise DesignError(
            f"{script} has no design. Put @design(title=...) above the function that makes the "
            "piece."
        )
    if name is not None:
        if name not in found:
            raise DesignError(
                f"{script} has no design {name!r}.{nearest(name, found)} "
                f"It has: {', '.join(found)}."
            )
        return found[name]
    if len(found) > 1:
        raise DesignError(
            f"{script} has {len(found)} designs: {', '.join(found)}. "
            f"Pick one by name: {script}:{next(iter(found))}."
        )
    return next(iter(found.values()))


def record(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a JSON file holds them: numbers, names and yes or no; a ring size as its text."""
    plain = (str, int, float, bool, type(None))
    return {n: v if isinstance(v, plain) else str(v) for n, v in values.items()}


def _property(spec: Spec) -> dict[str, Any]:
    shown = {
        **_type_schema(spec),
        "description": spec.about,
        "unit": spec.unit,
        "suggest": _suggest(spec),
        "default": None if spec.required else record({"": spec.default})[""],
    }
    return {key: value for key, value in shown.items() if value not in ("", None)}


def _type_schema(spec: Spec) -> dict[str, Any]:
    from pydantic import ConfigDict, TypeAdapter
    from pydantic.errors import PydanticInvalidForJsonSchema

    try:
        adapter = TypeAdapter(spec.annotation, config=ConfigDict(arbitrary_types_allowed=True))
        return adapter.json_schema()
    except PydanticInvalidForJsonSchema:
        return {"type": "string"}


def _suggest(spec: Spec) -> dict[str, float] | None:
    if spec.suggest is None:
        return None
    return {"least": spec.suggest.least, "most": spec.suggest.most, "step": spec.suggest.step}


def _article(value: Any) -> str:
    if value is None:
        return "nothing"
    kind = type(value).__name__
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


__all__ = ["Design", "design", "load", "record", "split_name"]
