"""Making findings."""

from __future__ import annotations

import math
from collections.abc import Iterator

from jewelcad.checks.finding import Finding, Place
from jewelcad.checks.table import check_named
from jewelcad.checks.wall import Bracket
from jewelcad.reference.profiles import Rule


def by_rule(
    code: str,
    rule: Rule,
    value: float,
    what: str,
    advice: str,
    *,
    part: str = "",
    place: Place | None = None,
    slack: float = 0.0,
    size: float | None = None,
    size_unit: str = "",
) -> Iterator[Finding]:
    """A finding if a value breaks a rule, none if it keeps it.

    Parameters
    ----------
    what : what was measured, as a clause
    slack : by how much the value may be off: in doubt it is good
    """
    level = rule.level(value, slack)
    if level is None:
        return
    limit = rule.bound(level)
    assert limit is not None
    asked = f"{'at most' if rule.kind.most else 'at least'} {limit:g} {rule.kind.unit}"
    yield Finding(
        code,
        check_named(code).name,
        level,
        f"{what}; {asked} is asked ({rule.of}). {advice}",
        part=part,
        place=place,
        value=value,
        limit=limit,
        unit=rule.kind.unit,
        source=rule.source,
        size=size,
        size_unit=size_unit,
    )


def by_bracket(
    code: str, rule: Rule, bracket: Bracket, what: str, advice: str, slack: float
) -> Iterator[Finding]:
    """A finding if the chord that was found breaks a rule, none if it keeps it or there is none.

    Parameters
    ----------
    what : is so many millimetres wide
    """
    if bracket.witness is None:
        return
    one, two = bracket.witness
    x, y, z = ((a + b) / 2.0 for a, b in zip(one, two, strict=True))
    yield from by_rule(
        code,
        rule,
        math.dist(one, two),
        f"{what} is {bracket.lower:.3f} to {bracket.upper:.3f} mm wide",
        advice,
        part=bracket.body,
        place=(x, y, z),
        slack=slack,
    )
