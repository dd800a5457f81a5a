"""Every setting with every outline it claims: built and sound, or refused when it is made.

All of it takes hours; a test run takes one case in `SHARE`, spread evenly over kinds, cuts, sizes
and bands. ``JEWELCAD_MATRIX=all`` runs the whole, before a release.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from combinations import KINDS, every, stone
from soundness import faults

from jewelcad.errors import ParameterError

SHARE = 1 if os.environ.get("JEWELCAD_MATRIX") == "all" else 199
CASES = list(every())


@pytest.mark.parametrize(
    ("kind", "cut", "width", "looks"),
    CASES[::SHARE],
    ids=lambda value: str(value),
)
def test_a_combination_is_sound_or_refused(kind, cut, width, looks):
    try:
        ring = KINDS[kind].make(stone(cut, width), looks)
    except ParameterError as refused:
        assert len(str(refused)) > 60  # says what, how much, why and what to do
        return
    assert faults(ring, KINDS[kind].gap) == []


@pytest.mark.skipif(SHARE > 1, reason="makes thousands of parts: JEWELCAD_MATRIX=all")
def test_little_is_refused():
    """At least eight in ten of what a kind claims are made."""
    made, asked = Counter(), Counter()
    for kind, cut, width, looks in CASES:
        asked[kind] += 1
        try:
            KINDS[kind].make(stone(cut, width), looks)
        except ParameterError:
            continue
        made[kind] += 1
    assert {k: (made[k], n) for k, n in asked.items() if made[k] < 0.8 * n} == {}


def test_how_many():
    """Thirty outlines and more, three sizes, two bands, in every kind of head, bezel and row."""
    assert len(CASES) == sum(len(k.cuts) * len(k.widths) * 2 for k in KINDS.values())
    assert len(CASES) > 5000
