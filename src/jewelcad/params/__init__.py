"""Declared once, used everywhere: the ranges, units and choices of every parameter.

``Range``, ``Suggest`` and ``OneOf`` are thin markers inside ``Annotated``; pydantic does the
validating. ``@part`` makes a frozen, validating dataclass whose errors are `ParameterError`.
"""

from __future__ import annotations

from jewelcad.params.markers import OneOf, Range, Suggest, nearest, shown
from jewelcad.params.parts import part, specs_of
from jewelcad.params.spec import Spec, signature_specs, spec_of
from jewelcad.params.validation import validated

__all__ = [
    "OneOf",
    "Range",
    "Spec",
    "Suggest",
    "nearest",
    "part",
    "shown",
    "signature_specs",
    "spec_of",
    "specs_of",
    "validated",
]
