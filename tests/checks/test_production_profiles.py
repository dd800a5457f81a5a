"""Production profiles: every row sourced, what a house does not quote inherited, bad files told."""

from __future__ import annotations

from pathlib import Path

import pytest

from jewelcad.errors import ParameterError
from jewelcad.reference import alloy
from jewelcad.reference.limits import limit
from jewelcad.reference.profiles import KINDS, profile, profile_for, profiles


@pytest.mark.parametrize("name", profiles())
def test_every_rule_of_every_profile_has_a_source(name: str):
    found = profile(name)
    assert found.version
    assert found.title
    for key, rule in found.rules.items():
        assert key in KINDS
        assert len(rule.source) > 5
        assert rule.of in found.chain


def test_what_a_house_quotes_is_its_own_and_the_rest_is_inherited():
    stuller, gold = profile("stuller"), profile("lost-wax-gold")
    assert stuller.rule("wall").error == 0.5
    assert stuller.rule("wall").of == "stuller"
    assert stuller.rule("claw") == gold.rule("claw")
    assert gold.rule("claw").error == limit("check.prong.error").value


def test_houses_that_disagree_stay_apart():
    walls = {n: profile(n).rule("wall").error for n in ("hms-gold", "hms-silver", "shapeways-gold")}
    assert walls == {"hms-gold": 0.6, "hms-silver": 0.8, "shapeways-gold": 0.8}
    assert profile("morris-and-watson").rule("engraved_deepest").error == 0.3
    assert profile("gemwares").rule("engraved_depth").error == 0.5


@pytest.mark.parametrize(
    ("metal", "name"),
    [
        ("18k yellow", "lost-wax-gold"),
        ("sterling silver", "lost-wax-silver"),
        ("platinum 950 ruthenium", "lost-wax-platinum"),
    ],
)
def test_a_piece_is_judged_by_its_metal(metal: str, name: str):
    assert profile_for(alloy(metal)).name == name


def test_platinum_wants_wider_gaps():
    assert (
        profile("lost-wax-platinum").rule("gap").error > profile("lost-wax-gold").rule("gap").error
    )


OWN = """
name = "bench"
extends = "stuller"
[wall]
error = 0.7
warn = 0.9
source = "my caster"
"""


def test_ones_own_extends_another(tmp_path: Path):
    path = tmp_path / "bench.toml"
    path.write_text(OWN)
    own = profile(str(path))
    assert own.chain == ("bench", "stuller", "lost-wax-gold")
    assert (own.rule("wall").error, own.rule("band").error) == (0.7, 1.2)


def test_own_files_may_extend_each_other_but_not_in_a_circle(tmp_path: Path):
    (tmp_path / "a.toml").write_text(OWN.replace('"stuller"', '"b.toml"'))
    (tmp_path / "b.toml").write_text(OWN.replace('"bench"', '"b"').replace('"stuller"', '"a.toml"'))
    with pytest.raises(ParameterError, match="extends itself"):
        profile(str(tmp_path / "a.toml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN.replace("[wall]", "[wal]"), "no rule 'wal'. Nearest: wall"),
        (OWN.replace("0.7", '"0.7"'), "error = '0.7' is not a number"),
        (OWN.replace("0.7", "nan"), "is not above 0"),
        (OWN.replace("0.7", "-1"), "is not above 0"),
        (OWN.replace("0.7", "true"), "is not a number"),
        (OWN.replace("0.9", "0.5"), "a warning would never be given"),
        (OWN.replace('source = "my caster"', ""), "has no source"),
        (OWN.replace("stuller", "stullers"), "not a known profile"),
        (OWN + "colour = 3\n", "has colour"),
        ("wall = 3", "is a table"),
        ("[wall", "is not TOML"),
        ('[wall]\nsource = "x"\n', "neither error nor warn"),
        ('scales = "perhaps"\n', "scales"),
        ('[wall]\nlike = "check.nothing"\n', "no row of the limits"),
        ("x" * 200_000, "over 100,000 bytes"),
    ],
)
def test_a_bad_file_is_told(tmp_path: Path, text: str, said: str):
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(ParameterError, match=said.replace("(", r"\(")):
        profile(str(path))


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(ParameterError, match="lost-wax-gold"):
        profile("lost-wax-golden")
    with pytest.raises(ParameterError, match="cannot be read"):
        profile("nowhere.toml")
