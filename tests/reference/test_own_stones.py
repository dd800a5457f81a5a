"""A designer's own species: taken by name, all or none, each bad row told by its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jewelcad.errors import ParameterError
from jewelcad.gems import Gem
from jewelcad.reference import all_species, species, species_from, stones
from jewelcad.reference.own_stones import MOST_BYTES, MOST_ROWS

MINE = """name,aliases,specific_gravity,ri_lo,ri_hi,colour,heat,replaces
mint garnet,merelani mint,3.61,1.734,1.744,#9BE0C0,ok,
"gneiss, black",,2.70,,,,,
my ruby,,3.99,,,,,ruby
"""


@pytest.fixture(autouse=True)
def _no_own_species_left() -> Iterator[None]:
    yield
    stones._own.clear()
    stones._by_key.cache_clear()


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str | bytes, name: str = "mine.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def test_known_by_name(table) -> None:
    found = species_from(table(MINE))
    assert [s.name for s in found] == ["mint garnet", "gneiss, black", "my ruby"]
    stone = Gem.oval(8, 6, species="Merelani-Mint")
    assert stone.species == "mint garnet"
    assert stone.specific_gravity == 3.61
    assert stone.carat == pytest.approx(stone.volume * 3.61 / 200.0)  # 1 ct = 0.2 g, mm³ to cm³
    assert species("gneiss black").heat == "not listed"
    assert species("mint garnet").colour == "#9be0c0"


def test_a_row_may_stand_for_a_built_in_one_if_it_says_so(table) -> None:
    before = species("ruby")
    species_from(table(MINE))
    assert species("ruby").name == species("my ruby").name == "my ruby"
    assert Gem.round(6.5, species="ruby").specific_gravity == 3.99
    names = [s.name for s in all_species()]
    assert "ruby" not in names
    assert names[-3:] == ["mint garnet", "gneiss, black", "my ruby"]
    assert before.specific_gravity == 4.00


def test_aliases_go_with_what_is_replaced(table) -> None:
    species_from(table("name,specific_gravity,replaces\ncubic zirconia,5.65,CZ\n"))
    assert {species(n).specific_gravity for n in ("CZ", "zirconia", "cubic-zirconia")} == {5.65}


def test_reading_again_takes_the_new_values(table) -> None:
    species_from(table("name,specific_gravity\nslag,2.8\n"))
    species_from(table("name,specific_gravity\nslag,2.9\nglass,2.5\n"))
    assert species("slag").specific_gravity == 2.9
    species_from(table("name,specific_gravity\nglass,2.5\n"))
    with pytest.raises(ParameterError, match="slag"):
        species("slag")


def test_as_spreadsheets_write_it(table) -> None:
    text = "\ufeffName,Specific Gravity,Heat,\r\n\r\nslag , 2.80,OK,\r\n,,,\r\n"
    with pytest.raises(ParameterError, match="'' is no column"):
        species_from(table(text))
    species_from(table(text.replace(",\r", "\r")))
    assert species("slag").heat == "ok"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no species"),
        ("name,specific_gravity\n", "holds no species"),
        ("name\nslag\n", "line 1: no column is called specific_gravity"),
        ("name,specific_gravty\nslag,2\n", "line 1: 'specific_gravty' is no column.*specific_grav"),
        ("name;specific_gravity\nslag;2,8\n", "line 1: .*not parted by commas"),
        ("name,specific_gravity,name\nslag,2,x\n", "two columns are called name"),
        ("name,specific_gravity\n,2\n", "line 2: it has no name"),
        ("name,specific_gravity\nslag,\n", "line 2: specific_gravity is empty"),
        ('name,specific_gravity\nslag,"2,8"\n', "line 2: .*decimal point as a point"),
        ("name,specific_gravity\nslag,nan\n", "line 2: specific_gravity = nan is not between"),
        ("name,specific_gravity\nslag,2650\n", "line 2: specific_gravity = 2650 is not between"),
        ("name,specific_gravity\nslag,2,8\n", "line 2: 3 cells for 2 columns"),
        ("name,specific_gravity\nglass,2.5\n\nslag,x\n", "line 4: specific_gravity = 'x'"),
        ("name,specific_gravity,ri_lo\nslag,2,1.5\n", "line 2: ri_lo and ri_hi belong together"),
        ("name,specific_gravity,ri_lo,ri_hi\nslag,2,1.6,1.5\n", "line 2: .*Swap"),
        ("name,specific_gravity,sg_lo,sg_hi\nslag,2,2.1,2.2\n", "line 2: .*not between sg_lo"),
        ("name,specific_gravity,heat\nslag,2,maybe\n", "line 2: heat = 'maybe'"),
        ("name,specific_gravity,look\nslag,2,shiny\n", "line 2: look = 'shiny'"),
        ("name,specific_gravity,colour\nslag,2,red\n", "line 2: colour = 'red' is not like"),
        ("name,specific_gravity,replaces\nslag,2,rubby\n", "line 2: 'rubby'.*Nearest: ruby"),
        ("name,specific_gravity\nRuby,3.9\n", "would hide 'ruby' .*write ruby in the column repl"),
        ("name,aliases,specific_gravity\nslag,CZ,3.9\n", "would hide 'cubic zirconia'"),
        ("name,specific_gravity\nslag,2\nSLAG,3\n", "is a name of 'slag' and of 'SLAG'"),
        ("name,specific_gravity,replaces\na,2,ruby\nb,3,ruby\n", "2 rows replace ruby"),
        ('name,specific_gravity\n"slag,2\n', "line 2: unexpected end"),
        (b"name,specific_gravity\nsl\x00ag,2,3\n", "line 2"),
        (b"name,specific_gravity\nsl\xffag,2\n", "not UTF-8"),
        ("name,specific_gravity\n" + "x" * 301 + ",2\n", "line 2: name has 301 letters"),
        (b"n" * (MOST_BYTES + 1), "over 1,000,000 bytes"),
        ("name,specific_gravity\n" + "".join(f"s{k},2\n" for k in range(MOST_ROWS + 1)), "over 20"),
    ],
)  # fmt: skip
def test_refused(table, text: str | bytes, said: str) -> None:
    with pytest.raises(ParameterError, match=rf"(?s)mine\.csv.*{said}"):
        species_from(table(text))
    assert not stones._own


def test_all_bad_rows_are_told_and_none_is_taken(table) -> None:
    bad = "".join(f"s{k},0\n" for k in range(12))
    with pytest.raises(ParameterError, match=r"(?s)line 3: .*line 12: .*and 2 more"):
        species_from(table("name,specific_gravity\ngood,2\n" + bad))
    with pytest.raises(ParameterError, match="good"):
        species("good")


def test_two_files_cannot_give_one_name(table) -> None:
    species_from(table("name,specific_gravity\nslag,2.8\n"))
    with pytest.raises(ParameterError, match="would hide 'slag'"):
        species_from(table("name,specific_gravity\nslag,2.9\n", "other.csv"))
    with pytest.raises(ParameterError, match="cannot be read"):
        species_from("gone.csv")


CELL = st.text(alphabet='ab,;"\n\r\t0123456789.-#\x00\ufeffµ', max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.lists(CELL, max_size=30)))
def test_anything_is_read_or_refused(table, text: bytes | list[str]) -> None:
    if isinstance(text, list):
        text = ("name,specific_gravity,replaces\n" + ",".join(text)).encode()
    try:
        found = species_from(table(text))
    except ParameterError:
        return
    assert all(species(s.name) == s for s in found)
