"""The package itself: light to import, every public name there."""

from __future__ import annotations

import subprocess
import sys

import pytest

import jewelcad.reference as reference


def test_every_public_name_is_there() -> None:
    for name in reference.__all__:
        assert getattr(reference, name) is not None
    assert sorted(reference.__all__) == reference.__all__


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="moonstones"):
        reference.moonstones  # noqa: B018


def test_facts_need_only_the_standard_library() -> None:
    code = (
        "import sys; from jewelcad.reference import *; RingSize('US 7').conversions();"
        "alloy('18k yellow'); species('diamond'); limit('seat.clearance');"
        "print([m for m in ('numpy', 'pydantic', 'pydantic_core', 'OCP') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
