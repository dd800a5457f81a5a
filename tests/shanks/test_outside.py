"""Places on the outside of a band lie on the built metal and stand square to it."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from test_profiles import PENTAGON, PROFILES
from test_shank import on_surface

from jewelcad.errors import ParameterError
from jewelcad.reference.ring_sizes import RingSize
from jewelcad.shanks import Own, Section, Shank

ALL = {
    **PROFILES,
    "own": Own(PENTAGON),
    "own, smooth": Own([(-1.4, 0), (0, -0.1), (1.5, 0.2), (1.1, 1.6), (-0.2, 1.9)], smooth=True),
}
NAMES = [(name, tapered) for name in ALL for tapered in (False, True)]


@cache
def band(name: str, tapered: bool) -> Shank:
    profile = ALL[name]
    wider = Section(1.3 * profile.width, 1.2 * profile.thickness)
    return Shank(RingSize("US 7"), profile, at_top=wider if tapered else None)


@cache
def solid(name: str, tapered: bool) -> Any:
    (body,) = band(name, tapered).build().metal
    return body.shape.solid()


@pytest.mark.parametrize(("name", "tapered"), NAMES)
def test_a_place_lies_on_the_solid_and_stands_square_to_it(name: str, tapered: bool) -> None:
    """Angle and distance across as asked, distance and normal measured by the kernel."""
    shank = band(name, tapered)
    for degrees, share in ((0.0, 0.31), (27.0, -0.83), (-141.0, 0.6), (200.0, 0.97), (80.0, 0.0)):
        across = share * shank.width(degrees) / 2
        frame = shank.on_surface(degrees, across)
        x, y, z = frame.origin
        way = (math.sin(math.radians(degrees)), math.cos(math.radians(degrees)))
        assert (x, z) == pytest.approx(np.multiply(way, math.hypot(x, z)), abs=1e-9)
        assert y == pytest.approx(across, abs=1e-9)
        distance, normal = on_surface(solid(name, tapered), frame.origin)
        assert distance < 1e-6
        if share:  # at a ridge of two surfaces either normal is right
            assert abs(normal @ frame.z) == pytest.approx(1.0, abs=1e-9)
            assert np.dot(frame.z, frame.origin) > 0


@pytest.mark.parametrize(("name", "tapered"), NAMES)
def test_x_runs_along_the_band_and_y_across_it(name: str, tapered: bool) -> None:
    """x is the way the place moves when the angle grows: compared with two neighbours."""
    shank = band(name, tapered)
    across = 0.4 * shank.profile.width / 2
    h = 1e-3
    before, here, after = (shank.on_surface(50 + way, across) for way in (-h, 0, h))
    step = np.subtract(after.origin, before.origin)
    assert step / np.linalg.norm(step) == pytest.approx(here.x, abs=1e-6)
    assert here.y[1] > 0.2


@pytest.mark.parametrize("tapered", [False, True])
def test_the_middle_of_a_symmetric_band_is_its_crest(tapered: bool) -> None:
    shank = band("half-round", tapered)
    for angle in (0.0, 33.0, 180.0):
        here, crest = shank.on_surface(angle), shank.at(angle)
        assert here.origin == pytest.approx(crest.origin, abs=5e-6)  # drawn through stations
        assert here.z == pytest.approx(crest.z, abs=2e-4)  # the two halves' splines meet here


@pytest.mark.parametrize("tapered", [False, True])
@pytest.mark.parametrize("share", [1.02, -3.0])
def test_beside_the_band_is_refused(tapered: bool, share: float) -> None:
    shank = band("flat", tapered)
    with pytest.raises(ParameterError, match=r"lies beside the band, which there reaches from -"):
        shank.on_surface(10.0, share * shank.width(10.0) / 2)
