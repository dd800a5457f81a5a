"""Fit: remarks for the report, each with its source, and never a changed size."""

from __future__ import annotations

import pytest

from jewelcad.errors import ParameterError
from jewelcad.reference import RingSize, fit_notes


def codes(width: float, comfort: bool = False) -> set[str]:
    return {note.code for note in fit_notes("US 6.5", width, comfort)}


def test_a_narrow_flat_band_has_no_notes() -> None:
    assert fit_notes(RingSize("US 6.5"), 2.2) == ()


def test_wide_from_five_millimetres() -> None:
    assert "wide-band-half" not in codes(4.99)
    assert {"wide-band-half", "wide-band-half-to-one"} <= codes(5.0)


def test_the_strip_rule_is_for_more_than_four() -> None:
    assert "strip-blank" not in codes(4.0)
    assert "strip-blank" in codes(4.01)


def test_comfort_fit() -> None:
    assert codes(2.2, comfort=True) == {"comfort-fit"}


def test_notes_name_the_ring_and_the_source() -> None:
    for note in fit_notes("UK N½", 6.0, comfort=True):
        assert "UK N½" in note.text
        assert "{" not in note.text
        assert note.source


@pytest.mark.parametrize("width", [0, -1, float("nan"), float("inf"), True, "6"])
def test_impossible_widths(width: float) -> None:
    with pytest.raises(ParameterError, match="band width"):
        fit_notes("US 7", width)
