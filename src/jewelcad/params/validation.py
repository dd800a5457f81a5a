"""Checking values against what is declared: pydantic does the validating."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_origin

from jewelcad.errors import ParameterError
from jewelcad.params.markers import OneOf, Range, Suggest, nearest, shown
from jewelcad.params.spec import PLAIN, Spec, is_optional, unwrap
from jewelcad.units import Unit

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator, ValidationError
    from pydantic_core.core_schema import CoreSchema

_OWN_MARKERS = (Unit, Range, Suggest, OneOf, str)


def validated(
    owner: str, specs: Mapping[str, Spec], values: Mapping[str, Any], *, partial: bool = False
) -> dict[str, Any]:
    """Check ``values`` against ``specs``: unknown names, missing ones, types, ranges, choices.

    With ``partial`` only the values given are checked and returned.

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
        if partial and name not in values:
            continue
        value = values.get(name, spec.default)
        if value is inspect.Parameter.empty:
            raise ParameterError(f"{owner} needs {name}{_about(spec)}, and it was not given.")
        checked[name] = _validate(owner, spec, _plain(value))
    return checked


def _validate(owner: str, spec: Spec, value: Any) -> Any:
    from pydantic_core import ValidationError

    try:
        return _validator(spec.annotation).validate_python(value)
    except ValidationError as error:
        raise _refusal(owner, spec, error) from None


@functools.cache
def _validator(annotation: Any) -> TypeAdapter[Any] | SchemaValidator:
    """Built once for each kind of parameter, when the first value of it is checked.

    A plain number, name or class is checked by pydantic's core alone: pydantic itself takes a
    tenth of a second to load, which a misspelt flag need not wait for.
    """
    base, markers = unwrap(annotation)
    own = all(isinstance(marker, _OWN_MARKERS) for marker in markers)
    if own and isinstance(base, type) and not get_origin(base):
        schema = _core_schema(base)
        if schema is not None:
            return _marked(base, schema, markers, is_optional(annotation))
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(
        annotation,
        config=ConfigDict(strict=True, allow_inf_nan=False, arbitrary_types_allowed=True),
    )


def _core_schema(base: type) -> CoreSchema | None:
    """pydantic-core's strict schema of a plain type or an ordinary class; else None."""
    from pydantic_core import core_schema

    if base in PLAIN:
        made: dict[type, Callable[[], CoreSchema]] = {
            float: lambda: core_schema.float_schema(strict=True, allow_inf_nan=False),
            int: lambda: core_schema.int_schema(strict=True),
            str: lambda: core_schema.str_schema(strict=True),
            bool: lambda: core_schema.bool_schema(strict=True),
        }
        return made[base]()
    if base.__module__.split(".")[0] != "jewelcad":
        return None
    own: Any = getattr(base, "__get_pydantic_core_schema__", None)
    if own is None:
        return core_schema.is_instance_schema(base, cls_repr=base.__name__)
    schema: CoreSchema = own(base, None)
    return schema


def _marked(
    base: type, schema: CoreSchema, markers: tuple[Any, ...], optional: bool
) -> SchemaValidator:
    from pydantic_core import SchemaValidator, core_schema

    for marker in markers:
        if isinstance(marker, Range | OneOf):
            schema = marker.__get_pydantic_core_schema__(base, lambda _, inner=schema: inner)
    return SchemaValidator(core_schema.nullable_schema(schema) if optional else schema)


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
    given = f"{shown(value)}{unit}" if _is_number(value) else shown(value)
    if kind in ("range", "one_of"):
        why = first["msg"].replace("{unit}", unit)
    elif kind == "finite_number":
        why = "is not a finite number. Give a finite one."
    else:
        why = f"does not fit: {first['msg'].lower()}."
    return ParameterError(f"{owner}.{spec.name} = {given} {why}{_about(spec)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _about(spec: Spec) -> str:
    return f" ({spec.about})" if spec.about else ""
