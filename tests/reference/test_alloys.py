"""Alloys: the "use" column of the trade notes (section 3.1), typed here, not read from the CSV."""

from __future__ import annotations

import re

import pytest

from jewelcad.errors import ParameterError
from jewelcad.reference import Alloy, alloy
from jewelcad.reference.alloys import alloys

USE = {
    "fine gold": 19.32,
    "22k yellow": 17.86,
    "18k yellow": 15.5,
    "18k rose": 15.1,
    "18k white nickel": 14.65,
    "18k white palladium": 15.7,
    "18k green": 15.9,
    "14k yellow": 13.07,
    "14k rose": 13.1,
    "14k white nickel": 12.6,
    "14k white palladium": 14.6,
    "10k yellow": 11.5,
    "10k white": 11.0,
    "10k rose": 11.55,
    "9k yellow": 11.2,
    "9k rose": 11.0,
    "9k white": 12.5,
    "fine silver": 10.5,
    "sterling silver": 10.36,
    "argentium 935": 10.3,
    "argentium 960": 10.3,
    "fine platinum": 21.45,
    "platinum 950 ruthenium": 20.7,
    "platinum 950 iridium": 21.5,
    "platinum 900 iridium": 21.54,
    "palladium 950 ruthenium": 12.1,
    "bronze": 8.8,
    "brass": 8.5,
    "copper": 8.94,
    "titanium 6al4v": 4.43,
    "stainless steel 420": 7.75,
    "wax": 0.95,
    "wax trade factor": 1.00,
    "bluecast resin": 1.09,
}
STULLER = {  # what one large caster publishes, within 2 % of what we use
    "fine gold": 19.36, "18k yellow": 15.58, "18k rose": 15.18, "18k white nickel": 14.64,
    "18k green": 15.90, "14k yellow": 13.07, "14k rose": 13.26, "14k white nickel": 12.61,
    "10k yellow": 11.57, "10k white": 11.07, "10k rose": 11.59, "fine silver": 10.53,
    "sterling silver": 10.40, "platinum 950 cobalt": 20.80, "brass": 8.40,
}  # fmt: skip


@pytest.mark.parametrize(("name", "density"), USE.items())
def test_density(name: str, density: float) -> None:
    assert alloy(name).density_g_cm3 == pytest.approx(density, abs=1e-9)


@pytest.mark.parametrize(("name", "density"), STULLER.items())
def test_density_agrees_with_stuller(name: str, density: float) -> None:
    assert alloy(name).density_g_cm3 == pytest.approx(density, rel=0.02)


def test_platinum_cobalt_stays_where_the_sources_disagree() -> None:
    assert 20.1 <= alloy("platinum 950 cobalt").density_g_cm3 <= 20.8
    assert "disagree" in alloy("platinum 950 cobalt").note


def test_every_row_is_tested() -> None:
    assert {a.name for a in alloys()} == {*USE, "platinum 950 cobalt"}


@pytest.mark.parametrize("row", alloys(), ids=lambda a: a.name)
def test_every_row_is_whole(row: Alloy) -> None:
    assert len(row.source) > 4
    assert row.sure in {"high", "medium-high", "medium", "medium-low", "low"}
    assert row.density_lo <= row.density_hi
    assert 0.9 < row.density_g_cm3 < 22
    assert re.fullmatch("#[0-9a-f]{6}", row.colour)
    assert all(0 < c <= 1 for c in (*row.rgb, *row.linear_rgb))
    temperatures = (row.solidus_c, row.liquidus_lo_c, row.pour_lo_c, row.flask_c)
    assert bool(row.casting_source) == any(t is not None for t in temperatures)


@pytest.mark.parametrize("row", alloys(), ids=lambda a: a.name)
def test_the_used_density_is_near_what_sources_say(row: Alloy) -> None:
    assert row.density_lo * 0.995 <= row.density_g_cm3 <= row.density_hi * 1.005


@pytest.mark.parametrize("row", alloys(), ids=lambda a: a.name)
def test_metals_melt_before_they_are_poured(row: Alloy) -> None:
    order = (row.solidus_c, row.liquidus_lo_c, row.liquidus_hi_c, row.pour_lo_c, row.pour_hi_c)
    known = [t for t in order if t is not None]
    assert known == sorted(known)


def test_names_and_aliases_are_unique() -> None:
    spelt = [name for a in alloys() for name in (a.name, *a.aliases)]
    assert len(spelt) == len(set(spelt)) > 70
    for a in alloys():
        assert all(alloy(name) is a for name in (a.name, *a.aliases))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("18K Yellow", "18k yellow"),
        (" 18kt  yellow gold ", "18k yellow"),
        ("18ct yellow", "18k yellow"),
        ("18-karat-yellow", "18k yellow"),
        ("18k white", "18k white nickel"),
        ("14k white", "14k white nickel"),
        ("14k White Gold", "14k white nickel"),
        ("platinum 950", "platinum 950 ruthenium"),
        ("Pt950", "platinum 950 ruthenium"),
        ("PT 950/Ru", "platinum 950 ruthenium"),
        ("sterling", "sterling silver"),
        ("Sterling 925", "sterling silver"),
        ("silver 925", "sterling silver"),
        ("Ti6Al4V", "titanium 6al4v"),
    ],
)
def test_forgiving_names(text: str, name: str) -> None:
    assert alloy(text).name == name


def test_plain_white_says_which_white_it_is() -> None:
    for name in ("18k white", "14k white"):
        assert "nickel" in alloy(name).note
        assert "our choice" in alloy(name).note


@pytest.mark.parametrize(
    ("text", "near"),
    [("18k yelow", "18k yellow"), ("sterlin", "sterling"), ("platnum 950", "platinum 950")],
)
def test_unknown_names_the_nearest(text: str, near: str) -> None:
    with pytest.raises(ParameterError, match=f"{text}.*Nearest: .*{near}"):
        alloy(text)


@pytest.mark.parametrize("text", ["unobtainium", "", "x" * 10_000, None, 925])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="18k yellow"):
        alloy(text)


def test_by_kind() -> None:
    assert {a.name for a in alloys("pattern")} == {"wax", "wax trade factor", "bluecast resin"}
    assert len(alloys("gold")) == 17
    with pytest.raises(ParameterError, match="gold, silver, platinum"):
        alloys("plastic")


def test_weight_of_a_known_lump() -> None:
    # 1 cm3 of sterling weighs 10.36 g; the same pattern in trade wax 1.00 g: factor 10.36.
    factor = alloy("sterling").density_g_cm3 / alloy("wax trade factor").density_g_cm3
    assert factor == pytest.approx(10.36)


def test_linear_light() -> None:
    # IEC 61966-2-1: sRGB 188/255 (bc) is almost exactly half the light.
    from jewelcad.reference._tables import linear_rgb, rgb

    assert rgb("#00ff80") == (0.0, 1.0, pytest.approx(128 / 255))
    assert linear_rgb("#bc00ff") == (pytest.approx(0.5029, abs=1e-4), 0.0, 1.0)
