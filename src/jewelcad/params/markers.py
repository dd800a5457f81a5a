"""Range, Suggest and OneOf: thin markers inside ``Annotated``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """Hard limits: outside them the geometry cannot exist, so the value is refused everywhere."""

    least: float
    most: float

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import PydanticCustomError, core_schema

        def check(value: float | None) -> float | None:
            if value is None or self.least <= value <= self.most:
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
            if value is None or value in self.choices:
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


def nearest(word: str, known: Iterable[str]) -> str:
    """`` Did you mean x?`` for the known word most like ``word``, else nothing."""
    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return f" Did you mean {close[0]}?" if close else ""


def shown(value: Any) -> str:
    """A value as a message shows it: short, whatever was given."""
    text = f"{value:g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text)} characters)"
