"""Declared once, used everywhere: the ranges, units and choices of every parameter.

``Range``, ``Suggest`` and ``OneOf`` are thin markers inside ``Annotated``; pydantic does the
validating. ``@part`` makes a frozen, validating dataclass whose errors are `ParameterError`.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, dataclass_transform, get_args, get_origin

from jewelcad.errors import ParameterError
from jewelcad.units import Unit

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Range:
    """Hard limits: outside them the geometry cannot exist, so the value is refused everywhere."""

    least: float
    most: float

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import PydanticCustomError, core_schema

        def check(value: float) -> float:
            if self.least <= value <= self.most:
                return value
            raise PydanticCustomError("range", "{why}", {"why": self.refusal(value)})

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {**handler(schema), "minimum": self.least, "maximum": self.most}

    def refusal(self, value: float) -> str:
        """Why ``value`` is refused, as a message with ``{unit}`` left to fill."""
        side, limit = ("below", self.least) if value < self.least else ("above", self.most)
        extreme = "least" if side == "below" else "most"
        return (
            f"is {side} {limit:g}{{unit}}, the {extreme} it may be. "
            f"Choose {self.least:g} to {self.most:g}{{unit}}."
        )


@dataclass(frozen=True, slots=True)
class Suggest:
    """What a slider shows and a sweep samples. Values beyond are allowed."""

    least: float
    most: float
    step: float


@dataclass(frozen=True, init=False, slots=True)
class OneOf:
    """A closed choice of numbers or names."""

    choices: tuple[Any, ...]

    def __init__(self, *choices: Any) -> None:
        object.__setattr__(self, "choices", choices)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import PydanticCustomError, core_schema

        def check(value: Any) -> Any:
            if value in self.choices:
                return value
            raise PydanticCustomError("one_of", "{why}", {"why": self.refusal(value)})

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.choices)}

    def refusal(self, value: Any) -> str:
        """Why ``value`` is refused, with the nearest choice."""
        names = ", ".join(str(c) for c in self.choices)
        return (
            f"is not offered. Choose one of {names}.{nearest(str(value), map(str, self.choices))}"
        )


def nearest(word: str, known: Iterator[str] | typing.Iterable[str]) -> str:
    """`` Did you mean x?`` for the known word most like ``word``, else nothing."""
    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return f" Did you mean {close[0]}?" if close else ""


@dataclass(frozen=True, slots=True)
class Spec:
    """What is declared of one parameter."""

    name: str
    type: Any
    annotation: Any
    unit: str = ""
    about: str = ""
    range: Range | None = None
    suggest: Suggest | None = None
    choices: tuple[Any, ...] | None = None
    default: Any = inspect.Parameter.empty

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty

    def read(self, text: str) -> Any:
        """The value ``text`` (from a command line or a file) stands for; not yet validated."""
        return _read_text(self, text)


def spec_of(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> Spec:
    """Read the markers of one annotation.

    Raises
    ------
    ParameterError
        If ``Suggest`` is not inside ``Range``: the declaration contradicts itself.
    """
    found: dict[str, Any] = {}
    base, markers = _unwrap(annotation)
    for marker in markers:
        match marker:
            case Unit(symbol):
                found["unit"] = symbol
            case Range():
                found["range"] = marker
            case Suggest():
                found["suggest"] = marker
            case OneOf(choices=choices):
                found["choices"] = choices
            case str():
                found["about"] = marker
    spec = Spec(name, base, annotation, default=default, **found)
    if spec.range and spec.suggest:
        inside = spec.range.least <= spec.suggest.least <= spec.suggest.most <= spec.range.most
        if not inside:
            raise ParameterError(
                f"{name}: Suggest({spec.suggest.least:g}, {spec.suggest.most:g}) does not lie "
                f"inside Range({spec.range.least:g}, {spec.range.most:g}). Narrow the Suggest."
            )
    return spec


def _unwrap(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(annotation) is Annotated:
        base, *markers = get_args(annotation)
        inner, deeper = _unwrap(base)
        return inner, (*deeper, *markers)
    if get_origin(annotation) in (typing.Union, types.UnionType):
        kept = [a for a in get_args(annotation) if a is not type(None)]
        if len(kept) == 1:
            return _unwrap(kept[0])
    return annotation, ()


def _read_text(spec: Spec, text: str) -> Any:
    text = text.strip()
    if spec.type in (int, float):
        number = text.removesuffix(spec.unit).strip() if spec.unit else text
        try:
            value = spec.type(number)
        except ValueError:
            kind = "a whole number" if spec.type is int else "a number"
            unit = f" of {spec.unit}" if spec.unit else ""
            raise ParameterError(
                f"{spec.name} = {text!r} is not {kind}{unit}. Write it like "
                f"{spec.default if not spec.required else (4 if spec.type is int else 1.5)}."
            ) from None
        return value
    if spec.type is bool:
        words = {"yes": True, "true": True, "on": True, "1": True}
        words |= {"no": False, "false": False, "off": False, "0": False}
        if text.lower() not in words:
            raise ParameterError(f"{spec.name} = {text!r} is neither yes nor no. Write yes or no.")
        return words[text.lower()]
    return text


def validated(owner: str, specs: dict[str, Spec], values: dict[str, Any]) -> dict[str, Any]:
    """Check ``values`` against ``specs``: unknown names, missing ones, types, ranges, choices.

    Raises
    ------
    ParameterError
        Naming ``owner``, the parameter, its value, the limit and what to choose.
    """
    for name in values:
        if name not in specs:
            raise ParameterError(
                f"{owner} has no parameter {name!r}.{nearest(name, specs)} "
                f"It has: {', '.join(specs) or 'none'}."
            )
    checked = {}
    for name, spec in specs.items():
        value = values.get(name, spec.default)
        if value is inspect.Parameter.empty:
            raise ParameterError(f"{owner} needs {name}{_about(spec)}, and it was not given.")
        checked[name] = _validate(owner, spec, _plain(value))
    return checked


def _validate(owner: str, spec: Spec, value: Any) -> Any:
    from pydantic import ValidationError

    try:
        return _validator(spec.annotation).validate_python(value)
    except ValidationError as error:
        raise _refusal(owner, spec, error) from None


@functools.cache
def _validator(annotation: Any) -> TypeAdapter[Any]:
    """Built once for each kind of parameter, when the first value of it is checked."""
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(
        annotation,
        config=ConfigDict(strict=True, allow_inf_nan=False, arbitrary_types_allowed=True),
    )


def _plain(value: Any) -> Any:
    """NumPy numbers as Python's own; everything else as it is."""
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()
    return value


