"""What the checks found as JUnit XML, for a build server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

if TYPE_CHECKING:
    from jewelcad.checks.finding import Outcome, Result


def junit(outcome: Outcome, title: str, strict: bool = False) -> str:
    """One suite, one case a check: a failure for a check that failed, an error for one that could
    not run; what was found is in the text of either, notes and allowances in its output."""
    states = [result.state(strict) for result in outcome.results]
    suite = Xml.Element(
        "testsuite",
        name=_plain(title),
        tests=str(len(states)),
        failures=str(states.count("fail")),
        errors=str(states.count("not verified")),
        time=f"{sum(result.seconds for result in outcome.results):.3f}",
    )
    properties = Xml.SubElement(suite, "properties")
    for name, value in (("profile", outcome.profile), ("version", outcome.version)):
        Xml.SubElement(properties, "property", name=name, value=value)
    for result in outcome.results:
        _case(suite, outcome, result, strict)
    Xml.indent(suite)
    return Xml.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: Xml.Element, outcome: Outcome, result: Result, strict: bool) -> None:
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=outcome.profile,
        name=f"{result.code} {result.name}",
        time=f"{result.seconds:.3f}",
    )
    state = result.state(strict)
    bad = ("error", "warning") if strict else ("error",)
    against = [f for f in result.findings if f.counts and f.level in bad]
    if state == "not verified":
        Xml.SubElement(case, "error", message="not verified").text = _plain(result.why)
    elif state == "fail":
        failure = Xml.SubElement(case, "failure", message=_plain(against[0].line))
        failure.text = _plain("\n".join(f"{f.line}\n{f.text}" for f in against))
    others = [f for f in result.findings if f not in against]
    if others:
        said = (f"{f.level}: {f.line}\n{f.text}{_leave(f.allowed)}" for f in others)
        Xml.SubElement(case, "system-out").text = _plain("\n".join(said))


def _leave(reason: str) -> str:
    return f"\nallowed: {reason}" if reason else ""


def _plain(text: str) -> str:
    """Without the control characters XML may not hold."""
    return "".join(c for c in text if c in "\n\t" or c.isprintable())
