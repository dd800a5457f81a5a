"""What a page may ask of the server. Whatever else comes is told as a sentence, never obeyed."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from jewelcad.errors import ParameterError

LONGEST = 65_536
"""Characters of a message (a choice: a design of 200 parameters needs a fifth of it)."""
LARGEST = 2**53
"""The largest whole number that JavaScript holds exactly."""

Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(max_length=200)]
Value = bool | Number | float | Text | None
Values = Annotated[dict[Name, Value], Field(max_length=200)]
Stage = Literal["set", "cast"]


class _Message(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)
    id: Annotated[int, Field(ge=0, le=LARGEST)]


class _OfValues(_Message):
    values: Values = {}


class Build(_OfValues):
    """Make the piece of these values, the others at their defaults, and send its scene."""

    type: Literal["build"] = "build"
    stage: Stage = "set"


class Drawn(_Message):
    """A scene is on the page; ``of`` is the number of the build that it was asked by."""

    type: Literal["drawn"] = "drawn"
    of: Number


class Export(_OfValues):
    """Make files of it."""

    type: Literal["export"] = "export"
    stage: Stage = "cast"
    formats: Annotated[
        list[Literal["stl", "3mf", "glb", "step"]], Field(min_length=1, max_length=4)
    ]


class SavePreset(_OfValues):
    """Keep the values under a name, beside the script."""

    type: Literal["save-preset"] = "save-preset"
    name: Name


Message = Build | Drawn | Export | SavePreset


def read(text: str) -> Message:
    """A message of a page's.

    Raises
    ------
    ParameterError
        If it is none: what is wrong with it, shortly.
    """
    if len(text) > LONGEST:
        raise ParameterError(f"A message of {len(text):,} characters; at most {LONGEST:,} may be.")
    try:
        return _reader().validate_json(text)
    except ValidationError as error:
        raise ParameterError(_why(error)) from None


def id_of(text: str) -> int | None:
    """The number of a message that cannot be read, if it has one."""
    from pydantic_core import from_json

    try:
        found: Any = from_json(text[:LONGEST], allow_partial=True)
    except ValueError:
        return None
    number = found.get("id") if isinstance(found, dict) else None
    known = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST
    return number if known else None


@cache
def _reader() -> TypeAdapter[Message]:
    return TypeAdapter(Annotated[Message, Field(discriminator="type")])


KINDS = {"bool_type", "int_type", "float_type", "string_type", "none_required"}
"""What each kind of value says of one that is of another kind."""


def _why(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)
    first = next((one for one in found if one["type"] not in KINDS), found[0])
    steps = [str(step)[:60] for step in first["loc"]]
    where = ".".join(steps[1:3] if len(steps) > 1 else steps)  # without the kind of message
    said = first["msg"][:200]
    if steps[1:2] == ["values"] and first["type"] in KINDS:
        said = "A value is a number, a text, or yes or no"
    return f"That message cannot be read: {f'{where}: ' if where else ''}{said}."
