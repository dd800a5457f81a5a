"""What is declared of one parameter, and reading its value from text."""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from jewelcad.errors import ParameterError
from jewelcad.params.markers import OneOf, Range, Suggest, shown
from jewelcad.units import Unit

PLAIN = (float, int, str, bool)
_TRUTH = {"yes": True, "true": True, "on": True, "1": True}
_TRUTH |= {"no": False, "false": False, "off": False, "0": False}


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

    @property
    def optional(self) -> bool:
        """Whether ``None`` may be given."""
        return is_optional(self.annotation)

    @property
    def plain(self) -> bool:
        """Whether the value is a number, a yes or no, or a name, as files hold them."""
        return self.type in PLAIN

    def read(self, text: str) -> Any:
        """The value ``text`` (from a command line or a file) stands for; not yet validated."""
        return _read_text(self, text)

    def parse(self, value: Any) -> Any:
        """``"US 6.5"`` as a ring size, where the parameter is one; anything else as it is."""
        if not isinstance(value, str) or self.plain or not isinstance(self.type, type):
            return value
        try:
            return self.type(value)
        except ParameterError as error:
            raise ParameterError(f"{self.name}: {error}") from None
        except (TypeError, ValueError):
            raise ParameterError(
                f"{self.name} = {shown(value)} cannot be read as a {self.type.__name__}."
            ) from None


def spec_of(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> Spec:
    """Read the markers of one annotation.

    Raises
    ------
    ParameterError
        If ``Suggest`` is not inside ``Range``: the declaration contradicts itself.
    """
    found: dict[str, Any] = {}
    base, markers = unwrap(annotation)
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
    if get_origin(base) is typing.Literal:
        found.setdefault("choices", get_args(base))
    spec = Spec(name, base, annotation, default=default, **found)
    if spec.range and spec.suggest:
        inside = spec.range.least <= spec.suggest.least <= spec.suggest.most <= spec.range.most
        if not inside:
            raise ParameterError(
                f"{name}: Suggest({spec.suggest.least:g}, {spec.suggest.most:g}) does not lie "
                f"inside Range({spec.range.least:g}, {spec.range.most:g}). Narrow the Suggest."
            )
    return spec


def unwrap(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The bare type and the markers around it; ``None`` beside a type is dropped."""
    if get_origin(annotation) is Annotated:
        base, *markers = get_args(annotation)
        inner, deeper = unwrap(base)
        return inner, (*deeper, *markers)
    if get_origin(annotation) in (typing.Union, types.UnionType):
        kept = [a for a in get_args(annotation) if a is not type(None)]
        if len(kept) == 1:
            return unwrap(kept[0])
    return annotation, ()


def _read_text(spec: Spec, text: str) -> Any:
    text = text.strip()
    if spec.optional and text.lower() == "none":
        return None
    if spec.type in (int, float):
        return _read_number(spec, text)
    if spec.type is bool:
        if text.lower() not in _TRUTH:
            raise ParameterError(
                f"{spec.name} = {shown(text)} is neither yes nor no. Write yes or no."
            )
        return _TRUTH[text.lower()]
    return spec.parse(text)


def _read_number(spec: Spec, text: str) -> float | int:
    number = text
    for unit in (spec.unit, "deg" if spec.unit == "°" else ""):
        number = number.removesuffix(unit).strip()
    try:
        if "_" in number:
            raise ValueError("a number of Python's, not of the bench")
        value: float | int = spec.type(number)
    except ValueError:
        raise ParameterError(_no_number(spec, text, number)) from None
    return value


def _no_number(spec: Spec, text: str, number: str) -> str:
    kind = "a whole number" if spec.type is int else "a number"
    unit = f" of {spec.unit}" if spec.unit else ""
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", number):
        advice = f"Write the decimal point as a point: {number.replace(',', '.')}."
    else:
        example = spec.default if isinstance(spec.default, int | float) else 4
        advice = f"Write it like {example}."
    return f"{spec.name} = {shown(text)} is not {kind}{unit}. {advice}"


def is_optional(annotation: Any) -> bool:
    """Whether ``None`` is among the types of ``annotation``."""
    if get_origin(annotation) is Annotated:
        return is_optional(get_args(annotation)[0])
    is_union = get_origin(annotation) in (typing.Union, types.UnionType)
    return is_union and type(None) in get_args(annotation)


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
