"""What a page may ask: read exactly, or refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jewelcad.errors import ParameterError
from jewelcad.viewer.messages import LONGEST, Build, Drawn, Export, Message, SavePreset, id_of, read

GOOD: list[tuple[dict[str, Any], Message]] = [
    (
        {"type": "build", "id": 3, "values": {"width": 2.5, "n": 4, "yes": True, "size": "US 7"}},
        Build(id=3, values={"width": 2.5, "n": 4, "yes": True, "size": "US 7"}, stage="set"),
    ),
    ({"type": "drawn", "id": 4, "of": 3}, Drawn(id=4, of=3)),
    ({"type": "build", "id": 0, "stage": "cast"}, Build(id=0, values={}, stage="cast")),
    (
        {"type": "export", "id": 1, "values": {}, "formats": ["stl", "3mf"]},
        Export(id=1, formats=["stl", "3mf"], stage="cast"),
    ),
    (
        {"type": "save-preset", "id": 2, "name": "Oma", "values": {"width": None}},
        SavePreset(id=2, name="Oma", values={"width": None}),
    ),
]


@pytest.mark.parametrize(("sent", "meant"), GOOD)
def test_what_may_be_asked(sent: dict[str, Any], meant: Message):
    found = read(json.dumps(sent))
    assert found == meant
    values = sent.get("values", {})
    assert [type(v) for v in getattr(found, "values", {}).values()] == [
        type(v) for v in values.values()
    ]
    assert id_of(json.dumps(sent)) == sent["id"]


HEAD = '{"type":"build","id":1,"values":'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "EOF"),
        ("nonsense", "Invalid JSON"),
        ("[]", "object"),
        ("null", "object"),
        ('{"id":1}', "type"),
        ('{"type":"delete","id":1}', "'delete'"),
        ('{"type":"build"}', "id: Field required"),
        ('{"type":"build","id":-1}', "id: Input should be greater"),
        ('{"type":"build","id":1.5}', "id"),
        ('{"type":"build","id":true}', "id"),
        ('{"type":"build","id":1,"folder":"/etc"}', "folder: Extra"),
        ('{"type":"build","id":1,"stage":"wax"}', "stage: Input should be 'set' or 'cast'"),
        (HEAD + "[]}", "values: Input should be an object"),
        (HEAD + '{"a":NaN}}', "values.a: Input should be a finite number"),
        (HEAD + '{"a":-Infinity}}', "values.a: Input should be a finite number"),
        (HEAD + '{"a":1e999}}', "values.a"),
        (HEAD + f'{{"a":{"9" * 400}}}}}', "values.a: Input should be less"),
        (HEAD + f'{{"a":{"9" * 5000}}}}}', "number out of range"),
        (HEAD + '{"a":[1]}}', "values.a: A value is a number, a text, or yes or no"),
        (HEAD + '{"a":{"b":1}}}', "values.a: A value is"),
        (HEAD + '{"":1}}', "values"),
        (HEAD + '{"a":"' + "x" * 201 + '"}}', "at most 200 characters"),
        (HEAD + '{"' + "x" * 101 + '":1}}', "at most 100 characters"),
        (HEAD + json.dumps({f"p{i}": i for i in range(201)}) + "}", "at most 200 items"),
        (HEAD + "[" * 30_000, "recursion limit"),
        ('{"type":"drawn","id":1}', "of: Field required"),
        ('{"type":"drawn","id":1,"of":1,"values":{}}', "values: Extra"),
        ('{"type":"export","id":1,"formats":[]}', "formats"),
        ('{"type":"export","id":1,"formats":["exe"]}', "formats"),
        ('{"type":"export","id":1,"formats":["../../x"]}', "formats"),
        ('{"type":"save-preset","id":1,"name":""}', "name"),
        ("x" * (LONGEST + 1), "65,537 characters; at most 65,536"),
    ],
)
def test_what_may_not(text: str, said: str):
    with pytest.raises(ParameterError) as caught:
        read(text)
    told = str(caught.value)
    assert said in told
    assert len(told) < 400
    assert "\n" not in told


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('{"type":"x","id":7}', 7),
        ('{"id":7,"values":{"a":"xx', 7),
        ('{"id":true}', None),
        ('{"id":-1}', None),
        ('{"id":"7"}', None),
        ("[7]", None),
        ("?", None),
    ],
)
def test_the_number_of_a_message_that_cannot_be_read(text: str, number: int | None):
    assert id_of(text) == number


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
words = st.sampled_from(["type", "id", "values", "stage", "formats", "name", "x"])
kinds = st.sampled_from(["build", "export", "save-preset"])
near = st.builds(
    lambda kind, rest: {"id": 1, **rest, "type": kind}, kinds, st.dictionaries(words, anything)
)


@given(st.text() | st.builds(json.dumps, anything) | st.builds(json.dumps, near))
def test_whatever_comes_is_a_message_or_a_sentence(text: str):
    try:
        found = read(text)
    except ParameterError as error:
        assert 0 < len(str(error)) < 600
    else:
        sent = json.loads(text)
        assert found.id == sent["id"]
        assert found.values == sent.get("values", {})
        assert all(isinstance(v, str | int | float | bool | None) for v in found.values.values())
    number = id_of(text)
    assert number is None or number >= 0
