"""What the checks found, as JSON holds it and as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jewelcad.checks.finding import Outcome


def told_of(outcome: Outcome, strict: bool = False) -> dict[str, Any]:
    """An outcome as JSON holds it."""
    return {
        "profile": {"name": outcome.profile, "version": outcome.version},
        "passed": outcome.passed(strict),
        "strict": strict,
        "wall": outcome.wall,
        "checks": [
            {
                "code": result.code,
                "name": result.name,
                "title": result.title,
                "state": result.state(strict),
                "why": result.why,
                "findings": len(result.findings),
            }
            for result in outcome.results
        ],
        "findings": [finding.told() for finding in outcome.findings],
        "remarks": list(outcome.notes),
    }


def lines(outcome: Outcome, strict: bool = False) -> Iterator[str]:
    """An outcome, a line for each check, the findings under theirs, and what it comes to."""
    for result in outcome.results:
        state = result.state(strict)
        yield f"{MARKS[state]} {result.code} {result.title}"
        if result.why:
            yield f"       not verified: {result.why}"
        for finding in result.findings:
            level = f"allowed {finding.level}" if finding.allowed else finding.level
            yield f"       {level}: {finding.line}"
            yield f"         {finding.text}"
            if finding.allowed:
                yield f"         allowed: {finding.allowed}"
    yield from outcome.notes
    yield summary(outcome, strict)


MARKS = {"pass": "  pass", "fail": "  FAIL", "not verified": "     ?"}


def summary(outcome: Outcome, strict: bool = False) -> str:
    """``18 checks passed, 1 failed, 1 could not run (lost-wax-gold 2026.11)``."""
    states = [result.state(strict) for result in outcome.results]
    passed, failed, unknown = (states.count(s) for s in ("pass", "fail", "not verified"))
    parts = [f"{passed} checks passed"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{unknown} could not run: not verified"] if unknown else []
    return f"{', '.join(parts)} ({outcome.profile} {outcome.version})"
