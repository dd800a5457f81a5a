"""Sketches of the checks: one each, valid, alone, nothing outside the frame."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest

from jewelcad.checks.pictures import HEIGHT, SKETCHES, WIDTH, picture
from jewelcad.checks.table import CHECKS
from jewelcad.errors import ParameterError

SVG = "{http://www.w3.org/2000/svg}"
LETTER = 7.2
"""Widest mean width of a letter of 12 px in a serif face, px (that of DejaVu Serif)."""


def places(root: ET.Element) -> Iterator[tuple[float, float]]:
    """Every corner and control point, and the boxes of circles and words; mirrored ones lie in the
    frame if their originals do."""
    for path in root.iter(f"{SVG}path"):
        x = y = 0.0
        for letter, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", path.get("d", "")):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", rest)]
            assert letter in "MLHVQTAZ", "only absolute letters are drawn"
            if letter == "H":
                x = numbers[0]
            elif letter == "V":
                y = numbers[0]
            elif letter == "A":
                numbers = [n for k in range(0, len(numbers), 7) for n in numbers[k + 5 : k + 7]]
            if letter in "MLQTA":
                for x, y in zip(numbers[::2], numbers[1::2], strict=True):
                    yield x, y
            yield x, y
    for circle in root.iter(f"{SVG}circle"):
        x, y, r = (float(circle.get(k, "nan")) for k in ("cx", "cy", "r"))
        yield from ((x - r, y - r), (x + r, y + r))
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x", "nan")), float(text.get("y", "nan"))
        half = LETTER * len(text.text or "") / 2.0
        yield from ((x - half, y - 12.0), (x + half, y + 4.0))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_has_its_sketch(check: Any):
    root = ET.fromstring(picture(check.code))
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert root.findtext(f"{SVG}title") == f"{check.code} {check.name}: {check.title}"
    assert picture(check.name) == picture(check.code)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_nothing_is_drawn_outside_the_frame(check: Any):
    root = ET.fromstring(picture(check.code))
    for x, y in places(root):
        assert math.isfinite(x + y)
        assert 0.0 <= x <= WIDTH
        assert 0.0 <= y <= HEIGHT


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_sketch_says_what_is_at_fault(check: Any):
    """In red: an arrow, a ring or a patch."""
    drawn = {e.get("class") for e in ET.fromstring(picture(check.code)).iter()}
    assert drawn & {"arrow", "spot", "fault"}


def test_no_two_sketches_are_the_same():
    assert len(set(SKETCHES.values())) == len(SKETCHES)


def test_no_sketch_is_of_no_check():
    assert set(SKETCHES) == {check.code for check in CHECKS}


def test_an_unknown_check_is_told():
    with pytest.raises(ParameterError, match="There is no check 'JC999'"):
        picture("JC999")
