"""The colour of metals and the fire of stones, held to formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jewelcad.preview.optics import (
    LINE_B,
    LINE_D,
    LINE_G,
    bands,
    index_at,
    matching,
    metal_rgb,
    mirrored,
    mirroring,
    seen,
)
from jewelcad.reference.alloys import alloy, alloys


def test_the_eye_sees_green_best_and_even_light_as_white():
    """The CIE's own facts: the peak of y is at 555 nm, and X, Y, Z of even light are equal."""
    nm = np.arange(360.0, 831.0)
    response = matching(nm)
    assert abs(nm[response[:, 1].argmax()] - 555) <= 5
    assert response.sum(axis=0) == pytest.approx(106.86, rel=0.01)
    assert seen(nm).sum(axis=0) == pytest.approx(1.0)


@pytest.mark.parametrize("count", [3, 6, 24])
def test_passes_of_all_wavelengths_make_white_again(count: int):
    nm, weight = bands(count)
    assert weight.sum(axis=0) == pytest.approx(1.0)
    assert weight.min() >= 0
    assert np.diff(nm) == pytest.approx(nm[1] - nm[0])
    assert weight[0].argmax() == 2, "the shortest is blue"
    assert weight[-1].argmax() == 0, "the longest is red"


@given(st.floats(1.3, 3.0), st.floats(0.0, 0.2))
def test_dispersion_is_the_difference_from_b_to_g(index: float, dispersion: float):
    assert index_at(LINE_D, index, dispersion) == pytest.approx(index)
    spread = index_at(LINE_G, index, dispersion) - index_at(LINE_B, index, dispersion)
    assert spread == pytest.approx(dispersion, abs=1e-12)


@given(st.floats(0.02, 0.99), st.floats(0.0, 8.0))
def test_a_metal_mirrors_the_colour_it_was_made_for(share: float, extinction: float):
    """Fresnel's formula of the constants gives the colour back, whatever the extinction."""
    n, k = mirroring(np.array([share]), np.array([extinction]))
    assert mirrored(n, k)[0] == pytest.approx(share, abs=1e-9)
    assert n[0] > 0
    assert 0 <= k[0] <= extinction + 1e-12


def test_metals_have_their_colours():
    """Gold yellow, copper red, silver the brightest, platinum grey; 18k paler than fine gold."""
    share = {}
    for row in alloys():
        found = metal_rgb(row)
        assert (found is None) == (row.kind == "pattern")
        if found:
            share[row.name] = mirrored(*found)
            assert 0 < share[row.name].min() <= share[row.name].max() < 1
    gold, copper, silver = (share[n] for n in ("fine gold", "copper", "fine silver"))
    platinum = share["platinum 950 ruthenium"]
    assert gold[0] > 1.2 * gold[1] > 2.4 * gold[2]
    assert copper[1] < gold[1]
    assert silver.min() > 0.95
    assert np.ptp(platinum) < 0.12
    assert 0.55 < platinum.mean() < 0.7
    assert gold[2] < share["18k yellow"][2] < silver[2]
    assert share["18k rose"][1] < share["18k yellow"][1]


def test_an_alloy_of_unknown_makeup_keeps_the_colour_of_the_table():
    white = alloy("18k white nickel")
    found = metal_rgb(white)
    assert found is not None
    assert mirrored(*found) == pytest.approx(np.array(white.linear_rgb), abs=1e-6)
