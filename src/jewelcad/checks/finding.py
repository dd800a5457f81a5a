"""What a check has to say: a finding, and what came of each check."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, Literal

from jewelcad.allowance import Allowance
from jewelcad.reference.profiles import Level

Place = tuple[float, float, float]
State = Literal["pass", "fail", "not verified"]


@dataclass(frozen=True)
class Finding:
    """A fault, or something to know.

    Parameters
    ----------
    code, name : of the check, such as ``JC103`` and ``thin-wall``
    level : how bad it is
    text : what, how much, why and what to do
    part : name of the body, such as ``head/prong[2]``
    place : where, mm
    value, limit, unit : what was measured, and what was asked
    source : who asks
    size : how far it spreads, in ``size_unit``
    allowed : the designer's reason for letting it be
    places : where it is, if in several places; the worst first
    """

    code: str
    name: str
    level: Level
    text: str
    part: str = ""
    place: Place | None = None
    value: float | None = None
    limit: float | None = None
    unit: str = "mm"
    source: str = ""
    size: float | None = None
    size_unit: str = ""
    allowed: str = ""
    places: tuple[Place, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it stands: nobody has allowed it."""
        return not self.allowed

    def told(self) -> dict[str, Any]:
        """As JSON holds it."""
        place = None if self.place is None else [round(c, 3) for c in self.place]
        row: dict[str, Any] = {
            "code": self.code,
            "name": self.name,
            "level": self.level,
            "part": self.part,
            "place": place,
            "value": _rounded(self.value),
            "limit": _rounded(self.limit),
            "unit": self.unit if self.value is not None else "",
            "text": self.text,
            "source": self.source,
        }
        if self.size is not None:
            row |= {"size": _rounded(self.size), "size_unit": self.size_unit}
        if len(self.places) > 1:
            row["places"] = [[round(c, 3) for c in place] for place in self.places]
        if self.allowed:
            row["allowed"] = self.allowed
        return row

    @property
    def line(self) -> str:
        """As one line: ``JC103 thin-wall 0.42 mm < 0.80 mm at (1.2, 0.0, 9.7) head/prong[2]``."""
        words = [self.code, self.name]
        if self.value is not None:
            words.append(f"{self.value:.2f} {self.unit}".strip())
            if self.limit is not None:
                words.append(f"{'<' if self.value < self.limit else '>'} {self.limit:g}")
        if self.size is not None:
            words.append(f"over {self.size:.2g} {self.size_unit}")
        if self.place is not None:
            words.append("at ({:.1f}, {:.1f}, {:.1f})".format(*self.place))
        if len(self.places) > 1:
            words.append(f"and {len(self.places) - 1} more")
        if self.part:
            words.append(self.part)
        return " ".join(words)


def together(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings alike in all but the number of their part as one: the worst, with every place."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        plain = re.sub(r"\[\d+\]", "", finding.part)
        key = (finding.code, finding.name, finding.level, finding.unit, plain)
        groups.setdefault(key, []).append(finding)
    return tuple(_worst(group) for group in groups.values())


def _worst(group: list[Finding]) -> Finding:
    def badness(finding: Finding) -> float:
        return abs((finding.value or 0.0) - (finding.limit or 0.0))

    ranked = sorted(group, key=badness, reverse=True)
    places = tuple(f.place for f in ranked if f.place is not None)
    return ranked[0] if len(group) == 1 else replace(ranked[0], places=places)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 5)


@dataclass(frozen=True)
class Result:
    """What came of one check.

    Parameters
    ----------
    code, name, title : of the check
    why : why it could not run; empty if it ran
    findings : what it found
    seconds : it took
    """

    code: str
    name: str
    title: str
    why: str = ""
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0

    def state(self, strict: bool = False) -> State:
        """Pass, fail or not verified; strictly, warnings fail too."""
        if self.why:
            return "not verified"
        bad = ("error", "warning") if strict else ("error",)
        return "fail" if any(f.level in bad and f.counts for f in self.findings) else "pass"

    def allowing(self, allowances: tuple[Allowance, ...]) -> Result:
        """The same, with the designer's reasons at what they allow."""
        return replace(self, findings=tuple(_allowed(f, allowances) for f in self.findings))


def _allowed(finding: Finding, allowances: tuple[Allowance, ...]) -> Finding:
    for allowance in allowances:
        if covers(allowance, finding):
            return replace(finding, allowed=allowance.reason)
    return finding


def covers(allowance: Allowance, finding: Finding) -> bool:
    """Whether an allowance is for a finding: its code, and its part by any of its names."""
    if allowance.code not in (finding.code, finding.name):
        return False
    wanted = allowance.part
    whole = finding.part.split("/")
    plain = [word.split("[")[0] for word in whole]
    names = {finding.part, *whole, *plain, "/".join(plain), "/".join(whole[:-1])}
    return not wanted or any(fnmatchcase(name, wanted) for name in names)


@dataclass(frozen=True)
class Outcome:
    """What came of all checks.

    Parameters
    ----------
    profile, version : by which it was checked
    results : check by check
    wall : the thinnest wall as (lower, upper, witness); None where it was not looked for
    notes : allowances that allowed nothing, and rules that no check reads
    """

    profile: str
    version: str
    results: tuple[Result, ...]
    wall: dict[str, Any] | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, the worst first."""
        order = {"error": 0, "warning": 1, "note": 2}
        found = [f for result in self.results for f in result.findings]
        return tuple(sorted(found, key=lambda f: (not f.counts, order[f.level], f.code)))

    def passed(self, strict: bool = False) -> bool:
        """Whether every check passed; one that could not run did not."""
        return all(result.state(strict) == "pass" for result in self.results)
