"""``@part``: frozen dataclasses that validate when they are made."""

from __future__ import annotations

import dataclasses
import functools
import typing
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

from jewelcad.errors import ParameterError
from jewelcad.params.spec import Spec, spec_of
from jewelcad.params.validation import validated

T = TypeVar("T")


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
