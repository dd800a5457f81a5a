"""What is declared of parameters, reading them from text, and refusing what cannot be."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated, Any, Literal

import numpy as np
import pytest

from jewelcad.errors import ParameterError
from jewelcad.params import (
    OneOf,
    Range,
    Suggest,
    nearest,
    part,
    signature_specs,
    spec_of,
    validated,
)
from jewelcad.reference import RingSize
from jewelcad.units import Deg, Mm, Unit

Width = Annotated[Mm, Range(1, 12), Suggest(2, 6, 0.1), "band width"]


def checked(annotation: Any, value: Any) -> Any:
    return validated("ring", {"x": spec_of("x", annotation)}, {"x": value})["x"]


def read(annotation: Any, text: str) -> Any:
    spec = spec_of("x", annotation)
    return validated("ring", {"x": spec}, {"x": spec.read(text)})["x"]


def test_everything_declared_is_found():
    spec = spec_of("width", Width, 3.0)
    assert (spec.unit, spec.about, spec.default, spec.type) == ("mm", "band width", 3.0, float)
    assert spec.range == Range(1, 12)
    assert spec.suggest == Suggest(2, 6, 0.1)
    assert spec_of("x", Literal["a", "b"]).choices == ("a", "b")


def test_a_suggestion_outside_the_range_contradicts_itself():
    with pytest.raises(ParameterError, match=r"Suggest\(0, 6\) does not lie inside Range\(1, 12\)"):
        spec_of("width", Annotated[Mm, Range(1, 12), Suggest(0, 6, 1)])


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (Width, "2.5", 2.5),
        (Width, " 2.5mm ", 2.5),
        (Width, "2.5 mm", 2.5),
        (Width, "3", 3.0),
        (Deg, "-30°", -30.0),
        (Deg, "30deg", 30.0),
        (int, "6", 6),
        (bool, "yes", True),
        (bool, "OFF", False),
        (str, " 18k yellow ", "18k yellow"),
        (Annotated[Mm | None, Range(1, 12)], "none", None),
        (Annotated[Mm | None, Range(1, 12)], "2", 2.0),
        (RingSize, "us 6 1/2", RingSize("US 6.5")),
    ],
)
def test_text_is_read(annotation: Any, text: str, value: Any):
    found = read(annotation, text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("annotation", "text", "said"),
    [
        (Width, "2,5", "Write the decimal point as a point: 2.5."),
        (Width, "2_5", "is not a number of mm"),
        (Width, "2.5cm", "is not a number of mm"),
        (Width, "", "is not a number of mm"),
        (Width, "nan", "is not a finite number"),
        (Width, "inf", "is not a finite number"),
        (Width, "1e999", "is not a finite number"),
        (Width, "0.5", "ring.x = 0.5 mm is below 1 mm, the least it may be. Choose 1 to 12 mm."),
        (Width, "13", "ring.x = 13 mm is above 12 mm, the most it may be."),
        (Annotated[Mm | None, Range(1, 12)], "13", "is above 12 mm"),
        (int, "4.5", "is not a whole number"),
        (Annotated[int, Range(3, 9)], "9" * 400, "(400 characters) is above 9"),
        (Annotated[int, OneOf(4, 6)], "5", "Choose one of 4, 6."),
        (Annotated[str, OneOf("18k yellow", "sterling")], "18k yelow", "Did you mean 18k yellow?"),
        (bool, "perhaps", "is neither yes nor no"),
        (RingSize, "US banana", "x: 'US banana': 'banana' is not a size"),
    ],
)
def test_text_is_refused(annotation: Any, text: str, said: str):
    with pytest.raises(ParameterError) as refusal:
        read(annotation, text)
    assert said in str(refusal.value)


@pytest.mark.parametrize("value", ["3", True, None, float("nan"), [3], 3j])
def test_a_number_is_a_number(value: Any):
    with pytest.raises(ParameterError, match=r"ring\.x"):
        checked(Width, value)


@pytest.mark.parametrize("value", [3, 3.0, np.float64(3.0), np.int32(3)])
def test_any_number_will_do(value: Any):
    assert type(checked(Width, value)) is float


def test_a_class_of_jewelcads_wants_its_own_kind():
    assert checked(Unit, Unit("mm")) == Unit("mm")
    with pytest.raises(ParameterError, match="instance of unit"):
        checked(Unit, "mm")


def test_unknown_and_missing_names():
    def ring(width: Width, height: Mm = 1.0): ...

    specs = signature_specs(ring)
    with pytest.raises(ParameterError, match="Did you mean width"):
        validated("ring", specs, {"widht": 3.0})
    with pytest.raises(ParameterError, match=r"ring needs width \(band width\)"):
        validated("ring", specs, {})
    assert validated("ring", specs, {"height": 2}, partial=True) == {"height": 2.0}


def test_a_part_is_checked_when_it_is_made_and_frozen_afterwards():
    @part
    class Post:
        width: Width
        height: Annotated[Mm, Range(1, 20)] = 10.0

        def check(self) -> None:
            if self.height < self.width:
                raise ParameterError("too squat")

    assert Post(3).height == 10.0
    for bad in ({"width": 0}, {"width": 3, "hight": 4}, {"width": 11}, {}):
        with pytest.raises(ParameterError):
            Post(**bad)
    with pytest.raises(AttributeError):
        Post(3).width = 4.0


def test_plain_parameters_need_no_pydantic():
    program = (
        "import sys\nfrom jewelcad.params import Range, spec_of, validated\n"
        "from jewelcad.units import Mm\nfrom typing import Annotated\n"
        "spec = spec_of('x', Annotated[Mm, Range(1, 2)])\n"
        "validated('ring', {'x': spec}, {'x': 1.5})\n"
        "sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_nearest():
    assert nearest("petit", ["petite", "bold"]) == " Did you mean petite?"
    assert nearest("zzz", ["petite"]) == ""
