"""Making findings."""

from __future__ import annotations

from collections.abc import Iterator

from jewelcad.checks.finding import Finding, Place
from jewelcad.checks.table import check_named
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
