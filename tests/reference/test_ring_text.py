"""Reading ring sizes: forgiving with spelling, honest and helpful in refusing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jewelcad.errors import ParameterError
from jewelcad.reference import RingSize, parse_ring_size, ring_system, ring_systems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US 6.5", "US 6.5"),
        ("us6 1/2", "US 6.5"),
        (" Us  6½ ", "US 6.5"),
        ("US6.50", "US 6.5"),
        ("US-6.5", "US 6.5"),
        ("US size 6,5", "US 6.5"),
        ("ring size US 7", "US 7"),
        ("usa 7", "US 7"),
        ("U.S. 7", "US 7"),
        ("US 6 1/4", "US 6.25"),
        ("US 6¾", "US 6.75"),
        ("US ½", "US 0.5"),
        ("ＵＳ ７", "US 7"),
        ("Canada 7", "US 7"),
        ("UK N½", "UK N½"),
        ("UK N 1/2", "UK N½"),
        ("ukn½", "UK N½"),
        ("N 1/2", "UK N½"),
        ("N.5", "UK N½"),
        ("n", "UK N"),
        ("AU N½", "UK N½"),
        ("UK Z+1", "UK Z+1"),
        ("z + 1½", "UK Z+1½"),
        ("UK-chart-37.8 N½", "UK-chart-37.8 N½"),
        ("uk chart 37.8 n", "UK-chart-37.8 N"),
        ("EU 54", "EU 54"),
        ("eu54.5", "EU 54.5"),
        ("ISO 54", "ISO 54"),
        ("RING-SIZE ISO 8653-43", "ISO 43"),
        ("FR 54", "FR 54"),
        ("JP 13", "JP 13"),
        ("JP-chart 13", "JP-chart 13"),
        ("jp chart 13", "JP-chart 13"),
        ("HK 14", "HK 14"),
        ("IT 14", "IT 14"),
        ("ES 14", "ES 14"),
        ("CH 14.25", "CH 14.25"),
        ("DE 17.25", "DE 17.25"),
        ("RU 17.5", "RU 17.5"),
        ("IN 14", "IN 14"),
        ("in-jba 14", "IN-JBA 14"),
        ("17.2mm", "17.2 mm"),
        ("17,20 MM", "17.2 mm"),
        ("17.2 mm diameter", "17.2 mm"),
        ("Ø 17.2 mm", "17.2 mm"),
        ("54.4mm circumference", "54.4 mm circumference"),
        ("54.4 mm C", "54.4 mm circumference"),
        ("inside circumference 54.4 mm", "54.4 mm circumference"),
    ],
)
def test_forgiving_spellings(text: str, expected: str) -> None:
    assert str(RingSize(text)) == expected
    assert RingSize(text) == RingSize(expected) == parse_ring_size(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("54", ["ambiguous", "EU 54", "54 mm circumference"]),
        ("6.5", ["ambiguous", "US 6.5"]),
        ("US banana", ["'banana'", "quarters", "US 0", "US 16"]),
        ("US", ["missing", "US 6.5"]),
        ("banana", ["not a ring size", "US 6.5", "17.2 mm"]),
        ("", ["not a ring size"]),
        ("US 6.33", ["quarters", "US 6.25", "US 6.5"]),
        ("UK N¼", ["halves", "UK N ", "UK N½"]),
        ("JP 13.5", ["whole sizes", "JP 13", "JP 14"]),
        ("RU 17.25", ["halves", "RU 17 ", "RU 17.5"]),
        ("US 99", ["outside", "US 0", "US 16", "24.64 mm"]),
        ("US -1", ["outside", "US 0"]),
        ("US 54", ["outside", "EU 54"]),
        ("DE 54", ["outside", "DE 22.5", "EU 54"]),
        ("HK 4", ["outside", "HK 5", "HK 30"]),
        ("UK Z+7", ["outside", "UK Z+6"]),
        ("UK 7", ["'7'", "UK A"]),
        ("N+1", ["not a ring size"]),
        ("6.5 US", ["system first", "US 6.5"]),
        ("Germny 17", ["not a known system", "germany"]),
        ("japn 13", ["not a known system", "japan"]),
        ("nan", ["not a ring size"]),
        ("nan mm", ["not a ring size"]),
        ("inf mm", ["not a ring size"]),
        ("US nan", ["'nan'"]),
        ("1e400 mm", ["not a ring size"]),
        ("999999999 mm", ["outside", "30 mm"]),
        ("2 mm", ["outside", "10 mm"]),
        ("-17 mm", ["outside", "10 mm"]),
        ("US 1/0", ["'1/0'"]),
        ("US 13/2", ["'13/2'"]),
        ("US " + "9" * 20, ["not a size"]),
        ("7" * 5000, ["5000 characters"]),
    ],
)
def test_refusals_say_what_to_do(text: str, says: list[str]) -> None:
    with pytest.raises(ParameterError) as caught:
        RingSize(text)
    message = str(caught.value)
    assert [word for word in says if word not in message] == []
    assert len(message) < 500


@pytest.mark.parametrize("value", [None, 6.5, 54, True, float("nan"), b"US 7", ["US 7"]])
def test_only_texts_are_sizes(value: object) -> None:
    with pytest.raises(ParameterError, match="is a text"):
        RingSize(value)  # type: ignore[arg-type]


ALPHABET = "US UKeujpJP-chartHKITdemm0123456789.,/+½¼¾ N Z+1 c Ø\n\x00é٣"


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=ALPHABET, max_size=16)))
@example("us ٣")
@example("²mm")
@example("Z+" + "9" * 50)
@example("/" * 60)
def test_any_text_is_a_size_or_a_clear_refusal(text: str) -> None:
    try:
        size = RingSize(text)
    except ParameterError as error:
        message = str(error)
    else:
        message = f"{size} is read, and read again from what it prints."
        assert 9.0 < size.diameter < 31.0
        assert RingSize(str(size)) == size
    assert 20 < len(message) < 900


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.sampled_from([s.name for s in ring_systems()]),
    st.floats(allow_nan=True, allow_infinity=True) | st.integers(-100, 100),
)
def test_any_number_in_any_system_is_in_range_or_refused(name: str, value: float) -> None:
    try:
        size = RingSize(f"{name} {value}" if "mm" not in name else f"{value} {name}")
    except ParameterError:
        return
    system = ring_system(name)
    assert system.first <= float(size.value) <= system.last


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.floats(10.0, 30.0))
def test_millimetres_are_kept_exactly(diameter: float) -> None:
    size = RingSize(f"{diameter!r} mm")
    assert size.diameter == diameter
    assert RingSize(str(size)).diameter == diameter