def _refusal(owner: str, spec: Spec, error: ValidationError) -> ParameterError:
    first = error.errors(include_url=False)[0]
    kind, value = first["type"], first["input"]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, ParameterError):
        return ParameterError(f"{owner}.{spec.name}: {cause}")
    unit = f" {spec.unit}" if spec.unit else ""
    shown = f"{value:g}{unit}" if _is_number(value) else repr(value)
    if kind in ("range", "one_of"):
        why = first["msg"].replace("{unit}", unit)
    elif kind == "finite_number":
        why = "is not a finite number. Give a finite one."
    else:
        why = f"does not fit: {first['msg'].lower()}."
    return ParameterError(f"{owner}.{spec.name} = {shown} {why}{_about(spec)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _about(spec: Spec) -> str:
    return f" ({spec.about})" if spec.about else ""


@dataclass_transform(frozen_default=True)
def part(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen dataclass that validates when it is made.

    Numbers must be finite numbers (no text, no bool); unknown names are refused. Define
    ``check(self)`` to compare parameters with each other. The fields are checked by pydantic, each
    through its own adapter built on first use: a pydantic dataclass builds its schema on import,
    and then ``jewelcad --help`` would wait for schemas it never uses.

    Raises (when the part is made)
    ------------------------------
    ParameterError
        What, how much, why and what to do.
    """
    made: Any = dataclass(frozen=True, eq=True)(cls)
    plain_init = made.__init__
    names = [f.name for f in dataclasses.fields(made) if f.init]
    defaults = {
        f.name: f.default for f in dataclasses.fields(made) if f.default is not dataclasses.MISSING
    }

    @functools.wraps(plain_init)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        if len(args) > len(names):
            raise ParameterError(f"{cls.__name__} takes {len(names)} values, not {len(args)}.")
        given = defaults | dict(zip(names, args, strict=False)) | kwargs
        plain_init(self, **validated(cls.__name__, specs_of(made), given))
        if hasattr(self, "check"):
            self.check()

    made.__init__ = init
    return typing.cast(type[T], made)


@functools.cache
def specs_of(cls: type) -> dict[str, Spec]:
    """The parameters of a part, by name."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return {f.name: spec_of(f.name, hints[f.name]) for f in dataclasses.fields(cls) if f.init}


def signature_specs(function: Callable[..., Any]) -> dict[str, Spec]:
    """The parameters of a design function, by name, in their order.

    Raises
    ------
    ParameterError
        If a parameter has no type, or its declaration contradicts itself.
    """
    hints = typing.get_type_hints(function, include_extras=True)
    specs = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise ParameterError(
                f"{function.__name__}: *{name} cannot become a slider. Name each parameter."
            )
        if name not in hints:
            raise ParameterError(
                f"{function.__name__}: parameter {name!r} has no type. "
                f"Write {name}: Mm = 1.0, for instance."
            )
        specs[name] = spec_of(name, hints[name], parameter.default)
    return specs


__all__ = [
    "OneOf",
    "Range",
    "Spec",
    "Suggest",
    "nearest",
    "part",
    "signature_specs",
    "spec_of",
    "specs_of",
    "validated",
]
