"""Stones: section 2.6 of the trade notes, typed here and not read from the CSV."""

from __future__ import annotations

import re

import pytest

from jewelcad.errors import ParameterError
from jewelcad.reference import Species, all_species, species

Range = tuple[float | None, float | None]
Facts = tuple[float, Range, Range, str]

# specific gravity, refractive index range, Mohs range, may be cast in place
GEMS = {
    "diamond": (3.52, (2.417, 2.419), (10, 10), "ok"),
    "cubic zirconia": (5.8, (2.15, 2.18), (8, 8.5), "ok"),
    "moissanite": (3.21, (2.65, 2.69), (9.25, 9.25), "not listed"),
    "ruby": (4.00, (1.762, 1.770), (9, 9), "ok"),
    "sapphire": (4.00, (1.762, 1.770), (9, 9), "ok"),
    "emerald": (2.72, (1.577, 1.583), (7.5, 8), "no"),
    "aquamarine": (2.72, (1.567, 1.590), (7.5, 8), "no"),
    "morganite": (2.80, (1.57, 1.60), (7.5, 8), "not listed"),
    "topaz": (3.53, (1.619, 1.627), (8, 8), "no"),
    "quartz": (2.65, (1.544, 1.553), (7, 7), "not listed"),
    "amethyst": (2.65, (1.544, 1.553), (7, 7), "no"),
    "citrine": (2.65, (1.544, 1.553), (7, 7), "not listed"),
    "rhodolite": (3.84, (1.76, 1.77), (6.5, 7.5), "ok"),
    "tourmaline": (3.06, (1.624, 1.644), (7, 7.5), "no"),
    "peridot": (3.34, (1.654, 1.690), (6.5, 7), "no"),
    "opal": (2.15, (1.44, 1.46), (5.5, 6.5), "no"),
    "tanzanite": (3.35, (1.691, 1.700), (6, 7), "not listed"),
    "spinel": (3.60, (1.712, 1.736), (8, 8), "not listed"),
    "zircon": (4.70, (1.925, 1.984), (7.5, 7.5), "not listed"),
    "chrysoberyl": (3.73, (1.746, 1.755), (8.5, 8.5), "not listed"),
    "alexandrite": (3.73, (1.746, 1.755), (8.5, 8.5), "not listed"),
    "pearl": (2.70, (None, None), (2.5, 4.5), "no"),
    "turquoise": (2.76, (None, None), (None, None), "no"),
    "lapis lazuli": (2.75, (None, None), (None, None), "no"),
    "jadeite": (3.34, (1.652, 1.688), (None, None), "no"),
    "nephrite": (2.95, (None, None), (None, None), "no"),
    "iolite": (2.61, (1.542, 1.551), (7, 7.5), "not listed"),  # RI, Mohs: gemmology-plugin
    "coral": (2.65, (None, None), (None, None), "no"),
}
GARNETS = {  # range of specific gravity, of refractive index
    "pyrope": ((3.51, 3.78), (1.714, 1.742)),
    "almandine": ((4.05, 4.25), (1.79, 1.83)),
    "spessartine": ((4.12, 4.20), (1.795, 1.815)),
    "grossular": ((3.57, 3.73), (1.734, 1.759)),
    "andradite": ((3.82, 3.85), (1.88, 1.895)),
}


@pytest.mark.parametrize(("name", "facts"), GEMS.items())
def test_facts(
    name: str, facts: tuple[float, tuple[float, float], tuple[float, float], str]
) -> None:
    found = species(name)
    assert found.specific_gravity == found.density_g_cm3 == facts[0]
    assert (found.ri_lo, found.ri_hi) == facts[1]
    assert (found.mohs_lo, found.mohs_hi) == facts[2]
    assert found.heat == facts[3]


DISPERSION = {  # red to violet; Schumann, gemmology-plugin's profiles, titangems.com
    "diamond": 0.044, "cubic zirconia": 0.060, "moissanite": 0.104, "ruby": 0.018,
    "sapphire": 0.018, "emerald": 0.014, "aquamarine": 0.014, "morganite": 0.014, "topaz": 0.014,
    "amethyst": 0.013, "quartz": 0.013, "citrine": 0.013, "pyrope garnet": 0.022,
    "spessartine garnet": 0.027, "andradite garnet": 0.057, "tourmaline": 0.017,
    "peridot": 0.020, "tanzanite": 0.021, "spinel": 0.020, "zircon": 0.039,
    "chrysoberyl": 0.015, "alexandrite": 0.015, "iolite": 0.017,
}  # fmt: skip


def test_dispersion_where_a_source_gives_it() -> None:
    found = {s.name: s.dispersion for s in all_species() if s.dispersion is not None}
    assert found == DISPERSION
    assert all(bool(s.dispersion_source) == (s.name in DISPERSION) for s in all_species())


@pytest.mark.parametrize(("name", "facts"), GARNETS.items())
def test_garnets(name: str, facts: tuple[tuple[float, float], tuple[float, float]]) -> None:
    found = species(name)
    assert found.specific_gravity == pytest.approx(sum(facts[0]) / 2)
    assert (found.sg_lo, found.sg_hi) == facts[0]
    assert (found.ri_lo, found.ri_hi) == facts[1]
    assert (found.mohs_lo, found.mohs_hi, found.heat) == (6.5, 7.5, "ok")


def test_every_row_is_tested() -> None:
    tested = {species(name).name for name in (*GEMS, *GARNETS)}
    assert tested == {s.name for s in all_species()}


@pytest.mark.parametrize("row", all_species(), ids=lambda s: s.name)
def test_every_row_is_whole(row: Species) -> None:
    assert len(row.source) > 4
    assert len(row.heat_source) > 4
    assert row.sure in {"high", "medium-high", "medium", "medium-low", "low"}
    assert re.fullmatch("#[0-9a-f]{6}", row.colour)
    for low, high in ((row.sg_lo, row.sg_hi), (row.ri_lo, row.ri_hi), (row.mohs_lo, row.mohs_hi)):
        assert (low is None) == (high is None)
        assert low is None or high is None or 1 < low <= high <= 10


def test_names_and_aliases_are_unique() -> None:
    spelt = [name.casefold() for s in all_species() for name in (s.name, *s.aliases)]
    assert len(spelt) == len(set(spelt))


@pytest.mark.parametrize(
    ("text", "name"),
    [("Diamond", "diamond"), ("CZ", "cubic zirconia"), ("cubic-zirconia", "cubic zirconia")],
)
def test_forgiving_names(text: str, name: str) -> None:
    assert species(text).name == name


@pytest.mark.parametrize(
    ("text", "near"), [("diamnd", "diamond"), ("garnet", "pyrope garnet"), ("saphire", "sapphire")]
)
def test_unknown_names_the_nearest(text: str, near: str) -> None:
    with pytest.raises(ParameterError, match=f"{text}.*Nearest: .*{near}"):
        species(text)


@pytest.mark.parametrize("text", ["kryptonite", "", None, 3.52])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="diamond"):
        species(text)
